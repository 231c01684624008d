//! What each day to come is for: its phase, its mock interview, the time it leaves for cards.

use super::situation::Horizon;

/// What a part of the way to the date is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum PlanPhase {
    /// New cards first.
    Learn,
    /// A last sweep: what is cheap to refresh comes back.
    Sweep,
}

/// Longest sweep, in days.
const SWEEP_DAYS: i32 = 10;
/// The sweep is this part of a shorter way.
const SWEEP_PART: i32 = 4;
/// Seconds of a mock interview, on a day that has as many.
const MOCK_SECONDS: f64 = 45.0 * 60.0;

impl PlanPhase {
    /// What a day is for that lies this many days before the date. It looks at nothing but the days that are
    /// left, so that making the plan again tomorrow changes no day's phase.
    pub fn of(days_left: i32, whole: i32) -> Self {
        if days_left <= SWEEP_DAYS.min((whole / SWEEP_PART).max(1)) {
            Self::Sweep
        } else {
            Self::Learn
        }
    }
}

/// How many days before the date the mock interviews are, for a way of this many days: half-way, when there is
/// something to show, and shortly before, when there is still time to repair what it finds.
pub fn mock_days(whole: i32) -> Vec<i32> {
    match whole {
        ..=6 => vec![],
        7..=13 => vec![3],
        _ => vec![whole / 2, 4],
    }
}

/// Seconds that a day leaves for cards when a mock interview is held on it.
fn left_by_mock(seconds_a_day: f64) -> f64 {
    (seconds_a_day - mock_seconds(seconds_a_day)).max(0.0)
}

/// Seconds of a mock interview: a whole short day, or as long as a real one.
pub fn mock_seconds(seconds_a_day: f64) -> f64 {
    MOCK_SECONDS.min(seconds_a_day)
}

/// The share of a day that long cards may take: the rest stays for quick ones.
pub const LONG_SHARE: f64 = 0.4;

/// What a day is used for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum DayUse {
    /// Cards alone.
    Cards,
    /// A mock interview, and cards in what it leaves.
    Mock,
}

impl Horizon {
    /// What a day is used for; 0 is today.
    pub fn day_use(&self, day: i32) -> DayUse {
        if mock_days(self.whole).contains(&(self.days - day)) {
            DayUse::Mock
        } else {
            DayUse::Cards
        }
    }

    /// The phase of a day.
    pub fn phase(&self, day: i32) -> PlanPhase {
        PlanPhase::of(self.days - day, self.whole)
    }

    /// Seconds for cards on a day: of today what is left of the promise, of later days what the learner
    /// usually keeps of it.
    pub fn seconds_on(&self, day: i32) -> f64 {
        let whole = match self.day_use(day) {
            DayUse::Cards => self.seconds_a_day,
            DayUse::Mock => left_by_mock(self.seconds_a_day),
        };
        if day == 0 {
            (whole - self.spent_today).max(0.0)
        } else {
            whole * self.kept
        }
    }
}

//! The present, and what is dated after it.

use super::rows::Stored;
use crate::domain::day::{Instant, StudyDay};
use crate::domain::event::{HybridClock, Stamp};

/// How far the clocks of two machines may differ: a day.
const DAY_MS: i64 = 86_400_000;

/// Days by which a study day may be later than the UTC date: one for the time zone, two for a clock that stands behind
/// the last event, whose day goes on.
const LATER_DAYS: i32 = 3;

/// The time of this machine.
#[derive(Debug, Clone, Copy)]
pub(in crate::store) struct Present {
    pub(in crate::store) at: Instant,
}

impl Present {
    pub(in crate::store) const fn at(at: Instant) -> Self {
        Self { at }
    }

    /// The UTC date.
    pub(in crate::store) fn day(self) -> StudyDay {
        StudyDay::from_date(self.at.utc().date_naive())
    }

    /// Whether an event lies before the end of the present, by its clock and by its date.
    pub(in crate::store) fn has(self, stored: &Stored) -> bool {
        let limit = HybridClock::tick(HybridClock::ZERO, self.limit());
        stored.clock <= limit && self.has_date(&stored.stamp)
    }

    pub(in crate::store) fn has_date(self, stamp: &Stamp) -> bool {
        stamp.at <= self.limit() && stamp.day <= self.day().plus(1 + LATER_DAYS)
    }

    const fn limit(self) -> Instant {
        Instant::from_millis(self.at.millis().saturating_add(DAY_MS))
    }
}

impl Stored {
    /// The latest day that an event names, by its date or by its clock.
    pub(in crate::store) fn latest_day(&self) -> StudyDay {
        let clock = Instant::from_millis(self.clock.number() >> 16);
        let by_clock = StudyDay::from_date(clock.utc().date_naive());
        by_clock.max(self.stamp.day)
    }
}

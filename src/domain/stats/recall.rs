//! The chance that a card would be remembered on a day.
//!
//! SM-2 keeps no model of memory: an interval says when to ask again, not what will be remembered then.
//! What it does leave is a measurement, the learner's own retention on the day cards come due. Between
//! the last review and that day forgetting is taken as exponential, R = exp(-t / S) (P. A. Wozniak,
//! E. J. Gorzelańczyk and J. A. Murakowski, "Two components of long-term memory", Acta Neurobiologiae
//! Experimentalis 55, 1995), with S such that R falls to the measured retention r after one interval:
//!
//! ```text
//! R(t) = r ^ (t / I)      t days since the last review, I the interval in days
//! ```
//!
//! r is measured apart for young and mature cards, over the whole log, with ten imagined reviews of which
//! nine passed (`SuperMemo` plans for 10 % forgotten) added so that a beginner's first fail is not taken for
//! a habit.

use crate::domain::day::StudyDay;
use crate::domain::memory::{Interval, SeenMemory};
use crate::domain::stats::rate::{Rate, Retention};

/// Parts in which a card's chance is counted, so that sums are exact: a million.
pub const PPM: f64 = 1_000_000.0;

/// Imagined reviews: nine passed of ten.
const IMAGINED: Rate = Rate { passed: 9, n: 10 };

/// How well the learner remembers cards on the day they are due.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Habit {
    /// Retention over the whole log, of every card.
    pub retention: Retention,
    young: f64,
    mature: f64,
}

impl Habit {
    /// The habit that a retention shows.
    pub fn of(retention: Retention) -> Self {
        let expect = |mut rate: Rate| {
            rate.merge(IMAGINED);
            rate.value().unwrap_or_default()
        };
        Self {
            retention,
            young: expect(retention.young),
            mature: expect(retention.mature),
        }
    }

    /// The retention that is expected on the due day of young and of mature cards.
    pub const fn expected(&self) -> (f64, f64) {
        (self.young, self.mature)
    }

    /// The chance that a card would be remembered on a day, in parts of a million.
    pub fn recall(&self, seen: &SeenMemory, today: StudyDay) -> u64 {
        let due = if seen.interval >= Interval::MATURE {
            self.mature
        } else {
            self.young
        };
        let days = f64::from(today.since(seen.last).max(0));
        let chance = due.powf(days / f64::from(seen.interval.days()));
        parts(chance)
    }
}

impl Default for Habit {
    fn default() -> Self {
        Self::of(Retention::default())
    }
}

#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "a chance lies between 0 and 1, so that its parts lie between 0 and a million"
)]
fn parts(chance: f64) -> u64 {
    (chance * PPM).round() as u64
}

//! What a card costs: the seconds that one answer to it takes.

/// Seconds of a card of which nothing is known.
const USUAL_SECONDS: u32 = 25;
/// A card is long when an answer takes more than this many seconds.
pub const LONG_SECONDS: u32 = 180;
/// The percentage of a day that stays for quick cards when long ones are offered.
const QUICK_PERCENT: u32 = 60;

/// What is known of the time a card takes, in milliseconds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct CostFacts {
    /// The median of the learner's own answers to it.
    pub own: Option<u32>,
    /// The median of the learner's answers to cards of its kind.
    pub kind: Option<u32>,
    /// What its author declares, in minutes.
    pub declared_minutes: Option<u32>,
}

impl CostFacts {
    /// Seconds that an answer takes: the learner's own time where it is known, else the author's, else 25.
    pub fn seconds(self) -> u32 {
        let measured = self.own.or(self.kind).map(|ms| ms.div_ceil(1_000));
        let declared = self
            .declared_minutes
            .map(|minutes| minutes.saturating_mul(60));
        measured.or(declared).unwrap_or(USUAL_SECONDS).max(1)
    }
}

/// The seconds a day's long cards may take, given the minutes of the day.
pub const fn long_allowance(minutes_a_day: u32) -> u32 {
    minutes_a_day.saturating_mul(60) / 100 * (100 - QUICK_PERCENT)
}

/// How many long cards, in the order given, fit a day beside its quick ones.
pub fn bench(long: &[u32], minutes_a_day: u32) -> usize {
    let mut left = long_allowance(minutes_a_day);
    let mut fits = 0;
    for &seconds in long {
        let Some(rest) = left.checked_sub(seconds) else {
            break;
        };
        left = rest;
        fits += 1;
    }
    fits
}

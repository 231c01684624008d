//! What a card costs: the seconds that one answer to it takes.

use crate::domain::card::CardKind;

/// Seconds of a card of which nothing is known.
const USUAL_SECONDS: u32 = 25;
/// A card is long when an answer takes more than this many seconds.
pub const LONG_SECONDS: u32 = 180;
/// Whether cards of a kind are long as a rule: programs, and talks.
pub const fn is_long_kind(kind: CardKind) -> bool {
    matches!(kind, CardKind::Code | CardKind::Open)
}

/// The percentage of a day that stays for quick cards when long ones are offered.
const QUICK_PERCENT: u32 = 60;

/// What is known of the time a card takes, in milliseconds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct CostFacts {
    /// The median of the learner's own answers to it.
    pub own: Option<u32>,
    /// The mean of the learner's recent answers to cards of its kind.
    pub kind: Option<u32>,
    /// What its author declares, in minutes.
    pub declared_minutes: Option<u32>,
}

/// The median of some times, of those that were measured: an answer of no time was not.
pub fn median_time(times: impl IntoIterator<Item = u32>) -> Option<u32> {
    let mut times: Vec<u32> = times.into_iter().filter(|time| *time > 0).collect();
    times.sort_unstable();
    times.get(times.len() / 2).copied()
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

/// Seconds that long cards may take on a day.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct LongAllowance {
    /// The share of a day.
    share: u32,
    /// What is left of today's share.
    today: u32,
    /// What earlier days left of theirs, no more than the quick part of a day.
    saved: u32,
    /// What a whole day has.
    day: u32,
}

impl LongAllowance {
    /// The allowance of a day of which nothing is spent, with nothing saved before it.
    pub const fn of_day(minutes: u32) -> Self {
        let day = minutes.saturating_mul(60);
        let share = day / 100 * (100 - QUICK_PERCENT);
        Self {
            share,
            today: share,
            saved: 0,
            day,
        }
    }

    /// Long cards took this many seconds today.
    pub const fn spend(&mut self, seconds: u32) {
        self.today = self.today.saturating_sub(seconds);
    }

    /// The learner studied on some of the last days, and long cards took some seconds of them.
    pub fn save(&mut self, days: u32, spent: u32) {
        let left = self.share.saturating_mul(days).saturating_sub(spent);
        self.saved = left.min(self.day - self.share);
    }
}

/// The places of the long cards that fit a day, of their seconds in the order they come up.
///
/// A card that is longer than a day's share would never fit. Where no other fits, it comes alone on a day for
/// which the days before have saved enough.
pub fn choose_long(long: &[u32], allowance: LongAllowance) -> Vec<usize> {
    let mut left = allowance.today;
    let mut fitting = Vec::new();
    for (place, &seconds) in long.iter().enumerate() {
        if let Some(rest) = left.checked_sub(seconds) {
            left = rest;
            fitting.push(place);
        }
    }
    // Only if no long card was answered today: savings are for one card, not for a second helping.
    if fitting.is_empty() && allowance.today == allowance.share {
        let with_saved = allowance.today + allowance.saved;
        fitting.extend(long.iter().position(|&seconds| seconds <= with_saved));
    }
    fitting
}

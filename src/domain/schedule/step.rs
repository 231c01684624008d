//! What one answer does to a card under any scheduler, and how its interval came about.

use serde::{Deserialize, Serialize};

use super::fsrs_model::{DesiredRetention, Stability};
use super::memory::{Interval, Memory, Scheduled};
use super::strength::{Ease, Strength};
use crate::domain::day::StudyDay;
use crate::domain::grade::Grade;

/// What one answer does to a card.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ScheduleStep {
    /// The grade that was given.
    pub grade: Grade,
    /// The strength after the answer.
    pub strength: Strength,
    /// The interval chosen.
    pub interval: Interval,
    /// The day the card is due again.
    pub due: StudyDay,
    /// The card's memory after the answer.
    pub memory: Memory,
    /// What kind of success or failure it was.
    pub outcome: AnswerKind,
    /// How the interval came about.
    pub why: Why,
}

/// What kind of success or failure an answer was.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum AnswerKind {
    /// The card was recalled.
    Passed,
    /// A fail of a card that never passed.
    Failed,
    /// A fail of a card that had passed.
    Lapsed,
    /// A lapse that makes the card a leech, or calls for another announcement of one.
    Leech,
}

impl AnswerKind {
    /// Whether it counts as a lapse.
    pub const fn is_lapse(self) -> bool {
        matches!(self, Self::Lapsed | Self::Leech)
    }
}

/// How an interval came about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Why {
    /// The rule that gave the interval.
    pub rule: Rule,
    /// The last rule that changed it, if one did.
    pub bound: Bound,
}

/// The rule that gave an interval.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Rule {
    /// A fail: one day.
    Fail,
    /// The first pass: one day.
    First,
    /// The second pass: six days.
    Second,
    /// A later pass: the interval grew by the ease.
    Growth(IntervalGrowth),
    /// FSRS: the days until recall has fallen to the desired retention.
    Forecast(Forecast),
}

/// The arithmetic of a grown interval. All lengths are days.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct IntervalGrowth {
    /// The interval before.
    pub from: Interval,
    /// Days the answer came late.
    pub late: u32,
    /// Days of them that count.
    pub credit: u32,
    /// The ease that multiplied.
    pub ease: Ease,
    /// Interval and credit, times the ease, rounded.
    pub raw: u64,
    /// The shortest interval the draw could choose.
    pub shortest: u64,
    /// The longest interval the draw could choose; equal to the shortest without fuzz.
    pub longest: u64,
    /// The interval that was drawn.
    pub drawn: u64,
}

/// The arithmetic of an interval under FSRS-6. All lengths are days.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Forecast {
    /// What was known of the card before; nothing at its first review.
    pub before: Option<Forgetting>,
    /// The stability after the answer.
    pub stability: Stability,
    /// Recall that the interval ends with.
    pub retention: DesiredRetention,
    /// Days until recall has fallen that far, rounded.
    pub raw: u64,
    /// The shortest interval the draw could choose.
    pub shortest: u64,
    /// The longest interval the draw could choose; equal to the shortest without fuzz.
    pub longest: u64,
    /// The interval that was drawn.
    pub drawn: u64,
}

/// How far a card was forgotten when it was reviewed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Forgetting {
    /// Whole days since the review before.
    pub days: u32,
    /// Expected recall at that moment, in percent.
    pub recall: u32,
    /// The stability until then.
    pub stability: Stability,
}

/// A rule that changed an interval.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Bound {
    /// None did.
    Free,
    /// A pass lengthens: a day more than before at least.
    Lengthened,
    /// Never shorter than a lower grade would give.
    Ordered,
    /// Never longer than the maximum.
    Maximum,
}

impl ScheduleStep {
    /// What an event records of it.
    pub const fn scheduled(&self) -> Scheduled {
        Scheduled {
            strength: self.strength,
            interval: self.interval,
            due: self.due,
        }
    }
}

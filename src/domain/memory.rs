//! All that the log says of one card: its memory, and the marks a learner put on it.

use serde::{Deserialize, Serialize};

use crate::domain::day::StudyDay;

pub use crate::domain::schedule::{CardStage, Ease, Interval, Memory, SeenMemory, Strength};

/// Marks that stand above the schedule.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Marks {
    /// Put aside until resumed.
    pub suspended: CardMark,
    /// Hidden until this study day begins.
    pub buried_until: Option<StudyDay>,
    /// Marked by the learner for a second look.
    pub flagged: CardMark,
}

/// A mark that is on or off.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum CardMark {
    /// Not marked.
    #[default]
    Off,
    /// Marked.
    On,
}

impl CardMark {
    /// Whether the mark is on.
    pub const fn is_on(self) -> bool {
        matches!(self, Self::On)
    }
}

/// All that the log says of one card.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct CardState {
    /// The schedule.
    pub memory: Memory,
    /// The marks above it.
    pub marks: Marks,
}

impl CardState {
    /// Whether the card may be shown on a day: neither suspended nor buried.
    pub fn is_open_on(&self, today: StudyDay) -> bool {
        !self.marks.suspended.is_on() && self.marks.buried_until.is_none_or(|until| until <= today)
    }
}

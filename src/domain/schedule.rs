//! Schedulers: what one answer does to a card's memory, and when the card is due again.
//!
//! A scheduler is a pure step from memory and grade to memory. What all schedulers share is a card's
//! [`Seen`]; what only one of them knows is its [`Strength`]. To add one, add a variant to [`Scheduler`]
//! and to [`Strength`] and follow the compiler: it leads to this folder and to what explains an interval.

pub mod fsrs6;
mod fuzz;
mod memory;
mod settings_hash;
pub mod sm2;
mod step;
mod strength;

pub use memory::{CardStage, Interval, Memory, Scheduled, SeenMemory};
pub use settings_hash::SettingsHash;
pub use sm2::{Sm2, Switch};
pub use step::{AnswerKind, Bound, IntervalGrowth, Rule, ScheduleStep, Why};
pub use strength::{Ease, Strength};

use crate::domain::day::StudyDay;
use crate::domain::grade::Grade;
use crate::domain::id::CardId;

/// A scheduler with its settings. Equal values schedule alike on every machine.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Scheduler {
    /// SM-2.
    Sm2(Sm2),
}

impl Scheduler {
    /// The scheduler behind a name: `sm2` or `sm2-1990`.
    pub fn named(name: &str) -> Option<Self> {
        Sm2::named(name).map(Self::Sm2)
    }

    /// Its name.
    pub fn name(&self) -> &'static str {
        match self {
            Self::Sm2(sm2) => sm2.name(),
        }
    }

    /// The one text of its settings; equal settings have equal texts.
    pub fn canonical_text(&self) -> String {
        match self {
            Self::Sm2(sm2) => sm2.canonical_text(),
        }
    }

    /// Reads a canonical text; nothing when another version or an unknown scheduler wrote it.
    pub fn from_text(text: &str) -> Option<Self> {
        Sm2::from_text(text).map(Self::Sm2)
    }

    /// The hash by which events name these settings.
    pub fn hash(&self) -> SettingsHash {
        SettingsHash::of(&self.canonical_text())
    }

    /// What an answer with this grade does to a card. `load` says how many cards are due on a day.
    pub fn review(
        &self,
        before: &Memory,
        grade: Grade,
        today: StudyDay,
        card: &CardId,
        load: &dyn Fn(StudyDay) -> u32,
    ) -> ScheduleStep {
        match self {
            Self::Sm2(sm2) => sm2.review(before, grade, today, card, load),
        }
    }

    /// The same answer scheduled again after a merge: without the load of the days, which was that of
    /// another moment on another machine, so that every machine comes to the same day.
    pub fn review_again(
        &self,
        before: &Memory,
        grade: Grade,
        today: StudyDay,
        card: &CardId,
    ) -> ScheduleStep {
        match self {
            Self::Sm2(sm2) => {
                let unbalanced = Sm2 {
                    balance: Switch::Off,
                    ..*sm2
                };
                unbalanced.review(before, grade, today, card, &|_| 0)
            }
        }
    }

    /// The strength that a recorded answer led to, from what its event holds.
    pub fn recorded(&self, before: &Memory, grade: Grade, recorded: Strength) -> Strength {
        match self {
            Self::Sm2(sm2) => sm2.recorded(before, grade, recorded),
        }
    }

    /// Whether a card that got this grade is asked again on the same day.
    pub const fn needs_repeat(&self, grade: Grade) -> bool {
        match self {
            Self::Sm2(sm2) => sm2.needs_repeat(grade),
        }
    }

    /// Whether a card has lapsed so often that it is a leech.
    pub fn is_leech(&self, memory: &Memory) -> bool {
        match self {
            Self::Sm2(sm2) => sm2.is_leech(memory),
        }
    }

    /// Whether intervals are spread a little.
    pub const fn fuzz(&self) -> Switch {
        match self {
            Self::Sm2(sm2) => sm2.fuzz,
        }
    }

    /// Spreads intervals a little, or no longer.
    pub const fn set_fuzz(&mut self, fuzz: Switch) {
        match self {
            Self::Sm2(sm2) => sm2.fuzz = fuzz,
        }
    }
}

impl Default for Scheduler {
    fn default() -> Self {
        Self::Sm2(Sm2::standard())
    }
}

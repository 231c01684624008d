//! Schedulers: what one answer does to a card's memory, and when the card is due again.
//!
//! A scheduler is a pure step from memory and grade to memory. What all schedulers share is a card's
//! [`SeenMemory`]; what only one of them knows is its [`Strength`]. To add one, add a variant to [`Scheduler`]
//! and to [`Strength`] and follow the compiler: it leads to this folder and to what explains an interval.

mod conclude;
pub mod fsrs6;
mod fsrs_model;
mod fuzz;
mod history;
mod leech;
mod memory;
mod settings_hash;
pub mod sm2;
mod step;
mod strength;
mod switch;

pub use fsrs_model::FsrsMemory;
pub use fsrs6::Fsrs6;
pub use history::{PastOrigin, PastReview};
pub use memory::{CardStage, Interval, Memory, Scheduled, SeenMemory};
pub use settings_hash::SettingsHash;
pub use sm2::Sm2;
pub use step::{AnswerKind, Bound, IntervalGrowth, Rule, ScheduleStep, Why};
pub use strength::{Ease, Strength};
pub use switch::Switch;

use crate::domain::day::StudyDay;
use crate::domain::grade::Grade;
use crate::domain::id::CardId;

/// A scheduler with its settings. Equal values schedule alike on every machine.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Scheduler {
    /// SM-2.
    Sm2(Sm2),
    /// FSRS-6.
    Fsrs6(Fsrs6),
}

impl Scheduler {
    /// The names of all schedulers, the default first.
    pub const NAMES: [&str; 3] = ["sm2", "sm2-1990", Fsrs6::NAME];

    /// The scheduler behind one of [`Self::NAMES`], with its default settings.
    pub fn named(name: &str) -> Option<Self> {
        if name == Fsrs6::NAME {
            return Some(Self::Fsrs6(Fsrs6::default()));
        }
        Sm2::named(name).map(Self::Sm2)
    }

    /// Its name.
    pub fn name(&self) -> &'static str {
        match self {
            Self::Sm2(sm2) => sm2.name(),
            Self::Fsrs6(_) => Fsrs6::NAME,
        }
    }

    /// The one text of its settings; equal settings have equal texts.
    pub fn canonical_text(&self) -> String {
        match self {
            Self::Sm2(sm2) => sm2.canonical_text(),
            Self::Fsrs6(fsrs6) => fsrs6.canonical_text(),
        }
    }

    /// Reads a canonical text; nothing when another version or an unknown scheduler wrote it.
    pub fn from_text(text: &str) -> Option<Self> {
        // The order does not matter: each refuses a text that names another scheduler.
        Sm2::from_text(text)
            .map(Self::Sm2)
            .or_else(|| Fsrs6::from_text(text).map(Self::Fsrs6))
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
            Self::Fsrs6(fsrs6) => fsrs6.review(before, grade, today, card, load),
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
        let mut unbalanced = *self;
        match &mut unbalanced {
            Self::Sm2(sm2) => sm2.balance = Switch::Off,
            Self::Fsrs6(fsrs6) => fsrs6.balance = Switch::Off,
        }
        unbalanced.review(before, grade, today, card, &|_| 0)
    }

    /// The strength of a card that starts with an interval, because a placement test supports it.
    pub fn placed(&self, interval: Interval) -> Strength {
        match self {
            Self::Sm2(_) => Sm2::placed(interval),
            Self::Fsrs6(fsrs6) => fsrs6.placed(interval),
        }
    }

    /// The strength that a recorded answer led to, from what its event holds.
    pub fn recorded(&self, before: &Memory, grade: Grade, recorded: Strength) -> Strength {
        match self {
            Self::Sm2(sm2) => sm2.recorded(before, grade, recorded),
            Self::Fsrs6(_) => recorded,
        }
    }

    /// Whether a card that got this grade is asked again on the same day.
    pub const fn needs_repeat(&self, grade: Grade) -> bool {
        match self {
            Self::Sm2(sm2) => sm2.needs_repeat(grade),
            Self::Fsrs6(_) => Fsrs6::needs_repeat(grade),
        }
    }

    /// Whether a card has lapsed so often that it is a leech.
    pub fn is_leech(&self, memory: &Memory) -> bool {
        match self {
            Self::Sm2(sm2) => sm2.leeches().is_leech(memory),
            Self::Fsrs6(fsrs6) => fsrs6.leeches().is_leech(memory),
        }
    }

    /// Whether intervals are spread a little.
    pub const fn fuzz(&self) -> Switch {
        match self {
            Self::Sm2(sm2) => sm2.fuzz,
            Self::Fsrs6(fsrs6) => fsrs6.fuzz,
        }
    }

    /// Spreads intervals a little, or no longer.
    pub const fn set_fuzz(&mut self, fuzz: Switch) {
        match self {
            Self::Sm2(sm2) => sm2.fuzz = fuzz,
            Self::Fsrs6(fsrs6) => fsrs6.fuzz = fuzz,
        }
    }
}

impl Default for Scheduler {
    fn default() -> Self {
        Self::Sm2(Sm2::standard())
    }
}

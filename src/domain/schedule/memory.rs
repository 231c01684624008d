//! What every scheduler keeps of a card: its counts, its interval and the day it is due.

use serde::{Deserialize, Serialize};

use super::strength::Strength;
use crate::domain::day::StudyDay;
use crate::domain::grade::Grade;

/// Whole days between two reviews of a card; one or more.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "u32", into = "u32")]
pub struct Interval(u32);

impl Interval {
    /// One day.
    pub const DAY: Self = Self(1);
    /// From this many days on a card is mature.
    pub const MATURE: Self = Self(21);

    /// From whole days; nothing below one.
    pub const fn from_days(days: u32) -> Option<Self> {
        if days >= 1 { Some(Self(days)) } else { None }
    }

    /// Whole days.
    pub const fn days(self) -> u32 {
        self.0
    }
}

impl TryFrom<u32> for Interval {
    type Error = String;
    fn try_from(days: u32) -> Result<Self, String> {
        Self::from_days(days).ok_or_else(|| "an interval is one day or more".to_owned())
    }
}

impl From<Interval> for u32 {
    fn from(interval: Interval) -> u32 {
        interval.0
    }
}

/// What the schedule knows of a card.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
pub enum Memory {
    /// Never reviewed, or reset.
    #[default]
    New,
    /// Reviewed at least once.
    Seen(SeenMemory),
}

/// The schedule of a card that was reviewed at least once.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct SeenMemory {
    /// What the scheduler of the last review keeps of it.
    pub strength: Strength,
    /// Scheduled passes so far.
    pub passes: u32,
    /// Scheduled reviews so far, fails included.
    pub reviews: u32,
    /// Scheduled fails after a first pass.
    pub lapses: u32,
    /// The interval chosen at the last review.
    pub interval: Interval,
    /// The study day on which the card is due.
    pub due: StudyDay,
    /// The study day of the last scheduled review.
    pub last: StudyDay,
}

impl Memory {
    /// The schedule, if the card was reviewed.
    pub const fn seen(&self) -> Option<&SeenMemory> {
        match self {
            Self::New => None,
            Self::Seen(seen) => Some(seen),
        }
    }

    /// The schedule after one more scheduled answer. The counts are the same under every scheduler.
    pub fn after(&self, grade: Grade, today: StudyDay, scheduled: Scheduled) -> SeenMemory {
        let (passes, reviews, lapses) = match self {
            Self::New => (0, 0, 0),
            Self::Seen(seen) => (seen.passes, seen.reviews, seen.lapses),
        };
        let (more_passes, more_lapses) = match (grade.is_pass(), passes) {
            (true, _) => (1, 0),
            // A card that never passed had nothing to lose: its failures are not lapses.
            (false, 0) => (0, 0),
            (false, _) => (0, 1),
        };
        SeenMemory {
            strength: scheduled.strength,
            passes: passes.saturating_add(more_passes),
            reviews: reviews.saturating_add(1),
            lapses: lapses.saturating_add(more_lapses),
            interval: scheduled.interval,
            due: scheduled.due,
            last: today,
        }
    }

    /// Which of the four states of learning the card is in.
    pub const fn stage(&self) -> CardStage {
        match self {
            Self::New => CardStage::New,
            Self::Seen(seen) if seen.interval.days() <= 1 => CardStage::Learning,
            Self::Seen(seen) if seen.interval.days() < Interval::MATURE.days() => CardStage::Young,
            Self::Seen(_) => CardStage::Mature,
        }
    }
}

/// How far a card is learnt, by its interval.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum CardStage {
    /// Never reviewed.
    New,
    /// Interval of one day.
    Learning,
    /// Interval of 2 to 20 days.
    Young,
    /// Interval of 21 days and more.
    Mature,
}

/// What an answer led to, as its event records it: chosen once and never drawn again.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Scheduled {
    /// The strength after the answer.
    pub strength: Strength,
    /// The interval chosen, after fuzz.
    pub interval: Interval,
    /// The day the card is due again.
    pub due: StudyDay,
}

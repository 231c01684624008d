//! What the schedule knows of a card, and the marks a learner put on it.

use serde::{Deserialize, Serialize};

use crate::domain::day::StudyDay;

/// SM-2's easiness factor in hundredths; never below 1.30.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "u32", into = "u32")]
pub struct Ease(u32);

impl Ease {
    /// 2.50, the ease of a new card.
    pub const START: Self = Self(250);
    /// 1.30, the floor.
    pub const FLOOR: Self = Self(130);

    /// From hundredths; nothing below the floor of 130.
    pub const fn from_hundredths(hundredths: u32) -> Option<Self> {
        if hundredths >= Self::FLOOR.0 {
            Some(Self(hundredths))
        } else {
            None
        }
    }

    /// Hundredths: 250 is an ease of 2.50.
    pub const fn hundredths(self) -> u32 {
        self.0
    }

    /// This ease moved by so many hundredths, held at the floor.
    #[must_use]
    pub const fn moved(self, hundredths: i32) -> Self {
        let moved = self.0.saturating_add_signed(hundredths);
        if moved < Self::FLOOR.0 {
            Self::FLOOR
        } else {
            Self(moved)
        }
    }
}

impl TryFrom<u32> for Ease {
    type Error = String;
    fn try_from(hundredths: u32) -> Result<Self, String> {
        Self::from_hundredths(hundredths)
            .ok_or_else(|| format!("ease {hundredths} lies below the floor of 130"))
    }
}

impl From<Ease> for u32 {
    fn from(ease: Ease) -> u32 {
        ease.0
    }
}

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
    Seen(Seen),
}

/// The schedule of a card that was reviewed at least once.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Seen {
    /// Easiness factor after the last review.
    pub ease: Ease,
    /// SM-2's n. Not the number of passes: a fail sets it back (to 0 or 1, by the setting).
    pub repetitions: u32,
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
    pub const fn seen(&self) -> Option<&Seen> {
        match self {
            Self::New => None,
            Self::Seen(seen) => Some(seen),
        }
    }

    /// Which of the four states of learning the card is in.
    pub const fn stage(&self) -> Stage {
        match self {
            Self::New => Stage::New,
            Self::Seen(seen) if seen.interval.days() <= 1 => Stage::Learning,
            Self::Seen(seen) if seen.interval.days() < Interval::MATURE.days() => Stage::Young,
            Self::Seen(_) => Stage::Mature,
        }
    }
}

/// How far a card is learnt, by its interval.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Stage {
    /// Never reviewed.
    New,
    /// Interval of one day.
    Learning,
    /// Interval of 2 to 20 days.
    Young,
    /// Interval of 21 days and more.
    Mature,
}

/// Marks that stand above the schedule.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Marks {
    /// Put aside until resumed.
    pub suspended: Mark,
    /// Hidden until this study day begins.
    pub buried_until: Option<StudyDay>,
    /// Marked by the learner for a second look.
    pub flagged: Mark,
}

/// A mark that is on or off.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Mark {
    /// Not marked.
    #[default]
    Off,
    /// Marked.
    On,
}

impl Mark {
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

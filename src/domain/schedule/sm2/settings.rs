//! The settings of SM-2: every question that the published text leaves open, and every repair, by name.

use serde::{Deserialize, Serialize};

use crate::domain::grade::Grade;
use crate::domain::schedule::leech::LeechRule;
use crate::domain::schedule::memory::Interval;
use crate::domain::schedule::settings_hash::{SettingsHash, canonical_text, from_canonical};
use crate::domain::schedule::switch::Switch;

/// Version of the arithmetic; it rises when the same settings would give another result.
pub const VERSION: u32 = 1;

/// SM-2 with all its settings. Two values with equal settings always schedule alike.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Sm2 {
    /// What a fail does to the ease.
    pub ease_on_fail: EaseOnFail,
    /// Which ease multiplies the interval.
    pub multiplier: Multiplier,
    /// How fractions of a day are rounded.
    pub rounding: Rounding,
    /// The number of repetitions after a fail.
    pub after_fail: AfterFail,
    /// The grade below which a card is repeated on the same day.
    pub repeat_below: RepeatBelow,
    /// Whether intervals are spread a little.
    pub fuzz: Switch,
    /// Whether a late success counts the days it was late.
    pub late_credit: Switch,
    /// Whether a pass lengthens the interval by a day at least.
    pub lengthen: Switch,
    /// Whether the lightest day within the fuzz is chosen.
    pub balance: Switch,
    /// The longest interval.
    pub maximum: Interval,
    /// Lapses that make a card a leech.
    pub leech_at: u32,
    /// Further lapses after which it is announced again; zero for never.
    pub leech_every: u32,
    /// What happens to a leech.
    pub leech_action: LeechAction,
}

/// What a fail does to the ease.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum EaseOnFail {
    /// It falls by the formula.
    Update,
    /// It stays.
    Keep,
}

/// Which ease multiplies the interval.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Multiplier {
    /// The ease before this grade.
    Old,
    /// The ease after it.
    New,
}

/// How fractions of a day are rounded.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Rounding {
    /// Up.
    Ceil,
    /// To the nearest day, halves to the even one.
    HalfEven,
}

/// The number of repetitions after a fail.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum AfterFail {
    /// None: the next intervals are 1, 1, 6.
    N0,
    /// One: the next intervals are 1, 6.
    N1,
}

/// The grade below which a card is repeated on the same day.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum RepeatBelow {
    /// Everything but Good and Easy is repeated.
    #[serde(rename = "4")]
    Four,
    /// Only fails are repeated.
    #[serde(rename = "3")]
    Three,
}

/// What happens to a leech.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum LeechAction {
    /// It is announced; the learner decides.
    Announce,
}

impl Sm2 {
    /// The longest interval unless a setting says otherwise, in days: a hundred years.
    pub const DEFAULT_MAXIMUM: Interval =
        Interval::from_days(36_500).expect("a hundred years are a day or more");

    /// The algorithm as published in 1990, nothing added.
    pub const fn original() -> Self {
        Self {
            ease_on_fail: EaseOnFail::Update,
            multiplier: Multiplier::Old,
            rounding: Rounding::Ceil,
            after_fail: AfterFail::N0,
            repeat_below: RepeatBelow::Four,
            fuzz: Switch::Off,
            late_credit: Switch::Off,
            lengthen: Switch::Off,
            balance: Switch::Off,
            maximum: Self::DEFAULT_MAXIMUM,
            leech_at: 8,
            leech_every: 4,
            leech_action: LeechAction::Announce,
        }
    }

    /// The default: the published algorithm with the usual fixes.
    pub const fn standard() -> Self {
        Self {
            multiplier: Multiplier::New,
            after_fail: AfterFail::N1,
            repeat_below: RepeatBelow::Three,
            fuzz: Switch::On,
            late_credit: Switch::On,
            lengthen: Switch::On,
            balance: Switch::On,
            ..Self::original()
        }
    }

    /// The settings behind a scheduler's name: `sm2` or `sm2-1990`.
    pub fn named(name: &str) -> Option<Self> {
        match name {
            "sm2" => Some(Self::standard()),
            "sm2-1990" => Some(Self::original()),
            _ => None,
        }
    }

    /// The scheduler's name: `sm2-1990` as published, `sm2` with any other settings.
    pub fn name(&self) -> &'static str {
        if *self == Self::original() {
            "sm2-1990"
        } else {
            "sm2"
        }
    }

    /// The one text of these settings; equal settings have equal texts.
    pub fn canonical_text(&self) -> String {
        canonical_text(self.name(), VERSION, self)
    }

    /// Reads a canonical text; nothing when another version or another scheduler wrote it.
    pub fn from_text(text: &str) -> Option<Self> {
        let (name, settings) = from_canonical::<Self>(text, VERSION)?;
        // The name is part of the text, and so of the hash: with another name these settings would
        // have two.
        (name == settings.name()).then_some(settings)
    }

    /// The hash by which events name these settings.
    pub fn hash(&self) -> SettingsHash {
        SettingsHash::of(&self.canonical_text())
    }

    /// Whether a card that was graded so is asked again on the same day.
    pub const fn needs_repeat(&self, grade: Grade) -> bool {
        match self.repeat_below {
            RepeatBelow::Four => grade.q() < 4,
            RepeatBelow::Three => grade.q() < 3,
        }
    }

    /// When a card is a leech.
    pub(in crate::domain::schedule) const fn leeches(&self) -> LeechRule {
        LeechRule {
            at: self.leech_at,
            every: self.leech_every,
        }
    }
}

impl Default for Sm2 {
    fn default() -> Self {
        Self::standard()
    }
}

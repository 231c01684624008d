//! The settings of FSRS-6: its weights, the retention it aims at, and what it shares with SM-2.

use serde::{Deserialize, Serialize};

use crate::domain::grade::Grade;
use crate::domain::schedule::fsrs_model::{DesiredRetention, FsrsModel, Weights};
use crate::domain::schedule::leech::LeechRule;
use crate::domain::schedule::memory::Interval;
use crate::domain::schedule::settings_hash::{canonical_text, from_canonical};
use crate::domain::schedule::sm2::Sm2;
use crate::domain::schedule::switch::Switch;

/// Version of the arithmetic; it rises when the same settings would give another result.
const VERSION: u32 = 1;

/// FSRS-6 with its settings. Two values with equal settings always schedule alike.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Fsrs6 {
    /// The weights of the model.
    pub weights: Weights,
    /// Expected recall at the end of an interval.
    pub retention: DesiredRetention,
    /// Whether intervals are spread a little.
    pub fuzz: Switch,
    /// Whether the lightest day within the fuzz is chosen.
    pub balance: Switch,
    /// The longest interval.
    pub maximum: Interval,
    /// Lapses that make a card a leech.
    pub leech_at: u32,
    /// Further lapses after which it is announced again; zero for never.
    pub leech_every: u32,
}

impl Fsrs6 {
    /// The name of the scheduler.
    pub const NAME: &'static str = "fsrs6";

    /// The model with these weights.
    pub fn model(&self) -> FsrsModel {
        FsrsModel::of(&self.weights)
    }

    /// The one text of these settings; equal settings have equal texts.
    pub fn canonical_text(&self) -> String {
        canonical_text(Self::NAME, VERSION, self)
    }

    /// Reads a canonical text; nothing when another version or another scheduler wrote it.
    pub fn from_text(text: &str) -> Option<Self> {
        let (name, settings) = from_canonical(text, VERSION)?;
        (name == Self::NAME).then_some(settings)
    }

    /// When a card is a leech.
    pub(in crate::domain::schedule) const fn leeches(&self) -> LeechRule {
        LeechRule {
            at: self.leech_at,
            every: self.leech_every,
        }
    }

    /// Whether a card that got this grade is asked again on the same day: forgotten ones are.
    pub const fn needs_repeat(grade: Grade) -> bool {
        !grade.is_pass()
    }
}

impl Default for Fsrs6 {
    fn default() -> Self {
        let Sm2 {
            fuzz,
            balance,
            maximum,
            leech_at,
            leech_every,
            ..
        } = Sm2::standard();
        Self {
            weights: Weights::default(),
            retention: DesiredRetention::DEFAULT,
            fuzz,
            balance,
            maximum,
            leech_at,
            leech_every,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn settings_are_known_by_their_text() {
        let settings = Fsrs6 {
            retention: DesiredRetention::from_percent(85).unwrap(),
            ..Fsrs6::default()
        };
        let text = settings.canonical_text();
        assert_eq!(Fsrs6::from_text(&text), Some(settings));
        assert_eq!(Fsrs6::from_text(&text.replace("fsrs6", "fsrs7")), None);
        assert_eq!(Sm2::from_text(&text), None);
    }
}

//! Whose card it is.

use serde::{Deserialize, Serialize};

use crate::domain::id::DeckName;

/// Whose card it is. In this order decks lie on top of each other.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Default, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Origin {
    /// Shipped with the program.
    #[default]
    BuiltIn,
    /// Of a deck that other people wrote and the learner added.
    Shared(DeckName),
    /// Written by the learner, or changed by the learner.
    Mine,
}

impl Origin {
    /// The deck of other people that it is.
    pub const fn deck(&self) -> Option<&DeckName> {
        match self {
            Self::Shared(deck) => Some(deck),
            Self::BuiltIn | Self::Mine => None,
        }
    }
}

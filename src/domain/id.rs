//! Names of things: cards, topics, areas, roadmaps, devices. Each is a checked text of its own type.

use std::borrow::Borrow;
use std::fmt;
use std::sync::Arc;

use serde::{Deserialize, Serialize, Serializer};

use crate::domain::wording::{Argument, Wording, faults};

/// What kind of name.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum IdKind {
    /// The id of a card.
    Card,
    /// A topic.
    Topic,
    /// An area.
    Area,
    /// A roadmap.
    Roadmap,
    /// A deck of other people.
    Deck,
    /// The id of an installation.
    Device,
}

impl IdKind {
    fn wording(self) -> Wording {
        match self {
            Self::Card => faults::id_of_card(),
            Self::Topic => faults::id_of_topic(),
            Self::Area => faults::id_of_area(),
            Self::Roadmap => faults::id_of_roadmap(),
            Self::Deck => faults::id_of_deck(),
            Self::Device => faults::id_of_device(),
        }
    }

    fn rule(self) -> Wording {
        match self {
            Self::Card => faults::rule_card(),
            Self::Topic | Self::Area | Self::Roadmap | Self::Deck => faults::rule_slug(),
            Self::Device => faults::rule_device(),
        }
    }
}

/// Why a text is not a name.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{}", self.wording().in_english())]
pub enum IdError {
    /// The text is empty.
    Empty(IdKind),
    /// The text is longer than [`MAX_ID_BYTES`].
    TooLong(IdKind),
    /// The text breaks the shape of this kind of name.
    Shape {
        /// What was asked for.
        kind: IdKind,
        /// What was given.
        text: String,
    },
}

impl IdError {
    /// What is wrong, to be said in the learner's language.
    pub fn wording(&self) -> Wording {
        match self {
            Self::Empty(kind) => faults::id_empty(kind.wording()),
            Self::TooLong(kind) => faults::id_long(kind.wording(), MAX_ID_BYTES),
            Self::Shape { kind, text } => faults::id_shape(text, kind.wording(), kind.rule()),
        }
    }
}

/// Longest name, in bytes.
pub const MAX_ID_BYTES: usize = 120;

macro_rules! text_id {
    ($(#[$doc:meta])* $name:ident, $kind:ident, $check:path) => {
        $(#[$doc])*
        // Shared, for a hundred thousand cards name themselves and their topics in many places.
        #[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Deserialize)]
        #[serde(try_from = "String")]
        pub struct $name(Arc<str>);

        impl $name {
            /// Checks a text and makes it a name.
            pub fn parse(text: &str) -> Result<Self, IdError> {
                if text.is_empty() {
                    return Err(IdError::Empty(IdKind::$kind));
                }
                if text.len() > MAX_ID_BYTES {
                    return Err(IdError::TooLong(IdKind::$kind));
                }
                if !$check(text) {
                    return Err(IdError::Shape { kind: IdKind::$kind, text: text.to_owned() });
                }
                Ok(Self(text.into()))
            }

            /// The name as text.
            pub fn as_str(&self) -> &str {
                &self.0
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(&self.0)
            }
        }

        impl From<$name> for Argument {
            fn from(id: $name) -> Self {
                Self::Text(id.0.as_ref().to_owned())
            }
        }

        impl From<&$name> for Argument {
            fn from(id: &$name) -> Self {
                Self::Text(id.0.as_ref().to_owned())
            }
        }

        impl AsRef<str> for $name {
            fn as_ref(&self) -> &str {
                &self.0
            }
        }

        impl Borrow<str> for $name {
            // Allowed because a struct of one text has the hash and the order of that text.
            fn borrow(&self) -> &str {
                &self.0
            }
        }

        impl TryFrom<String> for $name {
            type Error = IdError;
            fn try_from(text: String) -> Result<Self, IdError> {
                Self::parse(&text)
            }
        }

        impl From<$name> for String {
            fn from(name: $name) -> String {
                name.0.as_ref().to_owned()
            }
        }

        impl Serialize for $name {
            fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                serializer.serialize_str(&self.0)
            }
        }

        impl std::str::FromStr for $name {
            type Err = IdError;
            fn from_str(text: &str) -> Result<Self, IdError> {
                Self::parse(text)
            }
        }
    };
}

fn is_slug(text: &str) -> bool {
    text.split('-').all(|part| {
        !part.is_empty()
            && part
                .bytes()
                .all(|b| b.is_ascii_lowercase() || b.is_ascii_digit())
    })
}

fn is_base_id(text: &str) -> bool {
    text.split_once('.')
        .is_some_and(|(mnemonic, name)| is_slug(mnemonic) && is_slug(name))
}

fn is_card_id(text: &str) -> bool {
    match text.split_once('#') {
        None => is_base_id(text),
        // Three blanks at most (decision 0007).
        Some((base, side)) => is_base_id(base) && matches!(side, "reverse" | "1" | "2" | "3"),
    }
}

fn is_device(text: &str) -> bool {
    matches!(text.len(), 16 | 32)
        && text
            .bytes()
            .all(|b| b.is_ascii_digit() || (b'a'..=b'f').contains(&b))
}

text_id!(
    /// One schedulable card: `decorators.wraps`, or a sibling such as `methods.first-argument#reverse`
    /// and `args.separators#1`. It is the key of the learner's progress and never changes.
    CardId, Card, is_card_id
);
text_id!(
    /// A topic: `hash-tables`. Equals the name of its deck file.
    TopicId, Topic, is_slug
);
text_id!(
    /// An area, a shelf of topics: `algorithms`.
    AreaId, Area, is_slug
);
text_id!(
    /// A roadmap: `mastering-python`. Equals the name of its file.
    RoadmapId, Roadmap, is_slug
);
text_id!(
    /// A deck of other people, by the name that the learner gave it: `pay-basics`.
    DeckName, Deck, is_slug
);
text_id!(
    /// One installation: 32 lower case hexadecimal digits, drawn once. Earlier versions drew 16.
    DeviceId, Device, is_device
);

impl DeviceId {
    /// How the ids of devices begin that no program runs on: the history of another program is theirs. Their
    /// events are numbered by their moments, so that numbers between them mean nothing.
    pub const DERIVED: &'static str = "616e6b69";

    /// Whether no program runs on this device.
    pub fn is_derived(&self) -> bool {
        self.0.starts_with(Self::DERIVED)
    }
}

impl CardId {
    /// The id without its sibling mark: `args.separators` for `args.separators#1`.
    pub fn base(&self) -> &str {
        self.0.split_once('#').map_or(&*self.0, |(base, _)| base)
    }

    /// The sibling mark, `reverse` or the number of a blank, if there is one.
    pub fn side(&self) -> Option<&str> {
        self.0.split_once('#').map(|(_, side)| side)
    }

    /// The sibling of this card's base with the given mark.
    pub fn sibling(&self, side: &str) -> Result<Self, IdError> {
        Self::parse(&format!("{}#{side}", self.base()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_sibling_knows_its_base_and_side() {
        let id = CardId::parse("args.separators#1").unwrap();
        assert_eq!((id.base(), id.side()), ("args.separators", Some("1")));
    }

    #[test]
    fn malformed_ids_are_refused() {
        for text in [
            "", "nodot", "a.", ".b", "A.b", "a.b#4", "a.b#", "a..b", "a.b c", "a.-b", "a.b\n",
        ] {
            assert!(CardId::parse(text).is_err(), "{text:?}");
        }
    }
}

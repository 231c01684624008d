//! Cards that an import knows already, by their ids and by what they ask.

use sha2::{Digest, Sha256};

use crate::domain::card::{Body, Card, CardKind};
use crate::domain::id::{CardId, TopicId};

/// Cards that share an id and are there, or will be.
pub(super) struct KnownGroup {
    pub(super) topic: TopicId,
    pub(super) ids: Vec<(CardId, CardKind)>,
    /// The cards, as far as a later note can change them. Those that this import adds would take more memory than
    /// all else.
    pub(super) cards: Vec<Card>,
}

/// What a group asks and answers, as a hash.
pub(super) type TwinKey = [u8; 16];

/// How much of a group is remembered.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Remembered {
    /// All of it: a later note may change it.
    Whole,
    /// What tells that it is there.
    Name,
}

/// What a card asks and answers; nothing for kinds that no import makes.
pub(super) fn twin_key(topic: &TopicId, body: &Body) -> Option<TwinKey> {
    let mut parts = vec![topic.as_str(), body.kind().word(), body.prompt().trim()];
    let asked;
    match body {
        Body::Basic(basic) => parts.push(basic.answer.trim()),
        Body::Type(typed) => {
            parts.push(typed.answer.trim());
            parts.extend(typed.code.as_deref().map(str::trim));
        }
        Body::Cloze(cloze) => {
            asked = cloze.asked.to_string();
            parts.push(&asked);
            parts.extend(cloze.blanks.iter().map(|blank| blank.answer.as_str()));
        }
        Body::Choice(_) | Body::Output(_) | Body::Bug(_) | Body::Code(_) | Body::Open(_) => {
            return None;
        }
    }
    let digest = Sha256::digest(parts.join("\0").as_bytes());
    Some(std::array::from_fn(|place| digest[place]))
}

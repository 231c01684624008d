//! What a learner's consent to run programs covers: everything that decides what is run, and how.

use sha2::{Digest, Sha256};

use crate::domain::card::{Body, Card, ContentHash, Rev};

/// SHA-256 in hexadecimal digits. All 256 bits: two decks with the same 64 bits were made in minutes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ConsentKey(String);

impl ConsentKey {
    /// The key for the built-in decks of a build; other decks have another.
    pub fn of_built_in(stamp: &str) -> Self {
        Self::of([b"built-in".as_slice(), stamp.as_bytes()])
    }

    /// The key for the cards of a deck, in order. Whole cards go in: what they require, on which Pythons
    /// and with which limits they run decides as much as their programs.
    pub fn of_cards(cards: &[Card]) -> Self {
        let texts: Vec<Vec<u8>> = cards
            .iter()
            .map(|card| serde_json::to_vec(card).expect("a card is plain data"))
            .collect();
        Self::of(texts.iter().map(Vec::as_slice))
    }

    /// The key for what a card of a deck of others runs. Its prose may change without another question;
    /// everything that is not named here counts.
    pub fn of_program(card: &Card) -> Self {
        let mut program = Card {
            rev: Rev(1),
            tags: Vec::new(),
            needs: Vec::new(),
            refs: Vec::new(),
            valid: None,
            asks: Vec::new(),
            style: Vec::new(),
            hints: Vec::new(),
            source: None,
            why: None,
            added: None,
            content: ContentHash::of(b""),
            ..card.clone()
        };
        match &mut program.body {
            Body::Type(body) => body.prompt.clear(),
            Body::Bug(body) => body.prompt.clear(),
            Body::Code(body) => body.prompt.clear(),
            Body::Basic(_) | Body::Cloze(_) | Body::Choice(_) | Body::Output(_) | Body::Open(_) => {
            }
        }
        Self::of_cards(&[program])
    }

    fn of<'p>(parts: impl IntoIterator<Item = &'p [u8]>) -> Self {
        let mut hash = Sha256::new();
        for part in parts {
            // The length keeps "ab", "c" and "a", "bc" apart.
            hash.update((part.len() as u64).to_le_bytes());
            hash.update(part);
        }
        let mut digits = String::with_capacity(64);
        for byte in hash.finalize() {
            digits.push_str(&format!("{byte:02x}"));
        }
        Self(digits)
    }

    /// The digits.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

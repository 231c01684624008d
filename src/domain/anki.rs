//! A collection of Anki, as a package holds it.

use std::collections::HashMap;

/// How the cards of a note type are made.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum AnkiKind {
    /// A card for each template.
    Normal,
    /// A card for each number of a blank.
    Cloze,
}

/// The two sides of a card, as HTML with places for fields.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AnkiTemplate {
    /// The number of its cards within their note, from 0.
    pub ord: u32,
    /// The side that asks.
    pub question: String,
    /// The side that answers.
    pub answer: String,
}

/// What notes have in common: their fields and cards.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AnkiNoteType {
    /// Its name, which the learner chose.
    pub name: String,
    /// How its cards are made.
    pub kind: AnkiKind,
    /// Names of its fields, in order.
    pub fields: Vec<String>,
    /// Its templates, in order.
    pub templates: Vec<AnkiTemplate>,
}

/// A card of a note.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct AnkiCard {
    /// Its number in the collection: the moment it was made, in milliseconds.
    pub id: i64,
    /// Its number within the note, from 0.
    pub ord: u32,
    /// The deck it belongs to, even while a filtered deck has it.
    pub deck: i64,
}

/// A note.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AnkiNote {
    /// Its number in the collection: `nid:` in Anki's browser.
    pub id: i64,
    /// The name that stays when it moves to another collection.
    pub guid: String,
    /// The number of its note type.
    pub note_type: i64,
    /// Its tags.
    pub tags: Vec<String>,
    /// The HTML of its fields; nothing if they are larger than a card may be.
    pub fields: Option<Vec<String>>,
    /// Its cards, in order.
    pub cards: Vec<AnkiCard>,
}

/// What is read of a collection.
#[derive(Debug, Default)]
pub struct AnkiCollection {
    /// Note types by number.
    pub note_types: HashMap<i64, AnkiNoteType>,
    /// Names of decks by number, their levels separated by `::`.
    pub decks: HashMap<i64, String>,
    /// Notes in the order they were made.
    pub notes: Vec<AnkiNote>,
}

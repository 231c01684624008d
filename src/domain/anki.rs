//! A collection of Anki, as a package holds it.

mod answers;
mod export;
mod history;

use std::collections::HashMap;

use crate::domain::grade::Grade;
use crate::domain::schedule::Strength;

pub use answers::{AnkiAnswers, AnsweredCard};
pub use export::{
    AnkiExportNote, AnkiSchedule, fsrs_for_anki, reviews_for_anki, schedule_for_anki,
};
pub use history::{AnkiHistory, anki_settings, is_of_anki, strength_of};

/// Separates the fields of a note.
pub const FIELD_END: char = '\u{1f}';

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

/// What kind of answer a review was.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum AnkiReviewKind {
    /// A step of learning.
    Learn,
    /// A review that was due.
    Review,
    /// A step of learning again after a lapse.
    Relearn,
    /// An answer in a filtered deck.
    Filtered,
    /// No answer: the learner or a program moved the card.
    Manual,
}

impl AnkiReviewKind {
    /// From Anki's number. An unknown number counts as manual, which is not an answer.
    pub const fn from_number(number: i64) -> Self {
        match number {
            0 => Self::Learn,
            1 => Self::Review,
            2 => Self::Relearn,
            3 => Self::Filtered,
            _ => Self::Manual,
        }
    }
}

/// A row of the review log.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct AnkiReview {
    /// The moment of the answer, in milliseconds.
    pub at: i64,
    /// The button, from 1; 0 is none.
    pub button: u8,
    /// The interval it led to in days; below zero in seconds.
    pub interval: i32,
    /// The ease it led to, per mille; 0 while a card is being learned.
    pub factor: u32,
    /// How long the answer took.
    pub millis: u32,
    /// What kind of answer it was.
    pub kind: AnkiReviewKind,
}

impl AnkiReview {
    /// The grade of the button.
    pub const fn grade(&self) -> Option<Grade> {
        match self.button {
            1 => Some(Grade::AGAIN),
            2 => Some(Grade::HARD),
            3 => Some(Grade::GOOD),
            4 => Some(Grade::EASY),
            _ => None,
        }
    }

    /// Whether the learner answered.
    pub const fn is_answer(&self) -> bool {
        !matches!(self.kind, AnkiReviewKind::Manual) && self.grade().is_some()
    }

    /// Whether the learner made the card new again.
    pub fn is_reset(&self) -> bool {
        self.kind == AnkiReviewKind::Manual && self.interval == 0 && self.factor == 0
    }
}

/// A card of a note.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AnkiCard {
    /// Its number in the collection: the moment it was made, in milliseconds.
    pub id: i64,
    /// Its number within the note, from 0.
    pub ord: u32,
    /// The deck it belongs to, even while a filtered deck has it.
    pub deck: i64,
    /// Whether it is new, learned, reviewed or learned again: 0 to 3.
    pub stage: i64,
    /// Which queue it waits in; below zero it is put aside.
    pub queue: i64,
    /// When it is due: of a reviewed card, days since the collection began.
    pub due: i64,
    /// Its interval in days.
    pub interval: i32,
    /// Its ease, per mille.
    pub factor: u32,
    /// Its coloured flag, from 1; 0 is none.
    pub flag: u8,
    /// What FSRS computed of its memory, where Anki used it.
    pub strength: Option<Strength>,
    /// Its answers, oldest first.
    pub reviews: Vec<AnkiReview>,
}

impl AnkiCard {
    /// How often it was answered.
    pub fn answers(&self) -> u64 {
        let answers = self.reviews.iter().filter(|review| review.is_answer());
        answers.count() as u64
    }

    /// Whether its due day is a day.
    pub const fn is_scheduled(&self) -> bool {
        self.stage == 2
    }

    /// Whether it is hidden until the next day.
    pub const fn is_buried(&self) -> bool {
        matches!(self.queue, -2 | -3)
    }

    /// Whether the learner put it aside.
    pub const fn is_suspended(&self) -> bool {
        self.queue == -1
    }
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
    /// Its tags, separated by spaces.
    pub tags: String,
    /// The HTML of its fields, separated by [`FIELD_END`]; nothing if they are larger than a card may be. A collection
    /// has a hundred thousand notes, and a text for each field would take twice the memory.
    pub text: Option<String>,
    /// Its cards, in order.
    pub cards: Vec<AnkiCard>,
}

impl AnkiNote {
    /// Its tags.
    pub fn tags(&self) -> Vec<String> {
        self.tags.split_whitespace().map(str::to_owned).collect()
    }

    /// The HTML of its fields.
    pub fn fields(&self) -> Option<Vec<String>> {
        let text = self.text.as_deref()?;
        Some(text.split(FIELD_END).map(str::to_owned).collect())
    }
}

/// What is read of a collection.
#[derive(Debug, Default)]
pub struct AnkiCollection {
    /// Note types by number.
    pub note_types: HashMap<i64, AnkiNoteType>,
    /// Names of decks by number, their levels separated by `::`.
    pub decks: HashMap<i64, String>,
    /// When it began, in seconds.
    pub created: i64,
    /// Notes in the order they were made.
    pub notes: Vec<AnkiNote>,
    /// Answers of cards that are no longer there.
    pub answers_without_card: u64,
}

impl AnkiCollection {
    /// All answers in it.
    pub fn answers(&self) -> u64 {
        let cards = self.notes.iter().flat_map(|note| &note.cards);
        let answers = cards.map(AnkiCard::answers);
        answers.sum::<u64>() + self.answers_without_card
    }
}

//! A card on its way to Anki: a note of one card with its schedule and its answers.

use super::{AnkiReview, AnkiReviewKind};
use crate::domain::day::StudyDay;
use crate::domain::event::{Answer, Event, EventBody, MarkEvent, Review};
use crate::domain::grade::Grade;
use crate::domain::memory::{CardState, Memory};
use crate::domain::schedule::FsrsMemory;
use crate::domain::schedule::{Interval, Strength};

/// The ease of a card whose scheduler has none, per mille.
const START_FACTOR: u32 = 2500;

/// A note of one card.
#[derive(Debug, Clone, PartialEq)]
pub struct AnkiExportNote {
    /// The name that stays.
    pub guid: String,
    /// The deck.
    pub deck: String,
    /// Tags without spaces.
    pub tags: Vec<String>,
    /// HTML of the question and of the answer.
    pub sides: [String; 2],
    /// When it is due; nothing for a new card.
    pub schedule: Option<AnkiSchedule>,
    /// What FSRS computed of its memory.
    pub strength: Option<FsrsMemory>,
    /// Whether it is put aside.
    pub is_suspended: bool,
    /// Whether it is marked for a second look.
    pub is_flagged: bool,
    /// Its answers, oldest first.
    pub reviews: Vec<AnkiReview>,
}

/// When a card is due, in Anki's terms.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct AnkiSchedule {
    /// The day.
    pub due: StudyDay,
    /// The interval.
    pub interval: Interval,
    /// The ease, per mille.
    pub factor: u32,
    /// Scheduled answers.
    pub reps: u32,
    /// How often it was forgotten.
    pub lapses: u32,
}

/// A card's schedule; nothing if it is new.
pub fn schedule_for_anki(state: &CardState) -> Option<AnkiSchedule> {
    let seen = state.memory.seen()?;
    Some(AnkiSchedule {
        due: seen.due,
        interval: seen.interval,
        factor: factor_of(seen.strength),
        reps: seen.reviews,
        lapses: seen.lapses,
    })
}

/// What FSRS keeps of a card's memory: what it computed here, or in the program that the card came from, as long as
/// no answer has changed it since.
pub fn fsrs_for_anki(state: &CardState, events: &[Event]) -> Option<FsrsMemory> {
    let here = state.memory.seen()?.strength.fsrs_memory();
    let since = events
        .iter()
        .rev()
        .take_while(|event| event.body.review().is_none());
    let mut elsewhere = since.filter_map(|event| {
        let EventBody::Mark {
            mark: MarkEvent::Strength { strength },
            ..
        } = &event.body
        else {
            return None;
        };
        strength.fsrs_memory()
    });
    here.or_else(|| elsewhere.next())
}

fn factor_of(strength: Strength) -> u32 {
    strength
        .ease()
        .map_or(START_FACTOR, |ease| ease.hundredths() * 10)
}

/// The answers among a card's events that stand, as rows of a review log.
pub fn reviews_for_anki(events: &[Event]) -> Vec<AnkiReview> {
    let mut reviews = Vec::new();
    for event in events {
        let at = event.stamp.at.millis();
        let row = match &event.body {
            EventBody::Review(review) => scheduled(at, review),
            EventBody::Repeat(practice) => row(at, &practice.answer, AnkiReviewKind::Relearn),
            EventBody::Cram(practice) => row(at, &practice.answer, AnkiReviewKind::Filtered),
            EventBody::Undo { .. }
            | EventBody::Placed(_)
            | EventBody::Interview { .. }
            | EventBody::Unknown { .. }
            | EventBody::Mark { .. }
            | EventBody::Road(_) => continue,
        };
        reviews.push(row);
    }
    reviews
}

fn scheduled(at: i64, review: &Review) -> AnkiReview {
    let kind = if review.before == Memory::New {
        AnkiReviewKind::Learn
    } else {
        AnkiReviewKind::Review
    };
    AnkiReview {
        interval: i32::try_from(review.interval.days()).unwrap_or(i32::MAX),
        factor: factor_of(review.strength),
        ..row(at, &review.answer, kind)
    }
}

fn row(at: i64, answer: &Answer, kind: AnkiReviewKind) -> AnkiReview {
    AnkiReview {
        at,
        button: button(answer.grade),
        interval: 1,
        factor: 0,
        millis: answer.total_ms,
        kind,
    }
}

/// Anki has one button for all that was not recalled.
const fn button(grade: Grade) -> u8 {
    match grade.q() {
        0..=2 => 1,
        3 => 2,
        4 => 3,
        _ => 4,
    }
}

//! The history of a package's cards: answers as events of the log, then what Anki holds that no answer says.

use std::collections::HashMap;

use super::progress::ImportProgress;
use crate::cli::app::App;
use crate::decks::import::ImportedCard;
use crate::domain::anki::{
    AnkiAnswers, AnkiCollection, AnkiHistory, AnsweredCard, anki_settings, strength_of,
};
use crate::domain::day::StudyDay;
use crate::domain::event::{Event, EventBody, MarkEvent, Placed};
use crate::domain::memory::{CardMark, CardState, Memory};
use crate::error::AppError;
use crate::store::HistoryImport;

/// Repetitions of a card whose answers are gone: enough that its interval counts.
const REPETITIONS: u32 = 2;

/// The cards of an import with those of Anki they come from.
pub(super) struct CardHistories<'c> {
    answers: AnkiAnswers<'c>,
}

impl<'c> CardHistories<'c> {
    /// Of several blanks of one number, the first one has the history.
    pub(super) fn new(
        app: &App,
        collection: &'c AnkiCollection,
        imported: &'c [ImportedCard],
    ) -> Self {
        let mut ours: HashMap<(u64, u32), &ImportedCard> = HashMap::new();
        for card in imported {
            ours.entry((card.row, card.ord)).or_insert(card);
        }
        let mut cards = Vec::new();
        for note in &collection.notes {
            let row = note.id.unsigned_abs();
            let of_note = note.cards.iter().filter_map(|anki| {
                let ours = ours.get(&(row, anki.ord))?;
                Some(AnsweredCard {
                    id: &ours.card,
                    topic: &ours.topic,
                    kind: ours.kind,
                    anki,
                })
            });
            cards.extend(of_note);
        }
        let zone = app.world.clock.zone();
        let answers = AnkiAnswers {
            history: AnkiHistory::new(collection.created, zone, app.settings.rollover),
            now: app.stamp().at,
            cards,
        };
        Self { answers }
    }

    /// How many answers there are.
    pub(super) fn count(&self) -> u64 {
        let events = self.answers.cards.iter().map(|card| {
            let events = self.answers.of_card(card);
            let answers = events.iter().filter(|event| event.body.answer().is_some());
            answers.count() as u64
        });
        events.sum()
    }

    /// Answers in the collection that are of none of these cards.
    pub(super) fn left_out(&self, collection: &AnkiCollection) -> u64 {
        let taken = self.answers.cards.iter().map(|card| card.anki.answers());
        collection.answers().saturating_sub(taken.sum())
    }

    /// Writes what the log does not know yet, and that the files of the import are to follow; says how many
    /// answers were new.
    pub(super) fn write(
        &self,
        app: &App,
        name: &str,
        progress: &ImportProgress,
    ) -> Result<u64, AppError> {
        let rows = self.answers.rows();
        let stamp = app.stamp();
        let added = app.store.progress().add_history(HistoryImport {
            name,
            answers: &self.answers,
            decide: &|card, events, state| self.decisions(card, events, state, stamp.day),
            stamp: &stamp,
            progress: &|done| progress.answers(done, rows),
        })?;
        Ok(added)
    }

    /// What brings a card to where it is in Anki.
    fn decisions(
        &self,
        card: &AnsweredCard<'_>,
        events: &[Event],
        state: &CardState,
        today: StudyDay,
    ) -> Vec<EventBody> {
        let mut decisions = Vec::new();
        let marks = &state.marks;
        decisions.extend(self.due(card, events, state));
        let mut decided = Vec::new();
        if card.anki.is_suspended() && marks.suspended == CardMark::Off {
            decided.push(MarkEvent::Suspend);
        }
        if card.anki.is_buried() && marks.buried_until.is_none_or(|until| until <= today) {
            // Anki shows it again when its next day begins.
            let until = today.plus(1);
            decided.push(MarkEvent::Bury { until });
        }
        if card.anki.flag > 0 && marks.flagged == CardMark::Off {
            let note = String::new();
            decided.push(MarkEvent::Flag { note });
        }
        if let Some(strength) = card.anki.strength {
            decided.push(MarkEvent::Strength { strength });
        }
        decisions.extend(
            decided
                .into_iter()
                .map(|mark| mark.imported(card.id.clone())),
        );
        decisions
    }

    /// The due day that Anki has, where its answers lead to another one, or where they are gone.
    fn due(
        &self,
        card: &AnsweredCard<'_>,
        events: &[Event],
        state: &CardState,
    ) -> Option<EventBody> {
        let (interval, due) = self.answers.history.due(card.anki)?;
        match &state.memory {
            Memory::New => Some(EventBody::Placed(Placed {
                card: card.id.clone(),
                strength: strength_of(card.anki.factor, REPETITIONS),
                interval,
                due,
                settings: anki_settings().0,
            })),
            Memory::Seen(seen) => {
                // A card that was answered here since is due when it was said here.
                let is_as_in_anki = seen.reviews == AnkiHistory::reviews(events);
                let is_moved = (seen.interval, seen.due) != (interval, due);
                let mark = MarkEvent::Reschedule {
                    reviews: seen.reviews,
                    interval,
                    due,
                };
                (is_as_in_anki && is_moved).then(|| mark.imported(card.id.clone()))
            }
        }
    }
}

//! The history of a package's cards: answers as events of the log, then what Anki holds that no answer says.

use std::collections::HashMap;

use crate::cli::app::App;
use crate::decks::import::ImportedCard;
use crate::domain::anki::{AnkiCard, AnkiCollection, AnkiHistory, anki_settings, strength_of};
use crate::domain::day::Instant;
use crate::domain::event::{Event, EventBody, MarkEvent, Placed};
use crate::domain::id::CardId;
use crate::domain::memory::{CardMark, CardState, Memory};
use crate::error::AppError;

/// Repetitions of a card whose answers are gone: enough that its interval counts.
const REPETITIONS: u32 = 2;

/// The cards of an import with those of Anki they come from.
pub(super) struct CardHistories<'c> {
    history: AnkiHistory,
    now: Instant,
    cards: Vec<(&'c CardId, &'c AnkiCard)>,
}

impl<'c> CardHistories<'c> {
    /// Of several blanks of one number, the first one has the history.
    pub(super) fn new(
        app: &App,
        collection: &'c AnkiCollection,
        imported: &'c [ImportedCard],
    ) -> Self {
        let mut ours: HashMap<(u64, u32), &CardId> = HashMap::new();
        for card in imported {
            ours.entry((card.row, card.ord)).or_insert(&card.card);
        }
        let mut cards = Vec::new();
        for note in &collection.notes {
            let row = note.id.unsigned_abs();
            let of_note = note.cards.iter().filter_map(|card| {
                let ours = ours.get(&(row, card.ord))?;
                Some((*ours, card))
            });
            cards.extend(of_note);
        }
        let zone = app.world.clock.zone();
        Self {
            history: AnkiHistory::new(collection.created, zone, app.settings.rollover),
            now: app.stamp().at,
            cards,
        }
    }

    fn events(&self, card: &CardId, anki: &AnkiCard) -> Vec<Event> {
        self.history.events(card, &anki.reviews, self.now)
    }

    /// How many answers there are.
    pub(super) fn answers(&self) -> u64 {
        let cards = self.cards.iter();
        let answers = cards.map(|(card, anki)| {
            let events = self.events(card, anki);
            let answers = events.iter().filter(|event| event.body.answer().is_some());
            answers.count() as u64
        });
        answers.sum()
    }

    /// Writes what the log does not know yet; says how many answers those are.
    pub(super) fn write(&self, app: &App) -> Result<u64, AppError> {
        let progress = app.store.progress();
        let before = progress.all_states()?;
        let (settings, text) = anki_settings();
        let events = self
            .cards
            .iter()
            .flat_map(|(card, anki)| self.events(card, anki));
        let added = progress.add_history((&settings, &text), events)?;
        let after = progress.all_states()?;
        let mut decisions = Vec::new();
        for (card, anki) in &self.cards {
            // What was decided here about a card that was there is not decided again.
            if added.cards.contains(*card) || !before.contains_key(*card) {
                let state = after.get(*card).copied().unwrap_or_default();
                decisions.extend(self.decisions(card, anki, &state));
            }
        }
        if !decisions.is_empty() {
            progress.record_all(decisions, &app.stamp())?;
        }
        Ok(added.answers)
    }

    /// What brings a card to where it is in Anki.
    fn decisions(&self, card: &CardId, anki: &AnkiCard, state: &CardState) -> Vec<EventBody> {
        let mut decisions = Vec::new();
        let marks = &state.marks;
        decisions.extend(self.due(card, anki, state));
        if anki.is_suspended() && marks.suspended == CardMark::Off {
            decisions.push(MarkEvent::Suspend.on(card.clone()));
        }
        if anki.flag > 0 && marks.flagged == CardMark::Off {
            let note = String::new();
            decisions.push(MarkEvent::Flag { note }.on(card.clone()));
        }
        decisions
    }

    /// The due day that Anki has, where its answers lead to another one, or where they are gone.
    fn due(&self, card: &CardId, anki: &AnkiCard, state: &CardState) -> Option<EventBody> {
        let (interval, due) = self.history.due(anki)?;
        match &state.memory {
            Memory::New => Some(EventBody::Placed(Placed {
                card: card.clone(),
                strength: strength_of(anki.factor, REPETITIONS),
                interval,
                due,
                settings: anki_settings().0,
            })),
            Memory::Seen(seen) => {
                // A card that was answered here since is due when it was said here.
                let is_as_in_anki = seen.reviews == AnkiHistory::reviews(&self.events(card, anki));
                let is_moved = (seen.interval, seen.due) != (interval, due);
                let mark = MarkEvent::Reschedule {
                    reviews: seen.reviews,
                    interval,
                    due,
                };
                (is_as_in_anki && is_moved).then(|| mark.on(card.clone()))
            }
        }
    }
}

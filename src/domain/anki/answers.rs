//! The answers of a collection's cards, in the order in which they were given: a log that is written in order
//! is written once, whatever its size.

use super::history::CardProgress;
use super::{AnkiCard, AnkiHistory};
use crate::domain::card::CardKind;
use crate::domain::day::Instant;
use crate::domain::event::Event;
use crate::domain::id::{CardId, DeviceId, TopicId};

/// A card with the card of Anki that it comes from.
#[derive(Debug, Clone, Copy)]
pub struct AnsweredCard<'c> {
    /// Its id.
    pub id: &'c CardId,
    /// Its topic.
    pub topic: &'c TopicId,
    /// Its kind.
    pub kind: CardKind,
    /// What Anki says of it.
    pub anki: &'c AnkiCard,
}

/// The answers of cards.
#[derive(Debug)]
pub struct AnkiAnswers<'c> {
    /// How they become events.
    pub history: AnkiHistory,
    /// Answers given later are left out.
    pub now: Instant,
    /// The cards.
    pub cards: Vec<AnsweredCard<'c>>,
}

impl AnkiAnswers<'_> {
    /// The devices of the events, the one with the fewer events first.
    pub fn devices(&self) -> [&DeviceId; 2] {
        self.history.devices()
    }

    /// The events of a card, oldest first.
    pub fn of_card(&self, card: &AnsweredCard<'_>) -> Vec<Event> {
        self.history.events(card.id, &card.anki.reviews, self.now)
    }

    /// How many rows of review logs there are.
    pub fn rows(&self) -> usize {
        let cards = self.cards.iter();
        cards.map(|card| card.anki.reviews.len()).sum()
    }

    /// Calls `take` with each event, oldest first, and the place of its card.
    pub fn each_in_order<E>(
        &self,
        mut take: impl FnMut(usize, Event) -> Result<(), E>,
    ) -> Result<(), E> {
        let mut order: Vec<(i64, u32, u32)> = Vec::with_capacity(self.rows());
        for (place, card) in (0_u32..).zip(&self.cards) {
            let reviews = (0_u32..).zip(&card.anki.reviews);
            let until_now = reviews.filter(|(_, review)| review.at <= self.now.millis());
            order.extend(until_now.map(|(number, review)| (review.at, place, number)));
        }
        order.sort_unstable();
        let mut progress = vec![CardProgress::default(); self.cards.len()];
        let mut events = Vec::new();
        for (_, place, number) in order {
            let place = place as usize;
            let card = &self.cards[place];
            let review = &card.anki.reviews[number as usize];
            self.history
                .take(card.id, &mut progress[place], review, &mut events);
            for event in events.drain(..) {
                take(place, event)?;
            }
        }
        Ok(())
    }
}

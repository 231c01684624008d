//! Cards that are new: found in teaching order without going through all that were seen before them.

use rusqlite::Row;

use super::progress::Progress;
use crate::domain::id::{CardId, TopicId};
use crate::domain::memory::CardState;
use crate::store::content::card_id;
use crate::store::db::{StoreError, odd};

/// A card that was never reviewed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewCard {
    /// The card.
    pub card: CardId,
    /// Cards that must have passed once before; without sibling mark, all siblings.
    pub needs: Vec<CardId>,
    /// What the log says of it: marks, and a memory that is new.
    pub state: CardState,
}

impl Progress<'_> {
    /// Cards of a topic that were never reviewed, in teaching order, at most this many; marks are not looked at.
    pub fn new_cards(&self, topic: &TopicId, limit: usize) -> Result<Vec<NewCard>, StoreError> {
        let mut seen = self.seen_numbers(topic)?.into_iter().peekable();
        let sql = "SELECT c.id, c.needs, c.number FROM card c
                   WHERE c.topic = (SELECT number FROM topic WHERE id = ?1) ORDER BY c.place";
        let mut cards = Vec::new();
        self.content.with(|db| {
            let mut query = db.prepare_cached(sql)?;
            let mut rows = query.query([topic.as_str()])?;
            while cards.len() < limit
                && let Some(row) = rows.next()?
            {
                let number: i64 = row.get(2)?;
                // Both run in teaching order, so a card that was seen is the next of the numbers.
                if seen.next_if_eq(&number).is_none() {
                    cards.push((card_id(row, 0)?, needs(row)?));
                }
            }
            Ok(())
        })?;
        cards
            .into_iter()
            .map(|(card, needs)| {
                let state = self.state(&card)?;
                Ok(NewCard { card, needs, state })
            })
            .collect()
    }

    /// The numbers of a topic's cards that were reviewed, in teaching order.
    fn seen_numbers(&self, topic: &TopicId) -> Result<Vec<i64>, StoreError> {
        let Some(number) = self.known_topic(topic)? else {
            return Ok(Vec::new());
        };
        let sql = "SELECT content FROM memory INDEXED BY memory_topic
                   WHERE topic = ?1 AND due IS NOT NULL AND gone = 0 ORDER BY content";
        self.db.many(sql, [number], |row| row.get(0))
    }
}

fn needs(row: &Row<'_>) -> Result<Vec<CardId>, rusqlite::Error> {
    let text = row.get_ref(1)?.as_str().map_err(|e| odd(1, e))?;
    let needs = text.lines().map(CardId::parse);
    needs.collect::<Result<_, _>>().map_err(|e| odd(1, e))
}

//! Cards that are new: found in teaching order without going through all that were seen before them.

use std::collections::HashMap;

use rusqlite::Row;

use super::columns::odd;
use super::contents::Told;
use super::index::card_id;
use super::{Store, StoreError};
use crate::domain::id::{CardId, TopicId};
use crate::domain::memory::CardState;

/// Places a front must have moved before it is worth a write.
const STEP: i64 = 16;

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

/// Fronts found and not yet written: in each topic the place below which no card is new.
#[derive(Debug, Default)]
pub(super) struct Fronts {
    /// The state of the database they were found in.
    version: i64,
    places: HashMap<TopicId, i64>,
}

impl Store {
    /// Cards of a topic that were never reviewed, in teaching order, at most so many; marks are not looked at.
    pub fn new_cards(&self, topic: &TopicId, limit: usize) -> Result<Vec<NewCard>, StoreError> {
        let number = self.index.one(
            "SELECT number FROM topic WHERE id = ?1",
            [topic.as_str()],
            |row| row.get(0),
        )?;
        let Some(number): Option<i64> = number else {
            return Ok(Vec::new());
        };
        let front = self.one(
            "SELECT front FROM topic WHERE id = ?1",
            [topic.as_str()],
            |row| row.get(0),
        )?;
        let front = front.unwrap_or(0);
        let (mut found, mut from) = (Vec::new(), front);
        loop {
            let sql = "SELECT id, facts, place FROM card WHERE topic = ?1 AND place >= ?2 ORDER BY place LIMIT 16";
            let read =
                |row: &Row<'_>| Ok((card_id(row, 0)?, row.get::<_, String>(1)?, row.get(2)?));
            let batch: Vec<(CardId, String, i64)> = self.index.many(sql, [number, from], read)?;
            let Some((_, _, last)) = batch.last() else {
                return Ok(found);
            };
            from = last + 1;
            for (card, told, place) in batch {
                if found.len() >= limit {
                    return Ok(found);
                }
                let state = self.state(&card)?;
                if state.memory.seen().is_none() {
                    if found.is_empty() {
                        self.move_front(topic, front, place)?;
                    }
                    let told: Told =
                        serde_json::from_str(&told).map_err(|e| self.index.fault(odd(1, e)))?;
                    found.push(NewCard {
                        card,
                        needs: told.needs,
                        state,
                    });
                }
            }
        }
    }

    fn move_front(&self, topic: &TopicId, from: i64, to: i64) -> Result<(), StoreError> {
        if to - from >= STEP {
            let version = self.data_version()?;
            let mut fronts = self.fronts.borrow_mut();
            if fronts.version != version {
                *fronts = Fronts {
                    version,
                    places: HashMap::new(),
                };
            }
            fronts.places.insert(topic.clone(), to);
        }
        Ok(())
    }

    /// Writes fronts down, unless something was written since they were found: a reset makes a card new again.
    pub(super) fn keep_fronts(&self) -> Result<(), StoreError> {
        let fronts = self.fronts.take();
        if fronts.places.is_empty() {
            return Ok(());
        }
        self.write(|| {
            if self.data_version()? == fronts.version {
                for (topic, place) in fronts.places {
                    self.run(
                        "UPDATE topic SET front = ?2 WHERE id = ?1",
                        (topic.as_str(), place),
                    )?;
                }
            }
            Ok(())
        })
    }

    /// Forgets fronts, because cards became new or moved.
    pub(super) fn drop_fronts(&self) {
        self.fronts.take();
    }

    /// A number that changes when another connection has written.
    fn data_version(&self) -> Result<i64, StoreError> {
        Ok(self
            .one("PRAGMA data_version", [], |row| row.get(0))?
            .unwrap_or(0))
    }
}

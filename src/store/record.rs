//! Writing: one event and what it changes, in one transaction.

use std::collections::HashMap;

use rusqlite::Row;

use super::columns::odd;
use super::log::{COLUMNS, card_of, read};
use super::{Store, StoreError};
use crate::domain::event::{Event, EventBody, EventKey, Review, Stamp};
use crate::domain::id::{CardId, RoadmapId, TopicId};
use crate::domain::memory::CardState;

/// What taking an event back touches.
enum Reach {
    Card(i64, CardId),
    Other(Box<EventBody>),
}

impl Store {
    /// Writes an event and what it changes. Reviews and undos go to [`Store::answer`] and [`Store::undo`],
    /// which this calls for them.
    pub fn record(&self, body: EventBody, stamp: &Stamp) -> Result<Event, StoreError> {
        if let EventBody::Review(review) = body {
            return self.answer(review, stamp);
        }
        if let EventBody::Undo { target } = body {
            return self.undo(&target, stamp);
        }
        self.write(|| {
            let kept = card_of(&body).map(|id| self.kept_of(&id)).transpose()?;
            let event = self.append(body, stamp, kept.map(|kept| kept.card))?;
            match kept {
                Some(kept) => self.project_last(&kept, &event)?,
                None => self.refold_roads(&event.body)?,
            }
            Ok(event)
        })
    }

    /// Writes a scheduled answer and the memory it leads to.
    ///
    /// # Errors
    /// [`StoreError::Stale`] when the card's memory is not what the review met; nothing is written then.
    /// [`StoreError::UnknownSettings`] when its settings were not registered.
    pub fn answer(&self, review: Review, stamp: &Stamp) -> Result<Event, StoreError> {
        self.write(|| {
            if self.settings(&review.settings)?.is_none() {
                return Err(StoreError::UnknownSettings(review.settings));
            }
            let kept = self.kept_of(&review.answer.card)?;
            if kept.state.memory != review.before {
                return Err(StoreError::Stale {
                    card: review.answer.card,
                    current: Box::new(kept.state),
                });
            }
            let event = self.append(EventBody::Review(review), stamp, Some(kept.card))?;
            self.project_last(&kept, &event)?;
            Ok(event)
        })
    }

    /// Takes an event back, as if it had never been written. Undoing an undo brings its target back.
    ///
    /// # Errors
    /// [`StoreError::NoSuchEvent`] when the log lacks the target.
    pub fn undo(&self, target: &EventKey, stamp: &Stamp) -> Result<Event, StoreError> {
        self.write(|| {
            let reach = self.reach(target)?;
            let body = EventBody::Undo {
                target: target.clone(),
            };
            match reach {
                Reach::Card(card, id) => self.undo_on_card(card, &id, body, stamp),
                Reach::Other(cause) => {
                    let event = self.append_undo(body, stamp)?;
                    self.refold_roads(&cause)?;
                    Ok(event)
                }
            }
        })
    }

    fn undo_on_card(
        &self,
        card: i64,
        id: &CardId,
        body: EventBody,
        stamp: &Stamp,
    ) -> Result<Event, StoreError> {
        let mut log = self.card_log(card)?;
        let before: Vec<Event> = log.standing().into_iter().cloned().collect();
        let event = self.append_undo(body, stamp)?;
        log.push(event.clone());
        let kept = self.kept_or_new(card, id)?;
        self.reproject(&kept, &before.iter().collect::<Vec<_>>(), &log.standing())?;
        Ok(event)
    }

    fn append_undo(&self, body: EventBody, stamp: &Stamp) -> Result<Event, StoreError> {
        let event = self.append(body, stamp, None)?;
        self.note_undo(&event)?;
        Ok(event)
    }

    /// Files an undo under its target. Only inside a write.
    pub(super) fn note_undo(&self, event: &Event) -> Result<(), StoreError> {
        let EventBody::Undo { target } = &event.body else {
            return Ok(());
        };
        self.device_number(&target.device)?;
        if let (Some(target), Some(undo)) = (self.known_row(target)?, self.known_row(&event.key)?) {
            self.run(
                "INSERT OR IGNORE INTO undo (target, event) VALUES (?1, ?2)",
                [target, undo],
            )?;
        }
        Ok(())
    }

    /// What the target of an undo touches, through any chain of undos.
    fn reach(&self, target: &EventKey) -> Result<Reach, StoreError> {
        let missing = || StoreError::NoSuchEvent(target.clone());
        let mut event = self.event_at(target)?.ok_or_else(missing)?;
        let mut steps = 0_u32;
        while let EventBody::Undo { target } = &event.body {
            steps += 1;
            match self.event_at(target)? {
                Some(found) if steps < LONGEST_CHAIN => event = found,
                _ => break,
            }
        }
        match event.body.card() {
            Some(id) => Ok(Reach::Card(self.card_number(id)?, id.clone())),
            None => Ok(Reach::Other(Box::new(event.body))),
        }
    }

    /// The card an undo reaches, through any chain of undos, as far as the log knows it.
    pub(super) fn reached_card(
        &self,
        body: &EventBody,
    ) -> Result<Option<(i64, CardId)>, StoreError> {
        let EventBody::Undo { target } = body else {
            return Ok(None);
        };
        match self.reach(target) {
            Ok(Reach::Card(card, id)) => Ok(Some((card, id))),
            Ok(Reach::Other(_)) | Err(StoreError::NoSuchEvent(_)) => Ok(None),
            Err(fault) => Err(fault),
        }
    }

    /// The event with a key.
    pub fn event_at(&self, key: &EventKey) -> Result<Option<Event>, StoreError> {
        let Some(row) = self.known_row(key)? else {
            return Ok(None);
        };
        let found = self.one(
            &format!("SELECT {COLUMNS} FROM event e WHERE e.id = ?1"),
            [row],
            read,
        )?;
        found.map(|stored| self.event(stored)).transpose()
    }

    /// What the log says of a card; a card it does not know is new.
    pub fn state(&self, card: &CardId) -> Result<CardState, StoreError> {
        let kept = self
            .known_card(card)?
            .map(|number| self.kept(number))
            .transpose()?
            .flatten();
        Ok(kept.map(|kept| kept.state).unwrap_or_default())
    }

    /// What the log says of several cards, in the order asked.
    pub fn states(&self, cards: &[CardId]) -> Result<Vec<CardState>, StoreError> {
        cards.iter().map(|card| self.state(card)).collect()
    }

    /// What the log says of every card it knows and the projection keeps.
    pub fn all_states(&self) -> Result<HashMap<CardId, CardState>, StoreError> {
        Ok(self
            .all_kept()?
            .into_iter()
            .map(|(kept, id)| (id, kept.state))
            .collect())
    }

    /// The roadmaps that are followed, the earliest followed first.
    pub fn followed(&self) -> Result<Vec<RoadmapId>, StoreError> {
        self.many("SELECT roadmap FROM followed ORDER BY place", [], |row| {
            roadmap(row, 0)
        })
    }

    /// The topics whose hold was lifted.
    pub fn unlocked(&self) -> Result<Vec<TopicId>, StoreError> {
        self.many("SELECT topic FROM unlocked ORDER BY topic", [], |row| {
            TopicId::parse(&row.get::<_, String>(0)?).map_err(|e| odd(0, e))
        })
    }

    /// The ticked items: roadmap and line.
    pub fn done(&self) -> Result<Vec<(RoadmapId, u32)>, StoreError> {
        self.many(
            "SELECT roadmap, line FROM done ORDER BY roadmap, line",
            [],
            |row| Ok((roadmap(row, 0)?, row.get(1)?)),
        )
    }
}

/// Undos of undos are followed so far; a merged log could hold a circle.
const LONGEST_CHAIN: u32 = 1000;

fn roadmap(row: &Row<'_>, column: usize) -> Result<RoadmapId, rusqlite::Error> {
    RoadmapId::parse(&row.get::<_, String>(column)?).map_err(|e| odd(column, e))
}

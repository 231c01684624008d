//! Writing: one event and what it changes, in one transaction.

use std::collections::HashMap;

use rusqlite::Row;

use super::progress::Progress;
use crate::domain::day::StudyDay;
use crate::domain::event::{Event, EventBody, EventKey, Placed, PlanTerms, Review, Stamp};
use crate::domain::id::{CardId, RoadmapId, TopicId};
use crate::domain::memory::CardState;
use crate::domain::replay::{self, StudyPlan};
use crate::domain::tick::{Tick, standing_ticks};
use crate::store::db::{StoreError, Write, odd};
use crate::store::log::{Reach, card_of};

impl Progress<'_> {
    /// Writes an event and what it changes. Reviews and undos go to [`Self::answer`] and [`Self::undo`],
    /// which this calls for them.
    pub fn record(&self, body: EventBody, stamp: &Stamp) -> Result<Event, StoreError> {
        if let EventBody::Review(review) = body {
            return self.answer(review, stamp);
        }
        if let EventBody::Undo { target } = body {
            return self.undo(&target, stamp);
        }
        self.log.write(|write| {
            let kept = card_of(&body)
                .map(|id| self.kept_of(write, &id))
                .transpose()?;
            let event = self
                .log
                .append(write, body, stamp, kept.map(|kept| kept.card))?;
            match kept {
                Some(kept) => self.project_last(write, &kept, &event)?,
                None => self.refold_roads(write, &event.body)?,
            }
            Ok(event)
        })
    }

    /// Writes what a placement test supports, all of it or nothing. Cards that were reviewed in the meantime are
    /// left as they are. Says how many were placed.
    pub fn place(&self, placed: &[Placed], stamp: &Stamp) -> Result<usize, StoreError> {
        self.log.write(|write| {
            let mut count = 0;
            for placed in placed {
                let kept = self.kept_of(write, &placed.card)?;
                if kept.state.memory.seen().is_some() {
                    continue;
                }
                let body = EventBody::Placed(placed.clone());
                let event = self.log.append(write, body, stamp, Some(kept.card))?;
                self.project_last(write, &kept, &event)?;
                count += 1;
            }
            Ok(count)
        })
    }

    /// Writes a scheduled answer and the memory it leads to.
    ///
    /// # Errors
    /// [`StoreError::Stale`] when the card's memory is not what the review met; nothing is written then.
    /// [`StoreError::UnknownSettings`] when its settings were not registered.
    pub fn answer(&self, review: Review, stamp: &Stamp) -> Result<Event, StoreError> {
        self.log.write(|write| {
            if self.log.settings(&review.settings)?.is_none() {
                return Err(StoreError::UnknownSettings(review.settings));
            }
            let kept = self.kept_of(write, &review.answer.card)?;
            // The interval was computed from `before`. Another window may have answered the card
            // since.
            if kept.state.memory != review.before {
                return Err(StoreError::Stale {
                    card: review.answer.card,
                    current: Box::new(kept.state),
                });
            }
            let event =
                self.log
                    .append(write, EventBody::Review(review), stamp, Some(kept.card))?;
            self.project_last(write, &kept, &event)?;
            Ok(event)
        })
    }

    /// Takes an event back, as if it had never been written. Undoing an undo brings its target back.
    ///
    /// # Errors
    /// [`StoreError::NoSuchEvent`] when the log lacks the target.
    pub fn undo(&self, target: &EventKey, stamp: &Stamp) -> Result<Event, StoreError> {
        self.log.write(|write| {
            let reach = self.log.reach(write, target)?;
            let body = EventBody::Undo {
                target: target.clone(),
            };
            match reach {
                Reach::Card(card, id) => self.undo_on_card(write, card, &id, body, stamp),
                Reach::Other(cause) => {
                    let event = self.append_undo(write, body, stamp)?;
                    self.refold_roads(write, &cause)?;
                    Ok(event)
                }
            }
        })
    }

    fn undo_on_card(
        &self,
        write: &Write<'_>,
        card: i64,
        id: &CardId,
        body: EventBody,
        stamp: &Stamp,
    ) -> Result<Event, StoreError> {
        let mut log = self.log.card_log(card)?;
        // Cloned, since the undo below changes the list they are borrowed from.
        let before: Vec<Event> = log.standing().into_iter().cloned().collect();
        let event = self.append_undo(write, body, stamp)?;
        log.push(event.clone());
        let kept = self.kept_or_new(write, card, id)?;
        self.reproject(
            write,
            &kept,
            &before.iter().collect::<Vec<_>>(),
            &log.standing(),
        )?;
        Ok(event)
    }

    fn append_undo(
        &self,
        write: &Write<'_>,
        body: EventBody,
        stamp: &Stamp,
    ) -> Result<Event, StoreError> {
        let event = self.log.append(write, body, stamp, None)?;
        self.log.note_undo(write, &event)?;
        Ok(event)
    }

    /// What the log says of a card; a card it does not know is new.
    pub fn state(&self, card: &CardId) -> Result<CardState, StoreError> {
        let kept = self
            .log
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

    /// What the log says of every card that has a row.
    pub fn all_states(&self) -> Result<HashMap<CardId, CardState>, StoreError> {
        Ok(self
            .all_kept()?
            .into_iter()
            .map(|(kept, id)| (id, kept.state))
            .collect())
    }

    /// The roadmaps that are followed, the earliest followed first.
    pub fn followed(&self) -> Result<Vec<RoadmapId>, StoreError> {
        self.db
            .many("SELECT roadmap FROM followed ORDER BY place", [], |row| {
                roadmap(row, 0)
            })
    }

    /// The topics whose hold was lifted.
    pub fn unlocked(&self) -> Result<Vec<TopicId>, StoreError> {
        self.db
            .many("SELECT topic FROM unlocked ORDER BY topic", [], |row| {
                TopicId::parse(&row.get::<_, String>(0)?).map_err(|e| odd(0, e))
            })
    }

    /// The ticks that stand, the earliest first.
    pub fn ticks(&self) -> Result<Vec<Tick>, StoreError> {
        let mut events = self.log.road_events()?;
        let undone = replay::undone(&events);
        events.retain(|event| !undone.contains(&event.key));
        events.sort_by(|a, b| (a.clock, &a.key).cmp(&(b.clock, &b.key)));
        Ok(standing_ticks(events.iter().map(|event| &event.body)))
    }

    /// The ticked items: roadmap and line.
    pub fn done(&self) -> Result<Vec<(RoadmapId, u32)>, StoreError> {
        self.db.many(
            "SELECT roadmap, line FROM done ORDER BY roadmap, line",
            [],
            |row| Ok((roadmap(row, 0)?, row.get(1)?)),
        )
    }

    /// What the learner aims at, if at anything.
    pub fn plan(&self) -> Result<Option<StudyPlan>, StoreError> {
        let sql = "SELECT began, date, minutes, roadmaps FROM plan";
        self.db.one(sql, [], |row| {
            let names: String = row.get(3)?;
            let roadmaps = names.split_whitespace().map(RoadmapId::parse);
            Ok(StudyPlan {
                began: StudyDay::from_number(row.get(0)?),
                terms: PlanTerms {
                    date: StudyDay::from_number(row.get(1)?),
                    minutes: row.get(2)?,
                    roadmaps: roadmaps.collect::<Result<_, _>>().map_err(|e| odd(3, e))?,
                },
            })
        })
    }
}

fn roadmap(row: &Row<'_>, column: usize) -> Result<RoadmapId, rusqlite::Error> {
    RoadmapId::parse(&row.get::<_, String>(column)?).map_err(|e| odd(column, e))
}

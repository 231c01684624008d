//! Reading the log: in order of clock, by day, by card.

use std::cmp::Reverse;
use std::collections::{BinaryHeap, HashSet, VecDeque};

use super::card_log::CardLog;
use super::names::Log;
use super::rows::{COLUMNS, Stored, card_of, device_rows, read};
use crate::domain::day::StudyDay;
use crate::domain::event::{Event, EventBody, EventKey, HybridClock, Review};
use crate::domain::id::{CardId, DeviceId};
use crate::domain::replay;
use crate::store::db::{StoreError, device_and_seq};

/// Which events are asked for; everything by default.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Filter {
    /// From this study day on.
    pub from: Option<StudyDay>,
    /// Up to this study day, included.
    pub to: Option<StudyDay>,
    /// Of these cards only.
    pub cards: Option<HashSet<CardId>>,
    /// Of these kinds only, by their stored tags.
    pub kinds: Option<HashSet<String>>,
}

impl Filter {
    fn takes(&self, event: &Event) -> bool {
        let day = event.stamp.day;
        self.from.is_none_or(|from| from <= day)
            && self.to.is_none_or(|to| day <= to)
            && self
                .kinds
                .as_ref()
                .is_none_or(|kinds| kinds.contains(event.body.kind()))
            && self
                .cards
                .as_ref()
                .is_none_or(|cards| card_of(&event.body).is_some_and(|card| cards.contains(&card)))
    }
}

/// Whether an event counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum EventStatus {
    /// It counts.
    Stands,
    /// An undo took it back.
    TakenBack,
}

/// An event, and whether it counts.
#[derive(Debug, Clone, PartialEq)]
pub struct Logged {
    /// The event.
    pub event: Event,
    /// Whether it counts.
    pub standing: EventStatus,
}

/// Rows read ahead of each device while streaming.
const AHEAD: i64 = 256;

/// Events in order of clock and key, read a few at a time.
#[derive(Debug)]
pub struct Events<'s> {
    stored: InOrder<'s>,
    filter: Filter,
    taken_back: HashSet<EventKey>,
}

/// Rows of the log in order of clock and key, read a few at a time.
#[derive(Debug)]
pub(in crate::store) struct InOrder<'s> {
    log: Log<'s>,
    lanes: Vec<Lane>,
    /// The next event of each lane that has one, with the lane's place.
    heads: BinaryHeap<Reverse<(Head, usize)>>,
}

/// Where an event stands in the order of all.
type Head = (HybridClock, DeviceId, i64);

/// What is still to be read of one device. Its clocks grow with its rows.
#[derive(Debug)]
struct Lane {
    device: DeviceId,
    after: i64,
    last: i64,
    ahead: VecDeque<Stored>,
}

impl Lane {
    fn fill(&mut self, log: Log<'_>) -> Result<(), StoreError> {
        if self.ahead.is_empty() && self.after < self.last {
            let sql = format!(
                "SELECT {COLUMNS} FROM event e WHERE e.id > ?1 AND e.id <= ?2 ORDER BY e.id LIMIT ?3"
            );
            self.ahead = log
                .db
                .many(&sql, [self.after, self.last, AHEAD], read)?
                .into();
            // With no row left before `last` the lane is done, or it would be asked for ever.
            self.after = self.ahead.back().map_or(self.last, |stored| stored.row);
        }
        Ok(())
    }

    /// Where its next event stands.
    fn head(&mut self, log: Log<'_>) -> Result<Option<Head>, StoreError> {
        self.fill(log)?;
        let next = self.ahead.front();
        Ok(next.map(|stored| (stored.clock, self.device.clone(), stored.row)))
    }
}

impl InOrder<'_> {
    fn step(&mut self) -> Result<Option<Stored>, StoreError> {
        let Some(Reverse((_, number))) = self.heads.pop() else {
            return Ok(None);
        };
        let first = self.lanes[number].ahead.pop_front();
        self.push_head(number)?;
        Ok(first)
    }

    fn push_head(&mut self, number: usize) -> Result<(), StoreError> {
        if let Some(head) = self.lanes[number].head(self.log)? {
            self.heads.push(Reverse((head, number)));
        }
        Ok(())
    }
}

impl Iterator for InOrder<'_> {
    type Item = Result<Stored, StoreError>;

    fn next(&mut self) -> Option<Self::Item> {
        self.step().transpose()
    }
}

impl Events<'_> {
    fn step(&mut self) -> Result<Option<Logged>, StoreError> {
        loop {
            let Some(stored) = self.stored.step()? else {
                return Ok(None);
            };
            let event = self.stored.log.event(stored)?;
            if self.filter.takes(&event) {
                let back = self.taken_back.contains(&event.key);
                let standing = if back {
                    EventStatus::TakenBack
                } else {
                    EventStatus::Stands
                };
                return Ok(Some(Logged { event, standing }));
            }
        }
    }
}

impl Iterator for Events<'_> {
    type Item = Result<Logged, StoreError>;

    fn next(&mut self) -> Option<Self::Item> {
        self.step().transpose()
    }
}

impl<'s> Log<'s> {
    /// The log in order of clock and key, oldest first; events written meanwhile are left out.
    pub fn events(&self, filter: Filter) -> Result<Events<'s>, StoreError> {
        Ok(Events {
            stored: self.stored_in_order()?,
            filter,
            taken_back: self.taken_back()?,
        })
    }

    /// The devices that wrote here, if cards were answered here: one learner's, or the start of mixing two.
    pub(in crate::store) fn devices_of_learner(
        &self,
    ) -> Result<Option<HashSet<DeviceId>>, StoreError> {
        let sql = "SELECT 1 FROM event WHERE kind IN ('review', 'repeat', 'cram', 'placed', 'interview') LIMIT 1";
        if self.db.one(sql, [], |_| Ok(()))?.is_none() {
            return Ok(None);
        }
        let mut devices = HashSet::new();
        for (number, device) in self.device_ids()? {
            if self.last_row(number)?.is_some() {
                devices.insert(device);
            }
        }
        Ok(Some(devices))
    }

    pub(in crate::store) fn stored_in_order(&self) -> Result<InOrder<'s>, StoreError> {
        let numbers: Vec<i64> =
            self.db
                .many("SELECT number FROM device ORDER BY number", [], |row| {
                    row.get(0)
                })?;
        let mut lanes = Vec::new();
        for number in numbers {
            if let Some(last) = self.last_row(number)? {
                // Numbers begin at 1, so the first row of the range is never an event.
                let after = device_rows(number).0;
                lanes.push(Lane {
                    device: self.device(number)?,
                    after,
                    last,
                    ahead: VecDeque::new(),
                });
            }
        }
        let count = lanes.len();
        let mut in_order = InOrder {
            log: *self,
            lanes,
            heads: BinaryHeap::new(),
        };
        for number in 0..count {
            in_order.push_head(number)?;
        }
        Ok(in_order)
    }

    /// The keys of all events that are taken back.
    pub(in crate::store) fn taken_back(&self) -> Result<HashSet<EventKey>, StoreError> {
        // Undos speak of no card: `card IS NULL` finds them by the index of cards.
        let sql = format!("SELECT {COLUMNS} FROM event e WHERE e.card IS NULL AND e.kind = 'undo'");
        Ok(replay::undone(&self.events_by(&sql, [])?))
    }

    /// What stands of a study day, in order: undos and what they took back are left out.
    pub fn day_events(&self, day: StudyDay) -> Result<Vec<Event>, StoreError> {
        let spans = self.db.many(
            "SELECT first FROM span WHERE day = ?1",
            [day.number()],
            |row| row.get::<_, i64>(0),
        )?;
        let mut events = Vec::new();
        for first in spans {
            let run = self.run_of(first, day)?;
            let last = run.last().map_or(first, |stored| stored.row);
            events.extend(
                run.into_iter()
                    .map(|stored| self.event(stored))
                    .collect::<Result<Vec<_>, _>>()?,
            );
            events.extend(self.undos_reaching("t.id BETWEEN ?1 AND ?2", (first, last))?);
        }
        let events = CardLog::new(events).into_events();
        let undone = replay::undone(&events);
        let stands = |event: &Event| {
            !undone.contains(&event.key) && !matches!(event.body, EventBody::Undo { .. })
        };
        Ok(events.into_iter().filter(stands).collect())
    }

    /// The scheduled answers that a learner graded otherwise than judged and that stand, in no order.
    pub fn overruled_reviews(&self) -> Result<Vec<(StudyDay, Review)>, StoreError> {
        // The condition must be that of the index word for word, or SQLite refuses to use it. The
        // index holds what the learner graded; which of it was overruled, only the body says.
        let sql = format!(
            "SELECT {COLUMNS} FROM event e INDEXED BY event_self_graded
             WHERE e.kind = 'review' AND instr(e.body, '\"grader\":\"learner\",\"evidence\":{{') > 0
             AND NOT EXISTS (SELECT 1 FROM undo WHERE target = e.id)"
        );
        let mut overruled = Vec::new();
        for event in self.events_by(&sql, [])? {
            if let EventBody::Review(review) = event.body
                && review.answer.is_overruled()
            {
                overruled.push((event.stamp.day, review));
            }
        }
        Ok(overruled)
    }

    /// The mock interviews that stand, oldest first.
    pub fn interviews(&self) -> Result<Vec<Event>, StoreError> {
        let sql =
            format!("SELECT {COLUMNS} FROM event e WHERE e.card IS NULL AND e.kind = 'interview'");
        let mut events = CardLog::new(self.events_by(&sql, [])?).into_events();
        let undone = if self.has_undos()? {
            self.taken_back()?
        } else {
            HashSet::new()
        };
        events.retain(|event| !undone.contains(&event.key));
        Ok(events)
    }

    fn has_undos(&self) -> Result<bool, StoreError> {
        Ok(self
            .db
            .one("SELECT 1 FROM undo LIMIT 1", [], |_| Ok(()))?
            .is_some())
    }

    /// A device's events from a row on, as long as they are of one day.
    fn run_of(&self, first: i64, day: StudyDay) -> Result<Vec<Stored>, StoreError> {
        let (_, high) = device_rows(device_and_seq(first).0);
        let sql =
            format!("SELECT {COLUMNS} FROM event e WHERE e.id BETWEEN ?1 AND ?2 ORDER BY e.id");
        let walk = || -> Result<Vec<Stored>, rusqlite::Error> {
            let mut query = self.db.connection().prepare_cached(&sql)?;
            let rows = query.query_map([first, high], read)?;
            rows.take_while(|stored| !stored.as_ref().is_ok_and(|stored| stored.stamp.day != day))
                .collect()
        };
        walk().map_err(|e| self.db.fault(e))
    }

    /// All events of a card in order, with those taken back and the undos that did so.
    pub fn card_history(&self, card: &CardId) -> Result<Vec<Logged>, StoreError> {
        let Some(number) = self.known_card(card)? else {
            return Ok(Vec::new());
        };
        let events = self.card_log(number)?.into_events();
        let undone = replay::undone(&events);
        let logged = |event: Event| {
            let standing = if undone.contains(&event.key) {
                EventStatus::TakenBack
            } else {
                EventStatus::Stands
            };
            Logged { event, standing }
        };
        Ok(events.into_iter().map(logged).collect())
    }

    /// The last event of all, by clock.
    pub fn last_event(&self) -> Result<Option<Event>, StoreError> {
        let sql = format!(
            "SELECT {COLUMNS} FROM device d CROSS JOIN event e
             ON e.id = (SELECT max(id) FROM event WHERE id BETWEEN d.number << 40 AND (d.number + 1 << 40) - 1)
             ORDER BY e.clock DESC, d.id DESC LIMIT 1"
        );
        Ok(self.events_by(&sql, [])?.pop())
    }
}

//! All that the log says of one card, undos included.

use std::collections::{HashMap, HashSet};

use super::names::{KnownSettings, Log};
use super::rows::{COLUMNS, read};
use crate::domain::event::{Event, EventBody, EventKey};
use crate::domain::replay;
use crate::domain::schedule::{Scheduler, SettingsHash};
use crate::store::db::{StoreError, event_row};

/// Cards whose events are read together where all are gone through.
const CARDS_AT_ONCE: i64 = 500;

/// A card's events with all undos that reach them, in order of clock and key.
pub(in crate::store) struct CardLog(Vec<Event>);

impl CardLog {
    pub(in crate::store) fn new(mut events: Vec<Event>) -> Self {
        events.sort_by(|a, b| (a.clock, &a.key).cmp(&(b.clock, &b.key)));
        Self(events)
    }

    /// The events that are not taken back, without the undos.
    pub(in crate::store) fn standing(&self) -> Vec<&Event> {
        self.standing_but(&replay::undone(&self.0))
    }

    fn standing_but(&self, undone: &HashSet<EventKey>) -> Vec<&Event> {
        let stands = |event: &&Event| event.body.card().is_some() && !undone.contains(&event.key);
        self.0.iter().filter(stands).collect()
    }

    /// All of them.
    pub(in crate::store) fn into_events(self) -> Vec<Event> {
        self.0
    }

    /// Takes in an event later than all others.
    pub(in crate::store) fn push(&mut self, event: Event) {
        self.0.push(event);
    }
}

impl Log<'_> {
    /// All that the log says of a card.
    pub(in crate::store) fn card_log(&self, card: i64) -> Result<CardLog, StoreError> {
        let mut events = self.events_by(
            &format!("SELECT {COLUMNS} FROM event e WHERE e.card = ?1"),
            [card],
        )?;
        events.extend(self.undos_reaching("t.card BETWEEN ?1 AND ?2", (card, card))?);
        Ok(CardLog::new(events))
    }

    /// The undos that reach some events, through any chain of undos.
    pub(in crate::store) fn undos_reaching(
        &self,
        which: &str,
        (low, high): (i64, i64),
    ) -> Result<Vec<Event>, StoreError> {
        // `CROSS JOIN` holds SQLite to this order: from the few events to the undos that name them.
        // Turned round, it would walk through all undos.
        let direct = format!(
            "SELECT DISTINCT {COLUMNS} FROM event t CROSS JOIN undo u ON u.target = t.id
             CROSS JOIN event e ON e.id = u.event WHERE {which}"
        );
        let (mut found, mut met) = (Vec::new(), HashSet::new());
        let mut open = self.events_by(&direct, [low, high])?;
        // An undo can be undone in turn, and so on: which event stands is known from the whole
        // chain.
        while let Some(undo) = open.pop() {
            if met.insert(undo.key.clone()) {
                open.extend(self.undos_of(&undo.key)?);
                found.push(undo);
            }
        }
        Ok(found)
    }

    /// Calls `take` with every card's number and standing events, card by card: one pass over the log.
    pub(in crate::store) fn each_card_log(
        &self,
        mut take: impl FnMut(i64, &[&Event]) -> Result<(), StoreError>,
    ) -> Result<(), StoreError> {
        // All undos once, instead of a search for each card.
        let undone = self.taken_back()?;
        let mut last = 0;
        loop {
            let sql = "SELECT number FROM card WHERE number > ?1 ORDER BY number LIMIT 1 OFFSET ?2";
            let next = self
                .db
                .one(sql, [last, CARDS_AT_ONCE - 1], |row| row.get(0))?
                .unwrap_or(i64::MAX);
            let sql = format!(
                "SELECT {COLUMNS}, e.card FROM event e WHERE e.card > ?1 AND e.card <= ?2 ORDER BY e.card"
            );
            let rows = self.db.many(&sql, [last, next], |row| {
                Ok((row.get::<_, i64>(10)?, read(row)?))
            })?;
            let mut rows = rows.into_iter().peekable();
            while let Some((card, first)) = rows.next() {
                let mut events = vec![self.event(first)?];
                while let Some((_, stored)) = rows.next_if(|(next, _)| *next == card) {
                    events.push(self.event(stored)?);
                }
                take(card, &CardLog::new(events).standing_but(&undone))?;
            }
            if next == i64::MAX {
                return Ok(());
            }
            last = next;
        }
    }

    /// The undos that name an event.
    pub(in crate::store) fn undos_of(&self, target: &EventKey) -> Result<Vec<Event>, StoreError> {
        let Some(row) = self.known_row(target)? else {
            return Ok(Vec::new());
        };
        let sql = format!(
            "SELECT {COLUMNS} FROM undo u CROSS JOIN event e ON e.id = u.event WHERE u.target = ?1"
        );
        self.events_by(&sql, [row])
    }

    /// The row an event has, or would have, if its device is known.
    pub(in crate::store) fn known_row(&self, key: &EventKey) -> Result<Option<i64>, StoreError> {
        Ok(self
            .known_device(&key.device)?
            .and_then(|device| event_row(device, key.seq)))
    }

    /// The readable settings that events name.
    pub(in crate::store) fn settings_of<'e>(
        &self,
        events: impl IntoIterator<Item = &'e Event>,
    ) -> Result<HashMap<SettingsHash, Scheduler>, StoreError> {
        let mut found = HashMap::new();
        for event in events {
            if let EventBody::Review(review) = &event.body
                && !found.contains_key(&review.settings)
                && let Some(KnownSettings::Read(settings)) = self.settings(&review.settings)?
            {
                found.insert(review.settings.clone(), settings);
            }
        }
        Ok(found)
    }

    /// The events that speak of no card and change something, with all undos.
    pub(in crate::store) fn road_events(&self) -> Result<Vec<Event>, StoreError> {
        let sql = format!(
            "SELECT {COLUMNS} FROM event e WHERE e.card IS NULL
             AND e.kind IN ('undo', 'follow', 'unfollow', 'unlock', 'done', 'undone', 'plan', 'plan_dropped')"
        );
        self.events_by(&sql, [])
    }
}

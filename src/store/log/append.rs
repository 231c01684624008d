//! Writing events: one after the last of this home, or one from elsewhere between its neighbours.

use std::io;

use rusqlite::{Row, params};

use super::names::Log;
use super::rows::{COLUMNS, Stored, device_rows, read};
use crate::domain::event::{Event, EventBody, EventKey, HybridClock, Stamp};
use crate::domain::file_fault::FileFault;
use crate::domain::id::{CardId, DeviceId};
use crate::store::db::{MAX_SEQ, StoreError, Write, device_and_seq, event_row};

/// Bytes of what an event says. A longer one could not be merged anywhere.
pub(in crate::store) const LONGEST_BODY: u64 = 32 << 20;

/// What stands next to an event in its device's order.
#[derive(Debug, Clone, Copy, Default)]
pub(in crate::store) struct Neighbours {
    pub(in crate::store) before: Option<Neighbour>,
    pub(in crate::store) after: Option<Neighbour>,
}

/// A neighbour.
#[derive(Debug, Clone, Copy)]
pub(in crate::store) struct Neighbour {
    pub(in crate::store) row: i64,
    pub(in crate::store) clock: i64,
    pub(in crate::store) day: i32,
}

/// What taking an event back touches.
pub(in crate::store) enum Reach {
    Card(i64, CardId),
    Other(Box<EventBody>),
}

/// The end of this home's events.
pub(in crate::store) struct Appender<'s> {
    log: Log<'s>,
    number: i64,
    device: DeviceId,
    last: Option<Neighbour>,
    /// The greatest clock of all events.
    clock: HybridClock,
}

impl Appender<'_> {
    /// Writes an event after all others; the number is its card's.
    pub(in crate::store) fn append(
        &mut self,
        write: &Write<'_>,
        body: EventBody,
        stamp: &Stamp,
        card: Option<i64>,
    ) -> Result<Event, StoreError> {
        let db = self.log.db;
        let seq = self.last.map_or(1, |last| device_and_seq(last.row).1 + 1);
        let row = event_row(self.number, seq)
            .ok_or_else(|| db.damaged("this device has no numbers left"))?;
        let clock = HybridClock::tick(self.clock, stamp.at);
        let stored = Stored::of(row, &self.device, (clock, stamp), &body)
            .map_err(|e| db.damaged(&e.to_string()))?;
        if stored.body.len() as u64 > LONGEST_BODY {
            let fault = io::Error::other(FileFault::TooLarge(LONGEST_BODY));
            return Err(StoreError::io(db.path(), fault));
        }
        let between = Neighbours {
            before: self.last,
            after: None,
        };
        Log::insert(write, &stored, card, between)?;
        self.clock = clock;
        self.last = Some(Neighbour {
            row,
            clock: clock.number(),
            day: stamp.day.number(),
        });
        let key = EventKey {
            device: self.device.clone(),
            seq,
        };
        self.log.note_written(&key);
        Ok(Event {
            key,
            clock,
            stamp: stored.stamp,
            body,
        })
    }
}

impl Log<'_> {
    /// The event of a stored row.
    pub(in crate::store) fn event(&self, stored: Stored) -> Result<Event, StoreError> {
        let (device, seq) = device_and_seq(stored.row);
        let key = EventKey {
            device: self.device(device)?,
            seq,
        };
        let body = EventBody::read(&stored.kind, stored.version, &stored.body);
        Ok(Event {
            key,
            clock: stored.clock,
            stamp: stored.stamp,
            body,
        })
    }

    /// The events a query finds; it selects [`COLUMNS`].
    pub(in crate::store) fn events_by(
        &self,
        sql: &str,
        params: impl rusqlite::Params,
    ) -> Result<Vec<Event>, StoreError> {
        self.db
            .many(sql, params, read)?
            .into_iter()
            .map(|stored| self.event(stored))
            .collect()
    }

    /// Writes an event of this home, after all events it knows; the number is its card's.
    pub(in crate::store) fn append(
        &self,
        write: &Write<'_>,
        body: EventBody,
        stamp: &Stamp,
        card: Option<i64>,
    ) -> Result<Event, StoreError> {
        self.appender(write)?.append(write, body, stamp, card)
    }

    /// The end of this home's events, to write many of them.
    pub(in crate::store) fn appender(&self, write: &Write<'_>) -> Result<Appender<'_>, StoreError> {
        let mut device = self.own_device(write)?;
        let (mut last, clock) = self.last_of(device)?;
        if last.is_some_and(|last| device_and_seq(last.row).1 == MAX_SEQ) {
            Self::leave_device(write)?;
            (device, last) = (self.own_device(write)?, None);
        }
        Ok(Appender {
            log: *self,
            number: device,
            device: self.device(device)?,
            last,
            clock,
        })
    }

    /// Inserts a row of the log as it is, between its neighbours of the same device.
    pub(in crate::store) fn insert(
        write: &Write<'_>,
        stored: &Stored,
        card: Option<i64>,
        between: Neighbours,
    ) -> Result<(), StoreError> {
        let Stored {
            row,
            clock,
            stamp,
            kind,
            version,
            body,
            checksum,
        } = stored;
        let sql = "INSERT INTO event (id, clock, at, offset, zone, day, kind, card, version, body, checksum)
                   VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11)";
        let (at, day) = (stamp.at.millis(), stamp.day.number());
        let clock = clock.number();
        let values = params![
            row,
            clock,
            at,
            stamp.offset,
            stamp.zone,
            day,
            kind,
            card,
            version,
            body,
            checksum
        ];
        write.run(sql, values)?;
        Self::note_span(write, *row, day, between)
    }

    /// Keeps the runs of a device's events on one day: each begins where the event before is of another day.
    fn note_span(
        write: &Write<'_>,
        row: i64,
        day: i32,
        between: Neighbours,
    ) -> Result<(), StoreError> {
        let begin = "INSERT OR IGNORE INTO span (day, first) VALUES (?1, ?2)";
        if between.before.is_none_or(|before| before.day != day) {
            write.run(begin, params![day, row])?;
        }
        match between.after {
            None => Ok(()),
            Some(after) if after.day == day => write
                .run(
                    "DELETE FROM span WHERE day = ?1 AND first = ?2",
                    params![day, after.row],
                )
                .map(|_| ()),
            Some(after) => write.run(begin, params![after.day, after.row]).map(|_| ()),
        }
    }

    /// How many events there are.
    pub(in crate::store) fn count(&self) -> Result<usize, StoreError> {
        let count = self
            .db
            .one("SELECT count(*) FROM event", [], |row| row.get(0))?;
        let count: i64 = count.unwrap_or_default();
        Ok(usize::try_from(count).unwrap_or_default())
    }

    /// Makes events findable by card again once many were added: an index that is made as a whole is written once,
    /// one that is kept up to date row by row is written all over for each.
    pub(in crate::store) fn without_card_index<T>(
        write: &Write<'_>,
        add: impl FnOnce() -> Result<T, StoreError>,
    ) -> Result<T, StoreError> {
        write.run("DROP INDEX event_card", [])?;
        let added = add()?;
        write.run("CREATE INDEX event_card ON event (card)", [])?;
        Ok(added)
    }

    /// The row of a device's last event.
    pub(in crate::store) fn last_row(&self, device: i64) -> Result<Option<i64>, StoreError> {
        let (low, high) = device_rows(device);
        let sql = "SELECT max(id) FROM event WHERE id BETWEEN ?1 AND ?2";
        Ok(self.db.one(sql, [low, high], |row| row.get(0))?.flatten())
    }

    /// A device's last event, as the neighbour of the next one.
    pub(in crate::store) fn last_neighbour(
        &self,
        device: i64,
    ) -> Result<Option<Neighbour>, StoreError> {
        self.neighbour("id BETWEEN ?1 AND ?2 ORDER BY id DESC", device_rows(device))
    }

    /// Whether an event has a row.
    pub(in crate::store) fn has_row(&self, row: i64) -> Result<bool, StoreError> {
        let known = "SELECT 1 FROM event WHERE id = ?1";
        Ok(self.db.one(known, [row], |_| Ok(()))?.is_some())
    }

    /// A device's last event, and the greatest clock of all devices: clocks grow along a device's
    /// events, so the last of each suffices.
    fn last_of(&self, device: i64) -> Result<(Option<Neighbour>, HybridClock), StoreError> {
        let last = self.last_neighbour(device)?;
        let sql = "SELECT max((SELECT clock FROM event WHERE id BETWEEN number << 40 AND (number + 1 << 40) - 1
                               ORDER BY id DESC LIMIT 1)) FROM device WHERE number <> ?1";
        let others = self
            .db
            .one(sql, [device], |row| row.get::<_, Option<i64>>(0))?
            .flatten();
        let clock = last.map(|last| last.clock).max(others).unwrap_or_default();
        Ok((last, HybridClock::from_number(clock)))
    }

    /// The first event of a device between two rows, in the order given.
    pub(in crate::store) fn neighbour(
        &self,
        rows: &str,
        (low, high): (i64, i64),
    ) -> Result<Option<Neighbour>, StoreError> {
        let sql = format!("SELECT id, clock, day FROM event WHERE {rows} LIMIT 1");
        let read = |row: &Row<'_>| {
            Ok(Neighbour {
                row: row.get(0)?,
                clock: row.get(1)?,
                day: row.get(2)?,
            })
        };
        self.db.one(&sql, [low, high], read)
    }

    /// Files an undo under its target.
    pub(in crate::store) fn note_undo(
        &self,
        write: &Write<'_>,
        event: &Event,
    ) -> Result<(), StoreError> {
        let EventBody::Undo { target } = &event.body else {
            return Ok(());
        };
        self.device_number(write, &target.device)?;
        if let (Some(target), Some(undo)) = (self.known_row(target)?, self.known_row(&event.key)?) {
            write.run(
                "INSERT OR IGNORE INTO undo (target, event) VALUES (?1, ?2)",
                [target, undo],
            )?;
        }
        Ok(())
    }

    /// What the target of an undo touches, through any chain of undos.
    pub(in crate::store) fn reach(
        &self,
        write: &Write<'_>,
        target: &EventKey,
    ) -> Result<Reach, StoreError> {
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
            Some(id) => Ok(Reach::Card(self.card_number(write, id)?, id.clone())),
            None => Ok(Reach::Other(Box::new(event.body))),
        }
    }

    /// The card an undo reaches, through any chain of undos, as far as the log knows it.
    pub(in crate::store) fn reached_card(
        &self,
        write: &Write<'_>,
        body: &EventBody,
    ) -> Result<Option<(i64, CardId)>, StoreError> {
        let EventBody::Undo { target } = body else {
            return Ok(None);
        };
        match self.reach(write, target) {
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
        let found = self.db.one(
            &format!("SELECT {COLUMNS} FROM event e WHERE e.id = ?1"),
            [row],
            read,
        )?;
        found.map(|stored| self.event(stored)).transpose()
    }
}

/// Undos of undos are followed so far; a merged log could hold a circle.
const LONGEST_CHAIN: u32 = 1000;

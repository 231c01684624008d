//! Events as rows: writing them, reading them back, and their checksums.

use std::fs;
use std::path::Path;

use rusqlite::{Row, params};
use sha2::{Digest, Sha256};

use super::columns::{device_and_seq, event_row, odd};
use super::{Store, StoreError};
use crate::domain::day::{Instant, StudyDay};
use crate::domain::event::{
    BODY_VERSION, Event, EventBody, EventKey, HybridClock, SettingsHash, Stamp,
};
use crate::domain::id::{CardId, DeviceId};
use crate::domain::schedule::Scheduler;

/// The columns [`read`] expects, from the table under the name `e`.
pub(super) const COLUMNS: &str =
    "e.id, e.clock, e.at, e.offset, e.zone, e.day, e.kind, e.version, e.body, e.checksum";

/// The table `span` as the log tells it.
pub(super) const SPANS: &str = "SELECT day, id AS first FROM
    (SELECT id, day, lag(day) OVER (PARTITION BY id >> 40 ORDER BY id) AS before FROM event) WHERE before IS NOT day";

/// First eight bytes of SHA-256 over the canonical text of an event.
pub(super) type Checksum = [u8; 8];

/// The settings a review names.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Settings {
    /// Settings this build can apply.
    Read(Scheduler),
    /// Settings of another scheduler or version.
    Foreign,
}

/// What stands next to an event in its device's order.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Neighbours {
    pub(super) before: Option<Beside>,
    pub(super) after: Option<Beside>,
}

/// A neighbour.
#[derive(Debug, Clone, Copy)]
pub(super) struct Beside {
    pub(super) row: i64,
    pub(super) clock: i64,
    pub(super) day: i32,
}

/// An event as it is stored.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Stored {
    pub(super) row: i64,
    pub(super) clock: HybridClock,
    pub(super) stamp: Stamp,
    pub(super) kind: String,
    pub(super) version: u32,
    pub(super) body: String,
    pub(super) checksum: Checksum,
}

/// Reads [`COLUMNS`].
pub(super) fn read(row: &Row<'_>) -> Result<Stored, rusqlite::Error> {
    let stamp = Stamp {
        at: Instant::from_millis(row.get(2)?),
        offset: row.get(3)?,
        zone: row.get(4)?,
        day: StudyDay::from_number(row.get(5)?),
    };
    Ok(Stored {
        row: row.get(0)?,
        clock: HybridClock::from_number(row.get(1)?),
        stamp,
        kind: row.get(6)?,
        version: row.get(7)?,
        body: row.get(8)?,
        checksum: row.get(9)?,
    })
}

/// The text of a body, as it is stored and exported.
pub(super) fn encode(body: &EventBody) -> Result<String, serde_json::Error> {
    if let EventBody::Unknown { body, .. } = body {
        serde_json::to_string(body)
    } else {
        serde_json::to_string(body)
    }
}

/// The card a body speaks of, also where only a newer build knows the kind.
pub(super) fn card_of(body: &EventBody) -> Option<CardId> {
    if let EventBody::Unknown { body, .. } = body {
        return body
            .get("card")?
            .as_str()
            .and_then(|id| CardId::parse(id).ok());
    }
    body.card().cloned()
}

/// The checksum of an event. The free texts stand last, the body is one line of JSON.
pub(super) fn checksum(device: &DeviceId, event: &Stored) -> Checksum {
    let (_, seq) = device_and_seq(event.row);
    let Stored {
        clock,
        stamp,
        version,
        body,
        ..
    } = event;
    let Stamp {
        at,
        offset,
        zone,
        day,
    } = stamp;
    let text = format!(
        "{device}\n{seq}\n{}\n{}\n{offset}\n{}\n{version}\n{zone}\n{body}",
        clock.number(),
        at.millis(),
        day.number()
    );
    let digest = Sha256::digest(text.as_bytes());
    std::array::from_fn(|place| digest[place])
}

impl Store {
    /// The event of a stored row.
    pub(super) fn event(&self, stored: Stored) -> Result<Event, StoreError> {
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
    pub(super) fn events_by(
        &self,
        sql: &str,
        params: impl rusqlite::Params,
    ) -> Result<Vec<Event>, StoreError> {
        self.many(sql, params, read)?
            .into_iter()
            .map(|stored| self.event(stored))
            .collect()
    }

    /// Writes an event of this home, after all events it knows; the number is its card's. Only inside a write.
    pub(super) fn append(
        &self,
        body: EventBody,
        stamp: &Stamp,
        card: Option<i64>,
    ) -> Result<Event, StoreError> {
        let device = self.own_device()?;
        let (last, last_clock) = self.last_of(device)?;
        let seq = last.map_or(1, |last| device_and_seq(last.row).1 + 1);
        let row = event_row(device, seq)
            .ok_or_else(|| self.damaged("this device has no numbers left"))?;
        let clock = HybridClock::tick(last_clock, stamp.at);
        let text = encode(&body).map_err(|e| self.damaged(&e.to_string()))?;
        let id = self.device(device)?;
        let mut stored = Stored {
            row,
            clock,
            stamp: stamp.clone(),
            kind: body.kind().to_owned(),
            version: BODY_VERSION,
            body: text,
            checksum: [0; 8],
        };
        stored.checksum = checksum(&id, &stored);
        self.insert(
            &stored,
            card,
            Neighbours {
                before: last,
                after: None,
            },
        )?;
        let key = EventKey { device: id, seq };
        Ok(Event {
            key,
            clock,
            stamp: stored.stamp,
            body,
        })
    }

    /// Inserts a row of the log as it is, between its neighbours of the same device. Only inside a write.
    pub(super) fn insert(
        &self,
        stored: &Stored,
        card: Option<i64>,
        beside: Neighbours,
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
        self.run(sql, values)?;
        self.note_span(*row, day, beside)
    }

    /// Keeps the runs of a device's events on one day: each begins where the event before is of another day.
    fn note_span(&self, row: i64, day: i32, beside: Neighbours) -> Result<(), StoreError> {
        let begin = "INSERT OR IGNORE INTO span (day, first) VALUES (?1, ?2)";
        if beside.before.is_none_or(|before| before.day != day) {
            self.run(begin, params![day, row])?;
        }
        match beside.after {
            None => Ok(()),
            Some(after) if after.day == day => self
                .run(
                    "DELETE FROM span WHERE day = ?1 AND first = ?2",
                    params![day, after.row],
                )
                .map(|_| ()),
            Some(after) => self.run(begin, params![after.day, after.row]).map(|_| ()),
        }
    }

    /// The row of a device's last event.
    pub(super) fn last_row(&self, device: i64) -> Result<Option<i64>, StoreError> {
        let (low, high) = device_rows(device);
        let sql = "SELECT max(id) FROM event WHERE id BETWEEN ?1 AND ?2";
        Ok(self.one(sql, [low, high], |row| row.get(0))?.flatten())
    }

    /// A device's last event, and the greatest clock of all devices: clocks grow along a device's
    /// events, so the last of each suffices.
    fn last_of(&self, device: i64) -> Result<(Option<Beside>, HybridClock), StoreError> {
        let last = self.beside("id BETWEEN ?1 AND ?2 ORDER BY id DESC", device_rows(device))?;
        let sql = "SELECT max((SELECT clock FROM event WHERE id BETWEEN number << 40 AND (number + 1 << 40) - 1
                               ORDER BY id DESC LIMIT 1)) FROM device WHERE number <> ?1";
        let others = self
            .one(sql, [device], |row| row.get::<_, Option<i64>>(0))?
            .flatten();
        let clock = last.map(|last| last.clock).max(others).unwrap_or_default();
        Ok((last, HybridClock::from_number(clock)))
    }

    /// The first event of a device between two rows, in the order given.
    pub(super) fn beside(
        &self,
        rows: &str,
        (low, high): (i64, i64),
    ) -> Result<Option<Beside>, StoreError> {
        let sql = format!("SELECT id, clock, day FROM event WHERE {rows} LIMIT 1");
        let read = |row: &Row<'_>| {
            Ok(Beside {
                row: row.get(0)?,
                clock: row.get(1)?,
                day: row.get(2)?,
            })
        };
        self.one(&sql, [low, high], read)
    }

    /// The id of a device's number.
    pub(super) fn device(&self, number: i64) -> Result<DeviceId, StoreError> {
        if let Some(id) = self.devices.borrow().get(&number) {
            return Ok(id.clone());
        }
        let read = |row: &Row<'_>| {
            row.get::<_, String>(0)
                .and_then(|id| DeviceId::parse(&id).map_err(|e| odd(0, e)))
        };
        let id = self.one("SELECT id FROM device WHERE number = ?1", [number], read)?;
        let id = id.ok_or_else(|| self.damaged(&format!("no device {number}")))?;
        self.devices.borrow_mut().insert(number, id.clone());
        Ok(id)
    }

    /// Every device with its number.
    pub(super) fn device_ids(&self) -> Result<Vec<(i64, DeviceId)>, StoreError> {
        let numbers: Vec<i64> =
            self.many("SELECT number FROM device ORDER BY number", [], |row| {
                row.get(0)
            })?;
        numbers
            .into_iter()
            .map(|number| Ok((number, self.device(number)?)))
            .collect()
    }

    /// The number of a device, given now if it has none. Only inside a write.
    pub(super) fn device_number(&self, id: &DeviceId) -> Result<i64, StoreError> {
        if let Some(number) = self.known_device(id)? {
            return Ok(number);
        }
        self.run("INSERT INTO device (id) VALUES (?1)", [id.as_str()])?;
        Ok(self.db.last_insert_rowid())
    }

    /// The number of a device that was met before.
    pub(super) fn known_device(&self, id: &DeviceId) -> Result<Option<i64>, StoreError> {
        self.one(
            "SELECT number FROM device WHERE id = ?1",
            [id.as_str()],
            |row| row.get(0),
        )
    }

    /// The number of a card, given now if it has none. Only inside a write.
    pub(super) fn card_number(&self, card: &CardId) -> Result<i64, StoreError> {
        if let Some(number) = self.known_card(card)? {
            return Ok(number);
        }
        self.run("INSERT INTO card (id) VALUES (?1)", [card.as_str()])?;
        Ok(self.db.last_insert_rowid())
    }

    /// The number of a card of which the log speaks.
    pub(super) fn known_card(&self, card: &CardId) -> Result<Option<i64>, StoreError> {
        self.one(
            "SELECT number FROM card WHERE id = ?1",
            [card.as_str()],
            |row| row.get(0),
        )
    }

    /// The number under which this home writes. A home that has none, or that was copied from another
    /// place, takes the new device's id: two homes must never number events alike. Only inside a write.
    pub(super) fn own_device(&self) -> Result<i64, StoreError> {
        let home = self.home.get_or_init(|| place_of(self.path()));
        let known = self.local("device")?.and_then(|known| {
            let (number, place) = known.split_once(' ')?;
            if place == home {
                number.parse().ok()
            } else {
                None
            }
        });
        if let Some(number) = known {
            return Ok(number);
        }
        let number = self.device_number(&self.new_device)?;
        self.set_local("device", &format!("{number} {home}"))?;
        Ok(number)
    }

    /// Keeps the text of a scheduler's settings, so that reviews may name them by hash.
    pub fn register_settings(&self, settings: &Scheduler) -> Result<SettingsHash, StoreError> {
        let hash = settings.hash();
        if self.settings(&hash)?.is_none() {
            self.write(|| self.add_settings(&hash, &settings.canonical_text()))?;
        }
        Ok(hash)
    }

    /// Keeps a settings text. Only inside a write.
    pub(super) fn add_settings(&self, hash: &SettingsHash, text: &str) -> Result<(), StoreError> {
        self.run(
            "INSERT OR IGNORE INTO settings (hash, text) VALUES (?1, ?2)",
            [hash.as_str(), text],
        )
        .map(|_| ())
    }

    /// The settings of a hash, if the log has them.
    pub(super) fn settings(&self, hash: &SettingsHash) -> Result<Option<Settings>, StoreError> {
        if let Some(known) = self.settings.borrow().get(hash) {
            return Ok(Some(*known));
        }
        let text = self.one(
            "SELECT text FROM settings WHERE hash = ?1",
            [hash.as_str()],
            |row| row.get::<_, String>(0),
        )?;
        let settings =
            text.map(|text| Scheduler::from_text(&text).map_or(Settings::Foreign, Settings::Read));
        if let Some(settings) = settings {
            self.settings.borrow_mut().insert(hash.clone(), settings);
        }
        Ok(settings)
    }

    /// A fault of the database's contents.
    pub(super) fn damaged(&self, what: &str) -> StoreError {
        StoreError::Damaged {
            file: self.path().to_owned(),
            what: what.to_owned(),
        }
    }
}

/// The first and the last row a device's events may have.
pub(super) fn device_rows(device: i64) -> (i64, i64) {
    (device << 40, ((device + 1) << 40) - 1)
}

/// What tells a home from its copy: the machine, the path and, where the system has them, the file's number.
/// A home that was only moved becomes a new device too, which does no harm.
pub(super) fn place_of(file: &Path) -> String {
    let machine = fs::read_to_string("/etc/machine-id").unwrap_or_default();
    let path = fs::canonicalize(file).unwrap_or_else(|_| file.to_owned());
    format!("{} {} {}", machine.trim(), inode(file), path.display())
}

#[cfg(unix)]
fn inode(file: &Path) -> u64 {
    fs::metadata(file)
        .map(|found| std::os::unix::fs::MetadataExt::ino(&found))
        .unwrap_or_default()
}

#[cfg(not(unix))]
fn inode(_: &Path) -> u64 {
    0
}

//! What the log calls things by: numbers of devices and cards, hashes of settings.

use std::cell::{OnceCell, RefCell};
use std::collections::HashMap;
use std::fs;
use std::path::Path;

use rusqlite::Row;

use super::mark::{LastWritten, machine};
use crate::domain::card::hex32;
use crate::domain::event::EventKey;
use crate::domain::id::{CardId, DeviceId};
use crate::domain::schedule::{Scheduler, SettingsHash};
use crate::store::db::{Db, StoreError, Write, device_and_seq, odd};

/// The settings a review names.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::store) enum KnownSettings {
    /// Settings this build can apply.
    Read(Scheduler),
    /// Settings of another scheduler or version.
    Foreign,
}

/// What a log remembers between questions.
#[derive(Debug)]
pub(in crate::store) struct LogState {
    /// The id this home takes if it has none yet, or turns out to be a copy of another.
    pub(in crate::store) new_device: DeviceId,
    /// What tells this home from a copy of it.
    pub(in crate::store) home: OnceCell<String>,
    /// The last event of a transaction that is not committed yet.
    pub(super) written: RefCell<Option<LastWritten>>,
    devices: RefCell<HashMap<i64, DeviceId>>,
    settings: RefCell<HashMap<SettingsHash, KnownSettings>>,
}

impl LogState {
    pub(in crate::store) fn new(new_device: DeviceId) -> Self {
        Self {
            new_device,
            home: OnceCell::new(),
            written: RefCell::default(),
            devices: RefCell::default(),
            settings: RefCell::default(),
        }
    }

    /// Forgets what was read of a database that has changed since.
    pub(in crate::store) fn forget(&self) {
        self.devices.borrow_mut().clear();
        self.settings.borrow_mut().clear();
    }
}

/// Where this machine keeps the hash of the scheduler in use.
pub(in crate::store) const SCHEDULER: &str = "scheduler";

/// The event log of an open store.
#[derive(Debug, Clone, Copy)]
pub struct Log<'s> {
    pub(in crate::store) db: &'s Db,
    state: &'s LogState,
}

impl<'s> Log<'s> {
    pub(in crate::store) const fn new(db: &'s Db, state: &'s LogState) -> Self {
        Self { db, state }
    }

    /// Runs something in one transaction. What was learned during one that fails is forgotten: a number that
    /// it gave out was never given.
    pub(in crate::store) fn write<T>(
        &self,
        act: impl FnOnce(&Write<'_>) -> Result<T, StoreError>,
    ) -> Result<T, StoreError> {
        let done = self.db.write(act);
        let written = self.state.written.take();
        if done.is_err() {
            self.state.forget();
        } else if let Some(last) = written {
            last.write(self.db.path());
        }
        done
    }

    /// Notes what a transaction wrote last, for the mark once it is committed.
    pub(super) fn note_written(&self, key: &EventKey) {
        let last = LastWritten {
            device: key.device.clone(),
            seq: key.seq,
        };
        self.state.written.replace(Some(last));
    }

    /// Whether the log has what this machine last wrote to it.
    ///
    /// # Errors
    /// [`StoreError::PutBack`] where it has not.
    pub(in crate::store) fn check_mark(&self) -> Result<(), StoreError> {
        let Some(last) = LastWritten::read(self.db.path()) else {
            return Ok(());
        };
        let found = match self.known_device(&last.device)? {
            Some(number) => self
                .last_row(number)?
                .map_or(0, |row| device_and_seq(row).1),
            None => 0,
        };
        if found >= last.seq {
            return Ok(());
        }
        Err(StoreError::PutBack {
            file: self.db.path().to_owned(),
            missing: last.seq - found,
        })
    }

    /// The id of a device's number.
    pub(in crate::store) fn device(&self, number: i64) -> Result<DeviceId, StoreError> {
        if let Some(id) = self.state.devices.borrow().get(&number) {
            return Ok(id.clone());
        }
        let read = |row: &Row<'_>| {
            row.get::<_, String>(0)
                .and_then(|id| DeviceId::parse(&id).map_err(|e| odd(0, e)))
        };
        let id = self
            .db
            .one("SELECT id FROM device WHERE number = ?1", [number], read)?;
        let id = id.ok_or_else(|| self.db.damaged(&format!("no device {number}")))?;
        self.state.devices.borrow_mut().insert(number, id.clone());
        Ok(id)
    }

    /// Every device with its number.
    pub(in crate::store) fn device_ids(&self) -> Result<Vec<(i64, DeviceId)>, StoreError> {
        let numbers: Vec<i64> =
            self.db
                .many("SELECT number FROM device ORDER BY number", [], |row| {
                    row.get(0)
                })?;
        numbers
            .into_iter()
            .map(|number| Ok((number, self.device(number)?)))
            .collect()
    }

    /// The number of a device, given now if it has none.
    pub(in crate::store) fn device_number(
        &self,
        write: &Write<'_>,
        id: &DeviceId,
    ) -> Result<i64, StoreError> {
        if let Some(number) = self.known_device(id)? {
            return Ok(number);
        }
        write.run("INSERT INTO device (id) VALUES (?1)", [id.as_str()])?;
        Ok(write.last_row())
    }

    /// The number of a device that was met before.
    pub(in crate::store) fn known_device(&self, id: &DeviceId) -> Result<Option<i64>, StoreError> {
        self.db.one(
            "SELECT number FROM device WHERE id = ?1",
            [id.as_str()],
            |row| row.get(0),
        )
    }

    /// The number of a card, given now if it has none.
    pub(in crate::store) fn card_number(
        &self,
        write: &Write<'_>,
        card: &CardId,
    ) -> Result<i64, StoreError> {
        if let Some(number) = self.known_card(card)? {
            return Ok(number);
        }
        write.run("INSERT INTO card (id) VALUES (?1)", [card.as_str()])?;
        Ok(write.last_row())
    }

    /// The number of a card of which the log speaks.
    pub(in crate::store) fn known_card(&self, card: &CardId) -> Result<Option<i64>, StoreError> {
        self.db.one(
            "SELECT number FROM card WHERE id = ?1",
            [card.as_str()],
            |row| row.get(0),
        )
    }

    /// The number under which this home writes. A home that has none, or that was copied from another
    /// place, takes the new device's id: two homes must never number events alike.
    pub(in crate::store) fn own_device(&self, write: &Write<'_>) -> Result<i64, StoreError> {
        if let Some(number) = self.own_number()? {
            return Ok(number);
        }
        let number = self.device_number(write, &self.unused_id()?)?;
        let home = self.home();
        write.set_local("device", &format!("{number} {home}"))?;
        Ok(number)
    }

    /// From the next event on this home writes as a new device.
    pub(in crate::store) fn leave_device(write: &Write<'_>) -> Result<(), StoreError> {
        write.set_local("device", "")
    }

    /// The number under which this home wrote before; nothing where it never did, or is a copy.
    pub(super) fn own_number(&self) -> Result<Option<i64>, StoreError> {
        let known = self.db.local("device")?;
        let known = known.as_deref().and_then(|known| known.split_once(' '));
        let own = known.filter(|(_, place)| place == self.home());
        Ok(own.and_then(|(number, _)| number.parse().ok()))
    }

    fn home(&self) -> &'s String {
        self.state.home.get_or_init(|| place_of(self.db.path()))
    }

    /// A device id under which nobody has written: that of this process, or one computed from it where this process
    /// has given up the first.
    fn unused_id(&self) -> Result<DeviceId, StoreError> {
        let mut id = self.state.new_device.clone();
        while let Some(number) = self.known_device(&id)?
            && self.last_row(number)?.is_some()
        {
            id = DeviceId::parse(&hex32(id.as_str().as_bytes()))
                .expect("32 hexadecimal digits are an id");
        }
        Ok(id)
    }

    /// Keeps the text of a scheduler's settings, so that reviews may name them by hash.
    pub fn register_settings(&self, settings: &Scheduler) -> Result<SettingsHash, StoreError> {
        let hash = settings.hash();
        if self.settings(&hash)?.is_none() {
            self.write(|write| Self::add_settings(write, &hash, &settings.canonical_text()))?;
        }
        Ok(hash)
    }

    /// The scheduler that the projection is folded under. One that this build cannot read counts as the
    /// default, until a scheduler is chosen again.
    pub fn scheduler_in_use(&self) -> Result<Scheduler, StoreError> {
        let Some(hash) = self.db.local(SCHEDULER)? else {
            return Ok(Scheduler::default());
        };
        Ok(match self.settings(&SettingsHash(hash))? {
            Some(KnownSettings::Read(scheduler)) => scheduler,
            Some(KnownSettings::Foreign) | None => Scheduler::default(),
        })
    }

    /// Keeps a settings text.
    pub(in crate::store) fn add_settings(
        write: &Write<'_>,
        hash: &SettingsHash,
        text: &str,
    ) -> Result<(), StoreError> {
        write
            .run(
                "INSERT OR IGNORE INTO settings (hash, text) VALUES (?1, ?2)",
                [hash.as_str(), text],
            )
            .map(|_| ())
    }

    /// The settings of a hash, if the log has them.
    pub(in crate::store) fn settings(
        &self,
        hash: &SettingsHash,
    ) -> Result<Option<KnownSettings>, StoreError> {
        if let Some(known) = self.state.settings.borrow().get(hash) {
            return Ok(Some(*known));
        }
        let text = self.db.one(
            "SELECT text FROM settings WHERE hash = ?1",
            [hash.as_str()],
            |row| row.get::<_, String>(0),
        )?;
        let settings = text.map(|text| {
            Scheduler::from_text(&text).map_or(KnownSettings::Foreign, KnownSettings::Read)
        });
        if let Some(settings) = settings {
            self.state
                .settings
                .borrow_mut()
                .insert(hash.clone(), settings);
        }
        Ok(settings)
    }

    /// The id of a card's number.
    pub(in crate::store) fn card_id(&self, number: i64) -> Result<CardId, StoreError> {
        let read = |row: &Row<'_>| CardId::parse(&row.get::<_, String>(0)?).map_err(|e| odd(0, e));
        let id = self
            .db
            .one("SELECT id FROM card WHERE number = ?1", [number], read)?;
        id.ok_or_else(|| self.db.damaged(&format!("no card {number}")))
    }

    /// The scheduler's settings of a hash, if this build can read them.
    pub fn scheduler_of(&self, hash: &SettingsHash) -> Result<Option<Scheduler>, StoreError> {
        let text = self.db.one(
            "SELECT text FROM settings WHERE hash = ?1",
            [hash.as_str()],
            |row| row.get::<_, String>(0),
        )?;
        Ok(text.and_then(|text| Scheduler::from_text(&text)))
    }
}

/// What tells a home from its copy: the machine, the path and, where the system has them, the file's number.
/// A home that was only moved becomes a new device too, which does no harm.
pub(in crate::store) fn place_of(file: &Path) -> String {
    let machine = machine();
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

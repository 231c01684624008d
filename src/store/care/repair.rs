//! Repairs: the projection from the log, and a damaged database from what can still be read of it.
//!
//! A damaged file is always salvaged into a new one, never changed in place: what cannot be read today may be
//! readable by another tool tomorrow.

use rusqlite::Row;

use super::gaps::MissingEvents;
use super::salvage::{Salvaged, salvage, saves};
use crate::domain::id::{CardId, DeviceId};
use crate::domain::wording::Wording;
use crate::store::db::{self, HomeLock, StoreError, StoreFiles, connect, files_in};
use crate::store::home::{Store, forget_mark};
use crate::store::local::LocalData;

/// What a repair did.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Repaired {
    /// What there is of the log was whole; all that is folded from it was folded again.
    Folded {
        /// Events that are missing.
        lost: Vec<MissingEvents>,
    },
    /// The database was damaged and made again from what could be read.
    Salvaged(Salvaged),
}

impl Store {
    /// Folds the projection again where the log is whole. Where it is not, keeps the damaged file, reads what
    /// can be read, and makes a new database of it under the new device's id.
    pub fn repair(&mut self, new_device: DeviceId) -> Result<Repaired, StoreError> {
        let whole =
            |found: Result<Vec<Wording>, StoreError>| found.is_ok_and(|faults| faults.is_empty());
        // The index is derived from decks: a damaged one is made again when it is opened next.
        if !whole(self.check_index_pages()) {
            self.content().remove()?;
        }
        let checks = [self.check_pages(), self.check_schema(), self.check_events()];
        if checks.into_iter().all(whole) {
            self.progress().rebuild()?;
            return Ok(Repaired::Folded {
                lost: self.accept_gaps()?,
            });
        }
        self.salvage(new_device)
    }

    fn salvage(&mut self, new_device: DeviceId) -> Result<Repaired, StoreError> {
        self.alone(|home| {
            let (fresh, _aside, salvaged) = salvage(home.files(), &new_device)?;
            home.carry_local(&fresh)?;
            home.take_over(fresh, new_device)?;
            Ok(Repaired::Salvaged(salvaged))
        })
    }

    /// Opens a store and repairs it, also where it is too damaged to be opened.
    ///
    /// # Errors
    /// Those of [`Store::open`] where no damage is the cause, or nothing this program wrote can be read.
    pub fn open_repaired(
        files: &StoreFiles,
        new_device: &DeviceId,
    ) -> Result<(Self, Repaired), StoreError> {
        match Self::open(files, new_device.clone()) {
            Ok(mut store) => {
                let repaired = store.repair(new_device.clone())?;
                Ok((store, repaired))
            }
            Err(StoreError::PutBack { .. }) => {
                let mut store = Self::open_unmarked(files, new_device.clone())?;
                let repaired = store.salvage(new_device.clone())?;
                Ok((store, repaired))
            }
            Err(fault) if fault.may_be_damage() => Self::open_damaged(files, new_device, fault),
            Err(fault) => Err(fault),
        }
    }

    fn open_damaged(
        files: &StoreFiles,
        device: &DeviceId,
        fault: StoreError,
    ) -> Result<(Self, Repaired), StoreError> {
        // To connect changes a file: not before something this program wrote is known to be in it.
        if !matches!(fault, StoreError::Damaged { .. }) && !saves(files, device, &fault)? {
            return Err(fault);
        }
        let lock = HomeLock::at(&files.db)?;
        let alone = lock.alone(&files.db)?;
        // Where there is no database, to connect would clear away the log that stands beside its place.
        let gone = matches!(fault, StoreError::Gone { .. });
        let repaired = match (!gone).then(|| connect(&files.db)) {
            Some(Ok(db)) => Self::on(db, None, files, device.clone()).salvage(device.clone())?,
            Some(Err(_)) | None => Self::replace(files, device, fault)?,
        };
        drop(alone);
        Ok((Self::open(files, device.clone())?, repaired))
    }

    /// Puts what can be saved of a database in its place. No process can have it open.
    fn replace(
        files: &StoreFiles,
        device: &DeviceId,
        fault: StoreError,
    ) -> Result<Repaired, StoreError> {
        let (fresh, aside, salvaged) = salvage(files, device)?;
        if salvaged.kept + salvaged.restored == 0 && !matches!(fault, StoreError::Damaged { .. }) {
            return Err(fault);
        }
        fresh.close()?;
        forget_mark(&files.db)?;
        db::replace(&files.db, &files_in(&aside).db)?;
        Ok(Repaired::Salvaged(salvaged))
    }

    /// Takes consents, drafts and small settings along, as far as they can be read.
    pub(super) fn carry_local(&self, fresh: &Self) -> Result<(), StoreError> {
        let pairs = |sql: &str| {
            let read = |row: &Row<'_>| {
                Some((row.get::<_, String>(0).ok()?, row.get::<_, String>(1).ok()?))
            };
            let rows = self.db().many(sql, [], |row| Ok(read(row)));
            rows.unwrap_or_default()
                .into_iter()
                .flatten()
                .collect::<Vec<_>>()
        };
        fresh.db().write(|write| {
            for (content, _) in pairs("SELECT content, '' FROM consent") {
                write.run("INSERT OR IGNORE INTO consent VALUES (?1)", [content])?;
            }
            for (card, text) in pairs("SELECT card, text FROM draft") {
                if let Ok(card) = CardId::parse(&card) {
                    LocalData::put_draft(write, &card, &text)?;
                }
            }
            // Not the other settings: device, gaps and index are those of the new database.
            let own = pairs("SELECT key, value FROM local WHERE key LIKE 'interview.%'");
            own.into_iter()
                .try_for_each(|(key, value)| write.set_local(&key, &value))
        })
    }
}

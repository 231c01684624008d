//! Mending: the projection from the log, and a damaged database from what can still be read of it.

use rusqlite::Row;
use tempfile::TempDir;

use super::lock::HomeLock;
use super::log::SPANS;
use super::salvage::{self, Lost, Salvaged};
use super::tally::Totals;
use super::{Store, StoreError, StoreFiles, backup, schema};
use crate::domain::id::{CardId, DeviceId};

/// What a repair did.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Repaired {
    /// What there is of the log was whole; all that is folded from it was folded again.
    Folded {
        /// Events that are missing.
        lost: Vec<Lost>,
    },
    /// The database was damaged and made anew from what could be read.
    Salvaged(Salvaged),
}

/// Makes every card new and unmarked, and leaves it its topic and kind.
const EMPTY: &str = "UPDATE memory SET strength = NULL, strength_a = NULL, strength_b = NULL, passes = NULL, reviews = NULL,
    lapses = NULL, interval = NULL, due = NULL, last = NULL, suspended = 0, buried = NULL, flagged = 0";

impl Store {
    /// Folds the projection again where the log is whole. Where it is not, keeps the damaged file, reads what
    /// can be read, and makes a new database of it under the new device's id.
    pub fn repair(&mut self, new_device: DeviceId) -> Result<Repaired, StoreError> {
        let whole =
            |found: Result<Vec<String>, StoreError>| found.is_ok_and(|faults| faults.is_empty());
        if !whole(self.check_index_pages()) {
            self.index.remove()?;
        }
        if whole(self.check_pages()) && whole(self.check_events()) {
            self.rebuild()?;
            return Ok(Repaired::Folded {
                lost: self.accept_gaps()?,
            });
        }
        self.salvage(new_device)
    }

    /// Empties the projection and folds it again.
    pub(super) fn rebuild(&self) -> Result<(), StoreError> {
        self.roomy()?;
        self.write(|| {
            self.run("DELETE FROM undo", [])?;
            self.run("DELETE FROM daily", [])?;
            self.run("DELETE FROM span", [])?;
            self.run(&format!("INSERT INTO span {SPANS}"), [])?;
            self.run("UPDATE topic SET seen = 0, front = 0", [])?;
            self.run(EMPTY, [])?;
            for undo in self.road_events()? {
                self.note_undo(&undo)?;
            }
            let mut totals = Totals::default();
            self.each_card_log(|card, standing| self.refold(card, standing, &mut totals))?;
            self.add_totals(&totals)?;
            self.outdate_copy()?;
            self.fold_roads()
        })
    }

    fn salvage(&mut self, new_device: DeviceId) -> Result<Repaired, StoreError> {
        self.alone(|home| {
            let (fresh, _aside, salvaged) = salvage::salvage(&home.files, &new_device)?;
            home.carry_local(&fresh)?;
            home.take_over(fresh, new_device)?;
            Ok(Repaired::Salvaged(salvaged))
        })
    }

    /// Opens a store and repairs it, also where it is too damaged to be opened.
    ///
    /// # Errors
    /// Those of [`Store::open`] where no damage is the cause, or nothing of ours can be read.
    pub fn open_repaired(
        files: &StoreFiles,
        new_device: &DeviceId,
    ) -> Result<(Self, Repaired), StoreError> {
        match Self::open(files, new_device.clone()) {
            Ok(mut store) => {
                let repaired = store.repair(new_device.clone())?;
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
        // To connect changes a file: not before something of ours is known to be in it.
        if !matches!(fault, StoreError::Damaged { .. }) && !salvage::saves(files, device, &fault)? {
            return Err(fault);
        }
        let lock = HomeLock::at(&files.db)?;
        let alone = lock.alone(&files.db)?;
        // Where there is no database, to connect would clear away the log that stands beside its place.
        let gone = matches!(fault, StoreError::Gone { .. });
        let repaired = match (!gone).then(|| schema::connect(&files.db)) {
            Some(Ok(db)) => Self::on(db, files, device.clone()).salvage(device.clone())?,
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
        let (fresh, aside, salvaged) = salvage::salvage(files, device)?;
        if salvaged.kept + salvaged.restored == 0 && !matches!(fault, StoreError::Damaged { .. }) {
            return Err(fault);
        }
        fresh.close()?;
        schema::replace(&files.db, &files_in(&aside).db)?;
        Ok(Repaired::Salvaged(salvaged))
    }

    /// Takes consents, drafts and small settings along, as far as they can be read.
    fn carry_local(&self, fresh: &Self) -> Result<(), StoreError> {
        let pairs = |sql: &str| {
            let read = |row: &Row<'_>| {
                Some((row.get::<_, String>(0).ok()?, row.get::<_, String>(1).ok()?))
            };
            let rows = self.many(sql, [], |row| Ok(read(row)));
            rows.unwrap_or_default()
                .into_iter()
                .flatten()
                .collect::<Vec<_>>()
        };
        fresh.write(|| {
            for (content, _) in pairs("SELECT content, '' FROM consent") {
                fresh.run("INSERT OR IGNORE INTO consent VALUES (?1)", [content])?;
            }
            for (card, text) in pairs("SELECT card, text FROM draft") {
                if let Ok(card) = CardId::parse(&card) {
                    fresh.put_draft(&card, &text)?;
                }
            }
            let own = pairs(
                "SELECT key, value FROM local WHERE key LIKE 'shell.%' OR key LIKE 'interview.%'",
            );
            own.into_iter()
                .try_for_each(|(key, value)| fresh.set_local(&key, &value))
        })
    }

    /// Makes another database's content this one's, under a device id of its own. To be done alone: what another
    /// process writes meanwhile would be gone.
    pub(super) fn take_over(
        &mut self,
        mut other: Self,
        new_device: DeviceId,
    ) -> Result<(), StoreError> {
        let home = self
            .home
            .get_or_init(|| super::log::place_of(&self.files.db))
            .clone();
        other.new_device = new_device.clone();
        other.home = home.clone().into();
        other.write(|| {
            other.set_local("device", "")?;
            other.own_device().map(|_| ())
        })?;
        let fail = |e| StoreError::sql(&self.files.db, e);
        backup::copy_all(&other.db, &mut self.db).map_err(fail)?;
        self.new_device = new_device;
        self.forget();
        self.rebuild_spots()
    }

    /// Remembers which events are missing and will not come back, so that they are told of once.
    pub(super) fn accept_gaps(&self) -> Result<Vec<Lost>, StoreError> {
        let gaps = self.gaps()?;
        let line = |Lost {
                        device,
                        first,
                        last,
                    }: &Lost| format!("{device} {first} {last}\n");
        self.write(|| self.set_local("gaps", &gaps.iter().map(line).collect::<String>()))?;
        Ok(gaps)
    }

    /// The gaps that were told of.
    pub(super) fn accepted_gaps(&self) -> Result<Vec<Lost>, StoreError> {
        let gap = |line: &str| {
            let mut words = line.split(' ');
            let device = DeviceId::parse(words.next()?).ok()?;
            Some(Lost {
                device,
                first: words.next()?.parse().ok()?,
                last: words.next()?.parse().ok()?,
            })
        };
        Ok(self
            .local("gaps")?
            .unwrap_or_default()
            .lines()
            .filter_map(gap)
            .collect())
    }

    fn rebuild_spots(&self) -> Result<(), StoreError> {
        if self.index_meta("token")?.is_some() {
            self.sync_spots()
        } else {
            Ok(())
        }
    }
}

/// A store's files in a temporary folder.
pub(super) fn files_in(folder: &TempDir) -> StoreFiles {
    let folder = folder.path();
    StoreFiles {
        db: folder.join("milepost.db"),
        index: folder.join("index.db"),
        backups: folder.to_owned(),
    }
}

//! Mending: the projection from the log, and a damaged database from what can still be read of it.

use std::fs::{self, File};
use std::io::BufWriter;
use std::path::{Path, PathBuf};

use rusqlite::backup::Backup;
use tempfile::TempDir;

use super::log::{COLUMNS, SPANS, Stored, device_rows, read};
use super::tally::Totals;
use super::{Store, StoreError, StoreFiles, backup, schema};
use crate::domain::id::{CardId, DeviceId};

/// What a repair did.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Repaired {
    /// The log was whole; all that is folded from it was folded again.
    Folded,
    /// The database was damaged and made anew from what could be read.
    Salvaged {
        /// Events that were kept.
        kept: u64,
        /// The damaged database, as it was.
        copy: PathBuf,
        /// The readable events as JSON lines.
        log: PathBuf,
    },
}

/// Makes every card new and unmarked, and leaves it its topic and kind.
const EMPTY: &str = "UPDATE memory SET ease = NULL, repetitions = NULL, passes = NULL, reviews = NULL,
    lapses = NULL, interval = NULL, due = NULL, last = NULL, suspended = 0, buried = NULL, flagged = 0";

/// Pages a backup step copies.
const STEP: std::ffi::c_int = 1 << 20;

impl Store {
    /// Folds the projection again where the log is whole. Where it is not, keeps the damaged file, reads what
    /// can be read, and makes a new database of it under the new device's id.
    pub fn repair(&mut self, new_device: DeviceId) -> Result<Repaired, StoreError> {
        let whole = |found: Result<Vec<String>, StoreError>| found.is_ok_and(|faults| faults.is_empty());
        if whole(self.check_pages()) && whole(self.check_events()) {
            self.rebuild()?;
            return Ok(Repaired::Folded);
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
        let backups = &self.files.backups;
        schema::make_folder(backups)?;
        let copy = backup::free_name(backups, "milepost-damaged", "db");
        fs::copy(self.path(), &copy).map_err(|e| StoreError::io(&copy, e))?;
        let log = backup::free_name(backups, "milepost-readable", "jsonl");
        self.export_readable(&log)?;
        let aside = tempfile::tempdir_in(backups).map_err(|e| StoreError::io(backups, e))?;
        let fresh = Self::open(&files_in(&aside), new_device.clone())?;
        let kept = fresh.import(&log)?.new;
        self.carry_local(&fresh)?;
        self.take_over(fresh, new_device)?;
        Ok(Repaired::Salvaged { kept, copy, log })
    }

    /// Writes every event that can be read and whose checksum holds.
    fn export_readable(&self, file: &Path) -> Result<(), StoreError> {
        let fail = |e| StoreError::io(file, e);
        let mut out = BufWriter::new(File::create(file).map_err(fail)?);
        self.put_head(&mut out, file)?;
        let devices = self.many("SELECT number FROM device ORDER BY number", [], |row| row.get(0))?;
        for device in devices {
            for stored in self.readable(device) {
                if let Ok(entry) = self.entry(&stored) {
                    self.put_line(&mut out, file, &entry)?;
                }
            }
        }
        out.into_inner().map_err(|e| fail(e.into_error()))?.sync_all().map_err(fail)
    }

    /// A device's events, from both ends up to the first page that cannot be read.
    fn readable(&self, device: i64) -> Vec<Stored> {
        let (low, high) = device_rows(device);
        let walk = |order: &str| {
            let sql = format!("SELECT {COLUMNS} FROM event e WHERE e.id BETWEEN ?1 AND ?2 ORDER BY e.id {order}");
            let mut found = Vec::new();
            if let Ok(mut query) = self.db.prepare(&sql)
                && let Ok(rows) = query.query_map([low, high], read)
            {
                found.extend(rows.map_while(Result::ok));
            }
            found
        };
        let mut found = walk("");
        let last = found.last().map_or(low, |stored| stored.row);
        let mut tail: Vec<Stored> = walk("DESC").into_iter().take_while(|stored| stored.row > last).collect();
        tail.reverse();
        found.append(&mut tail);
        found
    }

    /// Takes consents, drafts and small settings along, as far as they can be read.
    fn carry_local(&self, fresh: &Self) -> Result<(), StoreError> {
        let pairs = |sql: &str| {
            let read = |row: &rusqlite::Row<'_>| Ok((row.get::<_, String>(0)?, row.get::<_, String>(1)?));
            self.many(sql, [], read).unwrap_or_default()
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
            let shell = pairs("SELECT key, value FROM local WHERE key LIKE 'shell.%'");
            shell.into_iter().try_for_each(|(key, value)| fresh.set_local(&key, &value))
        })
    }

    /// Makes another database's content this one's, under a device id of its own. Other processes see
    /// either the old or the new content, never a mixture.
    pub(super) fn take_over(&mut self, mut other: Self, new_device: DeviceId) -> Result<(), StoreError> {
        let home = self.home.get_or_init(|| super::log::place_of(&self.files.db)).clone();
        other.new_device = new_device.clone();
        other.home = home.clone().into();
        other.write(|| {
            other.set_local("device", "")?;
            other.own_device().map(|_| ())
        })?;
        let fail = |e| StoreError::sql(&self.files.db, e);
        let backup = Backup::new(&other.db, &mut self.db).map_err(fail)?;
        backup.run_to_completion(STEP, std::time::Duration::from_millis(20), None).map_err(fail)?;
        drop(backup);
        self.new_device = new_device;
        self.devices.borrow_mut().clear();
        self.settings.borrow_mut().clear();
        self.rebuild_spots()
    }

    fn rebuild_spots(&self) -> Result<(), StoreError> {
        if self.index_meta("token")?.is_some() { self.sync_spots() } else { Ok(()) }
    }
}

/// A store's files in a temporary folder.
pub(super) fn files_in(folder: &TempDir) -> StoreFiles {
    let folder = folder.path();
    StoreFiles { db: folder.join("milepost.db"), index: folder.join("index.db"), backups: folder.to_owned() }
}

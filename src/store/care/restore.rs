//! Backups made the content of a home again.
//!
//! A backup may come from anybody. Data is taken from it and nothing else: its events are read, checked line
//! by line as those of an imported log are, and folded in a fresh database. Its schema, whose triggers would
//! run with every answer, its consents and its drafts stay behind.

use std::fs::{self, File};
use std::io::BufWriter;
use std::path::{Path, PathBuf};

use super::copies::open_proven;
use super::damaged::keep_damaged;
use crate::domain::id::DeviceId;
use crate::domain::schedule::Scheduler;
use crate::files::FolderAside;
use crate::store::db::{
    HomeLock, StoreError, StoreFiles, companion, files_in, free_name, is_openable, make_folder,
    replace, version_of, write_copy,
};
use crate::store::home::{Store, forget_mark};
use crate::store::log::LogContent;

/// What a restore replaced.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Restored {
    /// Where what was there before is, if anything was.
    pub before: Option<PathBuf>,
}

impl Store {
    /// Makes a backup this home's content, after a copy of what is there now, whose path is returned. Consents and
    /// drafts of this home stay. It goes on under the new device's id, for the backup may lack events that were
    /// already shared.
    pub fn restore(&mut self, from: &Path, new_device: DeviceId) -> Result<PathBuf, StoreError> {
        version_of(from)?;
        let proven = open_proven(from, &new_device)?;
        make_folder(&self.files().backups)?;
        self.alone(|home| {
            let folder = &home.files().backups.clone();
            let safety = free_name(folder, "milepost-before-restore", "db");
            write_copy(home.db().connection(), &safety, |_| Ok(()))?;
            let (other, _aside) = with_events_of(&proven, folder, &new_device)?;
            home.carry_local(&other)?;
            home.take_over(other, new_device)?;
            Ok(safety)
        })
    }

    /// Opens a store and makes a backup its content, also where it is too damaged to be opened.
    ///
    /// # Errors
    /// Those of [`Store::open`] where no damage is the cause, and those of [`Store::restore`].
    pub fn open_restored(
        files: &StoreFiles,
        new_device: &DeviceId,
        from: &Path,
    ) -> Result<(Self, Restored), StoreError> {
        let opened = match Self::open(files, new_device.clone()) {
            Err(StoreError::PutBack { .. }) => Self::open_unmarked(files, new_device.clone()),
            opened => opened,
        };
        match opened {
            Ok(mut store) => {
                let safety = store.restore(from, new_device.clone())?;
                Ok((
                    store,
                    Restored {
                        before: Some(safety),
                    },
                ))
            }
            Err(fault) if fault.may_be_replaced() => {
                let before = put_in_place(files, new_device, from)?;
                Ok((Self::open(files, new_device.clone())?, Restored { before }))
            }
            Err(fault) => Err(fault),
        }
    }
}

/// A fresh database in a temporary folder, with what the log of a backup holds and its scheduler.
pub(super) fn with_events_of(
    backup: &Store,
    folder: &Path,
    device: &DeviceId,
) -> Result<(Store, FolderAside), StoreError> {
    let aside = FolderAside::make_in(folder).map_err(|e| StoreError::io(folder, e))?;
    let log = aside.path().join("events.jsonl");
    let out = File::create(&log).map_err(|e| StoreError::io(&log, e))?;
    let mut out = BufWriter::new(out);
    backup.log().export(&mut out, &log, LogContent::Whole)?;
    home_of(&log, folder, device, &backup.log().scheduler_in_use()?)
}

/// A fresh database in a temporary folder, with the events of a log.
pub(super) fn home_of(
    log: &Path,
    folder: &Path,
    device: &DeviceId,
    scheduler: &Scheduler,
) -> Result<(Store, FolderAside), StoreError> {
    let aside = FolderAside::make_in(folder).map_err(|e| StoreError::io(folder, e))?;
    let fresh = Store::open(&files_in(&aside), device.clone())?;
    fresh.progress().import(log)?;
    // What is missing was reported as lost by the home that wrote the log.
    fresh.accept_gaps()?;
    fresh.progress().use_scheduler(scheduler)?;
    Ok((fresh, aside))
}

/// Puts a backup in the place of a database that cannot be opened, which is kept.
fn put_in_place(
    files: &StoreFiles,
    device: &DeviceId,
    from: &Path,
) -> Result<Option<PathBuf>, StoreError> {
    version_of(from)?;
    let proven = open_proven(from, device)?;
    make_folder(&files.backups)?;
    let lock = HomeLock::at(&files.db)?;
    let _alone = lock.alone(&files.db)?;
    // Another process has put one in place already, and it may hold new answers.
    if is_openable(&files.db) {
        return Err(StoreError::InUse {
            file: files.db.clone(),
        });
    }
    let (fresh, aside) = with_events_of(&proven, &files.backups, device)?;
    fresh.close()?;
    let there =
        |suffix| fs::metadata(companion(&files.db, suffix)).is_ok_and(|found| found.len() > 0);
    let kept = (there("") || there("-wal"))
        .then(|| keep_damaged(files))
        .transpose()?;
    forget_mark(&files.db)?;
    replace(&files.db, &files_in(&aside).db)?;
    Ok(kept)
}

//! Copies of the database: before a migration, daily, on demand; and back again.

use std::collections::HashSet;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use chrono::Datelike;

use super::copies::open_proven;
use super::damaged::{is_damaged_copy, keep_damaged};

use crate::domain::day::StudyDay;
use crate::domain::id::DeviceId;
use crate::store::db::{
    HomeLock, StoreError, StoreFiles, companion, copies_in, files_in, free_name, is_openable,
    make_folder, replace, version_of, write_copy,
};
use crate::store::home::Store;

/// The newest daily backups that are kept.
const DAYS: usize = 7;

/// Of the older ones, the newest of each week, so many weeks.
const WEEKS: usize = 4;

/// What a restore replaced.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Restored {
    /// Where what was there before is, if anything was.
    pub before: Option<PathBuf>,
}

impl Store {
    /// Writes a consistent copy, proves it, and puts it in place.
    ///
    /// # Errors
    /// [`StoreError::Damaged`] when the copy is not whole; then it is not kept.
    pub fn backup(&self, to: &Path) -> Result<(), StoreError> {
        write_copy(self.db().connection(), to, |aside| {
            open_proven(aside, self.new_device()).map(|_| ())
        })
    }

    /// Makes today's backup if there is none yet, and clears away old ones: seven daily and four weekly stay.
    pub fn daily_backup(&self, today: StudyDay) -> Result<Option<PathBuf>, StoreError> {
        let file = self
            .files()
            .backups
            .join(format!("milepost-{}.db", today.iso()));
        if file.exists() {
            return Ok(None);
        }
        self.backup(&file)?;
        self.clear_old_backups()?;
        Ok(Some(file))
    }

    /// The copies in a backup folder, whoever made them, the newest first.
    pub fn backups(folder: &Path) -> Vec<PathBuf> {
        copies_in(folder)
            .into_iter()
            .filter(|copy| !is_damaged_copy(copy))
            .collect()
    }

    fn clear_old_backups(&self) -> Result<(), StoreError> {
        let fail = |e| StoreError::io(&self.files().backups, e);
        let entries = fs::read_dir(&self.files().backups)
            .map_err(fail)?
            .collect::<Result<Vec<_>, _>>()
            .map_err(fail)?;
        let mut dated: Vec<(StudyDay, PathBuf)> = entries
            .into_iter()
            .map(|entry| entry.path())
            .filter_map(|path| Some((day_of(&path)?, path)))
            .collect();
        dated.sort();
        dated.reverse();
        let mut weeks = HashSet::new();
        for (day, path) in dated.into_iter().skip(DAYS) {
            let week = day.date().iso_week();
            let keep = weeks.len() < WEEKS && weeks.insert((week.year(), week.week()));
            if !keep {
                match fs::remove_file(&path) {
                    // Another session was faster.
                    Err(e) if e.kind() != io::ErrorKind::NotFound => {
                        return Err(StoreError::io(&path, e));
                    }
                    _ => {}
                }
            }
        }
        Ok(())
    }

    /// Makes a backup this home's content, after a copy of what is there now, whose path is returned. The home
    /// goes on under the new device's id, for the backup may lack events that were already shared.
    pub fn restore(&mut self, from: &Path, new_device: DeviceId) -> Result<PathBuf, StoreError> {
        version_of(from)?;
        let proven = open_proven(from, &new_device)?;
        make_folder(&self.files().backups)?;
        self.alone(|home| {
            let folder = &home.files().backups.clone();
            let safety = free_name(folder, "milepost-before-restore", "db");
            write_copy(home.db().connection(), &safety, |_| Ok(()))?;
            let aside = tempfile::tempdir_in(folder).map_err(|e| StoreError::io(folder, e))?;
            let files = files_in(&aside);
            write_copy(proven.db().connection(), &files.db, |_| Ok(()))?;
            let other = Self::open(&files, new_device.clone())?;
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
        match Self::open(files, new_device.clone()) {
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
    let aside =
        tempfile::tempdir_in(&files.backups).map_err(|e| StoreError::io(&files.backups, e))?;
    let copy = files_in(&aside);
    write_copy(proven.db().connection(), &copy.db, |_| Ok(()))?;
    let fresh = Store::open(&copy, device.clone())?;
    // Events may be missing whose numbers were shared already: a new device goes on.
    fresh.db().write(|write| write.set_local("device", ""))?;
    fresh.close()?;
    let there =
        |suffix| fs::metadata(companion(&files.db, suffix)).is_ok_and(|found| found.len() > 0);
    let kept = (there("") || there("-wal"))
        .then(|| keep_damaged(files))
        .transpose()?;
    replace(&files.db, &copy.db)?;
    Ok(kept)
}

/// The day in the name of a daily backup.
fn day_of(path: &Path) -> Option<StudyDay> {
    StudyDay::parse(
        path.file_name()?
            .to_str()?
            .strip_prefix("milepost-")?
            .strip_suffix(".db")?,
    )
}

//! Copies of the database: before a migration, daily, on demand; and back again.

use std::collections::HashSet;
use std::fs;
use std::io::{self, Seek, SeekFrom, Write};
use std::path::{Path, PathBuf};
use std::thread;
use std::time::{Duration, Instant, SystemTime};

use chrono::Datelike;
use rusqlite::backup::{Backup, StepResult};
use rusqlite::{Connection, OpenFlags, ffi};

use super::doctor::integrity;
use super::lock::HomeLock;
use super::repair::files_in;
use super::schema::{self, BUSY, make_folder};
use super::{Store, StoreError, StoreFiles, salvage};
use crate::domain::day::StudyDay;
use crate::domain::id::DeviceId;
use crate::files;

/// The newest daily backups that are kept.
const DAYS: usize = 7;

/// Where a database file tells how it is written and read, and what stands there without a write-ahead log: a copy is
/// one file, which can be opened where nothing may be written. <https://www.sqlite.org/fileformat2.html>, 1.3.3.
const VERSIONS: u64 = 18;
const PLAIN: [u8; 2] = [1, 1];

/// Pages copied in one step: as good as all, so that none is copied twice because another process wrote meanwhile.
const ALL: std::ffi::c_int = std::ffi::c_int::MAX;

/// Between two tries while another process holds the database up.
const PAUSE: Duration = Duration::from_millis(20);

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
        write_copy(&self.db, to, |aside| {
            proven(aside, &self.new_device).map(|_| ())
        })
    }

    /// Makes today's backup if there is none yet, and clears away old ones: seven daily and four weekly stay.
    pub fn daily_backup(&self, today: StudyDay) -> Result<Option<PathBuf>, StoreError> {
        let file = self.files.backups.join(format!("milepost-{today}.db"));
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
            .filter(|copy| !salvage::is_damaged_copy(copy))
            .collect()
    }

    fn clear_old_backups(&self) -> Result<(), StoreError> {
        let fail = |e| StoreError::io(&self.files.backups, e);
        let entries = fs::read_dir(&self.files.backups)
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
        schema::version_of(from)?;
        let proven = proven(from, &new_device)?;
        make_folder(&self.files.backups)?;
        self.alone(|home| {
            let folder = &home.files.backups;
            let safety = free_name(folder, "milepost-before-restore", "db");
            write_copy(&home.db, &safety, |_| Ok(()))?;
            let aside = tempfile::tempdir_in(folder).map_err(|e| StoreError::io(folder, e))?;
            let files = files_in(&aside);
            write_copy(&proven.db, &files.db, |_| Ok(()))?;
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
    schema::version_of(from)?;
    let proven = proven(from, device)?;
    make_folder(&files.backups)?;
    let lock = HomeLock::at(&files.db)?;
    let _alone = lock.alone(&files.db)?;
    // Who was faster has put one in place already, and it may hold new answers.
    if schema::opens(&files.db) {
        return Err(StoreError::InUse {
            file: files.db.clone(),
        });
    }
    let aside =
        tempfile::tempdir_in(&files.backups).map_err(|e| StoreError::io(&files.backups, e))?;
    let copy = files_in(&aside);
    write_copy(&proven.db, &copy.db, |_| Ok(()))?;
    let fresh = Store::open(&copy, device.clone())?;
    // Events may be missing whose numbers were shared already: a new device goes on.
    fresh.write(|| fresh.set_local("device", ""))?;
    fresh.close()?;
    let there =
        |suffix| fs::metadata(schema::beside(&files.db, suffix)).is_ok_and(|found| found.len() > 0);
    let kept = (there("") || there("-wal"))
        .then(|| salvage::keep(files))
        .transpose()?;
    schema::replace(&files.db, &copy.db)?;
    Ok(kept)
}

/// Opens a copy to be read.
pub(super) fn open_copy(file: &Path, device: &DeviceId) -> Result<Store, StoreError> {
    let fail = |e| StoreError::sql(file, e);
    let db = Connection::open_with_flags(file, OpenFlags::SQLITE_OPEN_READ_ONLY).map_err(fail)?;
    schema::harden(&db).map_err(fail)?;
    let files = StoreFiles {
        db: file.to_owned(),
        index: PathBuf::new(),
        backups: PathBuf::new(),
    };
    Ok(Store::on(db, &files, device.clone()))
}

/// Opens a copy, once it was looked over.
fn proven(file: &Path, device: &DeviceId) -> Result<Store, StoreError> {
    let copy = open_copy(file, device)?;
    let fault = copy
        .doctor_copy()
        .into_iter()
        .flat_map(|check| check.faults)
        .next();
    fault.map_or(Ok(copy), |what| {
        Err(StoreError::Damaged {
            file: file.to_owned(),
            what,
        })
    })
}

/// The databases of a folder, the newest first.
pub(super) fn copies_in(folder: &Path) -> Vec<PathBuf> {
    let entries = fs::read_dir(folder)
        .into_iter()
        .flatten()
        .filter_map(Result::ok);
    let mut dated: Vec<(SystemTime, PathBuf)> = entries
        .filter(|entry| {
            entry
                .path()
                .extension()
                .is_some_and(|extension| extension == "db")
        })
        .filter_map(|entry| Some((entry.metadata().ok()?.modified().ok()?, entry.path())))
        .collect();
    dated.sort();
    dated.into_iter().rev().map(|(_, path)| path).collect()
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

/// A name in a folder that no file bears yet.
pub(super) fn free_name(folder: &Path, stem: &str, extension: &str) -> PathBuf {
    let names = (1_u32..).map(|number| folder.join(format!("{stem}-{number}.{extension}")));
    let mut free = names.filter(|name| !name.exists());
    free.next()
        .unwrap_or_else(|| folder.join(format!("{stem}.{extension}")))
}

/// Keeps a copy of a database that is about to be migrated. Only its pages can be proven: what an older build kept is
/// known once it was raised.
pub(super) fn before_migration(
    db: &Connection,
    files: &StoreFiles,
    version: u32,
) -> Result<(), StoreError> {
    let name = format!("milepost-before-schema-{}", version + 1);
    write_copy(db, &free_name(&files.backups, &name, "db"), |aside| {
        let fail = |e| StoreError::sql(aside, e);
        let copy =
            Connection::open_with_flags(aside, OpenFlags::SQLITE_OPEN_READ_ONLY).map_err(fail)?;
        let fault = integrity(&copy).map_err(fail)?.into_iter().next();
        fault.map_or(Ok(()), |what| {
            Err(StoreError::Damaged {
                file: files.db.clone(),
                what,
            })
        })
    })
}

/// Writes a copy: aside, proven, synced, renamed.
fn write_copy(
    db: &Connection,
    to: &Path,
    prove: impl FnOnce(&Path) -> Result<(), StoreError>,
) -> Result<(), StoreError> {
    let folder = to
        .parent()
        .filter(|folder| !folder.as_os_str().is_empty())
        .unwrap_or(Path::new("."));
    make_folder(folder)?;
    let fail = |e| StoreError::io(to, e);
    let mut aside = files::aside(to).map_err(fail)?;
    copy_pages(db, aside.path()).map_err(|e| StoreError::sql(to, e))?;
    aside
        .as_file_mut()
        .seek(SeekFrom::Start(VERSIONS))
        .map_err(fail)?;
    aside.as_file_mut().write_all(&PLAIN).map_err(fail)?;
    prove(aside.path())?;
    files::put(aside, to).map_err(fail)
}

/// Copies one state of a database in one step, while others may go on writing.
fn copy_pages(db: &Connection, to: &Path) -> Result<(), rusqlite::Error> {
    let mut copy = Connection::open(to)?;
    // What breaks off is thrown away, and what is whole is synced as a file.
    copy.execute_batch("PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF")?;
    copy_all(db, &mut copy)?;
    copy.close().map_err(|(_, e)| e)
}

/// Makes one database's pages another's. Waits for another program as every statement does.
pub(super) fn copy_all(from: &Connection, to: &mut Connection) -> Result<(), rusqlite::Error> {
    let (backup, began) = (Backup::new(from, to)?, Instant::now());
    while backup.step(ALL)? != StepResult::Done {
        if began.elapsed() >= BUSY {
            return Err(rusqlite::Error::SqliteFailure(
                ffi::Error::new(ffi::SQLITE_BUSY),
                None,
            ));
        }
        thread::sleep(PAUSE);
    }
    Ok(())
}

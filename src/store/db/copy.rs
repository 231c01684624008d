//! Consistent copies of a database that may be in use: written aside, checked, synced, renamed.

use std::io::{Seek, SeekFrom, Write as _};
use std::path::Path;
use std::thread;
use std::time::{Duration, Instant};

use rusqlite::backup::{Backup, StepResult};
use rusqlite::{Connection, OpenFlags, ffi};

use super::connection::BUSY;
use super::error::StoreError;
use super::integrity::integrity;
use super::paths::{StoreFiles, free_name, make_folder};
use crate::files;

/// Where a database file tells how it is written and read, and what stands there without a write-ahead log: a copy is
/// one file, which can be opened where nothing may be written. <https://www.sqlite.org/fileformat2.html>, 1.3.3.
const VERSIONS: u64 = 18;
const PLAIN: [u8; 2] = [1, 1];

/// Pages copied in one step: as good as all, so that none is copied twice because another process wrote meanwhile.
const ALL: std::ffi::c_int = std::ffi::c_int::MAX;

/// Between two tries while another process holds the database up.
const PAUSE: Duration = Duration::from_millis(20);

/// Keeps a copy of a database that is about to be migrated. Only its pages can be checked: what an
/// older build folded can be read only after the migration.
pub(in crate::store) fn before_migration(
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
                what: what.in_english(),
            })
        })
    })
}

/// Writes a copy aside, checks it, syncs it and renames it.
pub(in crate::store) fn write_copy(
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
    files::clear_abandoned(folder);
    let mut aside = files::aside(to).map_err(fail)?;
    files::must_have_locks(aside.as_file()).map_err(fail)?;
    copy_pages(db, aside.path()).map_err(|e| StoreError::sql(to, e))?;
    // Before the check, so that what is checked is what is kept.
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

/// Replaces one database's pages with another's. Waits for other processes as long as a statement
/// does.
pub(in crate::store) fn copy_all(
    from: &Connection,
    to: &mut Connection,
) -> Result<(), rusqlite::Error> {
    let (backup, began) = (Backup::new(from, to)?, Instant::now());
    // A busy database is a state of `step`, not an error, so the waiting is done here.
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

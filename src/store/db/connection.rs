//! Connections to our databases, with every pragma set.

use std::path::Path;
use std::time::Duration;

use rusqlite::config::DbConfig;
use rusqlite::{Connection, OpenFlags};

use super::error::StoreError;
use super::wal;

/// `MLPS`, which marks a database as ours.
pub(in crate::store) const APPLICATION: u32 = 0x4D4C_5053;

/// How long a statement waits for another process. Writes take milliseconds, so nobody ever waits that long.
pub const BUSY: Duration = Duration::from_mins(1);

/// What is kept of a file in memory between questions, 512 KiB: a session reads little twice.
pub(in crate::store) const SMALL_CACHE: &str = "PRAGMA cache_size = -512";

/// The same for work on the whole log, 16 MiB.
pub(in crate::store) const LARGE_CACHE: &str = "PRAGMA cache_size = -16384";

/// Bytes a page. An answer dirties about ten pages, and twenty-four when two trees split at once: with small
/// pages that is 5 KiB in the write-ahead log and never 16, at the speed of larger ones.
pub(in crate::store) const PAGE: u32 = 512;

/// Opens one of our existing databases with every pragma set.
pub(in crate::store) fn connect(file: &Path) -> Result<Connection, StoreError> {
    let flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let db = Connection::open_with_flags(file, flags).map_err(|e| StoreError::sql(file, e))?;
    let mode = prepare(&db).map_err(|e| StoreError::sql(file, e))?;
    if mode == "wal" {
        Ok(db)
    } else {
        Err(StoreError::NoLog {
            file: file.to_owned(),
            mode,
        })
    }
}

/// Sets the pragmas and returns the journal mode that `SQLite` settled on.
fn prepare(db: &Connection) -> Result<String, rusqlite::Error> {
    // First: switching to the write-ahead log can already meet another process's lock.
    db.busy_timeout(BUSY)?;
    harden(db)?;
    // Where a disk cannot share memory, `SQLite` keeps another mode and reports it instead of
    // failing.
    let mode = db.query_row("PRAGMA journal_mode = WAL", [], |row| row.get(0))?;
    // FULL syncs at every commit: under NORMAL a power cut loses answers that were acknowledged
    // (decision 0002). The session empties the log long before 4,000 pages, while the learner
    // reads.
    db.execute_batch("PRAGMA synchronous = FULL; PRAGMA wal_autocheckpoint = 4000")?;
    db.execute_batch(wal::KEPT)?;
    db.execute_batch(SMALL_CACHE)?;
    db.set_prepared_statement_cache_capacity(96);
    Ok(mode)
}

/// What holds for every database this program opens.
pub(in crate::store) fn harden(db: &Connection) -> Result<(), rusqlite::Error> {
    // A backup may come from anyone: its schema cannot be edited by hand, cannot call functions
    // with side effects, and a misspelled column in double quotes is an error, not a string.
    db.set_db_config(DbConfig::SQLITE_DBCONFIG_DEFENSIVE, true)?;
    db.set_db_config(DbConfig::SQLITE_DBCONFIG_TRUSTED_SCHEMA, false)?;
    db.set_db_config(DbConfig::SQLITE_DBCONFIG_DQS_DML, false)?;
    db.set_db_config(DbConfig::SQLITE_DBCONFIG_DQS_DDL, false)?;
    // Without recursive triggers INSERT OR REPLACE deletes a row and fires no delete trigger, so
    // the trigger that keeps the log append-only would not see it. Cell sizes are checked so that a
    // damaged page is an error when it is read, not wrong data.
    db.execute_batch(
        "PRAGMA foreign_keys = ON; PRAGMA cell_size_check = ON; PRAGMA recursive_triggers = ON",
    )
}

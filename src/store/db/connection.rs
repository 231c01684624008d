//! Connections to a database of ours, with every pragma set.

use std::path::Path;
use std::time::Duration;

use rusqlite::config::DbConfig;
use rusqlite::{Connection, OpenFlags};

use super::error::StoreError;
use super::wal;

/// `MLPS`, by which a database is known as ours.
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

/// Opens an existing database of ours with every pragma set.
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

/// Sets the pragmas; the word that comes back is the mode of the journal.
fn prepare(db: &Connection) -> Result<String, rusqlite::Error> {
    db.busy_timeout(BUSY)?;
    harden(db)?;
    let mode = db.query_row("PRAGMA journal_mode = WAL", [], |row| row.get(0))?;
    db.execute_batch("PRAGMA synchronous = FULL; PRAGMA wal_autocheckpoint = 4000")?;
    db.execute_batch(wal::KEPT)?;
    db.execute_batch(SMALL_CACHE)?;
    db.set_prepared_statement_cache_capacity(96);
    Ok(mode)
}

/// What holds for every database this program opens.
pub(in crate::store) fn harden(db: &Connection) -> Result<(), rusqlite::Error> {
    db.set_db_config(DbConfig::SQLITE_DBCONFIG_DEFENSIVE, true)?;
    db.set_db_config(DbConfig::SQLITE_DBCONFIG_TRUSTED_SCHEMA, false)?;
    db.set_db_config(DbConfig::SQLITE_DBCONFIG_DQS_DML, false)?;
    db.set_db_config(DbConfig::SQLITE_DBCONFIG_DQS_DDL, false)?;
    db.execute_batch(
        "PRAGMA foreign_keys = ON; PRAGMA cell_size_check = ON; PRAGMA recursive_triggers = ON",
    )
}

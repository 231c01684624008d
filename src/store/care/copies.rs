//! Copies of a database, opened to be read.

use std::path::{Path, PathBuf};

use rusqlite::config::DbConfig;
use rusqlite::{Connection, OpenFlags};

use crate::domain::id::DeviceId;
use crate::store::db::{StoreError, StoreFiles, harden, is_current};
use crate::store::home::Store;

/// Opens a copy to be read.
pub(in crate::store) fn open_copy(file: &Path, device: &DeviceId) -> Result<Store, StoreError> {
    let fail = |e| StoreError::sql(file, e);
    let db = Connection::open_with_flags(file, OpenFlags::SQLITE_OPEN_READ_ONLY).map_err(fail)?;
    harden(&db).map_err(fail)?;
    // What somebody else may have put into it must not run.
    for code in [
        DbConfig::SQLITE_DBCONFIG_ENABLE_TRIGGER,
        DbConfig::SQLITE_DBCONFIG_ENABLE_VIEW,
    ] {
        db.set_db_config(code, false).map_err(fail)?;
    }
    let files = StoreFiles {
        db: file.to_owned(),
        index: PathBuf::new(),
        backups: PathBuf::new(),
    };
    Ok(Store::on(db, None, &files, device.clone()))
}

/// Opens a copy, once it was looked over. What an older build folded cannot be read before it is migrated: of its
/// copies the log alone is looked at.
pub(super) fn open_proven(file: &Path, device: &DeviceId) -> Result<Store, StoreError> {
    let copy = open_copy(file, device)?;
    let checks = if is_current(file)? {
        copy.doctor_copy()
    } else {
        copy.doctor_events()
    };
    let fault = checks.into_iter().flat_map(|check| check.faults).next();
    fault.map_or(Ok(copy), |what| {
        Err(StoreError::Damaged {
            file: file.to_owned(),
            what: what.in_english(),
        })
    })
}

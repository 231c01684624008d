//! Copies of the database: before a migration, daily, on demand; and back again.

use std::path::Path;

use rusqlite::Connection;
use tempfile::NamedTempFile;

use super::schema::{make_folder, sync_folder};
use super::{StoreError, StoreFiles};

/// Keeps a copy of a database that is about to be migrated.
pub(super) fn before_migration(db: &Connection, files: &StoreFiles, version: u32) -> Result<(), StoreError> {
    copy(db, &files.backups.join(format!("milepost-before-schema-{}.db", version + 1)))
}

/// Writes a consistent, compact copy: aside, synced, renamed.
fn copy(db: &Connection, to: &Path) -> Result<(), StoreError> {
    let folder = to.parent().unwrap_or(Path::new("."));
    make_folder(folder)?;
    let fail = |e| StoreError::io(to, e);
    let aside = NamedTempFile::new_in(folder).map_err(fail)?;
    db.execute("VACUUM INTO ?1", [aside.path().to_string_lossy()]).map_err(|e| StoreError::sql(to, e))?;
    aside.as_file().sync_all().map_err(fail)?;
    aside.persist(to).map_err(|e| fail(e.error))?;
    sync_folder(folder)
}

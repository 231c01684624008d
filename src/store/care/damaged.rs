//! Damaged files, kept as they are before something else takes their place.

use std::fs::File;
use std::io;
use std::path::{Path, PathBuf};

use crate::files;
use crate::store::db::{StoreError, StoreFiles, companion, free_name};

/// How the files begin that are kept because they are damaged.
const DAMAGED: &str = "milepost-damaged";

/// Whether a file was kept because it is damaged.
pub(in crate::store) fn is_damaged_copy(file: &Path) -> bool {
    file.file_name()
        .is_some_and(|name| name.to_string_lossy().starts_with(DAMAGED))
}

/// Keeps the damaged files as they are; gives the copy of the database.
pub(in crate::store) fn keep_damaged(home: &StoreFiles) -> Result<PathBuf, StoreError> {
    let copy = free_name(&home.backups, DAMAGED, "db");
    // The log first: a copy without its log would look whole, and the last answers would be missed by nobody.
    for suffix in ["-wal", ""] {
        let (from, to) = (companion(&home.db, suffix), companion(&copy, suffix));
        let there = from.exists();
        // Where there is no database, an empty file holds its name, or the next log would be kept over this one.
        if suffix.is_empty() || there {
            let fail = |e| StoreError::io(&to, e);
            let mut aside = files::aside(&to).map_err(fail)?;
            if there {
                let mut damaged = File::open(&from).map_err(|e| StoreError::io(&from, e))?;
                io::copy(&mut damaged, aside.as_file_mut()).map_err(fail)?;
            }
            files::put(aside, &to).map_err(fail)?;
        }
    }
    Ok(copy)
}

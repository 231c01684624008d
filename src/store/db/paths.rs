//! Where the files of a store lie, and which of them are there.

use std::fs;
use std::path::{Path, PathBuf};
use std::time::SystemTime;

use super::error::StoreError;
use crate::files::{self, FolderAside};

/// Where the store lives.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StoreFiles {
    /// The database, `milepost.db`.
    pub db: PathBuf,
    /// The content index, `cache/index.db`.
    pub index: PathBuf,
    /// The folder of backups.
    pub backups: PathBuf,
}

impl StoreFiles {
    /// Clears what killed processes had begun to write next to a home's files, such as half of a backup.
    pub(super) fn clear_abandoned(&self) {
        let folders = [self.db.parent(), self.index.parent(), Some(&self.backups)];
        for folder in folders.into_iter().flatten() {
            files::clear_abandoned(folder);
        }
    }
}

/// A database's companion, such as its write-ahead log.
pub(in crate::store) fn companion(db: &Path, suffix: &str) -> PathBuf {
    let mut name = db.as_os_str().to_owned();
    name.push(suffix);
    PathBuf::from(name)
}

/// Makes a folder and those above it, for the learner's eyes only.
pub(in crate::store) fn make_folder(folder: &Path) -> Result<(), StoreError> {
    files::make_folder(folder).map_err(|e| StoreError::io(folder, e))
}

/// The databases of a folder, the newest first.
pub(in crate::store) fn copies_in(folder: &Path) -> Vec<PathBuf> {
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

/// A name in a folder that no file has yet.
pub(in crate::store) fn free_name(folder: &Path, stem: &str, extension: &str) -> PathBuf {
    let names = (1_u32..).map(|number| folder.join(format!("{stem}-{number}.{extension}")));
    let mut free = names.filter(|name| !name.exists());
    free.next()
        .unwrap_or_else(|| folder.join(format!("{stem}.{extension}")))
}

/// A store's files in a temporary folder.
pub(in crate::store) fn files_in(folder: &FolderAside) -> StoreFiles {
    let folder = folder.path();
    StoreFiles {
        db: folder.join("milepost.db"),
        index: folder.join("index.db"),
        backups: folder.to_owned(),
    }
}

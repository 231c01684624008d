//! The files of an import: all of them or none, whenever the program is killed.
//!
//! They are written into a folder of their own, with a list of where they belong. The transaction that writes
//! the import's answers also notes the name of that list, and so decides: without the note nothing was
//! imported, and the folder is removed. With it the files are moved to where they belong, by the import
//! itself or, where that was killed, by the next start.

use std::collections::BTreeSet;
use std::fs::{self, File};
use std::io::{self, ErrorKind};
use std::path::{Component, Path, PathBuf};
use std::time::Duration;

use serde::{Deserialize, Serialize};

use crate::domain::card::hex16;
use crate::domain::file_fault::FileFault;
use crate::domain::plain::io_reason;
use crate::domain::wording::problems;
use crate::error::AppError;
use crate::files;
use crate::store::Store;

/// The folder in the home, while an import is under way.
const FOLDER: &str = "importing";

/// Held by a running import, so that nobody takes it for one that was killed.
const LOCK: &str = "importing.lock";

/// The list of the files, in that folder.
const LIST: &str = "files.json";

/// Largest list that is read.
const MAX_LIST_BYTES: u64 = 64 * 1024 * 1024;

/// How long another import is waited for.
const PATIENCE: Duration = Duration::from_secs(10);

/// Folders of the home to which an import writes.
const TARGETS: [&str; 2] = ["decks", "media"];

/// Where a staged file belongs. Its name in the folder is its place in the list.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
struct StagedFile {
    /// Its path in the home.
    to: PathBuf,
    /// A hash of the file that it replaces.
    replaces: Option<String>,
}

/// What became of an import that was killed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum KilledImport {
    /// Its answers were written, so its files were moved to their places.
    Completed,
    /// Nothing of it was there yet, and nothing is.
    TakenBack,
}

/// An import whose files are not at their places yet.
#[derive(Debug)]
pub struct StagedImport<'s> {
    store: &'s Store,
    home: PathBuf,
    files: Vec<StagedFile>,
    is_decided: bool,
    _lock: File,
}

impl<'s> StagedImport<'s> {
    /// Begins an import, once no other one is under way.
    pub fn begin(store: &'s Store, home: &Path) -> Result<Self, AppError> {
        let lock = lock(home, PATIENCE)?.ok_or_else(|| {
            let why = io::Error::other(FileFault::LockedTooLong);
            cannot_write(&home.join(LOCK), &why)
        })?;
        settle_killed(store, home)?;
        let folder = home.join(FOLDER);
        files::make_folder(&folder).map_err(|error| cannot_write(&folder, &error))?;
        Ok(Self {
            store,
            home: home.to_owned(),
            files: Vec::new(),
            is_decided: false,
            _lock: lock,
        })
    }

    /// Adds a file, by its path in the home.
    pub fn add(&mut self, to: PathBuf, bytes: &[u8]) -> Result<(), AppError> {
        let place = self.home.join(&to);
        let write = || {
            may_be_written(&self.home, &to)?;
            let staged = self.home.join(FOLDER).join(self.files.len().to_string());
            files::write_new(&staged, bytes)?;
            hash_of(&place)
        };
        let replaces = write().map_err(|error| cannot_write(&place, &error))?;
        self.files.push(StagedFile { to, replaces });
        Ok(())
    }

    /// Closes the list and gives the name that the deciding transaction has to note.
    pub fn seal(&self) -> Result<String, AppError> {
        let list = self.home.join(FOLDER).join(LIST);
        let text = serde_json::to_string(&self.files).map_err(|e| io::Error::other(e.to_string()));
        text.and_then(|text| {
            files::replace(&list, &text)?;
            Ok(hex16(text.as_bytes()))
        })
        .map_err(|error| cannot_write(&list, &error))
    }

    /// Moves the files to their places, after the import's name was noted. Gives their paths.
    pub fn finish(mut self) -> Result<Vec<PathBuf>, AppError> {
        // From here on the folder is not removed before all files are moved, if need be by the next start.
        self.is_decided = true;
        complete(self.store, &self.home, &self.files)?;
        let places = self.files.iter().map(|file| self.home.join(&file.to));
        Ok(places.collect())
    }
}

impl Drop for StagedImport<'_> {
    fn drop(&mut self) {
        if !self.is_decided {
            // What stays is removed by the next start.
            let _ = fs::remove_dir_all(self.home.join(FOLDER));
        }
    }
}

/// Completes or takes back an import that was killed; nothing if there is none.
pub fn after_killed_import(store: &Store, home: &Path) -> Result<Option<KilledImport>, AppError> {
    if !home.join(FOLDER).exists() {
        return Ok(None);
    }
    match lock(home, Duration::ZERO)? {
        Some(_lock) => settle_killed(store, home),
        // It is under way.
        None => Ok(None),
    }
}

fn lock(home: &Path, patience: Duration) -> Result<Option<File>, AppError> {
    let at = home.join(LOCK);
    let open = || {
        let file = files::open_lock(&at)?;
        Ok(files::lock_within(patience, || file.try_lock())?.then_some(file))
    };
    open().map_err(|error| cannot_write(&at, &error))
}

/// The same for who holds the lock.
fn settle_killed(store: &Store, home: &Path) -> Result<Option<KilledImport>, AppError> {
    let folder = home.join(FOLDER);
    if !folder.exists() {
        return Ok(None);
    }
    let noted = store.local().noted_import()?;
    let text = files::read_text(&folder.join(LIST), MAX_LIST_BYTES).ok();
    let decided = text.filter(|text| noted.as_deref() == Some(&hex16(text.as_bytes())));
    let list: Option<Vec<StagedFile>> = decided.and_then(|text| serde_json::from_str(&text).ok());
    if let Some(files) = list {
        complete(store, home, &files)?;
        Ok(Some(KilledImport::Completed))
    } else {
        remove(&folder)?;
        Ok(Some(KilledImport::TakenBack))
    }
}

fn complete(store: &Store, home: &Path, files: &[StagedFile]) -> Result<(), AppError> {
    let mut folders = BTreeSet::new();
    for (place, file) in files.iter().enumerate() {
        let staged = home.join(FOLDER).join(place.to_string());
        let folder = put_in_place(home, &staged, file);
        folders.insert(folder.map_err(|error| cannot_write(&home.join(&file.to), &error))?);
    }
    for folder in folders {
        files::settle(&folder).map_err(|error| cannot_write(&folder, &error))?;
    }
    // The note first: a folder without one is removed, whatever is left of it.
    store.local().forget_import()?;
    remove(&home.join(FOLDER))
}

fn remove(folder: &Path) -> Result<(), AppError> {
    fs::remove_dir_all(folder).map_err(|error| cannot_write(folder, &error))
}

/// Moves a file, unless an earlier try did; gives the folder it lies in.
fn put_in_place(home: &Path, staged: &Path, file: &StagedFile) -> io::Result<PathBuf> {
    let to = may_be_written(home, &file.to)?;
    let folder = to.parent().unwrap_or(home).to_owned();
    if !staged.exists() {
        return Ok(folder);
    }
    files::make_folder(&folder)?;
    let now = hash_of(&to)?;
    if now.is_some() && now != file.replaces && now != hash_of(staged)? {
        // Somebody wrote the file after the import was killed. Neither text may be lost.
        let mut name = to.clone().into_os_string();
        name.push(".before-import");
        files::move_over(&to, Path::new(&name))?;
    }
    files::move_over(staged, &to)?;
    Ok(folder)
}

/// The file that a path in the home leads to, if an import may write it.
fn may_be_written(home: &Path, to: &Path) -> io::Result<PathBuf> {
    let is_plain = to
        .components()
        .all(|part| matches!(part, Component::Normal(_)));
    let target = TARGETS.iter().find(|target| to.starts_with(target));
    match target {
        Some(target) if is_plain => files::replaceable_within(&home.join(target), &home.join(to)),
        _ => Err(io::Error::other(FileFault::LeadsOut)),
    }
}

/// A hash of a file; nothing if there is none.
fn hash_of(file: &Path) -> io::Result<Option<String>> {
    match files::read_beyond(file, u64::MAX - 1) {
        Ok(bytes) => Ok(Some(hex16(&bytes))),
        Err(error) if error.kind() == ErrorKind::NotFound => Ok(None),
        Err(error) => Err(error),
    }
}

fn cannot_write(file: &Path, error: &io::Error) -> AppError {
    AppError::user(problems::cannot_write(file.display(), io_reason(error)))
        .hint(problems::check_path_room())
}

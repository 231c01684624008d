//! Puts decks of others in their place, replaces and removes them: killed at any moment, the old deck or the new
//! one is there whole.

use std::collections::BTreeSet;
use std::fs::{self, File};
use std::io;
use std::path::{Path, PathBuf};
use std::time::Duration;

use super::{DeckRecord, RECORD, SharedDeck, SharedDecks, record};
use crate::decks::shared::validate::DeckFiles;
use crate::domain::file_fault::FileFault;
use crate::domain::id::DeckName;
use crate::files;

/// How long another process may keep the decks to itself: a repository may be slow to fetch.
const LOCK_TIMEOUT: Duration = Duration::from_secs(10);

const LOCK: &str = ".lock";

/// Keeps other processes from changing the decks of others until it is dropped.
#[derive(Debug)]
pub struct DeckLock {
    _file: File,
}

impl SharedDecks {
    /// Begins a change of the decks, and removes what a killed one left behind.
    pub fn lock(&self) -> io::Result<DeckLock> {
        files::make_folder(&self.root)?;
        let file = files::open_lock(&self.root.join(LOCK))?;
        if !files::lock_within(LOCK_TIMEOUT, || file.try_lock())? {
            return Err(io::Error::other(FileFault::LockedTooLong));
        }
        self.tidy()?;
        Ok(DeckLock { _file: file })
    }

    /// Adds a deck. It is written aside and renamed, so that it is never seen in part.
    pub fn add(
        &self,
        _lock: &DeckLock,
        name: &DeckName,
        (deck, record): (&DeckFiles, &DeckRecord),
    ) -> io::Result<()> {
        let aside = self.root.join(format!(".new-{name}"));
        write_version(&aside.join(record.version.to_string()), deck)?;
        files::replace(&aside.join(RECORD), &record.text()?)?;
        fs::rename(&aside, self.folder_of(name))?;
        files::settle(&self.root)
    }

    /// Replaces the files of a deck. The record decides: until it is replaced, the old version counts.
    pub fn replace(
        &self,
        _lock: &DeckLock,
        old: &SharedDeck,
        (deck, record): (&DeckFiles, &DeckRecord),
    ) -> io::Result<()> {
        let folder = self.folder_of(&old.name);
        write_version(&folder.join(record.version.to_string()), deck)?;
        files::replace(&folder.join(RECORD), &record.text()?)?;
        // Another process may be reading the old version right now. The next change removes it.
        files::settle(&folder)
    }

    /// Notes something else about a deck whose files stay.
    pub fn note(&self, _lock: &DeckLock, name: &DeckName, record: &DeckRecord) -> io::Result<()> {
        files::replace(&self.record_of(name), &record.text()?)
    }

    /// Removes a deck. A folder without a readable record is removed as well.
    pub fn remove(&self, _lock: &DeckLock, name: &DeckName) -> io::Result<()> {
        let aside = self.root.join(format!(".old-{name}"));
        fs::rename(self.folder_of(name), &aside)?;
        files::settle(&self.root)?;
        fs::remove_dir_all(&aside)
    }

    /// Removes unfinished decks, and versions that do not count.
    fn tidy(&self) -> io::Result<()> {
        for entry in fs::read_dir(&self.root)? {
            let entry = entry?;
            let name = entry.file_name();
            let name = name.to_string_lossy();
            if (name.starts_with(".new-") || name.starts_with(".old-")) && entry.path().is_dir() {
                fs::remove_dir_all(entry.path())?;
            }
        }
        for name in self.names() {
            if let Ok(record) = record::read(&self.record_of(&name)) {
                remove_other_versions(&self.folder_of(&name), record.version)?;
            }
        }
        Ok(())
    }
}

fn remove_other_versions(folder: &Path, kept: u32) -> io::Result<()> {
    for entry in fs::read_dir(folder)? {
        let entry = entry?;
        let version = entry
            .file_name()
            .to_str()
            .and_then(|name| name.parse().ok());
        if version.is_some_and(|version: u32| version != kept) && entry.path().is_dir() {
            fs::remove_dir_all(entry.path())?;
        }
    }
    Ok(())
}

/// Writes all files of a deck below a folder that is not there yet.
fn write_version(folder: &Path, deck: &DeckFiles) -> io::Result<()> {
    files::make_folder(folder)?;
    let mut folders: BTreeSet<PathBuf> = BTreeSet::from([folder.to_owned()]);
    for (path, text) in &deck.files {
        let at = files::replaceable_within(folder, &folder.join(path))?;
        if let Some(above) = at.parent() {
            files::make_folder(above)?;
            folders.insert(above.to_owned());
        }
        files::write_new(&at, text.as_bytes())?;
    }
    folders.iter().try_for_each(|folder| files::settle(folder))
}

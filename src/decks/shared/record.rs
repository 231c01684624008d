//! Where a deck of others is from, and which of its versions counts.

use std::io;
use std::path::Path;

use serde::{Deserialize, Serialize};

use crate::domain::day::StudyDay;
use crate::files;

/// Far more than a record has.
const LONGEST: u64 = 64 * 1024;

const HEAD: &str = "# Written by `milepost deck`. The folder named in `version` is the deck.\n";

/// What a deck is read from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum SourceKind {
    /// A folder on this machine.
    Folder,
    /// A git repository.
    Git,
}

/// Where a deck is from.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct DeckRecord {
    /// The folder, or the address of the repository.
    pub source: String,
    /// Which of the two it is.
    pub kind: SourceKind,
    /// The commit, of a repository.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub commit: Option<String>,
    /// Whether the deck stays at that commit.
    #[serde(default)]
    pub pinned: bool,
    /// The day it was added.
    pub added: String,
    /// The day its files last changed.
    pub updated: String,
    /// The folder with its files.
    pub version: u32,
}

impl DeckRecord {
    /// The commit, short enough for a screen.
    pub fn short_commit(&self) -> Option<&str> {
        let commit = self.commit.as_deref()?;
        Some(commit.get(..10).unwrap_or(commit))
    }

    /// The day its files last changed.
    pub fn updated_on(&self) -> Option<StudyDay> {
        StudyDay::parse(&self.updated)
    }

    /// The record as the text of its file.
    pub(super) fn text(&self) -> io::Result<String> {
        let table = toml::to_string(self).map_err(io::Error::other)?;
        Ok(format!("{HEAD}{table}"))
    }
}

/// Reads a record.
pub(super) fn read(file: &Path) -> io::Result<DeckRecord> {
    let text = files::read_text(file, LONGEST)?;
    let record = toml::from_str(&text);
    record.map_err(|error| io::Error::new(io::ErrorKind::InvalidData, error))
}

//! Decks of other people, each in a folder of its own next to a record of where it is from.
//!
//! ```text
//! shared-decks/pay-basics/deck-source.toml   where from, which commit, and which version counts
//! shared-decks/pay-basics/3/                 the files of that version
//! ```

mod compare;
mod earlier;
mod install;
mod record;
mod validate;

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use crate::decks::fault::{Fault, FilePosition, Severity};
use crate::decks::folder::{self, Scan};
use crate::decks::source::SourceFile;
use crate::domain::card::Origin;
use crate::domain::id::DeckName;
use crate::domain::plain::io_reason;
use crate::domain::wording::faults;

pub use compare::{CardPair, DeckDifference};
pub use install::DeckLock;
pub use record::{DeckRecord, SourceKind};
pub use validate::{
    DeckFiles, NewDeck, RefusedDeck, UnfitFile, deck_name_from, is_deck_path, read_folder,
};

/// The file that says where a deck is from.
const RECORD: &str = "deck-source.toml";

/// The folder with the decks of other people.
#[derive(Debug, Clone)]
pub struct SharedDecks {
    root: PathBuf,
}

/// A deck of other people.
#[derive(Debug, Clone)]
pub struct SharedDeck {
    /// What the learner calls it.
    pub name: DeckName,
    /// Where it is from.
    pub record: DeckRecord,
}

impl SharedDecks {
    /// The decks in a folder, which need not exist.
    pub const fn new(root: PathBuf) -> Self {
        Self { root }
    }

    /// The folder.
    pub fn root(&self) -> &Path {
        &self.root
    }

    /// The decks by name, and what cannot be read of them.
    pub fn all(&self) -> (Vec<SharedDeck>, Vec<Fault>) {
        let (mut decks, mut unreadable) = (Vec::new(), Vec::new());
        for name in self.names() {
            match record::read(&self.record_of(&name)) {
                Ok(record) => decks.push(SharedDeck { name, record }),
                Err(error) => unreadable.push(Fault {
                    file: self.record_of(&name).to_string_lossy().into(),
                    spot: FilePosition::START,
                    severity: Severity::Error,
                    what: faults::unreadable(io_reason(&error)),
                    hint: faults::add_deck_again(&name),
                }),
            }
        }
        (decks, unreadable)
    }

    /// A deck by its name.
    pub fn find(&self, name: &DeckName) -> Option<SharedDeck> {
        let record = record::read(&self.record_of(name)).ok()?;
        Some(SharedDeck {
            name: name.clone(),
            record,
        })
    }

    /// The files of all decks, each with the deck it belongs to.
    pub fn scan(&self) -> Scan {
        let mut scan = Scan::default();
        if !self.root.is_dir() {
            return scan;
        }
        scan.marks.extend(folder::mark_of(&self.root));
        let (decks, unreadable) = self.all();
        scan.faults = unreadable;
        for deck in decks {
            scan.marks
                .extend(folder::mark_of(&self.folder_of(&deck.name)));
            scan.marks
                .extend(folder::mark_of(&self.record_of(&deck.name)));
            let files = folder::scan(&self.version_of(&deck), &Origin::Shared(deck.name));
            scan.sources.extend(files.sources);
            scan.marks.extend(files.marks);
            scan.faults.extend(files.faults);
        }
        scan
    }

    /// The files of one deck.
    pub fn sources_of(&self, deck: &SharedDeck) -> Vec<SourceFile> {
        let origin = Origin::Shared(deck.name.clone());
        folder::scan(&self.version_of(deck), &origin).sources
    }

    /// The files of one deck with their texts.
    pub fn files_of(&self, deck: &SharedDeck) -> Result<Vec<(String, Arc<str>)>, RefusedDeck> {
        Ok(read_folder(&self.version_of(deck))?.files)
    }

    /// The files of all decks but one.
    pub fn sources_beside(&self, name: &DeckName) -> Vec<SourceFile> {
        let mut sources = self.scan().sources;
        let this = Origin::Shared(name.clone());
        sources.retain(|source| source.origin != this);
        sources
    }

    /// The names of all folders that may hold a deck. Those that begin with a dot are unfinished work.
    fn names(&self) -> Vec<DeckName> {
        let entries = fs::read_dir(&self.root).into_iter().flatten().flatten();
        let mut names: Vec<DeckName> = entries
            .filter(|entry| entry.path().is_dir())
            .filter_map(|entry| DeckName::parse(entry.file_name().to_str()?).ok())
            .collect();
        names.sort();
        names
    }

    fn folder_of(&self, name: &DeckName) -> PathBuf {
        self.root.join(name.as_str())
    }

    fn record_of(&self, name: &DeckName) -> PathBuf {
        self.folder_of(name).join(RECORD)
    }

    /// The folder with the files that count.
    fn version_of(&self, deck: &SharedDeck) -> PathBuf {
        let folder = self.folder_of(&deck.name);
        folder.join(deck.record.version.to_string())
    }
}

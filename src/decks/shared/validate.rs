//! Whether a deck of others may be added, or a new version of it take the place of the old one.

use std::path::Path;
use std::sync::Arc;

use super::compare::difference;
use super::{DeckDifference, SharedDecks};
use crate::decks::deck_header::DeckHeader;
use crate::decks::embedded;
use crate::decks::fault::{Fault, FilePosition, Severity};
use crate::decks::folder;
use crate::decks::load::{DeckContent, load};
use crate::decks::new_errors::new_errors;
use crate::decks::source::{MAX_FILE_BYTES, SourceFile, SourceText};
use crate::domain::card::{Card, Origin};
use crate::domain::id::DeckName;
use crate::domain::wording::faults;

/// Most bytes of a deck, all files together.
const MAX_DECK_BYTES: usize = 64 * 1024 * 1024;

/// Most files of a deck.
const MAX_DECK_FILES: usize = 5000;

/// The files of a deck: paths within it, and texts.
#[derive(Debug, Clone, Default)]
pub struct DeckFiles {
    /// Each file.
    pub files: Vec<(String, Arc<str>)>,
    /// What stands before their paths in faults.
    pub shown_below: String,
}

/// A deck that was found good.
#[derive(Debug, Clone)]
pub struct NewDeck {
    /// What it changes, compared with the version that is there.
    pub difference: DeckDifference,
    /// Its cards, siblings counted as one.
    pub cards: usize,
    /// Its roadmaps.
    pub roadmaps: Vec<String>,
    /// Its title, if it has one.
    pub title: Option<String>,
}

/// Why a deck is refused.
#[derive(Debug, Clone)]
pub enum RefusedDeck {
    /// It has faults, or another deck of others would have some.
    Faults(Vec<Fault>),
    /// It has more files or bytes than a deck may have.
    TooLarge,
    /// It has neither cards nor roadmaps.
    Empty,
    /// It would take a card's id from the learner.
    TakesOver {
        /// The card.
        card: String,
        /// The learner's file that has it.
        file: String,
    },
}

/// Reads the files of a deck from a folder.
pub fn read_folder(folder: &Path) -> Result<DeckFiles, RefusedDeck> {
    let scan = folder::scan(folder, &Origin::Mine);
    if !scan.faults.is_empty() {
        return Err(RefusedDeck::Faults(scan.faults));
    }
    let mut deck = DeckFiles {
        files: Vec::new(),
        shown_below: format!("{}/", folder.display()),
    };
    for source in scan.sources {
        let text = source
            .read()
            .map_err(|fault| RefusedDeck::Faults(vec![fault]))?;
        deck.push(source.path, text)?;
    }
    Ok(deck)
}

/// Whether a file of a repository belongs to a deck. In a folder the same ones are read.
pub fn is_deck_path(path: &str) -> bool {
    let is_hidden = path.split('/').any(|part| part.starts_with('.'));
    let name = path.rsplit('/').next().unwrap_or(path);
    let is_toml = Path::new(name)
        .extension()
        .is_some_and(|ending| ending == "toml");
    !is_hidden && (is_toml || name == "requirements.txt")
}

/// Why a file of a repository is refused unread.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum UnfitFile {
    /// It is larger than a deck file may be.
    TooLarge,
    /// It is a link, or a repository of its own.
    NoFile,
    /// It is not UTF-8.
    NotUtf8,
}

impl UnfitFile {
    /// The refusal of a deck for the sake of a file.
    pub fn refusal(self, path: &str) -> RefusedDeck {
        let (what, hint) = match self {
            Self::TooLarge => (
                faults::too_large(MAX_FILE_BYTES / (1024 * 1024)),
                faults::split_by_topic(),
            ),
            Self::NoFile => (faults::no_file(), faults::copy_not_link()),
            Self::NotUtf8 => (faults::not_utf8(), faults::save_as_utf8()),
        };
        RefusedDeck::Faults(vec![Fault {
            file: path.into(),
            spot: FilePosition::START,
            severity: Severity::Error,
            what,
            hint,
        }])
    }
}

impl DeckFiles {
    /// Whether a deck may have so many files and bytes.
    pub fn may_have(files: usize, bytes: u64) -> bool {
        files <= MAX_DECK_FILES && bytes <= MAX_DECK_BYTES as u64
    }

    /// Takes a file in, if the deck does not grow too large by it.
    pub fn push(&mut self, path: String, text: Arc<str>) -> Result<(), RefusedDeck> {
        self.files.push((path, text));
        let bytes: usize = self.files.iter().map(|(_, text)| text.len()).sum();
        if !Self::may_have(self.files.len(), bytes as u64) {
            return Err(RefusedDeck::TooLarge);
        }
        Ok(())
    }

    /// What the deck says of itself.
    pub fn header(&self) -> Option<DeckHeader> {
        let header = self.files.iter().filter(|(path, _)| path == "deck.toml");
        let sources = header.map(|(path, text)| SourceFile::held(path, Origin::Mine, text));
        load(sources.collect()).headers.pop()
    }

    fn sources(&self, name: &DeckName) -> Vec<SourceFile> {
        let sources = self.files.iter().map(|(path, text)| SourceFile {
            path: path.clone(),
            shown: format!("{}{path}", self.shown_below).into(),
            origin: Origin::Shared(name.clone()),
            text: SourceText::Held(Arc::clone(text)),
        });
        sources.collect()
    }

    /// Whether the deck may be added under a name, or take the place of the one of that name.
    pub fn validate(
        &self,
        name: &DeckName,
        shared: &SharedDecks,
        own: &[SourceFile],
    ) -> Result<NewDeck, RefusedDeck> {
        let origin = Origin::Shared(name.clone());
        let mut others = embedded::sources();
        others.extend(shared.sources_beside(name));
        let old = shared.find(name).map(|deck| shared.sources_of(&deck));
        let before = load(joined([&others, old.as_deref().unwrap_or_default()]));
        let now = joined([&others, &self.sources(name)]);
        let after = load(now.clone());
        let faults = faults_of(&after, &self.sources(name));
        if !faults.is_empty() {
            return Err(RefusedDeck::Faults(faults));
        }
        let cards = cards_of(&after, &origin);
        let roadmaps: Vec<String> = after
            .roadmaps
            .iter()
            .filter(|road| road.origin == origin)
            .map(|road| road.id.to_string())
            .collect();
        if cards.is_empty() && roadmaps.is_empty() {
            return Err(RefusedDeck::Empty);
        }
        let difference = difference(&cards_of(&before, &origin), &cards);
        must_leave_own_cards(&load(joined([&now, own])), &origin, own)?;
        let title = self.header().map(|header| header.title);
        // An id that it takes from another deck of others is a fault of that deck.
        let faults = new_errors(&before, after);
        if !faults.is_empty() {
            return Err(RefusedDeck::Faults(faults));
        }
        let mut bases: Vec<&str> = cards.iter().map(|card| card.id.base()).collect();
        bases.dedup();
        Ok(NewDeck {
            difference,
            cards: bases.len(),
            roadmaps,
            title,
        })
    }
}

fn joined<const N: usize>(parts: [&[SourceFile]; N]) -> Vec<SourceFile> {
    parts.concat()
}

/// The errors in some files.
fn faults_of(content: &DeckContent, sources: &[SourceFile]) -> Vec<Fault> {
    let is_in = |fault: &&Fault| sources.iter().any(|source| source.shown == fault.file);
    let errors = content
        .faults
        .iter()
        .filter(|fault| fault.severity == Severity::Error);
    errors.filter(is_in).cloned().collect()
}

fn cards_of(content: &DeckContent, origin: &Origin) -> Vec<Card> {
    let cards = content.cards.iter().filter(|card| card.origin == *origin);
    cards.cloned().collect()
}

/// A card of the learner's that has an id of the deck without overriding it would vanish.
fn must_leave_own_cards(
    all: &DeckContent,
    origin: &Origin,
    own: &[SourceFile],
) -> Result<(), RefusedDeck> {
    let alone = load(own.to_vec());
    for (card, place) in alone.cards.iter().zip(&alone.places) {
        let is_taken = |other: &&Card| other.id.base() == card.id.base() && other.origin == *origin;
        if all.cards.iter().any(|other| is_taken(&other)) {
            return Err(RefusedDeck::TakesOver {
                card: card.id.base().to_owned(),
                file: alone.file(*place).to_string(),
            });
        }
    }
    Ok(())
}

/// A name for a deck that has none: the last part of where it is from.
pub fn deck_name_from(source: &str) -> Option<DeckName> {
    let trimmed = source
        .trim_end_matches(['/', '\\'])
        .trim_end_matches(".git");
    let last = trimmed.rsplit(['/', '\\', ':']).next()?;
    let plain: String = last
        .to_lowercase()
        .chars()
        .map(|c| if c.is_ascii_alphanumeric() { c } else { '-' })
        .collect();
    let words: Vec<&str> = plain.split('-').filter(|word| !word.is_empty()).collect();
    DeckName::parse(&words.join("-")).ok()
}

//! What a set of decks says as a whole.

use std::collections::{BTreeMap, HashSet};
use std::sync::Arc;

use crate::decks::curriculum::RetiredId;
use crate::decks::deck_header::DeckHeader;
use crate::decks::fault::{Fault, FilePosition, Severity};
use crate::decks::glossary::Glossary;
use crate::decks::source::SourceFile;
use crate::domain::card::Card;
use crate::domain::id::CardId;
use crate::domain::roadmap::{Area, Roadmap, Topic};

/// Everything the decks say.
#[derive(Debug, Clone, Default)]
pub struct DeckContent {
    /// Areas, in the order of the curriculum; then those only the learner names.
    pub areas: Vec<Area>,
    /// Topics in teaching order; then the learner's own.
    pub topics: Vec<Topic>,
    /// Roadmaps by name, the built-in ones first.
    pub roadmaps: Vec<Roadmap>,
    /// Cards in teaching order: by topic, then as the file has them, the learner's after the built-in ones.
    pub cards: Vec<Card>,
    /// Where each of `cards` stands, at the same index.
    pub places: Vec<CardPlace>,
    /// Cards with translated prose; a stale translation gives the card itself, marked.
    pub translations: Vec<Card>,
    /// Ids that will never again name another card.
    pub retired: BTreeMap<CardId, RetiredId>,
    /// The words translations use, by language.
    pub glossaries: Vec<Glossary>,
    /// What decks say of themselves.
    pub headers: Vec<DeckHeader>,
    /// Packages with versions that cards may require.
    pub requirements: Vec<String>,
    /// The files, by origin and path.
    pub sources: Vec<SourceFile>,
    /// What is wrong, by file and place.
    pub faults: Vec<Fault>,
}

/// Where a card stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct CardPlace {
    /// Index of its file in `DeckContent::sources`.
    pub source: usize,
    /// Where its id stands.
    pub spot: FilePosition,
}

impl DeckContent {
    /// The file of a place, as it is shown.
    pub fn file(&self, place: CardPlace) -> &Arc<str> {
        &self.sources[place.source].shown
    }

    /// Files that have an error: cards of theirs that were good before are better kept than dropped.
    pub fn broken_files(&self) -> HashSet<&str> {
        let errors = self
            .faults
            .iter()
            .filter(|fault| fault.severity == Severity::Error);
        errors.map(|fault| fault.file.as_ref()).collect()
    }
}

//! Keeps the content index up to date with the decks: those in the binary, those of others and the learner's own.

mod changed;

use std::collections::{HashMap, HashSet};
use std::path::PathBuf;

use crate::cli::app::App;
use crate::cli::errors;
use crate::decks::folder::{self, Scan};
use crate::decks::{self, DeckContent, DeckWriter, Severity, SharedDecks, SourceFile};
use crate::domain::card::{Card, Lang, Origin};
use crate::domain::id::{CardId, RoadmapId, TopicId};
use crate::domain::roadmap::Topic;
use crate::error::AppError;
use crate::store::{FileStamp, IndexedContent, TopicContent};

impl App {
    /// The folder of the learner's own decks.
    pub fn own_decks(&self) -> PathBuf {
        self.world.home.data.join("decks")
    }

    /// The decks of other people.
    pub fn shared_decks(&self) -> SharedDecks {
        SharedDecks::new(self.world.home.data.join("shared-decks"))
    }

    /// The learner's own deck files.
    pub fn own_sources(&self) -> Vec<SourceFile> {
        folder::scan(&self.own_decks(), &Origin::Mine).sources
    }

    /// What writes the learner's own decks.
    pub fn deck_writer(&self) -> DeckWriter {
        DeckWriter::new(self.own_decks(), self.shared_decks())
    }

    /// Every deck file on disk: the learner's own, and those of other people.
    pub(super) fn scan_decks(&self) -> Scan {
        let mut scan = self.shared_decks().scan();
        let own = folder::scan(&self.own_decks(), &Origin::Mine);
        scan.sources.extend(own.sources);
        scan.marks.extend(own.marks);
        scan.faults.extend(own.faults);
        scan
    }

    /// Reads the decks again if they are not what the index was made from: one look at each file otherwise.
    pub fn refresh_content(&self) -> Result<(), AppError> {
        self.refresh_content_by(decks::load)
    }

    /// The same with as little memory as it takes.
    pub fn refresh_content_sparingly(&self) -> Result<(), AppError> {
        self.refresh_content_by(decks::load_on_one_thread)
    }

    fn refresh_content_by(&self, load: fn(Vec<SourceFile>) -> DeckContent) -> Result<(), AppError> {
        let current = self.store.index_stamp()?.as_deref() == Some(decks::embedded::stamp());
        let indexed = if current {
            self.store.content().indexed_files()?
        } else {
            Vec::new()
        };
        if current {
            let home = &self.world.home.data;
            let paths: Vec<PathBuf> = indexed.iter().map(|file| home.join(&file.path)).collect();
            let marks = paths
                .iter()
                .zip(&indexed)
                .map(|(path, file)| (path.as_path(), file.size, file.mtime));
            let (own, shared) = (self.own_decks(), self.shared_decks());
            if folder::unchanged(&[&own, shared.root()], marks) {
                return Ok(());
            }
        }
        let scan = self.scan_decks();
        let stamps = self.stamps(&scan);
        if current && self.refresh_topics(&scan, &indexed, &stamps)? {
            return Ok(());
        }
        let mut sources = decks::embedded::sources();
        sources.extend(scan.sources.iter().cloned());
        let mut content = load(sources);
        for fault in scan
            .faults
            .iter()
            .chain(&content.faults)
            .filter(|fault| fault.severity == Severity::Error)
        {
            errors::warn(&fault.text(self.lang));
        }
        if current {
            self.keep_last_good(&mut content)?;
        }
        self.rebuild(content, &stamps)
    }

    /// The files as they are now. Their paths start at the data folder, so that a copied home looks at
    /// its own files.
    fn stamps(&self, scan: &Scan) -> Vec<FileStamp> {
        let home = &self.world.home.data;
        let stamp = |mark: &folder::FileMark| FileStamp {
            path: mark
                .path
                .strip_prefix(home)
                .unwrap_or(&mark.path)
                .to_owned(),
            size: mark.size,
            mtime: mark.mtime,
        };
        scan.marks.iter().map(stamp).collect()
    }

    /// A broken file never takes cards away: those of its last good version stay.
    fn keep_last_good(&self, content: &mut DeckContent) -> Result<(), AppError> {
        let broken: HashSet<&str> = content.broken_files();
        let topics: HashSet<TopicId> = content
            .sources
            .iter()
            .filter(|source| {
                source.origin != Origin::BuiltIn && broken.contains(source.shown.as_ref())
            })
            .filter_map(|source| source.path.rsplit('/').next()?.strip_suffix(".toml"))
            .filter_map(|stem| TopicId::parse(stem).ok())
            .collect();
        let loaded: HashSet<CardId> = content.cards.iter().map(|card| card.id.clone()).collect();
        for topic in topics {
            let mut kept = Vec::new();
            for id in self
                .store
                .content()
                .cards_of_topic(&topic)?
                .into_iter()
                .filter(|id| !loaded.contains(id))
            {
                kept.extend(
                    self.store
                        .content()
                        .card(&id, Lang::EN)?
                        .filter(|card| card.origin != Origin::BuiltIn),
                );
            }
            if !kept.is_empty() && !content.topics.iter().any(|known| known.id == topic) {
                content.topics.extend(self.store.content().topic(&topic)?);
            }
            content.cards.extend(kept);
        }
        self.keep_last_good_roads(content)
    }

    /// A broken road stays as it was in its last good version.
    fn keep_last_good_roads(&self, content: &mut DeckContent) -> Result<(), AppError> {
        let broken = content.broken_files();
        let on_disk = |source: &&SourceFile| {
            source.origin != Origin::BuiltIn && broken.contains(source.shown.as_ref())
        };
        let stems = content.sources.iter().filter(on_disk).filter_map(|source| {
            source
                .path
                .strip_prefix("roadmaps/")?
                .strip_suffix(".toml")
                .and_then(|stem| RoadmapId::parse(stem).ok())
        });
        for id in stems.collect::<Vec<_>>() {
            let Some(good) = self
                .store
                .content()
                .roadmap(&id)?
                .filter(|road| road.origin != Origin::BuiltIn)
            else {
                continue;
            };
            match content.roadmaps.iter_mut().find(|road| road.id == id) {
                Some(road) => *road = good,
                None => content.roadmaps.push(good),
            }
        }
        Ok(())
    }

    /// Builds the index again from everything the decks say.
    fn rebuild(&self, mut content: DeckContent, files: &[FileStamp]) -> Result<(), AppError> {
        let cards = by_topic(&mut content.cards);
        let translated = by_topic(&mut content.translations);
        let topics: Vec<TopicContent<'_>> = content
            .topics
            .iter()
            .map(|topic| topic_content(topic, &cards, &translated))
            .collect();
        let retired: Vec<(CardId, Option<CardId>)> = content
            .retired
            .iter()
            .map(|(id, retired)| (id.clone(), retired.replaced_by.clone()))
            .collect();
        self.store.replace_content(&IndexedContent {
            stamp: decks::embedded::stamp(),
            files,
            areas: &content.areas,
            topics: &topics,
            roadmaps: &content.roadmaps,
            retired: &retired,
        })?;
        Ok(())
    }
}

fn topic_content<'c>(
    topic: &'c Topic,
    cards: &HashMap<&'c TopicId, &'c [Card]>,
    translated: &HashMap<&'c TopicId, &'c [Card]>,
) -> TopicContent<'c> {
    let of = |cards: &HashMap<&'c TopicId, &'c [Card]>| {
        cards.get(&topic.id).copied().unwrap_or_default()
    };
    TopicContent {
        topic,
        cards: of(cards),
        translated: of(translated),
    }
}

/// The cards of each topic, next to each other: a copy of a hundred thousand cards would take most of the memory.
fn by_topic(cards: &mut [Card]) -> HashMap<&TopicId, &[Card]> {
    // They are in teaching order already, but for those of broken files, which come last. The order is kept.
    let mut ranks: HashMap<TopicId, usize> = HashMap::new();
    for card in &*cards {
        if !ranks.contains_key(&card.topic) {
            ranks.insert(card.topic.clone(), ranks.len());
        }
    }
    let rank = |card: &Card| ranks.get(&card.topic).copied();
    // Sorting takes room for half of all cards, also where there is nothing to do.
    if !cards.is_sorted_by_key(rank) {
        cards.sort_by_key(rank);
    }
    let topics = cards.chunk_by(|one, next| one.topic == next.topic);
    topics
        .filter_map(|cards| Some((&cards.first()?.topic, cards)))
        .collect()
}

//! Keeps the content index up to date with the decks: those in the binary and the learner's own.

use std::collections::{HashMap, HashSet};
use std::path::{Path, PathBuf};

use crate::cli::app::App;
use crate::cli::errors;
use crate::decks::folder::{self, Scan};
use crate::decks::{self, Severity};
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

    /// Reads the decks again if they are not what the index was made from: one look at each file otherwise.
    pub fn refresh_content(&self) -> Result<(), AppError> {
        let current = self.store.index_stamp()?.as_deref() == Some(decks::embedded::stamp());
        let indexed = if current {
            self.store.content().indexed_files()?
        } else {
            Vec::new()
        };
        let own = self.own_decks();
        if current {
            let paths: Vec<PathBuf> = indexed.iter().map(|file| own.join(&file.path)).collect();
            let marks = paths
                .iter()
                .zip(&indexed)
                .map(|(path, file)| (path.as_path(), file.size, file.mtime));
            if folder::unchanged(&own, marks) {
                return Ok(());
            }
        }
        let scan = folder::scan(&own, Origin::Mine);
        let stamps = self.stamps(&scan);
        if current && self.refresh_topics(&scan, &indexed, &stamps)? {
            return Ok(());
        }
        let mut sources = decks::embedded::sources();
        sources.extend(scan.sources.iter().cloned());
        let mut content = decks::load(sources);
        for fault in scan
            .faults
            .iter()
            .chain(&content.faults)
            .filter(|fault| fault.severity == Severity::Error)
        {
            errors::warn(&fault.to_string());
        }
        if current {
            self.keep_last_good(&mut content)?;
        }
        self.rebuild(&content, &stamps)
    }

    /// The learner's files as they are now. Their paths start at the deck folder, so that a copied home
    /// looks at its own files.
    fn stamps(&self, scan: &Scan) -> Vec<FileStamp> {
        let own = self.own_decks();
        let stamp = |mark: &folder::FileMark| FileStamp {
            path: mark
                .path
                .strip_prefix(&own)
                .unwrap_or(&mark.path)
                .to_owned(),
            size: mark.size,
            mtime: mark.mtime,
        };
        scan.marks.iter().map(stamp).collect()
    }

    /// Reads only the topics whose files changed, if that is all there is to do; false where it is not.
    ///
    /// Decks are checked across files: ids must be unique, and what a card needs must exist. An edit that
    /// could touch another topic is therefore left to the full reading: one with any fault, with a card that
    /// is gone or moved here from elsewhere, or of a topic the index does not know.
    fn refresh_topics(
        &self,
        scan: &Scan,
        indexed: &[FileStamp],
        stamps: &[FileStamp],
    ) -> Result<bool, AppError> {
        let Some(topics) = changed_topics(indexed, stamps) else {
            return Ok(false);
        };
        let mut sources = decks::embedded::sources();
        sources.extend(scan.sources.iter().cloned());
        sources.retain(|source| match topic_of_file(&source.path) {
            Some(topic) => topics.contains(&topic),
            None => !source.path.starts_with("roadmaps/"),
        });
        let content = decks::load(sources);
        if !scan.faults.is_empty() || !content.faults.is_empty() {
            return Ok(false);
        }
        let index = self.store.content();
        for topic in &topics {
            let loaded: HashSet<&CardId> = cards_of(&content, topic).collect();
            let before = index.cards_of_topic(topic)?;
            if index.topic(topic)?.is_none() || before.iter().any(|id| !loaded.contains(id)) {
                return Ok(false);
            }
            for id in loaded {
                if index.topic_of(id)?.is_some_and(|home| home != *topic) {
                    return Ok(false);
                }
            }
        }
        let (cards, translated) = (by_topic(&content.cards), by_topic(&content.translations));
        let changed = content
            .topics
            .iter()
            .filter(|topic| topics.contains(&topic.id));
        let parts: Vec<TopicContent<'_>> = changed
            .map(|topic| topic_content(topic, &cards, &translated))
            .collect();
        self.store.replace_topics(stamps, &parts)?;
        Ok(true)
    }

    /// A broken file never takes cards away: those of its last good version stay.
    fn keep_last_good(&self, content: &mut decks::DeckContent) -> Result<(), AppError> {
        let broken: HashSet<&str> = content.broken_files();
        let topics: HashSet<TopicId> = content
            .sources
            .iter()
            .filter(|source| {
                source.origin == Origin::Mine && broken.contains(source.shown.as_ref())
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
                        .filter(|card| card.origin == Origin::Mine),
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
    fn keep_last_good_roads(&self, content: &mut decks::DeckContent) -> Result<(), AppError> {
        let broken = content.broken_files();
        let mine = |source: &&decks::SourceFile| {
            source.origin == Origin::Mine && broken.contains(source.shown.as_ref())
        };
        let stems = content.sources.iter().filter(mine).filter_map(|source| {
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
                .filter(|road| road.origin == Origin::Mine)
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
    fn rebuild(&self, content: &decks::DeckContent, files: &[FileStamp]) -> Result<(), AppError> {
        let (cards, translated) = (by_topic(&content.cards), by_topic(&content.translations));
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

/// The topics whose files were changed or added; nothing where anything else changed. A folder that only
/// lists a new file is no change of its own, but a file that is gone may have held the only title of a topic.
fn changed_topics(indexed: &[FileStamp], stamps: &[FileStamp]) -> Option<HashSet<TopicId>> {
    let known: HashSet<&Path> = indexed.iter().map(|file| file.path.as_path()).collect();
    let present: HashSet<&Path> = stamps.iter().map(|file| file.path.as_path()).collect();
    if known.iter().any(|path| !present.contains(path)) {
        return None;
    }
    let mut topics = HashSet::new();
    for file in stamps.iter().filter(|file| !indexed.contains(file)) {
        let path = file.path.to_str()?;
        match topic_of_file(path) {
            Some(topic) => drop(topics.insert(topic)),
            None if is_folder(file, &known) => {}
            None => return None,
        }
    }
    Some(topics)
}

/// Whether a mark is that of a folder seen before: only folders have no size and no ending.
fn is_folder(file: &FileStamp, known: &HashSet<&Path>) -> bool {
    file.size == 0 && file.path.extension().is_none() && known.contains(file.path.as_path())
}

/// The topic whose cards or translations a deck file holds.
fn topic_of_file(path: &str) -> Option<TopicId> {
    let (_, file) = path.split_once("topics/")?;
    let stem = file.rsplit('/').next()?.strip_suffix(".toml")?;
    TopicId::parse(stem).ok()
}

fn cards_of<'c>(
    content: &'c decks::DeckContent,
    topic: &'c TopicId,
) -> impl Iterator<Item = &'c CardId> {
    let cards = content
        .cards
        .iter()
        .filter(move |card| card.topic == *topic);
    cards.map(|card| &card.id)
}

fn topic_content<'c>(
    topic: &'c Topic,
    cards: &'c HashMap<TopicId, Vec<Card>>,
    translated: &'c HashMap<TopicId, Vec<Card>>,
) -> TopicContent<'c> {
    let of = |cards: &'c HashMap<TopicId, Vec<Card>>| {
        cards.get(&topic.id).map_or(&[][..], Vec::as_slice)
    };
    TopicContent {
        topic,
        cards: of(cards),
        translated: of(translated),
    }
}

fn by_topic(cards: &[Card]) -> HashMap<TopicId, Vec<Card>> {
    let mut topics: HashMap<TopicId, Vec<Card>> = HashMap::new();
    for card in cards {
        topics
            .entry(card.topic.clone())
            .or_default()
            .push(card.clone());
    }
    topics
}

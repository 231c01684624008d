//! Keeps the content index up to date with the decks: those in the binary and the learner's own.

mod changed;

use std::collections::{HashMap, HashSet};
use std::path::PathBuf;

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
            errors::warn(&fault.text(self.lang));
        }
        if current {
            self.keep_last_good(&mut content)?;
        }
        self.rebuild(content, &stamps)
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
    fn rebuild(
        &self,
        mut content: decks::DeckContent,
        files: &[FileStamp],
    ) -> Result<(), AppError> {
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
    cards.sort_by_key(|card| ranks.get(&card.topic).copied());
    let topics = cards.chunk_by(|one, next| one.topic == next.topic);
    topics
        .filter_map(|cards| Some((&cards.first()?.topic, cards)))
        .collect()
}

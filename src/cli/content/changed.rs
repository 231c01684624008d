//! Brings the content index up to date after an edit of some topics without reading all decks again.

use std::collections::{HashMap, HashSet};
use std::path::Path;

use super::{by_topic, topic_content};
use crate::cli::app::App;
use crate::decks::folder::Scan;
use crate::decks::{self, DeckContent, SourceFile};
use crate::domain::card::Origin;
use crate::domain::id::{AreaId, CardId, TopicId};
use crate::error::AppError;
use crate::store::{FileStamp, TopicContent};

impl App {
    /// Reads only the topics whose files changed, if that is all there is to do; false where it is not.
    ///
    /// Decks are checked across files: ids must be unique, and what a card needs must exist. An edit that
    /// could touch another topic is therefore left to the full reading.
    pub(super) fn refresh_topics(
        &self,
        scan: &Scan,
        indexed: &[FileStamp],
        stamps: &[FileStamp],
    ) -> Result<bool, AppError> {
        let Some(topics) = changed_topics(indexed, stamps) else {
            return Ok(false);
        };
        // Their cards are read as well, so that needs are found; they are not written.
        let needed = self.store.content().topics_needed_by(&topics)?;
        let mut sources = decks::embedded::sources();
        sources.extend(scan.sources.iter().cloned());
        sources.retain(|source| {
            let topic = topic_of_file(&source.path);
            topic.is_none_or(|topic| topics.contains(&topic) || needed.contains(&topic))
        });
        let mut content = decks::load(sources);
        if !scan.faults.is_empty() || !self.is_self_contained(&content, &topics, scan)? {
            return Ok(false);
        }
        let cards = by_topic(&mut content.cards);
        let translated = by_topic(&mut content.translations);
        let changed = content
            .topics
            .iter()
            .filter(|topic| topics.contains(&topic.id));
        let parts: Vec<TopicContent<'_>> = changed
            .map(|topic| topic_content(topic, &cards, &translated))
            .collect();
        self.store.replace_topics(stamps, &content.areas, &parts)?;
        Ok(true)
    }

    /// Whether the changed topics can be written without a look at any other: they have no fault, they lose no card
    /// and take none from elsewhere, and no card that is not built in needs one of another topic.
    fn is_self_contained(
        &self,
        content: &DeckContent,
        topics: &HashSet<TopicId>,
        scan: &Scan,
    ) -> Result<bool, AppError> {
        let index = self.store.content();
        let loaded = homes(content);
        if has_faults(content, topics) || needs_of_own_lead_out(content, topics) {
            return Ok(false);
        }
        for topic in topics {
            if index.topic(topic)?.is_none() && !self.comes_last(content, topic, scan)? {
                return Ok(false);
            }
            let before = index.cards_of_topic(topic)?;
            if before.iter().any(|id| loaded.get(id) != Some(&topic)) {
                return Ok(false);
            }
        }
        let written = loaded.iter().filter(|(_, topic)| topics.contains(**topic));
        for (id, topic) in written {
            if index.topic_of(id)?.is_some_and(|home| home != **topic) {
                return Ok(false);
            }
        }
        Ok(true)
    }

    /// Whether a new topic belongs after all others, where the index adds it: the learner's topics are in the order
    /// of their files.
    fn comes_last(
        &self,
        content: &DeckContent,
        topic: &TopicId,
        scan: &Scan,
    ) -> Result<bool, AppError> {
        let last = scan
            .sources
            .iter()
            .filter(|source| source.path.starts_with("topics/"))
            .max_by(|a, b| a.path.cmp(&b.path));
        let is_last = last.and_then(|source| topic_of_file(&source.path)).as_ref() == Some(topic);
        // Its area is the last one too, or has been there before.
        let areas = self.store.content().areas()?;
        let known: HashSet<&AreaId> = areas.iter().map(|area| &area.id).collect();
        let new_areas = content
            .areas
            .iter()
            .filter(|area| !known.contains(&area.id))
            .count();
        Ok(is_last && new_areas <= 1)
    }
}

/// The topic of each card.
fn homes(content: &DeckContent) -> HashMap<&CardId, &TopicId> {
    let cards = content.cards.iter();
    cards.map(|card| (&card.id, &card.topic)).collect()
}

/// Whether a file of the changed topics has a fault. Other files are read in part only, so theirs mean nothing.
fn has_faults(content: &DeckContent, topics: &HashSet<TopicId>) -> bool {
    let is_of_changed = |source: &&SourceFile| {
        topic_of_file(&source.path).is_some_and(|topic| topics.contains(&topic))
    };
    let changed: HashSet<&str> = content
        .sources
        .iter()
        .filter(is_of_changed)
        .map(|source| source.shown.as_ref())
        .collect();
    let mut faults = content.faults.iter();
    faults.any(|fault| changed.contains(fault.file.as_ref()))
}

/// Whether a card that is not built in needs one of another topic: that could close a circle through cards not read.
fn needs_of_own_lead_out(content: &DeckContent, topics: &HashSet<TopicId>) -> bool {
    let cards = content.cards.iter();
    let homes: HashMap<&str, &TopicId> = cards.map(|card| (card.id.base(), &card.topic)).collect();
    let mut own = content
        .cards
        .iter()
        .filter(|card| card.origin != Origin::BuiltIn && topics.contains(&card.topic));
    own.any(|card| {
        let mut needed = card.needs.iter().filter_map(|need| homes.get(need.base()));
        needed.any(|topic| !topics.contains(*topic))
    })
}

/// The topics whose files were changed or added; nothing where anything else changed. A folder says nothing that its
/// files do not say, but a file that is gone may have held the only title of a topic.
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
            None if is_folder(file) => {}
            None => return None,
        }
    }
    Some(topics)
}

/// Whether a mark is that of a folder: only folders have no size and no ending.
fn is_folder(file: &FileStamp) -> bool {
    file.size == 0 && file.path.extension().is_none()
}

/// The topic whose cards or translations a deck file holds.
fn topic_of_file(path: &str) -> Option<TopicId> {
    let (_, file) = path.split_once("topics/")?;
    let stem = file.rsplit('/').next()?.strip_suffix(".toml")?;
    // A topic that has grown large goes on in `name.2.toml`.
    let is_number = |part: &str| part.bytes().all(|byte| byte.is_ascii_digit());
    let stem = match stem.rsplit_once('.') {
        Some((stem, part)) if is_number(part) => stem,
        _ => stem,
    };
    TopicId::parse(stem).ok()
}

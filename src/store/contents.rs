//! What the decks say, looked up in the content index: cards, topics and roadmaps.

use std::collections::HashMap;
use std::path::PathBuf;

use rusqlite::Row;
use serde::{Deserialize, Serialize};

use super::columns::{kind_of, lang_number, odd};
use super::index::{card_id, json, topic_id};
use super::index_build::FileStamp;
use super::{Store, StoreError};
use crate::domain::card::{Card, Interview, Kind, Lang, Level, Origin};
use crate::domain::day::StudyDay;
use crate::domain::id::{AreaId, CardId, RoadmapId, TopicId};
use crate::domain::memory::CardState;
use crate::domain::plain::nearest;
use crate::domain::roadmap::{Area, Roadmap, Topic};

/// What the query language asks of a card.
#[derive(Debug, Clone, PartialEq)]
pub struct CardFacts {
    /// The card.
    pub id: CardId,
    /// Its topic.
    pub topic: TopicId,
    /// Its kind.
    pub kind: Kind,
    /// What the deck says besides.
    pub told: Told,
    /// Its texts, see [`super::folded`].
    pub search: String,
    /// What the log says of it.
    pub state: CardState,
}

/// What a deck says of a card, apart from its texts.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Told {
    /// The topic's area.
    pub area: AreaId,
    /// Author's estimate of difficulty.
    pub level: Level,
    /// How often interviews ask it.
    pub interview: Interview,
    /// Search words.
    pub tags: Vec<String>,
    /// Whose card it is.
    pub origin: Origin,
    /// The day a learner's own card was added.
    pub added: Option<StudyDay>,
    /// Cards that must have passed once before it is new; without sibling mark, all siblings.
    pub needs: Vec<CardId>,
}

impl Told {
    pub(super) fn of(card: &Card) -> Self {
        Self {
            area: card.area.clone(),
            level: card.level,
            interview: card.interview,
            tags: card.tags.clone(),
            origin: card.origin,
            added: card.added,
            needs: card.needs.clone(),
        }
    }
}

/// A topic with its numbers.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TopicSummary {
    /// The topic.
    pub topic: TopicId,
    /// Cards in the decks.
    pub cards: u32,
    /// Of these, reviewed at least once.
    pub seen: u32,
    /// Topics that come first.
    pub needs: Vec<TopicId>,
}

/// A roadmap with its numbers.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RoadmapSummary {
    /// What it says of itself.
    pub head: RoadmapHead,
    /// Topics it lists.
    pub topics: u32,
    /// Cards of those topics.
    pub cards: u32,
}

/// The head of a roadmap.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RoadmapHead {
    /// Its name.
    pub id: RoadmapId,
    /// Language of its texts.
    pub lang: Lang,
    /// Its title.
    pub title: String,
    /// Its title in English, if it is written in another language.
    pub title_en: Option<String>,
    /// Number of its phases.
    pub phases: u32,
    /// Whose roadmap it is.
    pub origin: Origin,
}

impl Store {
    /// The stamp the index was made with; nothing if there is no usable index. To be asked at every start:
    /// it also sees an index that another process built.
    pub fn index_stamp(&self) -> Result<Option<String>, StoreError> {
        match self.current_stamp() {
            // A damaged index is as good as none: it is made again.
            Err(StoreError::Damaged { file, .. }) if file == self.index.file => {
                self.index.remove().map(|()| None)
            }
            stamp => stamp,
        }
    }

    fn current_stamp(&self) -> Result<Option<String>, StoreError> {
        self.index.refresh();
        let token = self.index_meta("token")?;
        if token.is_some() && token != self.local("spots")? {
            self.sync_spots()?;
        }
        self.index_meta("stamp")
    }

    pub(super) fn index_meta(&self, key: &str) -> Result<Option<String>, StoreError> {
        self.index
            .one("SELECT value FROM meta WHERE key = ?1", [key], |row| {
                row.get(0)
            })
    }

    /// The learner's files the index was made from.
    pub fn indexed_files(&self) -> Result<Vec<FileStamp>, StoreError> {
        self.index.many(
            "SELECT path, size, mtime, hash, topic FROM file ORDER BY path",
            [],
            |row| {
                let topic: Option<String> = row.get(4)?;
                let topic = topic
                    .map(|id| TopicId::parse(&id))
                    .transpose()
                    .map_err(|e| odd(4, e))?;
                let path = PathBuf::from(row.get::<_, String>(0)?);
                Ok(FileStamp {
                    path,
                    size: row.get(1)?,
                    mtime: row.get(2)?,
                    hash: row.get(3)?,
                    topic,
                })
            },
        )
    }

    /// A card in a language, or in English where it is not translated.
    pub fn card(&self, card: &CardId, lang: Lang) -> Result<Option<Card>, StoreError> {
        let sql = "SELECT coalesce((SELECT b.body FROM body b WHERE b.id = c.number * 64 + ?2),
                                   (SELECT b.body FROM body b WHERE b.id = c.number * 64))
                   FROM card c WHERE c.id = ?1";
        self.index
            .one(sql, (card.as_str(), lang_number(lang)), |row| json(row, 0))
    }

    /// The cards of a topic in teaching order.
    pub fn cards_of_topic(&self, topic: &TopicId) -> Result<Vec<CardId>, StoreError> {
        let sql = "SELECT c.id FROM topic t JOIN card c ON c.topic = t.number WHERE t.id = ?1 ORDER BY c.place";
        self.index
            .many(sql, [topic.as_str()], |row| card_id(row, 0))
    }

    /// The siblings of a card that the decks have, itself included: its base, and its base with a mark.
    pub fn siblings(&self, card: &CardId) -> Result<Vec<CardId>, StoreError> {
        let sql =
            "SELECT id FROM card WHERE id = ?1 OR id BETWEEN ?1 || '#' AND ?1 || '$' ORDER BY id";
        self.index.many(sql, [card.base()], |row| card_id(row, 0))
    }

    /// Calls `take` with every card of the decks, in order of topic and place.
    pub fn each_card(&self, mut take: impl FnMut(CardFacts)) -> Result<(), StoreError> {
        let states = self.all_states()?;
        let sql = "SELECT c.id, t.id, c.kind, c.facts, c.search FROM card c JOIN topic t ON t.number = c.topic
                   ORDER BY c.topic, c.place";
        self.index.with(|db| {
            let mut query = db.prepare_cached(sql)?;
            let mut rows = query.query([])?;
            while let Some(row) = rows.next()? {
                let id = card_id(row, 0)?;
                let state = states.get(&id).copied().unwrap_or_default();
                let kind = kind_of(row.get(2)?).ok_or_else(|| odd(2, "no such kind"))?;
                take(CardFacts {
                    topic: topic_id(row, 1)?,
                    kind,
                    told: json(row, 3)?,
                    search: row.get(4)?,
                    id,
                    state,
                });
            }
            Ok(())
        })
    }

    /// Every topic in order, with its numbers.
    pub fn topic_summaries(&self) -> Result<Vec<TopicSummary>, StoreError> {
        let known = self.many("SELECT id, seen FROM topic", [], |row| {
            Ok((row.get::<_, String>(0)?, row.get(1)?))
        })?;
        let seen: HashMap<String, u32> = known.into_iter().collect();
        let summaries = self.index.many(
            "SELECT id, cards, needs FROM topic ORDER BY number",
            [],
            summary,
        )?;
        let met = |topic: &TopicId| seen.get(topic.as_str()).copied().unwrap_or_default();
        Ok(summaries
            .into_iter()
            .map(|found| TopicSummary {
                seen: met(&found.topic),
                ..found
            })
            .collect())
    }

    /// A topic with its numbers.
    pub fn topic_summary(&self, topic: &TopicId) -> Result<Option<TopicSummary>, StoreError> {
        let sql = "SELECT id, cards, needs FROM topic WHERE id = ?1";
        let Some(found) = self.index.one(sql, [topic.as_str()], summary)? else {
            return Ok(None);
        };
        let seen = self.one(
            "SELECT seen FROM topic WHERE id = ?1",
            [topic.as_str()],
            |row| row.get(0),
        )?;
        Ok(Some(TopicSummary {
            seen: seen.unwrap_or_default(),
            ..found
        }))
    }

    /// Every topic in the curriculum's order.
    pub fn topics(&self) -> Result<Vec<Topic>, StoreError> {
        self.index
            .many("SELECT body FROM topic ORDER BY number", [], |row| {
                json(row, 0)
            })
    }

    /// A topic.
    pub fn topic(&self, topic: &TopicId) -> Result<Option<Topic>, StoreError> {
        self.index.one(
            "SELECT body FROM topic WHERE id = ?1",
            [topic.as_str()],
            |row| json(row, 0),
        )
    }

    /// Every area in the curriculum's order.
    pub fn areas(&self) -> Result<Vec<Area>, StoreError> {
        self.index
            .many("SELECT body FROM area ORDER BY number", [], |row| {
                json(row, 0)
            })
    }

    /// A roadmap in full.
    pub fn roadmap(&self, roadmap: &RoadmapId) -> Result<Option<Roadmap>, StoreError> {
        self.index.one(
            "SELECT body FROM roadmap WHERE id = ?1",
            [roadmap.as_str()],
            |row| json(row, 0),
        )
    }

    /// Every roadmap with its numbers, in order.
    pub fn roadmaps(&self) -> Result<Vec<RoadmapSummary>, StoreError> {
        let sql = "SELECT r.head, count(h.topic), coalesce(sum(t.cards), 0)
                   FROM roadmap r LEFT JOIN home h ON h.roadmap = r.id LEFT JOIN topic t ON t.id = h.topic
                   GROUP BY r.number ORDER BY r.number";
        let read = |row: &Row<'_>| {
            Ok(RoadmapSummary {
                head: json(row, 0)?,
                topics: row.get(1)?,
                cards: row.get(2)?,
            })
        };
        self.index.many(sql, [], read)
    }

    /// The topics of a roadmap in its order, each with its home phase.
    pub fn homes(&self, roadmap: &RoadmapId) -> Result<Vec<(TopicId, u32)>, StoreError> {
        let sql = "SELECT topic, phase FROM home WHERE roadmap = ?1 ORDER BY place";
        self.index.many(sql, [roadmap.as_str()], |row| {
            Ok((topic_id(row, 0)?, row.get(1)?))
        })
    }

    /// Whether a card's id was retired, and which card replaces it.
    pub fn retired(&self, card: &CardId) -> Result<Option<Retired>, StoreError> {
        let sql = "SELECT replaced_by FROM retired WHERE id = ?1";
        let read = |row: &Row<'_>| {
            let id: Option<String> = row.get(0)?;
            let replaced_by = id
                .map(|id| CardId::parse(&id))
                .transpose()
                .map_err(|e| odd(0, e))?;
            Ok(Retired { replaced_by })
        };
        self.index.one(sql, [card.as_str()], read)
    }

    /// The id nearest to a mistyped one; the bare id of siblings, if no side was named.
    pub fn near_id(&self, text: &str) -> Result<Option<CardId>, StoreError> {
        let ids = self
            .index
            .many("SELECT id FROM card", [], |row| row.get::<_, String>(0))?;
        let bare = |id: &'_ str| {
            if text.contains('#') {
                id.len()
            } else {
                id.find('#').unwrap_or(id.len())
            }
        };
        Ok(nearest(text, ids.iter().map(|id| &id[..bare(id)]))
            .and_then(|id| CardId::parse(id).ok()))
    }
}

/// An id that no deck uses any more.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Retired {
    /// The card that took its place.
    pub replaced_by: Option<CardId>,
}

/// Reads id, cards and needs of a topic; nothing is known of what was seen.
fn summary(row: &Row<'_>) -> Result<TopicSummary, rusqlite::Error> {
    let needs = row
        .get_ref(2)?
        .as_str()
        .map_err(|e| odd(2, e))?
        .split_whitespace()
        .map(TopicId::parse);
    let needs = needs.collect::<Result<_, _>>().map_err(|e| odd(2, e))?;
    Ok(TopicSummary {
        topic: topic_id(row, 0)?,
        cards: row.get(1)?,
        seen: 0,
        needs,
    })
}

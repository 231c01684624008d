//! What the decks say, looked up: cards, topics and roadmaps.

use std::collections::{HashMap, HashSet};
use std::path::PathBuf;

use rusqlite::Row;

use super::build::FileStamp;
use super::facts::RoadmapHead;
use super::index::{ContentIndex, card_id, json, topic_id};
use crate::domain::card::{Card, CardKind, Lang};
use crate::domain::cost::is_long_kind;
use crate::domain::id::{CardId, DeckName, RoadmapId, TopicId};
use crate::domain::plain::nearest;
use crate::domain::roadmap::{Area, Roadmap, Topic};
use crate::store::db::{StoreError, kind_of, lang_number, odd};

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

/// Marks a stored card whose English has changed since it was translated. Quotes inside a text are escaped in
/// JSON, so these characters stand for nothing else; searching them is far quicker than reading the JSON.
const STALE: &str = "\"translation\":\"stale\"";

/// Marks a stored card whose text is in a language, in the same way.
fn written_in(lang: Lang) -> String {
    format!("\"lang\":\"{}\"", lang.tag())
}

impl ContentIndex {
    pub(in crate::store) fn index_meta(&self, key: &str) -> Result<Option<String>, StoreError> {
        self.one("SELECT value FROM meta WHERE key = ?1", [key], |row| {
            row.get(0)
        })
    }

    /// The files on disk the index was made from.
    pub fn indexed_files(&self) -> Result<Vec<FileStamp>, StoreError> {
        let sql = "SELECT path, size, mtime FROM file ORDER BY path";
        self.many(sql, [], |row| {
            Ok(FileStamp {
                path: PathBuf::from(row.get::<_, String>(0)?),
                size: row.get(1)?,
                mtime: row.get(2)?,
            })
        })
    }

    /// A card in a language, or in English where it is not translated.
    pub fn card(&self, card: &CardId, lang: Lang) -> Result<Option<Card>, StoreError> {
        let sql = "SELECT coalesce((SELECT b.body FROM body b WHERE b.id = c.number * 64 + ?2),
                                   (SELECT b.body FROM body b WHERE b.id = c.number * 64))
                   FROM card c WHERE c.id = ?1";
        self.one(sql, (card.as_str(), lang_number(lang)), |row| json(row, 0))
    }

    /// How many cards of each topic can be read in a language.
    pub fn translated_by_topic(&self, lang: Lang) -> Result<HashMap<TopicId, u32>, StoreError> {
        let sql = "SELECT t.id, count(*) FROM topic t JOIN card c ON c.topic = t.number
                   JOIN body b ON b.id IN (c.number * 64, c.number * 64 + ?1)
                   WHERE instr(b.body, ?2) AND NOT instr(b.body, ?3) GROUP BY t.id";
        let counted = self.many(sql, (lang_number(lang), written_in(lang), STALE), |row| {
            Ok((topic_id(row, 0)?, row.get(1)?))
        })?;
        Ok(counted.into_iter().collect())
    }

    /// The cards that can be read in a language.
    pub fn translated_cards(&self, lang: Lang) -> Result<HashSet<CardId>, StoreError> {
        let sql =
            "SELECT c.id FROM card c JOIN body b ON b.id IN (c.number * 64, c.number * 64 + ?1)
                   WHERE instr(b.body, ?2) AND NOT instr(b.body, ?3)";
        let cards = self.many(sql, (lang_number(lang), written_in(lang), STALE), |row| {
            card_id(row, 0)
        })?;
        Ok(cards.into_iter().collect())
    }

    /// The cards of a topic in teaching order.
    pub fn cards_of_topic(&self, topic: &TopicId) -> Result<Vec<CardId>, StoreError> {
        let sql = "SELECT c.id FROM topic t JOIN card c ON c.topic = t.number WHERE t.id = ?1 ORDER BY c.place";
        self.many(sql, [topic.as_str()], |row| card_id(row, 0))
    }

    /// The cards of a deck of others, in teaching order.
    pub fn cards_of_deck(&self, deck: &DeckName) -> Result<Vec<CardId>, StoreError> {
        let sql = "SELECT id FROM card WHERE deck = ?1 ORDER BY topic, place";
        self.many(sql, [deck.as_str()], |row| card_id(row, 0))
    }

    /// The siblings of a card that the decks have, itself included: its base, and its base with a mark.
    pub fn siblings(&self, card: &CardId) -> Result<Vec<CardId>, StoreError> {
        // `$` follows `#` in ASCII, so the range holds every id with a mark after the base.
        let sql =
            "SELECT id FROM card WHERE id = ?1 OR id BETWEEN ?1 || '#' AND ?1 || '$' ORDER BY id";
        self.many(sql, [card.base()], |row| card_id(row, 0))
    }

    /// Every topic in the curriculum's order.
    pub fn topics(&self) -> Result<Vec<Topic>, StoreError> {
        self.many("SELECT body FROM topic ORDER BY number", [], |row| {
            json(row, 0)
        })
    }

    /// A topic.
    pub fn topic(&self, topic: &TopicId) -> Result<Option<Topic>, StoreError> {
        self.one(
            "SELECT body FROM topic WHERE id = ?1",
            [topic.as_str()],
            |row| json(row, 0),
        )
    }

    /// Every area in the curriculum's order.
    pub fn areas(&self) -> Result<Vec<Area>, StoreError> {
        self.many("SELECT body FROM area ORDER BY number", [], |row| {
            json(row, 0)
        })
    }

    /// A roadmap in full.
    pub fn roadmap(&self, roadmap: &RoadmapId) -> Result<Option<Roadmap>, StoreError> {
        self.one(
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
        self.many(sql, [], read)
    }

    /// How many cards of each roadmap can be read in a language.
    pub fn translated_by_roadmap(&self, lang: Lang) -> Result<HashMap<RoadmapId, u32>, StoreError> {
        let sql = "SELECT h.roadmap, count(*) FROM home h JOIN topic t ON t.id = h.topic
                   JOIN card c ON c.topic = t.number JOIN body b ON b.id IN (c.number * 64, c.number * 64 + ?1)
                   WHERE instr(b.body, ?2) AND NOT instr(b.body, ?3) GROUP BY h.roadmap";
        let read = |row: &Row<'_>| {
            let id = row.get_ref(0)?.as_str().map_err(|e| odd(0, e))?;
            let id = RoadmapId::parse(id).map_err(|e| odd(0, e))?;
            Ok((id, row.get(1)?))
        };
        Ok(self
            .many(sql, (lang_number(lang), written_in(lang), STALE), read)?
            .into_iter()
            .collect())
    }

    /// The topics of a roadmap in its order, each with its home phase.
    pub fn homes(&self, roadmap: &RoadmapId) -> Result<Vec<(TopicId, u32)>, StoreError> {
        let sql = "SELECT topic, phase FROM home WHERE roadmap = ?1 ORDER BY place";
        self.many(sql, [roadmap.as_str()], |row| {
            Ok((topic_id(row, 0)?, row.get(1)?))
        })
    }

    /// Whether a card's id was retired, and which card replaces it.
    pub fn retired(&self, card: &CardId) -> Result<Option<RetiredCard>, StoreError> {
        let sql = "SELECT replaced_by FROM retired WHERE id = ?1";
        let read = |row: &Row<'_>| {
            let id: Option<String> = row.get(0)?;
            let replaced_by = id
                .map(|id| CardId::parse(&id))
                .transpose()
                .map_err(|e| odd(0, e))?;
            Ok(RetiredCard { replaced_by })
        };
        self.one(sql, [card.as_str()], read)
    }

    /// The id nearest to a mistyped one; the bare id of siblings, if no side was named.
    pub fn near_id(&self, text: &str) -> Result<Option<CardId>, StoreError> {
        let ids = self.many("SELECT id FROM card", [], |row| row.get::<_, String>(0))?;
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

    /// The topic of a card, if a deck has it.
    pub fn topic_of(&self, card: &CardId) -> Result<Option<TopicId>, StoreError> {
        Ok(self.place(card)?.map(|(topic, ..)| topic))
    }

    /// A card's kind and the minutes its author declares, if a deck has it.
    pub fn kind_and_minutes(
        &self,
        card: &CardId,
    ) -> Result<Option<(CardKind, Option<u32>)>, StoreError> {
        let sql = "SELECT kind, minutes FROM card WHERE id = ?1";
        self.one(sql, [card.as_str()], |row| {
            let kind = kind_of(row.get(0)?).ok_or_else(|| odd(0, "no such kind"))?;
            Ok((kind, row.get(1)?))
        })
    }

    /// Every card that needs others, with those it needs.
    pub fn all_needs(&self) -> Result<Vec<(CardId, Vec<CardId>)>, StoreError> {
        let sql = "SELECT id, needs FROM card WHERE needs <> ''";
        self.many(sql, [], |row| {
            let text = row.get_ref(1)?.as_str().map_err(|e| odd(1, e))?;
            let needs = text.lines().map(CardId::parse);
            let needs = needs.collect::<Result<_, _>>().map_err(|e| odd(1, e))?;
            Ok((card_id(row, 0)?, needs))
        })
    }

    /// The names of all roadmaps, in order.
    pub fn roadmap_names(&self) -> Result<Vec<RoadmapId>, StoreError> {
        self.many("SELECT id FROM roadmap ORDER BY number", [], |row| {
            RoadmapId::parse(row.get_ref(0)?.as_str().map_err(|e| odd(0, e))?)
                .map_err(|e| odd(0, e))
        })
    }

    /// The home phase of a topic in a roadmap: its number, and its title in a language or else in the roadmap's own.
    pub fn phase_of(
        &self,
        roadmap: &RoadmapId,
        topic: &TopicId,
        lang: Lang,
    ) -> Result<Option<(u32, String)>, StoreError> {
        let sql = "SELECT h.phase, (SELECT title FROM phase p WHERE p.roadmap = h.roadmap AND p.number = h.phase
                                      ORDER BY p.lang = ?3 DESC, p.own DESC LIMIT 1)
                   FROM home h WHERE h.roadmap = ?1 AND h.topic = ?2";
        let params = (roadmap.as_str(), topic.as_str(), lang_number(lang));
        self.one(sql, params, |row| Ok((row.get(0)?, row.get(1)?)))
    }

    /// The topics that are not built in, in the order of the decks: the learner's own, and those of decks of others.
    pub fn own_topics(&self) -> Result<Vec<TopicId>, StoreError> {
        self.many(
            "SELECT id FROM topic WHERE mine = 1 ORDER BY number",
            [],
            |row| topic_id(row, 0),
        )
    }

    /// The topics of the cards that cards of some topics need.
    pub fn topics_needed_by(
        &self,
        topics: &HashSet<TopicId>,
    ) -> Result<HashSet<TopicId>, StoreError> {
        let mut needed = HashSet::new();
        for topic in topics {
            let sql =
                "SELECT needs FROM card WHERE topic = (SELECT number FROM topic WHERE id = ?1)";
            let needs: Vec<String> = self.many(sql, [topic.as_str()], |row| row.get(0))?;
            for need in needs.iter().flat_map(|needs| needs.lines()) {
                if let Ok(card) = CardId::parse(need) {
                    needed.extend(self.topic_of(&card)?);
                }
            }
        }
        Ok(needed)
    }

    /// The ids of all cards, sorted.
    pub fn card_ids(&self) -> Result<Vec<String>, StoreError> {
        self.many("SELECT id FROM card ORDER BY id", [], |row| row.get(0))
    }

    /// Every tag that a card carries, sorted.
    pub fn tags(&self) -> Result<Vec<String>, StoreError> {
        let sql = "SELECT text FROM tag ORDER BY text";
        self.many(sql, [], |row| row.get(0))
    }

    /// Whether a topic has cards of a kind that takes seconds rather than minutes.
    pub fn has_quick_cards(&self, topic: &TopicId) -> Result<bool, StoreError> {
        let sql =
            "SELECT kind FROM card_count WHERE topic = (SELECT number FROM topic WHERE id = ?1)";
        let kinds: Vec<i64> = self.many(sql, [topic.as_str()], |row| row.get(0))?;
        let mut kinds = kinds.into_iter().filter_map(kind_of);
        Ok(kinds.any(|kind| !is_long_kind(kind)))
    }

    /// How many cards of each kind each topic has, in the order of the decks.
    pub fn card_counts(&self) -> Result<Vec<CardCount>, StoreError> {
        let names = self.topic_names()?;
        let sql = "SELECT topic, kind, cards FROM card_count";
        let read = |row: &Row<'_>| Ok((row.get(0)?, row.get(1)?, row.get(2)?));
        let rows: Vec<(i64, i64, u32)> = self.many(sql, [], read)?;
        let count = |(topic, kind, cards): (i64, i64, u32)| {
            Some(CardCount {
                topic: names.get(&topic)?.clone(),
                kind: kind_of(kind)?,
                cards,
            })
        };
        Ok(rows.into_iter().filter_map(count).collect())
    }
}

/// How many cards of a kind a topic has in the decks.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CardCount {
    /// The topic.
    pub topic: TopicId,
    /// The kind.
    pub kind: CardKind,
    /// Cards, reviewed or not.
    pub cards: u32,
}

/// An id that no deck uses any more.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RetiredCard {
    /// The card that took its place.
    pub replaced_by: Option<CardId>,
}

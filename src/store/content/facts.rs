//! What a deck says of a card or a roadmap, apart from its texts.

use rusqlite::{Row, params};
use serde::{Deserialize, Serialize};

use super::index::{card_id, topic_id};
use crate::domain::card::{Card, CardKind, Interview, Lang, Level, Origin};
use crate::domain::day::StudyDay;
use crate::domain::id::{AreaId, CardId, DeckName, RoadmapId, TopicId};
use crate::domain::roadmap::Title;
use crate::store::db::{kind_number, kind_of, odd};

/// What a deck says of a card, apart from its texts.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct IndexedFacts {
    /// The card.
    pub id: CardId,
    /// Its topic.
    pub topic: TopicId,
    /// The topic's area.
    pub area: AreaId,
    /// Its kind.
    pub kind: CardKind,
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
    /// Expected minutes, for long kinds.
    pub minutes: Option<u32>,
}

/// The columns [`read_facts`] expects, of the tables `c` (card) and `t` (topic).
pub(in crate::store) const FACTS: &str =
    "c.id, t.id, c.area, c.kind, c.level, c.interview, c.tags, c.mine, c.added, c.minutes, c.deck";

/// Reads [`FACTS`].
pub(in crate::store) fn read_facts(row: &Row<'_>) -> Result<IndexedFacts, rusqlite::Error> {
    let text = |column: usize| row.get_ref(column)?.as_str().map_err(|e| odd(column, e));
    let level = Level::new(row.get(4)?).ok_or_else(|| odd(4, "no such level"))?;
    Ok(IndexedFacts {
        id: card_id(row, 0)?,
        topic: topic_id(row, 1)?,
        area: AreaId::parse(text(2)?).map_err(|e| odd(2, e))?,
        kind: kind_of(row.get(3)?).ok_or_else(|| odd(3, "no such kind"))?,
        level,
        interview: interview_of(row.get(5)?).ok_or_else(|| odd(5, "no such interview word"))?,
        tags: text(6)?.lines().map(str::to_owned).collect(),
        origin: origin_of(row)?,
        added: row.get::<_, Option<i32>>(8)?.map(StudyDay::from_number),
        minutes: row.get(9)?,
    })
}

fn origin_of(row: &Row<'_>) -> Result<Origin, rusqlite::Error> {
    if row.get::<_, i64>(7)? == 1 {
        return Ok(Origin::Mine);
    }
    let deck = match row.get_ref(10)?.as_str_or_null() {
        Ok(Some(deck)) => DeckName::parse(deck).map_err(|e| odd(10, e))?,
        Ok(None) => return Ok(Origin::BuiltIn),
        Err(e) => return Err(odd(10, e)),
    };
    Ok(Origin::Shared(deck))
}

/// Inserts a card's row and gives its number; nothing where another card has its id already.
pub(super) fn insert_facts(
    db: &rusqlite::Connection,
    (topic, place): (i64, i64),
    card: &Card,
    search: &str,
) -> Result<Option<i64>, rusqlite::Error> {
    let sql = "INSERT OR IGNORE INTO card (id, topic, place, kind, level, interview, mine, deck, added, area, tags, needs, minutes, search)
               VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14)";
    let needs: Vec<&str> = card.needs.iter().map(CardId::as_str).collect();
    let inserted = db.prepare_cached(sql)?.execute(params![
        card.id.as_str(),
        topic,
        place,
        kind_number(card.body.kind()),
        card.level.number(),
        interview_number(card.interview),
        i64::from(card.origin == Origin::Mine),
        card.origin.deck().map(DeckName::as_str),
        card.added.map(StudyDay::number),
        card.area.as_str(),
        card.tags.join("\n"),
        needs.join("\n"),
        card.minutes,
        search,
    ])?;
    Ok((inserted > 0).then(|| db.last_insert_rowid()))
}

const fn interview_number(interview: Interview) -> i64 {
    match interview {
        Interview::No => 0,
        Interview::Rare => 1,
        Interview::Sometimes => 2,
        Interview::Common => 3,
    }
}

const fn interview_of(number: i64) -> Option<Interview> {
    match number {
        0 => Some(Interview::No),
        1 => Some(Interview::Rare),
        2 => Some(Interview::Sometimes),
        3 => Some(Interview::Common),
        _ => None,
    }
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
    /// Its title in other languages.
    pub titles: Vec<(Lang, String)>,
    /// Who it is for, in a sentence.
    pub description: Option<Title>,
    /// Number of its phases.
    pub phases: u32,
    /// Whose roadmap it is.
    pub origin: Origin,
}

impl RoadmapHead {
    /// Its title in a language, or in its own.
    pub fn title_in(&self, lang: Lang) -> &str {
        let found = self.titles.iter().find(|(other, _)| *other == lang);
        match found {
            Some((_, title)) if self.lang != lang => title,
            _ => &self.title,
        }
    }
}

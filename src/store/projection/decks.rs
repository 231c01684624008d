//! Cards and topics of the decks together with what the log says of them.

use std::collections::HashMap;

use rusqlite::{Row, params};

use super::memory::CardRow;
use super::progress::Progress;
use super::totals::{CardSlot, Totals};
use crate::domain::day::StudyDay;
use crate::domain::id::{CardId, TopicId};
use crate::domain::memory::CardState;
use crate::domain::query::Candidates;
use crate::store::content::{CardSet, FACTS, IndexedFacts, read_facts, topic_id};
use crate::store::db::{StoreError, Write, card_state, odd};

/// What the query language asks of a card.
#[derive(Debug, Clone, PartialEq)]
pub struct StoredCardFacts {
    /// What the deck says.
    pub facts: IndexedFacts,
    /// Its text in plain letters; empty where it was not asked for.
    pub search: String,
    /// What the log says of it.
    pub state: CardState,
}

/// Whether texts are read along with the facts of cards.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Texts {
    /// They are.
    Read,
    /// They are not: it is faster.
    Skipped,
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

/// Looking a card up costs about as much as going past this many.
const SCATTERED: usize = 4;

/// The columns of a card's state.
const STATE: &str = "strength, strength_a, strength_b, passes, reviews, lapses, interval, due, last, suspended, buried, flagged";

const fn text_column(texts: Texts) -> &'static str {
    match texts {
        Texts::Read => "c.search",
        Texts::Skipped => "''",
    }
}

impl Progress<'_> {
    /// Calls `take` with every candidate, in order of topic and place.
    pub fn each_card(
        &self,
        candidates: &Candidates<'_>,
        today: StudyDay,
        texts: Texts,
        take: impl FnMut(StoredCardFacts),
    ) -> Result<(), StoreError> {
        match self.candidates(candidates, today)? {
            Some(set) if set.len() * SCATTERED < self.content.last_card()? => {
                self.each_of(&set, texts, take)
            }
            set => self.each_of_all(set.as_ref(), texts, take),
        }
    }

    /// Looks each card up by its number.
    fn each_of(
        &self,
        set: &CardSet,
        texts: Texts,
        take: impl FnMut(StoredCardFacts),
    ) -> Result<(), StoreError> {
        let sql = format!(
            "SELECT {FACTS}, {}, c.topic, c.place FROM card c JOIN topic t ON t.number = c.topic WHERE c.number = ?1",
            text_column(texts)
        );
        let mut found = Vec::with_capacity(set.len());
        for number in set.numbers() {
            let card = self.content.one(&sql, [number], |row| {
                let order: (i64, i64) = (row.get(12)?, row.get(13)?);
                Ok((order, read_facts(row)?, row.get(11)?))
            })?;
            if let Some((order, facts, search)) = card {
                let state = self.state_of_content(number)?;
                found.push((
                    order,
                    StoredCardFacts {
                        facts,
                        search,
                        state,
                    },
                ));
            }
        }
        found.sort_by_key(|(order, _)| *order);
        found.into_iter().map(|(_, card)| card).for_each(take);
        Ok(())
    }

    /// Goes through all cards in order, which costs less than looking up a large part of them.
    fn each_of_all(
        &self,
        set: Option<&CardSet>,
        texts: Texts,
        mut take: impl FnMut(StoredCardFacts),
    ) -> Result<(), StoreError> {
        let states = self.states_by_content()?;
        let sql = format!(
            "SELECT {FACTS}, {}, c.number FROM card c JOIN topic t ON t.number = c.topic ORDER BY c.topic, c.place",
            text_column(texts)
        );
        self.content.each(&sql, [], |row| {
            let number: i64 = row.get(12)?;
            if set.is_none_or(|set| set.contains(number)) {
                take(StoredCardFacts {
                    facts: read_facts(row)?,
                    search: row.get(11)?,
                    state: states.get(&number).copied().unwrap_or_default(),
                });
            }
            Ok(())
        })
    }

    /// What the log says of a card, by its number in the content index.
    fn state_of_content(&self, number: i64) -> Result<CardState, StoreError> {
        let sql = format!("SELECT {STATE} FROM memory WHERE content = ?1");
        let state = self.db.one(&sql, [number], |row| card_state(row, 0))?;
        Ok(state.unwrap_or_default())
    }

    fn states_by_content(&self) -> Result<HashMap<i64, CardState>, StoreError> {
        // A card that is gone has no number to be found by.
        let sql = format!("SELECT {STATE}, content FROM memory WHERE gone = 0");
        let states = self
            .db
            .many(&sql, [], |row| Ok((row.get(12)?, card_state(row, 0)?)))?;
        Ok(states.into_iter().collect())
    }

    /// Every topic in order, with its numbers.
    pub fn topic_summaries(&self) -> Result<Vec<TopicSummary>, StoreError> {
        let known = self.db.many("SELECT id, seen FROM topic", [], |row| {
            Ok((row.get::<_, String>(0)?, row.get(1)?))
        })?;
        let seen: HashMap<String, u32> = known.into_iter().collect();
        let summaries = self.content.many(
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
        let Some(found) = self.content.one(sql, [topic.as_str()], summary)? else {
            return Ok(None);
        };
        let seen = self.db.one(
            "SELECT seen FROM topic WHERE id = ?1",
            [topic.as_str()],
            |row| row.get(0),
        )?;
        Ok(Some(TopicSummary {
            seen: seen.unwrap_or_default(),
            ..found
        }))
    }

    /// Gives every card's row the topic and kind that the index has for it, moves its totals along,
    /// and recounts the topics' seen cards.
    pub(in crate::store) fn sync_spots(&self) -> Result<(), StoreError> {
        let token = self.content.index_meta("token")?.unwrap_or_default();
        self.log.write(|write| {
            let mut totals = Totals::default();
            for (kept, id) in self.all_kept()? {
                self.sync_spot(write, &kept, &id, &mut totals)?;
            }
            Self::add_totals(write, &totals)?;
            Self::recount_seen(write)?;
            // In the same transaction as the rows: after a crash the token is still the old one,
            // and the next start does all of this again.
            write.set_local("spots", &token)
        })
    }

    fn sync_spot(
        &self,
        write: &Write<'_>,
        kept: &CardRow,
        id: &CardId,
        totals: &mut Totals,
    ) -> Result<(), StoreError> {
        let (spot, content) = match self.content.place(id)? {
            Some((topic, kind, number)) => (
                CardSlot {
                    topic: self.topic_number(write, &topic)?,
                    kind,
                },
                Some(number),
            ),
            // A card keeps the topic and kind it had: its past answers still count there.
            None => (kept.spot, None),
        };
        if (spot, content) == (kept.spot, kept.content) {
            return Ok(());
        }
        // The totals are kept by topic and kind: a card that moves takes its past answers with it.
        if spot != kept.spot {
            for event in self.log.card_log(kept.card)?.standing() {
                totals.subtract(event, kept.spot);
                totals.add(event, spot);
            }
        }
        let gone = i64::from(content.is_none());
        let sql =
            "UPDATE memory SET topic = ?2, kind = ?3, gone = ?4, content = ?5 WHERE card = ?1";
        write
            .run(
                sql,
                params![kept.card, spot.topic, spot.kind, gone, content],
            )
            .map(|_| ())
    }

    fn recount_seen(write: &Write<'_>) -> Result<(), StoreError> {
        let sql = "WITH count AS MATERIALIZED (SELECT topic, count(*) AS seen FROM memory
                     WHERE gone = 0 AND due IS NOT NULL GROUP BY topic)
                   UPDATE topic SET seen = coalesce((SELECT seen FROM count WHERE topic = number), 0)";
        write.run(sql, []).map(|_| ())
    }
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

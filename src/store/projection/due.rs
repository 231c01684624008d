//! What is due, from the one index that serves its order.

use std::collections::HashSet;

use rusqlite::Row;

use super::progress::Progress;
use crate::domain::day::StudyDay;
use crate::domain::id::{CardId, TopicId};
use crate::store::db::{StoreError, odd};

/// Which cards are asked for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum CardScope {
    /// Every card in the decks.
    All,
    /// The cards of some topics.
    Topics(Vec<TopicId>),
    /// Some cards.
    Cards(Vec<CardId>),
}

/// Open cards in order, with no more of each than tells whether it is asked for.
const OPEN: &str = "SELECT card, topic FROM memory INDEXED BY memory_due
                    WHERE suspended = 0 AND gone = 0 AND due <= ?1 AND (buried IS NULL OR buried <= ?1)
                    ORDER BY due, interval, card";

impl Progress<'_> {
    /// The open cards that are due by `today`, at most `limit`: the earliest due first, then the
    /// shortest interval.
    pub fn due(
        &self,
        scope: &CardScope,
        today: StudyDay,
        limit: usize,
    ) -> Result<Vec<CardId>, StoreError> {
        self.due_numbers(scope, today, limit)?
            .into_iter()
            .map(|card| self.log.card_id(card))
            .collect()
    }

    /// How many open cards are due by `today`, counted up to a cap.
    pub fn due_count(
        &self,
        scope: &CardScope,
        today: StudyDay,
        cap: usize,
    ) -> Result<usize, StoreError> {
        Ok(self.due_numbers(scope, today, cap)?.len())
    }

    fn due_numbers(
        &self,
        scope: &CardScope,
        today: StudyDay,
        cap: usize,
    ) -> Result<Vec<i64>, StoreError> {
        match scope {
            CardScope::All => self.open_cards(None, today, cap),
            CardScope::Topics(topics) => {
                self.open_cards(Some(&self.numbers_of(topics)?), today, cap)
            }
            CardScope::Cards(cards) => Ok(self
                .due_among(cards, today)?
                .into_iter()
                .take(cap)
                .collect()),
        }
    }

    fn open_cards(
        &self,
        topics: Option<&HashSet<i64>>,
        today: StudyDay,
        cap: usize,
    ) -> Result<Vec<i64>, StoreError> {
        let walk = || {
            let mut query = self.db.connection().prepare_cached(OPEN)?;
            let mut rows = query.query([today.number()])?;
            let mut found = Vec::new();
            // No LIMIT: the cap counts what is left once the topics are compared. The rows come in
            // order from the index (which INDEXED BY insists on), so nothing past the cap is read.
            while found.len() < cap
                && let Some(row) = rows.next()?
            {
                let topic = row.get(1)?;
                if topics.is_none_or(|topics| topics.contains(&topic)) {
                    found.push(row.get(0)?);
                }
            }
            Ok(found)
        };
        walk().map_err(|e| self.db.fault(e))
    }

    /// The numbers of those topics of which the log knows a card.
    fn numbers_of(&self, topics: &[TopicId]) -> Result<HashSet<i64>, StoreError> {
        let wanted: HashSet<&str> = topics.iter().map(TopicId::as_str).collect();
        let read = |row: &Row<'_>| {
            let id = row.get_ref(1)?.as_str().map_err(|e| odd(1, e))?;
            Ok((row.get::<_, i64>(0)?, wanted.contains(id)))
        };
        let known = self.db.many("SELECT number, id FROM topic", [], read)?;
        Ok(known
            .into_iter()
            .filter_map(|(number, wanted)| wanted.then_some(number))
            .collect())
    }

    fn due_among(&self, cards: &[CardId], today: StudyDay) -> Result<Vec<i64>, StoreError> {
        let mut found = Vec::new();
        for card in cards {
            let Some(number) = self.log.known_card(card)? else {
                continue;
            };
            let Some(kept) = self.kept(number)? else {
                continue;
            };
            if let Some(seen) = kept.state.memory.seen()
                && seen.due <= today
                // The conditions of `OPEN`, for a row that was found by its card.
                && kept.content.is_some()
                && kept.state.is_open_on(today)
            {
                found.push((seen.due, seen.interval, number));
            }
        }
        // In the order of the index. A card may be asked for twice.
        found.sort_unstable();
        found.dedup();
        Ok(found.into_iter().map(|(_, _, number)| number).collect())
    }

    /// How many cards fall due on each day from one to another, both included; days without any are left out.
    pub fn due_load(
        &self,
        from: StudyDay,
        to: StudyDay,
    ) -> Result<Vec<(StudyDay, u32)>, StoreError> {
        let sql = "SELECT due, count(*) FROM memory INDEXED BY memory_due
                   WHERE suspended = 0 AND gone = 0 AND due BETWEEN ?1 AND ?2 GROUP BY due";
        let read = |row: &Row<'_>| Ok((StudyDay::from_number(row.get(0)?), row.get(1)?));
        self.db.many(sql, [from.number(), to.number()], read)
    }
}

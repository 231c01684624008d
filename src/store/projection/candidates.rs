//! Candidates of a query, found in indexes of both files.

use std::ops::RangeInclusive;

use rusqlite::Params;

use super::progress::Progress;
use crate::domain::day::StudyDay;
use crate::domain::id::CardId;
use crate::domain::plain::plain;
use crate::domain::query::Candidates;
use crate::store::content::{CardSet, ContentIndex, Signature};
use crate::store::db::{StoreError, kind_number};

impl Progress<'_> {
    /// The cards that can match; nothing means all of them.
    pub(super) fn candidates(
        &self,
        wanted: &Candidates<'_>,
        today: StudyDay,
    ) -> Result<Option<CardSet>, StoreError> {
        let set = match wanted {
            Candidates::All => return Ok(None),
            Candidates::Every(all) => return self.in_every(all, today),
            Candidates::Any(any) => {
                let mut union = CardSet::default();
                for wanted in any {
                    match self.candidates(wanted, today)? {
                        Some(set) => union.unite(&set),
                        // One part that any card may match, and any card may match the whole.
                        None => return Ok(None),
                    }
                }
                union
            }
            // The planner builds complements of exact sets only; a set that is merely large enough
            // would lose cards here.
            Candidates::Without(wanted) => match self.candidates(wanted, today)? {
                Some(set) => self.all_but(&set)?,
                None => CardSet::default(),
            },
            // Seen cards that are suspended are in no index of intervals and stay in. That is fine:
            // a set may hold too many, since the evaluator judges each card, but never too few.
            Candidates::Unseen => self.all_but(&self.with_intervals(&(0..=u32::MAX))?)?,
            Candidates::Due => {
                let sql = "SELECT content FROM memory INDEXED BY memory_due
                           WHERE suspended = 0 AND gone = 0 AND due <= ?1 AND (buried IS NULL OR buried <= ?1)";
                self.known(sql, [today.number()])?
            }
            Candidates::Intervals(days) => self.with_intervals(days)?,
            Candidates::Marked => self.known(
                "SELECT content FROM memory WHERE suspended = 1 OR buried IS NOT NULL OR flagged = 1",
                [],
            )?,
            Candidates::Topic(_)
            | Candidates::Area(_)
            | Candidates::Roadmap(_)
            | Candidates::Phases(_)
            | Candidates::Kind(_)
            | Candidates::Levels(_)
            | Candidates::Tag(_)
            | Candidates::Text(_)
            | Candidates::Cards(_)
            | Candidates::Mine => self.content.candidates(wanted)?,
        };
        Ok(Some(set))
    }

    fn in_every(
        &self,
        all: &[Candidates<'_>],
        today: StudyDay,
    ) -> Result<Option<CardSet>, StoreError> {
        let mut common: Option<CardSet> = None;
        for wanted in all {
            // A part without an index narrows nothing.
            let Some(set) = self.candidates(wanted, today)? else {
                continue;
            };
            match &mut common {
                Some(common) => common.intersect(&set),
                None => common = Some(set),
            }
        }
        Ok(common)
    }

    fn all_but(&self, set: &CardSet) -> Result<CardSet, StoreError> {
        let last = i64::try_from(self.content.last_card()?).unwrap_or(i64::MAX);
        let mut rest = CardSet::up_to(last);
        rest.subtract(set);
        Ok(rest)
    }

    /// Cards that are not suspended, by their interval: the index of what is due holds all of them.
    fn with_intervals(&self, days: &RangeInclusive<u32>) -> Result<CardSet, StoreError> {
        let sql = "SELECT content FROM memory INDEXED BY memory_due
                   WHERE suspended = 0 AND gone = 0 AND due IS NOT NULL AND interval BETWEEN ?1 AND ?2";
        self.known(sql, [*days.start(), *days.end()])
    }

    /// The cards of the decks whose numbers in the content index a query gives.
    fn known(&self, sql: &str, params: impl Params) -> Result<CardSet, StoreError> {
        let mut set = CardSet::default();
        self.db.each(sql, params, |row| {
            // Null: no deck has the card any more.
            if let Some(number) = row.get(0)? {
                set.insert(number);
            }
            Ok(())
        })?;
        Ok(set)
    }
}

impl ContentIndex {
    /// The greatest number of a card.
    pub(super) fn last_card(&self) -> Result<usize, StoreError> {
        let last = self.one("SELECT max(number) FROM card", [], |row| {
            row.get::<_, Option<i64>>(0)
        })?;
        Ok(last
            .flatten()
            .and_then(|last| usize::try_from(last).ok())
            .unwrap_or(0))
    }

    /// The candidates that the decks alone decide.
    fn candidates(&self, wanted: &Candidates<'_>) -> Result<CardSet, StoreError> {
        match wanted {
            Candidates::Topic(name) => self.of_topics("id = ?1", [name]),
            Candidates::Area(name) => self.of_topics("json_extract(body, '$.area') = ?1", [name]),
            // The learner's own road is the topics that no roadmap lists, none of which lies in `home`.
            Candidates::Roadmap(name) => self.of_topics(
                "mine = 1 OR id IN (SELECT topic FROM home WHERE roadmap = ?1)",
                [name],
            ),
            Candidates::Phases(phases) => self.of_topics(
                "mine = 1 OR id IN (SELECT topic FROM home WHERE phase BETWEEN ?1 AND ?2)",
                [*phases.start(), *phases.end()],
            ),
            Candidates::Kind(kind) => self.numbers(
                "SELECT number FROM card WHERE kind = ?1",
                [kind_number(*kind)],
            ),
            Candidates::Levels(levels) => self.numbers(
                "SELECT number FROM card WHERE level BETWEEN ?1 AND ?2",
                [*levels.start(), *levels.end()],
            ),
            Candidates::Tag(name) => self.numbers(
                "SELECT c.card FROM tag t JOIN card_tag c ON c.tag = t.number WHERE t.plain = ?1",
                [plain(name)],
            ),
            Candidates::Mine => self.numbers("SELECT number FROM card WHERE mine = 1", []),
            Candidates::Cards(cards) => self.listed(cards),
            Candidates::Text(text) => self.with_text(text),
            Candidates::All
            | Candidates::Due
            | Candidates::Unseen
            | Candidates::Intervals(_)
            | Candidates::Marked
            | Candidates::Without(_)
            | Candidates::Every(_)
            | Candidates::Any(_) => Ok(CardSet::default()),
        }
    }

    fn listed(&self, cards: &[CardId]) -> Result<CardSet, StoreError> {
        let mut set = CardSet::default();
        for card in cards {
            let sql = "SELECT number FROM card WHERE id = ?1";
            if let Some(number) = self.one(sql, [card.as_str()], |row| row.get(0))? {
                set.insert(number);
            }
        }
        Ok(set)
    }

    fn of_topics(&self, topics: &str, params: impl Params) -> Result<CardSet, StoreError> {
        let sql = format!(
            "SELECT number FROM card WHERE topic IN (SELECT number FROM topic WHERE {topics})"
        );
        self.numbers(&sql, params)
    }

    fn numbers(&self, sql: &str, params: impl Params) -> Result<CardSet, StoreError> {
        let mut set = CardSet::default();
        self.each(sql, params, |row| {
            set.insert(row.get(0)?);
            Ok(())
        })?;
        Ok(set)
    }

    /// The cards whose text holds a piece: those whose signature fits, and then whose text does.
    fn with_text(&self, piece: &str) -> Result<CardSet, StoreError> {
        // A piece of one byte sets no bit and fits every card: its texts are all read.
        let signature = Signature::of(piece);
        let mut fits = Vec::new();
        self.each("SELECT cards FROM signature", [], |row| {
            signature.each_fit(row.get_ref(0)?.as_blob()?, |card| fits.push(card));
            Ok(())
        })?;
        let mut set = CardSet::default();
        for number in fits {
            let sql = "SELECT search FROM card WHERE number = ?1";
            let holds = self.one(sql, [number], |row| {
                Ok(row.get_ref(0)?.as_str()?.contains(piece))
            })?;
            if holds == Some(true) {
                set.insert(number);
            }
        }
        Ok(set)
    }
}

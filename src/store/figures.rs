//! What figures are made from: places that cards are counted at, and totals of chosen cards.

use rusqlite::Row;

use super::columns::kind_of;
use super::tally::{Spot, Totals};
use super::{Store, StoreError};
use crate::domain::card::Kind;
use crate::domain::id::{CardId, TopicId};
use crate::domain::tally::DayTally;

/// How many cards of a kind a topic has in the decks.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CardCount {
    /// The topic.
    pub topic: TopicId,
    /// The kind.
    pub kind: Kind,
    /// Cards, reviewed or not.
    pub cards: u32,
}

/// Places that cards are counted at: a topic and a kind each.
#[derive(Debug, Clone)]
pub struct Spots {
    /// The topic and the kind of each place.
    pub names: Vec<(TopicId, Kind)>,
    /// Where the kinds of a topic begin, by the topic's number.
    first: Vec<Option<usize>>,
}

impl Spots {
    pub(super) fn place(&self, spot: Spot) -> Option<usize> {
        let first = (*self.first.get(usize::try_from(spot.topic).ok()?)?)?;
        let kind = usize::try_from(spot.kind - 1)
            .ok()
            .filter(|kind| *kind < Kind::ALL.len())?;
        Some(first + kind)
    }
}

impl Store {
    /// Every topic of which a card was met with every kind: the places that cards are counted at.
    pub fn spots(&self) -> Result<Spots, StoreError> {
        let mut topics: Vec<(i64, TopicId)> = self.topic_names()?.into_iter().collect();
        topics.sort();
        let most = topics
            .last()
            .map_or(0, |(number, _)| usize::try_from(*number).unwrap_or(0));
        let mut spots = Spots {
            names: Vec::new(),
            first: vec![None; most + 1],
        };
        for (number, topic) in topics {
            if let Some(first) = usize::try_from(number)
                .ok()
                .and_then(|number| spots.first.get_mut(number))
            {
                *first = Some(spots.names.len());
            }
            spots
                .names
                .extend(Kind::ALL.map(|kind| (topic.clone(), kind)));
        }
        Ok(spots)
    }

    /// How many cards of each kind each topic has, in the order of the decks.
    pub fn card_counts(&self) -> Result<Vec<CardCount>, StoreError> {
        let names = self.index.topic_names()?;
        let sql = "SELECT topic, kind, cards FROM card_count";
        let read = |row: &Row<'_>| Ok((row.get(0)?, row.get(1)?, row.get(2)?));
        let rows: Vec<(i64, i64, u32)> = self.index.many(sql, [], read)?;
        let count = |(topic, kind, cards): (i64, i64, u32)| {
            Some(CardCount {
                topic: names.get(&topic)?.clone(),
                kind: kind_of(kind)?,
                cards,
            })
        };
        Ok(rows.into_iter().filter_map(count).collect())
    }

    /// The totals of some cards alone, read from the log itself, oldest first.
    pub fn tallies_of(&self, cards: &[CardId]) -> Result<Vec<DayTally>, StoreError> {
        let mut totals = Totals::default();
        for card in cards {
            let Some(number) = self.known_card(card)? else {
                continue;
            };
            let spot = self
                .kept(number)?
                .map_or_else(Spot::default, |kept| kept.spot);
            for event in self.card_log(number)?.standing() {
                totals.add(event, spot);
            }
        }
        let topics = self.topic_names()?;
        Ok(totals.rows(&topics))
    }
}

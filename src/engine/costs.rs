//! What cards cost this learner, in seconds.

use std::collections::HashMap;

use crate::domain::card::CardKind;
use crate::domain::cost::CostFacts;
use crate::domain::id::CardId;
use crate::engine::workspace::Workspace;
use crate::error::AppError;

/// Most cards whose own times are looked up, so that the first card is quickly on the screen. The others cost
/// what their kind costs, which is right on average.
const LOOKED_UP: usize = 60;

/// A card, and the seconds that an answer to it takes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct CostedCard {
    pub(super) card: CardId,
    pub(super) seconds: u32,
}

/// A learner's times.
pub(super) struct Costs<'a> {
    home: &'a Workspace<'a>,
    by_kind: HashMap<CardKind, u32>,
}

impl<'a> Costs<'a> {
    /// Reads the learner's pace with each kind of card.
    pub(super) fn read(home: &'a Workspace<'a>) -> Result<Self, AppError> {
        let by_kind = home.store.progress().paces()?.into_iter().collect();
        Ok(Self { home, by_kind })
    }

    /// What is known of the time that a card takes.
    pub(super) fn facts(
        &self,
        own: Option<u32>,
        kind: CardKind,
        declared_minutes: Option<u32>,
    ) -> CostFacts {
        CostFacts {
            own,
            kind: self.by_kind.get(&kind).copied(),
            declared_minutes,
        }
    }

    /// The cards with their costs.
    pub(super) fn of_cards(&self, cards: Vec<CardId>) -> Result<Vec<CostedCard>, AppError> {
        let mut costed = Vec::with_capacity(cards.len());
        for (place, card) in cards.into_iter().enumerate() {
            let own = if place < LOOKED_UP {
                self.home.store.progress().own_time(&card)?
            } else {
                None
            };
            let seconds = self.seconds(&card, own)?;
            costed.push(CostedCard { card, seconds });
        }
        Ok(costed)
    }

    /// Seconds that a card takes which the learner has not seen.
    pub(super) fn of_new(&self, card: &CardId) -> Result<u32, AppError> {
        self.seconds(card, None)
    }

    fn seconds(&self, card: &CardId, own: Option<u32>) -> Result<u32, AppError> {
        let declared = self.home.store.content().kind_and_minutes(card)?;
        Ok(match declared {
            Some((kind, minutes)) => self.facts(own, kind, minutes).seconds(),
            None => CostFacts::default().seconds(),
        })
    }
}

/// Seconds that an answer to a card takes this learner, as the minutes of a session are counted.
pub fn expected_seconds(home: &Workspace<'_>, card: &CardId) -> Result<u32, AppError> {
    let own = home.store.progress().own_time(card)?;
    Costs::read(home)?.seconds(card, own)
}

/// Seconds that some cards take together.
pub(super) fn total(cards: &[CostedCard]) -> u64 {
    cards.iter().map(|card| u64::from(card.seconds)).sum()
}

//! What a new version of a deck changes.

use std::collections::BTreeMap;

use crate::domain::card::Card;

/// A card with its siblings, before and after.
#[derive(Debug, Clone)]
pub struct CardPair {
    /// As it was.
    pub before: Vec<Card>,
    /// As it is now.
    pub after: Vec<Card>,
}

impl CardPair {
    /// The id of the card, without a sibling mark.
    pub fn base(&self) -> &str {
        self.after.first().map_or("", |card| card.id.base())
    }

    /// Whether its author says that what is tested is another thing now.
    pub fn has_new_meaning(&self) -> bool {
        let rev = |cards: &[Card]| cards.first().map(|card| card.rev);
        rev(&self.after) > rev(&self.before)
    }
}

/// What a new version of a deck changes. Siblings count as one card.
#[derive(Debug, Clone, Default)]
pub struct DeckDifference {
    /// Cards that are only in the new version.
    pub new: Vec<Vec<Card>>,
    /// Cards that say something else.
    pub changed: Vec<CardPair>,
    /// Cards that are only in the old version.
    pub retired: Vec<Vec<Card>>,
}

/// Compares the cards of two versions of a deck.
pub(super) fn difference(before: &[Card], after: &[Card]) -> DeckDifference {
    let (mut old, now) = (by_base(before), by_base(after));
    let mut difference = DeckDifference::default();
    for (base, cards) in now {
        match old.remove(base) {
            None => difference.new.push(cards),
            Some(before) if before != cards => difference.changed.push(CardPair {
                before,
                after: cards,
            }),
            Some(_) => {}
        }
    }
    difference.retired = old.into_values().collect();
    difference
}

fn by_base(cards: &[Card]) -> BTreeMap<&str, Vec<Card>> {
    let mut groups: BTreeMap<&str, Vec<Card>> = BTreeMap::new();
    for card in cards {
        groups.entry(card.id.base()).or_default().push(card.clone());
    }
    groups
}

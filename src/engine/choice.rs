//! A choice of cards: what a command line, a query or a followed roadmap comes to.

use crate::domain::id::{CardId, RoadmapId, TopicId};
use crate::engine::workspace::Workspace;
use crate::error::AppError;
use crate::store::CardScope;

/// A road: topics in their order.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Road {
    /// The roadmap, or `mine`.
    pub name: RoadmapId,
    /// Its topics.
    pub topics: Vec<TopicId>,
}

/// Whether prerequisites hold topics back.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Holds {
    /// They do.
    Apply,
    /// A query or a topic was named: they do not.
    Lifted,
}

/// A choice of cards.
#[derive(Debug, Clone)]
pub struct Chosen {
    /// The cards, as the store takes them.
    pub scope: CardScope,
    /// The roads new cards come along, in turn.
    pub roads: Vec<Road>,
    /// What to call it; nothing means every card.
    pub title: Option<String>,
    /// Whether prerequisites hold topics back.
    pub holds: Holds,
}

/// What is asked when nothing is named.
#[derive(Debug, Clone)]
pub struct Everyday {
    /// Everything that is due, and new cards of the followed roads.
    pub chosen: Chosen,
    /// The roads of the plan, where one is running: its cards come instead.
    pub planned: Option<Chosen>,
}

impl Chosen {
    /// Whether a card belongs to the choice.
    pub fn has(&self, home: &Workspace<'_>, card: &CardId) -> Result<bool, AppError> {
        Ok(match &self.scope {
            CardScope::All => true,
            CardScope::Cards(cards) => cards.contains(card),
            CardScope::Topics(topics) => home
                .store
                .content()
                .topic_of(card)?
                .is_some_and(|topic| topics.contains(&topic)),
        })
    }

    /// The roadmap, if it is one.
    pub fn one_road(&self) -> Option<&RoadmapId> {
        match self.roads.as_slice() {
            [road] => Some(&road.name),
            _ => None,
        }
    }
}

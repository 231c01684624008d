//! Why none of the cards that were named is asked now.

use std::collections::HashSet;

use crate::domain::day::StudyDay;
use crate::domain::id::{CardId, TopicId};
use crate::domain::memory::CardState;
use crate::engine::choice::{Chosen, Holds};
use crate::engine::new_cards::{first_unmet, held, progress, topic_of};
use crate::engine::workspace::Workspace;
use crate::error::AppError;
use crate::store::CardScope;

/// The cards of a choice, by what keeps each of them from being asked.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct NotNow {
    /// All of them.
    pub cards: usize,
    /// Put aside.
    pub suspended: usize,
    /// Hidden until another day.
    pub buried: usize,
    /// Due, beyond the reviews of a day.
    pub over_limit: usize,
    /// Learned, and not due yet.
    pub later: usize,
    /// The first day on which one of those is due.
    pub first_due: Option<StudyDay>,
    /// New, and built on cards that have not passed.
    pub held: usize,
    /// One of the cards that they wait for.
    pub needed: Option<CardId>,
    /// New, of topics that wait for other topics.
    pub held_by_topic: usize,
    /// One of the topics that wait.
    pub held_topic: Option<TopicId>,
    /// New, with nothing in the way but the number of new cards a day.
    pub new: usize,
}

/// Looks at each card of a choice.
pub(super) fn not_now(home: &Workspace<'_>, chosen: &Chosen) -> Result<NotNow, AppError> {
    let cards = cards_of(home, &chosen.scope)?;
    let held_topics = held_topics(home, chosen)?;
    let mut found = NotNow {
        cards: cards.len(),
        ..NotNow::default()
    };
    let states = home.store.progress().states(&cards)?;
    for (card, state) in cards.iter().zip(states) {
        found.count(home, card, &state, &held_topics)?;
    }
    Ok(found)
}

impl NotNow {
    fn count(
        &mut self,
        home: &Workspace<'_>,
        card: &CardId,
        state: &CardState,
        held_topics: &HashSet<TopicId>,
    ) -> Result<(), AppError> {
        let topic = topic_of(home, card)?;
        if state.marks.suspended.is_on() {
            self.suspended += 1;
        } else if !state.is_open_on(home.today()) {
            self.buried += 1;
        } else if let Some(seen) = state.memory.seen() {
            if seen.due <= home.today() {
                self.over_limit += 1;
            } else {
                self.later += 1;
                let first = self.first_due.unwrap_or(seen.due);
                self.first_due = Some(first.min(seen.due));
            }
        } else if held_topics.contains(&topic) {
            self.held_by_topic += 1;
            self.held_topic.get_or_insert(topic);
        } else if let Some(needed) = first_unmet(home, card)? {
            self.held += 1;
            self.needed.get_or_insert(needed);
        } else {
            self.new += 1;
        }
        Ok(())
    }
}

fn cards_of(home: &Workspace<'_>, scope: &CardScope) -> Result<Vec<CardId>, AppError> {
    let topics = match scope {
        CardScope::Cards(cards) => return Ok(cards.clone()),
        CardScope::Topics(topics) => topics,
        // What the day brings is not named card by card.
        CardScope::All => return Ok(Vec::new()),
    };
    let mut cards = Vec::new();
    for topic in topics {
        cards.extend(home.store.content().cards_of_topic(topic)?);
    }
    Ok(cards)
}

fn held_topics(home: &Workspace<'_>, chosen: &Chosen) -> Result<HashSet<TopicId>, AppError> {
    let mut found = HashSet::new();
    if chosen.holds == Holds::Apply && chosen.scope != CardScope::All {
        let progress = progress(home)?;
        for road in &chosen.roads {
            found.extend(held(home, road, &progress)?.into_keys());
        }
    }
    Ok(found)
}

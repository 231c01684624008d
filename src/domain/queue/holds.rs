//! What holds new cards back: topics by prerequisites of their road, cards by the cards they need.

use std::collections::{BTreeMap, BTreeSet, HashSet};

use crate::domain::day::StudyDay;
use crate::domain::id::{CardId, TopicId};
use crate::domain::memory::CardState;

/// How far the learner is with a topic. Suspended cards do not count.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct TopicProgress {
    /// Cards of the topic.
    pub cards: u32,
    /// Those of them that were reviewed at least once.
    pub seen: u32,
    /// Those of them that passed at their last answer.
    pub passed: u32,
}

impl TopicProgress {
    /// Whether the topic holds those that build on it: less than half of its cards are remembered.
    /// Cards that were merely seen open nothing, and a topic without cards holds nothing.
    pub const fn holds(self) -> bool {
        self.passed < self.cards.div_ceil(2)
    }
}

/// How long the new cards of a road last.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct RoadPace {
    /// Cards that were never reviewed.
    pub new: u32,
    /// First reviews a study day.
    pub a_day: u32,
    /// The study day by which the last of them is seen, if no other road uses up the day's new
    /// cards; nothing if never.
    pub met_by: Option<StudyDay>,
}

impl RoadPace {
    /// Counts from the day after today, for today's new cards may have come already.
    pub fn of(new: u32, a_day: u32, today: StudyDay) -> Self {
        let days = if new == 0 {
            Some(0)
        } else {
            (a_day > 0).then(|| new.div_ceil(a_day))
        };
        let days = days.and_then(|days| i32::try_from(days).ok());
        Self {
            new,
            a_day,
            met_by: days.map(|days| today.plus(days)),
        }
    }
}

/// A prerequisite that holds a topic.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Blocker {
    /// The prerequisite.
    pub topic: TopicId,
    /// How far the learner is with it.
    pub progress: TopicProgress,
}

/// The topics of one road that are held, each with what holds it. `road` is in the order of the road;
/// only prerequisites that come earlier in it hold, so that no road can lock itself.
pub fn held_topics<'p>(
    road: &[TopicId],
    prerequisites: &dyn Fn(&TopicId) -> &'p [TopicId],
    progress: &dyn Fn(&TopicId) -> TopicProgress,
    unlocked: &BTreeSet<TopicId>,
) -> BTreeMap<TopicId, Vec<Blocker>> {
    let mut earlier: HashSet<&TopicId> = HashSet::new();
    let mut held = BTreeMap::new();
    for topic in road {
        let blocker = |topic: &TopicId| Blocker {
            topic: topic.clone(),
            progress: progress(topic),
        };
        let before = prerequisites(topic)
            .iter()
            .filter(|needed| earlier.contains(needed));
        let blockers: Vec<Blocker> = before
            .map(blocker)
            .filter(|blocker| blocker.progress.holds())
            .collect();
        if !blockers.is_empty() && !unlocked.contains(topic) {
            held.insert(topic.clone(), blockers);
        }
        // Inserted after its own prerequisites were looked at: a topic that names itself must not
        // hold itself.
        earlier.insert(topic);
    }
    held
}

/// The ids among a card's needs that have not passed once. `cards` gives all cards of a base id,
/// siblings included; an id without a sibling mark needs every one of them. Suspended and missing
/// cards are not waited for.
pub fn unmet_needs<'n>(
    needs: &'n [CardId],
    cards: &dyn Fn(&str) -> Vec<(CardId, CardState)>,
) -> Vec<&'n CardId> {
    let waits = |state: &CardState| {
        !state.marks.suspended.is_on() && state.memory.seen().is_none_or(|seen| seen.passes == 0)
    };
    let is_meant = |need: &CardId, card: &CardId| need.side().is_none() || need == card;
    let unmet = |need: &&CardId| {
        cards(need.base())
            .iter()
            .any(|(card, state)| is_meant(need, card) && waits(state))
    };
    needs.iter().filter(unmet).collect()
}

//! The fold: what the log says of every card, and of what the learner follows, unlocked and ticked.
//!
//! The log is a set: its order is that of clock and key, whatever order events arrive in.

use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};

use crate::domain::day::StudyDay;
use crate::domain::event::{Event, EventBody, EventKey, Review, SettingsHash};
use crate::domain::id::{CardId, RoadmapId, TopicId};
use crate::domain::memory::{CardState, Mark, Memory};
use crate::domain::sm2::{Sm2, Switch};

/// Finds settings by the hash that events name; nothing when they are unknown.
pub type SettingsOf<'a> = &'a dyn Fn(&SettingsHash) -> Option<Sm2>;

/// Everything that is folded from the log.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Projection {
    /// Every card about which the log says more than nothing: new cards without marks are left out.
    pub cards: BTreeMap<CardId, CardState>,
    /// Roadmaps that are followed, the earliest followed first.
    pub followed: Vec<RoadmapId>,
    /// Topics whose hold was lifted.
    pub unlocked: BTreeSet<TopicId>,
    /// Ticked items: roadmap and line.
    pub done: BTreeSet<(RoadmapId, u32)>,
}

/// The events that are taken back, undone undos included. The order given does not matter, and only
/// the undos among the events do.
pub fn undone(events: &[Event]) -> HashSet<EventKey> {
    let mut undos: Vec<(&Event, &EventKey)> = events
        .iter()
        .filter_map(|event| {
            if let EventBody::Undo { target } = &event.body {
                Some((event, target))
            } else {
                None
            }
        })
        .collect();
    undos.sort_by(|(a, _), (b, _)| (b.clock, &b.key).cmp(&(a.clock, &a.key)));
    undos
        .into_iter()
        .fold(HashSet::new(), |mut undone, (undo, target)| {
            if !undone.contains(&undo.key) {
                undone.insert(target.clone());
            }
            undone
        })
}

/// The state of a card after one event about it; events that change no memory and no mark leave it as it was.
#[must_use]
pub fn apply(state: &CardState, event: &Event, settings: SettingsOf<'_>) -> CardState {
    let mut after = *state;
    match &event.body {
        EventBody::Review(review) => {
            after.memory = reviewed(&state.memory, review, event.stamp.day, settings);
        }
        EventBody::Suspend { .. } => after.marks.suspended = Mark::On,
        EventBody::Resume { .. } => {
            after.marks.suspended = Mark::Off;
            after.marks.buried_until = None;
        }
        EventBody::Bury { until, .. } => after.marks.buried_until = Some(*until),
        EventBody::Reset { .. } => after.memory = Memory::New,
        EventBody::Flag { .. } => after.marks.flagged = Mark::On,
        EventBody::Unflag { .. } => after.marks.flagged = Mark::Off,
        EventBody::Repeat(_)
        | EventBody::Cram(_)
        | EventBody::Undo { .. }
        | EventBody::Note { .. }
        | EventBody::Follow { .. }
        | EventBody::Unfollow { .. }
        | EventBody::Unlock { .. }
        | EventBody::Done { .. }
        | EventBody::Undone { .. }
        | EventBody::Interview { .. }
        | EventBody::Unknown { .. } => {}
    }
    after
}

/// The memory after a review: the recorded result where the card was as recorded, else the same answer
/// under the same settings again, its day drawn by the hash alone.
fn reviewed(before: &Memory, review: &Review, day: StudyDay, settings: SettingsOf<'_>) -> Memory {
    let known = settings(&review.settings);
    let grade = review.answer.grade;
    match known {
        Some(known) if *before != review.before => {
            let alone = Sm2 {
                balance: Switch::Off,
                ..known
            };
            alone
                .review(before, grade, day, &review.answer.card, &|_| 0)
                .memory
        }
        _ => {
            let recorded = (review.ease, review.interval, review.due);
            Memory::Seen(
                known
                    .unwrap_or_default()
                    .seen_after(before, grade, day, recorded),
            )
        }
    }
}

/// The state of one card after its events, given in order of clock and key, undone ones left out.
pub fn fold_card<'e>(
    events: impl IntoIterator<Item = &'e Event>,
    settings: SettingsOf<'_>,
) -> CardState {
    events
        .into_iter()
        .fold(CardState::default(), |state, event| {
            apply(&state, event, settings)
        })
}

/// Everything the log says. Events may come in any order and more than once.
pub fn fold(events: &[Event], settings: SettingsOf<'_>) -> Projection {
    let undone = undone(events);
    let mut order: Vec<&Event> = events
        .iter()
        .filter(|event| !undone.contains(&event.key))
        .collect();
    order.sort_by(|a, b| (a.clock, &a.key).cmp(&(b.clock, &b.key)));
    order.dedup_by(|a, b| a.key == b.key);
    let mut cards: HashMap<&CardId, CardState> = HashMap::new();
    let mut projection = Projection::default();
    for event in order {
        match event.body.card() {
            Some(card) => {
                let state = cards.entry(card).or_default();
                *state = apply(state, event, settings);
            }
            None => projection.note(&event.body),
        }
    }
    let told = cards
        .into_iter()
        .filter(|(_, state)| *state != CardState::default());
    projection.cards = told.map(|(card, state)| (card.clone(), state)).collect();
    projection
}

impl Projection {
    /// Takes in an event that speaks of no card.
    fn note(&mut self, body: &EventBody) {
        match body {
            EventBody::Follow { roadmap } if !self.followed.contains(roadmap) => {
                self.followed.push(roadmap.clone());
            }
            EventBody::Unfollow { roadmap } => self.followed.retain(|followed| followed != roadmap),
            EventBody::Unlock { topic } => {
                self.unlocked.insert(topic.clone());
            }
            EventBody::Done { roadmap, line } => {
                self.done.insert((roadmap.clone(), *line));
            }
            EventBody::Undone { roadmap, line } => {
                self.done.remove(&(roadmap.clone(), *line));
            }
            EventBody::Review(_)
            | EventBody::Repeat(_)
            | EventBody::Cram(_)
            | EventBody::Undo { .. }
            | EventBody::Suspend { .. }
            | EventBody::Resume { .. }
            | EventBody::Bury { .. }
            | EventBody::Reset { .. }
            | EventBody::Flag { .. }
            | EventBody::Unflag { .. }
            | EventBody::Note { .. }
            | EventBody::Follow { .. }
            | EventBody::Interview { .. }
            | EventBody::Unknown { .. } => {}
        }
    }
}

//! The fold: what the log says of every card, and of what the learner follows, unlocked and ticked.
//!
//! The log is a set: its order is that of clock and key, whatever order events arrive in. That is why
//! merging logs in any order, any number of times, gives one result, and why undoing an event is the same
//! as folding without it.

use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};

use crate::domain::day::StudyDay;
use crate::domain::event::{Event, EventBody, EventKey, MarkEvent, Review, RoadEvent};
use crate::domain::id::{CardId, RoadmapId, TopicId};
use crate::domain::memory::{CardMark, CardState, Marks, Memory};
use crate::domain::schedule::{Scheduled, Scheduler, SettingsHash};

/// Finds settings by the hash that events name; nothing when they are unknown.
pub type SettingsOf<'a> = &'a dyn Fn(&SettingsHash) -> Option<Scheduler>;

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
///
/// The latest undo is looked at first: nothing later can take it back, so it counts. One that it names
/// counts for nothing, and so on back to the earliest. An undo can only name an event that was there, so
/// a chain never leads forward in time.
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
        EventBody::Mark {
            mark: MarkEvent::Reset,
            ..
        } => after.memory = Memory::New,
        EventBody::Mark { mark, .. } => mark_card(&mut after.marks, mark),
        EventBody::Repeat(_)
        | EventBody::Cram(_)
        | EventBody::Undo { .. }
        | EventBody::Road(_)
        | EventBody::Interview { .. }
        | EventBody::Unknown { .. } => {}
    }
    after
}

fn mark_card(marks: &mut Marks, mark: &MarkEvent) {
    match mark {
        MarkEvent::Suspend => marks.suspended = CardMark::On,
        MarkEvent::Resume => {
            marks.suspended = CardMark::Off;
            marks.buried_until = None;
        }
        MarkEvent::Bury { until } => marks.buried_until = Some(*until),
        MarkEvent::Flag { .. } => marks.flagged = CardMark::On,
        MarkEvent::Unflag => marks.flagged = CardMark::Off,
        MarkEvent::Reset | MarkEvent::Note { .. } => {}
    }
}

/// The memory after a review.
///
/// Where the card was as the event says, the recorded result stands: it was chosen once, with the load of
/// that moment, and is never drawn again. After a merge the card may have been answered on another machine
/// in between. Then the recorded interval belongs to a memory the card no longer had, and the same answer
/// is scheduled again under the same settings; it draws by the hash alone, so that all machines agree.
fn reviewed(before: &Memory, review: &Review, day: StudyDay, settings: SettingsOf<'_>) -> Memory {
    let grade = review.answer.grade;
    let settings = settings(&review.settings);
    if let Some(scheduler) = settings
        && *before != review.before
    {
        return scheduler
            .review_again(before, grade, day, &review.answer.card)
            .memory;
    }
    let strength = settings.map_or(review.strength, |scheduler| {
        scheduler.recorded(before, grade, review.strength)
    });
    let recorded = Scheduled {
        strength,
        interval: review.interval,
        due: review.due,
    };
    Memory::Seen(before.after(grade, day, recorded))
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
    /// Takes in an event that is about no card.
    fn note(&mut self, body: &EventBody) {
        let EventBody::Road(road) = body else {
            return;
        };
        match road {
            RoadEvent::Follow { roadmap } => {
                if !self.followed.contains(roadmap) {
                    self.followed.push(roadmap.clone());
                }
            }
            RoadEvent::Unfollow { roadmap } => self.followed.retain(|followed| followed != roadmap),
            RoadEvent::Unlock { topic } => {
                self.unlocked.insert(topic.clone());
            }
            RoadEvent::Done { roadmap, line } => {
                self.done.insert((roadmap.clone(), *line));
            }
            RoadEvent::Undone { roadmap, line } => {
                self.done.remove(&(roadmap.clone(), *line));
            }
        }
    }
}

//! The fold: what the log says of every card, and of what the learner follows, unlocked and ticked.
//!
//! The log is a set: its order is that of clock and key, whatever order events arrive in. That is why
//! merging logs in any order, any number of times, gives one result, and why undoing an event is the same
//! as folding without it.
//!
//! A card's strength is that of the scheduler in use: its answers are folded under it, whichever scheduler
//! chose their intervals. Counts, intervals and due days do not depend on it.

use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};

use crate::domain::day::StudyDay;
use crate::domain::event::{
    Event, EventBody, EventKey, MarkEvent, Placed, PlanTerms, Review, RoadEvent,
};
use crate::domain::grade::Grade;
use crate::domain::id::{CardId, RoadmapId, TopicId};
use crate::domain::memory::{CardMark, CardState, Marks, Memory};
use crate::domain::schedule::{
    PastOrigin, PastReview, Scheduled, Scheduler, SeenMemory, SettingsHash,
};

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
    /// What the learner aims at, if at anything.
    pub plan: Option<StudyPlan>,
}

/// A plan that stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StudyPlan {
    /// The study day on which it was made.
    pub began: StudyDay,
    /// What it aims at.
    pub terms: PlanTerms,
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
        EventBody::Placed(placed) => placed_card(&mut after, placed, event.stamp.day),
        EventBody::Mark {
            mark: MarkEvent::Reset,
            ..
        } => after.memory = Memory::New,
        EventBody::Mark {
            mark:
                MarkEvent::Reschedule {
                    reviews,
                    interval,
                    due,
                },
            ..
        } => {
            if let Memory::Seen(seen) = &mut after.memory
                // Made for a card with this many reviews. After a merge an answer may stand in
                // between, and its newer due day must not be moved back.
                && seen.reviews == *reviews
            {
                seen.interval = *interval;
                seen.due = *due;
            }
        }
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

/// A placement is a guess: where the card was answered on another machine in between, the answer stands.
fn placed_card(state: &mut CardState, placed: &Placed, day: StudyDay) {
    if state.memory == Memory::New {
        let scheduled = Scheduled {
            strength: placed.strength,
            interval: placed.interval,
            due: placed.due,
        };
        state.memory = Memory::Seen(Memory::New.after(Grade::GOOD, day, scheduled));
    }
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
        // The first two change memory and are dealt with in `apply`; a note and what another program
        // computed are kept in the log alone.
        MarkEvent::Reset
        | MarkEvent::Reschedule { .. }
        | MarkEvent::Note { .. }
        | MarkEvent::Strength { .. } => {}
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
        // Strengths are compared too. `CardFold` shows the card as this answer's scheduler sees it,
        // or every switch of scheduler would look like a difference.
        && *before != review.before
    {
        return scheduler
            .review_again(before, grade, day, &review.answer.card)
            .memory;
    }
    // Settings of a newer build cannot be applied. What they led to is in the event and stands.
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

/// A card in the middle of its log.
#[derive(Debug, Default)]
struct CardFold {
    /// The strength in it is that of the scheduler of the last answer.
    state: CardState,
    /// The scheduled answers since the card was last new.
    history: Vec<PastReview>,
    /// The last of them, as its scheduler saw the card before and after.
    last: Option<(Memory, SeenMemory)>,
}

impl CardFold {
    /// Applies the next event.
    fn take(&mut self, event: &Event, settings: SettingsOf<'_>) {
        let scheduler = event.body.settings().and_then(settings);
        let before = match &scheduler {
            // An answer met the card as its own scheduler sees it.
            Some(scheduler) => self.seen_by(scheduler),
            None => self.state,
        };
        self.state = apply(&before, event, settings);
        let Memory::Seen(seen) = self.state.memory else {
            // A reset: what came before says nothing any more, under no scheduler.
            self.last = None;
            self.history.clear();
            return;
        };
        let (grade, origin) = if let EventBody::Review(review) = &event.body {
            (review.answer.grade, PastOrigin::Answer)
        } else if let EventBody::Placed(placed) = &event.body
            // `apply` ignores a placement that follows an answer, so the history leaves it out too.
            && before.memory == Memory::New
        {
            (Grade::GOOD, PastOrigin::Placement(placed.interval))
        } else {
            return;
        };
        self.last = Some((before.memory, seen));
        self.history.push(PastReview {
            day: event.stamp.day,
            grade,
            strength: seen.strength,
            scheduler,
            origin,
        });
    }

    /// The card after its last answer, had this scheduler chosen its interval.
    fn scheduled_by(&self, scheduler: &Scheduler, card: &CardId) -> Option<SeenMemory> {
        let (before, after) = self.last?;
        let (last, earlier) = self.history.split_last()?;
        // No scheduler chose the interval of a placement, so none would have chosen another.
        let is_placement = last.origin != PastOrigin::Answer;
        if is_placement || last.scheduler.as_ref() == Some(scheduler) {
            return Some(after);
        }
        let mut before = before;
        if let Memory::Seen(seen) = &mut before
            && let Some(strength) = scheduler.strength_of(earlier)
        {
            seen.strength = strength;
        }
        let step = scheduler.review_again(&before, last.grade, last.day, card);
        step.memory.seen().copied()
    }

    /// The card with the strength that a scheduler gives it.
    fn seen_by(&self, scheduler: &Scheduler) -> CardState {
        let mut state = self.state;
        if let Memory::Seen(seen) = &mut state.memory
            && let Some(strength) = scheduler.strength_of(&self.history)
        {
            seen.strength = strength;
        }
        state
    }
}

/// The state of one card after its events, given in order of clock and key, undone ones left out, under
/// the scheduler in use.
pub fn fold_card<'e>(
    events: impl IntoIterator<Item = &'e Event>,
    settings: SettingsOf<'_>,
    in_use: &Scheduler,
) -> CardState {
    let mut fold = CardFold::default();
    for event in events {
        fold.take(event, settings);
    }
    fold.seen_by(in_use)
}

/// The event that moves a card to the due day which a scheduler would have chosen at the last review;
/// nothing if it is due then already.
pub fn reschedule<'e>(
    card: &CardId,
    events: impl IntoIterator<Item = &'e Event>,
    settings: SettingsOf<'_>,
    scheduler: &Scheduler,
) -> Option<MarkEvent> {
    let mut fold = CardFold::default();
    for event in events {
        fold.take(event, settings);
    }
    let now = *fold.state.memory.seen()?;
    let chosen = fold.scheduled_by(scheduler, card)?;
    let is_moved = (chosen.interval, chosen.due) != (now.interval, now.due);
    is_moved.then_some(MarkEvent::Reschedule {
        reviews: now.reviews,
        interval: chosen.interval,
        due: chosen.due,
    })
}

/// Everything the log says, under the scheduler in use. Events may come in any order and more than once.
pub fn fold(events: &[Event], settings: SettingsOf<'_>, in_use: &Scheduler) -> Projection {
    let undone = undone(events);
    let mut order: Vec<&Event> = events
        .iter()
        .filter(|event| !undone.contains(&event.key))
        .collect();
    order.sort_by(|a, b| (a.clock, &a.key).cmp(&(b.clock, &b.key)));
    // An event has one clock, so copies of it are neighbours after sorting.
    order.dedup_by(|a, b| a.key == b.key);
    let mut cards: HashMap<&CardId, CardFold> = HashMap::new();
    let mut projection = Projection::default();
    for event in order {
        match event.body.card() {
            Some(card) => cards.entry(card).or_default().take(event, settings),
            None => projection.note(event),
        }
    }
    for (card, fold) in cards {
        let state = fold.seen_by(in_use);
        // A card whose answers were all undone must look like one that was never met.
        if state != CardState::default() {
            projection.cards.insert(card.clone(), state);
        }
    }
    projection
}

impl Projection {
    /// Applies an event that is not about a card.
    fn note(&mut self, event: &Event) {
        let EventBody::Road(road) = &event.body else {
            return;
        };
        match road {
            RoadEvent::Follow { roadmap } => {
                // Following twice, on two machines for example, keeps the earlier place.
                if !self.followed.contains(roadmap) {
                    self.followed.push(roadmap.clone());
                }
            }
            RoadEvent::Unfollow { roadmap } => self.followed.retain(|followed| followed != roadmap),
            RoadEvent::Unlock { topic } => {
                self.unlocked.insert(topic.clone());
            }
            RoadEvent::Done { roadmap, line, .. } => {
                self.done.insert((roadmap.clone(), *line));
            }
            RoadEvent::Undone { roadmap, line, .. } => {
                self.done.remove(&(roadmap.clone(), *line));
            }
            RoadEvent::Plan(terms) => {
                self.plan = Some(StudyPlan {
                    began: event.stamp.day,
                    terms: terms.clone(),
                });
            }
            RoadEvent::PlanDropped => self.plan = None,
        }
    }
}

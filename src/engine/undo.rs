//! Taking back what an earlier session did: the last answer, suspension or burial that still stands.

use crate::domain::anki::is_of_anki;
use crate::domain::event::{Event, EventBody, MarkEvent, MarkOrigin};
use crate::domain::id::CardId;
use crate::engine::workspace::Workspace;
use crate::engine::writer::{Attempt, Writer};
use crate::error::AppError;

/// Days that are looked through: a learner who comes back later has forgotten what the slip was.
const DAYS: i32 = 31;

/// Something that can be taken back.
#[derive(Debug, Clone)]
pub(super) struct EarlierStep {
    /// The event.
    pub(super) event: Event,
    /// The card it is about.
    pub(super) card: CardId,
}

/// The last step of the log that still stands; nothing if there was none in a month.
pub(super) fn last_step(home: &Workspace<'_>) -> Result<Option<EarlierStep>, AppError> {
    let today = home.today();
    for back in 0..DAYS {
        let events = home.store.log().day_events(today.plus(-back))?;
        if let Some(step) = events.into_iter().rev().find_map(step_of) {
            return Ok(Some(step));
        }
    }
    Ok(None)
}

fn step_of(event: Event) -> Option<EarlierStep> {
    let is_step = match &event.body {
        EventBody::Review(_) | EventBody::Repeat(_) | EventBody::Cram(_) => {
            !is_of_anki(&event.body)
        }
        EventBody::Mark { mark, by, .. } => {
            let is_here = *by == MarkOrigin::Learner;
            is_here && matches!(mark, MarkEvent::Suspend | MarkEvent::Bury { .. })
        }
        EventBody::Undo { .. }
        | EventBody::Placed(_)
        | EventBody::Road(_)
        | EventBody::Interview { .. }
        | EventBody::Unknown { .. } => false,
    };
    let card = event.body.card().filter(|_| is_step)?.clone();
    Some(EarlierStep { event, card })
}

/// What was taken back.
#[derive(Debug, Clone)]
pub enum TakenBack {
    /// An answer, or a mark on a card.
    Step(Box<Event>),
    /// A placement test, with this many cards.
    Placement(usize),
}

/// Takes the last step of the log back; nothing if there is none. A placement test is one step.
pub fn undo_last(home: &Workspace<'_>) -> Result<Option<TakenBack>, AppError> {
    let step = last_step(home)?;
    let placed = last_placement(home)?;
    let writer = Writer::new(home.store, home.stamp(), Attempt::First);
    if is_later(&placed, step.as_ref()) {
        // One event each: after a cut those that still stand are found again, and the same command
        // takes back the rest.
        for event in &placed {
            let target = event.key.clone();
            writer.event(&EventBody::Undo { target })?;
        }
        return Ok(Some(TakenBack::Placement(placed.len())));
    }
    let Some(step) = step else {
        return Ok(None);
    };
    writer.event(&EventBody::Undo {
        target: step.event.key.clone(),
    })?;
    Ok(Some(TakenBack::Step(Box::new(step.event))))
}

fn is_later(placed: &[Event], step: Option<&EarlierStep>) -> bool {
    placed
        .last()
        .is_some_and(|last| step.is_none_or(|step| step.event.clock < last.clock))
}

/// The cards of the last placement test that stands: all were placed at one moment.
fn last_placement(home: &Workspace<'_>) -> Result<Vec<Event>, AppError> {
    let today = home.today();
    for back in 0..DAYS {
        let mut events = home.store.log().day_events(today.plus(-back))?;
        let is_test = |body: &EventBody| matches!(body, EventBody::Placed(_)) && !is_of_anki(body);
        events.retain(|event| is_test(&event.body));
        if let Some(last) = events.last().map(|event| event.stamp.clone()) {
            events.retain(|event| event.stamp == last);
            return Ok(events);
        }
    }
    Ok(Vec::new())
}

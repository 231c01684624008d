//! Taking back what an earlier session did: the last answer, suspension or burial that still stands.

use crate::domain::event::{Event, EventBody, MarkEvent};
use crate::domain::id::CardId;
use crate::engine::workspace::Workspace;
use crate::engine::writer::{Attempt, Writer};
use crate::error::AppError;

/// Days that are looked through: who comes back later remembers no slip of the hand.
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
        EventBody::Review(_) | EventBody::Repeat(_) | EventBody::Cram(_) => true,
        EventBody::Mark { mark, .. } => {
            matches!(mark, MarkEvent::Suspend | MarkEvent::Bury { .. })
        }
        EventBody::Undo { .. }
        | EventBody::Road(_)
        | EventBody::Interview { .. }
        | EventBody::Unknown { .. } => false,
    };
    let card = event.body.card().filter(|_| is_step)?.clone();
    Some(EarlierStep { event, card })
}

/// Takes the last step of the log back; nothing if there is none.
pub fn undo_last(home: &Workspace<'_>) -> Result<Option<CardId>, AppError> {
    let Some(step) = last_step(home)? else {
        return Ok(None);
    };
    let writer = Writer::new(home.store, home.stamp(), Attempt::First);
    writer.event(&EventBody::Undo {
        target: step.event.key,
    })?;
    Ok(Some(step.card))
}

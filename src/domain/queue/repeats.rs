//! Which cards wait for a repeat on the same day: derived from the day's events, so that it survives a
//! restart and ends at the rollover.

use std::collections::VecDeque;

use crate::domain::event::{Event, EventBody, MarkEvent};
use crate::domain::grade::Grade;
use crate::domain::id::CardId;
use crate::domain::schedule::Scheduler;

/// The cards that wait for a repeat, first in first out, after the events of a study day in order, undone
/// ones left out.
pub fn waiting_repeats<'e>(
    events: impl IntoIterator<Item = &'e Event>,
    scheduler: &Scheduler,
) -> Vec<CardId> {
    let mut waiting = VecDeque::new();
    for event in events {
        match &event.body {
            EventBody::Review(review) => {
                graded(
                    &mut waiting,
                    &review.answer.card,
                    review.answer.grade,
                    scheduler,
                );
            }
            // A repeat of a card that is not in line was answered on another machine as well, and
            // the first answer settled it.
            EventBody::Repeat(repeat) if waiting.contains(&repeat.answer.card) => {
                graded(
                    &mut waiting,
                    &repeat.answer.card,
                    repeat.answer.grade,
                    scheduler,
                );
            }
            EventBody::Mark {
                mark: MarkEvent::Suspend | MarkEvent::Bury { .. } | MarkEvent::Reset,
                card,
                ..
            } => waiting.retain(|other| other != card),
            EventBody::Repeat(_)
            | EventBody::Cram(_)
            | EventBody::Undo { .. }
            | EventBody::Mark { .. }
            | EventBody::Road(_)
            | EventBody::Placed(_)
            | EventBody::Interview { .. }
            | EventBody::Unknown { .. } => {}
        }
    }
    waiting.into()
}

/// A graded card leaves the line, and joins its end if the grade does not suffice.
fn graded(waiting: &mut VecDeque<CardId>, card: &CardId, grade: Grade, scheduler: &Scheduler) {
    // Out of its old place first: a card that fails twice waits once, at the end.
    waiting.retain(|other| other != card);
    if scheduler.needs_repeat(grade) {
        waiting.push_back(card.clone());
    }
}

/// The repeat that comes next: the first in line, but not the card shown last while others wait.
pub fn next_repeat<'w>(waiting: &'w [CardId], last: Option<&CardId>) -> Option<&'w CardId> {
    waiting
        .iter()
        .find(|card| Some(*card) != last)
        .or(waiting.first())
}

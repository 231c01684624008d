//! Which cards wait for a repeat on the same day: derived from the day's events, so that it survives a
//! restart and ends at the rollover.

use std::collections::VecDeque;

use crate::domain::event::{Event, EventBody};
use crate::domain::grade::Grade;
use crate::domain::id::CardId;
use crate::domain::sm2::Sm2;

/// The cards that wait for a repeat, first in first out, after the events of a study day in order, undone
/// ones left out.
pub fn waiting_repeats<'e>(events: impl IntoIterator<Item = &'e Event>, sm2: &Sm2) -> Vec<CardId> {
    let mut waiting = VecDeque::new();
    for event in events {
        match &event.body {
            EventBody::Review(review) => {
                graded(&mut waiting, &review.answer.card, review.answer.grade, sm2);
            }
            EventBody::Repeat(repeat) if waiting.contains(&repeat.answer.card) => {
                graded(&mut waiting, &repeat.answer.card, repeat.answer.grade, sm2);
            }
            EventBody::Suspend { card }
            | EventBody::Bury { card, .. }
            | EventBody::Reset { card } => {
                waiting.retain(|other| other != card);
            }
            EventBody::Repeat(_)
            | EventBody::Cram(_)
            | EventBody::Undo { .. }
            | EventBody::Resume { .. }
            | EventBody::Flag { .. }
            | EventBody::Unflag { .. }
            | EventBody::Note { .. }
            | EventBody::Follow { .. }
            | EventBody::Unfollow { .. }
            | EventBody::Unlock { .. }
            | EventBody::Done { .. }
            | EventBody::Undone { .. }
            | EventBody::Interview { .. }
            | EventBody::Unknown { .. } => {}
        }
    }
    waiting.into()
}

/// A graded card leaves the line, and joins its end if the grade does not suffice.
fn graded(waiting: &mut VecDeque<CardId>, card: &CardId, grade: Grade, sm2: &Sm2) {
    waiting.retain(|other| other != card);
    if sm2.needs_repeat(grade) {
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

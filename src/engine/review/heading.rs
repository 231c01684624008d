//! What stands above a question of a review: place, topic, state.

use super::{Changed, Mode, ReviewSession};
use crate::domain::card::Card;
use crate::domain::memory::CardState;
use crate::domain::session::QueuedTurn;
use crate::engine::shown::{CardNote, Heading, Place, ReviewHeading, Status};
use crate::error::AppError;

impl ReviewSession<'_> {
    pub(super) fn heading(
        &self,
        turn: &QueuedTurn,
        card: &Card,
        state: &CardState,
        changed: Changed,
    ) -> Result<Heading, AppError> {
        let place = match turn {
            QueuedTurn::Scheduled { number, .. } => Place::Queued {
                number: *number,
                of: self.queue.total(),
            },
            QueuedTurn::Repeat { number, .. } => Place::Repeat { number: *number },
        };
        let mut notes = Vec::new();
        if changed == Changed::Yes {
            notes.push(CardNote::Changed);
        }
        if self.home.scheduler.is_leech(&state.memory) {
            notes.push(CardNote::Leech);
        }
        Ok(Heading::Review(ReviewHeading {
            place,
            title: self.titles.of(&self.home, &card.topic)?,
            status: self.status(turn, state),
            notes,
        }))
    }

    fn status(&self, turn: &QueuedTurn, state: &CardState) -> Status {
        match (self.mode, turn, state.memory.seen()) {
            (Mode::Drill, ..) => Status::Drill,
            (Mode::Review, QueuedTurn::Repeat { .. }, _) => Status::Repeat {
                behind: self.queue.waiting(),
            },
            (Mode::Review, QueuedTurn::Scheduled { .. }, None) => Status::New,
            (Mode::Review, QueuedTurn::Scheduled { .. }, Some(seen)) => Status::Review {
                days: seen.interval.days(),
            },
        }
    }
}

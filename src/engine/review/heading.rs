//! What stands above a question of a review: place, topic, state.

use super::{Mode, ReviewSession};
use crate::domain::card::{Card, Rev, Translation};
use crate::domain::memory::CardState;
use crate::domain::session::QueuedTurn;
use crate::engine::shown::{CardNote, Heading, QueuePlace, ReviewHeading, TurnStatus};
use crate::error::AppError;

impl ReviewSession<'_> {
    pub(super) fn heading(
        &self,
        turn: &QueuedTurn,
        card: &Card,
        state: &CardState,
        earlier: Option<Rev>,
    ) -> Result<Heading, AppError> {
        let place = match turn {
            QueuedTurn::Scheduled { number, .. } => QueuePlace::Queued {
                number: *number,
                of: self.queue.total(),
            },
            QueuedTurn::Repeat { number, .. } => QueuePlace::Repeat { number: *number },
        };
        let mut notes = Vec::new();
        if earlier.is_some() {
            notes.push(CardNote::Changed);
        }
        if self.home.lang != card.lang && card.translation == Translation::Original {
            notes.push(CardNote::Untranslated);
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

    fn status(&self, turn: &QueuedTurn, state: &CardState) -> TurnStatus {
        match (self.mode, turn, state.memory.seen()) {
            (Mode::Drill, ..) => TurnStatus::Drill,
            (Mode::Review, ..) if self.is_early(turn) => TurnStatus::Drill,
            (Mode::Review, QueuedTurn::Repeat { .. }, _) => TurnStatus::Repeat {
                behind: self.queue.waiting(),
            },
            (Mode::Review, QueuedTurn::Scheduled { .. }, None) => TurnStatus::New,
            (Mode::Review, QueuedTurn::Scheduled { .. }, Some(seen)) => TurnStatus::Review {
                days: seen.interval.days(),
            },
        }
    }
}

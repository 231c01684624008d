//! A question of an interview, while it is still to be asked.

use crate::domain::card::{Body, Card};
use crate::domain::interview::{Planned, RoadmapPlace, Round};

/// A question to be asked.
#[derive(Debug)]
pub struct InterviewQuestion {
    /// The card.
    pub card: Card,
    /// The order in which options are shown.
    pub order: Vec<usize>,
    /// The part of the interview.
    pub round: Round,
    /// Seconds planned for it.
    pub seconds: u32,
    /// The phase it belongs to on the road that is asked about.
    pub place: Option<RoadmapPlace>,
}

impl InterviewQuestion {
    /// What is kept of it while it is still to be asked.
    pub(super) fn planned(&self) -> Planned {
        Planned {
            card: self.card.id.clone(),
            order: self.order.clone(),
            round: self.round,
            seconds: self.seconds,
            place: self.place.clone(),
        }
    }

    /// A question that was planned, with its card as it is now.
    pub(super) fn again(card: Card, planned: Planned) -> Self {
        let options = if let Body::Choice(body) = &card.body {
            body.options.len()
        } else {
            0
        };
        // The card may have been edited since.
        let order = if planned.order.len() == options {
            planned.order
        } else {
            (0..options).collect()
        };
        Self {
            card,
            order,
            round: planned.round,
            seconds: planned.seconds,
            place: planned.place,
        }
    }
}

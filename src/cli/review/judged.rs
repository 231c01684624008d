//! Judged kinds: the answer is compared, the verdict suggests a grade.

use rand::seq::SliceRandom;
use rand_chacha::ChaCha8Rng;

use crate::cli::review::Sitting;
use crate::cli::review::command::Colon;
use crate::cli::review::turn::{Answered, Asked, Input};
use crate::domain::card::{Body, Card};
use crate::domain::event::Evidence;
use crate::domain::grade::Grade;
use crate::error::AppError;
use crate::ui::terminal::Ask;

/// What is known of an answer before it is graded.
#[derive(Debug, Clone, Default)]
pub(super) struct Judged {
    /// What a judge says of it, drawn.
    pub(super) shown: String,
    /// The grade a judge suggests.
    pub(super) suggested: Option<Grade>,
    /// What a judge saw.
    pub(super) evidence: Option<Evidence>,
}

impl Judged {
    /// An answer that only the learner can grade.
    pub(super) fn by_learner() -> Self {
        Self::default()
    }
}

/// The order in which the options of a card are shown; nothing for other kinds.
pub(super) fn option_order(card: &Card, chance: &mut ChaCha8Rng) -> Vec<usize> {
    let Body::Choice(body) = &card.body else { return vec![] };
    let mut order: Vec<usize> = (0..body.options.len()).collect();
    order.shuffle(chance);
    order
}

impl Sitting<'_> {
    pub(super) fn judged(&mut self, asked: &mut Asked) -> Result<Answered, AppError> {
        let prompt = self.look().palette.prompt().to_owned();
        Ok(match self.prompt(asked, &prompt, Ask::Line, Colon::Needed)? {
            Input::Leave(next) => Answered::Left(next),
            Input::Text(_) => Answered::Given(Judged::by_learner()),
        })
    }

    pub(super) fn tick(&mut self, _asked: &mut Asked) -> Result<Answered, AppError> {
        Ok(Answered::Given(Judged::by_learner()))
    }
}

//! Retention as the judges saw it, where learners graded otherwise.

use std::collections::HashSet;

use crate::cli::app::App;
use crate::cli::scope::Chosen;
use crate::domain::day::StudyDay;
use crate::domain::event::Review;
use crate::domain::id::TopicId;
use crate::domain::memory::CardStage;
use crate::domain::stats::{Figures, Period, Rate, StatsContext};
use crate::error::AppError;

/// What retention would be if no judge had been overruled.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct AsJudged {
    /// Scheduled answers that were graded otherwise than judged.
    pub overruled: i64,
    /// Retention in each period, in the order of [`Period::ALL`].
    pub retention: [Rate; 6],
}

/// Which answers are meant: those to the cards of a choice.
pub(crate) struct JudgedAnswers<'a> {
    /// The choice.
    pub chosen: &'a Chosen,
    /// The topics of a road, where those of one road alone are meant.
    pub topics: Option<HashSet<&'a TopicId>>,
}

impl AsJudged {
    /// What some figures would be as judged; nothing where no answer was graded otherwise.
    pub(crate) fn of(
        app: &App,
        answers: &JudgedAnswers<'_>,
        figures: &Figures,
        lens: &StatsContext,
    ) -> Result<Option<Self>, AppError> {
        let mut judged = Self {
            overruled: 0,
            retention: Period::ALL.map(|period| figures.retention(period).all()),
        };
        for (day, review) in app.store.log().overruled_reviews()? {
            if lens.counts(Period::All, day) && answers.has(app, &review)? {
                judged.overruled += 1;
                judged.correct(day, &review, lens);
            }
        }
        Ok((judged.overruled > 0).then_some(judged))
    }
}

impl JudgedAnswers<'_> {
    fn has(&self, app: &App, review: &Review) -> Result<bool, AppError> {
        let card = &review.answer.card;
        if let Some(topics) = &self.topics {
            let topic = app.store.content().topic_of(card)?;
            if !topic.is_some_and(|topic| topics.contains(&topic)) {
                return Ok(false);
            }
        }
        self.chosen.has(&app.workspace(), card)
    }
}

impl AsJudged {
    /// Counts an answer as its judge saw it. Only cards with an interval of a day at least test retention.
    fn correct(&mut self, day: StudyDay, review: &Review, lens: &StatsContext) {
        let Some(evidence) = &review.answer.evidence else {
            return;
        };
        if review.before.stage() == CardStage::New {
            return;
        }
        let graded = i64::from(review.answer.grade.is_pass());
        let judged = i64::from(evidence.suggested.is_pass());
        for (period, rate) in Period::ALL.into_iter().zip(&mut self.retention) {
            if lens.counts(period, day) {
                rate.passed += judged - graded;
            }
        }
    }
}

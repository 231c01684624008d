//! What a learner's own answers and days say: how well cards are remembered, how the learner differs from the
//! model, how much of the promised time is kept.

use super::belief::{Belief, FsrsCurve, LastAnswer, USUAL_FIRST_RATINGS};
use super::days::LONG_SHARE;
use crate::domain::day::StudyDay;
use crate::domain::grade::Grade;
use crate::domain::recall::{Recalled, learnt_correction};
use crate::domain::schedule::fsrs6::{FsrsMemory, FsrsModel, Rating};

/// An answer that tested what was remembered, or the placement that stands for one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PastAnswer {
    /// The study day.
    pub day: StudyDay,
    /// The grade.
    pub grade: Grade,
    /// Milliseconds from question to grade; a placement took none.
    pub total_ms: Option<u32>,
}

/// What is believed of a card after its answers; nothing for a new one.
pub fn belief_of(
    model: &FsrsModel,
    history: &[PastAnswer],
    today: StudyDay,
) -> Option<Belief<FsrsMemory>> {
    let (first, later) = history.split_first()?;
    let mut memory = model.first(Rating::from(first.grade));
    let mut last = *first;
    for answer in later {
        let days = u32::try_from(answer.day.since(last.day)).unwrap_or(0);
        memory = model.after(memory, Rating::from(answer.grade), days);
        last = *answer;
    }
    let answer = if last.grade.is_pass() {
        LastAnswer::Passed
    } else {
        LastAnswer::Failed
    };
    // A clock that was set back must not make a last answer lie ahead.
    Some(Belief::known(memory, last.day.since(today).min(0), answer))
}

/// Imagined first answers, so that a learner's own first few do not decide.
const IMAGINED_FIRST: f64 = 40.0;

/// A model of FSRS-6, as this learner's answers correct it. A history for each card, oldest answers first.
pub fn learnt_curve(histories: &[Vec<PastAnswer>], model: FsrsModel) -> FsrsCurve {
    let mut answers = Vec::new();
    // A prior of forty answers: with so few of their own, a learner's first bad evening would
    // otherwise make every new card look hard.
    let mut first = USUAL_FIRST_RATINGS.map(|share| share * IMAGINED_FIRST);
    for (card, history) in histories.iter().enumerate() {
        // A placement has no time. It was made by the test, so it says nothing of first answers.
        let asked = history.first().filter(|answer| answer.total_ms.is_some());
        if let Some(answer) = asked {
            first[Rating::from(answer.grade) as usize - 1] += 1.0;
        }
        answers.extend(history.iter().map(|answer| Recalled {
            card,
            day: answer.day,
            rating: Rating::from(answer.grade),
            interval: None,
        }));
    }
    // Stable, so answers of one day keep the order of their card.
    answers.sort_by_key(|answer| answer.day);
    let all: f64 = first.iter().sum();
    FsrsCurve {
        correction: learnt_correction(&answers, &model),
        model,
        first_ratings: first.map(|count| count / all),
    }
}

/// Imagined days on which the promise was kept.
const IMAGINED_KEPT: f64 = 7.0;

/// The share of the promised time that a learner keeps, from the seconds studied on each day before today.
pub fn kept_share(studied: &[f64], seconds_a_day: f64) -> f64 {
    // A day beyond the promise counts as kept, no more: a long Sunday does not make up for missed
    // days.
    let shares = studied.iter().map(|spent| (spent / seconds_a_day).min(1.0));
    let kept: f64 = shares.sum();
    let days = f64::from(u32::try_from(studied.len()).unwrap_or(u32::MAX));
    (IMAGINED_KEPT + kept) / (IMAGINED_KEPT + days)
}

/// Days over which the allowance for long cards adds up.
pub const LONG_DAYS: usize = 6;

/// What long cards left of their allowance, from the seconds they took on each of the last days before today.
/// They never save up more than a whole day.
pub fn long_saved(spent: &[f64], seconds_a_day: f64) -> f64 {
    let allowance = LONG_SHARE * seconds_a_day;
    // Negative where long cards took more than their part: then they wait.
    let saved: f64 = spent.iter().map(|spent| allowance - spent).sum();
    saved.min(seconds_a_day)
}

//! Memory models: the probability that a card is remembered, read from its answers, and how well each model
//! predicts a learner's own log.
//!
//! A model never schedules. [`compare`] replays a log in time order and asks every model for its prediction
//! before it sees the answer, so no model is judged on what it has already seen.

mod correction;
mod fit;
mod measures;

pub use correction::Correction;
pub use fit::{Fit, FittedWeights, fit};

use crate::domain::day::StudyDay;
use crate::domain::schedule::fsrs6::{FsrsMemory, FsrsModel, Rating};
use crate::domain::schedule::{Scheduler, SeenMemory};
use measures::{auc, log_loss, rmse};

/// One answer of a log, in time order.
#[derive(Debug, Clone, Copy)]
pub struct Recalled {
    /// Which card, by its place among the cards of the log.
    pub card: usize,
    /// The study day.
    pub day: StudyDay,
    /// How well it was remembered.
    pub rating: Rating,
    /// The interval that ended with this answer, in days; nothing for a card's first answer.
    pub interval: Option<u32>,
}

/// What can be compared.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RecallModel {
    /// The share of passes so far: knows nothing about cards.
    Constant,
    /// The share of passes among recent answers: knows nothing about cards.
    MovingAverage,
    /// Recall falls to 90 % at the end of the interval that SM-2 chose.
    Sm2Curve,
    /// FSRS-6 with the published weights.
    Fsrs6,
    /// FSRS-6, corrected by how this learner's recent answers differ from its predictions.
    Fsrs6Adapted,
}

impl RecallModel {
    /// Every model, the baselines first.
    pub const ALL: [Self; 5] = [
        Self::Constant,
        Self::MovingAverage,
        Self::Sm2Curve,
        Self::Fsrs6,
        Self::Fsrs6Adapted,
    ];

    /// The name in commands and in JSON.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Constant => "constant",
            Self::MovingAverage => "moving-average",
            Self::Sm2Curve => "sm2-curve",
            Self::Fsrs6 => "fsrs6",
            Self::Fsrs6Adapted => "fsrs6-adapted",
        }
    }

    /// The model whose figures [`expected_recall`] gives.
    pub const fn of_scheduler(scheduler: &Scheduler) -> Self {
        match scheduler {
            Scheduler::Sm2(_) => Self::Sm2Curve,
            Scheduler::Fsrs6(_) => Self::Fsrs6,
        }
    }
}

/// The chance that a card is remembered on a day, by the model that belongs to a scheduler.
pub fn expected_recall(scheduler: &Scheduler, seen: &SeenMemory, today: StudyDay) -> f64 {
    let days = f64::from(today.since(seen.last).max(0));
    match (scheduler, seen.strength.fsrs_memory()) {
        (Scheduler::Fsrs6(fsrs6), Some(memory)) => fsrs6.model().recall(memory, days),
        (Scheduler::Sm2(_) | Scheduler::Fsrs6(_), _) => {
            // SM-2 has no model of forgetting. Its intervals are read as if recall fell
            // exponentially and reached 90 % at their end.
            libm::pow(0.9, days / f64::from(seen.interval.days()))
        }
    }
}

/// How well one model predicted a log.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct ModelScore {
    /// The model.
    pub model: RecallModel,
    /// Mean negative log of the probability given to what happened; less is better.
    pub log_loss: f64,
    /// The chance that a remembered card was given a higher probability than a forgotten one; 0.5 is blind.
    pub auc: f64,
    /// Root of the mean squared gap between prediction and outcome over bins of predictions.
    pub rmse: f64,
}

/// The scores of all models over one log.
#[derive(Debug, Clone, PartialEq)]
pub struct ModelComparison {
    /// How many answers were predicted.
    pub predicted: usize,
    /// A row a model, in the order of [`RecallModel::ALL`].
    pub scores: Vec<ModelScore>,
}

/// Fewer predictions than this decide nothing between models.
pub const ENOUGH: usize = 400;

/// Predictions stay this far from 0 and 1, so that one surprise does not decide a log loss.
const MARGIN: f64 = 0.001;

/// Replays a log under every model. Answers must come in time order.
///
/// The first answer of a card and a second one on the same day are learnt from but not predicted: they do
/// not test what was remembered over days.
pub fn compare(answers: &[Recalled], model: &FsrsModel) -> ModelComparison {
    let cards = answers
        .iter()
        .map(|answer| answer.card + 1)
        .max()
        .unwrap_or(0);
    let mut replay = Replay::new(model, cards);
    let mut predictions: Vec<[f64; RecallModel::ALL.len()]> = Vec::new();
    let mut passed = Vec::new();
    for answer in answers {
        // Predicted before it is learnt: on an answer it has seen, every model would look good.
        if let Some(prediction) = replay.predict(answer) {
            predictions.push(prediction);
            passed.push(answer.rating != Rating::Again);
        }
        replay.learn(answer);
    }
    let scores = RecallModel::ALL.iter().enumerate().map(|(place, model)| {
        let column: Vec<f64> = predictions.iter().map(|row| row[place]).collect();
        ModelScore {
            model: *model,
            log_loss: log_loss(&column, &passed),
            auc: auc(&column, &passed),
            rmse: rmse(&column, &passed),
        }
    });
    ModelComparison {
        predicted: passed.len(),
        scores: scores.collect(),
    }
}

/// How a learner's answers, in time order, correct what the model predicts.
pub fn learnt_correction(answers: &[Recalled], model: &FsrsModel) -> Correction {
    let cards = answers.iter().map(|answer| answer.card + 1).max();
    let mut replay = Replay::new(model, cards.unwrap_or(0));
    for answer in answers {
        replay.learn(answer);
    }
    let [scale, form, shift] = replay.adapted.weights;
    Correction {
        scale,
        shift: form * log_odds(replay.tally.moving) + shift,
    }
}

/// What is known of a card in the middle of a replay.
#[derive(Debug, Clone, Copy)]
struct ReplayedCard {
    memory: FsrsMemory,
    day: StudyDay,
}

struct Replay<'m> {
    model: &'m FsrsModel,
    cards: Vec<Option<ReplayedCard>>,
    tally: Baselines,
    adapted: Adaptation,
}

impl<'m> Replay<'m> {
    fn new(model: &'m FsrsModel, cards: usize) -> Self {
        Self {
            model,
            cards: vec![None; cards],
            tally: Baselines::default(),
            adapted: Adaptation::default(),
        }
    }

    /// The prediction of every model, in the order of [`RecallModel::ALL`].
    fn predict(&self, answer: &Recalled) -> Option<[f64; RecallModel::ALL.len()]> {
        let known = self.cards[answer.card]?;
        let days = answer.day.since(known.day);
        if days < 1 {
            return None;
        }
        let fsrs = self.model.recall(known.memory, f64::from(days));
        let interval = f64::from(answer.interval.unwrap_or(1).max(1));
        let sm2 = libm::pow(0.9, f64::from(days) / interval);
        let average = self.tally.moving;
        let adapted = self.adapted.predict(features(fsrs, average));
        Some([self.tally.constant(), average, sm2, fsrs, adapted].map(within_margin))
    }

    fn learn(&mut self, answer: &Recalled) {
        let outcome = f64::from(u8::from(answer.rating != Rating::Again));
        let known = self.cards[answer.card];
        if let Some(known) = known
            && answer.day > known.day
        {
            let days = f64::from(answer.day.since(known.day));
            let fsrs = self.model.recall(known.memory, days);
            // With the average from before this answer, as `predict` had it.
            self.adapted
                .learn(features(fsrs, self.tally.moving), outcome);
            self.tally.learn(outcome);
        }
        let memory = match known {
            None => self.model.first(answer.rating),
            Some(known) => {
                let days = u32::try_from(answer.day.since(known.day)).unwrap_or(0);
                self.model.after(known.memory, answer.rating, days)
            }
        };
        self.cards[answer.card] = Some(ReplayedCard {
            memory,
            day: answer.day,
        });
    }
}

/// Predictors that know nothing about cards.
struct Baselines {
    passed: f64,
    all: f64,
    moving: f64,
}

/// The weight of each new answer in the moving average: about the last fifty count.
const NEWEST: f64 = 0.02;

impl Default for Baselines {
    /// As if ten answers with nine passes had come before, so that the first real one does not decide.
    fn default() -> Self {
        Self {
            passed: 9.0,
            all: 10.0,
            moving: 0.9,
        }
    }
}

impl Baselines {
    fn constant(&self) -> f64 {
        self.passed / self.all
    }

    /// `outcome` is 1 for a pass and 0 for a fail.
    fn learn(&mut self, outcome: f64) {
        self.passed += outcome;
        self.all += 1.0;
        self.moving += NEWEST * (outcome - self.moving);
    }
}

/// A logistic correction of FSRS-6, learnt answer by answer.
///
/// FSRS-6 orders cards well, but its level is that of the average learner. The correction scales its
/// log-odds and adds the learner's recent form. It starts as FSRS-6 itself and moves only as far as answers
/// push it (online logistic regression, Adagrad steps).
struct Adaptation {
    weights: [f64; FEATURES],
    squares: [f64; FEATURES],
}

const FEATURES: usize = 3;
/// The step of the first answer; later ones shrink with the gradients seen.
const RATE: f64 = 0.1;

fn features(fsrs: f64, average: f64) -> [f64; FEATURES] {
    [log_odds(fsrs), log_odds(average), 1.0]
}

impl Default for Adaptation {
    fn default() -> Self {
        Self {
            weights: [1.0, 0.0, 0.0],
            // From 1, so that the first steps are no longer than later ones and nothing is divided
            // by 0.
            squares: [1.0; FEATURES],
        }
    }
}

impl Adaptation {
    fn predict(&self, features: [f64; FEATURES]) -> f64 {
        let sum: f64 = self
            .weights
            .iter()
            .zip(features)
            .map(|(weight, value)| weight * value)
            .sum();
        1.0 / (1.0 + libm::exp(-sum))
    }

    /// `outcome` is 1 for a pass and 0 for a fail.
    fn learn(&mut self, features: [f64; FEATURES], outcome: f64) {
        let error = self.predict(features) - outcome;
        for (place, value) in features.into_iter().enumerate() {
            let gradient = error * value;
            self.squares[place] += gradient * gradient;
            // `sqrt` is exact everywhere (IEEE 754), unlike `exp` and `log`, so it need not be
            // `libm`'s.
            self.weights[place] -= RATE * gradient / self.squares[place].sqrt();
        }
    }
}

fn within_margin(probability: f64) -> f64 {
    probability.clamp(MARGIN, 1.0 - MARGIN)
}

fn log_odds(probability: f64) -> f64 {
    let probability = within_margin(probability);
    libm::log(probability / (1.0 - probability))
}

#[cfg(test)]
mod tests;

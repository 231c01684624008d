//! Fitting the weights of FSRS-6 to a learner's own answers.
//!
//! The weights are those that make the answers least surprising: mean log loss over all predicted answers,
//! with a pull towards the published weights that counts less the more answers there are. Steps follow the
//! slope of a few cards at a time (Adam). Everything is computed in one fixed order, with the functions of
//! the `libm` crate, so that the same log gives the same weights on every machine.

use super::measures::log_loss;
use super::{ENOUGH, Recalled, within_margin};
use crate::domain::day::StudyDay;
use crate::domain::schedule::fsrs6::{
    DEFAULT_WEIGHTS, FsrsMemory, FsrsModel, Rating, WEIGHTS, Weights,
};

/// How much each weight differs between learners (published with the reference optimiser): a weight is
/// pulled back more, and moves in smaller steps, the less it differs.
const SPREAD: [f64; WEIGHTS] = [
    6.43, 9.66, 17.58, 27.85, 0.57, 0.28, 0.6, 0.12, 0.39, 0.18, 0.33, 0.3, 0.09, 0.16, 0.57, 0.25,
    1.03, 0.31, 0.32, 0.14, 0.27,
];

/// The unit in which a weight moves: its spread, but no more than its own size. The stability after a
/// first answer differs so much between learners that steps of its spread would jump over all small values.
fn unit(place: usize) -> f64 {
    SPREAD[place].min(DEFAULT_WEIGHTS[place].max(0.1))
}

/// Predicted answers whose slope is taken together.
const BATCH: usize = 1_000;
/// Times the whole log is gone through, at least.
const PASSES: usize = 5;
/// Steps at least, so that a short log is gone through more often.
const STEPS: usize = 80;
/// The longest step, in units.
const LONGEST_STEP: f64 = 0.08;
/// How far a weight is moved to measure the slope, in units.
const NUDGE: f64 = 1e-4;
/// The share of the answers, the latest, on which fitted weights must prove themselves.
const HELD_OUT: f64 = 0.2;

/// What a fit came to.
#[derive(Debug, Clone, PartialEq)]
pub enum Fit {
    /// Too few answers to decide anything.
    TooFew {
        /// Answers that could be predicted.
        predicted: usize,
    },
    /// Weights were found.
    Found(Box<FittedWeights>),
}

/// Fitted weights, with what they gain on answers they were not fitted to.
#[derive(Debug, Clone, PartialEq)]
pub struct FittedWeights {
    /// The weights, from all answers.
    pub weights: Weights,
    /// Answers that were predicted.
    pub predicted: usize,
    /// Of them, the latest, held out for the test.
    pub held_out: usize,
    /// Log loss on the held-out answers with the weights in use.
    pub loss_in_use: f64,
    /// Log loss on them with weights fitted to the earlier answers.
    pub loss_fitted: f64,
}

impl FittedWeights {
    /// Whether fitting predicts answers better that it has not seen.
    pub fn is_better(&self) -> bool {
        self.loss_fitted < self.loss_in_use
    }
}

/// Fits weights to answers in time order. `in_use` are the weights to compare with.
pub fn fit(answers: &[Recalled], in_use: &Weights) -> Fit {
    let cards = histories(answers);
    let predicted = cards.iter().map(|card| card.predicted).sum();
    if predicted < ENOUGH {
        return Fit::TooFew { predicted };
    }
    let split = first_held_out(answers);
    let earlier = histories(&answers[..split]);
    let tried = descend(&earlier);
    let last_day = answers
        .get(split.saturating_sub(1))
        .map(|answer| answer.day);
    // Over whole histories: on a held-out day a card's memory rests on its earlier answers.
    let loss = |weights: &Weights| loss_after(&cards, &model(weights.numbers()), last_day);
    let (loss_in_use, held_out) = loss(in_use);
    let (loss_fitted, _) = loss(&tried);
    // Judged on what was held out, but the weights that are used are fitted to everything.
    Fit::Found(Box::new(FittedWeights {
        weights: descend(&cards),
        predicted,
        held_out,
        loss_in_use,
        loss_fitted,
    }))
}

/// The place of the first answer that is held out. Days are not split.
fn first_held_out(answers: &[Recalled]) -> usize {
    let share = number(answers.len()) * (1.0 - HELD_OUT);
    let day = answers
        .iter()
        .zip(1_u32..)
        .find(|(_, place)| f64::from(*place) >= share)
        .map(|(answer, _)| answer.day);
    answers
        .iter()
        .position(|answer| day.is_some_and(|day| answer.day > day))
        .unwrap_or(answers.len())
}

/// The answers to one card.
struct CardAnswers {
    answers: Vec<FitAnswer>,
    /// How many of them are predicted.
    predicted: usize,
}

/// An answer, with the days since the one before; nothing for the first.
#[derive(Clone, Copy)]
struct FitAnswer {
    day: StudyDay,
    days: Option<u32>,
    rating: Rating,
}

/// The answers card by card, in the order of the cards' first answers.
fn histories(answers: &[Recalled]) -> Vec<CardAnswers> {
    let cards = answers.iter().map(|answer| answer.card + 1).max();
    let mut places: Vec<Option<usize>> = vec![None; cards.unwrap_or(0)];
    let mut histories: Vec<CardAnswers> = Vec::new();
    for answer in answers {
        let place = *places[answer.card].get_or_insert_with(|| {
            histories.push(CardAnswers {
                answers: Vec::new(),
                predicted: 0,
            });
            histories.len() - 1
        });
        let history = &mut histories[place];
        let last = history.answers.last().map(|last| last.day);
        let days = last.map(|last| u32::try_from(answer.day.since(last)).unwrap_or(0));
        history.predicted += usize::from(days.is_some_and(|days| days > 0));
        history.answers.push(FitAnswer {
            day: answer.day,
            days,
            rating: answer.rating,
        });
    }
    histories
}

/// Calls `take` with the prediction of every answer that can be predicted, and whether it passed.
fn predict(card: &CardAnswers, model: &FsrsModel, mut take: impl FnMut(&FitAnswer, f64, bool)) {
    let mut memory: Option<FsrsMemory> = None;
    for answer in &card.answers {
        memory = Some(match (memory, answer.days) {
            (Some(memory), Some(days)) => {
                if days > 0 {
                    let recall = within_margin(model.recall(memory, f64::from(days)));
                    take(answer, recall, answer.rating != Rating::Again);
                }
                model.after(memory, answer.rating, days)
            }
            (None, _) | (_, None) => model.first(answer.rating),
        });
    }
}

/// Mean log loss over the predicted answers after a day, and how many there are.
fn loss_after(cards: &[CardAnswers], model: &FsrsModel, day: Option<StudyDay>) -> (f64, usize) {
    let (mut predictions, mut passed) = (Vec::new(), Vec::new());
    for card in cards {
        predict(card, model, |answer, recall, is_pass| {
            if day.is_none_or(|day| answer.day > day) {
                predictions.push(recall);
                passed.push(is_pass);
            }
        });
    }
    (log_loss(&predictions, &passed), passed.len())
}

/// The sum of the log losses of some cards.
fn surprise(cards: &[&CardAnswers], model: &FsrsModel) -> f64 {
    let mut sum = 0.0;
    for card in cards {
        predict(card, model, |_, recall, is_pass| {
            sum -= libm::log(if is_pass { recall } else { 1.0 - recall });
        });
    }
    sum
}

/// Follows the slope of the loss down from the published weights.
fn descend(cards: &[CardAnswers]) -> Weights {
    let batches = batches(cards);
    let all: usize = cards.iter().map(|card| card.predicted).sum();
    let passes = PASSES.max(STEPS.div_ceil(batches.len().max(1)));
    let steps = number(passes * batches.len());
    let mut descent = Adam::default();
    let mut weights = DEFAULT_WEIGHTS;
    for step in 0..passes * batches.len() {
        let batch = &batches[step % batches.len()];
        let slope = slope(batch, &weights, number(all));
        // Long steps first, then ever shorter ones, so that the end does not jump about.
        let share = number(step) / steps;
        let length = LONGEST_STEP * 0.5 * (1.0 + libm::cos(std::f64::consts::PI * share));
        descent.step(&mut weights, slope, length);
        weights = within_bounds(weights);
    }
    Weights::nearest(weights).unwrap_or_default()
}

/// Cards in groups of about equally many predicted answers. Every group has cards of all times, because
/// a learner's early and late cards differ.
fn batches(cards: &[CardAnswers]) -> Vec<Vec<&CardAnswers>> {
    let all: usize = cards.iter().map(|card| card.predicted).sum();
    let count = all.div_ceil(BATCH).max(1);
    let mut batches = vec![Vec::new(); count];
    for (place, card) in cards.iter().filter(|card| card.predicted > 0).enumerate() {
        batches[place % count].push(card);
    }
    batches.retain(|batch| !batch.is_empty());
    batches
}

/// The slope of the loss by every weight, in units. `all` is the number of predicted answers of the log:
/// the pull towards the published weights counts as much as one of them.
fn slope(batch: &[&CardAnswers], weights: &[f64; WEIGHTS], all: f64) -> [f64; WEIGHTS] {
    let answers: usize = batch.iter().map(|card| card.predicted).sum();
    let here = surprise(batch, &model(*weights));
    let mut slope = [0.0; WEIGHTS];
    for place in 0..WEIGHTS {
        let mut nudged = *weights;
        nudged[place] += NUDGE * unit(place);
        let change = surprise(batch, &model(nudged)) - here;
        let away = (weights[place] - DEFAULT_WEIGHTS[place]) / SPREAD[place];
        // The slope of `away` squared, per unit.
        let pull = 2.0 * away * unit(place) / SPREAD[place] / all;
        slope[place] = change / NUDGE / number(answers) + pull;
    }
    slope
}

/// Adam (Kingma and Ba, 2015): steps whose length does not depend on the size of the slope.
struct Adam {
    mean: [f64; WEIGHTS],
    square: [f64; WEIGHTS],
    decay: (f64, f64),
}

/// How much of the mean slope, and of its mean square, is kept at a step.
const KEPT: (f64, f64) = (0.9, 0.999);

impl Default for Adam {
    fn default() -> Self {
        Self {
            mean: [0.0; WEIGHTS],
            square: [0.0; WEIGHTS],
            decay: (1.0, 1.0),
        }
    }
}

impl Adam {
    fn step(&mut self, weights: &mut [f64; WEIGHTS], slope: [f64; WEIGHTS], length: f64) {
        self.decay.0 *= KEPT.0;
        self.decay.1 *= KEPT.1;
        for place in 0..WEIGHTS {
            let (mean, square) = (&mut self.mean[place], &mut self.square[place]);
            *mean = KEPT.0 * *mean + (1.0 - KEPT.0) * slope[place];
            *square = KEPT.1 * *square + (1.0 - KEPT.1) * slope[place] * slope[place];
            // Both means start at zero and are too small at first: the decay that is left corrects
            // for it.
            let direction = *mean / (1.0 - self.decay.0);
            let size = libm::sqrt(*square / (1.0 - self.decay.1)) + 1e-8;
            weights[place] -= length * unit(place) * direction / size;
        }
    }
}

fn within_bounds(weights: [f64; WEIGHTS]) -> [f64; WEIGHTS] {
    Weights::nearest(weights).map_or(DEFAULT_WEIGHTS, |nearest| {
        // Rounding to stored parts would stop small steps: only the bounds are wanted here.
        let bounds = nearest.numbers();
        std::array::from_fn(|place| {
            let moved = (weights[place] - bounds[place]).abs();
            if moved > 1e-4 {
                bounds[place]
            } else {
                weights[place]
            }
        })
    })
}

fn model(weights: [f64; WEIGHTS]) -> FsrsModel {
    FsrsModel::with_weights(weights).unwrap_or_default()
}

/// A count as a float; exact far beyond any log.
fn number(count: usize) -> f64 {
    f64::from(u32::try_from(count).unwrap_or(u32::MAX))
}

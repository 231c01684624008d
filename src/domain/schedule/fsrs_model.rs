//! FSRS-6: a card's memory as stability and difficulty, and what one answer does to them.
//!
//! The formulas and the default weights are those published with FSRS-6 (open-spaced-repetition,
//! "The Algorithm", version 6). Stability is the number of days after which recall has fallen to 90 %;
//! difficulty runs from 1 to 10.
//!
//! Every machine must fold the same log to the same bits, but the functions of a C library may differ in
//! the last digit. So the functions come from the `libm` crate, and anyone who stores a result rounds it to a
//! millionth first.

mod retention;
mod stability;
mod weights;

pub use retention::DesiredRetention;
pub use stability::{Difficulty, Stability};
pub use weights::Weights;

use crate::domain::grade::Grade;
use libm::{exp, pow};

/// How well a card was remembered, as FSRS counts it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Rating {
    /// Forgotten.
    Again = 1,
    /// Remembered with effort.
    Hard = 2,
    /// Remembered.
    Good = 3,
    /// Remembered at once.
    Easy = 4,
}

impl Rating {
    fn number(self) -> f64 {
        f64::from(self as u8)
    }

    fn is_pass(self) -> bool {
        self != Self::Again
    }
}

/// Grades 0 to 2 are all forgotten.
impl From<Grade> for Rating {
    fn from(grade: Grade) -> Self {
        match grade.q() {
            0..=2 => Self::Again,
            3 => Self::Hard,
            4 => Self::Good,
            _ => Self::Easy,
        }
    }
}

/// How many weights the model has.
pub const WEIGHTS: usize = 21;

/// The published default weights of FSRS-6.
pub const DEFAULT_WEIGHTS: [f64; WEIGHTS] = [
    0.212, 1.2931, 2.3065, 8.2956, 6.4133, 0.8334, 3.0194, 0.001, 1.8722, 0.1666, 0.796, 1.4835,
    0.0614, 0.2629, 1.6483, 0.6014, 1.8729, 0.5425, 0.0912, 0.0658, 0.1542,
];

/// The least stability, in days. Below it the formulas divide by nearly nothing.
const LEAST_STABILITY: f64 = 0.001;
/// Far above any life; it only keeps the numbers finite.
const GREATEST_STABILITY: f64 = 1e9;

/// What FSRS keeps of a card.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct FsrsMemory {
    /// Days after which recall has fallen to 90 %.
    pub stability: f64,
    /// From 1, easy, to 10, hard.
    pub difficulty: f64,
}

/// The model with its weights.
#[derive(Debug, Clone, PartialEq)]
pub struct FsrsModel {
    weights: [f64; WEIGHTS],
}

impl Default for FsrsModel {
    fn default() -> Self {
        Self {
            weights: DEFAULT_WEIGHTS,
        }
    }
}

impl FsrsModel {
    /// The model with the weights of a setting.
    pub fn of(weights: &Weights) -> Self {
        Self {
            weights: weights.numbers(),
        }
    }

    /// The model with fitted weights; nothing when one of them is not a finite number.
    pub fn with_weights(weights: [f64; WEIGHTS]) -> Option<Self> {
        weights
            .iter()
            .all(|weight| weight.is_finite())
            .then_some(Self { weights })
    }

    /// The probability of recall, 0 to 1, a number of days after the last review.
    pub fn recall(&self, memory: FsrsMemory, days: f64) -> f64 {
        pow(1.0 + self.factor() * days / memory.stability, self.decay())
    }

    /// Days until recall has fallen to a share, before rounding.
    pub fn days_until(&self, memory: FsrsMemory, retention: f64) -> f64 {
        // `recall`, solved for the days.
        memory.stability / self.factor() * (pow(retention, 1.0 / self.decay()) - 1.0)
    }

    /// The memory after a card's first answer.
    pub fn first(&self, rating: Rating) -> FsrsMemory {
        // The first four weights are the stability after a first Again, Hard, Good and Easy.
        let stability = self.weights[rating as usize - 1];
        let difficulty = self.initial_difficulty(rating);
        clamped(stability, difficulty)
    }

    /// The memory after an answer some days after the one before.
    ///
    /// A second review on the same day does not test memory, so it changes stability by its own formula.
    pub fn after(&self, memory: FsrsMemory, rating: Rating, days: u32) -> FsrsMemory {
        let stability = if days == 0 {
            self.stability_same_day(memory.stability, rating)
        } else {
            let recall = self.recall(memory, f64::from(days));
            if rating.is_pass() {
                self.stability_after_success(memory, rating, recall)
            } else {
                self.stability_after_lapse(memory, recall)
            }
        };
        clamped(stability, self.difficulty_after(memory.difficulty, rating))
    }

    /// The exponent of the forgetting curve, below zero.
    fn decay(&self) -> f64 {
        -self.weights[20]
    }

    /// Scales the curve so that recall is 90 % when as many days have passed as the stability says.
    fn factor(&self) -> f64 {
        pow(0.9, 1.0 / self.decay()) - 1.0
    }

    /// Not clamped: the pull towards an easy card's difficulty in `difficulty_after` uses the raw value.
    fn initial_difficulty(&self, rating: Rating) -> f64 {
        // At Again the exponential is 1, so w4 is the difficulty of a card that was failed first;
        // each better grade takes off more than the one before.
        self.weights[4] - exp(self.weights[5] * (rating.number() - 1.0)) + 1.0
    }

    /// A step that shrinks as difficulty nears 10 (linear damping), then a small pull towards the
    /// difficulty of a card that was easy at once (mean reversion).
    fn difficulty_after(&self, difficulty: f64, rating: Rating) -> f64 {
        // Good changes nothing by itself, Again counts twice as much as Hard.
        let change = -self.weights[6] * (rating.number() - 3.0);
        let damped = difficulty + change * (10.0 - difficulty) / 9.0;
        let easy = self.initial_difficulty(Rating::Easy);
        self.weights[7] * easy + (1.0 - self.weights[7]) * damped
    }

    fn stability_after_success(&self, memory: FsrsMemory, rating: Rating, recall: f64) -> f64 {
        let weights = &self.weights;
        // w15 is at most 1 and holds Hard back, w16 is at least 1 and adds for Easy: see the bounds
        // in `Weights`.
        let by_grade = match rating {
            Rating::Hard => weights[15],
            Rating::Easy => weights[16],
            Rating::Again | Rating::Good => 1.0,
        };
        // Three observations, a factor each: easy material gains more, a memory that is strong
        // already gains less, and a review gains most shortly before the card would be forgotten.
        let growth = exp(weights[8])
            * (11.0 - memory.difficulty)
            * pow(memory.stability, -weights[9])
            * (exp((1.0 - recall) * weights[10]) - 1.0)
            * by_grade;
        memory.stability * (1.0 + growth)
    }

    /// Forgetting never leaves a memory stronger than it was.
    fn stability_after_lapse(&self, memory: FsrsMemory, recall: f64) -> f64 {
        let weights = &self.weights;
        let forgotten = weights[11]
            * pow(memory.difficulty, -weights[12])
            * (pow(memory.stability + 1.0, weights[13]) - 1.0)
            * exp((1.0 - recall) * weights[14]);
        // Neither weight is below 0, so this is never above the stability before.
        let most = memory.stability / exp(weights[17] * weights[18]);
        forgotten.min(most)
    }

    fn stability_same_day(&self, stability: f64, rating: Rating) -> f64 {
        let weights = &self.weights;
        let change =
            exp(weights[17] * (rating.number() - 3.0 + weights[18])) * pow(stability, -weights[19]);
        // A pass never lowers it.
        let change = if rating.is_pass() {
            change.max(1.0)
        } else {
            change
        };
        stability * change
    }
}

/// Clamped to what the formulas allow.
fn clamped(stability: f64, difficulty: f64) -> FsrsMemory {
    FsrsMemory {
        stability: stability.clamp(LEAST_STABILITY, GREATEST_STABILITY),
        difficulty: difficulty.clamp(1.0, 10.0),
    }
}

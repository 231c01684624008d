//! Hidden memories: what a simulated learner really remembers. The planner never sees them.

use milepost::domain::plan::MemoryCurve;
use milepost::domain::schedule::fsrs6::{DEFAULT_WEIGHTS, FsrsMemory, FsrsModel, Rating};

/// Which laws a learner's memory follows.
#[derive(Debug, Clone)]
pub(crate) enum Hidden {
    /// FSRS-6 with weights of its own: forgets faster at first, learns more from each success.
    OtherWeights(FsrsModel),
    /// Another closed form: recall falls with the square root of time, and a success that was hard won
    /// lengthens the half-life most.
    SquareRoot,
}

/// The state of a card in a hidden memory.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) enum HiddenState {
    Fsrs(FsrsMemory),
    /// Days until recall has fallen to one half.
    HalfLife(f64),
}

/// How likely a learner's first answers are: again, hard, good, easy.
pub(crate) const FIRST_ANSWERS: [f64; 4] = [0.28, 0.1, 0.45, 0.17];

/// Half-lives after a first answer, in days, by rating.
const FIRST_HALF_LIVES: [f64; 4] = [6.0, 20.0, 45.0, 120.0];

impl Hidden {
    pub(crate) fn other_weights() -> Self {
        let mut weights = DEFAULT_WEIGHTS;
        weights[0] = 0.15;
        weights[1] = 0.9;
        weights[2] = 1.6;
        weights[8] = 2.1;
        weights[20] = 0.2;
        Self::OtherWeights(FsrsModel::with_weights(weights).expect("finite weights"))
    }

    pub(crate) const fn name(&self) -> &'static str {
        match self {
            Self::OtherWeights(_) => "FSRS-6, other weights",
            Self::SquareRoot => "square root of time",
        }
    }
}

impl MemoryCurve for Hidden {
    type State = HiddenState;

    fn first(&self, rating: Rating) -> HiddenState {
        match self {
            Self::OtherWeights(model) => HiddenState::Fsrs(model.first(rating)),
            Self::SquareRoot => HiddenState::HalfLife(FIRST_HALF_LIVES[rating as usize - 1]),
        }
    }

    fn after(&self, state: HiddenState, rating: Rating, days: u32) -> HiddenState {
        match (self, state) {
            (Self::OtherWeights(model), HiddenState::Fsrs(memory)) => {
                HiddenState::Fsrs(model.after(memory, rating, days))
            }
            (_, state) => HiddenState::HalfLife(self.next_half_life(state, rating, days)),
        }
    }

    fn recall(&self, state: HiddenState, days: u32) -> f64 {
        match (self, state) {
            (Self::OtherWeights(model), HiddenState::Fsrs(memory)) => {
                model.recall(memory, f64::from(days))
            }
            (_, HiddenState::HalfLife(half_life)) => {
                (-std::f64::consts::LN_2 * (f64::from(days) / half_life).sqrt()).exp()
            }
            (_, HiddenState::Fsrs(_)) => 0.0,
        }
    }

    fn blend(&self, one: HiddenState, other: HiddenState, share: f64) -> HiddenState {
        let mix = |a: f64, b: f64| a * (1.0 - share) + b * share;
        match (one, other) {
            (HiddenState::Fsrs(one), HiddenState::Fsrs(other)) => HiddenState::Fsrs(FsrsMemory {
                stability: mix(one.stability.ln(), other.stability.ln()).exp(),
                difficulty: mix(one.difficulty, other.difficulty),
            }),
            (HiddenState::HalfLife(one), HiddenState::HalfLife(other)) => {
                HiddenState::HalfLife(mix(one.ln(), other.ln()).exp())
            }
            (one, _) => one,
        }
    }

    fn first_ratings(&self) -> [f64; 4] {
        FIRST_ANSWERS
    }
}

impl Hidden {
    fn next_half_life(&self, state: HiddenState, rating: Rating, days: u32) -> f64 {
        let HiddenState::HalfLife(half_life) = state else {
            return 1.0;
        };
        if days == 0 {
            return half_life;
        }
        let recall = self.recall(state, days);
        let growth = match rating {
            Rating::Again => return (half_life * 0.4).max(2.0),
            Rating::Hard => 0.6,
            Rating::Good => 1.0,
            Rating::Easy => 1.4,
        };
        half_life * (1.2 + 3.0 * growth * (1.0 - recall))
    }
}

/// A small generator (xorshift), so that a learner is the same everywhere.
#[derive(Debug, Clone)]
pub(crate) struct Chance(u64);

impl Chance {
    pub(crate) const fn new(seed: u64) -> Self {
        Self(seed.wrapping_mul(0x9e37_79b9_7f4a_7c15) | 1)
    }

    pub(crate) fn share(&mut self) -> f64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        f64::from(u32::try_from(self.0 >> 32).unwrap_or(0)) / f64::from(u32::MAX)
    }
}

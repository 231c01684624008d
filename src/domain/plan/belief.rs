//! What is believed of a card's memory on a day to come, before its answers are known.

use crate::domain::recall::Correction;
use crate::domain::schedule::fsrs6::{FsrsMemory, FsrsModel, Rating};

/// A model of memory, as far as a plan needs one.
pub trait MemoryCurve {
    /// What the model keeps of a card.
    type State: Copy + PartialEq;

    /// The state after a first answer.
    fn first(&self, rating: Rating) -> Self::State;

    /// The state after an answer some days after the one before.
    fn after(&self, state: Self::State, rating: Rating, days: u32) -> Self::State;

    /// The probability of recall some days after the last answer.
    fn recall(&self, state: Self::State, days: u32) -> f64;

    /// One state in the place of two; the second counts for a share from 0 to 1.
    fn blend(&self, one: Self::State, other: Self::State, share: f64) -> Self::State;

    /// How likely each rating is for a card that was never asked: again, hard, good, easy.
    fn first_ratings(&self) -> [f64; 4];
}

/// Ratings of a first answer, as they are in large public logs; the learner's own replace them bit by bit.
pub const USUAL_FIRST_RATINGS: [f64; 4] = [0.24, 0.09, 0.5, 0.17];

/// FSRS-6, corrected by how a learner's answers differ from it.
#[derive(Debug, Clone)]
pub struct FsrsCurve {
    /// The formulas with their weights.
    pub model: FsrsModel,
    /// Turns the model's probability into the learner's.
    pub correction: Correction,
    /// How likely each rating is for a new card.
    pub first_ratings: [f64; 4],
}

impl Default for FsrsCurve {
    fn default() -> Self {
        Self {
            model: FsrsModel::default(),
            correction: Correction::default(),
            first_ratings: USUAL_FIRST_RATINGS,
        }
    }
}

impl MemoryCurve for FsrsCurve {
    type State = FsrsMemory;

    fn first(&self, rating: Rating) -> FsrsMemory {
        self.model.first(rating)
    }

    fn after(&self, state: FsrsMemory, rating: Rating, days: u32) -> FsrsMemory {
        self.model.after(state, rating, days)
    }

    fn recall(&self, state: FsrsMemory, days: u32) -> f64 {
        self.correction
            .correct(self.model.recall(state, f64::from(days)))
    }

    /// Stabilities differ by orders of magnitude, so their logarithms are averaged.
    fn blend(&self, one: FsrsMemory, other: FsrsMemory, share: f64) -> FsrsMemory {
        let mix = |a: f64, b: f64| a * (1.0 - share) + b * share;
        let logarithm = mix(libm::log(one.stability), libm::log(other.stability));
        FsrsMemory {
            stability: libm::exp(logarithm),
            difficulty: mix(one.difficulty, other.difficulty),
        }
    }

    fn first_ratings(&self) -> [f64; 4] {
        self.first_ratings
    }
}

/// One way a card's answers may have gone, with its probability.
#[derive(Debug, Clone, Copy, PartialEq)]
struct Branch<S> {
    share: f64,
    state: S,
}

/// What is believed of a card that was asked: whether its last answer passed, and its memory in either case.
///
/// Every answer would split each branch in two. Two branches are enough: what matters most for the next
/// answer is whether the last one passed, so all ways with the same last answer are blended.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Belief<S> {
    passed: Option<Branch<S>>,
    failed: Option<Branch<S>>,
    last: i32,
}

/// How a card's last answer went.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LastAnswer {
    /// It passed.
    Passed,
    /// It failed.
    Failed,
}

/// A branch less likely than this is left out.
const UNLIKELY: f64 = 0.005;

impl<S: Copy> Belief<S> {
    /// A card whose answers are known; days count from today, so that past ones are negative.
    pub fn known(state: S, last: i32, answer: LastAnswer) -> Self {
        let branch = Some(Branch { share: 1.0, state });
        let (passed, failed) = match answer {
            LastAnswer::Passed => (branch, None),
            LastAnswer::Failed => (None, branch),
        };
        Self {
            passed,
            failed,
            last,
        }
    }

    /// A new card after its first answer on a day.
    pub fn first(curve: &impl MemoryCurve<State = S>, day: i32) -> Self {
        let [again, hard, good, easy] = curve.first_ratings();
        // All kinds of a first pass become one branch: later only whether it passed matters.
        let mut passed = Pool::default();
        for (share, rating) in [
            (hard, Rating::Hard),
            (good, Rating::Good),
            (easy, Rating::Easy),
        ] {
            passed.add(curve, share, curve.first(rating));
        }
        let mut failed = Pool::default();
        failed.add(curve, again, curve.first(Rating::Again));
        Self {
            passed: passed.0,
            failed: failed.0,
            last: day,
        }
    }

    /// The card after one more answer on a day.
    #[must_use]
    pub fn asked(&self, curve: &impl MemoryCurve<State = S>, day: i32) -> Self {
        let days = self.days_until(day);
        let (mut passed, mut failed) = (Pool::default(), Pool::default());
        for branch in self.branches() {
            let recall = curve.recall(branch.state, days);
            // Good stands for every pass: which kind of pass it will be is not predicted.
            let pass = curve.after(branch.state, Rating::Good, days);
            let fail = curve.after(branch.state, Rating::Again, days);
            passed.add(curve, branch.share * recall, pass);
            failed.add(curve, branch.share * (1.0 - recall), fail);
        }
        Self {
            passed: passed.0,
            failed: failed.0,
            last: day,
        }
    }

    /// The probability of recall on a day.
    pub fn recall(&self, curve: &impl MemoryCurve<State = S>, day: i32) -> f64 {
        let days = self.days_until(day);
        self.branches()
            .map(|branch| branch.share * curve.recall(branch.state, days))
            .sum()
    }

    /// The probability of recall on the last of two days, if the card is asked on the first of them.
    pub fn recall_if_asked(
        &self,
        curve: &impl MemoryCurve<State = S>,
        asked: i32,
        end: i32,
    ) -> f64 {
        let days = self.days_until(asked);
        let rest = between(asked, end);
        let mut sum = 0.0;
        for branch in self.branches() {
            let recall = curve.recall(branch.state, days);
            let pass = curve.after(branch.state, Rating::Good, days);
            let fail = curve.after(branch.state, Rating::Again, days);
            let later =
                recall * curve.recall(pass, rest) + (1.0 - recall) * curve.recall(fail, rest);
            sum += branch.share * later;
        }
        sum
    }

    /// The day of the last answer.
    pub const fn last(&self) -> i32 {
        self.last
    }

    /// The probability that the last answer passed.
    pub fn last_passed(&self) -> f64 {
        self.passed.map_or(0.0, |branch| branch.share)
    }

    fn branches(&self) -> impl Iterator<Item = Branch<S>> {
        let all = [self.passed, self.failed];
        all.into_iter()
            .flatten()
            .filter(|branch| branch.share >= UNLIKELY)
    }

    fn days_until(&self, day: i32) -> u32 {
        between(self.last, day)
    }
}

fn between(earlier: i32, later: i32) -> u32 {
    u32::try_from(later - earlier).unwrap_or(0)
}

/// Branches blended into one.
struct Pool<S>(Option<Branch<S>>);

impl<S> Default for Pool<S> {
    fn default() -> Self {
        Self(None)
    }
}

impl<S: Copy> Pool<S> {
    fn add(&mut self, curve: &impl MemoryCurve<State = S>, share: f64, state: S) {
        if share <= 0.0 {
            return;
        }
        self.0 = Some(match self.0 {
            None => Branch { share, state },
            Some(held) => Branch {
                share: held.share + share,
                // Each with its weight so far, so the result is the weighted mean of all, in any
                // order.
                state: curve.blend(held.state, state, share / (held.share + share)),
            },
        });
    }
}

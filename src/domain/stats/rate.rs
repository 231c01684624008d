//! Rates with the number they stand on and their 95 % interval.

use crate::domain::tally::{PassCount, StateBefore};

/// The standard normal deviate of a two-sided 95 % interval.
const Z: f64 = 1.959_963_984_540_054;

/// How many of some reviews passed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Rate {
    /// Reviews that passed.
    pub passed: i64,
    /// Reviews.
    pub n: i64,
}

impl Rate {
    /// The share that passed, 0 to 1; nothing without reviews, never 0 for that.
    pub fn value(self) -> Option<f64> {
        (self.n > 0).then(|| float(self.passed) / float(self.n))
    }

    /// The 95 % score interval of Wilson (1927), both ends from 0 to 1; nothing without reviews. Unlike the
    /// textbook interval it is honest for few reviews and for rates near 1.
    pub fn wilson(self) -> Option<(f64, f64)> {
        let rate = self.value()?;
        let n = float(self.n);
        let z2 = Z * Z;
        let scale = 1.0 + z2 / n;
        let centre = (rate + z2 / (2.0 * n)) / scale;
        let half = Z * (rate * (1.0 - rate) / n + z2 / (4.0 * n * n)).sqrt() / scale;
        let low = if self.passed == 0 {
            0.0
        } else {
            (centre - half).max(0.0)
        };
        let high = if self.passed == self.n {
            1.0
        } else {
            (centre + half).min(1.0)
        };
        Some((low, high))
    }

    /// Adds other reviews.
    pub const fn merge(&mut self, other: Self) {
        self.passed += other.passed;
        self.n += other.n;
    }
}

/// Counts stay far below 2^53, where every integer is exact.
#[expect(clippy::cast_precision_loss, reason = "counts stay below 2^53")]
const fn float(count: i64) -> f64 {
    count as f64
}

/// True retention: scheduled answers to cards that had an interval of a day at least.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Retention {
    /// After an interval of 1 to 20 days.
    pub young: Rate,
    /// After an interval of 21 days and more.
    pub mature: Rate,
}

impl Retention {
    /// Young and mature together.
    pub const fn all(self) -> Rate {
        Rate {
            passed: self.young.passed + self.mature.passed,
            n: self.young.n + self.mature.n,
        }
    }

    /// Counts answers; first answers, repeats and cram are no test of retention.
    pub const fn add(&mut self, met: StateBefore, outcome: PassCount) {
        let rate = Rate {
            passed: outcome.passed,
            n: outcome.n,
        };
        match met {
            StateBefore::Young => self.young.merge(rate),
            StateBefore::Mature => self.mature.merge(rate),
            StateBefore::New | StateBefore::Repeat | StateBefore::Cram => {}
        }
    }

    /// Adds other answers.
    pub const fn merge(&mut self, other: Self) {
        self.young.merge(other.young);
        self.mature.merge(other.mature);
    }
}

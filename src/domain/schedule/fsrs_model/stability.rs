//! Stability and difficulty as they are stored: whole millionths, the same on every machine.
//!
//! Ten-thousandths would be too coarse: a stability below a day would be off by up to 0.1 % after a few
//! answers, and intervals of decades by a day.

use serde::{Deserialize, Serialize};

use super::{FsrsMemory, GREATEST_STABILITY, LEAST_STABILITY};

/// Stored numbers are whole numbers of these parts.
const PARTS: f64 = 1_000_000.0;

/// Days after which recall has fallen to 90 %, in millionths of a day.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "u64", into = "u64")]
pub struct Stability(u64);

impl Stability {
    /// From millionths of a day; nothing outside what the formulas allow.
    pub fn from_parts(parts: u64) -> Option<Self> {
        let allowed = to_parts(LEAST_STABILITY)..=to_parts(GREATEST_STABILITY);
        allowed.contains(&parts).then_some(Self(parts))
    }

    /// Millionths of a day.
    pub const fn parts(self) -> u64 {
        self.0
    }

    /// Days.
    #[expect(
        clippy::cast_precision_loss,
        reason = "the greatest stability has 16 digits, below the 2^53 that a float holds exactly"
    )]
    pub fn days(self) -> f64 {
        self.0 as f64 / PARTS
    }
}

impl TryFrom<u64> for Stability {
    type Error = String;
    fn try_from(parts: u64) -> Result<Self, String> {
        Self::from_parts(parts).ok_or_else(|| format!("{parts} is not a stability"))
    }
}

impl From<Stability> for u64 {
    fn from(stability: Stability) -> Self {
        stability.0
    }
}

/// From 1, easy, to 10, hard, in millionths.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "u32", into = "u32")]
pub struct Difficulty(u32);

impl Difficulty {
    /// From millionths; nothing outside 1 to 10.
    pub const fn from_parts(parts: u32) -> Option<Self> {
        if 1_000_000 <= parts && parts <= 10_000_000 {
            Some(Self(parts))
        } else {
            None
        }
    }

    /// Millionths.
    pub const fn parts(self) -> u32 {
        self.0
    }

    /// The number from 1 to 10.
    pub fn number(self) -> f64 {
        f64::from(self.0) / PARTS
    }
}

impl TryFrom<u32> for Difficulty {
    type Error = String;
    fn try_from(parts: u32) -> Result<Self, String> {
        Self::from_parts(parts).ok_or_else(|| format!("{parts} is not a difficulty"))
    }
}

impl From<Difficulty> for u32 {
    fn from(difficulty: Difficulty) -> Self {
        difficulty.0
    }
}

impl FsrsMemory {
    /// The memory with stored numbers.
    pub fn from_stored(stability: Stability, difficulty: Difficulty) -> Self {
        Self {
            stability: stability.days(),
            difficulty: difficulty.number(),
        }
    }

    /// Its numbers as they are stored.
    pub fn stored(self) -> (Stability, Difficulty) {
        let stability = self.stability.clamp(LEAST_STABILITY, GREATEST_STABILITY);
        let difficulty = self.difficulty.clamp(1.0, 10.0);
        // A difficulty has eight digits, so that it always fits.
        let difficulty = u32::try_from(to_parts(difficulty)).unwrap_or(u32::MAX);
        (Stability(to_parts(stability)), Difficulty(difficulty))
    }

    /// The memory rounded as it is stored.
    #[must_use]
    pub fn rounded(self) -> Self {
        let (stability, difficulty) = self.stored();
        Self::from_stored(stability, difficulty)
    }
}

#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "only numbers clamped to positive bounds come here"
)]
fn to_parts(number: f64) -> u64 {
    libm::round(number * PARTS) as u64
}

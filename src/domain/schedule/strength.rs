//! What only one scheduler knows of a card: how strong its memory is, in that scheduler's own terms.

use serde::{Deserialize, Serialize};

use super::fsrs_model::{Difficulty, FsrsMemory, Stability};

/// SM-2's easiness factor in hundredths; never below 1.30.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "u32", into = "u32")]
pub struct Ease(u32);

impl Ease {
    /// 2.50, the ease of a new card.
    pub const START: Self = Self(250);
    /// 1.30, the floor.
    pub const FLOOR: Self = Self(130);

    /// From hundredths; nothing below the floor of 130.
    pub const fn from_hundredths(hundredths: u32) -> Option<Self> {
        if hundredths >= Self::FLOOR.0 {
            Some(Self(hundredths))
        } else {
            None
        }
    }

    /// Hundredths: 250 is an ease of 2.50.
    pub const fn hundredths(self) -> u32 {
        self.0
    }

    /// This ease changed by a number of hundredths, held at the floor.
    #[must_use]
    pub const fn moved(self, hundredths: i32) -> Self {
        let moved = self.0.saturating_add_signed(hundredths);
        if moved < Self::FLOOR.0 {
            Self::FLOOR
        } else {
            Self(moved)
        }
    }
}

impl TryFrom<u32> for Ease {
    type Error = String;
    fn try_from(hundredths: u32) -> Result<Self, String> {
        Self::from_hundredths(hundredths)
            .ok_or_else(|| format!("ease {hundredths} is below the floor of 130"))
    }
}

impl From<Ease> for u32 {
    fn from(ease: Ease) -> u32 {
        ease.0
    }
}

/// The part of a seen card's memory that belongs to one scheduler. Its texts and numbers are stored
/// and never change.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Strength {
    /// SM-2.
    Sm2 {
        /// Easiness factor after the last review.
        ease: Ease,
        /// SM-2's n. Not the number of passes: a fail sets it back (to 0 or 1, by the setting).
        repetitions: u32,
    },
    /// FSRS.
    Fsrs {
        /// Stability after the last review.
        stability: Stability,
        /// Difficulty after the last review.
        difficulty: Difficulty,
    },
}

/// The stored number of [`Strength::Sm2`].
const SM2: i64 = 1;
/// The stored number of [`Strength::Fsrs`].
const FSRS: i64 = 2;

impl Strength {
    /// Three numbers for storage: which scheduler, and its two values.
    pub fn numbers(self) -> [i64; 3] {
        match self {
            Self::Sm2 { ease, repetitions } => {
                [SM2, i64::from(ease.hundredths()), i64::from(repetitions)]
            }
            Self::Fsrs {
                stability,
                difficulty,
            } => {
                // A stability has 16 digits at most, so that it always fits.
                let parts = i64::try_from(stability.parts()).unwrap_or(i64::MAX);
                [FSRS, parts, i64::from(difficulty.parts())]
            }
        }
    }

    /// The strength with these numbers; nothing where no build writes them.
    pub fn from_numbers([scheduler, first, second]: [i64; 3]) -> Option<Self> {
        match scheduler {
            SM2 => Some(Self::Sm2 {
                ease: u32::try_from(first).ok().and_then(Ease::from_hundredths)?,
                repetitions: u32::try_from(second).ok()?,
            }),
            FSRS => Some(Self::Fsrs {
                stability: u64::try_from(first).ok().and_then(Stability::from_parts)?,
                difficulty: u32::try_from(second)
                    .ok()
                    .and_then(Difficulty::from_parts)?,
            }),
            _ => None,
        }
    }

    /// Stability and difficulty, under a scheduler that has them.
    pub fn fsrs_memory(self) -> Option<FsrsMemory> {
        match self {
            Self::Sm2 { .. } => None,
            Self::Fsrs {
                stability,
                difficulty,
            } => Some(FsrsMemory::from_stored(stability, difficulty)),
        }
    }

    /// The ease, under a scheduler that has one.
    pub const fn ease(self) -> Option<Ease> {
        match self {
            Self::Sm2 { ease, .. } => Some(ease),
            Self::Fsrs { .. } => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_strength_comes_back_from_its_numbers() {
        let sm2 = Strength::Sm2 {
            ease: Ease::START,
            repetitions: 3,
        };
        let fsrs = Strength::Fsrs {
            stability: Stability::from_parts(2_306_500).unwrap(),
            difficulty: Difficulty::from_parts(2_118_104).unwrap(),
        };
        for strength in [sm2, fsrs] {
            assert_eq!(Strength::from_numbers(strength.numbers()), Some(strength));
        }
        let strange = [
            [SM2, 129, 0],
            [SM2, 250, -1],
            [FSRS, 0, 5_000_000],
            [FSRS, 2_306_500, 999_999],
            [FSRS, i64::MAX, 5_000_000],
            [3, 250, 1],
            [0, 0, 0],
        ];
        for strange in strange {
            assert_eq!(Strength::from_numbers(strange), None, "{strange:?}");
        }
    }
}

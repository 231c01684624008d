//! What only one scheduler knows of a card: how strong its memory is, in that scheduler's own terms.

use serde::{Deserialize, Serialize};

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
}

/// The stored number of [`Strength::Sm2`].
const SM2: i64 = 1;

impl Strength {
    /// Three numbers for storage: which scheduler, and its two values.
    pub fn numbers(self) -> [i64; 3] {
        match self {
            Self::Sm2 { ease, repetitions } => {
                [SM2, i64::from(ease.hundredths()), i64::from(repetitions)]
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
            _ => None,
        }
    }

    /// The ease, under a scheduler that has one.
    pub const fn ease(self) -> Option<Ease> {
        match self {
            Self::Sm2 { ease, .. } => Some(ease),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_strength_comes_back_from_its_numbers() {
        let strength = Strength::Sm2 {
            ease: Ease::START,
            repetitions: 3,
        };
        assert_eq!(Strength::from_numbers(strength.numbers()), Some(strength));
        for strange in [[SM2, 129, 0], [SM2, 250, -1], [2, 250, 1], [0, 0, 0]] {
            assert_eq!(Strength::from_numbers(strange), None, "{strange:?}");
        }
    }
}

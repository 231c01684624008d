//! How well a card was recalled: the raw grade q of SM-2, 0 to 5, and the four buttons.

use serde::{Deserialize, Serialize};

/// SM-2's q. Three and more is a pass.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "u8", into = "u8")]
pub struct Grade(u8);

impl Grade {
    /// The button Again: q = 2.
    pub const AGAIN: Self = Self(2);
    /// The button Hard: q = 3.
    pub const HARD: Self = Self(3);
    /// The button Good: q = 4.
    pub const GOOD: Self = Self(4);
    /// The button Easy: q = 5.
    pub const EASY: Self = Self(5);
    /// The four buttons, worst first.
    pub const BUTTONS: [Self; 4] = [Self::AGAIN, Self::HARD, Self::GOOD, Self::EASY];
    /// Every grade, worst first.
    pub const ALL: [Self; 6] = [Self(0), Self(1), Self(2), Self(3), Self(4), Self(5)];

    /// q from 0 to 5, else nothing.
    pub const fn from_q(q: u8) -> Option<Self> {
        if q <= 5 { Some(Self(q)) } else { None }
    }

    /// q, 0 to 5.
    pub const fn q(self) -> u8 {
        self.0
    }

    /// Whether the card counts as recalled: q of three or more.
    pub const fn is_pass(self) -> bool {
        self.0 >= 3
    }
}

impl TryFrom<u8> for Grade {
    type Error = String;
    fn try_from(q: u8) -> Result<Self, String> {
        Self::from_q(q).ok_or_else(|| format!("{q} is not a grade from 0 to 5"))
    }
}

impl From<Grade> for u8 {
    fn from(grade: Grade) -> u8 {
        grade.0
    }
}

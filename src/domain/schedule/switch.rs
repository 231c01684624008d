//! A part of a scheduler that is on or off.

use serde::{Deserialize, Serialize};

/// A repair that is made or not.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Switch {
    /// Made.
    On,
    /// Not made.
    Off,
}

impl Switch {
    /// Whether the repair is made.
    pub const fn is_on(self) -> bool {
        matches!(self, Self::On)
    }
}

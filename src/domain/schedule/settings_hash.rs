//! The name by which events refer to a scheduler's settings.

use serde::{Deserialize, Serialize};

use crate::domain::card::hex16;

/// Hash of a scheduler's settings: 16 lower case hexadecimal digits.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct SettingsHash(pub(crate) String);

impl SettingsHash {
    /// The hash of a canonical text.
    pub(super) fn of(text: &str) -> Self {
        Self(hex16(text.as_bytes()))
    }

    /// The digits.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

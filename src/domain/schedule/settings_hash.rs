//! The text of a scheduler's settings, and the hash by which events refer to it.

use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};

use crate::domain::card::hex32;

/// Hash of a scheduler's settings: the first 32 digits of SHA-256 in lower case, or the first 16 in events of
/// earlier versions.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct SettingsHash(pub(crate) String);

impl SettingsHash {
    /// The hash of a canonical text.
    pub(super) fn of(text: &str) -> Self {
        Self(hex32(text.as_bytes()))
    }

    /// Whether this is the hash of a text.
    pub fn is_of(&self, text: &str) -> bool {
        matches!(self.0.len(), 16 | 32) && hex32(text.as_bytes()).starts_with(&self.0)
    }

    /// The digits.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// The stored form of settings. `version` is that of the arithmetic; it rises when the same settings would
/// give another result.
#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Canonical<S> {
    scheduler: String,
    version: u32,
    settings: S,
}

/// The one text of settings; equal settings have equal texts.
///
/// # Panics
/// Never: words and numbers always become JSON.
pub(super) fn canonical_text<S: Serialize>(scheduler: &str, version: u32, settings: S) -> String {
    let canonical = Canonical {
        scheduler: scheduler.to_owned(),
        version,
        settings,
    };
    serde_json::to_string(&canonical).expect("words and numbers always become JSON")
}

/// The scheduler's name and the settings of a canonical text; nothing when another version wrote it.
pub(super) fn from_canonical<S: DeserializeOwned>(text: &str, version: u32) -> Option<(String, S)> {
    let canonical: Canonical<S> = serde_json::from_str(text).ok()?;
    (canonical.version == version).then_some((canonical.scheduler, canonical.settings))
}

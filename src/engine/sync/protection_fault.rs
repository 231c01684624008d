//! Why a remote is left alone that is encrypted, or should be.

use crate::domain::wording::{Wording, problems};
use crate::sync::{KEY_FILE, KeyFault};

/// What a passphrase is needed for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PassphraseUse {
    /// The remote is encrypted with it.
    Open,
    /// The remote holds nothing yet.
    Choose,
}

/// Why a remote is left alone.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ProtectionFault {
    /// It is encrypted, or is to be.
    PassphraseNeeded(PassphraseUse),
    /// The key file gives no key.
    Key(KeyFault),
    /// It is encrypted, and its key file is gone.
    KeyMissing,
    /// It is encrypted and holds this file, which is not.
    Mixed(String),
    /// This file was encrypted with another key.
    OtherKey(String),
    /// It holds files that are not encrypted, and encryption is wanted.
    NotEncrypted,
    /// This program was built without encryption.
    NotBuilt,
}

impl ProtectionFault {
    /// What is wrong, to be said in the learner's language.
    pub(super) fn wording(&self, folder: &str) -> Wording {
        match self {
            Self::PassphraseNeeded(PassphraseUse::Open) => problems::sync_is_encrypted(folder),
            Self::PassphraseNeeded(PassphraseUse::Choose) => problems::sync_no_passphrase(folder),
            Self::Key(KeyFault::WrongPassphrase) => problems::sync_wrong_passphrase(folder),
            Self::Key(KeyFault::Damaged) => problems::sync_key_damaged(KEY_FILE, folder),
            Self::Key(KeyFault::Newer) => problems::sync_key_newer(KEY_FILE, folder),
            Self::KeyMissing => problems::sync_key_missing(folder, KEY_FILE),
            Self::Mixed(file) => problems::sync_mixed(file, folder),
            Self::OtherKey(file) => problems::sync_other_key(file, KEY_FILE, folder),
            Self::NotEncrypted => problems::sync_not_encrypted(folder),
            Self::NotBuilt => problems::sync_not_built(folder),
        }
    }
}

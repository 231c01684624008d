//! Why a package is refused.

use std::io;

use crate::domain::plain::io_reason;
use crate::domain::wording::{Wording, problems};

/// Why a package is refused.
#[derive(Debug, thiserror::Error)]
#[error("{}", self.wording().in_english())]
pub enum PackageError {
    /// It is not a zip archive, or a damaged one.
    Archive,
    /// It holds no collection.
    NoCollection,
    /// A version of Anki wrote it that this program does not know.
    Newer {
        /// The number of the layout.
        layout: u64,
    },
    /// A part of it is larger than any that Anki writes.
    TooLarge {
        /// The largest size, in MiB.
        limit: u64,
    },
    /// A part of it cannot be unpacked.
    Unpack(io::Error),
    /// The list of pictures and sounds, or the settings of a note type, cannot be read.
    Encoding {
        /// The part.
        part: &'static str,
    },
    /// The collection is damaged, or not one of Anki.
    Collection(String),
}

impl PackageError {
    /// What is wrong, in the learner's language.
    pub fn wording(&self) -> Wording {
        match self {
            Self::Archive => problems::package_not_zip(),
            Self::NoCollection => problems::package_without_collection(),
            Self::Newer { layout } => problems::package_newer(layout),
            Self::TooLarge { limit } => problems::package_part_too_large(limit),
            Self::Unpack(error) => problems::package_not_unpacked(io_reason(error)),
            Self::Encoding { part } => problems::package_part_unread(*part),
            Self::Collection(what) => problems::package_collection(what.clone()),
        }
    }
}

impl From<rusqlite::Error> for PackageError {
    fn from(error: rusqlite::Error) -> Self {
        Self::Collection(error.to_string())
    }
}

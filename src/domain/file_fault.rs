//! Why a file is left alone although the system would allow it.

use std::fmt;
use std::io;

use crate::domain::wording::{Wording, problems};

/// What is wrong with a file. Carried by an `io::Error`, from which `io_reason` takes it out again.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FileFault {
    /// It is larger than this many bytes.
    TooLarge(u64),
    /// It is not UTF-8.
    NotUtf8,
    /// It is a folder, a device, a pipe or a socket.
    NotRegular,
    /// It is a link whose target does not exist.
    LinkToNowhere,
    /// It is a link to a file that another user owns.
    LinkToOtherUser,
    /// It cannot be decrypted.
    NotDecrypted,
    /// It leads out of the folder in which it must lie.
    LeadsOut,
    /// Another process has held its lock for too long.
    LockedTooLong,
    /// Its file system has no locks.
    NoLocks,
}

impl FileFault {
    /// The fault that an error carries, if it carries one.
    pub fn of(error: &io::Error) -> Option<Self> {
        error.get_ref()?.downcast_ref().copied()
    }

    /// The reason, to be said in the learner's language.
    pub fn wording(self) -> Wording {
        match self {
            Self::TooLarge(bytes) => problems::file_too_large(bytes),
            Self::NotUtf8 => problems::file_not_utf8(),
            Self::NotRegular => problems::file_not_regular(),
            Self::LinkToNowhere => problems::file_link_to_nowhere(),
            Self::LinkToOtherUser => problems::file_link_to_other_user(),
            Self::NotDecrypted => problems::file_not_decrypted(),
            Self::LeadsOut => problems::file_leads_out(),
            Self::LockedTooLong => problems::file_locked_too_long(),
            Self::NoLocks => problems::no_locks(),
        }
    }
}

impl fmt::Display for FileFault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.wording().in_english())
    }
}

impl std::error::Error for FileFault {}

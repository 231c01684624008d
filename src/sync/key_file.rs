//! How an encrypted remote is told from a clear one, also by a program that cannot read it.

use super::segment_name::SegmentName;

/// The file that holds the key of an encrypted remote, encrypted with the passphrase.
pub const KEY_FILE: &str = "milepost-key.age";

/// How the names of encrypted files end.
pub(super) const SEALED_ENDING: &str = ".age";

/// Why a key file gives no key.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum KeyFault {
    /// It was encrypted with another passphrase.
    WrongPassphrase,
    /// It is not whole, or not what this program writes.
    Damaged,
    /// A later version of the program wrote it.
    Newer,
}

/// What the names in a remote say about it.
#[derive(Debug, Default)]
pub struct RemoteSigns {
    /// Whether the key file is there.
    pub has_key: bool,
    /// A segment that anyone can read.
    pub clear: Option<String>,
    /// A file that is encrypted.
    pub sealed: Option<String>,
}

impl RemoteSigns {
    /// Whether it holds nothing of ours.
    pub const fn is_empty(&self) -> bool {
        !self.has_key && self.clear.is_none() && self.sealed.is_none()
    }

    /// Of the names of files in a remote.
    pub fn of(names: impl IntoIterator<Item = String>) -> Self {
        let mut signs = Self::default();
        for name in names {
            if name == KEY_FILE {
                signs.has_key = true;
            } else if SegmentName::parse(&name).is_some() {
                signs.clear = Some(name);
            } else if name.ends_with(SEALED_ENDING) {
                signs.sealed = Some(name);
            }
        }
        signs
    }
}

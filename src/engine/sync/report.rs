//! What a sync did, and why one cannot be done.

use std::collections::BTreeMap;
use std::io;
use std::path::PathBuf;

use super::decks::DeckReport;
use super::protection_fault::ProtectionFault;
use crate::domain::id::{CardId, DeviceId};
use crate::domain::plain::io_reason;
use crate::domain::wording::{Wording, problems};
use crate::error::AppError;
use crate::store::StoreError;
use crate::sync::GitRefusal;

/// Why a sync cannot begin, or go on.
#[derive(Debug, thiserror::Error)]
#[error("{}", self.wording().in_english())]
pub enum SyncError {
    /// The folder cannot be used.
    Folder {
        /// The folder.
        folder: PathBuf,
        /// The system's reason.
        source: io::Error,
    },
    /// A bucket or a server cannot be used.
    Unreachable {
        /// Its address.
        address: String,
        /// What it said, or the system's reason.
        source: io::Error,
    },
    /// The folder holds the database, which must not be synced.
    HoldsHome {
        /// The folder.
        folder: PathBuf,
    },
    /// The folder held files at the last sync and holds none now.
    Emptied {
        /// The folder.
        folder: PathBuf,
        /// How many files it held.
        files: usize,
    },
    /// The folder is a clone, and git refuses to carry it.
    Git {
        /// The folder.
        folder: PathBuf,
        /// What was asked, and what git said.
        refusal: GitRefusal,
    },
    /// It is encrypted or not as this machine needs it; nothing was written.
    Protection {
        /// The folder, or another remote.
        folder: String,
        /// What is wrong.
        fault: ProtectionFault,
    },
    /// The learner's own decks or settings cannot be read or written.
    #[error("{}", .0.message.in_english())]
    Own(AppError),
    /// The store refuses.
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl SyncError {
    /// What went wrong, to be said in the learner's language.
    pub fn wording(&self) -> Wording {
        match self {
            Self::Folder { folder, source } => {
                problems::sync_folder_refused(folder.display(), io_reason(source))
            }
            Self::Unreachable { address, source } => {
                problems::sync_unreachable(address, io_reason(source))
            }
            Self::HoldsHome { folder } => problems::sync_holds_home(folder.display()),
            Self::Emptied { folder, files } => problems::sync_emptied(*files, folder.display()),
            Self::Git { folder, refusal } => {
                let GitRefusal { command, said } = refusal;
                problems::sync_git_refused(command, folder.display(), said)
            }
            Self::Protection { folder, fault } => fault.wording(folder),
            Self::Own(error) => error.message.clone(),
            Self::Store(fault) => fault.wording(),
        }
    }
}

impl From<AppError> for SyncError {
    fn from(error: AppError) -> Self {
        Self::Own(error)
    }
}

/// A device whose files the folder holds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SyncDevice {
    /// Its id.
    pub id: DeviceId,
    /// The name it gave itself in its last file.
    pub name: String,
    /// Events in its files.
    pub events: u64,
}

/// A file that was left out.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SegmentLeftOut {
    /// Its name.
    pub file: String,
    /// What is wrong with it.
    pub why: Wording,
    /// What can be done about it.
    pub remedy: Remedy,
}

/// What can be done about a file that was left out.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Remedy {
    /// It may still be on its way.
    Wait,
    /// It is dated ahead: a clock is or was wrong.
    SetClock,
    /// It holds other events under the same numbers: two homes wrote as one device.
    TellApart,
    /// A later version of the program wrote it.
    Upgrade,
}

/// Who can read what a remote holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum RemoteAccess {
    /// Whoever reads its files.
    #[default]
    Anyone,
    /// Those who have the passphrase.
    Encrypted,
    /// The same, from this sync on.
    NewlyEncrypted,
}

/// What a sync did.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct SyncReport {
    /// Events that were written to the folder.
    pub sent: u64,
    /// Events that came in, by the name of the device whose file brought them.
    pub received: BTreeMap<String, u64>,
    /// Every device with files in the folder.
    pub devices: Vec<SyncDevice>,
    /// How many of them are not this one.
    pub others: usize,
    /// Files that are not whole, or contradict this log.
    pub left_out: Vec<SegmentLeftOut>,
    /// Files that only look like segments: conflict copies and duplicates.
    pub conflict_copies: Vec<String>,
    /// Files that were there at the last sync and are gone.
    pub gone: Vec<String>,
    /// How many events that came in speak of each card.
    pub cards: BTreeMap<CardId, u64>,
    /// The whole files of the folder, those of this sync included.
    pub whole: Vec<String>,
    /// The device that this machine gave up, since the folder holds events of it that this log lacks.
    pub replaced: Option<DeviceId>,
    /// Who can read the remote.
    pub access: RemoteAccess,
    /// What became of decks and settings.
    pub decks: DeckReport,
}

impl SyncReport {
    /// Whether the folder and this machine now hold the same events, as far as every file could be read.
    pub fn agrees(&self) -> bool {
        self.left_out.is_empty() && self.decks.refused.is_empty()
    }

    /// This report of a sync that was repeated, with what the earlier one exchanged.
    #[must_use]
    pub(super) fn after(mut self, earlier: Self) -> Self {
        self.sent += earlier.sent;
        for (name, events) in earlier.received {
            *self.received.entry(name).or_default() += events;
        }
        for (card, events) in earlier.cards {
            *self.cards.entry(card).or_default() += events;
        }
        self.gone.extend(earlier.gone);
        if earlier.access == RemoteAccess::NewlyEncrypted {
            self.access = earlier.access;
        }
        self.replaced = self.replaced.or(earlier.replaced);
        self.decks = self.decks.after(&earlier.decks);
        self
    }
}

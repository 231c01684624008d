//! What can go wrong in the store, each variant naming the file or the thing.

use std::io;
use std::path::{Path, PathBuf};

use rusqlite::ErrorCode;

use crate::domain::event::{EventKey, SettingsHash};
use crate::domain::id::CardId;
use crate::domain::memory::CardState;

/// What can go wrong in the store.
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    /// A newer build wrote the database; it was left untouched.
    #[error("'{}' was written by a newer version: its schema is {found}, this version knows {known}", file.display())]
    Newer {
        /// The database.
        file: PathBuf,
        /// Its schema version.
        found: u32,
        /// The newest schema this build knows.
        known: u32,
    },
    /// A database of another program; it was left untouched.
    #[error("'{}' is a database of another program", file.display())]
    Foreign {
        /// The file.
        file: PathBuf,
    },
    /// No database at all; it was left untouched.
    #[error("'{}' is not a database", file.display())]
    NotADatabase {
        /// The file.
        file: PathBuf,
    },
    /// The file or its folder cannot be written.
    #[error("'{}' or its folder cannot be written", file.display())]
    ReadOnly {
        /// The file.
        file: PathBuf,
    },
    /// The disk is full; nothing was written.
    #[error("no space is left on the disk that holds '{}'", file.display())]
    DiskFull {
        /// The file.
        file: PathBuf,
    },
    /// The disk cannot hold a write-ahead log, without which an answer could be lost.
    #[error("the disk that holds '{}' has no write-ahead log, only '{mode}'", file.display())]
    NoLog {
        /// The file.
        file: PathBuf,
        /// What `SQLite` offers instead.
        mode: String,
    },
    /// Another process held the file longer than [`BUSY`](crate::store::BUSY).
    #[error("another program has kept '{}' locked for a minute", file.display())]
    Busy {
        /// The file.
        file: PathBuf,
    },
    /// There is no database, or an empty file, where copies say that there was one; nothing was changed.
    #[error("'{}' is gone, and there are backups of it", file.display())]
    Gone {
        /// The file.
        file: PathBuf,
    },
    /// Another process has the home open, and what is wanted needs it alone; nothing was changed.
    #[error("'{}' is open in another window", file.display())]
    InUse {
        /// The file.
        file: PathBuf,
    },
    /// The file's pages contradict each other.
    #[error("'{}' is damaged: {what}", file.display())]
    Damaged {
        /// The file.
        file: PathBuf,
        /// What `SQLite` or the fold says.
        what: String,
    },
    /// The operating system refused.
    #[error("'{}' cannot be used", file.display())]
    Io {
        /// The file.
        file: PathBuf,
        /// Its reason.
        source: io::Error,
    },
    /// Any other refusal of `SQLite`.
    #[error("'{}' does not answer", file.display())]
    Sql {
        /// The file.
        file: PathBuf,
        /// Its reason.
        source: rusqlite::Error,
    },
    /// The card's memory is no longer what the answer met; nothing was written.
    #[error("'{card}' was answered elsewhere in the meantime")]
    Stale {
        /// The card.
        card: CardId,
        /// Its state now.
        current: Box<CardState>,
    },
    /// A review names settings whose text was never registered.
    #[error("the scheduler settings {} are not in the log", .0.as_str())]
    UnknownSettings(SettingsHash),
    /// No such event to take back.
    #[error("the log has no event {} of device {}", .0.seq, .0.device)]
    NoSuchEvent(EventKey),
    /// A line of a log file is damaged; nothing was imported.
    #[error("'{}' line {line}: {what}; nothing was imported", file.display())]
    Line {
        /// The file.
        file: PathBuf,
        /// The line, from 1.
        line: usize,
        /// What is wrong with it.
        what: String,
    },
    /// Two different events bear one key; nothing was imported.
    #[error("'{}' line {line}: event {} of device {} differs from the one in the log; nothing was imported", file.display(), key.seq, key.device)]
    Clash {
        /// The file.
        file: PathBuf,
        /// The line, from 1.
        line: usize,
        /// The key.
        key: EventKey,
    },
}

impl StoreError {
    /// Whether trying again can help, once room was made or the disk is back.
    pub const fn may_pass(&self) -> bool {
        matches!(
            self,
            Self::ReadOnly { .. }
                | Self::DiskFull { .. }
                | Self::Busy { .. }
                | Self::Io { .. }
                | Self::Sql { .. }
        )
    }

    /// Whether damage to the file can be the cause.
    pub(in crate::store) const fn may_be_damage(&self) -> bool {
        matches!(
            self,
            Self::Damaged { .. }
                | Self::Gone { .. }
                | Self::NotADatabase { .. }
                | Self::Foreign { .. }
                | Self::NoLog { .. }
                | Self::Sql { .. }
        )
    }

    /// Whether nothing is lost when a copy is put in the place of the file, which is kept.
    pub(in crate::store) const fn may_be_replaced(&self) -> bool {
        matches!(
            self,
            Self::Gone { .. } | Self::Damaged { .. } | Self::NotADatabase { .. }
        )
    }

    /// The refusal of an `SQLite` database, by file.
    pub(in crate::store) fn sql(file: &Path, source: rusqlite::Error) -> Self {
        let file = file.to_owned();
        match source.sqlite_error_code() {
            Some(ErrorCode::DatabaseBusy | ErrorCode::DatabaseLocked) => Self::Busy { file },
            Some(ErrorCode::ReadOnly | ErrorCode::PermissionDenied | ErrorCode::CannotOpen) => {
                Self::ReadOnly { file }
            }
            Some(ErrorCode::DiskFull) => Self::DiskFull { file },
            Some(ErrorCode::NotADatabase) => Self::NotADatabase { file },
            Some(ErrorCode::DatabaseCorrupt) => Self::Damaged {
                file,
                what: source.to_string(),
            },
            None if is_odd(&source) => Self::Damaged {
                file,
                what: source.to_string(),
            },
            Some(ErrorCode::SystemIoFailure) => Self::Io {
                file,
                source: io::Error::other(source.to_string()),
            },
            _ => Self::Sql { file, source },
        }
    }

    /// The refusal of the operating system, by file.
    pub(in crate::store) fn io(file: &Path, source: io::Error) -> Self {
        let file = file.to_owned();
        let kind = source.kind();
        if matches!(
            kind,
            io::ErrorKind::PermissionDenied | io::ErrorKind::ReadOnlyFilesystem
        ) {
            Self::ReadOnly { file }
        } else if matches!(
            kind,
            io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded
        ) {
            Self::DiskFull { file }
        } else {
            Self::Io { file, source }
        }
    }
}

/// Whether a row holds what no build writes.
const fn is_odd(source: &rusqlite::Error) -> bool {
    use rusqlite::Error::{FromSqlConversionFailure, IntegralValueOutOfRange, InvalidColumnType};
    matches!(
        source,
        FromSqlConversionFailure(..) | IntegralValueOutOfRange(..) | InvalidColumnType(..)
    )
}

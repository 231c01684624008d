//! What can go wrong in the store, each variant naming the file or the thing.

use std::io;
use std::path::{Path, PathBuf};

use rusqlite::ErrorCode;

use crate::domain::day::StudyDay;
use crate::domain::event::{EventKey, SettingsHash};
use crate::domain::id::CardId;
use crate::domain::memory::CardState;
use crate::domain::wording::{Wording, problems};

/// What can go wrong in the store.
#[derive(Debug, thiserror::Error)]
#[error("{}", self.wording().in_english())]
pub enum StoreError {
    /// A newer build wrote the database; it was left untouched.
    Newer {
        /// The database.
        file: PathBuf,
        /// Its schema version.
        found: u32,
        /// The newest schema this build knows.
        known: u32,
    },
    /// A database of another program; it was left untouched.
    Foreign {
        /// The file.
        file: PathBuf,
    },
    /// No database at all; it was left untouched.
    NotADatabase {
        /// The file.
        file: PathBuf,
    },
    /// The file or its folder cannot be written.
    ReadOnly {
        /// The file.
        file: PathBuf,
    },
    /// The disk is full; nothing was written.
    DiskFull {
        /// The file.
        file: PathBuf,
    },
    /// The disk cannot hold a write-ahead log, without which an answer could be lost.
    NoLog {
        /// The file.
        file: PathBuf,
        /// What `SQLite` offers instead.
        mode: String,
    },
    /// Another process held the file longer than [`BUSY`](crate::store::BUSY).
    Busy {
        /// The file.
        file: PathBuf,
    },
    /// There is no database, or an empty file, where copies say that there was one; nothing was changed.
    Gone {
        /// The file.
        file: PathBuf,
    },
    /// The file lacks events that this machine wrote to it: it was put back from a copy, or is another device's.
    PutBack {
        /// The file.
        file: PathBuf,
        /// How many events of this machine are missing.
        missing: u64,
    },
    /// Another process has the home open, and what is wanted needs it alone; nothing was changed.
    InUse {
        /// The file.
        file: PathBuf,
    },
    /// The file's pages contradict each other.
    Damaged {
        /// The file.
        file: PathBuf,
        /// What `SQLite` or the fold says.
        what: String,
    },
    /// The operating system refused.
    Io {
        /// The file.
        file: PathBuf,
        /// Its reason.
        source: io::Error,
    },
    /// Any other refusal of `SQLite`.
    Sql {
        /// The file.
        file: PathBuf,
        /// Its reason.
        source: rusqlite::Error,
    },
    /// The card's memory has changed since it was asked; nothing was written.
    Stale {
        /// The card.
        card: CardId,
        /// Its state now.
        current: Box<CardState>,
    },
    /// A review names settings whose text was never registered.
    UnknownSettings(SettingsHash),
    /// No such event to take back.
    NoSuchEvent(EventKey),
    /// A line of a log file is damaged; nothing was imported.
    Line {
        /// The file.
        file: PathBuf,
        /// The line, from 1.
        line: usize,
        /// What is wrong with it.
        what: Wording,
    },
    /// A line of a log file is dated more than a day after the present; nothing was imported.
    Ahead {
        /// The file.
        file: PathBuf,
        /// The line, from 1.
        line: usize,
        /// The latest day that the event names.
        day: StudyDay,
        /// This machine's day.
        present: StudyDay,
    },
    /// A line of a log file is of this home's own device, and this home did not write it; nothing was imported.
    NotOurs {
        /// The file.
        file: PathBuf,
        /// The line, from 1.
        line: usize,
        /// The number of the event.
        seq: u64,
    },
    /// A log file shares no device with a log that has answers, so it may be another person's; nothing was imported.
    OtherLearner {
        /// The file.
        file: PathBuf,
    },
    /// A log file ends before its last line; nothing was imported.
    CutShort {
        /// The file.
        file: PathBuf,
        /// Whole events before the cut.
        events: u64,
    },
    /// Two different events bear one key; nothing was imported.
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
    /// What went wrong, without its causes, to be said in the learner's language.
    pub fn wording(&self) -> Wording {
        match self {
            Self::Newer { file, found, known } => {
                problems::newer_database(file.display(), found, known)
            }
            Self::Foreign { file } => problems::foreign_database(file.display()),
            Self::NotADatabase { file } => problems::no_database(file.display()),
            Self::ReadOnly { file } => problems::not_writable(file.display()),
            Self::DiskFull { file } => problems::disk_full(file.display()),
            Self::NoLog { file, mode } => problems::no_wal(file.display(), mode),
            Self::Busy { file } => problems::locked(file.display()),
            Self::Gone { file } => problems::database_gone(file.display()),
            Self::PutBack { file, missing } => problems::put_back(*missing, file.display()),
            Self::InUse { file } => problems::open_elsewhere(file.display()),
            Self::Damaged { file, what } => problems::damaged(file.display(), what.clone()),
            Self::Io { file, .. } => problems::cannot_be_used(file.display()),
            Self::Sql { file, .. } => problems::no_reply(file.display()),
            Self::Stale { card, .. } => problems::answered_meanwhile(card),
            Self::UnknownSettings(hash) => problems::no_logged_settings(hash.as_str()),
            Self::NoSuchEvent(key) => problems::no_event(key.seq, &key.device),
            Self::Line { file, line, what } => {
                problems::bad_line(file.display(), line, what.clone())
            }
            Self::Ahead {
                file,
                line,
                day,
                present,
            } => problems::event_ahead(file.display(), line, *day, *present),
            Self::NotOurs { file, line, seq } => {
                problems::not_ours_written(file.display(), line, seq)
            }
            Self::OtherLearner { file } => problems::other_learner(file.display()),
            Self::CutShort { file, events } => problems::cut_short(file.display(), events),
            Self::Clash { file, line, key } => {
                problems::clash(file.display(), line, key.seq, &key.device)
            }
        }
    }

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
        // Not `Foreign`: a file of another program is never replaced.
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
            // Conversions fail in our own reading, so they carry no code of `SQLite`. The page was
            // whole and the value is still one that no build writes: its bytes have changed.
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

//! Errors of the rooms become what a learner reads; and the exit code.

use std::borrow::Cow;
use std::io::Write;

use crate::decks::EditError;
use crate::error::{AppError, ErrorKind};
use crate::store::StoreError;
use crate::ui::clean::clean;
use crate::ui::terminal::TerminalError;

impl From<TerminalError> for AppError {
    fn from(error: TerminalError) -> Self {
        match error {
            TerminalError::Closed => Self { kind: ErrorKind::ClosedPipe, message: error.to_string(), hint: None },
            TerminalError::Io(_) => {
                Self::user(error.to_string()).hint("run it in a terminal, or with files or pipes that can be read")
            }
            TerminalError::NotUtf8 { .. } => {
                Self::user(error.to_string()).hint("write the input as UTF-8; what was answered before is saved")
            }
            TerminalError::TooLong { .. } => {
                Self::user(error.to_string()).hint("shorten that line; what was answered before is saved")
            }
        }
    }
}

impl From<StoreError> for AppError {
    fn from(error: StoreError) -> Self {
        let message = told(&error);
        let hint = match &error {
            StoreError::Newer { .. } => {
                "update milepost, or point MILEPOST_HOME at another folder; nothing was changed"
            }
            StoreError::NotADatabase { .. } => {
                "if it was one, `milepost doctor --repair` saves what can be read; if not, move that file away"
            }
            StoreError::Foreign { .. } => {
                "point MILEPOST_HOME at another folder, or move that file away; nothing was changed"
            }
            StoreError::ReadOnly { .. } => {
                "make the file and its folder writable, or set MILEPOST_HOME to a folder that is"
            }
            StoreError::DiskFull { .. } => "make room and try again; what was answered before is saved",
            StoreError::Busy { .. } => "close the other program and try again; what was answered before is saved",
            StoreError::Damaged { .. } => "`milepost doctor --repair` saves what can be read",
            StoreError::Stale { .. } => "it was answered in another window; `review` shows what is due now",
            StoreError::NoLog { .. } => "set MILEPOST_HOME to a folder on a disk of this machine",
            StoreError::Line { .. } | StoreError::Clash { .. } => {
                "give the file that `milepost log export FILE` wrote; nothing was changed"
            }
            StoreError::Io { .. } => {
                "see that the path exists, that you may write there, and that the disk has room; nothing was changed"
            }
            StoreError::Sql { .. } | StoreError::UnknownSettings(_) | StoreError::NoSuchEvent(_) => {
                "`milepost doctor` looks for the cause"
            }
        };
        Self::user(message).hint(hint)
    }
}

/// An error of writing the learner's decks.
pub(super) fn of_desk(error: &EditError) -> AppError {
    let hint = match error {
        EditError::Io { .. } => "make the folder writable, or set MILEPOST_HOME to one that is; nothing was changed",
        EditError::Faults(_) => "mend what is named and try again; nothing was changed",
        EditError::NotMine(_) => "`list is:mine` shows the cards of your own",
        EditError::NotOneBlock => "keep one [[card]] block with its fields; nothing was changed",
        EditError::IdChanged { .. } => "keep the id, and `add` a new card instead; nothing was changed",
    };
    AppError::user(error.to_string()).hint(hint)
}

/// An error with its causes, one line.
fn told(error: &dyn std::error::Error) -> String {
    let mut message = error.to_string();
    let mut cause = error.source();
    while let Some(inner) = cause {
        message.push_str(&format!(": {inner}"));
        cause = inner.source();
    }
    message
}

/// Prints an error to standard error and gives its exit code.
pub(super) fn report(error: &AppError) -> u8 {
    if !error.is_silent() {
        // Nobody is left to tell if this fails.
        let _ = writeln!(std::io::stderr(), "error: {}", clean(&error.to_string()));
    }
    error.code()
}

/// Prints a warning to standard error.
pub(super) fn warn(message: &str) {
    let _ = writeln!(std::io::stderr(), "warning: {}", clean(message));
}

/// Prints what clap says; help and version are no errors.
pub(super) fn of_clap(error: &clap::Error) -> u8 {
    if !error.use_stderr() {
        let _ = error.print();
        return 0;
    }
    let text = error.render().to_string();
    // What was typed comes back in it; if that could steer the terminal, it is told without colours.
    let _ = match clean(&text) {
        Cow::Borrowed(_) => error.print(),
        Cow::Owned(cleaned) => write!(std::io::stderr(), "{cleaned}"),
    };
    2
}

//! The error a learner reads: what went wrong, in lower case, naming the thing; and what to do.

use std::fmt;

/// Whose fault an error is; decides the exit code.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ErrorKind {
    /// Input, data or the environment: exit code 1.
    User,
    /// The command line: exit code 2.
    Usage,
    /// Ours: exit code 70.
    Internal,
    /// The learner pressed Ctrl-C: exit code 130, silent.
    Interrupted,
    /// The reader of the output has gone: silent.
    ClosedPipe,
}

impl ErrorKind {
    /// The exit code.
    pub const fn code(self) -> u8 {
        match self {
            Self::User => 1,
            Self::Usage => 2,
            Self::Internal => 70,
            Self::Interrupted => 130,
            Self::ClosedPipe => 0,
        }
    }
}

/// An error on its way to the learner.
#[derive(Debug)]
pub struct AppError {
    /// Whose fault it is.
    pub kind: ErrorKind,
    /// What went wrong.
    pub message: String,
    /// What to run or do.
    pub hint: Option<String>,
}

impl AppError {
    /// An error of input, data or the environment.
    pub fn user(message: impl Into<String>) -> Self {
        Self {
            kind: ErrorKind::User,
            message: message.into(),
            hint: None,
        }
    }

    /// An error of the command line.
    pub fn usage(message: impl Into<String>) -> Self {
        Self {
            kind: ErrorKind::Usage,
            message: message.into(),
            hint: None,
        }
    }

    /// An error of ours.
    pub fn internal(message: impl Into<String>) -> Self {
        let hint = Some("this is a bug of milepost: please report it".to_owned());
        Self {
            kind: ErrorKind::Internal,
            message: message.into(),
            hint,
        }
    }

    /// The same with what to do about it.
    #[must_use]
    pub fn hint(mut self, hint: impl Into<String>) -> Self {
        self.hint = Some(hint.into());
        self
    }

    /// The exit code.
    pub const fn code(&self) -> u8 {
        self.kind.code()
    }

    /// Whether anything is to be printed.
    pub const fn is_silent(&self) -> bool {
        matches!(self.kind, ErrorKind::Interrupted | ErrorKind::ClosedPipe)
    }
}

impl fmt::Display for AppError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message)?;
        match &self.hint {
            Some(hint) => write!(f, "\nhint: {hint}"),
            None => Ok(()),
        }
    }
}

impl std::error::Error for AppError {}

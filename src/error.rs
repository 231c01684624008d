//! The error a learner reads: what went wrong, in lower case, naming the thing; and what to do.

use std::fmt;

use crate::domain::lang::Lang;
use crate::domain::wording::{Wording, problems};

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
    pub message: Wording,
    /// What to run or do.
    pub hint: Option<Wording>,
}

impl AppError {
    /// An error of input, data or the environment.
    pub fn user(message: impl Into<Wording>) -> Self {
        Self {
            kind: ErrorKind::User,
            message: message.into(),
            hint: None,
        }
    }

    /// An error of the command line.
    pub fn usage(message: impl Into<Wording>) -> Self {
        Self {
            kind: ErrorKind::Usage,
            message: message.into(),
            hint: None,
        }
    }

    /// A bug in the program.
    pub fn internal(message: impl Into<Wording>) -> Self {
        let hint = Some(problems::our_bug());
        Self {
            kind: ErrorKind::Internal,
            message: message.into(),
            hint,
        }
    }

    /// The same with what to do about it.
    #[must_use]
    pub fn hint(mut self, hint: impl Into<Wording>) -> Self {
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

impl AppError {
    /// What a learner reads: what went wrong, and below it what to do.
    pub fn text(&self, lang: Lang) -> String {
        let message = self.message.text(lang);
        match &self.hint {
            Some(hint) => format!(
                "{message}\n{} {}",
                problems::hint_label().text(lang),
                hint.text(lang)
            ),
            None => message,
        }
    }
}

/// The error in English, for logs; a learner reads [`AppError::text`].
impl fmt::Display for AppError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text(Lang::EN))
    }
}

impl std::error::Error for AppError {}

//! `edit`: a card in the learner's editor.

use std::path::PathBuf;

use crate::cli::app::App;
use crate::domain::id::CardId;
use crate::error::AppError;

/// What came of editing.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Outcome {
    /// The card stands in this file now.
    Saved(PathBuf),
    /// The text came back as it was.
    Unchanged,
}

/// Opens a card in the learner's editor and saves what comes back, if it is a good card.
pub(crate) fn in_editor(_app: &App, _card: &CardId) -> Result<Outcome, AppError> {
    Err(AppError::user("no editor yet"))
}

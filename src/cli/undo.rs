//! `undo`: takes back the last answer, also one of an earlier session.

use crate::cli::app::App;
use crate::cli::tell;
use crate::engine::undo::{TakenBack, undo_last};
use crate::error::AppError;
use crate::ui::terminal::Terminal;

/// Takes the last step of the log back.
pub(crate) fn undo(app: &App, terminal: &mut dyn Terminal) -> Result<(), AppError> {
    match undo_last(&app.workspace())? {
        Some(TakenBack::Card(card)) => tell(terminal, &app.words().undone(card)),
        Some(TakenBack::Placement(cards)) => {
            let what = app.words().plan.placement_of(cards);
            tell(terminal, &app.words().undone(what))
        }
        None => tell(terminal, app.words().nothing_to_undo()),
    }
}

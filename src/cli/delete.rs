//! `delete`: takes a card of the learner's own out of its deck.

use crate::cli::app::App;
use crate::cli::args::DeleteArgs;
use crate::cli::errors::edit_failure;
use crate::cli::tell;
use crate::domain::card::Origin;
use crate::domain::wording::problems;
use crate::error::AppError;
use crate::ui::clean::clean_line;
use crate::ui::terminal::{Ask, InputMode, Terminal, TerminalReply};

/// Deletes a card with its siblings. Its history stays in the log.
pub(crate) fn delete(
    app: &App,
    terminal: &mut dyn Terminal,
    args: &DeleteArgs,
) -> Result<(), AppError> {
    let id = app.cards(&args.card)?.remove(0);
    let base = id.base();
    let what = match app.card(id.as_str())?.origin {
        Origin::Mine => None,
        Origin::BuiltIn => Some(problems::built_in_stays(base)),
        Origin::Shared(deck) => Some(problems::shared_stays(base, deck)),
    };
    if let Some(what) = what {
        return Err(AppError::user(what).hint(problems::suspend_card(base)));
    }
    if !args.yes && !is_meant(app, terminal, base)? {
        return tell(terminal, app.words().changes.nothing_changed());
    }
    let file = app
        .deck_writer()
        .delete(base)
        .map_err(|error| edit_failure(&error))?;
    app.refresh_content()?;
    let file = clean_line(&file.display().to_string());
    tell(terminal, &app.words().changes.deleted(base, file))
}

/// Asks on a screen; on a pipe nobody can answer.
fn is_meant(app: &App, terminal: &mut dyn Terminal, card: &str) -> Result<bool, AppError> {
    if terminal.input_mode() == InputMode::Lines {
        return Err(AppError::user(problems::would_be_deleted(card)).hint(problems::yes_deletes()));
    }
    let question = app.words().changes.delete_question(card);
    let prompt = format!("{question} {}", terminal.palette().prompt());
    let reply = terminal.ask(&prompt, Ask::Line)?;
    Ok(matches!(reply, TerminalReply::Text(text) if app.words().is_yes(&text)))
}

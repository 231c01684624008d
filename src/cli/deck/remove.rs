//! `deck remove`: takes a deck of other people away. What was answered stays in the log.

use super::{find, lock, unwritable};
use crate::cli::app::App;
use crate::cli::args::DeckRemoveArgs;
use crate::cli::tell;
use crate::cli::yes_or_no::{YesOrNo, ask_yes_or_no};
use crate::domain::id::DeckName;
use crate::domain::wording::problems;
use crate::error::AppError;
use crate::ui::terminal::{InputMode, Terminal};

/// Removes a deck, after a question on a screen.
pub(super) fn remove(
    app: &App,
    terminal: &mut dyn Terminal,
    args: &DeckRemoveArgs,
) -> Result<(), AppError> {
    let deck = installed(app, &args.deck)?;
    let words = app.words();
    if !args.yes && !is_meant(app, terminal, deck.as_str())? {
        return tell(terminal, words.changes.nothing_changed());
    }
    let lock = lock(app)?;
    let removed = app.shared_decks().remove(&lock, &deck);
    removed.map_err(|error| unwritable(app, &error))?;
    app.refresh_content()?;
    tell(terminal, &words.decks.removed(&deck))
}

/// The name of a deck, also of one whose record cannot be read: it is to be added again.
fn installed(app: &App, typed: &str) -> Result<DeckName, AppError> {
    let name = DeckName::parse(typed).ok();
    let is_there = |name: &DeckName| app.shared_decks().root().join(name.as_str()).is_dir();
    name.filter(is_there)
        .map_or_else(|| find(app, typed).map(|deck| deck.name), Ok)
}

/// On a pipe nobody can answer.
fn is_meant(app: &App, terminal: &mut dyn Terminal, deck: &str) -> Result<bool, AppError> {
    if terminal.input_mode() == InputMode::Lines {
        return Err(AppError::user(problems::deck_would_go(deck)).hint(problems::yes_deletes()));
    }
    let question = app.words().decks.remove_question(deck);
    let prompt = format!("{question} {}", terminal.palette().prompt());
    let answer = ask_yes_or_no(app, terminal, &prompt, YesOrNo::No)?;
    Ok(answer == YesOrNo::Yes)
}

//! `interview drop`: forgets an interview that is not over.

use super::open::{OpenInterview, no_such, open_interviews};
use super::{look, page};
use crate::cli::app::App;
use crate::cli::tell;
use crate::cli::yes_or_no::{YesOrNo, ask_yes_or_no};
use crate::domain::wording::problems;
use crate::error::AppError;
use crate::ui::terminal::Terminal;

/// Forgets an interview that is not over. It was never in the log, so nothing brings it back: that is asked first.
pub(super) fn drop(
    app: &App,
    terminal: &mut dyn Terminal,
    named: Option<&str>,
) -> Result<(), AppError> {
    let one = to_drop(open_interviews(app)?, named)?;
    let look = look(app, terminal);
    terminal.say(&page::not_over(look, &one))?;
    let words = app.words();
    let question = words.interview.drop_question();
    let prompt = format!("{question} {}", terminal.palette().prompt());
    if ask_yes_or_no(app, terminal, &prompt, YesOrNo::No)? != YesOrNo::Yes {
        return tell(terminal, words.changes.nothing_changed());
    }
    app.store.local().drop_unfinished(one.record().began)?;
    tell(terminal, words.interview.dropped())
}

fn to_drop(mut open: Vec<OpenInterview>, named: Option<&str>) -> Result<OpenInterview, AppError> {
    if let Some(letter) = named {
        let found = open.into_iter().find(|one| one.letter == letter);
        return found.ok_or_else(|| no_such(letter));
    }
    if open.len() > 1 {
        let error = AppError::usage(problems::several_open_interviews(open.len()));
        return Err(error.hint(problems::name_open_interview()));
    }
    open.pop().ok_or_else(|| {
        AppError::user(problems::no_open_interview()).hint(problems::list_interviews())
    })
}

//! `report`: a learner's figures for a mentor, shown before they are given away.

mod gather;
mod preview;

use std::path::Path;

use crate::cli::app::App;
use crate::cli::args::ReportArgs;
use crate::cli::errors::must_be_new;
use crate::cli::tell;
use crate::cli::yes_or_no::{YesOrNo, ask_yes_or_no};
use crate::domain::plain::io_reason;
use crate::domain::report::{LONGEST_LEARNER_NAME, REPORT_BEGINNING};
use crate::domain::wording::problems;
use crate::error::AppError;
use crate::files;
use crate::ui::card::Renderer;
use crate::ui::clean::clean_line;
use crate::ui::terminal::{Ask, InputMode, Terminal, TerminalReply};

/// Shows what a report says, and writes it if the learner agrees.
pub(crate) fn report(
    app: &App,
    terminal: &mut dyn Terminal,
    args: &ReportArgs,
) -> Result<(), AppError> {
    if !is_report(&args.file) {
        must_be_new(&args.file)?;
    }
    let words = app.words().mentor;
    let Some(name) = name(app, terminal, args)? else {
        return tell(terminal, words.nothing_written());
    };
    let Some(report) = gather::gather(app, name)? else {
        return Err(AppError::user(problems::nothing_to_report()).hint(problems::answer_first()));
    };
    let look = Renderer {
        width: terminal.width(),
        palette: terminal.palette(),
        words: app.words(),
    };
    terminal.say(&preview::page(&report, look))?;
    if !args.yes && !is_meant(app, terminal)? {
        return tell(terminal, words.nothing_written());
    }
    let text = report
        .to_text()
        .map_err(|error| AppError::internal(problems::no_table(error.to_string())))?;
    let shown = clean_line(&args.file.display().to_string());
    files::replace(&args.file, &text).map_err(|error| {
        AppError::user(problems::cannot_write(&shown, io_reason(&error)))
            .hint(problems::name_writable())
    })?;
    tell(terminal, &words.report_written(shown))
}

/// Whether a file is a report that was written before. A newer one takes its place.
fn is_report(file: &Path) -> bool {
    let beginning = files::read_beginning(file, REPORT_BEGINNING.len());
    file.is_file() && beginning.is_ok_and(|beginning| beginning == REPORT_BEGINNING.as_bytes())
}

/// What the learner wants to be called; nothing if they want to leave.
fn name(
    app: &App,
    terminal: &mut dyn Terminal,
    args: &ReportArgs,
) -> Result<Option<String>, AppError> {
    let given = match &args.name {
        Some(name) => name.clone(),
        None if terminal.input_mode() == InputMode::Lines => {
            return Err(
                AppError::usage(problems::report_without_name()).hint(problems::name_yourself())
            );
        }
        None => {
            let prompt = format!("{} ", app.words().mentor.ask_name());
            match terminal.ask(&prompt, Ask::Line)? {
                TerminalReply::Text(name) => name,
                TerminalReply::Paste | TerminalReply::Interrupt | TerminalReply::End => {
                    return Ok(None);
                }
            }
        }
    };
    let name = clean_line(given.trim());
    if args.name.is_none() && name.is_empty() {
        return Ok(None);
    }
    if name.is_empty() || name.chars().count() > LONGEST_LEARNER_NAME {
        let most = LONGEST_LEARNER_NAME;
        return Err(
            AppError::usage(problems::no_learner_name(most)).hint(problems::name_yourself())
        );
    }
    Ok(Some(name))
}

/// Asks on a screen; on a pipe nobody can answer.
fn is_meant(app: &App, terminal: &mut dyn Terminal) -> Result<bool, AppError> {
    if terminal.input_mode() == InputMode::Lines {
        return Err(
            AppError::user(problems::report_would_be_written()).hint(problems::yes_writes_report())
        );
    }
    let question = app.words().mentor.write_question();
    let prompt = format!("{question} {}", terminal.palette().prompt());
    Ok(ask_yes_or_no(app, terminal, &prompt, YesOrNo::No)? == YesOrNo::Yes)
}

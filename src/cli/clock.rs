//! What day it is for the learner: the clock's own, unless it stands a little behind the last event.

use crate::cli::app::App;
use crate::cli::args::{CliCommand, DeckArgs, DeckWhat};
use crate::cli::errors;
use crate::domain::wording::{Wording, problems};
use crate::engine::{ClockState, clock_state};
use crate::error::AppError;
use crate::ui::terminal::{Ask, InputMode, Terminal, TerminalReply};

/// Whether a command writes to the log, so that the clock matters.
pub(super) const fn matters(command: &CliCommand) -> bool {
    matches!(
        command,
        CliCommand::Review(_)
            | CliCommand::Drill(_)
            | CliCommand::Interview(_)
            | CliCommand::Undo
            | CliCommand::Plan(_)
            | CliCommand::Place(_)
            | CliCommand::Suspend(_)
            | CliCommand::Resume(_)
            | CliCommand::Bury(_)
            | CliCommand::Reset(_)
            | CliCommand::Deck(DeckArgs {
                what: Some(DeckWhat::Update(_))
            })
    )
}

/// Says when the clock looks wrong; where much hangs on it and somebody is there, asks. To be called before
/// something is written, and once a run.
///
/// # Errors
/// When the learner would rather fix the clock first.
pub(super) fn mind(app: &App, terminal: &mut dyn Terminal) -> Result<(), AppError> {
    let Some(last) = app.found_day.take() else {
        return Ok(());
    };
    let clock = app.world.clock.stamp(app.settings.rollover).day;
    let state = clock_state(clock, Some(last));
    let words = app.words();
    let days = clock.since(last).unsigned_abs();
    let message = match state {
        ClockState::Fine => return Ok(()),
        ClockState::Behind => words.clock_behind(clock, last),
        ClockState::FarBehind => words.clock_far_behind(clock, days, last),
        ClockState::FarAhead => words.clock_far_ahead(clock, days, last),
    };
    if state == ClockState::Behind || terminal.input_mode() == InputMode::Lines {
        errors::warn(&message);
        return Ok(());
    }
    terminal.say(&format!("{message}\n"))?;
    match terminal.ask(
        &format!("{} {}", words.clock_question(), terminal.palette().prompt()),
        Ask::Key,
    )? {
        TerminalReply::Text(key) if key.trim().is_empty() => Ok(()),
        TerminalReply::Text(_)
        | TerminalReply::Paste
        | TerminalReply::Interrupt
        | TerminalReply::End => {
            Err(AppError::user(Wording::verbatim(message)).hint(problems::set_clock()))
        }
    }
}

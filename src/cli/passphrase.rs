//! The passphrase of an encrypted remote: from the environment, from a command, or typed. It is kept nowhere.

use std::process::{Command, Stdio};

use crate::cli::app::App;
use crate::cli::tell;
use crate::domain::plain::io_reason;
use crate::domain::wording::{Wording, problems};
use crate::engine::interrupts::without_interrupts;
use crate::engine::sync::PassphraseUse;
use crate::error::AppError;
use crate::ui::clean::clean_line;
use crate::ui::hidden_line::read_hidden_line;
use crate::ui::terminal::{InputMode, Terminal, TerminalReply};
use crate::world::text_variable;

/// The variable that holds it.
const VARIABLE: &str = "MILEPOST_SYNC_PASSPHRASE";

/// The passphrase of the environment, if there is one.
pub(crate) fn of_environment() -> Option<String> {
    text_variable(VARIABLE)
}

/// Gets it from the command of the settings, or asks for it; nothing where neither can be done.
pub(crate) fn obtain(
    app: &App,
    terminal: &mut dyn Terminal,
    purpose: PassphraseUse,
) -> Result<Option<String>, AppError> {
    if let Some(command) = &app.settings.sync_passphrase_command {
        return printed_by(command).map(Some);
    }
    if terminal.input_mode() != InputMode::Interactive {
        return Ok(None);
    }
    let words = app.words();
    let Some(passphrase) = typed(terminal, words.sync.ask_passphrase())? else {
        return Ok(None);
    };
    if purpose == PassphraseUse::Choose {
        let again = typed(terminal, words.sync.ask_passphrase_again())?;
        if again.as_ref() != Some(&passphrase) {
            return Err(AppError::user(problems::passphrases_differ())
                .hint(problems::type_passphrase_again()));
        }
    }
    Ok(Some(passphrase))
}

fn typed(terminal: &mut dyn Terminal, prompt: &str) -> Result<Option<String>, AppError> {
    terminal.say(prompt)?;
    terminal.show()?;
    let reply = read_hidden_line()?;
    // Enter was not shown either.
    tell(terminal, "")?;
    Ok(match reply {
        TerminalReply::Text(text) if !text.is_empty() => Some(text),
        TerminalReply::Text(_)
        | TerminalReply::Interrupt
        | TerminalReply::End
        | TerminalReply::Paste => None,
    })
}

/// The first line that a command prints, such as `pass show milepost`.
fn printed_by(command: &str) -> Result<String, AppError> {
    let shown = clean_line(command);
    let refused = |what: Wording| {
        AppError::user(problems::passphrase_command_failed(shown.clone(), what))
            .hint(problems::try_passphrase_command())
    };
    let words = shlex::split(command).unwrap_or_default();
    let Some((program, arguments)) = words.split_first() else {
        return Err(refused(problems::passphrase_command_unreadable()));
    };
    let mut run = Command::new(program);
    // It may ask for something itself, at the terminal.
    run.args(arguments).stderr(Stdio::inherit());
    let output = without_interrupts(|| run.output()).map_err(|e| refused(io_reason(&e)))?;
    if !output.status.success() {
        return Err(refused(problems::passphrase_command_status(output.status)));
    }
    let printed = String::from_utf8_lossy(&output.stdout);
    match printed.lines().next().filter(|line| !line.is_empty()) {
        Some(line) => Ok(line.to_owned()),
        None => Err(refused(problems::passphrase_command_silent())),
    }
}

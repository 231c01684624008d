//! Errors of the rooms become what a learner reads; and the exit code.

use std::io::{IsTerminal, Write};
use std::path::Path;
use std::sync::atomic::{AtomicBool, Ordering};

use clap::CommandFactory;
use clap::error::{ContextKind, ContextValue};

use crate::cli::app::palette_on;
use crate::cli::args::{Cli, LookArgs};
use crate::cli::settings::Color;
use crate::decks::EditError;
use crate::domain::plain::reason;
use crate::error::{AppError, ErrorKind};
use crate::python::sandbox::SandboxError;
use crate::store::StoreError;
use crate::ui::clean::clean;
use crate::ui::markup;
use crate::ui::palette::{Colour, Palette, TextRole};
use crate::ui::terminal::TerminalError;

impl From<TerminalError> for AppError {
    fn from(error: TerminalError) -> Self {
        match error {
            TerminalError::Closed => Self {
                kind: ErrorKind::ClosedPipe,
                message: error.to_string(),
                hint: None,
            },
            TerminalError::Io(_) => Self::user(error.to_string())
                .hint("run it in a terminal, or with files or pipes that can be read"),
            TerminalError::NotUtf8 { .. } => Self::user(error.to_string())
                .hint("write the input as UTF-8; what was answered before is saved"),
            TerminalError::TooLong { .. } => Self::user(error.to_string())
                .hint("shorten that line; what was answered before is saved"),
        }
    }
}

impl From<StoreError> for AppError {
    fn from(error: StoreError) -> Self {
        let message = told(&error);
        let hint = match &error {
            StoreError::Newer { .. } => {
                "update milepost, or point MILEPOST_HOME at another folder; nothing was changed"
            }
            StoreError::NotADatabase { .. } => {
                "if it was one, `milepost doctor --repair` saves what can be read; if not, move that file away"
            }
            StoreError::Foreign { .. } => {
                "point MILEPOST_HOME at another folder, or move that file away; nothing was changed"
            }
            StoreError::ReadOnly { .. } => {
                "make the file and its folder writable, or set MILEPOST_HOME to a folder that is"
            }
            StoreError::DiskFull { .. } => {
                "make room and try again; what was answered before is saved"
            }
            StoreError::Busy { .. } => {
                "close the other program and try again; what was answered before is saved"
            }
            StoreError::Gone { .. } => {
                "`milepost doctor --repair` brings back what they and the log beside it hold, `milepost restore` lists them; \
                 to start over, move the folder `backups` away"
            }
            StoreError::InUse { .. } => {
                "end the other `milepost` and try again; nothing was changed"
            }
            StoreError::Damaged { .. } => "`milepost doctor --repair` saves what can be read",
            StoreError::Stale { .. } => {
                "it was answered in another window; `milepost review` shows what is due now"
            }
            StoreError::NoLog { .. } => "set MILEPOST_HOME to a folder on a disk of this machine",
            StoreError::Line { .. } | StoreError::Clash { .. } => {
                "give the file that `milepost log export FILE` wrote; nothing was changed"
            }
            StoreError::Io { .. } => {
                "see that the path exists, that you may write there, and that the disk has room; nothing was changed"
            }
            StoreError::Sql { .. }
            | StoreError::UnknownSettings(_)
            | StoreError::NoSuchEvent(_) => "`milepost doctor` looks for the cause",
        };
        Self::user(message).hint(hint)
    }
}

/// An error of a repair of what could not be opened.
pub(super) fn of_repair(error: StoreError) -> AppError {
    let hint = if matches!(error, StoreError::NotADatabase { .. }) {
        "this is not a milepost database and there is no backup: move that file away to start over"
    } else if matches!(error, StoreError::Gone { .. }) {
        "no copy in the folder `backups` can be read: move that folder away to start over"
    } else {
        return error.into();
    };
    AppError::from(error).hint(hint)
}

/// An error of a restore: where the copy is at fault, the home is not to be repaired.
pub(super) fn of_restore(error: StoreError, from: &Path) -> AppError {
    let (StoreError::NotADatabase { file }
    | StoreError::Damaged { file, .. }
    | StoreError::Foreign { file }) = &error
    else {
        return error.into();
    };
    let of_copy = file == from;
    let error = AppError::from(error);
    if of_copy {
        return error.hint("`milepost restore` lists the copies there are; nothing was changed");
    }
    error
}

/// An error of writing the learner's decks.
pub(super) fn edit_failure(error: &EditError) -> AppError {
    let hint = match error {
        EditError::Io { .. } => {
            "make the folder writable, or set MILEPOST_HOME to one that is; nothing was changed"
        }
        EditError::Changed { .. } => {
            "put the two together: edit the card again, or delete that file"
        }
        EditError::Faults(_) => "fix what is named and try again; nothing was changed",
        EditError::NotMine(_) => "`milepost list is:mine` shows the cards of your own",
        EditError::NoOriginal(_) => "`milepost suspend` puts a card aside; nothing was changed",
        EditError::NotOneBlock => "keep one [[card]] block with its fields; nothing was changed",
        EditError::IdChanged { .. } => {
            "keep the id; `milepost help add` shows how a new card is made; nothing was changed"
        }
    };
    AppError::user(error.to_string()).hint(hint)
}

/// A program cannot be run at all.
pub(super) fn of_sandbox(error: &SandboxError) -> AppError {
    let hint = if matches!(error, SandboxError::Unsafe(_)) {
        "on Linux, allow user namespaces or use a kernel with Landlock (6.12 or newer); until then \
         compare with the reference and grade yourself"
    } else {
        "check that milepost is where it was started from, and that TMPDIR can be written"
    };
    AppError::user(told(error)).hint(hint)
}

/// A text cannot be put in a file for an editor, or read from it.
pub(super) fn no_text_file(error: &std::io::Error) -> AppError {
    AppError::user(format!(
        "cannot hand the text to an editor: {}",
        reason(error)
    ))
    .hint("set TMPDIR to a folder that can be written")
}

/// Refuses to write over a file.
pub(super) fn must_be_new(file: &Path) -> Result<(), AppError> {
    if file.symlink_metadata().is_err() {
        return Ok(());
    }
    Err(AppError::user(format!("{} exists already", file.display()))
        .hint("name another file, or move it away"))
}

/// An error with its causes, one line.
fn told(error: &dyn std::error::Error) -> String {
    let mut message = error.to_string();
    let mut cause = error.source();
    while let Some(inner) = cause {
        message.push_str(&format!(": {}", reason(&inner)));
        cause = inner.source();
    }
    message
}

/// Prints an error to standard error and gives its exit code.
pub(super) fn report(error: &AppError) -> u8 {
    if !error.is_silent() {
        tell(&format!("error: {error}"));
    }
    error.code()
}

/// Prints a warning to standard error.
pub(super) fn warn(message: &str) {
    tell(&format!("warning: {message}"));
}

/// Prints to standard error: broken at words for a screen, in whole lines for a pipe.
fn tell(text: &str) {
    let text = clean(text);
    let screen = std::io::stderr().is_terminal();
    let text = if screen {
        markup::fold(&text, textwrap::termwidth())
    } else {
        format!("{text}\n")
    };
    let text = if COLOURED.load(Ordering::Relaxed) {
        painted(&text)
    } else {
        text
    };
    // Nobody is left to tell if this fails.
    let _ = std::io::stderr().write_all(text.as_bytes());
}

/// Whether labels are coloured: errors are told also where no terminal was opened yet.
static COLOURED: AtomicBool = AtomicBool::new(false);

/// Says whether what is told on standard error is coloured from now on.
pub(super) fn colour(look: &LookArgs, setting: Color) {
    let colour = palette_on(&std::io::stderr(), look, setting).colour;
    COLOURED.store(colour == Colour::On, Ordering::Relaxed);
}

/// The text with its labels coloured.
fn painted(text: &str) -> String {
    let palette = Palette {
        colour: Colour::On,
        ..Palette::PLAIN
    };
    let labels = [
        ("error:", TextRole::Wrong),
        ("warning:", TextRole::Near),
        ("hint:", TextRole::Key),
    ];
    let line = |line: &str| match labels.iter().find(|(label, _)| line.starts_with(label)) {
        Some((label, role)) => format!("{}{}", palette.paint(*role, label), &line[label.len()..]),
        None => line.to_owned(),
    };
    text.split_inclusive('\n').map(line).collect()
}

/// Prints what clap says of some words, the program's name left out; help and version are no errors.
pub(super) fn of_clap(error: &clap::Error, words: &[String]) -> u8 {
    if !error.use_stderr() {
        let _ = error.print();
        return 0;
    }
    report(&refused(error, words))
}

/// What is wrong with a command line, in the form of every other error.
fn refused(error: &clap::Error, words: &[String]) -> AppError {
    let rendered = error.render().to_string();
    let said: Vec<&str> = rendered
        .lines()
        .take_while(|line| !line.is_empty())
        .map(str::trim)
        .collect();
    let mut message = said.join(" ").trim_start_matches("error: ").to_owned();
    for (clap, ours) in [
        ("invalid digit found in string", "not a whole number"),
        (
            "cannot parse integer from empty string",
            "not a whole number",
        ),
        ("number too large to fit in target type", "too large"),
    ] {
        message = message.replace(clap, ours);
    }
    let likest = [
        ContextKind::SuggestedSubcommand,
        ContextKind::SuggestedArg,
        ContextKind::SuggestedValue,
    ];
    let likest = likest.into_iter().find_map(|kind| {
        let value = error.get(kind)?;
        // The likest of several stands last.
        if let ContextValue::Strings(names) = value {
            return names.last().cloned();
        }
        if let ContextValue::String(name) = value {
            Some(name.clone())
        } else {
            None
        }
    });
    let help = format!("`{}` shows what may stand there", help_of(words));
    AppError::usage(message).hint(likest.map_or(help.clone(), |name| {
        format!("did you mean '{name}'? {help}")
    }))
}

/// The command line that shows the help of what some words ask for.
fn help_of(words: &[String]) -> String {
    let mut help = "milepost help".to_owned();
    let mut command = Cli::command();
    for word in words.iter().filter(|word| !word.starts_with('-')) {
        let Some(inner) = command.find_subcommand(word) else {
            break;
        };
        help.push_str(&format!(" {}", inner.get_name()));
        command = inner.clone();
    }
    help
}

//! Errors of the rooms become what a learner reads; and the exit code.

use std::io::{IsTerminal, Write};
use std::path::Path;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};

use clap::CommandFactory;
use clap::error::{ContextKind, ContextValue, ErrorKind};

use crate::cli::app::palette_on;
use crate::cli::args::{Cli, LookArgs};
use crate::cli::help;
use crate::cli::other_names;
use crate::cli::settings::Color;
use crate::decks::EditError;
use crate::domain::file_fault::FileFault;
use crate::domain::lang::Lang;
use crate::domain::plain::{io_reason, reason};
use crate::domain::wording::{Wording, problems};
use crate::error::{self, AppError};
use crate::python::foreign::RunnerError;
use crate::python::sandbox::SandboxError;
use crate::store::StoreError;
use crate::ui::clean::clean;
use crate::ui::clean::clean_line;
use crate::ui::markup;
use crate::ui::palette::{Colour, Palette, TextRole};
use crate::ui::terminal::TerminalError;

impl From<TerminalError> for AppError {
    fn from(error: TerminalError) -> Self {
        match error {
            TerminalError::Closed => Self {
                kind: error::ErrorKind::ClosedPipe,
                message: error.wording(),
                hint: None,
            },
            TerminalError::Io(_) => Self::user(error.wording()).hint(problems::run_in_terminal()),
            TerminalError::NotUtf8 { .. } => {
                Self::user(error.wording()).hint(problems::write_utf8())
            }
            TerminalError::TooLong { .. } => {
                Self::user(error.wording()).hint(problems::shorten_line())
            }
        }
    }
}

impl From<StoreError> for AppError {
    fn from(error: StoreError) -> Self {
        let message = with_causes(error.wording(), &error);
        let hint = match &error {
            StoreError::Newer { .. } => problems::update_milepost(),
            StoreError::NotADatabase { .. } => problems::repair_or_move(),
            StoreError::Foreign { .. } => problems::other_home_or_move(),
            StoreError::ReadOnly { .. } => problems::make_writable(),
            StoreError::DiskFull { .. } => problems::make_room(),
            StoreError::Busy { .. } => problems::close_other(),
            StoreError::Gone { .. } => problems::bring_back(),
            StoreError::PutBack { .. } => problems::after_put_back(),
            StoreError::InUse { .. } => problems::end_other(),
            StoreError::Damaged { .. } => problems::repair_saves(),
            StoreError::Stale { .. } => problems::answered_in_window(),
            StoreError::NoLog { .. } => problems::home_on_disk(),
            StoreError::Line { .. } => problems::give_log(),
            StoreError::CutShort { .. } => problems::copy_again(),
            StoreError::OtherLearner { .. } => problems::as_mine(),
            StoreError::Ahead { .. } => problems::heal_there(),
            StoreError::Clash { .. } | StoreError::NotOurs { .. } => problems::keep_both(),
            StoreError::Io { source, .. } if source.kind() == std::io::ErrorKind::NotFound => {
                problems::check_path()
            }
            StoreError::Io { source, .. } if has_no_locks(source) => problems::home_on_disk(),
            StoreError::Io { .. } => problems::check_path_room(),
            StoreError::Sql { .. }
            | StoreError::UnknownSettings(_)
            | StoreError::NoSuchEvent(_) => problems::doctor_looks(),
        };
        Self::user(message).hint(hint)
    }
}

/// An error of a repair of what could not be opened.
pub(super) fn of_repair(error: StoreError) -> AppError {
    let hint = if matches!(error, StoreError::NotADatabase { .. }) {
        problems::not_ours()
    } else if matches!(error, StoreError::Gone { .. }) {
        problems::no_copy_readable()
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
        return error.hint(problems::restore_lists_unchanged());
    }
    error
}

/// An error of writing the learner's decks.
pub(super) fn edit_failure(error: &EditError) -> AppError {
    let hint = match error {
        EditError::Io { source, .. } if has_no_locks(source) => problems::home_on_disk(),
        EditError::Io { .. } => problems::folder_writable(),
        EditError::Changed { .. } => problems::put_together(),
        EditError::Faults(_) => problems::fix_and_retry(),
        EditError::NotMine(_) => problems::list_mine(),
        EditError::NoOriginal(_) => problems::suspend_instead(),
        EditError::NotOneBlock => problems::keep_one_block(),
        EditError::NotOneTranslation => problems::keep_one_translation(),
        EditError::IdChanged { .. } => problems::keep_id(),
    };
    AppError::user(error.wording()).hint(hint)
}

/// A lock of a home that could not be taken, for another reason than that somebody has it.
pub(super) fn no_lock(file: &Path, error: &std::io::Error) -> AppError {
    let hint = if has_no_locks(error) {
        problems::home_on_disk()
    } else {
        problems::see_write_room()
    };
    AppError::user(problems::cannot_use(file.display(), io_reason(error))).hint(hint)
}

fn has_no_locks(error: &std::io::Error) -> bool {
    FileFault::of(error) == Some(FileFault::NoLocks)
}

/// A program cannot be run at all.
pub(super) fn of_sandbox(error: &SandboxError) -> AppError {
    let hint = if matches!(error, SandboxError::Unsafe(_)) {
        problems::allow_sandbox()
    } else {
        problems::check_tmpdir()
    };
    AppError::user(with_causes(error.wording(), error)).hint(hint)
}

/// A runner cannot be used.
pub(super) fn of_runner(error: &RunnerError) -> AppError {
    AppError::user(error.wording()).hint(problems::read_runners())
}

/// A text cannot be put in a file for an editor, or read from it.
pub(super) fn no_text_file(error: &std::io::Error) -> AppError {
    if error.kind() == std::io::ErrorKind::InvalidData {
        return AppError::user(problems::editor_not_utf8()).hint(problems::editor_saves_utf8());
    }
    AppError::user(problems::no_editor_file(io_reason(error))).hint(problems::see_write_room())
}

/// Refuses to write over a file.
pub(super) fn must_be_new(file: &Path) -> Result<(), AppError> {
    if file.symlink_metadata().is_err() {
        return Ok(());
    }
    Err(AppError::user(problems::exists_already(file.display())).hint(problems::name_other()))
}

/// What went wrong with its causes, one line.
fn with_causes(wording: Wording, error: &dyn std::error::Error) -> Wording {
    let mut parts = vec![wording];
    let mut cause = error.source();
    while let Some(inner) = cause {
        parts.push(cause_of(inner));
        cause = inner.source();
    }
    Wording::joined(parts, ": ")
}

fn cause_of(error: &(dyn std::error::Error + 'static)) -> Wording {
    match error.downcast_ref::<std::io::Error>() {
        Some(error) => io_reason(error),
        None => Wording::verbatim(reason(&error)),
    }
}

/// Prints an error to standard error and gives its exit code.
pub(super) fn report(error: &AppError) -> u8 {
    if !error.is_silent() {
        let lang = language();
        let label = problems::error_label().text(lang);
        tell(&format!("{label} {}", error.text(lang)));
    }
    error.code()
}

/// Prints a warning to standard error.
pub(super) fn warn(message: &str) {
    let label = problems::warning_label().text(language());
    tell(&format!("{label} {message}"));
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

/// The language of errors, which are reported also where no home was opened yet.
static LANGUAGE: AtomicUsize = AtomicUsize::new(0);

/// Says in which language errors are reported from now on.
pub(super) fn speak(lang: Lang) {
    LANGUAGE.store(lang.index(), Ordering::Relaxed);
}

/// The language of errors.
pub(super) fn language() -> Lang {
    let index = LANGUAGE.load(Ordering::Relaxed);
    Lang::all().nth(index).unwrap_or_default()
}

/// Whether labels are coloured: errors can come before any terminal is opened.
static COLOURED: AtomicBool = AtomicBool::new(false);

/// Sets whether standard error is coloured from now on.
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
        (problems::error_label(), TextRole::Wrong),
        (problems::warning_label(), TextRole::Near),
        (problems::hint_label(), TextRole::Key),
    ];
    let labels = labels.map(|(label, role)| (label.text(language()), role));
    let line = |line: &str| match labels
        .iter()
        .find(|(label, _)| line.starts_with(label.as_str()))
    {
        Some((label, role)) => format!("{}{}", palette.paint(*role, label), &line[label.len()..]),
        None => line.to_owned(),
    };
    text.split_inclusive('\n').map(line).collect()
}

/// Prints what clap says of some words, the program's name left out; help and version are no errors.
pub(super) fn of_clap(error: &clap::Error, words: &[String]) -> u8 {
    if error.use_stderr() {
        return report(&refused(error, words));
    }
    let lang = language();
    let translated = (lang != Lang::EN)
        .then(|| help::rendered(words, lang))
        .flatten();
    // Nobody is left to tell if printing fails.
    let _ = match translated {
        Some(text) => std::io::stdout().write_all(text.as_bytes()),
        None => error.print(),
    };
    0
}

/// What is wrong with a command line, in the form of every other error.
fn refused(error: &clap::Error, words: &[String]) -> AppError {
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
    let help = help_of(words);
    if let Some(search) = search_with_hyphen(error, words) {
        let command = help.replacen("help ", "", 1);
        return AppError::usage(problems::unexpected_argument(clean_line(search)))
            .hint(problems::search_after_dashes(command, clean_line(search)));
    }
    let help = problems::help_shows(help);
    let likest = meant(error, words).map(str::to_owned).or(likest);
    AppError::usage(refusal(error))
        .hint(likest.map_or(help.clone(), |name| problems::did_you_mean(name, help)))
}

/// The command that was meant by a word which is none. Within a command, such as `roadmap remove`, the
/// words mean something else.
fn meant(error: &clap::Error, words: &[String]) -> Option<&'static str> {
    if error.kind() != ErrorKind::InvalidSubcommand {
        return None;
    }
    let word = context(error, ContextKind::InvalidSubcommand);
    let outermost = words
        .iter()
        .find(|word| !word.starts_with('-') && *word != "help")?;
    other_names::meant(&word).filter(|_| *outermost == word)
}

/// A search such as `-is:suspended`, which was taken for an option.
fn search_with_hyphen<'a>(error: &clap::Error, words: &'a [String]) -> Option<&'a str> {
    if error.kind() != ErrorKind::UnknownArgument {
        return None;
    }
    let mut words = words.iter().map(String::as_str);
    words.find(|word| word.starts_with('-') && !word.starts_with("--") && word.contains(':'))
}

/// The error of clap in our own words, by its kind; for a kind that we have no message for, clap's own text.
#[expect(
    clippy::wildcard_enum_match_arm,
    reason = "clap may add kinds, and all that have no message stay as it says them"
)]
fn refusal(error: &clap::Error) -> Wording {
    let part = |kind| context(error, kind);
    let arg = part(ContextKind::InvalidArg);
    let value = part(ContextKind::InvalidValue);
    match error.kind() {
        ErrorKind::InvalidSubcommand => problems::no_command(part(ContextKind::InvalidSubcommand)),
        ErrorKind::UnknownArgument => problems::unexpected_argument(arg),
        ErrorKind::InvalidValue if value.is_empty() => problems::value_required(named(&arg)),
        ErrorKind::InvalidValue => {
            problems::invalid_value(value, named(&arg), part(ContextKind::ValidValue))
        }
        ErrorKind::ValueValidation => {
            problems::invalid_value_for(value, named(&arg), reason_of(error))
        }
        ErrorKind::MissingRequiredArgument => problems::arguments_missing(named(&arg)),
        ErrorKind::ArgumentConflict => {
            let other = part(ContextKind::PriorArg);
            if other == arg || other.is_empty() {
                problems::used_twice(named(&arg))
            } else {
                problems::arguments_conflict(named(&arg), named(&other))
            }
        }
        ErrorKind::TooManyValues => problems::value_too_many(value, named(&arg)),
        _ => Wording::verbatim(one_line(error)),
    }
}

/// An argument as help shows it: `--limit <N>`, with the names of its values in each language.
fn named(arg: &str) -> Wording {
    Wording::made(|lang| help::with_value_names(arg, lang))
}

/// What clap knows of an error, several separated by commas.
fn context(error: &clap::Error, kind: ContextKind) -> String {
    match error.get(kind) {
        Some(ContextValue::String(text)) => text.clone(),
        Some(ContextValue::Strings(texts)) => texts.join(", "),
        _ => String::new(),
    }
}

/// Why a value was refused.
fn reason_of(error: &clap::Error) -> Wording {
    let Some(cause) = std::error::Error::source(error) else {
        return Wording::verbatim("");
    };
    let said = cause.to_string();
    // clap hands these on as text alone, without a kind to match. Where a later version words one
    // otherwise, it is shown as it says it.
    if let Some((value, range)) = said.split_once(" is not in ") {
        return problems::not_in_range(value, range);
    }
    match said.as_str() {
        "invalid digit found in string" | "cannot parse integer from empty string" => {
            problems::not_whole_number()
        }
        "number too large to fit in target type" => problems::number_too_large(),
        _ => Wording::verbatim(said),
    }
}

/// What clap renders above the usage.
fn one_line(error: &clap::Error) -> String {
    let rendered = error.render().to_string();
    let lines = rendered.lines().take_while(|line| !line.is_empty());
    let said: Vec<&str> = lines.map(str::trim).collect();
    said.join(" ").trim_start_matches("error: ").to_owned()
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

//! `drill --watch`: the program of a card in a file of the learner's, run each time it is saved.

use std::io::ErrorKind;
use std::path::{Path, PathBuf};
use std::time::{Duration, SystemTime};

use crate::cli::app::App;
use crate::cli::session::{no_python, trial};
use crate::cli::trust;
use crate::domain::card::Card;
use crate::domain::plain::reason;
use crate::domain::wording::problems;
use crate::engine::program::start_of;
use crate::engine::runner::{RunOutcome, Runner};
use crate::error::AppError;
use crate::files;
use crate::python::trial::ProgramVerdict;
use crate::ui::card::Renderer;
use crate::ui::clean::clean_line;
use crate::ui::palette::TextRole;
use crate::ui::terminal::Terminal;

/// How often the file is looked at.
const GLANCE: Duration = Duration::from_millis(200);
/// For how many looks in a row the file may be missing: many editors save by putting a new file in its place.
const MISSING: u32 = 10;

/// Whether the tests may be run again.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum WatchState {
    /// They passed.
    Passed,
    /// The program is being written.
    Writing,
}

/// Writes the exercise of a card into a file and runs its tests after each save, until they pass.
pub(crate) fn watch(app: &App, terminal: &mut dyn Terminal, card: &str) -> Result<(), AppError> {
    let card = app.card(card)?;
    let Some(start) = start_of(&card) else {
        return Err(AppError::user(problems::no_program_to_write(&card.id))
            .hint(problems::list_code_cards()));
    };
    let look = Renderer {
        width: terminal.width(),
        palette: terminal.palette(),
        words: app.words(),
    };
    let file = exercise_file(app, &card);
    if !file.exists() {
        write_exercise(&file, &start)?;
    }
    let shown = clean_line(&file.display().to_string());
    terminal.say(&question(look, &card))?;
    terminal.say(&look.remark(TextRole::Strong, &look.words.watching(shown)))?;
    terminal.show()?;
    let mut runner = Runner::default();
    let mut seen = None;
    let mut missing = 0;
    loop {
        match saved_at(&file) {
            Err(_) if missing < MISSING => missing += 1,
            Err(error) => return Err(cannot_use(&file, &error)),
            Ok(saved) => {
                missing = 0;
                // Any other time, not only a later one: an editor may put an older file back.
                if seen != Some(saved) {
                    seen = Some(saved);
                    if attempt(app, terminal, &mut runner, (&card, &file, &start))?
                        == WatchState::Passed
                    {
                        return Ok(());
                    }
                }
            }
        }
        std::thread::sleep(GLANCE);
    }
}

/// Runs what was saved. The file as it was written for the learner is not an attempt yet.
fn attempt(
    app: &App,
    terminal: &mut dyn Terminal,
    runner: &mut Runner,
    (card, file, start): (&Card, &Path, &str),
) -> Result<WatchState, AppError> {
    let Some(text) = read(file)?.filter(|text| text != start) else {
        return Ok(WatchState::Writing);
    };
    let state = run(app, terminal, runner, (card, &text))?;
    terminal.show()?;
    Ok(state)
}

fn question(look: Renderer, card: &Card) -> String {
    format!("\n{}\n", look.question(card, &[]).trim_end())
}

/// Where the exercise of a card is written: it stays there, to be gone on with another day.
fn exercise_file(app: &App, card: &Card) -> PathBuf {
    let folder = app.world.home.data.join("exercises");
    folder.join(format!("{}.py", card.id.base()))
}

fn write_exercise(file: &Path, start: &str) -> Result<(), AppError> {
    let write = || {
        if let Some(folder) = file.parent() {
            files::make_folder(folder)?;
        }
        files::replace(file, start)
    };
    write().map_err(|error| cannot_use(file, &error))
}

/// The text of the file; nothing while an editor is putting a new one in its place.
fn read(file: &Path) -> Result<Option<String>, AppError> {
    match std::fs::read_to_string(file) {
        Ok(text) => Ok(Some(text)),
        Err(error) if error.kind() == ErrorKind::NotFound => Ok(None),
        Err(error) => Err(cannot_use(file, &error)),
    }
}

fn saved_at(file: &Path) -> Result<SystemTime, std::io::Error> {
    std::fs::metadata(file).and_then(|known| known.modified())
}

fn cannot_use(file: &Path, error: &std::io::Error) -> AppError {
    let file = clean_line(&file.display().to_string());
    AppError::user(problems::cannot_use(file, reason(error))).hint(problems::keep_watched_file())
}

fn run(
    app: &App,
    terminal: &mut dyn Terminal,
    runner: &mut Runner,
    (card, text): (&Card, &str),
) -> Result<WatchState, AppError> {
    let look = Renderer {
        width: terminal.width(),
        palette: terminal.palette(),
        words: app.words(),
    };
    let mut state = WatchState::Writing;
    let shown = match runner.run(&app.workspace(), card, text)? {
        RunOutcome::Ran(done, _) => {
            if done.verdict == ProgramVerdict::Passed {
                state = WatchState::Passed;
            }
            trial(look, &done)
        }
        RunOutcome::Interrupted(done) => trial(look, &done),
        RunOutcome::Broken(error) => look.failure(&error),
        RunOutcome::NoPython(why, unusable) => no_python(look, &unusable, &card.python, &why),
        RunOutcome::NeedsConsent => return Err(trust::needed(card)),
        RunOutcome::NotRun => String::new(),
    };
    terminal.say(&shown)?;
    if state == WatchState::Passed {
        terminal.say(&look.explanation(card))?;
    }
    Ok(state)
}

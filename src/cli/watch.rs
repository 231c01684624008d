//! `drill --watch`: the program of a card in a file of the learner's, run each time it is saved.

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
    loop {
        let saved = saved_at(&file)?;
        if seen != Some(saved) {
            seen = Some(saved);
            let text = read(&file)?;
            // The file as we wrote it is not an attempt yet.
            if text != start
                && run(app, terminal, &mut runner, (&card, &text))? == WatchState::Passed
            {
                return Ok(());
            }
            terminal.show()?;
        }
        std::thread::sleep(GLANCE);
    }
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
        let mut aside = files::aside(file)?;
        std::io::Write::write_all(&mut aside, start.as_bytes())?;
        files::put(aside, file)
    };
    write().map_err(|error| cannot_use(file, &error))
}

fn read(file: &Path) -> Result<String, AppError> {
    std::fs::read_to_string(file).map_err(|error| cannot_use(file, &error))
}

fn saved_at(file: &Path) -> Result<SystemTime, AppError> {
    let saved = std::fs::metadata(file).and_then(|known| known.modified());
    saved.map_err(|error| cannot_use(file, &error))
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

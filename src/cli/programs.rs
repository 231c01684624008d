//! Programs a learner writes: the file an editor works on, consent, and the run behind its fence.

use std::path::PathBuf;

use tempfile::TempDir;

use crate::cli::app::App;
use crate::cli::edit::Editor;
use crate::cli::errors::{no_text_file, of_sandbox};
use crate::cli::interrupts::{held_off, pressed};
use crate::cli::keep;
use crate::domain::card::{Body, Card, ContentHash, Lang, Origin};
use crate::error::{AppError, ErrorKind};
use crate::python::host::{NoHost, host};
use crate::python::interpreter::{Found, Interpreter, Surroundings, discover};
use crate::python::run::Status;
use crate::python::sandbox::Sandbox;
use crate::python::trial::{Failure, Trial, Verdict, try_answer};
use crate::ui::card::{Look, cut};
use crate::ui::clean::clean;
use crate::ui::messages::Messages;
use crate::ui::palette::Role;
use crate::ui::terminal::{Ask, Reply, Terminal};
use crate::world::text_variable;

/// What stands for the built-in decks where consent is kept.
const BUILT_IN: &[u8] = b"the built-in decks";
/// Lines of a program's output that are shown.
const LINES_PRINTED: usize = 20;
/// Longest program that is kept with an answer, in characters.
pub(crate) const KEPT: usize = 16_000;

/// The interpreters of this machine; asked for only when a program is to be run.
pub(crate) fn interpreters(given: &[PathBuf]) -> Found {
    let path = |name| text_variable(name).map(PathBuf::from);
    let surroundings = Surroundings {
        path: text_variable("PATH").map(Into::into),
        home: path("HOME"),
        pyenv_root: path("PYENV_ROOT"),
    };
    discover(&surroundings, given)
}

/// What consent for the built-in decks is kept under.
pub(crate) fn built_in_key() -> ContentHash {
    ContentHash::of(BUILT_IN)
}

/// What consent to run a card's programs is kept under: one for the built-in decks, one for each state of
/// a deck from elsewhere.
pub(crate) fn consent_key(app: &App, card: &Card) -> Result<ContentHash, AppError> {
    if card.origin == Origin::BuiltIn {
        return Ok(built_in_key());
    }
    let mut contents = String::new();
    for id in app.store.cards_of_topic(&card.topic)? {
        if let Some(card) = app
            .store
            .card(&id, Lang::EN)?
            .filter(|card| card.origin == Origin::Mine)
        {
            contents.push_str(card.content.as_str());
        }
    }
    Ok(ContentHash::of(contents.as_bytes()))
}

/// The program of one card while it is being written: a file of its own, which an editor that returned at once may
/// still be working on.
pub(crate) struct Manuscript {
    folder: TempDir,
    /// The text as it was last read.
    pub(crate) text: String,
}

/// What came of a visit to the editor.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Visit {
    /// The text is another one now.
    Changed,
    /// It is as it was.
    Unchanged,
    /// The editor failed, and the learner was told how.
    Failed,
}

impl Manuscript {
    /// A file with a text.
    pub(crate) fn new(text: String) -> Result<Self, AppError> {
        let folder = tempfile::Builder::new()
            .prefix("milepost-")
            .tempdir()
            .map_err(|error| no_text_file(&error))?;
        let manuscript = Self { folder, text };
        std::fs::write(manuscript.file(), &manuscript.text)
            .map_err(|error| no_text_file(&error))?;
        Ok(manuscript)
    }

    fn file(&self) -> PathBuf {
        self.folder.path().join("card.py")
    }

    /// Opens the learner's editor on it and waits for the editor to end.
    pub(crate) fn visit(
        &mut self,
        app: &App,
        terminal: &mut dyn Terminal,
    ) -> Result<Visit, AppError> {
        let visited = Editor::of_environment()
            .and_then(|editor| editor.run(&self.file()))
            .and_then(|()| self.read());
        match visited {
            Err(error) if error.kind == ErrorKind::User => {
                let look = Look {
                    width: terminal.width(),
                    palette: terminal.palette(),
                    words: app.words(),
                };
                terminal.say(&look.failure(&error))?;
                Ok(Visit::Failed)
            }
            visited => visited,
        }
    }

    /// Reads it again.
    pub(crate) fn read(&mut self) -> Result<Visit, AppError> {
        let text = std::fs::read_to_string(self.file()).map_err(|error| no_text_file(&error))?;
        let visit = if text == self.text {
            Visit::Unchanged
        } else {
            Visit::Changed
        };
        self.text = text;
        Ok(visit)
    }
}

/// The starter under the question as comments.
pub(crate) fn commented(prompt: &str, starter: &str) -> String {
    format!("{}\n{}", heading(prompt), starter.trim_start_matches('\n'))
}

fn heading(prompt: &str) -> String {
    let mut text = String::new();
    for line in clean(prompt.trim()).lines() {
        text.push_str(format!("# {line}").trim_end());
        text.push('\n');
    }
    text
}

/// A learner's program without the question above it.
pub(crate) fn own_lines<'t>(card: &Card, text: &'t str) -> &'t str {
    let Body::Code(body) = &card.body else {
        return text;
    };
    text.strip_prefix(&heading(&body.prompt))
        .unwrap_or(text)
        .trim_start_matches('\n')
}

/// What a sitting needs to run programs; Python is looked for when the first is to be run.
#[derive(Default)]
pub(crate) struct Runner {
    python: Option<(Found, Sandbox)>,
    /// What was said last of the fence.
    fence_told: String,
}

/// What came of a wish to run a program.
pub(crate) enum Ran {
    /// It ran, on this version of Python.
    Tried(Box<Trial>, String),
    /// It may not run here, or cannot; the learner was told why.
    Not,
    /// The run itself failed, or the learner ended it; it may be tried again.
    Failed,
}

impl Runner {
    /// Runs a program against the tests of its card, if Python is there and the learner agrees.
    pub(crate) fn run(
        &mut self,
        app: &App,
        terminal: &mut dyn Terminal,
        card: &Card,
        text: &str,
    ) -> Result<Ran, AppError> {
        let look = Look {
            width: terminal.width(),
            palette: terminal.palette(),
            words: app.words(),
        };
        let (found, sandbox) = self.python()?;
        let python = match host(sandbox, &found.interpreters, card) {
            Ok(python) => python,
            Err(why) => {
                terminal.say(&no_python(look, found, card, &why))?;
                return Ok(Ran::Not);
            }
        };
        if !agreed(app, look, terminal, card)? {
            return Ok(Ran::Not);
        }
        tried(look, terminal, sandbox, python, card, text)
    }

    /// Which fence stood around a run; nothing if the run before stood behind the same.
    pub(crate) fn fence(&mut self, look: Look, trial: &Trial, version: &str) -> String {
        let down: Vec<&str> = trial
            .fences
            .parts()
            .iter()
            .filter(|(_, standing)| !standing.stands())
            .map(|(name, _)| *name)
            .collect();
        let fence = if down.is_empty() {
            look.words.fence_stands(version)
        } else {
            look.words.fence_down(version, down.join(", "))
        };
        if fence == self.fence_told {
            return String::new();
        }
        self.fence_told.clone_from(&fence);
        look.remark(Role::Faint, &fence)
    }

    fn python(&mut self) -> Result<&(Found, Sandbox), AppError> {
        match &mut self.python {
            Some(python) => Ok(python),
            empty @ None => {
                let sandbox = Sandbox::own().map_err(|error| of_sandbox(&error))?;
                Ok(empty.insert((interpreters(&[]), sandbox.ended_by(pressed()))))
            }
        }
    }
}

/// Why nothing here can run a card; names what looks like Python and does not serve.
fn no_python(look: Look, found: &Found, card: &Card, why: &NoHost) -> String {
    let mut text = String::new();
    for bad in &found.bad {
        text.push_str(&look.remark(
            Role::Faint,
            &format!("{} {}", bad.program.display(), bad.why),
        ));
    }
    let message = match why {
        NoHost::Packages(packages) => look.words.no_packages(packages.join(", ")),
        NoHost::Interpreter(_) | NoHost::Scope(_) => look.words.no_python(&card.python),
    };
    text.push_str(&look.remark(Role::Near, &message));
    text
}

/// Whether the learner agrees to run the programs of a card's deck; asked once for each state of it.
fn agreed(
    app: &App,
    look: Look,
    terminal: &mut dyn Terminal,
    card: &Card,
) -> Result<bool, AppError> {
    let key = consent_key(app, card)?;
    if app.store.has_consent(&key)? {
        return Ok(true);
    }
    let question = match card.origin {
        Origin::BuiltIn => look.words.consent_built_in().to_owned(),
        Origin::Mine => look.words.consent_deck(card.topic.as_str()),
    };
    terminal.say(&look.remark(Role::Strong, &question))?;
    let agreed = match terminal.ask(look.palette.prompt(), Ask::Key)? {
        Reply::Text(key) => matches!(key.trim(), "y" | "Y" | "s" | "S"),
        Reply::Interrupt | Reply::End => false,
    };
    if agreed {
        keep::done(app, terminal, || {
            app.store.consent(std::slice::from_ref(&key))
        })?;
    } else {
        terminal.say(&look.remark(Role::Faint, look.words.not_run()))?;
    }
    Ok(agreed)
}

fn tried(
    look: Look,
    terminal: &mut dyn Terminal,
    sandbox: &Sandbox,
    python: &Interpreter,
    card: &Card,
    text: &str,
) -> Result<Ran, AppError> {
    match held_off(|| try_answer(sandbox, python, card, text)) {
        Ok(Some(trial)) if trial.verdict == Verdict::Stopped(Status::Interrupted) => {
            terminal.say(&told(look, &trial))?;
            Ok(Ran::Failed)
        }
        Ok(Some(trial)) => Ok(Ran::Tried(Box::new(trial), python.version.to_string())),
        Ok(None) => Ok(Ran::Not),
        Err(error) => {
            terminal.say(&look.failure(&error))?;
            Ok(Ran::Failed)
        }
    }
}

/// What a run came to: which promise broke and where, or that all are kept.
pub(crate) fn told(look: Look, trial: &Trial) -> String {
    format!("{}{}", printed(look, trial), verdict(look, trial))
}

/// The first lines that a program printed, under a heading so that they are taken for nothing else.
fn printed(look: Look, trial: &Trial) -> String {
    let all = clean(trial.stdout.trim_end());
    if all.is_empty() {
        return String::new();
    }
    let mut text = look.remark(Role::Faint, look.words.printed());
    for line in all.lines().take(LINES_PRINTED) {
        text.push_str(&format!(
            "  {}\n",
            cut(line, look.width.saturating_sub(2), look.palette.more())
        ));
    }
    let more = all.lines().count().saturating_sub(LINES_PRINTED);
    if more > 0 {
        text.push_str(&look.remark(Role::Faint, &look.words.printed_more(more)));
    }
    text
}

fn verdict(look: Look, trial: &Trial) -> String {
    let (words, palette) = (look.words, look.palette);
    match &trial.verdict {
        Verdict::Passed => look.remark(
            Role::Right,
            &format!(
                "{} {}",
                palette.tick(),
                words.tests_pass(trial.passed, trial.total)
            ),
        ),
        Verdict::Failed(failure) => {
            let head = look.remark(
                Role::Wrong,
                &format!(
                    "{} {}",
                    palette.cross(),
                    words.tests_fail(trial.passed, trial.total)
                ),
            );
            format!("{head}{}", failed(look, failure))
        }
        Verdict::Stopped(status) => {
            let message = words.program_stopped(stopped(words, *status));
            look.remark(Role::Wrong, &format!("{} {message}", palette.cross()))
        }
    }
}

/// The exception and what it says, the line of the tests, and the learner's own line.
fn failed(look: Look, failure: &Failure) -> String {
    let mut text = look.labelled_line(
        " ",
        &format!("{}: {}", failure.exception, failure.promise()),
    );
    for (label, line) in [
        (look.words.failing_test(), &failure.test),
        (look.words.your_line(), &failure.answer),
    ] {
        if let Some(line) = line {
            text.push_str(
                &look.labelled_line(&format!("  {label} {:>3}", line.number), &line.text),
            );
        }
    }
    text
}

/// In a few words, what broke; nothing if a program passed.
pub(crate) fn broke(words: Messages, trial: &Trial) -> Option<String> {
    match &trial.verdict {
        Verdict::Passed => None,
        Verdict::Failed(failure) => Some(format!("{}: {}", failure.exception, failure.promise())),
        Verdict::Stopped(status) => Some(words.program_stopped(stopped(words, *status))),
    }
}

const fn stopped(words: Messages, status: Status) -> &'static str {
    match status {
        Status::Exited(_) => words.stopped_early(),
        Status::Signal(_) => words.stopped_crash(),
        Status::TimedOut => words.stopped_time(),
        Status::CpuExceeded => words.stopped_cpu(),
        Status::OutputExceeded => words.stopped_output(),
        Status::MemoryExceeded => words.stopped_memory(),
        Status::DiskExceeded => words.stopped_disk(),
        Status::ProcessesExceeded => words.stopped_processes(),
        Status::Interrupted => words.stopped_by_learner(),
    }
}

#[cfg(test)]
mod tests {
    use super::commented;

    #[test]
    fn the_question_stands_above_the_starter_as_comments() {
        assert_eq!(
            commented("Write `f`.\n\nIt adds.", "\ndef f():\n    ...\n"),
            "# Write `f`.\n#\n# It adds.\n\ndef f():\n    ...\n"
        );
    }
}

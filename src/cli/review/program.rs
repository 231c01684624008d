//! Programs a learner writes: the editor, the run behind its fence, which promise broke, as often as wanted.

use std::path::PathBuf;

use crate::cli::app::App;
use crate::cli::edit::Editor;
use crate::cli::review::Sitting;
use crate::cli::review::command::Colon;
use crate::cli::review::judged::Judged;
use crate::cli::review::turn::{Answered, Asked, Input};
use crate::domain::card::{Body, Card, ContentHash, Kind, Lang, Origin};
use crate::domain::event::Evidence;
use crate::domain::judge::Verdict as Judgement;
use crate::domain::suggest::{RULE_VERSION, Trial as Tried, suggest};
use crate::error::{AppError, ErrorKind};
use crate::python::host::host;
use crate::python::interpreter::{Found, Interpreter, Surroundings, discover};
use crate::python::run::Status;
use crate::python::sandbox::Sandbox;
use crate::python::trial::{Failure, Trial, Verdict, try_answer};
use crate::ui::clean::{clean, clean_line};
use crate::ui::messages::fill;
use crate::ui::palette::Role;
use crate::ui::terminal::{Ask, Manner, Reply};
use crate::world::text_variable;

/// What stands for the built-in decks where consent is kept.
const BUILT_IN: &[u8] = b"the built-in decks";
/// Longest program kept as evidence, in characters.
const KEPT: usize = 16_000;

/// Python, as this sitting found it.
pub(super) struct Runner {
    found: Found,
    sandbox: Sandbox,
}

/// A program on its way to a verdict.
struct Attempt {
    text: String,
    runs: u32,
    last: Option<Trial>,
}

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
        if let Some(card) = app.store.card(&id, Lang::En)?.filter(|card| card.origin == Origin::Mine) {
            contents.push_str(card.content.as_str());
        }
    }
    Ok(ContentHash::of(contents.as_bytes()))
}

impl Sitting<'_> {
    /// Lets the learner write a program for a `code` card until its tests pass or the reference is asked for.
    pub(super) fn programmed(&mut self, asked: &mut Asked) -> Result<Answered, AppError> {
        let Body::Code(body) = &asked.card.body else { return Ok(Answered::Given(Judged::by_learner())) };
        let start = match self.app.store.draft(&asked.card.id)? {
            Some(draft) => {
                self.remark(Role::Faint, self.app.words().draft_found)?;
                draft
            }
            None => commented(&body.prompt, &body.starter),
        };
        self.write_until_done(asked, start)
    }

    /// Lets the learner repair a `bug` card, once its line was named.
    pub(super) fn repaired(&mut self, asked: &mut Asked, judged: Judged) -> Result<Answered, AppError> {
        let Body::Bug(body) = &asked.card.body else { return Ok(Answered::Given(judged)) };
        let start = body.code.clone();
        self.remark(Role::Faint, self.app.words().repair_prompt)?;
        let prompt = self.look().palette.prompt().to_owned();
        match self.prompt(asked, &prompt, Ask::Key, Colon::Needed)? {
            Input::Leave(next) => Ok(Answered::Left(next)),
            Input::Text(key) if key.trim() == "r" => match self.write_until_done(asked, start)? {
                Answered::Left(next) => Ok(Answered::Left(next)),
                Answered::Given(repair) => Ok(Answered::Given(with_repair(judged, repair))),
            },
            Input::Text(_) => Ok(Answered::Given(judged)),
        }
    }

    fn write_until_done(&mut self, asked: &mut Asked, start: String) -> Result<Answered, AppError> {
        let words = self.app.words();
        let mut attempt = Attempt { text: start, runs: 0, last: None };
        loop {
            self.remark(Role::Faint, words.write_prompt)?;
            let prompt = self.look().palette.prompt().to_owned();
            match self.prompt(asked, &prompt, Ask::Key, Colon::Needed)? {
                Input::Leave(next) => return Ok(Answered::Left(next)),
                Input::Text(key) if key.trim().is_empty() => {}
                Input::Text(_) => return Ok(Answered::Given(Self::weigh_program(asked, &attempt))),
            }
            if !self.edit_program(asked, &mut attempt)? {
                continue;
            }
            if attempt.last.as_ref().is_some_and(|trial| trial.verdict == Verdict::Passed) || self.runner.is_none() {
                return Ok(Answered::Given(Self::weigh_program(asked, &attempt)));
            }
        }
    }

    /// One round: the editor, and the run. False if the learner should be asked again at once.
    fn edit_program(&mut self, asked: &Asked, attempt: &mut Attempt) -> Result<bool, AppError> {
        let began = self.app.world.clock.now();
        let before = attempt.text.clone();
        match Editor::of_environment().and_then(|editor| editor.change(&before, ".py")) {
            Ok(text) => attempt.text = text,
            Err(error) if error.kind == ErrorKind::User => {
                self.remark(Role::Wrong, &format!("error: {error}"))?;
                return Ok(false);
            }
            Err(error) => return Err(error),
        }
        if attempt.text == before && self.app.world.clock.now().millis() - began.millis() < 500 {
            self.remark(Role::Near, self.app.words().editor_at_once)?;
            return Ok(false);
        }
        self.app.store.save_draft(&asked.card.id, &attempt.text)?;
        if self.may_run(asked)? {
            self.run_program(asked, attempt)?;
        }
        Ok(true)
    }

    /// Whether the card's programs may run here: Python is there and the learner agrees. Says why if not.
    fn may_run(&mut self, asked: &Asked) -> Result<bool, AppError> {
        let words = self.app.words();
        if self.runner.is_none() {
            let found = interpreters(&[]);
            for bad in &found.bad {
                let text = format!("{} {}", bad.program.display(), bad.why);
                self.remark(Role::Faint, &text)?;
            }
            let sandbox = Sandbox::own().map_err(|error| AppError::user(error.to_string()))?;
            self.runner = Some(Runner { found, sandbox });
        }
        if self.interpreter(&asked.card).is_none() {
            self.runner = None;
            let message = fill(words.no_python, &[("scope", &asked.card.python)]);
            self.remark(Role::Near, &message)?;
            return Ok(false);
        }
        let key = consent_key(self.app, &asked.card)?;
        if self.app.store.has_consent(&key)? {
            return Ok(true);
        }
        let question = match asked.card.origin {
            Origin::BuiltIn => words.consent_built_in.to_owned(),
            Origin::Mine => fill(words.consent_deck, &[("topic", asked.card.topic.as_str())]),
        };
        self.remark(Role::Strong, &question)?;
        let prompt = self.look().palette.prompt().to_owned();
        let agreed = match self.terminal.ask(&prompt, Ask::Key)? {
            Reply::Text(key) if matches!(key.trim(), "y" | "Y" | "s" | "S") => true,
            Reply::Text(_) | Reply::Interrupt | Reply::End => false,
        };
        if agreed {
            self.app.store.consent(&[key])?;
        } else {
            self.runner = None;
            self.remark(Role::Faint, words.not_run)?;
        }
        Ok(agreed)
    }

    fn interpreter(&self, card: &Card) -> Option<&Interpreter> {
        let runner = self.runner.as_ref()?;
        host(&runner.sandbox, &runner.found.interpreters, card).ok()
    }

    fn run_program(&mut self, asked: &Asked, attempt: &mut Attempt) -> Result<(), AppError> {
        let (Some(runner), Some(python)) = (&self.runner, self.interpreter(&asked.card)) else { return Ok(()) };
        let trial = try_answer(&runner.sandbox, python, &asked.card, &attempt.text);
        let version = python.version.to_string();
        match trial {
            Ok(Some(trial)) => {
                attempt.runs += 1;
                let text = self.told(&trial, &version);
                attempt.last = Some(trial);
                self.say(&text)
            }
            Ok(None) => Ok(()),
            Err(error) => self.remark(Role::Wrong, &format!("error: {error}")),
        }
    }

    /// What a run came to: which promise broke and where, or that all are kept; and behind which fence.
    fn told(&self, trial: &Trial, version: &str) -> String {
        let (look, words) = (self.look(), self.app.words());
        let mut text = String::new();
        for line in clean(trial.stdout.trim_end()).lines().take(20) {
            text.push_str(&format!("  {line}\n"));
        }
        let tests = [("passed", trial.passed.to_string()), ("total", trial.total.to_string())];
        let tests: Vec<(&str, &str)> = tests.iter().map(|(name, value)| (*name, value.as_str())).collect();
        text.push_str(&match &trial.verdict {
            Verdict::Passed => {
                look.remark(Role::Right, &format!("{} {}", look.palette.tick(), fill(words.tests_pass, &tests)))
            }
            Verdict::Failed(failure) => self.failed(failure, &fill(words.tests_fail, &tests)),
            Verdict::Stopped(status) => {
                let message = fill(words.program_stopped, &[("why", stopped(*status))]);
                look.remark(Role::Wrong, &format!("{} {message}", look.palette.cross()))
            }
        });
        let down: Vec<&str> =
            trial.fences.parts().iter().filter(|(_, standing)| !standing.stands()).map(|(name, _)| *name).collect();
        let fence = if down.is_empty() {
            fill(words.fence_stands, &[("version", version)])
        } else {
            fill(words.fence_down, &[("version", version), ("parts", &down.join(", "))])
        };
        text.push_str(&look.remark(Role::Faint, &fence));
        text
    }

    fn failed(&self, failure: &Failure, tests: &str) -> String {
        let (look, words) = (self.look(), self.app.words());
        let mut text = look.remark(Role::Wrong, &format!("{} {tests}", look.palette.cross()));
        text.push_str(&format!("  {}: {}\n", clean_line(&failure.exception), clean_line(failure.promise())));
        for (label, line) in [(words.failing_test, &failure.test), (words.your_line, &failure.answer)] {
            if let Some(line) = line {
                text.push_str(&format!("  {label} {:>3}  {}\n", line.number, clean_line(&line.text)));
            }
        }
        text
    }

    /// Turns the last run into a suggestion and evidence; a program that never ran is graded by the learner.
    fn weigh_program(asked: &Asked, attempt: &Attempt) -> Judged {
        let Some(trial) = &attempt.last else { return Judged::by_learner() };
        let passed = trial.verdict == Verdict::Passed;
        let verdict = if passed { Judgement::Right } else { Judgement::Wrong };
        let hints = u32::try_from(asked.hints).unwrap_or(u32::MAX);
        let tried = Tried { attempts: attempt.runs.max(1), hints, answer_ms: 0, pace: None };
        let suggested = suggest(Kind::Code, &verdict, &tried);
        let evidence = Evidence {
            rule: RULE_VERSION,
            given: attempt.text.chars().take(KEPT).collect(),
            verdict: if passed { "right" } else { "gave-up" }.to_owned(),
            suggested,
            attempts: tried.attempts,
            hints,
            passed: Some(trial.passed),
            total: Some(trial.total),
        };
        Judged { shown: String::new(), suggested: Some(suggested), evidence: Some(evidence) }
    }

    /// Whether this sitting offers the editor for programs.
    pub(super) fn offers_editor(&self) -> bool {
        self.terminal.manner() == Manner::Interactive
    }
}

/// The line was judged; the repair adds what its tests said, and a failed one weighs no more than the line.
fn with_repair(mut line: Judged, repair: Judged) -> Judged {
    if let (Some(evidence), Some(repair)) = (&mut line.evidence, repair.evidence) {
        evidence.passed = repair.passed;
        evidence.total = repair.total;
    }
    line
}

/// The starter under the question as comments.
fn commented(prompt: &str, starter: &str) -> String {
    let mut text = String::new();
    for line in clean(prompt.trim()).lines() {
        text.push_str(format!("# {line}").trim_end());
        text.push('\n');
    }
    format!("{text}\n{}", starter.trim_start_matches('\n'))
}

const fn stopped(status: Status) -> &'static str {
    match status {
        Status::Exited(_) => "it ended before its tests were through",
        Status::Signal(_) => "it crashed",
        Status::TimedOut => "it ran too long",
        Status::CpuExceeded => "it used too much processor time",
        Status::OutputExceeded => "it printed too much",
        Status::MemoryExceeded => "it used too much memory",
        Status::DiskExceeded => "it wrote too much",
        Status::ProcessesExceeded => "it started too many processes",
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

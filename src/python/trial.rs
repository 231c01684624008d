//! Tries an answer: runs it against its card's tests and says which test failed, and where.

use crate::domain::card::{Body, Card};
use crate::python::interpreter::Interpreter;
use crate::python::machine::{Machine, NotRun};
use crate::python::run::{Layers, Limits, Run, RunStatus};
use crate::python::sandbox::{PROGRAM, Sandbox, SandboxError};
use crate::python::traceback;

/// Runs the program and reports that it has run to its end: status 0 alone would also reward an answer
/// that exits early.
const SCRIPT: (&str, &str) = ("run_tests.py", include_str!("run_tests.py"));

/// What became of an answer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ProgramTrial {
    /// Whether it passed.
    pub verdict: ProgramVerdict,
    /// How many of the tests' asserts passed.
    pub passed: u32,
    /// How many asserts the tests have.
    pub total: u32,
    /// What it printed.
    pub stdout: String,
    /// What it printed to standard error.
    pub stderr: String,
    /// What it ran behind.
    pub layers: Layers,
}

/// Whether an answer passed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ProgramVerdict {
    /// Every test passed.
    Passed,
    /// A test failed, or the answer did.
    Failed(TestFailure),
    /// The program was ended, or crashed, before its tests were through.
    Stopped(RunStatus),
}

/// What failed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TestFailure {
    /// Class of the exception: `AssertionError`.
    pub exception: String,
    /// What the exception says, such as the message of an assert; may be empty.
    pub message: String,
    /// The line of the answer that was reached last, if one was on the way to the failure.
    pub answer: Option<SourceLine>,
    /// The line of the tests that was being run.
    pub test: Option<SourceLine>,
}

impl TestFailure {
    /// What failed: the message, or the test itself.
    pub fn promise(&self) -> &str {
        let test = self.test.as_ref().map_or("", |line| line.text.as_str());
        if self.message.is_empty() {
            test
        } else {
            &self.message
        }
    }
}

/// A line of a program.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SourceLine {
    /// From 1, within the answer or within the tests.
    pub number: u32,
    /// Without its indentation.
    pub text: String,
}

/// Runs an answer to a `code` card, a repair of a `bug`, or an answer to a `type` card with a check; nothing for
/// cards whose answers are not run.
pub fn try_answer(
    sandbox: &Sandbox,
    python: &Interpreter,
    card: &Card,
    answer: &str,
) -> Result<Option<ProgramTrial>, SandboxError> {
    let Some(program) = TestProgram::of(&card.body, answer) else {
        return Ok(None);
    };
    Ok(Some(program.run(sandbox, python, &Limits::of(card))?))
}

impl Limits {
    /// What programs of a card may use: more with packages, whose import alone takes seconds.
    pub fn of(card: &Card) -> Self {
        let mut limits = if card.requires.is_empty() {
            Self::default()
        } else {
            Self::with_packages()
        };
        if let Body::Code(code) = &card.body
            && let Some(seconds) = code.limit_s
        {
            limits.cpu = limits
                .cpu
                .max(std::time::Duration::from_secs(seconds.into()));
            limits.wall = limits.wall.max(limits.cpu * 2);
        }
        limits
    }
}

/// An answer and what it is held to, as one text of Python.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct TestProgram {
    text: String,
    answer_lines: u32,
    ending: ProgramEnding,
}

/// Which part of a program may end it with status 0.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum ProgramEnding {
    /// Nothing but its last line.
    LastLine,
    /// The tests themselves, as `unittest.main()` does.
    Tests,
}

impl ProgramEnding {
    /// The word that the script knows it by.
    const fn word(self) -> &'static str {
        match self {
            Self::LastLine => "runs-through",
            Self::Tests => "may-exit",
        }
    }
}

impl TestProgram {
    fn of(body: &Body, answer: &str) -> Option<Self> {
        match body {
            Body::Code(card) => Some(Self::tested(answer, &card.tests)),
            Body::Bug(card) => Some(Self::tested(answer, &card.tests)),
            Body::Type(card) => card
                .check
                .as_deref()
                .map(|check| Self::filled(check, answer)),
            Body::Basic(_) | Body::Cloze(_) | Body::Choice(_) | Body::Output(_) | Body::Open(_) => {
                None
            }
        }
    }

    /// The answer, a newline, the tests.
    pub(crate) fn tested(answer: &str, tests: &str) -> Self {
        let text = format!("{answer}\n{tests}");
        // A newline at the end of the answer makes an empty line before the tests.
        let answer_lines = u32::try_from(answer.matches('\n').count() + 1).unwrap_or(u32::MAX);
        Self {
            text,
            answer_lines,
            ending: ProgramEnding::Tests,
        }
    }

    /// A claim that holds without an answer.
    pub(crate) fn claim(check: &str) -> Self {
        Self {
            text: check.to_owned(),
            answer_lines: 0,
            ending: ProgramEnding::Tests,
        }
    }

    /// A check with the answer in its place, where nothing tells the two apart.
    pub(crate) fn filled(check: &str, answer: &str) -> Self {
        Self {
            text: check.replace("{answer}", answer),
            answer_lines: 0,
            ending: ProgramEnding::LastLine,
        }
    }

    /// Runs it in the sandbox.
    fn run(
        &self,
        sandbox: &Sandbox,
        python: &Interpreter,
        limits: &Limits,
    ) -> Result<ProgramTrial, SandboxError> {
        let run =
            sandbox.run_with_verdict(python, SCRIPT, &self.text, &self.script_words(), limits)?;
        Ok(self.judge(run))
    }

    /// Runs it where the programs of a card run.
    pub(crate) fn run_on(&self, machine: Machine, limits: &Limits) -> Result<ProgramTrial, NotRun> {
        let run = machine.run_with_verdict(SCRIPT, &self.text, &self.script_words(), limits)?;
        Ok(self.judge(run))
    }

    fn script_words(&self) -> String {
        format!("{} {}", self.answer_lines, self.ending.word())
    }

    fn judge(&self, run: Run) -> ProgramTrial {
        let verdict = match run.status {
            RunStatus::Exited(0) if run.finished => ProgramVerdict::Passed,
            RunStatus::Exited(code) => ProgramVerdict::Failed(self.failure(code, &run.stderr)),
            RunStatus::Signal(_)
            | RunStatus::TimedOut
            | RunStatus::CpuExceeded
            | RunStatus::OutputExceeded
            | RunStatus::MemoryExceeded
            | RunStatus::ProcessesExceeded
            | RunStatus::DiskExceeded
            | RunStatus::Interrupted => ProgramVerdict::Stopped(run.status),
        };
        let (passed, total) = self.count(&verdict);
        ProgramTrial {
            verdict,
            passed,
            total,
            stdout: run.stdout,
            stderr: run.stderr,
            layers: run.layers,
        }
    }

    /// Lines of the tests, from 0.
    fn tests(&self) -> impl Iterator<Item = (u32, &str)> {
        (0..).zip(
            self.text
                .lines()
                .skip(usize::try_from(self.answer_lines).unwrap_or(usize::MAX)),
        )
    }

    fn failure(&self, code: i32, stderr: &str) -> TestFailure {
        let Some(traceback) = traceback::parse(stderr, PROGRAM) else {
            let said = stderr.lines().last().unwrap_or_default().to_owned();
            let message = if code == 0 {
                "the program ended before its tests".to_owned()
            } else {
                said
            };
            return TestFailure {
                exception: "SystemExit".to_owned(),
                message,
                answer: None,
                test: None,
            };
        };
        let of_answer = |line: &&u32| **line <= self.answer_lines;
        TestFailure {
            answer: traceback
                .lines
                .iter()
                .rfind(of_answer)
                .map(|line| self.line(*line, 0)),
            test: traceback
                .lines
                .iter()
                .find(|line| !of_answer(line))
                .map(|line| self.line(*line, self.answer_lines)),
            exception: traceback.exception,
            message: traceback.message,
        }
    }

    fn line(&self, number: u32, before: u32) -> SourceLine {
        let at = usize::try_from(number)
            .unwrap_or(usize::MAX)
            .saturating_sub(1);
        let text = self
            .text
            .lines()
            .nth(at)
            .unwrap_or_default()
            .trim()
            .to_owned();
        SourceLine {
            number: number - before,
            text,
        }
    }

    /// Asserts passed, and all asserts of the tests.
    fn count(&self, verdict: &ProgramVerdict) -> (u32, u32) {
        let asserts = |until: u32| {
            let found = self
                .tests()
                .filter(|(at, line)| *at < until && line.trim_start().starts_with("assert"));
            u32::try_from(found.count()).unwrap_or(u32::MAX)
        };
        let total = asserts(u32::MAX);
        let passed = match verdict {
            ProgramVerdict::Passed => total,
            ProgramVerdict::Failed(TestFailure {
                test: Some(test), ..
            }) => asserts(test.number - 1),
            ProgramVerdict::Failed(_) | ProgramVerdict::Stopped(_) => 0,
        };
        (passed, total)
    }
}

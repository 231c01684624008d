//! What verification finds.

use std::fmt;

use crate::domain::id::CardId;
use crate::python::host::NoHost;
use crate::python::interpreter::Version;
use crate::python::run::{Run, RunStatus};
use crate::python::traceback;
use crate::python::trial::{ProgramTrial, ProgramVerdict};

/// Longest piece of a program's output that is repeated, in characters.
const LONGEST: usize = 300;

/// One difference between a card and what its programs do.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Finding {
    /// The card; of siblings the first.
    pub card: CardId,
    /// The Pythons that showed it, the oldest first; none, if nothing was run for it.
    pub pythons: Vec<Version>,
    /// What it is.
    pub problem: CardProblem,
}

impl Finding {
    /// Whether the card is at fault, and not what this machine lacks.
    pub fn is_fault(&self) -> bool {
        !matches!(
            self.problem,
            CardProblem::Skipped(NoHost::Interpreter(_) | NoHost::Packages(_))
                | CardProblem::Lacks(_)
        )
    }
}

impl fmt::Display for Finding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let versions: Vec<String> = self.pythons.iter().map(ToString::to_string).collect();
        match versions.as_slice() {
            [] => write!(f, "{}: {}", self.card, self.problem),
            some => write!(
                f,
                "{}: Python {}: {}",
                self.card,
                some.join(", "),
                self.problem
            ),
        }
    }
}

/// What a card's programs do that they should not, or what keeps them from being run.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum CardProblem {
    /// Nothing was run.
    #[error("skipped: {0}")]
    Skipped(NoHost),
    /// The program could not be run at all.
    #[error("{0}")]
    NotRun(String),
    /// A program needs what the Python of a runner has not.
    #[error("not run there: it has no {0}")]
    Lacks(String),
    /// The output differs.
    #[error("it prints {printed:?}, not {expected:?}")]
    Printed {
        /// What came.
        printed: String,
        /// What the card says.
        expected: String,
    },
    /// The program does not end as the card says.
    #[error("the program should {expected}, but {happened}")]
    Ended {
        /// `end by itself`, `raise KeyError`.
        expected: String,
        /// What it did.
        happened: String,
    },
    /// What should pass its tests does not.
    #[error("{what} should pass, but {happened}")]
    Fails {
        /// `the solution`, `the fix`, `the answer …`.
        what: String,
        /// What it did.
        happened: String,
    },
    /// What should fail its tests passes.
    #[error("{0} should fail, but passes")]
    Passes(String),
    /// The repair leaves the named lines as they are.
    #[error("the fix touches lines {touched:?}, none of the bug lines {named:?}")]
    BugLines {
        /// Lines the fix changes, from 1.
        touched: Vec<u32>,
        /// Lines the card names.
        named: Vec<u32>,
    },
    /// The program that counts operations fails.
    #[error("the count of operations fails: {0}")]
    Ops(String),
    /// The counts cannot be held against the answer.
    #[error("{0} is not a class that counts can be held against; leave `ops` out")]
    UnknownClass(String),
    /// The counts fit another class better.
    #[error("the counts {counts} fit {} better than {claim}", .best.unwrap_or("no class"))]
    Growth {
        /// The answer.
        claim: String,
        /// The class that fits.
        best: Option<&'static str>,
        /// What was counted.
        counts: String,
    },
}

/// What a run did, in a few words.
pub(super) fn happened(run: &Run) -> String {
    match run.status {
        RunStatus::Exited(0) => "it ended by itself".to_owned(),
        RunStatus::Exited(code) => {
            match traceback::parse(&run.stderr, crate::python::sandbox::PROGRAM) {
                Some(raised) if raised.message.is_empty() => {
                    format!("it raised {}", raised.exception)
                }
                Some(raised) => {
                    format!("it raised {}: {}", raised.exception, short(&raised.message))
                }
                None => format!("it ended with status {code}: {}", short(run.stderr.trim())),
            }
        }
        RunStatus::Signal(_)
        | RunStatus::TimedOut
        | RunStatus::CpuExceeded
        | RunStatus::OutputExceeded
        | RunStatus::MemoryExceeded
        | RunStatus::ProcessesExceeded
        | RunStatus::DiskExceeded
        | RunStatus::Interrupted => stopped(run.status),
    }
}

/// What an answer did, in a few words.
pub(super) fn failed(trial: &ProgramTrial) -> String {
    match &trial.verdict {
        ProgramVerdict::Passed => "it passed".to_owned(),
        ProgramVerdict::Stopped(status) => stopped(*status),
        ProgramVerdict::Failed(failure) => {
            let line = failure
                .test
                .as_ref()
                .map(|line| format!(" at tests line {}", line.number));
            format!(
                "{}{}: {}",
                failure.exception,
                line.unwrap_or_default(),
                short(failure.promise())
            )
        }
    }
}

fn stopped(status: RunStatus) -> String {
    match status {
        RunStatus::Exited(code) => format!("it ended with status {code}"),
        RunStatus::Signal(signal) => format!("signal {signal} ended it"),
        RunStatus::TimedOut => "its time was up".to_owned(),
        RunStatus::CpuExceeded => "its processor time was up".to_owned(),
        RunStatus::OutputExceeded => "it printed too much".to_owned(),
        RunStatus::MemoryExceeded => "it asked for too much memory".to_owned(),
        RunStatus::ProcessesExceeded => "it became too many processes".to_owned(),
        RunStatus::DiskExceeded => "it filled the disk".to_owned(),
        RunStatus::Interrupted => "it was interrupted".to_owned(),
    }
}

/// The end of a text, where Python says what matters.
pub(super) fn short(text: &str) -> String {
    let skipped = text.chars().count().saturating_sub(LONGEST);
    let end: String = text.chars().skip(skipped).collect();
    if skipped > 0 {
        format!("…{end}")
    } else {
        end
    }
}

//! What a learner answered in a turn, before it is weighed.

use crate::domain::card::Card;
use crate::domain::event::CheckResult;
use crate::domain::judge::Judgement;
use crate::engine::program::{ProgramWork, own_lines};
use crate::python::trial::ProgramVerdict;

/// What came of a turn.
#[derive(Debug, Clone, Default)]
pub(super) struct Answered {
    /// What was typed; empty when it was thought or said.
    pub(super) given: String,
    /// What a judge says of it.
    pub(super) judged: Option<JudgedAnswer>,
    /// The program that was written.
    pub(super) program: Option<ProgramWork>,
}

impl Answered {
    /// The test that the last run of the program failed.
    pub(super) fn failing_test(&self) -> Option<&str> {
        let trial = self.program.as_ref()?.last.as_ref()?;
        match &trial.verdict {
            ProgramVerdict::Failed(failure) => Some(failure.promise()),
            ProgramVerdict::Passed | ProgramVerdict::Stopped(_) => None,
        }
    }

    /// The program without the question above it.
    pub(super) fn own_program(&self, card: &Card) -> Option<String> {
        self.program
            .as_ref()
            .map(|program| own_lines(card, &program.text).to_owned())
    }
}

/// An answer with its verdict.
#[derive(Debug, Clone)]
pub(super) struct JudgedAnswer {
    /// What was typed.
    pub(super) given: String,
    /// What the judge says.
    pub(super) judgement: Judgement,
    /// Tries taken, from 1.
    pub(super) attempts: u32,
    /// Milliseconds from the question to this answer.
    pub(super) after_ms: i64,
    /// What the card's check said of it, if that decided.
    pub(super) check: Option<CheckResult>,
}

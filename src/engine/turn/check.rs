//! Typed answers that no list contains: the card's check decides about them.

use super::{
    Body, CardTurn, EngineError, Feedback, LinesExpected, Output, ProgramStyle, Prompt,
    SessionRemark, Tools, TurnStage, WorkState,
};
use crate::domain::event::CheckResult;
use crate::domain::judge::Judgement;
use crate::engine::runner::{RunOutcome, consent_key};
use crate::python::trial::ProgramVerdict;

impl CardTurn {
    pub(super) fn consent_prompt(&self) -> Prompt {
        Prompt::Consent {
            origin: self.card.origin.clone(),
            topic: self.card.topic.clone(),
        }
    }

    /// Whether a program can tell a right answer that its author did not think of.
    pub(super) fn has_check(&self) -> bool {
        matches!(&self.card.body, Body::Type(body) if body.check.is_some())
    }

    /// Lets the card's check decide about an answer that no list contains. Where it cannot run, the lists decide.
    pub(super) fn run_check(&mut self, tools: &mut Tools<'_, '_>) -> Result<(), EngineError> {
        let outcome = tools
            .runner
            .run(tools.home, &self.card, &self.answered.given)?;
        let trial = match outcome {
            RunOutcome::Ran(trial, _) => trial,
            RunOutcome::NeedsConsent if self.may_ask_consent(tools)? => {
                self.stage = TurnStage::AwaitsCheck;
                return Ok(());
            }
            RunOutcome::NeedsConsent
            | RunOutcome::Interrupted(_)
            | RunOutcome::Broken(_)
            | RunOutcome::NoPython(..)
            | RunOutcome::NotRun => {
                self.settle(tools);
                return Ok(());
            }
        };
        let passed = trial.verdict == ProgramVerdict::Passed;
        if let Some(judged) = &mut self.answered.judged {
            judged.check = Some(if passed {
                CheckResult::Passed
            } else {
                CheckResult::Failed
            });
            if passed {
                judged.judgement = Judgement::right();
            }
        }
        if passed && self.style.feedback == Feedback::AtOnce {
            tools.remark(SessionRemark::PassedCheck);
        }
        self.settle(tools);
        Ok(())
    }

    /// What becomes of a program that may not run: an interview has asked before its first question.
    pub(super) fn without_consent(&self, tools: &Tools<'_, '_>) -> Result<WorkState, EngineError> {
        let key = consent_key(tools.home, &self.card)?;
        let was_asked = self.style.programs == ProgramStyle::HandIn;
        Ok(if was_asked && tools.runner.has_declined(&key) {
            WorkState::NotRun
        } else {
            WorkState::AwaitsConsent
        })
    }

    /// Consent is asked for once in a session, and only where a program could be answered as well.
    fn may_ask_consent(&self, tools: &Tools<'_, '_>) -> Result<bool, EngineError> {
        let asks = matches!(
            self.style.programs,
            ProgramStyle::UntilPassed | ProgramStyle::Once
        );
        Ok(asks
            && !tools
                .runner
                .has_declined(&consent_key(tools.home, &self.card)?))
    }
}

/// What is expected of an output. An exception is one more line, so that the number gives nothing away.
pub(super) fn lines_of(output: &Output) -> LinesExpected {
    let printed = output.stdout.trim_end_matches('\n');
    if printed.lines().any(str::is_empty) {
        LinesExpected::WithEmpty
    } else if output.raises.is_none() && printed.lines().count() <= 1 {
        LinesExpected::One
    } else {
        LinesExpected::Several
    }
}

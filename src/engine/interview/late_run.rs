//! Programs that were handed in and not run: once everything was asked, they may still be.
//!
//! Before the clock starts a stray "no" is quickly given, and then nothing but the learner's own eye would say
//! whether a program is right.

use super::{InterviewSession, LateRuns};
use crate::domain::card::Card;
use crate::domain::interview::{InterviewVerdict, Tests};
use crate::engine::prompt::{Prompt, Reply};
use crate::engine::runner::{RunOutcome, deck_keys};
use crate::engine::shown::SessionRemark;
use crate::engine::{EngineError, FrontKind};
use crate::python::trial::ProgramTrial;

impl InterviewSession<'_> {
    /// Runs the program of an answer, if it was not run and may be. Gives the question of consent where none was given.
    pub(super) fn run_late(&mut self, place: usize) -> Result<Option<Prompt>, EngineError> {
        if self.late_runs == LateRuns::Refused || self.front != FrontKind::Screen {
            return Ok(None);
        }
        let Some((card, text)) = self.not_run(place)? else {
            return Ok(None);
        };
        match self.runner.run(&self.home, &card, &text)? {
            RunOutcome::Ran(trial, _) => self.keep_late_run(place, &trial)?,
            RunOutcome::NeedsConsent => {
                self.remark(SessionRemark::CanStillRun { number: place + 1 });
                return Ok(Some(Prompt::Consent {
                    origin: card.origin,
                    topic: card.topic,
                }));
            }
            // It stays what it was: handed in, not run.
            RunOutcome::Interrupted(_)
            | RunOutcome::Broken(_)
            | RunOutcome::NoPython(..)
            | RunOutcome::NotRun => {}
        }
        Ok(None)
    }

    pub(super) fn handle_late_consent(
        &mut self,
        reply: &Reply,
        place: usize,
    ) -> Result<(), EngineError> {
        match self.not_run(place)? {
            Some((card, _)) if *reply == Reply::Yes => {
                let keys = deck_keys(&self.home, &card)?;
                self.home.store.local().consent(&keys)?;
            }
            _ => self.late_runs = LateRuns::Refused,
        }
        Ok(())
    }

    /// The program of an answer that no test has seen, with its card. One whose points were ticked already is
    /// decided, and a card that has changed since would hold it to other tests.
    fn not_run(&self, place: usize) -> Result<Option<(Card, String)>, EngineError> {
        let answer = &self.record.turns[place];
        let Some(program) = &answer.program else {
            return Ok(None);
        };
        if program.tests.is_some() || answer.verdict == InterviewVerdict::Ticked {
            return Ok(None);
        }
        let card = self
            .home
            .store
            .content()
            .card(&answer.card, self.home.lang)?;
        let unchanged = card.filter(|card| card.content == answer.content);
        Ok(unchanged.map(|card| (card, program.text.clone())))
    }

    fn keep_late_run(&mut self, place: usize, trial: &ProgramTrial) -> Result<(), EngineError> {
        // On a copy: a write that fails leaves the interview as it was.
        let mut record = self.record.clone();
        record.turns[place].take_tests(Tests {
            passed: trial.passed,
            total: trial.total,
            broke: (self.texts.broke)(trial),
        });
        self.keep(&record, Vec::new())?;
        self.record = record;
        Ok(())
    }
}

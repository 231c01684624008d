//! One card being asked: from its question to an answer that can be graded.
//!
//! The same machine stands under reviews, drills and interviews. A [`TurnStyle`] says what differs:
//! when a verdict is shown, how programs count, what happens to an answer that cannot be judged.

mod check;
mod mistake;

use check::lines_of;

use crate::domain::card::{Body, Card, Output};
use crate::domain::interview::seconds;
use crate::domain::judge::{AnswerVerdict, Judgement, is_whole};
use crate::engine::EngineError;
use crate::engine::answered::{Answered, JudgedAnswer};
use crate::engine::assessment::judge;
use crate::engine::program::{ProgramWork, WorkState, start_of};
use crate::engine::prompt::{LinesExpected, ProgramPrompt, ProgramStyle, Prompt, Reply};
use crate::engine::runner::{RunOutcome, Runner, deck_keys};
use crate::engine::shown::{SessionRemark, Shown};
use crate::engine::turn_style::{Faults, Feedback, TurnStyle};
use crate::engine::workspace::Workspace;

/// A card that is being asked.
#[derive(Debug)]
pub(super) struct CardTurn {
    card: Card,
    order: Vec<usize>,
    style: TurnStyle,
    stage: TurnStage,
    attempts: u32,
    answered: Answered,
}

/// How far a turn is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum TurnStage {
    /// The answer is awaited.
    Answering,
    /// No list contains the answer, and its check waits for the learner's consent.
    AwaitsCheck,
    /// The faulty line was named; a repair may follow.
    Repairing,
    /// A program is being written.
    Programming,
    /// There is an answer.
    Done,
}

/// What a turn works with.
pub(super) struct Tools<'t, 'a> {
    pub(super) home: &'t Workspace<'a>,
    pub(super) runner: &'t mut Runner,
    pub(super) shown: &'t mut Vec<Shown>,
}

impl Tools<'_, '_> {
    fn remark(&mut self, remark: SessionRemark) {
        self.shown.push(Shown::Remark(remark));
    }
}

impl CardTurn {
    /// A card whose question has been shown.
    pub(super) fn new(card: Card, order: Vec<usize>, style: TurnStyle) -> Self {
        Self {
            card,
            order,
            style,
            stage: TurnStage::Answering,
            attempts: 1,
            answered: Answered::default(),
        }
    }

    /// Where a program is all there is to answer, it is begun at once.
    pub(super) fn begin(&mut self, tools: &mut Tools<'_, '_>) -> Result<(), EngineError> {
        let at_once = matches!(
            self.style.programs,
            ProgramStyle::UntilPassed | ProgramStyle::Once
        );
        if at_once && matches!(self.card.body, Body::Code(_)) {
            self.begin_program(tools)?;
        }
        Ok(())
    }

    /// The card.
    pub(super) const fn card(&self) -> &Card {
        &self.card
    }

    /// Goes on with the same card in another language.
    pub(super) fn flip(&mut self, card: Card) {
        self.card = card;
    }

    /// The order in which options are shown.
    pub(super) fn order(&self) -> &[usize] {
        &self.order
    }

    /// What there is of an answer.
    pub(super) const fn answered(&self) -> &Answered {
        &self.answered
    }

    /// Whether there is an answer.
    pub(super) fn is_done(&self) -> bool {
        self.stage == TurnStage::Done
    }

    /// What is asked next; nothing once there is an answer.
    pub(super) fn prompt(&self) -> Option<Prompt> {
        match self.stage {
            TurnStage::Answering => Some(self.answer_prompt()),
            TurnStage::AwaitsCheck => Some(self.consent_prompt()),
            TurnStage::Repairing => Some(Prompt::Repair),
            TurnStage::Programming => self.program_prompt(),
            TurnStage::Done => None,
        }
    }

    fn answer_prompt(&self) -> Prompt {
        match &self.card.body {
            Body::Basic(_) | Body::Open(_) | Body::Code(_) => match self.style.feedback {
                Feedback::AtOnce => Prompt::Reveal,
                Feedback::AtTheEnd => Prompt::Line,
            },
            Body::Cloze(_) | Body::Type(_) => Prompt::Line,
            Body::Output(body) => Prompt::Lines(lines_of(body)),
            Body::Choice(body) => Prompt::Letters {
                answers: body.answers,
            },
            Body::Bug(_) => Prompt::LineNumber,
        }
    }

    fn program_prompt(&self) -> Option<Prompt> {
        let work = self.answered.program.as_ref()?;
        if work.state == WorkState::AwaitsConsent {
            return Some(self.consent_prompt());
        }
        Some(Prompt::Program(ProgramPrompt {
            card: self.card.id.clone(),
            text: work.text.clone(),
            start: work.start.clone(),
            style: work.style,
            visits: work.visits,
            visit_ms: i64::from(seconds(&self.card)) * 1_000,
        }))
    }

    /// Takes a reply. Writes come first: a reply whose write fails is given again.
    pub(super) fn reply(
        &mut self,
        tools: &mut Tools<'_, '_>,
        reply: &Reply,
        waited_ms: i64,
    ) -> Result<(), EngineError> {
        match (self.stage, reply) {
            (
                TurnStage::Answering,
                Reply::Text(text) | Reply::Submitted(text) | Reply::Edited(text),
            ) => self.answer(tools, text, waited_ms),
            (TurnStage::AwaitsCheck, Reply::Yes) => {
                let keys = deck_keys(tools.home, &self.card)?;
                tools.home.store.local().consent(&keys)?;
                self.run_check(tools)
            }
            (TurnStage::AwaitsCheck, Reply::No) => {
                tools.runner.decline(deck_keys(tools.home, &self.card)?);
                tools.remark(SessionRemark::NotChecked);
                self.settle(tools);
                Ok(())
            }
            (TurnStage::Repairing, Reply::Yes) => self.begin_program(tools),
            (TurnStage::Repairing, Reply::No) => {
                self.stage = TurnStage::Done;
                Ok(())
            }
            (TurnStage::Programming, reply) => self.work_on_program(tools, reply),
            _ => Ok(()),
        }
    }

    fn answer(
        &mut self,
        tools: &mut Tools<'_, '_>,
        text: &str,
        waited_ms: i64,
    ) -> Result<(), EngineError> {
        match &self.card.body {
            Body::Code(_)
                if text.trim().is_empty() && self.style.programs == ProgramStyle::HandIn =>
            {
                self.begin_program(tools)
            }
            Body::Basic(_) | Body::Open(_) | Body::Code(_) => {
                text.clone_into(&mut self.answered.given);
                self.stage = TurnStage::Done;
                Ok(())
            }
            Body::Cloze(_) | Body::Choice(_) | Body::Type(_) | Body::Output(_) | Body::Bug(_) => {
                self.judge(tools, text, waited_ms)
            }
        }
    }

    /// Judges an answer; one that cannot be judged, or is nearly right, may be asked for again.
    fn judge(
        &mut self,
        tools: &mut Tools<'_, '_>,
        text: &str,
        waited_ms: i64,
    ) -> Result<(), EngineError> {
        let judgement = match judge(&self.card, &self.order, text) {
            Ok(judgement) => judgement,
            Err(fault) => {
                // Where nothing is said of an answer and none can be given again, a fault is not
                // mentioned either.
                let is_asked_again = self.style.faults == Faults::AskAgain;
                if is_asked_again || self.style.feedback == Feedback::AtOnce {
                    tools.remark(SessionRemark::Fault(fault));
                }
                if is_asked_again {
                    return Ok(());
                }
                Judgement {
                    verdict: AnswerVerdict::Wrong,
                    difference: None,
                }
            }
        };
        if let AnswerVerdict::Near { why } = &judgement.verdict
            && self.attempts == 1
            && self.style.feedback == Feedback::AtOnce
        {
            self.attempts = 2;
            tools.remark(SessionRemark::Near(why.clone()));
            return Ok(());
        }
        let is_unlisted = judgement.verdict == AnswerVerdict::Wrong;
        text.clone_into(&mut self.answered.given);
        self.answered.judged = Some(JudgedAnswer {
            given: text.to_owned(),
            judgement,
            attempts: self.attempts,
            after_ms: waited_ms,
            check: None,
        });
        if is_unlisted && self.has_check() && is_whole(text) {
            return self.run_check(tools);
        }
        self.settle(tools);
        Ok(())
    }

    /// The verdict is final: it is shown, and the turn goes on.
    fn settle(&mut self, tools: &mut Tools<'_, '_>) {
        if let Some(judged) = &self.answered.judged
            && self.style.feedback == Feedback::AtOnce
        {
            tools.shown.push(Shown::Verdict {
                judgement: judged.judgement.clone(),
                given: judged.given.clone(),
            });
        }
        self.stage = if matches!(self.card.body, Body::Bug(_)) && self.style.repairs() {
            TurnStage::Repairing
        } else {
            TurnStage::Done
        };
    }

    fn begin_program(&mut self, tools: &mut Tools<'_, '_>) -> Result<(), EngineError> {
        let Some(start) = start_of(&self.card) else {
            return Ok(());
        };
        let kept = if self.style.programs == ProgramStyle::Once {
            None
        } else {
            tools.home.store.local().draft(&self.card.id)?
        };
        let draft = kept.filter(|draft| *draft != start);
        if draft.is_some() {
            tools.remark(SessionRemark::DraftFound);
        }
        self.answered.program = Some(ProgramWork::new(start, draft, self.style.programs));
        self.stage = TurnStage::Programming;
        Ok(())
    }

    fn work_on_program(
        &mut self,
        tools: &mut Tools<'_, '_>,
        reply: &Reply,
    ) -> Result<(), EngineError> {
        match reply {
            Reply::Edited(text) if self.style.programs == ProgramStyle::HandIn => {
                self.save_draft(tools, text)?;
                if let Some(work) = &mut self.answered.program {
                    work.visits += 1;
                    text.clone_into(&mut work.text);
                }
                Ok(())
            }
            Reply::Edited(text) | Reply::Submitted(text) => {
                self.save_draft(tools, text)?;
                if let Some(work) = &mut self.answered.program {
                    text.clone_into(&mut work.text);
                }
                self.run_program(tools)
            }
            Reply::Yes => {
                let keys = deck_keys(tools.home, &self.card)?;
                tools.home.store.local().consent(&keys)?;
                self.run_program(tools)
            }
            Reply::No => {
                tools.remark(SessionRemark::NotRun);
                self.end_program(WorkState::NotRun);
                Ok(())
            }
            Reply::GiveUp => {
                self.end_program(WorkState::GaveUp);
                Ok(())
            }
            Reply::Text(said) => {
                self.say_instead(said);
                Ok(())
            }
            Reply::EditorFailed => {
                self.leave_program();
                Ok(())
            }
            Reply::Grade(_)
            | Reply::Command(_)
            | Reply::CardSaved
            | Reply::CardUnchanged
            | Reply::End => Ok(()),
        }
    }

    fn save_draft(&self, tools: &Tools<'_, '_>, text: &str) -> Result<(), EngineError> {
        let starts_so = |work: &ProgramWork| work.start == text;
        if self.answered.program.as_ref().is_some_and(starts_so)
            && self.style.programs == ProgramStyle::HandIn
        {
            return Ok(());
        }
        Ok(tools.home.store.local().save_draft(&self.card.id, text)?)
    }

    fn run_program(&mut self, tools: &mut Tools<'_, '_>) -> Result<(), EngineError> {
        let without_consent = self.without_consent(tools)?;
        let Some(work) = &mut self.answered.program else {
            return Ok(());
        };
        work.state = WorkState::Open;
        match tools.runner.run(tools.home, &self.card, &work.text)? {
            RunOutcome::Ran(trial, version) => {
                work.ran((*trial).clone());
                if self.style.feedback == Feedback::AtOnce {
                    tools.shown.push(Shown::Trial { trial, version });
                    self.name_mistake(tools)?;
                }
            }
            RunOutcome::Interrupted(trial) => tools.shown.push(Shown::Interrupted(trial)),
            RunOutcome::Broken(error) => tools.shown.push(Shown::SandboxFailed(error)),
            RunOutcome::NoPython(why, unusable) => {
                let scope = self.card.python.clone();
                tools.shown.push(Shown::NoPython {
                    why,
                    scope,
                    unusable,
                });
                work.state = WorkState::NotRun;
            }
            RunOutcome::NeedsConsent => work.state = without_consent,
            RunOutcome::NotRun => work.state = WorkState::NotRun,
        }
        self.conclude_run();
        Ok(())
    }

    /// Where a program has one run only, a run that failed by itself leaves the grade to the learner.
    fn conclude_run(&mut self) {
        let Some(work) = &mut self.answered.program else {
            return;
        };
        if work.state == WorkState::Open && work.style == ProgramStyle::Once {
            work.state = WorkState::NotRun;
        }
        if !work.is_open() {
            self.stage = TurnStage::Done;
        }
    }

    fn end_program(&mut self, state: WorkState) {
        if let Some(work) = &mut self.answered.program {
            work.state = state;
        }
        self.stage = TurnStage::Done;
    }

    /// How a program would be written, in a line, counts only where no program was written.
    fn say_instead(&mut self, said: &str) {
        self.answered.program = None;
        if self.answered.judged.is_some() {
            self.stage = TurnStage::Repairing;
        } else {
            said.clone_into(&mut self.answered.given);
            self.stage = TurnStage::Done;
        }
    }

    fn leave_program(&mut self) {
        self.answered.program = None;
        self.stage = if self.answered.judged.is_some() {
            TurnStage::Repairing
        } else {
            TurnStage::Answering
        };
    }
}

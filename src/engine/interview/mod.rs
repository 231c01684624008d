//! Mock interviews: questions one after another under a clock, and not a word on the answers before the end.

mod answer;
mod around;
mod consent;
mod late_run;
mod marking;
mod question;
mod sheet;

use std::collections::VecDeque;

use crate::domain::card::FollowUp;
use crate::domain::day::Instant;
use crate::domain::event::{EventBody, Stamp};
use crate::domain::interview::{Planned, Record, Unfinished, whole_minutes_between};
use crate::domain::memory::CardMark;
use crate::domain::wording::problems;
use crate::engine::prompt::{Input, Prompt, Reply, SessionCommand, Trouble};
use crate::engine::runner::Runner;
use crate::engine::shown::{Heading, Question, SessionRemark, Shown};
use crate::engine::titles::topic_name;
use crate::engine::turn::{CardTurn, Tools};
use crate::engine::turn_style::TurnStyle;
use crate::engine::workspace::Workspace;
use crate::engine::writer::{Attempt, Writer};
use crate::engine::{EngineError, FrontKind, Session};
use crate::error::AppError;

pub(crate) use answer::left_to_tick;
pub use answer::{DescribeFailure, RecordTexts};
use answer::{Given, given_of, line_given, skipped, turn};
use around::Clarifying;
pub use question::InterviewQuestion;
pub use sheet::{close_sheet, open_sheet};

/// An interview that is being held.
pub struct InterviewSession<'a> {
    home: Workspace<'a>,
    front: FrontKind,
    texts: RecordTexts,
    /// Questions still to be asked.
    ahead: VecDeque<InterviewQuestion>,
    record: Record,
    runner: Runner,
    current: Option<Asking>,
    /// What is asked after the last answer, while it is open.
    follow_up: Option<FollowUp>,
    phase: InterviewPhase,
    late_runs: LateRuns,
    /// When the record is written into the log; set at the first attempt, so that a second one is recognised.
    closed_at: Option<Stamp>,
    trouble: Option<InterviewRetry>,
    shown: Vec<Shown>,
}

/// A question that is being asked.
struct Asking {
    question: InterviewQuestion,
    since: Instant,
    card_turn: CardTurn,
    clarifying: Clarifying,
}

/// How far an interview is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum InterviewPhase {
    /// Consent to run programs is asked for; the clock does not run yet.
    Agreeing,
    /// Questions are asked.
    Asking,
    /// The answers are shown and ticked.
    Marking {
        /// Which one, from 0.
        place: usize,
        /// Whether it is on the screen.
        shown: CardMark,
        /// Whether the learner still ticks.
        ticks: CardMark,
    },
    /// Everything is ticked; the record goes into the log.
    Closing,
    /// Over.
    Over,
}

/// Whether programs that were handed in and not run may still be, once everything was asked.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum LateRuns {
    /// The learner has not said no.
    Offered,
    /// They stay as they are.
    Refused,
}

/// A write that failed, with the reply that asked for it; without one it came between two prompts.
struct InterviewRetry {
    trouble: Trouble,
    pending: Option<(Input, Stamp)>,
}

/// Whether an answer is the last.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum After {
    GoesOn,
    Ends,
}

impl<'a> InterviewSession<'a> {
    /// Begins with some questions.
    pub fn begin(
        home: Workspace<'a>,
        front: FrontKind,
        texts: RecordTexts,
        record: Record,
        questions: Vec<InterviewQuestion>,
    ) -> Self {
        Self {
            home,
            front,
            texts,
            ahead: questions.into(),
            record,
            runner: Runner::default(),
            current: None,
            follow_up: None,
            phase: InterviewPhase::Agreeing,
            late_runs: LateRuns::Offered,
            closed_at: None,
            trouble: None,
            shown: Vec::new(),
        }
    }

    /// Goes on with an interview that broke off. The time in between does not count; a card that is gone is not asked.
    pub fn resume(
        home: Workspace<'a>,
        front: FrontKind,
        texts: RecordTexts,
        unfinished: Unfinished,
    ) -> Result<Self, AppError> {
        let Unfinished { mut record, ahead } = unfinished;
        let now = home.now();
        record.away_ms += now.millis().saturating_sub(record.ended.millis()).max(0);
        // Both move together, or the time until now would be taken off without ever having been added.
        record.ended = record.ended.max(now);
        let mut questions = Vec::new();
        for planned in ahead {
            let card = home.store.content().card(&planned.card, home.lang)?;
            questions.extend(card.map(|card| InterviewQuestion::again(card, planned)));
        }
        Ok(Self::begin(home, front, texts, record, questions))
    }

    /// The record so far.
    pub const fn record(&self) -> &Record {
        &self.record
    }

    fn remark(&mut self, remark: SessionRemark) {
        self.shown.push(Shown::Remark(remark));
    }

    fn ask(&mut self, question: InterviewQuestion) -> Result<(), AppError> {
        let since = self.home.now();
        let gone = whole_minutes_between(self.record.running_since(), since);
        self.shown.push(Shown::Question(Box::new(Question {
            card: question.card.clone(),
            order: question.order.clone(),
            heading: Heading::Interview {
                number: self.record.turns.len() + 1,
                planned: self.record.planned,
                round: question.round,
                topic: topic_name(&self.home, &question.card.topic)?,
                minutes: self.record.minutes,
                gone,
            },
        })));
        let style = TurnStyle::of_interview(self.front);
        let card_turn = CardTurn::new(question.card.clone(), question.order.clone(), style);
        let clarifying = Clarifying::of(&question);
        if clarifying == Clarifying::Open {
            self.remark(SessionRemark::ClarifyFirst);
        }
        self.current = Some(Asking {
            question,
            since,
            card_turn,
            clarifying,
        });
        Ok(())
    }

    fn handle(&mut self, reply: &Reply) -> Result<(), EngineError> {
        match self.phase {
            InterviewPhase::Agreeing => self.handle_consent(reply),
            InterviewPhase::Asking => self.handle_asking(reply),
            // Nothing but consent is asked before an answer is on the screen.
            InterviewPhase::Marking {
                place,
                shown: CardMark::Off,
                ..
            } => self.handle_late_consent(reply, place),
            InterviewPhase::Marking { place, .. } => self.handle_marking(reply, place),
            InterviewPhase::Closing | InterviewPhase::Over => Ok(()),
        }
    }

    fn handle_asking(&mut self, reply: &Reply) -> Result<(), EngineError> {
        if let Some(next) = self.follow_up.clone() {
            return self.handle_follow_up(&next, reply);
        }
        let Some(asking) = &mut self.current else {
            return Ok(());
        };
        if let Reply::Command(command) = reply {
            return self.obey(command);
        }
        if *reply == Reply::End {
            return self.end_questions();
        }
        if let (Clarifying::Open, Reply::Text(asked)) = (&asking.clarifying, reply) {
            asking.clarifying = Clarifying::Done(around::clipped(asked));
            let facts = around::facts(&asking.question.card).to_vec();
            self.remark(SessionRemark::Clarified(facts));
            return Ok(());
        }
        let mut tools = Tools {
            home: &self.home,
            runner: &mut self.runner,
            shown: &mut self.shown,
        };
        asking.card_turn.reply(&mut tools, reply, 0)?;
        if !asking.card_turn.is_done() {
            return Ok(());
        }
        let card = asking.card_turn.card();
        let given = given_of(card, asking.card_turn.answered(), &self.texts);
        self.finish_question(given, After::GoesOn)
    }

    /// Of all commands only those that leave a question work in an interview.
    fn obey(&mut self, command: &SessionCommand) -> Result<(), EngineError> {
        if *command == SessionCommand::Quit {
            return self.end_questions();
        }
        if *command != SessionCommand::Skip {
            self.remark(SessionRemark::InterviewHelp);
            return Ok(());
        }
        let given = self.line_given().unwrap_or_else(skipped);
        self.finish_question(given, After::GoesOn)
    }

    fn end_questions(&mut self) -> Result<(), EngineError> {
        if let Some(given) = self.line_given() {
            return self.finish_question(given, After::Ends);
        }
        self.current = None;
        self.ahead.clear();
        Ok(())
    }

    fn line_given(&self) -> Option<Given> {
        line_given(self.current.as_ref()?.card_turn.answered())
    }

    /// Keeps an answer; when this returns, it is on disk. Nothing is changed here before that.
    fn finish_question(&mut self, given: Given, after: After) -> Result<(), EngineError> {
        let Some(asking) = &self.current else {
            return Ok(());
        };
        let now = self.home.now();
        let program = given.program.as_ref();
        let ran = program.is_some_and(|program| program.tests.is_some());
        let has_draft = program.is_some();
        let card = asking.question.card.id.clone();
        let mut answer = turn(&asking.question, &self.texts, given, asking.since, now);
        asking.clarifying.asked().clone_into(&mut answer.clarified);
        let (ahead, follow_up) = match after {
            After::GoesOn => (
                self.ahead.iter().map(InterviewQuestion::planned).collect(),
                around::follow_up(&asking.question.card, &answer),
            ),
            After::Ends => (Vec::new(), None),
        };
        let mut record = self.record.clone();
        record.turns.push(answer);
        record.ended = now;
        self.keep(&record, ahead)?;
        // Only now is the program in what is kept, and its draft can go.
        if has_draft {
            self.home.store.local().drop_draft(&card)?;
        }
        self.record = record;
        self.current = None;
        if after == After::Ends {
            self.ahead.clear();
        }
        if ran {
            self.remark(SessionRemark::HandedIn);
        }
        if let Some(next) = follow_up {
            self.remark(SessionRemark::FollowUp(next.question.clone()));
            self.follow_up = Some(next);
        }
        Ok(())
    }

    /// Keeps what there is of the interview; when this returns, it is on disk.
    fn keep(&self, record: &Record, ahead: Vec<Planned>) -> Result<(), EngineError> {
        let unfinished = Unfinished {
            record: record.clone(),
            ahead,
        };
        let text = serde_json::to_string(&unfinished).map_err(|error| unwritten(&error))?;
        let local = self.home.store.local();
        Ok(local.keep_unfinished(record.began, &text)?)
    }

    /// Writes the record into the log, in place of what was kept while the interview lasted.
    fn write_record(&mut self) -> Result<(), EngineError> {
        let attempt = match self.closed_at {
            Some(_) => Attempt::Again,
            None => Attempt::First,
        };
        let stamp = self
            .closed_at
            .get_or_insert_with(|| self.home.stamp())
            .clone();
        let record = serde_json::to_value(&self.record).map_err(|error| unwritten(&error))?;
        let writer = Writer::new(self.home.store, stamp, attempt);
        writer.event(&EventBody::Interview { record })?;
        // After the event. A crash in between leaves both, and an interview that is in the log is
        // not counted as unfinished (decision 0014).
        self.home.store.local().drop_unfinished(self.record.began)?;
        self.phase = InterviewPhase::Over;
        Ok(())
    }

    /// Goes on until something is to be asked.
    fn advance(&mut self) -> Result<Option<Prompt>, EngineError> {
        loop {
            match self.phase {
                InterviewPhase::Agreeing => {
                    if let Some(prompt) = self.consent_prompt()? {
                        return Ok(Some(prompt));
                    }
                    self.phase = InterviewPhase::Asking;
                }
                InterviewPhase::Asking if self.follow_up.is_some() => {
                    return Ok(Some(Prompt::Aside));
                }
                InterviewPhase::Asking => match (&self.current, self.ahead.pop_front()) {
                    (Some(asking), ahead) => {
                        let prompt = match asking.clarifying {
                            Clarifying::Open => Some(Prompt::Aside),
                            Clarifying::Done(_) => asking.card_turn.prompt(),
                        };
                        if let Some(question) = ahead {
                            self.ahead.push_front(question);
                        }
                        return Ok(prompt);
                    }
                    (None, Some(question)) => self.ask(question)?,
                    (None, None) => self.begin_marking()?,
                },
                InterviewPhase::Marking { place, .. } if place == self.record.turns.len() => {
                    self.phase = InterviewPhase::Closing;
                }
                InterviewPhase::Marking {
                    place,
                    shown,
                    ticks,
                } => {
                    if let Some(prompt) = self.show_answer(place, shown, ticks)? {
                        return Ok(Some(prompt));
                    }
                }
                InterviewPhase::Closing => {
                    self.write_record()?;
                    let record = Box::new(self.record.clone());
                    self.shown.push(Shown::Interviewed(record));
                }
                InterviewPhase::Over => return Ok(None),
            }
        }
    }

    fn attempt(&mut self, input: Input, stamp: Stamp) -> Result<(), AppError> {
        let shown_before = self.shown.len();
        match self.handle(&input.reply) {
            // The retry handles the reply from its beginning, and shows all of this again.
            Err(EngineError::MayPass(error)) if self.front == FrontKind::Screen => {
                self.shown.truncate(shown_before);
                self.trouble = Some(InterviewRetry {
                    trouble: Trouble::of(error),
                    pending: Some((input, stamp)),
                });
                Ok(())
            }
            done => Ok(done?),
        }
    }
}

impl Session for InterviewSession<'_> {
    fn next(&mut self) -> Result<Option<Prompt>, AppError> {
        if self.trouble.is_none() {
            match self.advance() {
                Err(EngineError::MayPass(error)) if self.front == FrontKind::Screen => {
                    self.trouble = Some(InterviewRetry {
                        trouble: Trouble::of(error),
                        pending: None,
                    });
                }
                done => return Ok(done?),
            }
        }
        let trouble = self.trouble.as_ref().map(|retry| retry.trouble.clone());
        Ok(trouble.map(Prompt::Retry))
    }

    fn reply(&mut self, input: Input) -> Result<(), AppError> {
        let Some(retry) = self.trouble.take() else {
            let stamp = self.home.stamp();
            return self.attempt(input, stamp);
        };
        if matches!(input.reply, Reply::No | Reply::End) {
            return Err(retry.trouble.into_error());
        }
        match retry.pending {
            Some((input, stamp)) => self.attempt(input, stamp),
            None => Ok(()),
        }
    }

    fn take_shown(&mut self) -> Vec<Shown> {
        std::mem::take(&mut self.shown)
    }

    /// Once everything was asked, the interview counts, ticked or not.
    fn close(&mut self) -> Result<(), AppError> {
        if matches!(self.phase, InterviewPhase::Marking { .. }) {
            self.write_record()?;
        }
        Ok(())
    }
}

fn unwritten(error: &serde_json::Error) -> AppError {
    AppError::internal(problems::no_interview_record(error.to_string()))
}

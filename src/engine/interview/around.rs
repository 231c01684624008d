//! What surrounds an answer: questions about the problem before it, and a follow-up after it.

use super::InterviewSession;
use super::question::InterviewQuestion;
use crate::domain::card::{Body, Card, CardKind, Clarify, FollowUp, Point, Weight};
use crate::domain::interview::{Claim, FollowUpAnswer, InterviewAnswer, InterviewVerdict, Round};
use crate::domain::memory::CardMark;
use crate::engine::EngineError;
use crate::engine::assessment::LONGEST_ANSWER;
use crate::engine::prompt::{Reply, SessionCommand};
use crate::engine::shown::SessionRemark;

/// How far a question is about what its problem leaves open.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Clarifying {
    /// It is the candidate's turn to ask.
    Open,
    /// The candidate asked this, or the question leaves nothing open.
    Done(String),
}

impl Clarifying {
    /// Programs and designs begin with questions.
    pub(super) const fn of(question: &InterviewQuestion) -> Self {
        match (question.card.body.kind(), question.round) {
            (CardKind::Code, _) | (_, Round::Design) => Self::Open,
            _ => Self::Done(String::new()),
        }
    }

    pub(super) const fn asked(&self) -> &str {
        match self {
            Self::Open => "",
            Self::Done(asked) => asked.as_str(),
        }
    }
}

/// What was typed, as much of it as a record holds.
pub(super) fn clipped(text: &str) -> String {
    text.trim().chars().take(LONGEST_ANSWER).collect()
}

/// What the interviewer answers when the candidate has asked.
pub(super) fn facts(card: &Card) -> &[Clarify] {
    if let Body::Open(body) = &card.body {
        &body.clarify
    } else {
        &[]
    }
}

/// What an interviewer asks after an answer: the first follow-up of the card, unless the question was passed on.
pub(super) fn follow_up(card: &Card, answer: &InterviewAnswer) -> Option<FollowUp> {
    if answer.verdict == InterviewVerdict::Skipped {
        return None;
    }
    if let Body::Code(body) = &card.body {
        return body.follow_ups.first().cloned();
    }
    if let Body::Open(body) = &card.body {
        return body.follow_ups.first().cloned();
    }
    None
}

impl InterviewSession<'_> {
    /// Handles the reply to a follow-up. The answer it follows is on disk already; this one is added to it.
    pub(super) fn handle_follow_up(
        &mut self,
        next: &FollowUp,
        reply: &Reply,
    ) -> Result<(), EngineError> {
        if let Reply::Text(text) = reply {
            return self.finish_follow_up(next, text);
        }
        let leaves = matches!(reply, Reply::Command(SessionCommand::Quit) | Reply::End);
        if leaves || *reply == Reply::Command(SessionCommand::Skip) {
            self.follow_up = None;
            if leaves {
                // What was to come is given up; the answer before the follow-up counts.
                self.ahead.clear();
            }
        } else if matches!(reply, Reply::Command(_)) {
            self.remark(SessionRemark::InterviewHelp);
        }
        Ok(())
    }

    fn finish_follow_up(&mut self, next: &FollowUp, text: &str) -> Result<(), EngineError> {
        let mut record = self.record.clone();
        if let Some(answer) = record.turns.last_mut() {
            answer.points.push(claim(next));
            answer.follow_up = Some(FollowUpAnswer {
                question: next.question.clone(),
                given: clipped(text),
            });
        }
        record.ended = self.home.now();
        // On disk before it is taken over here, so that a disk that refuses leaves the follow-up to
        // be answered again.
        let ahead = self.ahead.iter().map(InterviewQuestion::planned).collect();
        self.keep(&record, ahead)?;
        self.record = record;
        self.follow_up = None;
        Ok(())
    }
}

/// A follow-up as a point of a rubric: the question, and what its card answers.
pub(super) fn claim(next: &FollowUp) -> Claim {
    let text = match &next.answer {
        Some(answer) => format!("{} {answer}", next.question),
        None => next.question.clone(),
    };
    Claim {
        point: Point {
            text,
            weight: Weight::Extra,
            area: None,
        },
        met: CardMark::Off,
    }
}

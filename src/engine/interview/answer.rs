//! What came of a question, and how it is kept in the record.

use super::question::InterviewQuestion;
use crate::domain::card::{Body, Card, Point, Weight};
use crate::domain::day::Instant;
use crate::domain::interview::{Claim, HandedInProgram, InterviewAnswer, InterviewVerdict, Tests};
use crate::domain::judge::{self, shown_order};
use crate::domain::memory::CardMark;
use crate::domain::suggest::RULE_VERSION;
use crate::engine::answered::Answered;
use crate::engine::assessment::{LONGEST_ANSWER, LONGEST_PROGRAM};
use crate::engine::program::own_lines;
use crate::engine::prompt::RubricAsked;
use crate::python::trial::ProgramTrial;

/// Says in a few words what broke in a run; nothing where it passed.
pub type DescribeFailure = Box<dyn Fn(&ProgramTrial) -> Option<String>>;

/// Sentences that the record keeps, in the learner's language: a record is read years later as it was written.
pub struct RecordTexts {
    /// What interviewers look for in any program: the first two are needed.
    pub coding: [&'static str; 4],
    /// What a short answer is to contain.
    pub basic: &'static str,
    /// What broke in a run, in a few words.
    pub broke: DescribeFailure,
}

/// What came of a question.
pub(super) struct Given {
    pub(super) text: String,
    pub(super) program: Option<HandedInProgram>,
    pub(super) verdict: InterviewVerdict,
}

pub(super) fn skipped() -> Given {
    Given {
        text: String::new(),
        program: None,
        verdict: InterviewVerdict::Skipped,
    }
}

/// What the tests say of a program is its verdict; one that was not run is left to the learner. A
/// repair that passes its tests has found the line too.
pub(super) fn given_of(card: &Card, answered: &Answered, texts: &RecordTexts) -> Given {
    let program = answered.program.as_ref().map(|work| HandedInProgram {
        text: own_lines(card, &work.text)
            .chars()
            .take(LONGEST_PROGRAM)
            .collect(),
        tests: work.last.as_ref().map(|trial| Tests {
            passed: trial.passed,
            total: trial.total,
            broke: (texts.broke)(trial),
        }),
    });
    let outcome = program.as_ref().and_then(|program| program.tests.as_ref());
    let passed = outcome.map(|tests| tests.broke.is_none());
    let verdict = match (&answered.judged, passed) {
        (_, Some(true)) => InterviewVerdict::Right,
        (Some(judged), _) => word_of(&judged.judgement.verdict),
        (None, Some(false)) => InterviewVerdict::Wrong,
        (None, None) => InterviewVerdict::Unrated,
    };
    Given {
        text: answered.given.clone(),
        program,
        verdict,
    }
}

const fn word_of(verdict: &judge::AnswerVerdict) -> InterviewVerdict {
    match verdict {
        judge::AnswerVerdict::Right => InterviewVerdict::Right,
        judge::AnswerVerdict::Near { .. } => InterviewVerdict::Near,
        judge::AnswerVerdict::Wrong => InterviewVerdict::Wrong,
        judge::AnswerVerdict::Blank => InterviewVerdict::Blank,
    }
}

pub(super) fn turn(
    question: &InterviewQuestion,
    texts: &RecordTexts,
    given: Given,
    since: Instant,
    now: Instant,
) -> InterviewAnswer {
    let card = &question.card;
    let millis = now.millis().saturating_sub(since.millis()).max(0);
    InterviewAnswer {
        card: card.id.clone(),
        rev: card.rev,
        content: card.content.clone(),
        topic: card.topic.clone(),
        area: card.area.clone(),
        place: question.place.clone(),
        round: question.round,
        kind: card.body.kind(),
        prompt: card.body.prompt().to_owned(),
        order: question.order.clone(),
        seconds: question.seconds,
        ms: u32::try_from(millis).unwrap_or(u32::MAX),
        given: given.text.chars().take(LONGEST_ANSWER).collect(),
        verdict: given.verdict,
        rule: RULE_VERSION,
        points: claims(card, texts),
        program: given.program,
        clarified: String::new(),
        follow_up: None,
    }
}

/// The rubric of a card that is not judged: its own points, or what interviewers look for in any program.
fn claims(card: &Card, texts: &RecordTexts) -> Vec<Claim> {
    let point = |text: &str, weight| Point {
        text: text.to_owned(),
        weight,
        area: None,
    };
    let points: Vec<Point> = match &card.body {
        Body::Open(body) => shown_order(&body.points)
            .into_iter()
            .map(|place| body.points[place].clone())
            .collect(),
        Body::Code(_) => {
            let [solved, cost, clarified, tested] = texts.coding;
            vec![
                point(solved, Weight::Must),
                point(cost, Weight::Must),
                point(clarified, Weight::Extra),
                point(tested, Weight::Extra),
            ]
        }
        Body::Basic(_) => vec![point(texts.basic, Weight::Must)],
        Body::Cloze(_) | Body::Choice(_) | Body::Type(_) | Body::Output(_) | Body::Bug(_) => vec![],
    };
    points
        .into_iter()
        .map(|point| Claim {
            point,
            met: CardMark::Off,
        })
        .collect()
}

/// The points that only the learner can tick: all where none were seen by a judge, and of a tested program the rest.
pub(crate) fn left_to_tick(turn: &InterviewAnswer) -> Option<RubricAsked> {
    if turn.verdict == InterviewVerdict::Ticked {
        return None;
    }
    if turn.tests().is_some() {
        return (turn.points.len() > 1).then_some(RubricAsked::Rest);
    }
    (turn.verdict == InterviewVerdict::Unrated).then_some(RubricAsked::All)
}

/// The answer to a `bug` whose line was named while its repair is still open.
pub(super) fn line_given(answered: &Answered) -> Option<Given> {
    answered.judged.as_ref().map(|judged| Given {
        text: answered.given.clone(),
        program: None,
        verdict: word_of(&judged.judgement.verdict),
    })
}

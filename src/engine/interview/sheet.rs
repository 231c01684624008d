//! An interview that a friend holds from a sheet: nothing is asked here, only marks come back.

use super::answer::{Given, RecordTexts, turn};
use super::around;
use super::question::InterviewQuestion;
use super::unwritten;
use crate::domain::card::{Point, Weight};
use crate::domain::event::EventBody;
use crate::domain::interview::{Claim, FollowUpAnswer, InterviewVerdict, Record, Unfinished};
use crate::domain::memory::CardMark;
use crate::engine::workspace::Workspace;
use crate::engine::writer::{Attempt, Writer};
use crate::error::AppError;

/// Fills a record with the questions of a sheet, unanswered, and holds it until the marks come back.
pub fn open_sheet(
    home: &Workspace<'_>,
    texts: &RecordTexts,
    mut record: Record,
    questions: &[InterviewQuestion],
) -> Result<Record, AppError> {
    for question in questions {
        let given = Given {
            text: String::new(),
            program: None,
            verdict: InterviewVerdict::Unrated,
        };
        let mut answer = turn(question, texts, given, record.began, record.began);
        if answer.points.is_empty() {
            // A judge decides such a question at the terminal; here the friend does.
            answer.points.push(said(texts));
        }
        if let Some(next) = around::follow_up(&question.card, &answer) {
            answer.points.push(around::claim(&next));
            answer.follow_up = Some(FollowUpAnswer {
                question: next.question,
                given: String::new(),
            });
        }
        record.turns.push(answer);
    }
    let unfinished = Unfinished {
        record,
        ahead: Vec::new(),
    };
    let text = serde_json::to_string(&unfinished).map_err(|error| unwritten(&error))?;
    let record = unfinished.record;
    home.store.local().keep_unfinished(record.began, &text)?;
    Ok(record)
}

/// The one point of a question that has no rubric.
fn said(texts: &RecordTexts) -> Claim {
    Claim {
        point: Point {
            text: texts.basic.to_owned(),
            weight: Weight::Must,
            area: None,
        },
        met: CardMark::Off,
    }
}

/// Writes the record with a friend's marks into the log. A break between the two writes leaves both; the log
/// counts then.
pub fn close_sheet(home: &Workspace<'_>, record: &Record) -> Result<(), AppError> {
    let value = serde_json::to_value(record).map_err(|error| unwritten(&error))?;
    let writer = Writer::new(home.store, home.stamp(), Attempt::First);
    writer.event(&EventBody::Interview { record: value })?;
    Ok(home.store.local().drop_unfinished(record.began)?)
}

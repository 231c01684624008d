//! The learners of a class as a table for a spreadsheet.

use crate::domain::class::{ClassLearner, ClassSummary};
use crate::domain::day::StudyDay;
use crate::domain::spreadsheet::cell;
use crate::domain::wording::problems;
use crate::error::AppError;

const HEADS: [&str; 15] = [
    "learner",
    "name",
    "reported",
    "last_day",
    "days",
    "cards",
    "seen",
    "rate",
    "n",
    "low",
    "high",
    "weakest",
    "plan",
    "plan_date",
    "interviews",
];

/// A head line, and a line for each learner.
pub(super) fn table(class: &ClassSummary) -> Result<String, AppError> {
    let mut writer = csv::Writer::from_writer(Vec::new());
    let fault = |error: csv::Error| AppError::internal(problems::no_table(error.to_string()));
    writer.write_record(HEADS).map_err(fault)?;
    for learner in &class.learners {
        writer.write_record(cells(learner)).map_err(fault)?;
    }
    let bytes = writer
        .into_inner()
        .map_err(|error| AppError::internal(problems::no_table(error.to_string())))?;
    Ok(String::from_utf8_lossy(&bytes).into_owned())
}

fn cells(learner: &ClassLearner) -> [String; HEADS.len()] {
    let retention = learner.total.retention();
    let (low, high) = retention.wilson().unzip();
    let number = |value: Option<f64>| value.map_or_else(String::new, |value| value.to_string());
    let day = |day: Option<StudyDay>| day.map(StudyDay::iso).unwrap_or_default();
    let (date, status) = learner.plan.unzip();
    let weakest: Vec<&str> = learner
        .weakest
        .iter()
        .map(|(topic, _)| topic.as_str())
        .collect();
    [
        cell(&learner.id),
        cell(&learner.name),
        learner.reported.iso(),
        day(learner.last_day),
        learner.days.to_string(),
        learner.total.cards.to_string(),
        learner.total.seen.to_string(),
        number(retention.value()),
        retention.n.to_string(),
        number(low),
        number(high),
        weakest.join(" "),
        status.map_or_else(String::new, |status| status.word().to_owned()),
        day(date),
        learner.interviews.to_string(),
    ]
}

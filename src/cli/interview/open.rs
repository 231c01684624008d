//! Interviews that are not over: those that broke off, and those whose sheet has not come back. Each has a letter,
//! so that its name is not taken for the number of one that was held to its end.

use super::all;
use crate::cli::app::App;
use crate::cli::log::at_offset;
use crate::domain::day::{Instant, StudyDay};
use crate::domain::interview::{Record, Unfinished};
use crate::domain::wording::problems;
use crate::error::AppError;
use crate::ui::clean::clean_line;

/// An interview that is not over.
pub(super) struct OpenInterview {
    /// What it is called on the command line.
    pub(super) letter: String,
    /// The day it began.
    pub(super) day: StudyDay,
    pub(super) unfinished: Unfinished,
}

impl OpenInterview {
    pub(super) const fn record(&self) -> &Record {
        &self.unfinished.record
    }

    /// Whether a friend has its sheet.
    pub(super) const fn is_sheet(&self) -> bool {
        self.record().interviewer.is_some()
    }

    /// The friend who has its sheet.
    pub(super) fn friend(&self) -> String {
        let friend = self.record().interviewer.as_ref();
        friend.map_or_else(String::new, |friend| clean_line(&friend.name))
    }
}

/// The interviews that are not over, oldest first. One that is in the log too was over: only its draft was left behind.
pub(super) fn open_interviews(app: &App) -> Result<Vec<OpenInterview>, AppError> {
    let texts = app.store.local().unfinished_interviews()?;
    if texts.is_empty() {
        return Ok(Vec::new());
    }
    let over: Vec<(Instant, u32)> = all(app)?
        .iter()
        .map(|kept| (kept.record.began, kept.record.seed))
        .collect();
    let offset = app.stamp().offset;
    let mut open: Vec<OpenInterview> = Vec::new();
    for unfinished in texts.iter().filter_map(|text| Unfinished::read(text)) {
        let record = &unfinished.record;
        if over.contains(&(record.began, record.seed)) {
            continue;
        }
        open.push(OpenInterview {
            letter: letter(open.len()),
            day: StudyDay::from_date(at_offset(record.began, offset).date_naive()),
            unfinished,
        });
    }
    Ok(open)
}

/// `a` to `z`, then `aa`, `ab`.
fn letter(place: usize) -> String {
    let last = char::from(b'a' + u8::try_from(place % 26).unwrap_or(0));
    match place / 26 {
        0 => last.to_string(),
        before => format!("{}{last}", letter(before - 1)),
    }
}

/// The interviews that broke off, oldest first.
pub(super) fn broken_off(app: &App) -> Result<Vec<OpenInterview>, AppError> {
    let mut open = open_interviews(app)?;
    open.retain(|one| !one.is_sheet());
    Ok(open)
}

/// The interviews whose sheet has not come back yet, oldest first.
pub(super) fn waiting_sheets(app: &App) -> Result<Vec<Record>, AppError> {
    let open = open_interviews(app)?.into_iter();
    let sheets = open.filter(OpenInterview::is_sheet);
    Ok(sheets.map(|one| one.unfinished.record).collect())
}

/// The interview that is gone on with: the one named, or the last that broke off.
pub(super) fn to_resume(app: &App, named: Option<&str>) -> Result<Unfinished, AppError> {
    let mut broken = broken_off(app)?;
    let found = match named {
        Some(letter) => broken.into_iter().find(|one| one.letter == letter),
        None => broken.pop(),
    };
    match (found, named) {
        (Some(one), _) => Ok(one.unfinished),
        (None, None) => {
            Err(AppError::user(problems::no_unfinished()).hint(problems::interview_new()))
        }
        (None, Some(letter)) => Err(no_such(letter)),
    }
}

pub(super) fn no_such(letter: &str) -> AppError {
    AppError::user(problems::no_such_open_interview(clean_line(letter)))
        .hint(problems::name_open_interview())
}

#[cfg(test)]
mod tests {
    use super::letter;

    #[test]
    fn letters_never_run_out() {
        assert_eq!([0, 25, 26, 52].map(letter), ["a", "z", "aa", "ba"]);
    }
}

//! The answers that models are compared on and weights fitted to: those of the log, or of a CSV file.

use std::collections::HashMap;
use std::path::Path;

use chrono::DateTime;
use serde::Deserialize;

use crate::cli::app::App;
use crate::domain::day::{Instant, StudyDay, Zone};
use crate::domain::event::{EventBody, Review};
use crate::domain::grade::Grade;
use crate::domain::id::CardId;
use crate::domain::memory::Memory;
use crate::domain::plain::reason;
use crate::domain::recall::Recalled;
use crate::domain::schedule::Scheduler;
use crate::domain::schedule::fsrs6::Rating;
use crate::domain::wording::Wording;
use crate::error::AppError;
use crate::store::{EventStatus, Filter};
use crate::ui::clean::clean_line;

/// The answers of a file, or of the log.
pub(super) fn answers(app: &App, from: Option<&Path>) -> Result<Vec<Recalled>, AppError> {
    match from {
        Some(file) => answers_of_file(app, file),
        None => answers_of_log(app),
    }
}

/// The scheduled answers of the log, in time order, those taken back left out.
fn answers_of_log(app: &App) -> Result<Vec<Recalled>, AppError> {
    let mut numbers: HashMap<CardId, usize> = HashMap::new();
    let mut answers = Vec::new();
    for logged in app.store.log().events(Filter::default())? {
        let logged = logged?;
        if logged.standing == EventStatus::TakenBack {
            continue;
        }
        let EventBody::Review(review) = &logged.event.body else {
            continue;
        };
        let next = numbers.len();
        let card = *numbers.entry(review.answer.card.clone()).or_insert(next);
        answers.push(Recalled {
            card,
            day: logged.event.stamp.day,
            rating: Rating::from(review.answer.grade),
            interval: interval_before(review),
        });
    }
    // The log is ordered by clock; a clock that was set back must not make days run backwards.
    answers.sort_by_key(|answer| answer.day);
    Ok(answers)
}

/// The reviews of a CSV file. Intervals are those that the default scheduler would have chosen.
fn answers_of_file(app: &App, file: &Path) -> Result<Vec<Recalled>, AppError> {
    let words = app.words().scheduler;
    let shown = clean_line(&file.display().to_string());
    let unreadable = |error: csv::Error| {
        AppError::user(Wording::verbatim(words.unreadable(&shown, reason(&error))))
            .hint(Wording::verbatim(words.how_to_write_a_log()))
    };
    let mut reader = csv::Reader::from_path(file).map_err(unreadable)?;
    let mut rows = Vec::new();
    for (line, row) in (2..).zip(reader.deserialize()) {
        let row: LogRow = row.map_err(unreadable)?;
        let review = row.review(app).ok_or_else(|| {
            AppError::user(Wording::verbatim(words.odd_row(&shown, line)))
                .hint(Wording::verbatim(words.how_to_write_a_log()))
        })?;
        rows.push(review);
    }
    rows.sort_by_key(|(at, ..)| *at);
    Ok(scheduled(&rows))
}

/// A row of a review log: when, on which day, which card, which rating.
#[derive(Deserialize)]
struct LogRow {
    card: String,
    rating: u8,
    time: String,
}

type LoggedReview = (Instant, StudyDay, CardId, Rating);

impl LogRow {
    fn review(&self, app: &App) -> Option<LoggedReview> {
        let rating = match self.rating {
            1 => Rating::Again,
            2 => Rating::Hard,
            3 => Rating::Good,
            4 => Rating::Easy,
            _ => return None,
        };
        let time = DateTime::parse_from_rfc3339(&self.time).ok()?;
        let at = Instant::from_millis(time.timestamp_millis());
        let day = Zone::Fixed(*time.offset()).study_day(at, app.settings.rollover);
        let card = CardId::parse(&format!("log.{}", self.card.to_lowercase())).ok()?;
        Some((at, day, card, rating))
    }
}

fn scheduled(rows: &[LoggedReview]) -> Vec<Recalled> {
    let sm2 = Scheduler::default();
    let mut memories: HashMap<&CardId, (usize, Memory)> = HashMap::new();
    let mut answers = Vec::new();
    for (_, day, card, rating) in rows {
        let next = memories.len();
        let (number, memory) = memories.entry(card).or_insert((next, Memory::New));
        answers.push(Recalled {
            card: *number,
            day: *day,
            rating: *rating,
            interval: memory.seen().map(|seen| seen.interval.days()),
        });
        // A second answer on the same day is practice and moves no interval.
        if memory.seen().is_none_or(|seen| seen.last < *day) {
            *memory = sm2.review_again(memory, grade(*rating), *day, card).memory;
        }
    }
    answers
}

fn grade(rating: Rating) -> Grade {
    match rating {
        Rating::Again => Grade::AGAIN,
        Rating::Hard => Grade::HARD,
        Rating::Good => Grade::GOOD,
        Rating::Easy => Grade::EASY,
    }
}

fn interval_before(review: &Review) -> Option<u32> {
    match &review.before {
        Memory::New => None,
        Memory::Seen(seen) => Some(seen.interval.days()),
    }
}

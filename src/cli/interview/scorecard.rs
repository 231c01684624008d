//! What an interview came to: its verdict, and its points by part, phase and topic next to earlier ones.

use crate::cli::app::App;
use crate::cli::interview::page::round_name;
use crate::cli::interview::{Kept, verdict};
use crate::domain::interview::{Record, RoadmapPlace, ScoreTally, before, scorecard};
use crate::error::AppError;
use crate::ui::card::{Renderer, cut};
use crate::ui::clean::clean_line;
use crate::ui::markup::columns;
use crate::ui::palette::TextRole;

/// Widest name, in columns.
const WIDEST_NAME: usize = 44;

/// What an interview came to, next to those before it.
pub(super) fn page(
    app: &App,
    look: Renderer,
    record: &Record,
    earlier: &[Kept],
) -> Result<String, AppError> {
    let (words, card) = (look.words, scorecard(record));
    let past = before(earlier.iter().map(|kept| &kept.record));
    let sum = past.as_ref().map(|past| &past.sum);
    let mut text = format!(
        "\n{}",
        look.remark(TextRole::Title, words.interview.scorecard())
    );
    text.push_str(&totals(look, record, &card.all));
    text.push_str(&verdict::page(look, record, earlier));
    if let Some(past) = &past {
        let all = past.sum.all.percent().unwrap_or(0);
        let dot = look.palette.dot();
        let before = words
            .interview
            .score_before(past.interviews, dot, past.last, past.best, all);
        text.push_str(&look.remark(TextRole::Strong, &before));
    }
    let rounds = card.rounds.iter().map(|(round, tally)| {
        Ok((
            round_name(words, *round).to_owned(),
            *tally,
            sum.and_then(|sum| sum.rounds.get(round)).copied(),
        ))
    });
    text.push_str(&rows(
        look,
        words.interview.score_rounds(),
        rounds.collect::<Result<_, AppError>>()?,
    ));
    let phases = card.phases.iter().map(|(place, tally)| {
        Ok((
            phase_title(app, place)?,
            *tally,
            sum.and_then(|sum| sum.phases.get(place)).copied(),
        ))
    });
    text.push_str(&rows(
        look,
        words.interview.score_phases(),
        phases.collect::<Result<_, AppError>>()?,
    ));
    let topics = card.topics.iter().map(|(topic, tally)| {
        Ok((
            app.topic_title(topic)?,
            *tally,
            sum.and_then(|sum| sum.topics.get(topic)).copied(),
        ))
    });
    text.push_str(&rows(
        look,
        words.interview.score_topics(),
        topics.collect::<Result<_, AppError>>()?,
    ));
    Ok(text)
}

fn totals(look: Renderer, record: &Record, all: &ScoreTally) -> String {
    let words = look.words;
    let asked = u32::try_from(record.turns.len()).unwrap_or(u32::MAX);
    let (took, minutes) = (record.took_minutes(), record.minutes);
    // Marks on a sheet of paper come without a time.
    let questions = if took == 0 {
        words
            .interview
            .score_questions_untimed(asked, record.planned)
    } else {
        words
            .interview
            .score_questions(asked, record.planned, took, minutes)
    };
    let mut text = look.remark(TextRole::Faint, &questions);
    if let Some(percent) = all.percent() {
        let dot = look.palette.dot();
        let points = words
            .interview
            .score_points(all.passed, all.scored, dot, all.met, all.total, percent);
        text.push_str(&look.remark(TextRole::Strong, &points));
    }
    if all.unrated > 0 {
        let unrated = words.interview.score_unrated(all.unrated);
        text.push_str(&look.remark(TextRole::Faint, &unrated));
    }
    text
}

fn rows(
    look: Renderer,
    heading: &str,
    rows: Vec<(String, ScoreTally, Option<ScoreTally>)>,
) -> String {
    let rows: Vec<_> = rows
        .into_iter()
        .filter(|(_, tally, _)| tally.scored > 0)
        .collect();
    let names = rows
        .iter()
        .map(|(name, ..)| cut(name, WIDEST_NAME, look.palette.more()));
    let names: Vec<String> = names.collect();
    let widest = names.iter().map(|name| columns(name)).max().unwrap_or(0);
    let mut text = if rows.is_empty() {
        String::new()
    } else {
        look.remark(TextRole::Title, heading)
    };
    for (name, (_, tally, past)) in names.iter().zip(&rows) {
        let gap = " ".repeat(widest - columns(name));
        let words = look.words.interview;
        let row = words.score_row(tally.passed, tally.scored, tally.met, tally.total);
        text.push_str(&format!("  {name}{gap}  {row}"));
        if let Some(past) = past.filter(|past| past.scored > 0) {
            let was = words.score_row_before(past.met, past.total);
            text.push_str(&look.palette.paint(TextRole::Faint, &format!("  {was}")));
        }
        text.push('\n');
    }
    text
}

fn phase_title(app: &App, place: &RoadmapPlace) -> Result<String, AppError> {
    let roadmap = app.store.content().roadmap(&place.roadmap)?;
    let roadmap = roadmap.map(|roadmap| roadmap.in_language(app.lang));
    let phase = roadmap.as_ref().and_then(|road| road.phase(place.phase));
    let title = phase.map_or("", |phase| &phase.title);
    let RoadmapPlace { roadmap, phase } = place;
    Ok(clean_line(&format!("{roadmap} {phase} {title}")))
}

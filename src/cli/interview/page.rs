//! Interviews as text: the list, a transcript, a scorecard.

use crate::cli::app::App;
use crate::cli::interview::Kept;
use crate::cli::review::judged::judge;
use crate::domain::card::{Card, Kind, Weight};
use crate::domain::id::TopicId;
use crate::domain::interview::{Place, Record, Round, Tally, Turn, Verdict, before, scorecard as score};
use crate::domain::judge;
use crate::error::AppError;
use crate::ui::card::{Look, cut};
use crate::ui::clean::clean_line;
use crate::ui::markup::columns;
use crate::ui::messages::{Messages, fill};
use crate::ui::palette::Role;

/// Widest name in a scorecard, in columns.
const WIDEST_NAME: usize = 44;

/// The name of a part.
pub(super) const fn round_name(words: &Messages, round: Round) -> &'static str {
    match round {
        Round::WarmUp => words.round_warm_up,
        Round::Language => words.round_language,
        Round::Coding => words.round_coding,
        Round::Design => words.round_design,
        Round::Behavioural => words.round_behavioural,
    }
}

/// The title of a topic, or its name if no deck has it any more.
pub(super) fn topic_title(app: &App, topic: &TopicId) -> Result<String, AppError> {
    let found = app.store.topic(topic)?;
    Ok(clean_line(&found.map_or_else(|| topic.to_string(), |found| found.title.text(app.lang).to_owned())))
}

/// The interviews, a line each.
pub(super) fn list(look: Look<'_>, all: &[Kept]) -> String {
    if all.is_empty() {
        return "no interview was held yet\n".to_owned();
    }
    let mut text = look.remark(Role::Title, "  n  day         asked  passed  points  time");
    for kept in all {
        let (record, tally) = (&kept.record, score(&kept.record).all);
        let percent = tally.percent().map_or_else(|| "-".to_owned(), |percent| format!("{percent} %"));
        let asked = format!("{}/{}", record.turns.len(), record.planned);
        let passed = format!("{}/{}", tally.passed, tally.scored);
        let time = format!("{} of {} min", record.took_minutes(), record.minutes);
        let line = format!(
            "{:>3}  {}  {asked:>5}  {passed:>6}  {percent:>6}  {time}  {}",
            kept.number,
            kept.event.stamp.day,
            about(record)
        );
        text.push_str(line.trim_end());
        text.push('\n');
    }
    text
}

/// What an interview was about, as far as it was asked for.
fn about(record: &Record) -> String {
    let roadmap = record.roadmap.iter().map(ToString::to_string);
    let parts = roadmap.chain(record.areas.iter().map(ToString::to_string)).chain(record.style.clone());
    clean_line(&parts.collect::<Vec<_>>().join(", "))
}

/// An interview whole: its questions with answers and rubrics, and its scorecard.
pub(super) fn transcript(app: &App, look: Look<'_>, kept: &Kept, earlier: &[Kept]) -> Result<String, AppError> {
    let record = &kept.record;
    let head = format!("interview {} on {}, seed {}", kept.number, kept.event.stamp.day, record.seed);
    let mut text = look.remark(Role::Title, &head);
    for (number, turn) in (1..).zip(&record.turns) {
        let mark = look.palette.paint(Role::Title, &format!("[{number}/{}]", record.planned));
        let title = format!("{} › {}", round_name(look.words, turn.round), topic_title(app, &turn.topic)?);
        text.push_str(&format!("\n{}\n", look.head(&mark, &title, &note(look, turn)).trim_end()));
        text.push_str(&look.remark(Role::Faint, turn.card.as_str()));
        let card = app.store.card(&turn.card, app.lang)?.filter(|card| card.content == turn.content);
        text.push_str(&answered(look, turn, card.as_ref()));
    }
    text.push_str(&scorecard(app, look, record, earlier)?);
    Ok(text)
}

/// A question with its answer and rubric. A card that has changed since is shown by what was kept of it.
fn answered(look: Look<'_>, turn: &Turn, card: Option<&Card>) -> String {
    let mut text = match card {
        Some(card) => look.question(card, &turn.order),
        None => look.labelled("?", &turn.prompt),
    };
    text.push_str(&given(look, turn, card));
    match card {
        Some(card) if turn.kind != Kind::Open => text.push_str(&look.answer(card, &turn.order)),
        Some(_) => {}
        None => {
            let message = "this card has changed since; the question stands as it was put";
            text.push_str(&look.remark(Role::Near, message));
        }
    }
    text.push_str(&rubric(look, turn));
    text
}

/// What the learner answered; an answer judged wrong with what differs, a near miss with its reason.
pub(super) fn given(look: Look<'_>, turn: &Turn, card: Option<&Card>) -> String {
    let judged_wrong = matches!(turn.verdict, Verdict::Near | Verdict::Wrong | Verdict::Blank);
    let judgement = card.filter(|_| judged_wrong).and_then(|card| judge(card, &turn.order, &turn.given).ok());
    let Some(judgement) = judgement else { return spoken(look, turn) };
    let mut text = look.verdict(&judgement, &turn.given);
    if let judge::Verdict::Near { why } = &judgement.verdict {
        text.push_str(&look.remark(Role::Near, why));
    }
    text
}

fn spoken(look: Look<'_>, turn: &Turn) -> String {
    let said = clean_line(turn.given.trim());
    let said = if turn.verdict == Verdict::Skipped {
        look.words.interview_skipped
    } else if said.is_empty() {
        look.words.interview_spoken
    } else {
        &said
    };
    format!("{}  {said}\n", look.palette.paint(Role::Faint, look.words.you_typed))
}

/// The points of a rubric, numbered as they are ticked; with a sign once they were.
pub(super) fn rubric(look: Look<'_>, turn: &Turn) -> String {
    let mut text = String::new();
    for (number, claim) in (1..).zip(&turn.points) {
        let must = match claim.point.weight {
            Weight::Must => format!(" ({})", look.words.must),
            Weight::Extra => String::new(),
        };
        let label = if turn.verdict != Verdict::Ticked {
            format!("{number:>2}")
        } else if claim.met.is_on() {
            look.palette.tick().to_owned()
        } else {
            look.palette.cross().to_owned()
        };
        text.push_str(&look.labelled(&label, &format!("{}{must}", claim.point.text)));
    }
    text
}

/// The note at the right of an answered question; what is wrong is said below it.
pub(super) fn note(look: Look<'_>, turn: &Turn) -> String {
    match turn.verdict {
        Verdict::Right => format!("{} {}", look.palette.tick(), look.words.right),
        Verdict::Skipped => look.words.interview_skipped.to_owned(),
        Verdict::Unrated => look.words.interview_unrated.to_owned(),
        Verdict::Ticked => format!("{}/{}", turn.met(), turn.total()),
        Verdict::Near | Verdict::Wrong | Verdict::Blank => String::new(),
    }
}

/// What an interview came to, beside those before it.
pub(super) fn scorecard(app: &App, look: Look<'_>, record: &Record, earlier: &[Kept]) -> Result<String, AppError> {
    let (words, card) = (look.words, score(record));
    let past = before(earlier.iter().map(|kept| &kept.record));
    let sum = past.as_ref().map(|past| &past.sum);
    let mut text = format!("\n{}", look.remark(Role::Title, words.scorecard));
    text.push_str(&totals(look, record, &card.all));
    if let Some(past) = &past {
        let all = past.sum.all.percent().unwrap_or(0);
        let values = [("n", past.interviews), ("last", past.last), ("best", past.best), ("all", all)];
        text.push_str(&look.remark(Role::Strong, &filled(look, words.score_before, &values)));
    }
    let rounds = card.rounds.iter().map(|(round, tally)| {
        Ok((round_name(words, *round).to_owned(), *tally, sum.and_then(|sum| sum.rounds.get(round)).copied()))
    });
    text.push_str(&rows(look, words.score_rounds, rounds.collect::<Result<_, AppError>>()?));
    let phases = card.phases.iter().map(|(place, tally)| {
        Ok((phase_title(app, place)?, *tally, sum.and_then(|sum| sum.phases.get(place)).copied()))
    });
    text.push_str(&rows(look, words.score_phases, phases.collect::<Result<_, AppError>>()?));
    let topics = card.topics.iter().map(|(topic, tally)| {
        Ok((topic_title(app, topic)?, *tally, sum.and_then(|sum| sum.topics.get(topic)).copied()))
    });
    text.push_str(&rows(look, words.score_topics, topics.collect::<Result<_, AppError>>()?));
    Ok(text)
}

fn filled(look: Look<'_>, message: &str, values: &[(&str, u32)]) -> String {
    let texts: Vec<(&str, String)> = values.iter().map(|(name, value)| (*name, value.to_string())).collect();
    let mut values: Vec<(&str, &str)> = texts.iter().map(|(name, value)| (*name, value.as_str())).collect();
    values.push(("dot", look.palette.dot()));
    fill(message, &values)
}

fn totals(look: Look<'_>, record: &Record, all: &Tally) -> String {
    let words = look.words;
    let asked = u32::try_from(record.turns.len()).unwrap_or(u32::MAX);
    let values =
        [("asked", asked), ("planned", record.planned), ("took", record.took_minutes()), ("minutes", record.minutes)];
    let mut text = look.remark(Role::Faint, &filled(look, words.score_questions, &values));
    if let Some(percent) = all.percent() {
        let values = [
            ("passed", all.passed),
            ("scored", all.scored),
            ("met", all.met),
            ("total", all.total),
            ("percent", percent),
        ];
        text.push_str(&look.remark(Role::Strong, &filled(look, words.score_points, &values)));
    }
    if all.unrated > 0 {
        text.push_str(&look.remark(Role::Faint, &filled(look, words.score_unrated, &[("n", all.unrated)])));
    }
    text
}

fn rows(look: Look<'_>, heading: &str, rows: Vec<(String, Tally, Option<Tally>)>) -> String {
    let rows: Vec<_> = rows.into_iter().filter(|(_, tally, _)| tally.scored > 0).collect();
    let names = rows.iter().map(|(name, ..)| cut(name, WIDEST_NAME, look.palette.sign("…", "~")));
    let names: Vec<String> = names.collect();
    let widest = names.iter().map(|name| columns(name)).max().unwrap_or(0);
    let mut text = if rows.is_empty() { String::new() } else { look.remark(Role::Title, heading) };
    for (name, (_, tally, past)) in names.iter().zip(&rows) {
        let gap = " ".repeat(widest - columns(name));
        let values = [("passed", tally.passed), ("scored", tally.scored), ("met", tally.met), ("total", tally.total)];
        text.push_str(&format!("  {name}{gap}  {}", filled(look, look.words.score_row, &values)));
        if let Some(past) = past.filter(|past| past.scored > 0) {
            let was = filled(look, look.words.score_row_before, &[("met", past.met), ("total", past.total)]);
            text.push_str(&look.palette.paint(Role::Faint, &format!("  {was}")));
        }
        text.push('\n');
    }
    text
}

fn phase_title(app: &App, place: &Place) -> Result<String, AppError> {
    let roadmap = app.store.roadmap(&place.roadmap)?;
    let title = roadmap.and_then(|roadmap| roadmap.phase(place.phase).map(|phase| phase.title.clone()));
    Ok(clean_line(&format!("{} {} {}", place.roadmap, place.phase, title.unwrap_or_default())))
}

//! `stats --mistakes`: known wrong solutions that the learner came back to.

use std::collections::HashSet;

use serde_json::json;

use crate::cli::app::App;
use crate::cli::args::StatsArgs;
use crate::cli::{say_json, scope};
use crate::domain::card::{Body, Card, Lang};
use crate::domain::day::StudyDay;
use crate::domain::id::CardId;
use crate::domain::stats::{RecurringMistake, recurring_mistakes};
use crate::error::AppError;
use crate::store::{EventStatus, Filter};
use crate::ui::card::Renderer;
use crate::ui::clean::clean_line;
use crate::ui::markup::wrap;
use crate::ui::palette::TextRole;
use crate::ui::terminal::Terminal;

/// Lists what recurs among the cards and days that were asked for.
pub(super) fn list(
    app: &App,
    terminal: &mut dyn Terminal,
    args: &StatsArgs,
    since: Option<StudyDay>,
) -> Result<(), AppError> {
    let filter = Filter {
        from: since,
        cards: cards(app, args)?,
        ..Filter::default()
    };
    let mut events = Vec::new();
    for logged in app.store.log().events(filter)? {
        let logged = logged?;
        if logged.standing == EventStatus::Stands {
            events.push(logged.event);
        }
    }
    let mistakes = recurring_mistakes(events);
    if args.json {
        return say_json(terminal, &object(app, &mistakes)?);
    }
    let look = super::look(app, terminal);
    let mut text = String::new();
    if mistakes.is_empty() {
        text.push_str(&look.remark(TextRole::Faint, look.words.stats.no_mistakes()));
    }
    for mistake in &mistakes {
        text.push_str(&lines(app, look, mistake)?);
    }
    Ok(terminal.say(&text)?)
}

/// The cards that were named; nothing if none were.
fn cards(app: &App, args: &StatsArgs) -> Result<Option<HashSet<CardId>>, AppError> {
    if args.scope.is_empty() {
        return Ok(None);
    }
    let chosen = scope::resolve(app, &args.scope)?;
    let cards = scope::matching(app, "", &chosen)?;
    Ok(Some(cards.into_iter().collect()))
}

fn object(app: &App, mistakes: &[RecurringMistake]) -> Result<serde_json::Value, AppError> {
    let mut rows = Vec::new();
    for mistake in mistakes {
        let topic = app
            .store
            .content()
            .card(&mistake.card, Lang::EN)?
            .map(|card| card.topic);
        rows.push(json!({
            "card": mistake.card,
            "topic": topic,
            "mistake": mistake.label,
            "times": mistake.times,
            "last": mistake.last.iso(),
        }));
    }
    Ok(json!({ "schema": 1, "study_day": app.today().iso(), "mistakes": rows }))
}

fn lines(app: &App, look: Renderer, mistake: &RecurringMistake) -> Result<String, AppError> {
    let label = label(app, mistake)?;
    let head = look.palette.paint(TextRole::Strong, &clean_line(&label));
    let words = look.words.stats;
    let what = words.mistake(
        mistake.times,
        clean_line(mistake.card.as_str()),
        mistake.last,
    );
    Ok(format!("{head}\n{}", wrap(&what, look.width, "  ", "  ")))
}

/// The label in the learner's language, as long as the card still has that wrong solution.
fn label(app: &App, mistake: &RecurringMistake) -> Result<String, AppError> {
    let content = app.store.content();
    let english = content.card(&mistake.card, Lang::EN)?;
    let shown = content.card(&mistake.card, app.lang)?;
    let place = english.as_ref().and_then(|card| {
        labels(card)
            .iter()
            .position(|label| *label == mistake.label)
    });
    let label = shown
        .as_ref()
        .zip(place)
        .and_then(|(card, place)| labels(card).get(place).map(|label| (*label).to_owned()));
    Ok(label.unwrap_or_else(|| mistake.label.clone()))
}

/// What a card's known wrong solutions are called.
pub(crate) fn labels(card: &Card) -> Vec<&str> {
    let Body::Code(code) = &card.body else {
        return Vec::new();
    };
    code.wrong
        .iter()
        .map(|wrong| wrong.label.as_str())
        .collect()
}

//! `weakest`: the topics that are remembered least, and the cards that lapse most.

use std::cmp::Reverse;

use serde_json::{Value, json};

use crate::cli::app::App;
use crate::cli::args::{StatsBy, WeakestArgs};
use crate::cli::stats;
use crate::cli::{say_json, scope, tell};
use crate::domain::id::{CardId, TopicId};
use crate::domain::stats::{ENOUGH, Rate};
use crate::error::AppError;
use crate::ui::card::Renderer;
use crate::ui::palette::TextRole;
use crate::ui::table::{clip, pad};
use crate::ui::terminal::Terminal;

/// Columns of a rate with its number.
const RATE: usize = 12;
/// Columns of a title that is cut.
const SHORTEST_TITLE: usize = 10;

/// A topic with its retention.
struct WeakTopic {
    id: String,
    title: String,
    retention: Rate,
}

/// A card that lapsed.
struct WeakCard {
    id: CardId,
    topic: TopicId,
    lapses: u32,
}

/// Shows what is known least.
pub(crate) fn weakest(
    app: &App,
    terminal: &mut dyn Terminal,
    args: &WeakestArgs,
) -> Result<(), AppError> {
    let chosen = if args.scope.is_empty() {
        scope::everything(app)?
    } else {
        scope::resolve(app, &args.scope)?
    };
    let topics = weak_topics(app, &chosen, args.count)?;
    let cards = weak_cards(app, &chosen, args.count)?;
    if args.json {
        return say_json(terminal, &object(&topics, &cards));
    }
    if topics.is_empty() && cards.is_empty() {
        return tell(terminal, app.words().stats.nothing_weak());
    }
    let look = Renderer {
        width: terminal.width(),
        palette: terminal.palette(),
        words: app.words(),
    };
    Ok(terminal.say(&page(look, &topics, &cards))?)
}

/// Topics by retention, the lowest first. Few reviews say nothing.
fn weak_topics(
    app: &App,
    chosen: &scope::Chosen,
    count: usize,
) -> Result<Vec<WeakTopic>, AppError> {
    let mut topics: Vec<WeakTopic> = stats::rows(app, chosen, StatsBy::Topic)?
        .into_iter()
        .map(|row| WeakTopic {
            retention: row.retention(),
            id: row.id,
            title: row.title,
        })
        .filter(|topic| topic.retention.n >= ENOUGH)
        .filter(|topic| topic.retention.passed < topic.retention.n)
        .collect();
    let share = |topic: &WeakTopic| topic.retention.value().unwrap_or(1.0);
    topics.sort_by(|a, b| share(a).total_cmp(&share(b)));
    topics.truncate(count);
    Ok(topics)
}

/// Cards by lapses, the most first.
fn weak_cards(app: &App, chosen: &scope::Chosen, count: usize) -> Result<Vec<WeakCard>, AppError> {
    let mut cards = Vec::new();
    scope::each(app, chosen, None, |facts| {
        let lapses = facts.state.memory.seen().map_or(0, |seen| seen.lapses);
        if lapses > 0 {
            cards.push(WeakCard {
                id: facts.id.clone(),
                topic: facts.topic.clone(),
                lapses,
            });
        }
    })?;
    cards.sort_by_key(|card| Reverse(card.lapses));
    cards.truncate(count);
    Ok(cards)
}

fn page(look: Renderer, topics: &[WeakTopic], cards: &[WeakCard]) -> String {
    let words = look.words.stats;
    let mut text = String::new();
    if !topics.is_empty() {
        text.push_str(&look.remark(TextRole::Title, words.weakest_topics()));
    }
    for topic in topics {
        let rate = pad(
            &stats::rate(topic.retention, look.palette, look.words.language()),
            RATE,
        );
        let room = look.width.saturating_sub(RATE + topic.id.len() + 4);
        let title = clip(&topic.title, room.max(SHORTEST_TITLE), look.palette);
        let title = look.palette.paint(TextRole::Faint, &title);
        text.push_str(&format!("  {rate}{}  {title}\n", topic.id));
    }
    if !cards.is_empty() {
        text.push_str(&look.remark(TextRole::Title, words.weakest_cards()));
    }
    for card in cards {
        let lapses = pad(&words.lapsed(card.lapses), RATE);
        text.push_str(&format!("  {lapses}{}\n", card.id));
    }
    text.push_str(&look.remark(TextRole::Faint, words.weakest_hint()));
    text
}

fn object(topics: &[WeakTopic], cards: &[WeakCard]) -> Value {
    let topics: Vec<Value> = topics
        .iter()
        .map(|topic| {
            json!({
                "id": topic.id,
                "title": topic.title,
                "rate": topic.retention.value(),
                "n": topic.retention.n,
            })
        })
        .collect();
    let cards: Vec<Value> = cards
        .iter()
        .map(|card| json!({ "id": card.id, "topic": card.topic, "lapses": card.lapses }))
        .collect();
    json!({ "schema": 1, "topics": topics, "cards": cards })
}

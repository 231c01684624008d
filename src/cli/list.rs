//! `list` and `show`: the cards, in a table and one by one.

use serde_json::{Value, json};

use crate::cli::app::App;
use crate::cli::args::{ListArgs, ShowArgs};
use crate::cli::media::{media_file, open_media};
use crate::cli::scope;
use crate::cli::session::info;
use crate::cli::{say_json, tell};
use crate::domain::card::{Body, Card, Origin};
use crate::domain::day::StudyDay;
use crate::domain::event::Event;
use crate::domain::media::{CardSide, media_of};
use crate::domain::memory::{CardStage, CardState, Ease, SeenMemory};
use crate::domain::query::CardFacts;
use crate::domain::recall::{RecallModel, expected_recall};
use crate::domain::schedule::Scheduler;
use crate::error::AppError;
use crate::store::{CardScope, EventStatus};
use crate::ui::card::Renderer;
use crate::ui::clean::clean_line;
use crate::ui::markup::columns;
use crate::ui::messages::{CardsMessages, Messages};
use crate::ui::palette::TextRole;
use crate::ui::table::pad;
use crate::ui::terminal::{InputMode, Terminal};

/// Cards printed at a time, so that a list of millions starts at once.
const BATCH: usize = 512;

/// A card's state, as it is shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum ListedState {
    Suspended,
    Buried,
    At(CardStage),
}

impl ListedState {
    /// Suspended and buried stand above the others.
    pub(crate) fn of(state: &CardState, today: StudyDay) -> Self {
        if state.marks.suspended.is_on() {
            Self::Suspended
        } else if state.is_open_on(today) {
            Self::At(state.memory.stage())
        } else {
            Self::Buried
        }
    }

    /// Its word for scripts and queries.
    pub(crate) const fn word(self) -> &'static str {
        match self {
            Self::Suspended => "suspended",
            Self::Buried => "buried",
            Self::At(CardStage::New) => "new",
            Self::At(CardStage::Learning) => "learning",
            Self::At(CardStage::Young) => "young",
            Self::At(CardStage::Mature) => "mature",
        }
    }

    /// Its name for people.
    pub(crate) const fn name(self, words: CardsMessages) -> &'static str {
        match self {
            Self::Suspended => words.suspended(),
            Self::Buried => words.buried(),
            Self::At(CardStage::New) => words.new(),
            Self::At(CardStage::Learning) => words.learning(),
            Self::At(CardStage::Young) => words.young(),
            Self::At(CardStage::Mature) => words.mature(),
        }
    }
}

/// Ease as JSON: 2.5.
pub(crate) fn ease_number(ease: Ease) -> f64 {
    f64::from(ease.hundredths()) / 100.0
}

/// The ease of a seen card as JSON; nothing under a scheduler that has none.
pub(crate) fn ease_of(seen: &SeenMemory) -> Option<f64> {
    seen.strength.ease().map(ease_number)
}

/// Stability in days and difficulty as JSON; nothing under a scheduler that has neither.
pub(crate) fn stability_and_difficulty(seen: Option<&SeenMemory>) -> (Option<f64>, Option<f64>) {
    let memory = seen.and_then(|seen| seen.strength.fsrs_memory());
    (
        memory.map(|memory| memory.stability),
        memory.map(|memory| memory.difficulty),
    )
}

/// Lists the cards of a choice.
pub(crate) fn list(
    app: &App,
    terminal: &mut dyn Terminal,
    args: &ListArgs,
) -> Result<(), AppError> {
    // `list` without words speaks of every card, not of the followed roadmaps.
    let chosen = if args.scope.is_empty() {
        scope::everything(app)?
    } else {
        scope::resolve(app, &args.scope)?
    };
    let today = app.today();
    let scheduler = &app.settings.scheduler;
    let mut rows = Vec::new();
    let mut values = Vec::new();
    scope::each(app, &chosen, None, |facts| {
        if args.json {
            values.push(json_row(facts, scheduler, today));
        } else {
            rows.push(row(facts, today, app.words()));
        }
    })?;
    if args.json {
        let model = RecallModel::of_scheduler(scheduler).name();
        let object = json!({ "schema": 1, "recall_model": model, "cards": values });
        return say_json(terminal, &object);
    }
    if rows.is_empty() {
        let words = app.words().cards;
        return tell(
            terminal,
            if matches!(chosen.scope, CardScope::Cards(_)) {
                words.no_match()
            } else {
                words.none()
            },
        );
    }
    print_table(terminal, app.words().cards, &rows)
}

fn row(facts: &CardFacts<'_>, today: StudyDay, words: Messages) -> [String; 6] {
    let (lang, words) = (words.language(), words.cards);
    let seen = facts.state.memory.seen();
    [
        facts.id.to_string(),
        words.kind(facts.kind).to_owned(),
        facts.level.number().to_string(),
        ListedState::of(&facts.state, today).name(words).to_owned(),
        seen.map_or_else(
            || "-".to_owned(),
            |seen| format!("{} d", lang.whole(seen.interval.days())),
        ),
        seen.map_or_else(|| "-".to_owned(), |seen| lang.date(seen.due)),
    ]
}

fn json_row(facts: &CardFacts<'_>, scheduler: &Scheduler, today: StudyDay) -> Value {
    let seen = facts.state.memory.seen();
    let (stability, difficulty) = stability_and_difficulty(seen);
    json!({
        "id": facts.id,
        "topic": facts.topic,
        "area": facts.area,
        "kind": facts.kind.word(),
        "level": facts.level.number(),
        "interview": facts.interview.word(),
        "state": ListedState::of(&facts.state, today).word(),
        "ease": seen.and_then(ease_of),
        "stability": stability,
        "difficulty": difficulty,
        "recall": seen.map(|seen| expected_recall(scheduler, seen, today)),
        "interval": seen.map(|seen| seen.interval.days()),
        "due": seen.map(|seen| seen.due.iso()),
        "lapses": seen.map_or(0, |seen| seen.lapses),
        "mine": *facts.origin == Origin::Mine,
        "deck": facts.origin.deck(),
    })
}

/// Columns padded to their widest cell; on a screen too narrow for all of them the id has a line of its own, so that
/// it can be copied.
fn print_table(
    terminal: &mut dyn Terminal,
    words: CardsMessages,
    rows: &[[String; 6]],
) -> Result<(), AppError> {
    let heads = [
        words.card(),
        words.kind_head(),
        words.level(),
        words.state(),
        words.interval(),
        words.due(),
    ];
    let mut widths = heads.map(columns);
    for row in rows {
        for (width, cell) in widths.iter_mut().zip(row) {
            *width = (*width).max(columns(cell));
        }
    }
    let all: usize = widths.iter().sum::<usize>() + 2 * (widths.len() - 1);
    let parted = terminal.input_mode() == InputMode::Interactive && all > terminal.width();
    let palette = terminal.palette();
    let line = |cells: &[String; 6]| {
        let padded: Vec<String> = cells
            .iter()
            .zip(widths)
            .map(|(cell, width)| pad(cell, width))
            .collect();
        let line = if parted {
            format!("{}\n  {}", cells[0], padded[1..].join("  "))
        } else {
            padded.join("  ")
        };
        format!("{}\n", line.trim_end())
    };
    terminal.say(&palette.paint(TextRole::Title, &line(&heads.map(str::to_owned))))?;
    for batch in rows.chunks(BATCH) {
        terminal.say(&batch.iter().map(line).collect::<String>())?;
    }
    Ok(terminal.say(&palette.paint(TextRole::Faint, &format!("{}\n", words.count(rows.len()))))?)
}

/// Shows a card whole, with its history.
pub(crate) fn show(
    app: &App,
    terminal: &mut dyn Terminal,
    args: &ShowArgs,
) -> Result<(), AppError> {
    let ids = app.cards(&args.card)?;
    if args.toml {
        let cards = ids
            .iter()
            .map(|id| app.card(id.as_str()))
            .collect::<Result<Vec<_>, _>>()?;
        let block = crate::decks::block(&cards.iter().collect::<Vec<_>>()).unwrap_or_default();
        return Ok(terminal.say(&block)?);
    }
    let mut texts = Vec::new();
    for id in ids {
        let card = app.card(id.as_str())?;
        let state = app.store.progress().state(&id)?;
        if args.json {
            texts.push(json_card(app, &card, &state)?);
            continue;
        }
        let text = page(app, terminal, &card, &state)?;
        terminal.say(&text)?;
        if args.open {
            for line in open_media(app, &media_of(&card, CardSide::Both)) {
                terminal.say(&format!("{line}\n"))?;
            }
        }
    }
    if args.json {
        say_json(terminal, &json!({ "schema": 1, "cards": texts }))?;
    }
    Ok(())
}

fn json_card(app: &App, card: &Card, state: &CardState) -> Result<Value, AppError> {
    let topic = app.store.content().topic(&card.topic)?;
    let seen = state.memory.seen();
    let (stability, difficulty) = stability_and_difficulty(seen);
    let (scheduler, today) = (&app.settings.scheduler, app.today());
    Ok(json!({
        "id": card.id,
        "topic": card.topic,
        "area": card.area,
        "topic_title": topic.map(|topic| topic.title.text(app.lang).to_owned()),
        "kind": card.body.kind().word(),
        "rev": card.rev.0,
        "level": card.level.number(),
        "interview": card.interview.word(),
        "tags": card.tags,
        "prompt": card.body.prompt(),
        "code": card.body.code(),
        "why": card.why,
        "refs": card.refs,
        "python": card.python,
        "state": ListedState::of(state, app.today()).word(),
        "ease": seen.and_then(ease_of),
        "stability": stability,
        "difficulty": difficulty,
        "recall": seen.map(|seen| expected_recall(scheduler, seen, today)),
        "interval": seen.map(|seen| seen.interval.days()),
        "due": seen.map(|seen| seen.due.iso()),
        "lapses": seen.map_or(0, |seen| seen.lapses),
        "mine": card.origin == Origin::Mine,
        "deck": card.origin.deck(),
    }))
}

fn page(
    app: &App,
    terminal: &dyn Terminal,
    card: &Card,
    state: &CardState,
) -> Result<String, AppError> {
    let look = Renderer {
        width: terminal.width(),
        palette: terminal.palette(),
        words: app.words(),
    };
    let options = if let Body::Choice(body) = &card.body {
        body.options.len()
    } else {
        0
    };
    let order: Vec<usize> = (0..options).collect();
    let title = app.store.content().topic(&card.topic)?.map_or_else(
        || card.topic.to_string(),
        |t| t.title.text(app.lang).to_owned(),
    );
    let words = look.words.cards;
    let mut text = look.head(
        &look.palette.paint(TextRole::Title, card.id.as_str()),
        &clean_line(&title),
        &words.head(
            words.kind(card.body.kind()),
            card.level.number(),
            ListedState::of(state, app.today()).name(words),
        ),
    );
    text.push_str(&look.question(card, &order));
    text.push('\n');
    text.push_str(&look.answer(card, &order));
    text.push_str(&look.explanation(card));
    text.push_str(&look.references(card));
    text.push_str(&look.prerequisites(card));
    if let Some(deck) = card.origin.deck() {
        text.push_str(&look.labelled_line(look.words.decks.deck(), deck.as_str()));
    }
    for name in media_of(card, CardSide::Both) {
        let file = media_file(app, &name).display().to_string();
        text.push_str(&look.labelled_line(words.media(), &file));
    }
    let events: Vec<Event> = app
        .store
        .log()
        .card_history(&card.id)?
        .into_iter()
        .filter(|logged| logged.standing == EventStatus::Stands)
        .map(|logged| logged.event)
        .collect();
    text.push('\n');
    let scheduler = &app.settings.scheduler;
    text.push_str(&info::flags(look, &events));
    text.push_str(&info::header(look, card, &state.memory, scheduler));
    text.push_str(&info::history(look, &events));
    Ok(text)
}

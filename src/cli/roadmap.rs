//! `roadmap`: the roads, how far one is, what holds a topic back, and what is done.

mod draw;
mod line_progress;
mod lines;

use serde_json::{Value, json};

use crate::cli::app::App;
use crate::cli::args::{Format, RoadmapWhat};
use crate::cli::roadmap::draw::Drawn;
use crate::cli::scope;
use crate::cli::{say_json, tell};
use crate::domain::card::Lang;
use crate::domain::event::{EventBody, RoadEvent};
use crate::domain::id::RoadmapId;
use crate::domain::queue::{Blocker, TopicProgress};
use crate::domain::roadmap::Roadmap;
use crate::domain::wording::{Wording, problems};
use crate::engine::new_cards::{held, progress};
use crate::error::AppError;
use crate::store::RoadmapSummary;
use crate::ui::card::Renderer;
use crate::ui::clean::clean_line;
use crate::ui::markup::{columns, wrap};
use crate::ui::messages::{Messages, RoadmapsMessages};
use crate::ui::palette::TextRole;
use crate::ui::terminal::{InputMode, Terminal};

/// Does what was asked of the roads.
pub(crate) fn roadmap(
    app: &App,
    terminal: &mut dyn Terminal,
    what: Option<&RoadmapWhat>,
) -> Result<(), AppError> {
    match what {
        None => list(app, terminal, Format::Text),
        Some(RoadmapWhat::List { json }) => list(app, terminal, Format::of(json)),
        Some(RoadmapWhat::Show {
            roadmap,
            phase,
            json,
        }) => show(app, terminal, roadmap.as_deref(), *phase, Format::of(json)),
        Some(RoadmapWhat::Use { roadmaps }) => follow(app, terminal, roadmaps),
        Some(RoadmapWhat::Drop { roadmaps }) => drop_roads(app, terminal, roadmaps),
        Some(RoadmapWhat::Why { topic }) => why(app, terminal, topic),
        Some(RoadmapWhat::Unlock { topic }) => unlock(app, terminal, topic),
        Some(RoadmapWhat::Done { item, undo }) => done(
            app,
            terminal,
            item,
            if *undo {
                TickChange::Off
            } else {
                TickChange::On
            },
        ),
    }
}

fn list(app: &App, terminal: &mut dyn Terminal, format: Format) -> Result<(), AppError> {
    let followed = app.store.progress().followed()?;
    let roads = app.store.content().roadmaps()?;
    if format == Format::Json {
        let mut rows = Vec::new();
        for road in &roads {
            rows.push(json!({
                "id": road.head.id, "title": road.head.title_in(app.lang), "language": road.head.lang,
                "phases": road.head.phases, "topics": road.topics, "cards": road.cards,
                "followed": followed.contains(&road.head.id),
                "description": road.head.description.as_ref().map(|text| text.text(app.lang)),
                "translated": translated(app, &road.head.id)?,
            }));
        }
        return say_json(terminal, &json!({ "schema": 1, "roadmaps": rows }));
    }
    let (palette, words) = (terminal.palette(), app.words().roadmaps);
    let mut text = String::new();
    for road in &roads {
        let sign = if followed.contains(&road.head.id) {
            palette.tick()
        } else {
            " "
        };
        let (id, title) = (
            road.head.id.as_str(),
            clean_line(road.head.title_in(app.lang)),
        );
        let narrow = terminal.input_mode() == InputMode::Interactive
            && columns(id) + columns(&title) + 4 > terminal.width();
        let title = if narrow {
            format!("\n{}", wrap(&title, terminal.width(), "    ", "    "))
        } else {
            format!("  {title}\n")
        };
        text.push_str(&format!(
            "{} {}{title}",
            palette.paint(TextRole::Right, sign),
            palette.paint(TextRole::Strong, id),
        ));
        let languages = languages(app, road)?;
        text.push_str(&about(app, look(app, terminal), road, Some(&languages)));
    }
    text.push_str(&look(app, terminal).remark(TextRole::Faint, words.list_hint()));
    Ok(terminal.say(&text)?)
}

/// Who a road is for, how large it is, in which languages its cards are unless that is said elsewhere, and how
/// long its new cards last.
pub(crate) fn about(
    app: &App,
    look: Renderer,
    road: &RoadmapSummary,
    languages: Option<&str>,
) -> String {
    let words = look.words.roadmaps;
    let indent = "     ";
    let mut text = String::new();
    if let Some(description) = &road.head.description {
        text.push_str(&wrap(
            &clean_line(description.text(app.lang)),
            look.width,
            indent,
            indent,
        ));
    }
    let mut facts = vec![size(words, road)];
    facts.extend(languages.map(str::to_owned));
    let a_day = u64::from(app.settings.new_per_day);
    if let Some(days) = u64::from(road.cards).checked_div(a_day) {
        facts.push(words.days(days.max(1), a_day));
    }
    let facts = wrap(&facts.join(look.palette.dot()), look.width, indent, indent);
    text.push_str(&look.palette.paint(TextRole::Faint, &facts));
    text
}

/// How many cards of a road are translated, by language.
fn translated(app: &App, road: &RoadmapId) -> Result<Value, AppError> {
    let mut counts = serde_json::Map::new();
    for lang in Lang::all().filter(|lang| *lang != Lang::EN) {
        let cards = app
            .store
            .content()
            .translated_by_roadmap(lang)?
            .get(road)
            .copied();
        counts.insert(lang.tag().to_owned(), json!(cards.unwrap_or_default()));
    }
    Ok(Value::Object(counts))
}

/// In which languages the cards of a road are; how many, where some are not translated.
pub(crate) fn languages(app: &App, road: &RoadmapSummary) -> Result<String, AppError> {
    let words = app.words();
    let mut names = vec![language_name(words, Lang::EN)];
    for lang in Lang::all().filter(|lang| *lang != Lang::EN) {
        let translated = app.store.content().translated_by_roadmap(lang)?;
        let cards = translated.get(&road.head.id).copied().unwrap_or_default();
        let name = language_name(words, lang);
        if cards >= road.cards {
            names.push(name);
        } else if cards > 0 {
            names.push(format!("{name} {cards}/{}", road.cards));
        }
    }
    Ok(words
        .roadmaps
        .languages(enumerated(&names, words.changes.and())))
}

/// Names in a sentence: `one`, `one and two`, `one, two and three`.
fn enumerated(names: &[String], and: &str) -> String {
    match names {
        [] => String::new(),
        [only] => only.clone(),
        [before @ .., last] => format!("{}{and}{last}", before.join(", ")),
    }
}

/// A language by the name that the learner's language has for it, else by its own.
fn language_name(words: Messages, lang: Lang) -> String {
    match lang.tag() {
        "en" => words.roadmaps.english().to_owned(),
        "pt-BR" => words.roadmaps.brazilian_portuguese().to_owned(),
        _ => lang.name().to_owned(),
    }
}

/// How many phases, topics and cards a road has.
pub(crate) fn size(words: RoadmapsMessages, road: &RoadmapSummary) -> String {
    [
        words.phases(road.head.phases),
        words.topics(road.topics),
        words.cards(road.cards),
    ]
    .join(", ")
}

/// The roadmap a learner names, or the ones that are followed.
fn chosen(app: &App, name: Option<&str>) -> Result<Vec<RoadmapId>, AppError> {
    if let Some(name) = name {
        return Ok(vec![app.roadmap(name)?]);
    }
    let roads = scope::followed(app)?.roads;
    Ok(roads
        .into_iter()
        .map(|road| road.name)
        .filter(|name| name.as_str() != scope::MINE && name.as_str() != "all")
        .collect())
}

fn load(app: &App, name: &RoadmapId) -> Result<Roadmap, AppError> {
    let roadmap = app.store.content().roadmap(name)?;
    roadmap.ok_or_else(|| {
        AppError::user(problems::no_roadmap(name)).hint(problems::all_of("roadmap list"))
    })
}

fn show(
    app: &App,
    terminal: &mut dyn Terminal,
    name: Option<&str>,
    phase: Option<u32>,
    format: Format,
) -> Result<(), AppError> {
    let names = chosen(app, name)?;
    if names.is_empty() {
        return list(app, terminal, format);
    }
    let mut values = Vec::new();
    for name in names {
        let roadmap = load(app, &name)?;
        if let Some(number) = phase
            && roadmap.phase(number).is_none()
        {
            return Err(
                AppError::user(problems::no_phase(name, number)).hint(scope::phases(
                    u32::try_from(roadmap.phases.len()).unwrap_or(u32::MAX),
                )),
            );
        }
        let drawn = Drawn::read(app, &roadmap)?;
        if format == Format::Json {
            values.push(drawn.json());
        } else {
            terminal.say(&drawn.page(look(app, terminal), phase))?;
        }
    }
    if format == Format::Json {
        say_json(terminal, &json!({ "schema": 1, "roadmaps": values }))?;
    }
    Ok(())
}

fn look(app: &App, terminal: &dyn Terminal) -> Renderer {
    Renderer {
        width: terminal.width(),
        palette: terminal.palette(),
        words: app.words(),
    }
}

/// Whether an item is ticked or unticked.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum TickChange {
    On,
    Off,
}

fn follow(app: &App, terminal: &mut dyn Terminal, names: &[String]) -> Result<(), AppError> {
    let roads: Vec<RoadmapId> = names
        .iter()
        .map(|name| app.roadmap(name))
        .collect::<Result<_, _>>()?;
    for roadmap in roads {
        app.store.progress().record(
            EventBody::Road(RoadEvent::Follow {
                roadmap: roadmap.clone(),
            }),
            &app.stamp(),
        )?;
        let followed = app.words().roadmaps.followed(roadmap.as_str());
        tell(terminal, &followed)?;
    }
    Ok(())
}

fn drop_roads(app: &App, terminal: &mut dyn Terminal, names: &[String]) -> Result<(), AppError> {
    let followed = app.store.progress().followed()?;
    let roads: Vec<RoadmapId> = names
        .iter()
        .map(|name| app.roadmap(name))
        .collect::<Result<_, _>>()?;
    if let Some(other) = roads.iter().find(|road| !followed.contains(road)) {
        return Err(AppError::user(problems::not_followed(other)).hint(problems::list_marks()));
    }
    for roadmap in roads {
        app.store.progress().record(
            EventBody::Road(RoadEvent::Unfollow {
                roadmap: roadmap.clone(),
            }),
            &app.stamp(),
        )?;
        let dropped = app.words().roadmaps.dropped(roadmap.as_str());
        tell(terminal, &dropped)?;
    }
    Ok(())
}

fn why(app: &App, terminal: &mut dyn Terminal, name: &str) -> Result<(), AppError> {
    let topic = app.topic(name)?;
    let title = app.topic_title(&topic)?;
    let progress = progress(&app.workspace())?;
    let words = app.words().roadmaps;
    let mut lines = Vec::new();
    for road in scope::followed(app)?
        .roads
        .iter()
        .filter(|road| road.topics.contains(&topic))
    {
        let held = held(&app.workspace(), road, &progress)?;
        let Some(blockers) = held.get(&topic) else {
            let how = free(words, progress.get(&topic).copied().unwrap_or_default());
            lines.push(words.free(&road.name, &title, how));
            continue;
        };
        for Blocker {
            topic: needed,
            progress: of,
        } in blockers
        {
            let needed = app.topic_title(needed)?;
            let half = of.cards.div_ceil(2);
            lines.push(words.held(of.cards, &road.name, &title, needed, of.passed, half));
        }
        lines.push(words.unlock(&topic));
    }
    if lines.is_empty() {
        lines.push(words.unlisted(topic.as_str()));
    }
    lines.iter().try_for_each(|line| tell(terminal, line))
}

/// How a topic stands that nothing holds back.
fn free(words: RoadmapsMessages, of: TopicProgress) -> String {
    if of.cards == 0 {
        words.free_empty().to_owned()
    } else if of.seen == of.cards {
        words.free_seen().to_owned()
    } else {
        words.free_open(of.cards, of.seen)
    }
}

fn unlock(app: &App, terminal: &mut dyn Terminal, name: &str) -> Result<(), AppError> {
    let topic = app.topic(name)?;
    if app.store.progress().unlocked()?.contains(&topic) {
        return tell(terminal, app.words().changes.nothing_changed());
    }
    app.store.progress().record(
        EventBody::Road(RoadEvent::Unlock {
            topic: topic.clone(),
        }),
        &app.stamp(),
    )?;
    tell(terminal, &app.words().roadmaps.unlocked(topic.as_str()))
}

fn done(
    app: &App,
    terminal: &mut dyn Terminal,
    item: &str,
    tick: TickChange,
) -> Result<(), AppError> {
    let named = item
        .rsplit_once(':')
        .and_then(|(name, line)| Some((name, line.parse::<u32>().ok()?)));
    let Some((name, line)) = named else {
        return Err(no_item(app, item));
    };
    let name = app.roadmap(name)?;
    let roadmap = load(app, &name)?;
    let text = tickable(&roadmap, line).ok_or_else(|| {
        AppError::user(problems::nothing_to_tick(line, &name)).hint(lines_of(&name))
    })?;
    let body = if tick == TickChange::Off {
        EventBody::Road(RoadEvent::Undone {
            roadmap: name,
            line,
            text: Some(text.clone()),
        })
    } else {
        EventBody::Road(RoadEvent::Done {
            roadmap: name,
            line,
            text: Some(text.clone()),
        })
    };
    app.store.progress().record(body, &app.stamp())?;
    let sign = if tick == TickChange::Off {
        " "
    } else {
        terminal.palette().tick()
    };
    // The event keeps the road's own words; the learner reads the line in their language.
    let said = tickable(&roadmap.in_language(app.lang), line).unwrap_or(text);
    let said = format!("[{sign}] {}", clean_line(&said));
    Ok(terminal.say(&wrap(&said, terminal.width(), "", "    "))?)
}

/// What was typed names no line of a roadmap; the hint leads to the lines of the first road.
fn no_item(app: &App, item: &str) -> AppError {
    let error = AppError::user(problems::no_item(clean_line(item)));
    let followed = app.store.progress().followed().unwrap_or_default();
    let known = followed
        .first()
        .or_else(|| app.roadmap_names().ok()?.first());
    match known {
        Some(name) => error.hint(problems::write_item(name, lines_of(name))),
        None => error.hint(problems::list_roadmaps()),
    }
}

fn lines_of(name: &RoadmapId) -> Wording {
    problems::show_lines(name)
}

/// The words of a line, wherever in the roadmap it stands.
/// The text of a line that can be done: introductions and the like are only read.
fn tickable(roadmap: &Roadmap, line: u32) -> Option<String> {
    let mut lines = roadmap.lines_to_do();
    let found = lines.find(|found| found.line == line);
    found.map(|found| found.text.clone())
}

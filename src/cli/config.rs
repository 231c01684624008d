//! `config`: show or change settings.

use std::path::Path;

use serde_json::{Map, Value, json};

use crate::cli::app::App;
use crate::cli::args::{ConfigArgs, Format};
use crate::cli::settings::{KEYS, ROADMAPS, Settings};
use crate::cli::{say_json, tell};
use crate::domain::event::{EventBody, RoadEvent};
use crate::domain::id::RoadmapId;
use crate::domain::wording::problems;
use crate::error::AppError;
use crate::ui::clean::clean_line;
use crate::ui::markup::{columns, fold, wrap};
use crate::ui::messages::messages;
use crate::ui::palette::TextRole;
use crate::ui::terminal::{InputMode, Terminal};

/// Shows all settings, shows one, or changes one.
pub(crate) fn config(
    app: &App,
    terminal: &mut dyn Terminal,
    args: &ConfigArgs,
) -> Result<(), AppError> {
    if let Some(guess) = guess(args) {
        return Err(misled(app, &guess));
    }
    match (&args.key, &args.value) {
        (None, _) => all(app, terminal, args.format()),
        (Some(key), None) => {
            let value = value(app, key)?;
            if args.json {
                return say_json(terminal, &json!({ "schema": 1, key.as_str(): value }));
            }
            Ok(terminal.say(&format!("{value}\n"))?)
        }
        (Some(key), Some(value)) if key == ROADMAPS => follow_exactly(app, terminal, value),
        (Some(key), Some(value)) => {
            let mut settings = app.settings.clone();
            settings.write(&app.world.home.config, key, value)?;
            let value = settings.value_of(key)?;
            terminal.say(&format!("{key} = {value}\n"))?;
            remark_on_draft(terminal, &settings, key)
        }
    }
}

/// A draft shows much in English, which would look like a bug to someone who does not know.
fn remark_on_draft(
    terminal: &mut dyn Terminal,
    settings: &Settings,
    key: &str,
) -> Result<(), AppError> {
    let chosen = settings.language.filter(|_| key == "language");
    let Some(draft) = chosen.filter(|lang| lang.is_draft()) else {
        return Ok(());
    };
    let words = messages(draft).changes;
    tell(terminal, &words.draft_language(draft.name()))
}

/// A command line as other programs have it: what was written, and the setting and values that are meant.
struct Guess {
    written: String,
    key: Option<String>,
    values: Vec<String>,
}

/// Finds `set KEY VALUE`, `get KEY`, `list`, `KEY=VALUE`, `KEY = VALUE`, and a value in several words.
fn guess(args: &ConfigArgs) -> Option<Guess> {
    let words = args
        .key
        .iter()
        .chain(&args.value)
        .chain(&args.rest)
        .cloned()
        .collect::<Vec<_>>();
    let verb = words
        .first()
        .filter(|word| ["set", "get", "list", "show", "unset", "reset"].contains(&word.as_str()));
    let mut meant = words
        .iter()
        .skip(usize::from(verb.is_some()))
        .filter(|word| *word != "=")
        .cloned();
    let (key, first) = match meant.next() {
        Some(word) => match word.split_once('=') {
            Some((key, value)) => (Some(key.to_owned()), Some(value.to_owned())),
            None => (Some(word), None),
        },
        None => (None, None),
    };
    let values: Vec<String> = first
        .into_iter()
        .filter(|value| !value.is_empty())
        .chain(meant)
        .collect();
    let plain = key.iter().chain(&values).eq(&words) && values.len() < 2;
    (!plain).then(|| Guess {
        written: words.join(" "),
        key,
        values,
    })
}

/// The right form of a guess: one that works when it is typed.
fn misled(app: &App, guess: &Guess) -> AppError {
    let error = AppError::usage(problems::config_extra(clean_line(&guess.written)));
    let Some(key) = &guess.key else {
        return error.hint(problems::config_shows());
    };
    let values = guess.values.iter().map(|value| value.trim_end_matches(','));
    let parted = values.collect::<Vec<_>>().join(",");
    let fits = match (key.as_str(), guess.values.len()) {
        (_, 0) => value(app, key).map(drop),
        (ROADMAPS, _) => wanted(app, &parted).map(drop),
        _ => app.settings.clone().put(key, &parted),
    };
    // A key that there is none of, or a value that it cannot have, is what to mend first.
    if let Err(wrong) = fits {
        return wrong;
    }
    if guess.values.is_empty() {
        return error.hint(problems::config_help(key));
    }
    // What fits holds no quote.
    let bare = !parted.is_empty() && !parted.contains(' ');
    let typed = if bare { parted } else { format!("'{parted}'") };
    error.hint(problems::config_changes(key, typed))
}

fn value(app: &App, key: &str) -> Result<String, AppError> {
    if key == ROADMAPS {
        let followed: Vec<String> = app
            .store
            .progress()
            .followed()?
            .iter()
            .map(ToString::to_string)
            .collect();
        return Ok(followed.join(","));
    }
    app.settings.value_of(key)
}

fn all(app: &App, terminal: &mut dyn Terminal, format: Format) -> Result<(), AppError> {
    let mut object = Map::new();
    object.insert("schema".to_owned(), json!(1));
    let mut text = String::new();
    let keys = KEYS.into_iter().chain([ROADMAPS]);
    let words = app.words().changes;
    for key in keys {
        let meaning = words.setting(key);
        let value = value(app, key)?;
        text.push_str(&setting(terminal, key, &value, &meaning));
        object.insert(key.to_owned(), Value::String(value));
    }
    if format == Format::Json {
        return Ok(terminal.say(&format!("{}\n", Value::Object(object)))?);
    }
    let file = clean_line(&app.world.home.config.display().to_string());
    let place = terminal
        .palette()
        .paint(TextRole::Faint, &words.settings_in(file));
    terminal.say(&text)?;
    tell(terminal, &place)?;
    let shown = |folder: &Path| clean_line(&folder.display().to_string());
    let home = &app.world.home;
    for message in [
        words.data_in(shown(&home.data)),
        words.cache_in(shown(&home.cache)),
    ] {
        let place = terminal.palette().paint(TextRole::Faint, &message);
        tell(terminal, &place)?;
    }
    Ok(())
}

/// A setting with what it means, which stands below it where a screen is too narrow for both.
fn setting(terminal: &dyn Terminal, key: &str, value: &str, meaning: &str) -> String {
    let faint = |text: &str| terminal.palette().paint(TextRole::Faint, text);
    let whole = format!("{key} = {value}  # {meaning}");
    if terminal.input_mode() == InputMode::Lines || columns(&whole) <= terminal.width() {
        return format!("{key} = {value}  {}\n", faint(&format!("# {meaning}")));
    }
    let below = wrap(meaning, terminal.width(), "  # ", "  # ");
    let mut text = fold(
        &format!("{key} = {}", value.replace(',', ", ")),
        terminal.width(),
    );
    for line in below.lines() {
        text.push_str(&faint(line));
        text.push('\n');
    }
    text
}

/// The roadmaps of a list.
fn wanted(app: &App, names: &str) -> Result<Vec<RoadmapId>, AppError> {
    names
        .split([',', ' '])
        .filter(|name| !name.is_empty())
        .map(|name| app.roadmap(name))
        .collect()
}

fn follow_exactly(app: &App, terminal: &mut dyn Terminal, names: &str) -> Result<(), AppError> {
    let wanted = wanted(app, names)?;
    let followed = app.store.progress().followed()?;
    for roadmap in followed.iter().filter(|roadmap| !wanted.contains(roadmap)) {
        app.store.progress().record(
            EventBody::Road(RoadEvent::Unfollow {
                roadmap: roadmap.clone(),
            }),
            &app.stamp(),
        )?;
    }
    for roadmap in wanted.iter().filter(|roadmap| !followed.contains(roadmap)) {
        app.store.progress().record(
            EventBody::Road(RoadEvent::Follow {
                roadmap: roadmap.clone(),
            }),
            &app.stamp(),
        )?;
    }
    Ok(terminal.say(&format!("{ROADMAPS} = {}\n", value(app, ROADMAPS)?))?)
}

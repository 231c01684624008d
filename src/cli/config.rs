//! `config`: show or change settings.

use serde_json::{Map, Value, json};

use crate::cli::app::App;
use crate::cli::args::{ConfigArgs, Format};
use crate::cli::say_json;
use crate::cli::settings::KEYS;
use crate::domain::event::EventBody;
use crate::domain::id::RoadmapId;
use crate::error::AppError;
use crate::ui::palette::Role;
use crate::ui::terminal::Terminal;

/// The roadmaps that are followed are part of the log, but shown and set here too.
const ROADMAPS: &str = "roadmaps";

/// Shows all settings, shows one, or changes one.
pub(crate) fn config(app: &App, terminal: &mut dyn Terminal, args: &ConfigArgs) -> Result<(), AppError> {
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
            app.settings.clone().write(&app.world.home.config, key, value)?;
            Ok(terminal.say(&format!("{key} = {value}\n"))?)
        }
    }
}

fn value(app: &App, key: &str) -> Result<String, AppError> {
    if key == ROADMAPS {
        let followed: Vec<String> = app.store.followed()?.iter().map(ToString::to_string).collect();
        return Ok(followed.join(","));
    }
    app.settings.value_of(key)
}

fn all(app: &App, terminal: &mut dyn Terminal, format: Format) -> Result<(), AppError> {
    let mut object = Map::new();
    object.insert("schema".to_owned(), json!(1));
    let mut text = String::new();
    let palette = terminal.palette();
    let keys = KEYS.iter().copied().chain([(ROADMAPS, "roadmaps you follow, parted by commas")]);
    for (key, meaning) in keys {
        let value = value(app, key)?;
        text.push_str(&format!("{key} = {value}  {}\n", palette.paint(Role::Faint, &format!("# {meaning}"))));
        object.insert(key.to_owned(), Value::String(value));
    }
    if format == Format::Json {
        return Ok(terminal.say(&format!("{}\n", Value::Object(object)))?);
    }
    text.push_str(&palette.paint(Role::Faint, &format!("in {}", app.world.home.config.display())));
    text.push('\n');
    Ok(terminal.say(&text)?)
}

fn follow_exactly(app: &App, terminal: &mut dyn Terminal, names: &str) -> Result<(), AppError> {
    let wanted: Vec<RoadmapId> = names
        .split([',', ' '])
        .filter(|name| !name.is_empty())
        .map(|name| app.roadmap(name))
        .collect::<Result<_, _>>()?;
    let followed = app.store.followed()?;
    for roadmap in followed.iter().filter(|roadmap| !wanted.contains(roadmap)) {
        app.store.record(EventBody::Unfollow { roadmap: roadmap.clone() }, &app.stamp())?;
    }
    for roadmap in wanted.iter().filter(|roadmap| !followed.contains(roadmap)) {
        app.store.record(EventBody::Follow { roadmap: roadmap.clone() }, &app.stamp())?;
    }
    Ok(terminal.say(&format!("{ROADMAPS} = {}\n", value(app, ROADMAPS)?))?)
}

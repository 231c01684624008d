//! `due`: how much waits, for people, prompts and cron.

use serde_json::json;

use crate::cli::Exit;
use crate::cli::app::App;
use crate::cli::args::{DueArgs, ScopeArgs};
use crate::cli::{say_json, scope, session};
use crate::engine::waiting::{waiting, waiting_today};
use crate::error::AppError;
use crate::ui::markup::wrap;
use crate::ui::terminal::{InputMode, Terminal};

/// Says how much waits; [`Exit::NothingDue`] when nothing does.
pub(crate) fn due(
    app: &App,
    terminal: &mut dyn Terminal,
    args: &DueArgs,
) -> Result<Exit, AppError> {
    let wanted = ScopeArgs {
        roadmap: args.roadmap.clone(),
        ..ScopeArgs::default()
    };
    let (chosen, waits) = app.store.at_once(|| {
        let home = app.workspace();
        if !wanted.is_empty() {
            let chosen = scope::resolve(app, &wanted)?;
            let waits = waiting(&home, &chosen)?;
            return Ok((chosen, waits));
        }
        let everyday = scope::everyday(app)?;
        let waits = waiting_today(&home, &everyday)?;
        Ok::<_, AppError>((everyday.planned.unwrap_or(everyday.chosen), waits))
    })?;
    if args.json {
        let roadmaps: Vec<&str> = chosen.roads.iter().map(|road| road.name.as_str()).collect();
        let object = json!({
            "schema": 1,
            "study_day": app.today().iso(),
            "due": waits.due,
            "learning": waits.learning,
            "new": waits.new,
            "later": waits.later,
            "minutes": waits.minutes(),
            "roadmaps": roadmaps,
        });
        say_json(terminal, &object)?;
    } else {
        let line = session::waiting_line(app.words(), terminal.palette(), waits);
        // A script reads one line, whatever its width.
        let text = match terminal.input_mode() {
            InputMode::Interactive => wrap(&line, terminal.width(), "", ""),
            InputMode::Lines => format!("{line}\n"),
        };
        terminal.say(&text)?;
    }
    Ok(if waits.is_nothing() {
        Exit::NothingDue
    } else {
        Exit::Done
    })
}

//! `due`: how much waits, for people, prompts and cron.

use serde_json::json;

use crate::cli::Exit;
use crate::cli::app::App;
use crate::cli::args::{DueArgs, ScopeArgs};
use crate::cli::say_json;
use crate::cli::scope;
use crate::engine::waiting::{WaitingCounts, waiting};
use crate::error::AppError;
use crate::ui::terminal::Terminal;

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
        let chosen = scope::resolve(app, &wanted)?;
        let waits = waiting(&app.workspace(), &chosen)?;
        Ok::<_, AppError>((chosen, waits))
    })?;
    if args.json {
        let roadmaps: Vec<&str> = chosen.roads.iter().map(|road| road.name.as_str()).collect();
        let object = json!({
            "schema": 1,
            "study_day": app.today().to_string(),
            "due": waits.due,
            "learning": waits.learning,
            "new": waits.new,
            "minutes": waits.minutes(),
            "roadmaps": roadmaps,
        });
        say_json(terminal, &object)?;
    } else {
        let dot = terminal.palette().dot();
        let line =
            app.words()
                .waiting_line(waits.due, dot, waits.learning, waits.new, waits.minutes());
        terminal.say(&format!("{line}\n"))?;
    }
    Ok(if waits == WaitingCounts::default() {
        Exit::NothingDue
    } else {
        Exit::Done
    })
}

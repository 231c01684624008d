//! `stats`: figures per phase, topic, area, kind and day.

mod csv;
mod gather;
mod json;
mod report;
mod table;

use crate::cli::app::App;
use crate::cli::args::{ScopeArgs, StatsArgs, StatsBy};
use crate::cli::scope::{self, Chosen};
use crate::domain::day::StudyDay;
use crate::error::AppError;
use crate::ui::clean::clean_line;
use crate::ui::terminal::Terminal;

/// Prints the figures that were asked for.
pub(crate) fn stats(app: &App, terminal: &mut dyn Terminal, args: &StatsArgs) -> Result<(), AppError> {
    let since = args.since.as_deref().map(day).transpose()?;
    let chosen = choose(app, args)?;
    let material = gather::Material::read(app, &chosen, since)?;
    let report = report::report(app, &chosen, &material, args.by)?;
    let text = if args.json {
        format!("{}\n", json::report(&report))
    } else if args.csv {
        csv::report(&report)?
    } else {
        table::report(&report, terminal.width(), terminal.palette())
    };
    Ok(terminal.say(&text)?)
}

fn day(text: &str) -> Result<StudyDay, AppError> {
    StudyDay::parse(text).ok_or_else(|| {
        AppError::user(format!("--since '{}' is no day", clean_line(text))).hint("write it like 2026-11-01")
    })
}

/// The cards that figures speak of. Phases are those of the followed roadmaps, narrowed by a query; other
/// rows speak of every card unless some were named.
fn choose(app: &App, args: &StatsArgs) -> Result<Chosen, AppError> {
    if args.scope.is_empty() && args.by != StatsBy::Phase {
        return scope::everything(app);
    }
    let narrowed = !args.scope.query.is_empty() || args.scope.topic.is_some();
    if args.by != StatsBy::Phase || args.scope.roadmap.is_some() || !narrowed {
        return along_roads(app, &args.scope);
    }
    let roads = along_roads(app, &ScopeArgs::default())?;
    let mut chosen = scope::resolve(app, &args.scope)?;
    chosen.roads = roads.roads;
    Ok(chosen)
}

/// A choice whose roads have phases: on a terminal that follows nothing yet, the default roadmap's.
fn along_roads(app: &App, args: &ScopeArgs) -> Result<Chosen, AppError> {
    let chosen = scope::resolve(app, args)?;
    if args.is_empty() && chosen.title.is_none() {
        let roadmap = Some(scope::DEFAULT_ROADMAP.to_owned());
        return scope::resolve(app, &ScopeArgs { roadmap, ..args.clone() });
    }
    Ok(chosen)
}

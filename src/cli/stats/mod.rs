//! `stats`: figures per phase, topic, area, kind and day.

mod bars;
mod csv;
mod explain;
mod gather;
mod json;
mod judged;
mod mistakes;
mod overview;
mod page;
mod page_tables;
mod plots;
mod report;
mod table;

use std::path::Path;

use crate::cli::app::App;
use crate::cli::args::{PlotName, ScopeArgs, StatsArgs, StatsBy};
use crate::cli::scope::{self, Chosen};
use crate::domain::card::Origin;
use crate::domain::day::StudyDay;
use crate::domain::wording::problems;
use crate::error::AppError;
use crate::ui::card::Renderer;
use crate::ui::clean::{clean, clean_json, clean_line};
use crate::ui::plot::Plot;
use crate::ui::terminal::{self, Ask, Terminal, TerminalReply};

pub(crate) use json::rate as json_rate;
pub(crate) use mistakes::labels as mistake_labels;
pub(crate) use overview::{overview, phase_head, phase_line, phases};
pub(crate) use page::save as save_page;
pub(crate) use page_tables::heading;
pub(crate) use report::{Part, Row};
pub(crate) use table::{interval, percent, rate};

/// Prints the figures that were asked for.
pub(crate) fn stats(
    app: &App,
    terminal: &mut dyn Terminal,
    args: &StatsArgs,
) -> Result<(), AppError> {
    let since = args
        .since
        .as_deref()
        .map(|text| day(app, text))
        .transpose()?;
    let draw = &args.draw;
    if args.mistakes {
        return mistakes::list(app, terminal, args, since);
    }
    if draw.plots || draw.describe || !draw.plot.is_empty() {
        let names = if draw.plot.is_empty() {
            plots::ALL.to_vec()
        } else {
            draw.plot.clone()
        };
        let input_mode = if draw.describe {
            Manner::Words
        } else {
            Manner::Drawn
        };
        return draw_plots(app, terminal, args, since, &names, input_mode);
    }
    if let Some(file) = &draw.html {
        return write_page(app, terminal, args, since, file);
    }
    let chosen = choose(app, args)?;
    let material = gather::StatsSource::read(app, &chosen, since)?;
    let report = report::report(app, &chosen, &material, args.by, args.sort)?;
    let text = if args.json {
        format!("{}\n", clean_json(&json::report(&report).to_string()))
    } else if args.csv {
        clean(&csv::report(&report)?).into_owned()
    } else if draw.explain {
        explain::report(&report, &material.lens, look(app, terminal))
    } else {
        table::report(&report, look(app, terminal))
    };
    terminal.say(&text)?;
    let whole = !(args.json || args.csv || draw.explain);
    if whole && terminal.input_mode() == terminal::InputMode::Interactive {
        offer(app, terminal, args, &report, &material)?;
    }
    Ok(())
}

/// The rows of a report about a choice of cards.
pub(crate) fn rows(app: &App, chosen: &Chosen, by: StatsBy) -> Result<Vec<Row>, AppError> {
    let source = gather::StatsSource::read(app, chosen, None)?;
    let parts = report::report(app, chosen, &source, by, None)?.parts;
    Ok(parts.into_iter().flat_map(|part| part.rows).collect())
}

/// The figures of every card, by topic and along the roadmaps that are followed and built in.
pub(crate) struct AllFigures {
    /// A row for each topic, and the sum of everything.
    pub topics: Part,
    /// Phases, a part for each roadmap.
    pub roads: Vec<Part>,
}

/// Gathers the figures of every card.
pub(crate) fn all_figures(app: &App) -> Result<AllFigures, AppError> {
    let mut followed = app.store.progress().followed()?;
    let mut built_in = Vec::new();
    for roadmap in app.store.content().roadmaps()? {
        if roadmap.head.origin == Origin::BuiltIn {
            built_in.push(roadmap.head.id);
        }
    }
    followed.retain(|name| built_in.contains(name));
    let everything = scope::everything(app)?;
    let source = gather::StatsSource::read(app, &everything, None)?;
    let along = scope::along_roadmaps(app, &followed)?;
    Ok(AllFigures {
        topics: report::topics(app, &source)?,
        roads: report::phases(app, &along, &source)?,
    })
}

fn look(app: &App, terminal: &dyn Terminal) -> Renderer {
    Renderer {
        width: terminal.width(),
        palette: terminal.palette(),
        words: app.words(),
    }
}

/// How plots are given.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Manner {
    Drawn,
    Words,
}

fn draw_plots(
    app: &App,
    terminal: &mut dyn Terminal,
    args: &StatsArgs,
    since: Option<StudyDay>,
    names: &[PlotName],
    input_mode: Manner,
) -> Result<(), AppError> {
    let look = look(app, terminal);
    let roads = along_roads(app, &args.scope)?;
    let chosen = whole(app, &args.scope)?;
    let material = gather::StatsSource::read(app, &chosen, since)?;
    let parts = report::phases(app, &roads, &material)?;
    let plotter = plots::Plotter::read(app, &material, &parts, look.palette)?;
    // A plot that was named is drawn even where it shows nothing yet.
    let is_named = !args.draw.plot.is_empty();
    let plots: Vec<Plot> = names
        .iter()
        .flat_map(|name| plotter.plots(*name))
        .filter(|plot| is_named || !plot.is_empty())
        .collect();
    if plots.is_empty() {
        terminal.say(&format!("{}\n", app.words().stats.no_answers()))?;
    }
    for (place, plot) in plots.into_iter().enumerate() {
        let text = if input_mode == Manner::Words {
            plot.describe(look)
        } else {
            plot.draw(look)
        };
        terminal.say(&format!("{}{text}", if place == 0 { "" } else { "\n" }))?;
    }
    Ok(())
}

fn write_page(
    app: &App,
    terminal: &mut dyn Terminal,
    args: &StatsArgs,
    since: Option<StudyDay>,
    file: &Path,
) -> Result<(), AppError> {
    let chosen = whole(app, &args.scope)?;
    let material = gather::StatsSource::read(app, &chosen, since)?;
    page::write(
        app,
        &along_roads(app, &args.scope)?,
        &material,
        chosen.title.as_deref(),
        file,
    )?;
    let wrote = app
        .words()
        .stats
        .wrote(clean_line(&file.display().to_string()));
    Ok(terminal.say(&format!("{wrote}\n"))?)
}

/// The cards that plots and pages speak of: every card unless some were named.
fn whole(app: &App, args: &ScopeArgs) -> Result<Chosen, AppError> {
    if args.is_empty() {
        scope::everything(app)
    } else {
        scope::resolve(app, args)
    }
}

/// On a terminal the arithmetic and the plots are one key away.
fn offer(
    app: &App,
    terminal: &mut dyn Terminal,
    args: &StatsArgs,
    report: &report::Report,
    material: &gather::StatsSource<'_>,
) -> Result<(), AppError> {
    let palette = terminal.palette();
    let offered = app.words().stats.offer(palette.dot());
    let prompt = format!("{offered} {}", palette.prompt());
    loop {
        let reply = terminal.ask(&prompt, Ask::Key)?;
        terminal.say("\n")?;
        match reply {
            TerminalReply::Text(key) if key == "a" => {
                terminal.say(&explain::report(
                    report,
                    &material.lens,
                    look(app, terminal),
                ))?;
            }
            TerminalReply::Text(key) if key == "p" => {
                draw_plots(
                    app,
                    terminal,
                    args,
                    material.lens.since,
                    &plots::ALL,
                    Manner::Drawn,
                )?;
            }
            TerminalReply::Text(_)
            | TerminalReply::Paste
            | TerminalReply::Interrupt
            | TerminalReply::End => return Ok(()),
        }
    }
}

fn day(app: &App, text: &str) -> Result<StudyDay, AppError> {
    app.lang.read_date(text).ok_or_else(|| {
        AppError::user(problems::since_no_date(clean_line(text))).hint(problems::write_since())
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
        return scope::resolve(
            app,
            &ScopeArgs {
                roadmap,
                ..args.clone()
            },
        );
    }
    Ok(chosen)
}

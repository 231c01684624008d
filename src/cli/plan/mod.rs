//! `plan`: aim at a date, show where one stands, aim at nothing again.

mod json;
mod screen;

use std::collections::HashSet;

use crate::cli::app::App;
use crate::cli::args::{PlanArgs, PlanWhat};
use crate::cli::scope::MINE;
use crate::cli::{say_json, tell};
use crate::domain::day::StudyDay;
use crate::domain::event::PlanTerms;
use crate::domain::id::RoadmapId;
use crate::domain::wording::problems;
use crate::engine::plan::{self, FURTHEST, MOST_MINUTES, PlanFault, PlanInForce, PlanView};
use crate::error::AppError;
use crate::ui::clean::clean_line;
use crate::ui::terminal::Terminal;

pub(super) use screen::{calendar_sheet, morning_line};

/// Makes, shows or ends a plan.
pub(crate) fn plan(
    app: &App,
    terminal: &mut dyn Terminal,
    args: &PlanArgs,
) -> Result<(), AppError> {
    if let Some(PlanWhat::Drop) = args.what {
        return end(app, terminal);
    }
    if let Some(date) = &args.date {
        let terms = terms(app, date, args)?;
        set(app, &terms)?;
    }
    match plan::in_force(&app.workspace())? {
        PlanInForce::Running(standing) => {
            let view = app
                .store
                .at_once(|| plan::view(&app.workspace(), &standing))?;
            show(app, terminal, args, &view)
        }
        PlanInForce::Over(standing) => {
            Err(AppError::user(problems::plan_is_over(standing.terms.date))
                .hint(problems::make_a_plan()))
        }
        PlanInForce::None => Err(AppError::user(problems::no_plan()).hint(problems::make_a_plan())),
    }
}

fn show(
    app: &App,
    terminal: &mut dyn Terminal,
    args: &PlanArgs,
    view: &PlanView,
) -> Result<(), AppError> {
    if args.json {
        say_json(terminal, &json::object(view))
    } else {
        let page = screen::page(app, terminal, view)?;
        Ok(terminal.say(&page)?)
    }
}

fn end(app: &App, terminal: &mut dyn Terminal) -> Result<(), AppError> {
    if app.store.progress().plan()?.is_none() {
        return Err(AppError::user(problems::no_plan()).hint(problems::make_a_plan()));
    }
    plan::drop_plan(&app.workspace())?;
    tell(terminal, app.words().plan.dropped())
}

/// What a command line aims at.
fn terms(app: &App, date: &str, args: &PlanArgs) -> Result<PlanTerms, AppError> {
    let named = args.roadmap.iter().map(|name| roadmap(app, name));
    let mut roadmaps = named.collect::<Result<Vec<_>, _>>()?;
    if roadmaps.is_empty() {
        roadmaps = app.store.progress().followed()?;
        let known = app.roadmap_names()?;
        roadmaps.retain(|name| known.contains(name));
    }
    let mut listed = HashSet::new();
    roadmaps.retain(|name| listed.insert(name.clone()));
    Ok(PlanTerms {
        date: day(app, date)?,
        minutes: args.minutes.unwrap_or(app.settings.minutes_per_day),
        roadmaps,
    })
}

fn roadmap(app: &App, name: &str) -> Result<RoadmapId, AppError> {
    match RoadmapId::parse(name) {
        Ok(mine) if name == MINE => Ok(mine),
        _ => app.roadmap(name),
    }
}

/// Reads a date, in ISO form or as the learner's language writes it.
pub(super) fn day(app: &App, text: &str) -> Result<StudyDay, AppError> {
    app.lang.read_date(text).ok_or_else(|| {
        AppError::usage(problems::not_a_plan_date(clean_line(text)))
            .hint(problems::write_a_plan_date())
    })
}

/// Whether a plan can be made; the error says why not.
pub(super) fn check(app: &App, terms: &PlanTerms) -> Result<(), AppError> {
    plan::check(&app.workspace(), terms)?.map_err(|fault| refused(app, &fault))
}

/// Aims at a date, if that is possible.
pub(super) fn set(app: &App, terms: &PlanTerms) -> Result<(), AppError> {
    check(app, terms)?;
    plan::set(&app.workspace(), terms.clone())?;
    Ok(())
}

/// Why a plan cannot be made, and what to do instead.
fn refused(app: &App, fault: &PlanFault) -> AppError {
    let (message, hint) = match fault {
        PlanFault::Past(date) => (
            problems::plan_date_past(date, app.today()),
            problems::write_a_plan_date(),
        ),
        PlanFault::TooFar(date) => {
            let last = app.today().plus(FURTHEST);
            (
                problems::plan_date_too_far(date, last),
                problems::write_a_plan_date(),
            )
        }
        PlanFault::Minutes(minutes) => (
            problems::plan_minutes(minutes, MOST_MINUTES),
            problems::give_plan_minutes(),
        ),
        PlanFault::NoRoadmap => (problems::plan_needs_road(), problems::name_a_road()),
        PlanFault::NoCards => (problems::road_without_cards(), problems::name_a_road()),
    };
    AppError::user(message).hint(hint)
}

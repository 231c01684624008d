//! One phase of a roadmap.

use crate::cli::app::App;
use crate::cli::scope::Chosen;
use crate::domain::id::TopicId;
use crate::domain::wording::{Wording, problems};
use crate::error::AppError;
use crate::store::CardScope;

/// Narrows a roadmap to the topics of one phase.
pub(super) fn narrow_to_phase(app: &App, chosen: &mut Chosen, phase: u32) -> Result<(), AppError> {
    let road = match chosen.roads.as_mut_slice() {
        [road] if app.roadmap_names()?.contains(&road.name) => road,
        _ => return Err(no_road(app, phase)?),
    };
    let homes = app.store.content().homes(&road.name)?;
    let topics: Vec<TopicId> = homes
        .iter()
        .filter(|(_, home)| *home == phase)
        .map(|(topic, _)| topic.clone())
        .collect();
    if topics.is_empty() {
        let last = homes.iter().map(|(_, home)| *home).max().unwrap_or(0);
        return Err(AppError::user(problems::no_phase(&road.name, phase))
            .hint(problems::phases_listed(phases(last), &road.name)));
    }
    road.topics.clone_from(&topics);
    chosen.title = Some(format!("{} {phase}", road.name));
    chosen.scope = CardScope::Topics(topics);
    Ok(())
}

/// A phase without the roadmap it belongs to; the hint names one that has it.
fn no_road(app: &App, phase: u32) -> Result<AppError, AppError> {
    let known = app.roadmap_names()?;
    let names = app
        .store
        .progress()
        .followed()?
        .into_iter()
        .filter(|name| known.contains(name))
        .chain(known.iter().cloned());
    let mut such = Wording::verbatim("");
    for name in names {
        if app
            .store
            .content()
            .homes(&name)?
            .iter()
            .any(|(_, home)| *home == phase)
        {
            such = problems::phase_such(name, phase);
            break;
        }
    }
    Ok(AppError::usage(problems::phase_needs_roadmap()).hint(problems::name_roadmap(such)))
}

/// Which phases a roadmap has, by the number of the last.
pub(crate) fn phases(last: u32) -> Wording {
    match last {
        0 => problems::no_phases(),
        1 => problems::one_phase(),
        _ => problems::phases_to(last),
    }
}

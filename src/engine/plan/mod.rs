//! Plans: what a learner aims at, what the log says of the way there, and what today is for.
//!
//! Nothing is kept but the learner's decision: the calendar is computed again whenever it is looked at, from
//! the log as it is then.

mod gather;
mod view;

use crate::domain::day::StudyDay;
use crate::domain::event::{EventBody, PlanTerms, RoadEvent};
use crate::domain::id::RoadmapId;
use crate::domain::replay::StudyPlan;
use crate::engine::workspace::Workspace;
use crate::error::AppError;
use crate::store::StoreError;

pub(super) use gather::{RoadTopic, plan_topics as topics_of_roads};
pub use view::{
    CalendarDay, LeftOut, LeftOutWhy, PlanStatus, PlanView, PlannedCard, ValueShares, today, view,
};

/// Furthest date that can be planned to, in days.
pub const FURTHEST: i32 = 730;
/// Most minutes of a day.
pub const MOST_MINUTES: u32 = 1_440;

/// Why a plan cannot be made.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum PlanFault {
    /// The date is today or gone.
    Past(StudyDay),
    /// The date lies too far ahead.
    TooFar(StudyDay),
    /// The minutes are none, or more than a day has.
    Minutes(u32),
    /// No roadmap is named and none is followed.
    NoRoadmap,
    /// The roadmaps have no cards.
    NoCards,
}

/// Checks what a learner wants to aim at.
pub fn check(home: &Workspace<'_>, terms: &PlanTerms) -> Result<Result<(), PlanFault>, AppError> {
    let days = terms.date.since(home.today());
    Ok(if days < 1 {
        Err(PlanFault::Past(terms.date))
    } else if days > FURTHEST {
        Err(PlanFault::TooFar(terms.date))
    } else if !(1..=MOST_MINUTES).contains(&terms.minutes) {
        Err(PlanFault::Minutes(terms.minutes))
    } else if terms.roadmaps.is_empty() {
        Err(PlanFault::NoRoadmap)
    } else if gather::plan_topics(home, &terms.roadmaps)?
        .iter()
        .all(|topic| topic.cards == 0)
    {
        Err(PlanFault::NoCards)
    } else {
        Ok(())
    })
}

/// Aims at a date.
pub fn set(home: &Workspace<'_>, terms: PlanTerms) -> Result<StudyPlan, StoreError> {
    let body = EventBody::Road(RoadEvent::Plan(terms.clone()));
    let event = home.store.progress().record(body, &home.stamp())?;
    Ok(StudyPlan {
        began: event.stamp.day,
        terms,
    })
}

/// Aims at no date.
pub fn drop_plan(home: &Workspace<'_>) -> Result<(), StoreError> {
    let body = EventBody::Road(RoadEvent::PlanDropped);
    home.store.progress().record(body, &home.stamp()).map(drop)
}

/// How a plan stands to today.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum PlanInForce {
    /// None was made, or it was dropped.
    None,
    /// Its date is still to come.
    Running(StudyPlan),
    /// Its date has come: it asks nothing any more.
    Over(StudyPlan),
}

/// The plan that stands. One whose roadmaps no deck has any more counts as none.
pub fn in_force(home: &Workspace<'_>) -> Result<PlanInForce, AppError> {
    let Some(mut plan) = home.store.progress().plan()? else {
        return Ok(PlanInForce::None);
    };
    let known = home.store.content().roadmap_names()?;
    plan.terms
        .roadmaps
        .retain(|roadmap| known.contains(roadmap) || is_mine(roadmap));
    Ok(if plan.terms.roadmaps.is_empty() {
        PlanInForce::None
    } else if plan.terms.date > home.today() {
        PlanInForce::Running(plan)
    } else {
        PlanInForce::Over(plan)
    })
}

/// The plan, if its date is still to come.
pub fn running(home: &Workspace<'_>) -> Result<Option<StudyPlan>, AppError> {
    Ok(match in_force(home)? {
        PlanInForce::Running(plan) => Some(plan),
        PlanInForce::None | PlanInForce::Over(_) => None,
    })
}

fn is_mine(roadmap: &RoadmapId) -> bool {
    roadmap.as_str() == "mine"
}

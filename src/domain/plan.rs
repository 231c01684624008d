//! Planning to a date: which cards to ask on which day, so that as much as possible of what interviews ask is
//! remembered on it.
//!
//! Pure: cards, topics, a model of memory and the days that are left come in; a calendar goes out. Nothing is
//! kept between two mornings. A missed day, a slow day or another date is only another input.

mod belief;
mod days;
mod evidence;
mod histories;
mod planner;
mod situation;
mod topics;
mod unplanned;
mod value;

pub use belief::{Belief, FsrsCurve, LastAnswer, MemoryCurve, USUAL_FIRST_RATINGS};
pub use days::{DayUse, LONG_SHARE, PlanPhase, mock_days, mock_seconds};
pub use evidence::{LONG_DAYS, PastAnswer, belief_of, kept_share, learnt_curve, long_saved};
pub use planner::{Course, PlannedDay, PlannedTurn, Purpose, plan_course};
pub use situation::{Horizon, PlanCard, PlanTopic, ScheduledAsk, Situation};
pub use unplanned::unplanned_recall;
pub use value::ValueScale;

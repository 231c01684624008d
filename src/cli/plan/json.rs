//! A plan for scripts.

use serde_json::{Value, json};

use crate::domain::plan::{DayUse, PlanPhase};
use crate::engine::plan::{CalendarDay, LeftOut, LeftOutWhy, PlanStatus, PlanView};

/// The plan as one object.
pub(super) fn object(view: &PlanView) -> Value {
    let terms = &view.plan.terms;
    json!({
        "schema": 1,
        "date": terms.date.iso(),
        "began": view.plan.began.iso(),
        "days_left": view.days_left,
        "minutes_per_day": terms.minutes,
        "roadmaps": terms.roadmaps,
        "cards": view.cards,
        "planned": view.planned,
        "left_out": view.left_out.iter().map(left_out).collect::<Vec<_>>(),
        "expected": {
            "today": view.expected.today,
            "on_date": view.expected.on_date,
            "without_plan": view.expected.without_plan,
        },
        "status": status(view.status),
        "drift_minutes": view.drift_minutes,
        "today": {
            "minutes": view.today_minutes(),
            "cards": view.today.len(),
        },
        "calendar": view.calendar.iter().map(day).collect::<Vec<_>>(),
        "model": view.model.name(),
        "value": {
            "common": view.value.common,
            "sometimes": view.value.sometimes,
            "rare": view.value.rare,
            "no": view.value.no,
            "code": view.value.code,
            "weak": view.value.weak,
        },
        "weak_dimensions": view.weak,
    })
}

fn left_out(left: &LeftOut) -> Value {
    let why = match left.why {
        LeftOutWhy::Minutes => "minutes",
        LeftOutWhy::Held => "held",
        LeftOutWhy::TooLong => "too-long",
    };
    json!({
        "topic": left.topic,
        "cards": left.cards,
        "minutes": left.minutes,
        "value": left.value,
        "why": why,
    })
}

fn day(day: &CalendarDay) -> Value {
    let phase = match day.phase {
        PlanPhase::Learn => "learn",
        PlanPhase::Sweep => "sweep",
    };
    json!({
        "date": day.day.iso(),
        "minutes": day.minutes,
        "new": day.new,
        "refreshed": day.refreshed,
        "phase": phase,
        "mock": day.day_use == DayUse::Mock,
    })
}

const fn status(status: PlanStatus) -> &'static str {
    match status {
        PlanStatus::Ahead => "ahead",
        PlanStatus::On => "on",
        PlanStatus::Behind => "behind",
    }
}

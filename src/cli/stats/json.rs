//! A report as one JSON object.

use serde_json::{Map, Value, json};

use crate::cli::args::StatsBy;
use crate::cli::stats::judged::AsJudged;
use crate::cli::stats::report::{DayRow, Part, Report, Row, Weak};
use crate::domain::day::StudyDay;
use crate::domain::stats::{Figures, Period, Rate, Retention};

/// The object of a report.
pub(crate) fn report(report: &Report) -> Value {
    let mut object = Map::new();
    object.insert("schema".to_owned(), json!(1));
    object.insert("study_day".to_owned(), json!(report.today.iso()));
    object.insert("since".to_owned(), json!(report.since.map(StudyDay::iso)));
    let mut parts = report.parts.iter().map(|part| part_object(report, part));
    if let Some(Value::Object(first)) = parts.next() {
        object.extend(first);
    }
    if report.by == StatsBy::Phase {
        object.insert("also".to_owned(), Value::Array(parts.collect()));
    }
    if report.by == StatsBy::Day {
        object.insert("days".to_owned(), report.days.iter().map(day).collect());
    }
    Value::Object(object)
}

fn part_object(report: &Report, part: &Part) -> Value {
    let rows: Vec<Value> = part.rows.iter().map(|one| row(report.by, one)).collect();
    let totals = figures(&part.totals);
    let mut object = match report.by {
        StatsBy::Phase => json!({ "roadmap": part.roadmap, "phases": rows, "totals": totals }),
        StatsBy::Topic => json!({ "topics": rows, "totals": totals, "weak": weak(&part.weak()) }),
        StatsBy::Area => json!({ "areas": rows, "totals": totals }),
        StatsBy::Kind => json!({ "kinds": rows, "totals": totals }),
        StatsBy::Day => json!({ "totals": totals }),
    };
    object["as_judged"] = part.judged.as_ref().map_or(Value::Null, as_judged);
    object
}

/// Retention as judged, by period.
fn as_judged(judged: &AsJudged) -> Value {
    let periods = Period::ALL.into_iter().zip(judged.retention);
    let retention: Map<String, Value> = periods
        .map(|(period, kept)| (period.word().to_owned(), rate(kept)))
        .collect();
    json!({ "overruled": judged.overruled, "retention": retention })
}

fn row(by: StatsBy, row: &Row) -> Value {
    let mut value = figures(&row.figures);
    if by == StatsBy::Phase {
        value["number"] = json!(row.id.parse::<u32>().ok());
    } else {
        value["id"] = json!(row.id);
    }
    value["title"] = json!(row.title);
    value
}

fn weak(weak: &Weak<'_>) -> Value {
    let list = |rows: &[&Row], figure: &dyn Fn(&Row) -> Value| -> Vec<Value> {
        rows.iter().map(|row| figure(row)).collect()
    };
    json!({
        "retention": list(&weak.retention, &|row| {
            let kept = row.figures.retention(Period::All).all();
            json!({ "id": row.id, "rate": kept.value(), "n": kept.n })
        }),
        "lapses": list(&weak.lapses, &|row| json!({ "id": row.id, "lapses": row.figures.lapses })),
        "time": list(&weak.time, &|row| json!({ "id": row.id, "time_ms": row.figures.time_ms })),
    })
}

/// Figures as an object.
fn figures(figures: &Figures) -> Value {
    let retention: Map<String, Value> = Period::ALL
        .into_iter()
        .map(|period| (period.word().to_owned(), kept(figures.retention(period))))
        .collect();
    json!({
        "cards": figures.cards, "new": figures.new, "learning": figures.learning, "young": figures.young,
        "mature": figures.mature, "suspended": figures.suspended, "buried": figures.buried,
        "leeches": figures.leeches, "seen": figures.seen, "lapses": figures.lapses,
        "coverage": figures.coverage(), "known": figures.known(), "mean_ease": figures.mean_ease(),
        "median_interval": figures.median_interval(), "expected_recall": figures.expected_recall(),
        "readiness": figures.readiness(), "answers": figures.answers, "time_ms": figures.time_ms,
        "due_7": figures.due_soon, "retention": retention,
    })
}

fn kept(retention: Retention) -> Value {
    let mut value = rate(retention.all());
    value["young"] = rate(retention.young);
    value["mature"] = rate(retention.mature);
    value
}

/// A rate with its number and its interval.
pub(crate) fn rate(rate: Rate) -> Value {
    let (low, high) = rate.wilson().unzip();
    json!({ "rate": rate.value(), "n": rate.n, "low": low, "high": high })
}

fn day(day: &DayRow) -> Value {
    let mut value = kept(day.retention);
    value["day"] = json!(day.day.map(StudyDay::iso));
    value["new"] = json!(day.first);
    value["repeats"] = json!(day.repeats);
    value["crams"] = json!(day.crams);
    value["grades"] = json!(day.tally.grades);
    value["answers"] = json!(day.tally.count());
    value["time_ms"] = json!(day.tally.total_ms);
    value
}

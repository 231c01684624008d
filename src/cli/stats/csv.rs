//! A report as comma-separated values: a head line, a line for each row, and no sums.

use crate::cli::args::StatsBy;
use crate::cli::stats::report::{DayRow, Report, Row};
use crate::domain::day::StudyDay;
use crate::domain::spreadsheet::cell;
use crate::domain::stats::{Figures, Period, Rate, Retention};
use crate::domain::wording::problems;
use crate::error::AppError;

/// The text of a report.
pub(crate) fn report(report: &Report) -> Result<String, AppError> {
    let mut writer = csv::Writer::from_writer(Vec::new());
    let fault = |error: csv::Error| AppError::internal(problems::no_table(error.to_string()));
    if report.by == StatsBy::Day {
        writer
            .write_record(
                DAY_HEADS
                    .iter()
                    .map(|head| (*head).to_owned())
                    .chain(heads("", "")),
            )
            .map_err(fault)?;
        for day in &report.days {
            writer.write_record(day_cells(day)).map_err(fault)?;
        }
    } else {
        writer.write_record(all_heads()).map_err(fault)?;
        for part in &report.parts {
            let roadmap = part.roadmap.clone().unwrap_or_default();
            for row in &part.rows {
                writer.write_record(cells(&roadmap, row)).map_err(fault)?;
            }
        }
    }
    let bytes = writer
        .into_inner()
        .map_err(|error| AppError::internal(problems::no_table(error.to_string())))?;
    Ok(String::from_utf8_lossy(&bytes).into_owned())
}

const DAY_HEADS: [&str; 6] = ["day", "new", "repeats", "crams", "answers", "time_ms"];

const COUNT_HEADS: [&str; 21] = [
    "roadmap",
    "id",
    "title",
    "cards",
    "new",
    "learning",
    "young",
    "mature",
    "suspended",
    "buried",
    "leeches",
    "seen",
    "lapses",
    "coverage",
    "known",
    "mean_ease",
    "median_interval",
    "expected_recall",
    "readiness",
    "time_ms",
    "due_7",
];

/// The heads of a retention: together, young, mature.
fn heads(before: &str, after: &str) -> Vec<String> {
    ["", "young_", "mature_"]
        .into_iter()
        .flat_map(|age| {
            ["rate", "n", "low", "high"].map(|head| format!("{before}{age}{head}{after}"))
        })
        .collect()
}

fn all_heads() -> Vec<String> {
    let periods = Period::ALL
        .into_iter()
        .flat_map(|period| heads("", &format!("_{}", period.word())));
    COUNT_HEADS
        .iter()
        .map(|head| (*head).to_owned())
        .chain(periods)
        .collect()
}

fn cells(roadmap: &str, row: &Row) -> Vec<String> {
    let figures: &Figures = &row.figures;
    let counts = [
        figures.cards,
        figures.new,
        figures.learning,
        figures.young,
        figures.mature,
        figures.suspended,
        figures.buried,
        figures.leeches,
        figures.seen,
        figures.lapses,
    ];
    let shares = [
        figures.coverage(),
        figures.known(),
        figures.mean_ease(),
        figures.median_interval(),
        figures.expected_recall(),
        figures.readiness(),
    ];
    let mut cells = [roadmap, &row.id, &row.title].map(cell).to_vec();
    cells.extend(counts.map(|count| count.to_string()));
    cells.extend(shares.map(number));
    cells.extend([figures.time_ms.to_string(), figures.due_soon.to_string()]);
    cells.extend(
        Period::ALL
            .into_iter()
            .flat_map(|period| retention(figures.retention(period))),
    );
    cells
}

/// A number, or an empty cell where there is none.
fn number(value: Option<f64>) -> String {
    value.map_or_else(String::new, |value| value.to_string())
}

fn retention(retention: Retention) -> Vec<String> {
    [retention.all(), retention.young, retention.mature]
        .into_iter()
        .flat_map(rate)
        .collect()
}

fn rate(rate: Rate) -> [String; 4] {
    let (low, high) = rate.wilson().unzip();
    [
        number(rate.value()),
        rate.n.to_string(),
        number(low),
        number(high),
    ]
}

fn day_cells(day: &DayRow) -> Vec<String> {
    let counts = [
        day.first,
        day.repeats,
        day.crams,
        day.tally.count(),
        day.tally.total_ms,
    ];
    let date = day.day.map(StudyDay::iso).unwrap_or_default();
    std::iter::once(date)
        .chain(counts.map(|count| count.to_string()))
        .chain(retention(day.retention))
        .collect()
}

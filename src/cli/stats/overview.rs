//! What the dashboard shows of the figures: a line for each phase, and the leeches.

use crate::cli::app::App;
use crate::cli::scope::Chosen;
use crate::cli::stats::gather::Material;
use crate::cli::stats::report::{self, Row};
use crate::cli::stats::table::{percent, rate};
use crate::domain::stats::Period;
use crate::error::AppError;
use crate::ui::card::Look;
use crate::ui::clean::clean_line;
use crate::ui::messages::fill;
use crate::ui::palette::Role;
use crate::ui::table::pad;

/// Columns of a rate with its number.
const RATE: usize = 12;

/// Places of a phase's bar.
const PLACES: u64 = 10;

/// The figures of a dashboard, drawn.
pub(crate) struct Overview {
    /// A line for each phase of each road.
    pub phases: String,
    /// Cards of the choice that are leeches.
    pub leeches: u64,
}

/// The figures of a choice of cards, as `stats` has them.
pub(crate) fn overview(app: &App, look: Look<'_>, chosen: &Chosen) -> Result<Overview, AppError> {
    let material = Material::read(app, chosen, None)?;
    let (parts, leeches) = report::roads(app, chosen, &material)?;
    let mut phases = String::new();
    for part in &parts {
        if parts.len() > 1 {
            let road = part.roadmap.as_deref().unwrap_or_default();
            phases.push_str(&look.remark(Role::Faint, &clean_line(road)));
        }
        for row in &part.rows {
            phases.push_str(&line(look, row));
        }
    }
    Ok(Overview { phases, leeches })
}

fn line(look: Look<'_>, row: &Row) -> String {
    let figures = &row.figures;
    let kept = figures.retention(Period::All).all();
    let palette = look.palette;
    let values = [
        ("seen", format!("{:>5}", percent(figures.coverage(), palette))),
        ("ready", format!("{:>5}", percent(figures.readiness(), palette))),
        // Filled up, so that the bars stand under each other.
        ("retention", pad(&rate(kept, palette), RATE)),
        ("dot", palette.dot().to_owned()),
    ];
    let values: Vec<(&str, &str)> = values.iter().map(|(name, value)| (*name, value.as_str())).collect();
    // On a narrow screen the title matters more than the retention.
    let words = if look.width < 80 { look.words.dashboard_phase_short } else { look.words.dashboard_phase };
    let right = format!("{} {}", bar(look, figures.seen, figures.cards), fill(words, &values));
    look.head(&format!("{:>2}", row.id), &clean_line(&row.title), &right)
}

/// Places filled by the share of cards seen.
fn bar(look: Look<'_>, seen: u64, cards: u64) -> String {
    let filled = usize::try_from((seen * PLACES).checked_div(cards).unwrap_or(0)).unwrap_or(0);
    let places = usize::try_from(PLACES).unwrap_or(0);
    format!("{}{}", look.palette.sign("█", "#").repeat(filled), look.palette.sign("░", ".").repeat(places - filled))
}

//! What the dashboard shows of the figures: a line for each phase, and the leeches.

use crate::cli::app::App;
use crate::cli::scope::Chosen;
use crate::cli::stats::gather::StatsSource;
use crate::cli::stats::report::{self, Part, Row};
use crate::cli::stats::table::{percent, rate};
use crate::domain::stats::Period;
use crate::error::AppError;
use crate::ui::card::Renderer;
use crate::ui::clean::clean_line;
use crate::ui::palette::TextRole;
use crate::ui::table::pad;

/// Columns of a rate with its number.
const RATE: usize = 12;

/// Columns from which there is room for bars.
const NARROW: usize = 70;

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
pub(crate) fn overview(app: &App, look: Renderer, chosen: &Chosen) -> Result<Overview, AppError> {
    let material = StatsSource::read(app, chosen, None)?;
    let (parts, leeches) = report::roads(app, chosen, &material)?;
    let mut phases = String::new();
    for part in &parts {
        if parts.len() > 1 {
            let road = part.roadmap.as_deref().unwrap_or_default();
            phases.push_str(&look.remark(TextRole::Faint, &clean_line(road)));
        }
        phases.push_str(&phase_head(look));
        for row in &part.rows {
            phases.push_str(&phase_line(look, row, &row.title));
        }
    }
    Ok(Overview { phases, leeches })
}

/// The phases of each road of a choice, as `stats` has them.
pub(crate) fn phases(app: &App, chosen: &Chosen) -> Result<Vec<Part>, AppError> {
    report::phases(app, chosen, &StatsSource::read(app, chosen, None)?)
}

/// The names over the columns of [`phase_line`].
pub(crate) fn phase_head(look: Renderer) -> String {
    let words = look.words;
    let right = columns(
        look,
        words.prompt.seen(),
        words.prompt.ready(),
        words.prompt.retention(),
        "",
    );
    look.head("  ", "", &right)
}

/// A phase on a line: how much of it was seen, how ready it is, and its retention with its number.
pub(crate) fn phase_line(look: Renderer, row: &Row, title: &str) -> String {
    let figures = &row.figures;
    let kept = figures.retention(Period::All).all();
    let palette = look.palette;
    let (seen, ready) = (
        percent(figures.coverage(), palette),
        percent(figures.readiness(), palette),
    );
    let right = columns(
        look,
        &seen,
        &ready,
        &rate(kept, palette, look.words.language()),
        &bar(look, figures.seen, figures.cards),
    );
    look.head(&format!("{:>2}", row.id), &clean_line(title), &right)
}

/// Three figures under each other; a narrow screen has no room for the bar before them.
fn columns(look: Renderer, seen: &str, ready: &str, retention: &str, bar: &str) -> String {
    let bar = if look.width < NARROW {
        String::new()
    } else {
        pad(bar, usize::try_from(PLACES).unwrap_or(0))
    };
    format!("{bar} {seen:>7} {ready:>8} {retention:>RATE$}")
}

/// Places filled by the share of cards seen.
fn bar(look: Renderer, seen: u64, cards: u64) -> String {
    let filled = usize::try_from((seen * PLACES).checked_div(cards).unwrap_or(0)).unwrap_or(0);
    let places = usize::try_from(PLACES).unwrap_or(0);
    format!(
        "{}{}",
        look.palette.sign("█", "#").repeat(filled),
        look.palette.sign("░", ".").repeat(places - filled)
    )
}

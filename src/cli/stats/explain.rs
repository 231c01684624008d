//! The arithmetic behind readiness, in full.

use crate::cli::stats::report::{Report, Row};
use crate::domain::stats::{Figures, Lens, Rate};
use crate::ui::clean::clean_line;
use crate::ui::markup::wrap;
use crate::ui::palette::{Palette, Role};

/// The arithmetic of every row of a report.
pub(crate) fn report(report: &Report, lens: &Lens, width: usize, palette: Palette) -> String {
    let mut out = format!("{}\n", palette.paint(Role::Title, "readiness, step by step"));
    let (young, mature) = lens.habit.expected();
    let times = palette.sign("×", "x");
    let lines = [
        format!("readiness = seen {times} recall: the chance that a card drawn from all of them is remembered today."),
        "recall of a card = r ^ (t / I): t days since its last review, I its interval in days, r what you remember on \
         the day a card is due. A card not seen yet counts as not known."
            .to_owned(),
        format!("r of young cards = {}", habit(lens.habit.retention.young, young)),
        format!("r of mature cards = {}", habit(lens.habit.retention.mature, mature)),
        "The 9 of 10 are imagined reviews, so that a first fail is not taken for a habit. Forgetting is taken as \
         exponential (Wozniak, Gorzelanczyk, Murakowski 1995)."
            .to_owned(),
    ];
    for line in lines {
        out.push_str(&palette.paint(Role::Faint, &wrap(&line, width, "", "  ")));
    }
    for part in &report.parts {
        for row in &part.rows {
            out.push_str(&arithmetic(&name(row), &row.figures, width, palette));
        }
        out.push_str(&arithmetic("all", &part.totals, width, palette));
    }
    out
}

fn name(row: &Row) -> String {
    let title = clean_line(&row.title);
    if row.id == row.title || row.id.parse::<u32>().is_err() { title } else { format!("{} {title}", row.id) }
}

fn habit(rate: Rate, expected: f64) -> String {
    format!("({} + 9) / ({} + 10) = {expected:.3}", rate.passed, rate.n)
}

fn arithmetic(name: &str, figures: &Figures, width: usize, palette: Palette) -> String {
    let mut out = format!("\n{}\n", palette.paint(Role::Strong, name));
    let show = |value: Option<f64>| {
        value.map_or_else(|| palette.sign("–", "-").to_owned(), |value| format!("{:.1} %", value * 100.0))
    };
    let Figures { seen, cards, mature, .. } = figures;
    let times = palette.sign("×", "x");
    let lines = [
        format!("seen      {seen} / {cards} cards = {}", show(figures.coverage())),
        format!("recall    mean over {seen} seen cards = {}", show(figures.expected_recall())),
        format!(
            "readiness {} {times} {} = {}",
            show(figures.coverage()),
            show(figures.expected_recall()),
            show(figures.readiness())
        ),
        format!("known     {mature} mature / {cards} cards = {}", show(figures.known())),
    ];
    for line in lines {
        out.push_str(&wrap(&line, width, "  ", "            "));
    }
    out
}

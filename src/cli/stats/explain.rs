//! The arithmetic behind readiness, in full.

use crate::cli::stats::report::{Report, Row};
use crate::domain::stats::{Figures, Rate, StatsContext};
use crate::ui::card::Renderer;
use crate::ui::clean::clean_line;
use crate::ui::markup::{columns, wrap};
use crate::ui::palette::TextRole;
use crate::ui::table::pad;

/// The arithmetic of every row of a report.
pub(crate) fn report(report: &Report, lens: &StatsContext, look: Renderer) -> String {
    let (palette, words) = (look.palette, look.words.stats);
    let mut out = format!("{}\n", palette.paint(TextRole::Title, words.explain()));
    let (young, mature) = lens.habit.expected();
    let lines = [
        words.explain_readiness(palette.sign("×", "x")),
        words.explain_recall().to_owned(),
        words.explain_young(habit(look, lens.habit.retention.young, young)),
        words.explain_mature(habit(look, lens.habit.retention.mature, mature)),
        words.explain_ground().to_owned(),
    ];
    for line in lines {
        out.push_str(&palette.paint(TextRole::Faint, &wrap(&line, look.width, "", "  ")));
    }
    for part in &report.parts {
        for row in &part.rows {
            out.push_str(&arithmetic(&name(row), &row.figures, look));
        }
        out.push_str(&arithmetic(words.all(), &part.totals, look));
    }
    out
}

fn name(row: &Row) -> String {
    let title = clean_line(&row.title);
    if row.id == row.title || row.id.parse::<u32>().is_err() {
        title
    } else {
        format!("{} {title}", row.id)
    }
}

fn habit(look: Renderer, rate: Rate, expected: f64) -> String {
    let lang = look.words.language();
    format!(
        "({} + 9) / ({} + 10) = {}",
        lang.whole(rate.passed),
        lang.whole(rate.n),
        lang.decimal(expected, 3)
    )
}

fn arithmetic(name: &str, figures: &Figures, look: Renderer) -> String {
    let (palette, words) = (look.palette, look.words.stats);
    let lang = look.words.language();
    let mut out = format!("\n{}\n", palette.paint(TextRole::Strong, name));
    let show = |value: Option<f64>| {
        value.map_or_else(
            || palette.sign("–", "-").to_owned(),
            |value| format!("{} %", lang.decimal(value * 100.0, 1)),
        )
    };
    let (seen, recall) = (show(figures.coverage()), show(figures.expected_recall()));
    let (cards, mature) = (
        words.of_cards(figures.cards),
        words.of_mature(figures.mature),
    );
    let lines = [
        (
            words.seen(),
            format!("{} / {cards} = {seen}", lang.whole(figures.seen)),
        ),
        (
            words.recall(),
            format!("{} = {recall}", words.of_seen(figures.seen)),
        ),
        (
            words.readiness(),
            format!(
                "{seen} {} {recall} = {}",
                palette.sign("×", "x"),
                show(figures.readiness())
            ),
        ),
        (
            words.known(),
            format!("{mature} / {cards} = {}", show(figures.known())),
        ),
    ];
    let wide = lines
        .iter()
        .map(|(label, _)| columns(label))
        .max()
        .unwrap_or(0);
    for (label, sum) in lines {
        out.push_str(&wrap(
            &sum,
            look.width,
            &format!("  {} ", pad(label, wide)),
            &" ".repeat(wide + 3),
        ));
    }
    out
}

//! Plots as text: what is drawn is a value, so that a terminal, a page and a sentence tell the same.
//!
//! Every axis starts at nothing and is named; what hue could say, shape says first. Each drawing carries its
//! numbers, so that none has to be guessed from a length.

mod heat;

use crate::domain::day::StudyDay;
use crate::ui::card::Renderer;
use crate::ui::markup::{columns, wrap};
use crate::ui::messages::Messages;
use crate::ui::palette::{Palette, TextRole};
use crate::ui::table::{clip, pad};

/// A plot.
#[derive(Debug, Clone, PartialEq)]
pub struct Plot {
    /// Its name, for anchors and flags.
    pub id: &'static str,
    /// What it shows.
    pub title: String,
    /// What is counted: units, and what is left out.
    pub note: String,
    /// How the drawing is read; nothing where it needs no words.
    pub key: String,
    /// What stands out, a sentence.
    pub summary: String,
    /// What is drawn.
    pub shape: Shape,
}

/// What is drawn.
#[derive(Debug, Clone, PartialEq)]
pub enum Shape {
    /// Bars from 0 to the greatest.
    Bars(Vec<Bar>),
    /// Rates with their intervals, on an axis from 0 to 100 %.
    Ranges(Vec<Range>),
    /// Shares over time, each on an axis from 0 to 100 %.
    Lines(Vec<PlotLine>),
    /// Days in weeks.
    Heat(Heat),
}

/// A bar.
#[derive(Debug, Clone, PartialEq)]
pub struct Bar {
    /// Its name.
    pub label: String,
    /// Its length.
    pub value: f64,
    /// A second part after the first, drawn otherwise.
    pub more: f64,
    /// Its figures, as text.
    pub figure: String,
}

/// A rate with its interval.
#[derive(Debug, Clone, PartialEq)]
pub struct Range {
    /// Its name.
    pub label: String,
    /// Rate, lower and upper end, each from 0 to 1; nothing where nothing was measured.
    pub rate: Option<(f64, f64, f64)>,
    /// Its figures, as text.
    pub figure: String,
}

/// A share over time.
#[derive(Debug, Clone, PartialEq)]
pub struct PlotLine {
    /// Its name.
    pub label: String,
    /// Shares from 0 to 1, the earliest first.
    pub values: Vec<f64>,
    /// Its figures, as text.
    pub figure: String,
}

/// Days in weeks.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Heat {
    /// The first day, a Monday.
    pub first: StudyDay,
    /// How much each day has, from the first on; the last is today.
    pub counts: Vec<i64>,
    /// The upper end of each level above nothing.
    ends: [i64; 4],
}

/// Widest bar, in columns.
const WIDEST: usize = 60;

impl Plot {
    /// Whether there is nothing to draw yet.
    pub fn is_empty(&self) -> bool {
        match &self.shape {
            Shape::Bars(bars) => bars.iter().all(|bar| bar.value + bar.more <= 0.0),
            Shape::Ranges(ranges) => ranges.iter().all(|range| range.rate.is_none()),
            Shape::Lines(lines) => lines
                .iter()
                .all(|line| line.values.iter().all(|value| *value <= 0.0)),
            Shape::Heat(heat) => heat.counts.iter().all(|count| *count == 0),
        }
    }

    /// The plot as lines of at most the screen's width.
    pub fn draw(&self, look: Renderer) -> String {
        let (width, palette) = (look.width, look.palette);
        let body = match &self.shape {
            Shape::Bars(bars) => draw_bars(bars, width, palette),
            Shape::Ranges(ranges) => draw_ranges(ranges, width, palette),
            Shape::Lines(lines) => draw_lines(lines, width, palette),
            Shape::Heat(heat) => heat.draw(look),
        };
        let note = wrap(&self.manual(), width, "", "");
        format!(
            "{}\n{}{body}{}",
            self.head(palette),
            palette.paint(TextRole::Faint, &note),
            wrap(&self.summary, width, "", "")
        )
    }

    /// The plot in words, for those who hear it.
    pub fn describe(&self, look: Renderer) -> String {
        let width = look.width;
        let mut out = format!("{}\n", self.head(look.palette));
        out.push_str(&wrap(&self.note, width, "", ""));
        out.push_str(&wrap(&self.summary, width, "", ""));
        for (label, figure) in self.figures(look.words) {
            out.push_str(&wrap(&format!("{label}: {figure}"), width, "- ", "  "));
        }
        out
    }

    /// What is counted, and how the drawing is read.
    pub fn manual(&self) -> String {
        if self.key.is_empty() {
            self.note.clone()
        } else {
            format!("{} {}", self.note, self.key)
        }
    }

    fn head(&self, palette: Palette) -> String {
        palette.paint(TextRole::Title, &self.title)
    }

    /// Every name with its figures; of a heat map the weeks.
    pub fn figures(&self, words: Messages) -> Vec<(String, String)> {
        match &self.shape {
            Shape::Bars(bars) => bars
                .iter()
                .map(|bar| (bar.label.clone(), bar.figure.clone()))
                .collect(),
            Shape::Ranges(ranges) => ranges
                .iter()
                .map(|one| (one.label.clone(), one.figure.clone()))
                .collect(),
            Shape::Lines(lines) => lines
                .iter()
                .map(|line| (line.label.clone(), line.figure.clone()))
                .collect(),
            Shape::Heat(heat) => heat.months(words),
        }
    }
}

/// Columns of the widest label and of the widest figure.
fn sides<'t>(rows: impl Iterator<Item = (&'t str, &'t str)>, width: usize) -> (usize, usize) {
    let (mut label, mut figure) = (0, 0);
    for (name, text) in rows {
        label = label.max(columns(name));
        figure = figure.max(columns(text));
    }
    (label.min(width / 3), figure)
}

fn draw_bars(bars: &[Bar], width: usize, palette: Palette) -> String {
    let (label, figure) = sides(
        bars.iter()
            .map(|bar| (bar.label.as_str(), bar.figure.as_str())),
        width,
    );
    let room = width.saturating_sub(label + figure + 4).clamp(4, WIDEST);
    let most = bars
        .iter()
        .map(|bar| bar.value + bar.more)
        .fold(0.0, f64::max);
    let mut out = String::new();
    for bar in bars {
        let whole = cells(bar.value + bar.more, most, room);
        let first = cells(bar.value, most, room).min(whole);
        let drawn = palette.paint(TextRole::Right, &palette.sign("█", "#").repeat(first));
        let more = palette.paint(
            TextRole::Near,
            &palette.sign("░", "+").repeat(whole - first),
        );
        let bar_text = format!("{drawn}{more}{}", " ".repeat(room - whole));
        out.push_str(&row(&bar.label, label, &bar_text, &bar.figure, palette));
    }
    out
}

/// A label, a drawing and its figures.
fn row(label: &str, wide: usize, drawing: &str, figure: &str, palette: Palette) -> String {
    let label = pad(&clip(label, wide, palette), wide);
    let line = format!("{label} {}{drawing} {figure}", palette.sign("│", "|"));
    format!("{}\n", line.trim_end())
}

/// How many cells a value takes if the greatest takes all of them; anything above zero takes at
/// least one.
#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    clippy::cast_precision_loss,
    reason = "a share of a screen's width, held between 0 and that width"
)]
fn cells(value: f64, most: f64, room: usize) -> usize {
    if value <= 0.0 || most <= 0.0 {
        return 0;
    }
    ((value / most * room as f64).round() as usize).clamp(1, room)
}

/// The axis from 0 to 100 % under ranges; a narrow one names fewer places.
fn axis(room: usize, indent: usize) -> String {
    let marks: &[(usize, &str)] = if room < 34 {
        &[(0, "0"), (2, "50"), (4, "100 %")]
    } else {
        &[(0, "0"), (1, "25"), (2, "50"), (3, "75"), (4, "100 %")]
    };
    let mut line = " ".repeat(indent);
    for (place, text) in marks {
        let at = indent + (room.saturating_sub(1)) * place / 4;
        let start = if *place == 4 {
            (at + 1).saturating_sub(columns(text))
        } else {
            at
        };
        line = format!("{}{text}", pad(&line, start));
    }
    format!("{line}\n")
}

fn draw_ranges(ranges: &[Range], width: usize, palette: Palette) -> String {
    let (label, figure) = sides(
        ranges
            .iter()
            .map(|one| (one.label.as_str(), one.figure.as_str())),
        width,
    );
    let room = width
        .saturating_sub(label + figure + 4)
        .clamp(11, WIDEST + 1);
    let mut out = String::new();
    for one in ranges {
        let drawing = one
            .rate
            .map_or_else(|| " ".repeat(room), |rate| range(rate, room, palette));
        out.push_str(&row(&one.label, label, &drawing, &one.figure, palette));
    }
    out.push_str(&palette.paint(TextRole::Faint, &axis(room, label + 2)));
    out
}

/// A rate as a sign on its interval.
fn range((rate, low, high): (f64, f64, f64), room: usize, palette: Palette) -> String {
    // A column less than the room, so that 100 % stands in the last column and 0 in the first.
    let at = |share: f64| cells(share, 1.0, room - 1).min(room - 1);
    // Both ends of an interval show, however short it is; an end at 0 or 100 % is the sign's own place.
    let (from, rate, to) = (at(low), at(rate), at(high));
    let low = from.min(rate.saturating_sub(1));
    let high = to.max(rate + 1);
    let sign = |place: usize| match place {
        place if place == rate => palette.sign("●", "o"),
        place if place == low => palette.sign("├", "["),
        place if place == high => palette.sign("┤", "]"),
        place if low < place && place < high => palette.sign("─", "-"),
        _ => " ",
    };
    (0..room).map(sign).collect()
}

fn draw_lines(lines: &[PlotLine], width: usize, palette: Palette) -> String {
    let (label, figure) = sides(
        lines
            .iter()
            .map(|one| (one.label.as_str(), one.figure.as_str())),
        width,
    );
    let room = width.saturating_sub(label + figure + 4);
    let mut out = String::new();
    for line in lines {
        let each = (room / line.values.len().max(1)).clamp(1, 3);
        let drawing: String = line
            .values
            .iter()
            .map(|value| step(*value, palette).repeat(each))
            .collect();
        out.push_str(&row(
            &line.label,
            label,
            &palette.paint(TextRole::Right, &drawing),
            &line.figure,
            palette,
        ));
    }
    out
}

/// A share as a step of nine heights; only nothing looks like nothing.
fn step(share: f64, palette: Palette) -> &'static str {
    const STEPS: [(&str, &str); 9] = [
        ("·", "."),
        ("▁", "1"),
        ("▂", "2"),
        ("▃", "3"),
        ("▄", "4"),
        ("▅", "5"),
        ("▆", "6"),
        ("▇", "7"),
        ("█", "8"),
    ];
    let (unicode, ascii) = STEPS[cells(share, 1.0, 8)];
    palette.sign(unicode, ascii)
}

#[cfg(test)]
mod tests;

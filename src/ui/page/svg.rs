//! Plots as SVG, 360 units wide so that their text stays readable on a phone.

use chrono::Datelike;

use crate::ui::messages::Messages;
use crate::ui::page::escape;
use crate::ui::palette::Palette;
use crate::ui::plot::{Bar, Heat, Plot, PlotLine, Range, Shape};
use crate::ui::table::clip;

/// Units of the whole width.
const WIDTH: f64 = 360.0;
/// Units of a row.
const ROW: f64 = 17.0;
/// Units that a character takes, about.
const CHAR: f64 = 6.3;
/// Characters of a label; the whole of it stands in the figures below.
const LABEL: usize = 15;

/// What is drawn, and how much room it takes, in units.
struct PlotDrawing {
    width: f64,
    height: f64,
    body: String,
}

fn drawing((height, body): (f64, String)) -> PlotDrawing {
    PlotDrawing {
        width: WIDTH,
        height,
        body,
    }
}

/// The drawing of a plot, named and described for those who hear it.
pub(super) fn draw(id: &str, plot: &Plot, words: Messages) -> String {
    let PlotDrawing {
        width,
        height,
        body,
    } = match &plot.shape {
        Shape::Bars(bars) => drawing(draw_bars(bars)),
        Shape::Ranges(ranges) => drawing(draw_ranges(ranges)),
        Shape::Lines(lines) => drawing(draw_lines(lines)),
        Shape::Heat(heat) => draw_heat(heat, words),
    };
    let (title, summary) = (escape(&plot.title), escape(&plot.summary));
    format!(
        "<svg role=\"img\" viewBox=\"0 0 {width:.0} {height:.0}\" aria-labelledby=\"{id}-t {id}-d\">\n\
         <title id=\"{id}-t\">{title}</title>\n<desc id=\"{id}-d\">{summary}</desc>\n{body}</svg>\n"
    )
}

/// Where the drawing begins and ends between labels and figures.
struct Sides {
    from: f64,
    to: f64,
}

fn sides<'t>(rows: impl Iterator<Item = (&'t str, &'t str)>) -> Sides {
    let (mut label, mut figure) = (0, 0);
    for (name, text) in rows {
        label = label.max(name.chars().count().min(LABEL));
        figure = figure.max(text.chars().count());
    }
    Sides {
        from: units(label) * CHAR + 10.0,
        to: WIDTH - units(figure) * CHAR - 6.0,
    }
}

fn units(count: usize) -> f64 {
    u32::try_from(count).map_or(0.0, f64::from)
}

fn text(x: f64, y: f64, anchor: &str, text: &str) -> String {
    format!(
        "<text x=\"{x:.1}\" y=\"{y:.1}\" text-anchor=\"{anchor}\">{}</text>\n",
        escape(text)
    )
}

/// A row's label at the left and its figures at the right.
fn names(label: &str, figure: &str, y: f64) -> String {
    let label = clip(label, LABEL, Palette::PLAIN);
    format!(
        "{}{}",
        text(0.0, y + 12.0, "start", &label),
        text(WIDTH, y + 12.0, "end", figure)
    )
}

fn rect(class: &str, x: f64, y: f64, width: f64, height: f64) -> String {
    format!(
        "<rect class=\"{class}\" x=\"{x:.2}\" y=\"{y:.2}\" width=\"{width:.2}\" height=\"{height:.2}\"/>\n"
    )
}

fn draw_bars(bars: &[Bar]) -> (f64, String) {
    let sides = sides(
        bars.iter()
            .map(|bar| (bar.label.as_str(), bar.figure.as_str())),
    );
    let most = bars
        .iter()
        .map(|bar| bar.value + bar.more)
        .fold(0.0, f64::max);
    let scale = if most > 0.0 {
        (sides.to - sides.from) / most
    } else {
        0.0
    };
    let mut out = String::new();
    for (place, bar) in bars.iter().enumerate() {
        let y = units(place) * ROW;
        out.push_str(&names(&bar.label, &bar.figure, y));
        out.push_str(&rect(
            "ground",
            sides.from,
            y + 3.0,
            sides.to - sides.from,
            11.0,
        ));
        out.push_str(&rect("one", sides.from, y + 3.0, bar.value * scale, 11.0));
        if bar.more > 0.0 {
            out.push_str(&rect(
                "two",
                sides.from + bar.value * scale,
                y + 3.0,
                bar.more * scale,
                11.0,
            ));
        }
    }
    (units(bars.len()).max(1.0) * ROW, out)
}

/// Lines at 0, 25, 50, 75 and 100 % with their names under the rows.
fn axis(sides: &Sides, height: f64) -> String {
    let mut out = String::new();
    for (quarter, name) in [
        (0.0, "0"),
        (1.0, "25"),
        (2.0, "50"),
        (3.0, "75"),
        (4.0, "100 %"),
    ] {
        let x = sides.from + (sides.to - sides.from) * quarter / 4.0;
        out.push_str(&format!(
            "<path class=\"axis\" d=\"M{x:.1} 0V{height:.1}\"/>\n"
        ));
        // Where labels and figures leave little room, the names of the axis would run into each
        // other.
        let wide = sides.to - sides.from > 130.0 || !matches!(name, "25" | "75");
        if wide {
            out.push_str(&format!(
                "<text class=\"soft\" x=\"{x:.1}\" y=\"{:.1}\" text-anchor=\"middle\">{name}</text>\n",
                height + 12.0
            ));
        }
    }
    out
}

fn draw_ranges(ranges: &[Range]) -> (f64, String) {
    let sides = sides(
        ranges
            .iter()
            .map(|one| (one.label.as_str(), one.figure.as_str())),
    );
    let height = units(ranges.len()) * ROW;
    let mut out = axis(&sides, height);
    let at = |share: f64| sides.from + (sides.to - sides.from) * share;
    for (place, one) in ranges.iter().enumerate() {
        let y = units(place) * ROW;
        out.push_str(&names(&one.label, &one.figure, y));
        if let Some((rate, low, high)) = one.rate {
            let (low, high, middle) = (at(low), at(high), y + 8.5);
            out.push_str(&format!(
                "<path class=\"whisker\" d=\"M{low:.1} {:.1}v8M{low:.1} {middle:.1}H{high:.1}M{high:.1} {:.1}v8\"/>\n\
                 <circle class=\"one\" cx=\"{:.1}\" cy=\"{middle:.1}\" r=\"3.5\"/>\n",
                y + 4.5,
                y + 4.5,
                at(rate)
            ));
        }
    }
    (height + 16.0, out)
}

/// Each line is a stair of its own, from nothing at its foot to all at its head.
fn draw_lines(lines: &[PlotLine]) -> (f64, String) {
    const TALL: f64 = 24.0;
    let each = TALL + ROW + 4.0;
    let mut out = String::new();
    for (place, line) in lines.iter().enumerate() {
        let y = units(place) * each;
        out.push_str(&text(
            0.0,
            y + 12.0,
            "start",
            &clip(&line.label, 40, Palette::PLAIN),
        ));
        out.push_str(&text(WIDTH, y + 12.0, "end", &line.figure));
        let top = y + ROW;
        out.push_str(&rect("ground", 0.0, top, WIDTH, TALL));
        let step = WIDTH / units(line.values.len().max(1));
        for (place, value) in line.values.iter().enumerate() {
            let tall = value * TALL;
            out.push_str(&rect(
                "one",
                units(place) * step + 1.0,
                top + TALL - tall,
                step - 2.0,
                tall,
            ));
        }
    }
    (units(lines.len()).max(1.0) * each, out)
}

/// Units between two days of the map, which is wider than other plots.
const PITCH: f64 = 10.0;
/// Units left of the first week, and above the first day.
const MAP_LEFT: f64 = 22.0;
const MAP_TOP: f64 = 11.0;

/// A square for each day: the more answers, the stronger its colour and the larger it is.
fn draw_heat(heat: &Heat, all_words: Messages) -> PlotDrawing {
    let (lang, words) = (all_words.language(), all_words.plots);
    let weeks = heat.counts.len().div_ceil(7);
    let mut body = String::new();
    for day in [0, 2, 4, 6] {
        let y = MAP_TOP + units(day) * PITCH + 8.0;
        body.push_str(&small(0.0, y, words.weekday(day)));
    }
    // The last week gets no name of a month: it would stick out at the right.
    for week in 0..weeks.saturating_sub(1) {
        let date = heat.day(week * 7).date();
        // A month is named over the week of its first Monday.
        if date.day() <= 7 {
            let month = words.month(usize::try_from(date.month0()).unwrap_or(0));
            body.push_str(&small(MAP_LEFT + units(week) * PITCH, 7.0, month));
        }
    }
    for (place, count) in heat.counts.iter().enumerate() {
        let x = MAP_LEFT + units(place / 7) * PITCH;
        let y = MAP_TOP + units(place % 7) * PITCH;
        let date = lang.date(heat.day(place));
        let title = format!("{date}: {}", lang.whole(*count));
        body.push_str(&square(heat.level(*count), x, y, &title));
    }
    let foot = MAP_TOP + 7.0 * PITCH + 4.0;
    body.push_str(&legend(heat, foot, all_words));
    PlotDrawing {
        width: MAP_LEFT + units(weeks.max(1)) * PITCH,
        height: foot + PITCH + 2.0,
        body,
    }
}

/// What each level stands for.
fn legend(heat: &Heat, y: f64, words: Messages) -> String {
    let mut names = vec![words.plots.heat_none().to_owned()];
    let mut low = 1;
    for end in heat.ends() {
        names.push(if low == end {
            words.language().whole(end)
        } else {
            words.plots.between(low, end)
        });
        low = end + 1;
    }
    let (mut out, mut x) = (String::new(), MAP_LEFT);
    for (level, name) in names.iter().enumerate() {
        out.push_str(&square(level, x, y, name));
        out.push_str(&small(x + PITCH + 2.0, y + 8.0, name));
        x += PITCH + 12.0 + units(name.chars().count()) * 4.0;
    }
    out
}

fn small(x: f64, y: f64, text: &str) -> String {
    let text = escape(text);
    format!("<text class=\"soft\" x=\"{x:.1}\" y=\"{y:.1}\" font-size=\"7\">{text}</text>\n")
}

/// A day's square in a field of its own.
fn square(level: usize, x: f64, y: f64, title: &str) -> String {
    let side = [4.0, 6.0, 7.0, 8.0, 9.0][level];
    let (x, y) = (x + (PITCH - side) / 2.0, y + (PITCH - side) / 2.0);
    let title = escape(title);
    format!(
        "<rect class=\"level{level}\" x=\"{x:.1}\" y=\"{y:.1}\" width=\"{side:.1}\" height=\"{side:.1}\" rx=\"1\"><title>{title}</title>\
         </rect>\n"
    )
}

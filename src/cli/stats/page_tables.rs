//! The tables of the page: what a phase, topic, area or kind has, in parts that fit a window.

use crate::cli::args::StatsBy;
use crate::cli::stats::report::{Part, Row};
use crate::cli::stats::table::{interval, percent, rate, spoken, time};
use crate::domain::lang::Lang;
use crate::domain::stats::{Figures, Period, Rate};
use crate::ui::messages::Messages;
use crate::ui::page::{Cell, Line, Prominence, Sheet};
use crate::ui::palette::Palette;

/// A figure and how it is shown.
type Shown = (Option<f64>, String);
type Pick = fn(&Figures) -> Option<f64>;
type PickRate = fn(&Figures, Period) -> Rate;

/// A column: its head, the path of its figure, and its cells.
struct PageColumn {
    head: String,
    /// Its name on its own, without the columns next to it.
    spoken: String,
    key: String,
    cell: Box<dyn Fn(&Figures) -> Shown>,
    shown: ShownColumn,
}

/// When a column is shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum ShownColumn {
    Always,
    /// Something was measured, were it 0 %.
    IfMeasured,
    /// Something was counted.
    IfCounted,
}

impl PageColumn {
    fn only(self, shown: ShownColumn) -> Self {
        Self { shown, ..self }
    }

    fn is_shown(&self, totals: &Figures) -> bool {
        let value = (self.cell)(totals).0;
        match self.shown {
            ShownColumn::Always => true,
            ShownColumn::IfMeasured => value.is_some(),
            ShownColumn::IfCounted => value.is_some_and(|value| value > 0.0),
        }
    }
}

fn column(head: &str, key: &str, cell: impl Fn(&Figures) -> Shown + 'static) -> PageColumn {
    let head = heading(head);
    PageColumn {
        spoken: head.clone(),
        head,
        key: key.to_owned(),
        cell: Box::new(cell),
        shown: ShownColumn::Always,
    }
}

/// The tables of a part: what is known of its cards, their retention, and what they cost. A column without any value
/// is left out, and so is a table without columns.
pub(crate) fn tables(
    id: &str,
    title: &str,
    by: StatsBy,
    part: &Part,
    words: Messages,
) -> Vec<Sheet> {
    let cards = shares(words).into_iter().chain(counts(words));
    let groups: [(String, String, Vec<PageColumn>); 3] = [
        (id.to_owned(), title.to_owned(), cards.collect()),
        (
            format!("{id}-retention"),
            words.page.retention(title),
            retention(words),
        ),
        (
            format!("{id}-effort"),
            words.page.effort(title),
            effort(words),
        ),
    ];
    let mut sheets = Vec::new();
    for (id, title, mut columns) in groups {
        columns.retain(|column| column.is_shown(&part.totals));
        if !columns.is_empty() {
            sheets.push(sheet(&id, &title, (by, part), &columns, words));
        }
    }
    sheets
}

fn sheet(
    id: &str,
    title: &str,
    (by, part): (StatsBy, &Part),
    columns: &[PageColumn],
    words: Messages,
) -> Sheet {
    let rows = part.rows.iter().filter(|row| row.figures.cards > 0);
    Sheet {
        id: id.to_owned(),
        title: title.to_owned(),
        heads: std::iter::once(heading(row_word(by, words)))
            .chain(columns.iter().map(|column| column.head.clone()))
            .collect(),
        rows: rows.map(|row| row_line(by, row, columns)).collect(),
        sum: Some(Line {
            id: "totals".to_owned(),
            name: heading(words.stats.all()),
            order: None,
            cells: cells(&part.totals, columns),
            prominence: Prominence::Shown,
        }),
    }
}

/// A row; of many topics those that were not begun yet are folded away.
fn row_line(by: StatsBy, row: &Row, columns: &[PageColumn]) -> Line {
    let is_begun = row.figures.seen > 0;
    Line {
        id: row.id.clone(),
        name: if by == StatsBy::Phase {
            format!("{} {}", row.id, row.title)
        } else {
            row.title.clone()
        },
        order: None,
        cells: cells(&row.figures, columns),
        prominence: if by == StatsBy::Phase || is_begun {
            Prominence::Shown
        } else {
            Prominence::Folded
        },
    }
}

fn cells(figures: &Figures, columns: &[PageColumn]) -> Vec<Cell> {
    let cell = |column: &PageColumn| {
        let (value, text) = (column.cell)(figures);
        Cell {
            key: column.key.clone(),
            head: column.spoken.clone(),
            text,
            value,
        }
    };
    columns.iter().map(cell).collect()
}

const fn row_word(by: StatsBy, words: Messages) -> &'static str {
    match by {
        StatsBy::Phase => words.stats.phase(),
        StatsBy::Topic => words.stats.topic(),
        StatsBy::Area => words.stats.area(),
        StatsBy::Kind => words.stats.kind(),
        StatsBy::Day => words.stats.day(),
    }
}

fn counts(words: Messages) -> Vec<PageColumn> {
    let count = |head: &str, key: &str, pick: fn(&Figures) -> u64| {
        column(head, key, move |figures| {
            let count = pick(figures);
            (Some(float(count)), words.language().whole(count))
        })
    };
    let rare = |head: &str, key: &str, pick: fn(&Figures) -> u64| {
        count(head, key, pick).only(ShownColumn::IfCounted)
    };
    vec![
        count(words.stats.cards(), "cards", |f| f.cards),
        count(words.stats.new(), "new", |f| f.new),
        count(words.page.learning(), "learning", |f| f.learning),
        count(words.stats.young(), "young", |f| f.young),
        count(words.stats.mature(), "mature", |f| f.mature),
        rare(words.page.suspended(), "suspended", |f| f.suspended),
        rare(words.page.buried(), "buried", |f| f.buried),
        rare(words.page.leeches(), "leeches", |f| f.leeches),
    ]
}

fn shares(words: Messages) -> Vec<PageColumn> {
    let share = |head: &str, key: &str, pick: Pick| {
        column(head, key, move |figures| {
            (pick(figures), percent(pick(figures), Palette::PLAIN))
        })
    };
    vec![
        share(words.stats.ready(), "readiness", Figures::readiness),
        share(words.stats.seen(), "coverage", Figures::coverage),
        share(
            words.stats.recall(),
            "expected_recall",
            Figures::expected_recall,
        ),
        share(words.stats.known(), "known", Figures::known),
    ]
}

/// Intervals, what is to come, and time.
fn effort(words: Messages) -> Vec<PageColumn> {
    let lang = words.language();
    let number = |head: &str, key: &str, pick: Pick, show: fn(Lang, f64) -> String| {
        column(head, key, move |figures| {
            let value = pick(figures);
            (
                value,
                value.map_or_else(|| "–".to_owned(), |value| show(lang, value)),
            )
        })
        .only(ShownColumn::IfMeasured)
    };
    let count = move |count: u64| (Some(float(count)), lang.whole(count));
    vec![
        number(
            words.stats.ease(),
            "mean_ease",
            Figures::mean_ease,
            |lang, ease| lang.decimal(ease, 2),
        ),
        number(
            words.stats.interval(),
            "median_interval",
            Figures::median_interval,
            |lang, days| format!("{} d", lang.decimal(days, 0)),
        ),
        column(words.stats.due_soon(), "due_7", move |f| count(f.due_soon))
            .only(ShownColumn::IfCounted),
        column(words.page.lapses(), "lapses", move |f| count(f.lapses))
            .only(ShownColumn::IfCounted),
        column(words.stats.time(), "time_ms", |figures| {
            (Some(signed(figures.time_ms)), time(figures.time_ms))
        })
        .only(ShownColumn::IfCounted),
    ]
}

/// The rate of each period; then all of it with its interval, and young and mature apart.
fn retention(words: Messages) -> Vec<PageColumn> {
    let of = |head: &str, age: &str, pick: PickRate, period: Period| {
        let key = format!("retention.{}{age}.rate", period.word());
        column(head, &key, move |figures| {
            let found = pick(figures, period);
            (found.value(), rate(found, Palette::PLAIN, words.language()))
        })
        .only(ShownColumn::IfMeasured)
    };
    let all: PickRate = |figures, period| figures.retention(period).all();
    let young: PickRate = |figures, period| figures.retention(period).young;
    let mature: PickRate = |figures, period| figures.retention(period).mature;
    let mut columns: Vec<PageColumn> = Period::ALL
        .into_iter()
        .map(|period| of(spoken(words.stats, period), "", all, period))
        .collect();
    let mut low = column("95 %", "retention.all.low", |figures| {
        let found = figures.retention(Period::All).all();
        (
            found.wilson().map(|(low, _)| low),
            interval(found, Palette::PLAIN),
        )
    })
    .only(ShownColumn::IfMeasured);
    // A phone shows each figure behind its name, where 95 % would not say of what it is.
    low.spoken = format!("{}, 95 %", heading(words.stats.all()));
    columns.push(low);
    columns.push(of(words.stats.young(), ".young", young, Period::All));
    columns.push(of(words.stats.mature(), ".mature", mature, Period::All));
    columns
}

/// The text with a capital at its beginning.
pub(crate) fn heading(text: &str) -> String {
    let mut chars = text.chars();
    chars.next().map_or_else(String::new, |first| {
        first.to_uppercase().chain(chars).collect()
    })
}

#[expect(clippy::cast_precision_loss, reason = "counts stay below 2^53")]
const fn float(count: u64) -> f64 {
    count as f64
}

#[expect(clippy::cast_precision_loss, reason = "milliseconds stay below 2^53")]
const fn signed(count: i64) -> f64 {
    count as f64
}

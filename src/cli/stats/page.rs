//! A report as one page for a browser.

use std::io::{Read, Write};
use std::path::Path;

use crate::cli::app::App;
use crate::cli::args::StatsBy;
use crate::cli::errors::must_be_new;
use crate::cli::plan::calendar_sheet;
use crate::cli::scope::Chosen;
use crate::cli::stats::gather::StatsSource;
use crate::cli::stats::plots::{self, Plotter};
use crate::cli::stats::report::{self, Part, Row};
use crate::cli::stats::table::{interval, percent, rate, spoken, time};
use crate::domain::plain::reason;
use crate::domain::stats::{Figures, Period, Rate};
use crate::domain::wording::problems;
use crate::engine::plan;
use crate::error::AppError;
use crate::files;
use crate::ui::messages::Messages;
use crate::ui::page::{Cell, Line, MARK, Page, Sheet};
use crate::ui::palette::Palette;

/// Where a page says what made it, in bytes from its beginning.
const HEAD: u64 = 1024;

/// Writes the page of a choice of cards; phases are those of the roads.
pub(crate) fn write(
    app: &App,
    roads: &Chosen,
    material: &StatsSource<'_>,
    title: Option<&str>,
    file: &Path,
) -> Result<(), AppError> {
    let parts = report::phases(app, roads, material)?;
    let (mut first, mut sheets) = (Vec::new(), Vec::new());
    let words = app.words();
    for part in &parts {
        let road = part.roadmap.clone().unwrap_or_default();
        first.extend(tables(
            &format!("phases-{road}"),
            &words.page.phases(road),
            StatsBy::Phase,
            part,
            words,
        ));
    }
    for (id, title, by) in [
        ("topics", words.page.topics(), StatsBy::Topic),
        ("areas", words.page.areas(), StatsBy::Area),
        ("kinds", words.page.kinds(), StatsBy::Kind),
    ] {
        let rows = report::report(app, roads, material, by, None)?;
        sheets.extend(
            rows.parts
                .iter()
                .flat_map(|part| tables(id, title, by, part, words)),
        );
    }
    if let Some(plan) = plan::running(&app.workspace())? {
        let view = plan::view(&app.workspace(), &plan)?;
        first.push(calendar_sheet(app, &view));
    }
    let plotter = Plotter::read(app, material, &parts, Palette::PLAIN)?;
    let what = title.unwrap_or(words.all_cards());
    let page = Page {
        title: words.page.title(what, material.lens.today),
        notes: notes(material, words),
        first,
        sheets,
        plots: plots::ALL
            .into_iter()
            .flat_map(|name| plotter.plots(name))
            .collect(),
    };
    save(file, &page.html(words))
}

fn notes(material: &StatsSource<'_>, words: Messages) -> Vec<String> {
    let mut notes = vec![
        words.page.note_retention().to_owned(),
        words.page.note_readiness().to_owned(),
    ];
    if let Some(since) = material.lens.since {
        notes.push(words.page.since(since));
    }
    notes
}

/// Writes a file whole or not at all; an old page makes room for the new one, and nothing else does.
fn save(file: &Path, text: &str) -> Result<(), AppError> {
    if !is_page(file) {
        must_be_new(file)?;
    }
    let write = || {
        let mut aside = files::aside(file)?;
        aside.write_all(text.as_bytes())?;
        files::put(aside, file)
    };
    write().map_err(|error| {
        AppError::user(problems::cannot_write(file.display(), reason(&error)))
            .hint(problems::name_writable())
    })
}

/// Whether a file is a page of figures that was written before.
fn is_page(file: &Path) -> bool {
    let mut head = Vec::new();
    let read = files::open(file).and_then(|open| open.take(HEAD).read_to_end(&mut head));
    file.is_file() && read.is_ok() && String::from_utf8_lossy(&head).contains(MARK)
}

/// A figure and how it is shown.
type Shown = (Option<f64>, String);
type Pick = fn(&Figures) -> Option<f64>;
type PickRate = fn(&Figures, Period) -> Rate;

/// A column: its head, the path of its figure, and its cells.
struct Column {
    head: String,
    key: String,
    cell: Box<dyn Fn(&Figures) -> Shown>,
}

fn column(head: &str, key: &str, cell: impl Fn(&Figures) -> Shown + 'static) -> Column {
    Column {
        head: head.to_owned(),
        key: key.to_owned(),
        cell: Box::new(cell),
    }
}

/// The two tables of a part: of the cards, and of their retention.
fn tables(id: &str, title: &str, by: StatsBy, part: &Part, words: Messages) -> Vec<Sheet> {
    let cards: Vec<Column> = memory(words).into_iter().chain(counts(words)).collect();
    let kept = words.page.retention(title);
    vec![
        sheet(id, title, (by, part), &cards, words),
        sheet(
            &format!("{id}-retention"),
            &kept,
            (by, part),
            &retention(words),
            words,
        ),
    ]
}

fn sheet(
    id: &str,
    title: &str,
    (by, part): (StatsBy, &Part),
    columns: &[Column],
    words: Messages,
) -> Sheet {
    let line = |id: &str, name: String, figures: &Figures| {
        let cell = |column: &Column| {
            let (value, text) = (column.cell)(figures);
            Cell {
                key: column.key.clone(),
                text,
                value,
            }
        };
        let cells = columns.iter().map(cell).collect();
        Line {
            id: id.to_owned(),
            name,
            cells,
        }
    };
    let name = |row: &Row| {
        if by == StatsBy::Phase {
            format!("{} {}", row.id, row.title)
        } else {
            row.title.clone()
        }
    };
    let rows = part
        .rows
        .iter()
        .map(|row| line(&row.id, name(row), &row.figures))
        .collect();
    let first = title.split([' ', ':']).next().unwrap_or(title).to_owned();
    let heads = std::iter::once(first)
        .chain(columns.iter().map(|column| column.head.clone()))
        .collect();
    let sum = Some(line("totals", heading(words.stats.all()), &part.totals));
    Sheet {
        id: id.to_owned(),
        title: title.to_owned(),
        heads,
        rows,
        sum,
    }
}

fn counts(words: Messages) -> Vec<Column> {
    macro_rules! count {
        ($($head:expr, $key:literal $field:ident;)*) => {
            vec![$(column(&heading($head), $key, |f| (Some(float(f.$field)), f.$field.to_string())),)*]
        };
    }
    count! {
        words.stats.cards(), "cards" cards;
        words.stats.new(), "new" new;
        words.page.learning(), "learning" learning;
        words.stats.young(), "young" young;
        words.stats.mature(), "mature" mature;
        words.page.suspended(), "suspended" suspended;
        words.page.buried(), "buried" buried;
        words.page.leeches(), "leeches" leeches;
        words.page.lapses(), "lapses" lapses;
        words.stats.due_soon(), "due_7" due_soon;
    }
}

fn memory(words: Messages) -> Vec<Column> {
    let share = |head: &str, key: &str, pick: Pick| {
        column(&heading(head), key, move |figures| {
            (pick(figures), percent(pick(figures), Palette::PLAIN))
        })
    };
    let number = |head: &str, key: &str, pick: Pick, show: fn(f64) -> String| {
        column(&heading(head), key, move |figures| {
            (
                pick(figures),
                pick(figures).map_or_else(|| "–".to_owned(), show),
            )
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
        number(
            words.stats.ease(),
            "mean_ease",
            Figures::mean_ease,
            |ease| format!("{ease:.2}"),
        ),
        number(
            words.stats.interval(),
            "median_interval",
            Figures::median_interval,
            |days| format!("{days:.0} d"),
        ),
        column(&heading(words.stats.time()), "time_ms", |figures| {
            (Some(signed(figures.time_ms)), time(figures.time_ms))
        }),
    ]
}

/// The rate of each period; then all of it with its interval, and young and mature apart.
fn retention(words: Messages) -> Vec<Column> {
    let of = |head: &str, age: &str, pick: PickRate, period: Period| {
        let key = format!("retention.{}{age}.rate", period.word());
        column(&heading(head), &key, move |figures| {
            let found = pick(figures, period);
            (found.value(), rate(found, Palette::PLAIN))
        })
    };
    let mut columns: Vec<Column> = Period::ALL
        .into_iter()
        .map(|period| {
            of(
                spoken(words.stats, period),
                "",
                |f, p| f.retention(p).all(),
                period,
            )
        })
        .collect();
    columns.push(column("95 %", "retention.all.low", |figures| {
        let found = figures.retention(Period::All).all();
        (
            found.wilson().map(|(low, _)| low),
            interval(found, Palette::PLAIN),
        )
    }));
    let young: PickRate = |figures, period| figures.retention(period).young;
    let mature: PickRate = |figures, period| figures.retention(period).mature;
    for (name, age, pick) in [
        (words.stats.young(), ".young", young),
        (words.stats.mature(), ".mature", mature),
    ] {
        for period in [Period::Month, Period::All] {
            let head = words.page.of_age(name, spoken(words.stats, period));
            columns.push(of(&head, age, pick, period));
        }
    }
    columns
}

/// The text with a capital at its beginning.
fn heading(text: &str) -> String {
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

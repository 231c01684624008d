//! A report as one page for a browser.

use std::collections::HashMap;
use std::io::Read;
use std::path::Path;

use crate::cli::app::App;
use crate::cli::args::StatsBy;
use crate::cli::errors::must_be_new;
use crate::cli::plan::calendar_sheet;
use crate::cli::scope::{self, Chosen};
use crate::cli::stats::gather::StatsSource;
use crate::cli::stats::page_tables::tables;
use crate::cli::stats::plots::{self, Plotter};
use crate::cli::stats::report::{self, Part};
use crate::cli::stats::table::percent;
use crate::domain::plain::reason;
use crate::domain::wording::problems;
use crate::engine::plan;
use crate::engine::waiting::waiting_today;
use crate::error::AppError;
use crate::files;
use crate::ui::messages::Messages;
use crate::ui::page::{Headline, MARK, Page};
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
    let words = app.words();
    let phases = report::phases(app, roads, material)?;
    let (mut first, mut sheets) = (Vec::new(), Vec::new());
    for part in &phases {
        let road = part.roadmap.as_deref().unwrap_or_default();
        let id = format!("phases-{road}");
        first.extend(tables(
            &id,
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
        for mut part in report::report(app, roads, material, by, None)?.parts {
            if by == StatsBy::Topic {
                put_roads_first(&mut part, roads);
            }
            sheets.extend(tables(id, title, by, &part, words));
        }
    }
    if let Some(plan) = plan::running(&app.workspace())? {
        let view = plan::view(&app.workspace(), &plan)?;
        first.push(calendar_sheet(app, &view));
    }
    let plotter = Plotter::read(app, material, &phases, Palette::PLAIN)?;
    let plots = plots::ALL.into_iter().flat_map(|name| plotter.plots(name));
    let what = title.unwrap_or(words.page.progress());
    let page = Page {
        title: words.page.title(what, material.lens.today),
        headline: headline(app, &phases)?,
        notes: notes(material, words),
        first,
        sheets,
        plots: plots.filter(|plot| !plot.is_empty()).collect(),
    };
    save(file, &page.html(words))
}

/// The streak, what waits today, and how ready the learner is for each followed roadmap.
fn headline(app: &App, phases: &[Part]) -> Result<Vec<Headline>, AppError> {
    let words = app.words();
    let today = app.today();
    let streak = app
        .store
        .progress()
        .studied_days(today, usize::MAX)?
        .streak(today)
        .current;
    let home = app.workspace();
    let waits = waiting_today(&home, &scope::everyday(app)?)?;
    let mut headline = vec![
        Headline {
            label: words.page.streak().to_owned(),
            figure: words.plots.days(streak),
        },
        Headline {
            label: words.page.due_today().to_owned(),
            figure: words.language().whole(waits.due + waits.learning),
        },
    ];
    for part in phases {
        let road = part.roadmap.as_deref().unwrap_or_default();
        headline.push(Headline {
            label: words.page.ready_for(road),
            figure: percent(part.totals.readiness(), Palette::PLAIN),
        });
    }
    Ok(headline)
}

/// Topics of the followed roadmaps stand first, in the order in which they are learned.
fn put_roads_first(part: &mut Part, roads: &Chosen) {
    let mut places: HashMap<&str, usize> = HashMap::new();
    for topic in roads.roads.iter().flat_map(|road| &road.topics) {
        let next = places.len();
        places.entry(topic.as_str()).or_insert(next);
    }
    part.rows
        .sort_by_key(|row| places.get(row.id.as_str()).copied().unwrap_or(usize::MAX));
}

fn notes(material: &StatsSource<'_>, words: Messages) -> Vec<String> {
    let mut notes = vec![
        words.page.note_retention().to_owned(),
        words.page.note_readiness().to_owned(),
    ];
    notes.extend(material.lens.since.map(|since| words.page.since(since)));
    notes
}

/// Writes a file whole or not at all; an old page makes room for the new one, and nothing else does.
pub(crate) fn save(file: &Path, text: &str) -> Result<(), AppError> {
    if !is_page(file) {
        must_be_new(file)?;
    }
    files::replace(file, text).map_err(|error| {
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

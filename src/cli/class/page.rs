//! A class as one page for a browser.

use crate::cli::app::App;
use crate::cli::class::folder::FolderOfReports;
use crate::cli::class::screen::{plan_word, seen_share, unused_lines, weakest};
use crate::cli::stats::{heading, interval, percent, rate};
use crate::domain::class::{ClassLearner, ClassSummary, PooledFigures};
use crate::domain::report::PlanStanding;
use crate::domain::stats::{Rate, float};
use crate::ui::messages::Messages;
use crate::ui::page::{Cell, Headline, Line, Page, Prominence, Sheet};
use crate::ui::palette::Palette;

/// Learners on a page at most: with many more a browser becomes slow.
const LEARNERS: usize = 1000;

/// Cards and mistakes on a page at most.
const LISTED: usize = 100;

/// The page.
pub(super) fn html(app: &App, read: &FolderOfReports) -> String {
    let words = app.words();
    let class = &read.class;
    let mut notes = vec![words.page.note_retention().to_owned()];
    if class.learners.len() > LEARNERS {
        notes.push(words.mentor.more_learners(class.learners.len() - LEARNERS));
    }
    notes.extend(unused_lines(read, words));
    let sheets = [
        learners(class, words),
        phases(class, words),
        cards(class, words),
        mistakes(class, words),
    ];
    let title = words.mentor.class_title(class.learners.len());
    let page = Page {
        title: words.page.title(title, app.today()),
        headline: headline(class, words),
        notes,
        first: sheets
            .into_iter()
            .filter(|sheet| !sheet.rows.is_empty())
            .collect(),
        sheets: Vec::new(),
        plots: Vec::new(),
    };
    page.html(words)
}

fn headline(class: &ClassSummary, words: Messages) -> Vec<Headline> {
    let mut retention = Rate::default();
    for learner in &class.learners {
        retention.merge(learner.total.retention());
    }
    let is_behind = |learner: &&ClassLearner| {
        learner
            .plan
            .is_some_and(|(_, status)| status == PlanStanding::Behind)
    };
    let planned = class
        .learners
        .iter()
        .filter(|learner| learner.plan.is_some());
    let (planned, behind) = (
        planned.count(),
        class.learners.iter().filter(is_behind).count(),
    );
    let mut headline = vec![
        Headline {
            label: words.mentor.learners().to_owned(),
            figure: words.language().whole(class.learners.len() as u64),
        },
        Headline {
            label: words.stats.retention().to_owned(),
            figure: percent(retention.value(), Palette::PLAIN),
        },
    ];
    if planned > 0 {
        headline.push(Headline {
            label: words.plan.behind().to_owned(),
            figure: words.mentor.some_of(behind, planned),
        });
    }
    headline
}

/// A figure with its column.
fn cell(key: &str, head: &str, value: Option<f64>, text: String) -> Cell {
    Cell {
        key: key.to_owned(),
        head: heading(head),
        text,
        value,
    }
}

/// A text; a phone hides a cell without a figure unless it is a note.
fn note(head: &str, text: String) -> Cell {
    cell("note", head, None, text)
}

fn count(key: &str, head: &str, count: u64, words: Messages) -> Cell {
    cell(key, head, Some(float(count)), words.language().whole(count))
}

/// A rate with its interval.
fn rate_cells(of: Rate, words: Messages) -> [Cell; 2] {
    let shown = rate(of, Palette::PLAIN, words.language());
    let low = of.wilson().map(|(low, _)| low);
    [
        cell("retention.rate", words.stats.retention(), of.value(), shown),
        cell("retention.low", "95 %", low, interval(of, Palette::PLAIN)),
    ]
}

fn row(id: &str, name: String, cells: Vec<Cell>) -> Line {
    Line {
        id: id.to_owned(),
        name,
        order: None,
        cells,
        prominence: Prominence::Shown,
    }
}

/// A table whose heads are those of its first row.
fn sheet(id: &str, title: &str, name: &str, rows: Vec<Line>) -> Sheet {
    let heads = rows.first().map_or(&[][..], |row| &row.cells);
    let heads = heads.iter().map(|cell| cell.head.clone());
    Sheet {
        id: id.to_owned(),
        title: title.to_owned(),
        heads: std::iter::once(heading(name)).chain(heads).collect(),
        rows,
        sum: None,
    }
}

fn learners(class: &ClassSummary, words: Messages) -> Sheet {
    let rows = class.learners.iter().take(LEARNERS);
    let rows = rows.map(|learner| {
        row(
            &learner.id,
            learner.name.clone(),
            of_learner(learner, words),
        )
    });
    let title = heading(words.mentor.learners());
    sheet("learners", &title, words.mentor.learner(), rows.collect())
}

fn of_learner(learner: &ClassLearner, words: Messages) -> Vec<Cell> {
    let mentor = words.mentor;
    let mut cells = vec![count("seen", words.stats.seen(), learner.total.seen, words)];
    cells.extend(rate_cells(learner.total.retention(), words));
    let day = learner.last_day;
    cells.push(cell(
        "last_day",
        mentor.last_day(),
        day.map(|day| f64::from(day.number())),
        day.map_or_else(|| "–".to_owned(), |day| words.language().date(day)),
    ));
    let plan = learner.plan.map(|(_, status)| plan_word(words, status));
    cells.push(note(mentor.plan(), plan.unwrap_or("–").to_owned()));
    cells.push(note(mentor.weakest(), weakest(learner, Palette::PLAIN)));
    cells
}

fn pooled(figures: &PooledFigures, words: Messages) -> Vec<Cell> {
    let learners = words.mentor.learners();
    let share = seen_share(figures);
    let mut cells = vec![
        count("learners", learners, figures.learners, words),
        cell(
            "coverage",
            words.stats.seen(),
            share,
            percent(share, Palette::PLAIN),
        ),
    ];
    cells.extend(rate_cells(figures.retention, words));
    cells
}

fn phases(class: &ClassSummary, words: Messages) -> Sheet {
    let rows = class.phases.iter().map(|((roadmap, phase), figures)| {
        let name = words.mentor.phase_of(roadmap.as_str(), phase);
        row(&format!("{roadmap}-{phase}"), name, pooled(figures, words))
    });
    let title = words.mentor.phases();
    sheet("phases", title, words.stats.phase(), rows.collect())
}

fn cards(class: &ClassSummary, words: Messages) -> Sheet {
    let mentor = words.mentor;
    let cards = class.failed_by_several().into_iter().take(LISTED);
    let rows = cards.map(|(card, figures)| {
        let mut cells = vec![
            count("failed_by", mentor.failed_head(), figures.failed_by, words),
            count("learners", mentor.learners(), figures.learners, words),
        ];
        cells.extend(rate_cells(figures.retention, words));
        row(card.as_str(), card.to_string(), cells)
    });
    let title = heading(mentor.failed_cards());
    sheet("cards", &title, mentor.card(), rows.collect())
}

fn mistakes(class: &ClassSummary, words: Messages) -> Sheet {
    let mentor = words.mentor;
    let mistakes = class.common_mistakes().into_iter().take(LISTED);
    let rows = mistakes.map(|((card, mistake), of)| {
        let cells = vec![
            note(mentor.card(), card.to_string()),
            count("learners", mentor.learners(), of.learners, words),
            count("times", mentor.times(), of.times, words),
        ];
        row(&format!("{card} {mistake}"), mistake.clone(), cells)
    });
    let title = heading(mentor.mistakes());
    sheet("mistakes", &title, mentor.mistake_head(), rows.collect())
}

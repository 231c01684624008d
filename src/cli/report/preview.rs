//! A report as its learner reads it before giving it away.

use crate::cli::interview::verdict::band_name;
use crate::cli::stats::{interval, percent, rate};
use crate::domain::id::CardId;
use crate::domain::report::{
    InterviewFigures, LearnerReport, PlanStanding, ReportFigures, ReportLine,
};
use crate::domain::stats::Rate;
use crate::ui::card::Renderer;
use crate::ui::clean::clean_line;
use crate::ui::markup::wrap;
use crate::ui::messages::Messages;
use crate::ui::palette::{Palette, TextRole};
use crate::ui::table::{Column, Table};

/// Cards that are named.
const NAMED: usize = 5;

/// Everything that a report says. Of cards the weakest are named; the file holds two numbers for each.
pub(super) fn page(report: &LearnerReport, look: Renderer) -> String {
    let words = look.words.mentor;
    let name = clean_line(&report.head.name);
    let title = words.report_title(name, report.head.day);
    let mut text = look.remark(TextRole::Title, &title);
    text.push_str(&table(report, look));
    for line in &report.lines {
        if let Some(line) = told(line, look.words) {
            text.push_str(&wrap(&line, look.width, "", "  "));
        }
    }
    if let Some(line) = of_cards(report, look.words) {
        text.push_str(&wrap(&line, look.width, "", "  "));
    }
    text.push_str(&look.remark(TextRole::Faint, words.left_unsaid()));
    text
}

/// Coverage and retention of everything that has both.
fn table(report: &LearnerReport, look: Renderer) -> String {
    let rows: Vec<(String, ReportFigures)> = report
        .lines
        .iter()
        .filter_map(|line| row(line, look.words))
        .collect();
    let column = |head: &str, cell: &dyn Fn(&ReportFigures) -> String| {
        Column::new(head, rows.iter().map(|(_, figures)| cell(figures)))
    };
    let (words, palette) = (look.words.stats, look.palette);
    let lang = look.words.language();
    let sections = vec![
        column(words.cards(), &|of| lang.whole(of.cards)),
        column(words.seen(), &|of| lang.whole(of.seen)),
        column(words.retention(), &|of| rate(of.retention(), palette, lang)),
        column("95 %", &|of| interval(of.retention(), palette)),
    ];
    let table = Table {
        head: String::new(),
        names: rows.iter().map(|(name, _)| name.clone()).collect(),
        sections: vec![sections],
        sums: 0,
    };
    table.draw(look.width, palette)
}

fn row(line: &ReportLine, words: Messages) -> Option<(String, ReportFigures)> {
    Some(match line {
        ReportLine::Total(figures) => (words.all_cards().to_owned(), *figures),
        ReportLine::Own(figures) => (words.mentor.own_cards().to_owned(), *figures),
        ReportLine::Roadmap { roadmap, figures } => (roadmap.to_string(), *figures),
        ReportLine::Phase {
            roadmap,
            phase,
            figures,
        } => (words.mentor.phase_of(roadmap.as_str(), phase), *figures),
        ReportLine::Topic { topic, figures } => (topic.to_string(), *figures),
        ReportLine::Card { .. }
        | ReportLine::Mistake { .. }
        | ReportLine::Interview(_)
        | ReportLine::Plan { .. }
        | ReportLine::Days { .. }
        | ReportLine::Unknown => return None,
    })
}

/// The sentence for a line that is not in the table.
fn told(line: &ReportLine, words: Messages) -> Option<String> {
    let mentor = words.mentor;
    Some(match line {
        ReportLine::Mistake {
            card,
            mistake,
            times,
            ..
        } => mentor.mistake(*times, card.as_str(), clean_line(mistake)),
        ReportLine::Interview(figures) => interview(figures, words),
        ReportLine::Plan { date, status } => mentor.plan_line(*date, plan_word(words, *status)),
        ReportLine::Days { days } => {
            let (first, last) = (days.first()?, days.last()?);
            mentor.studied(days.len(), *first, *last)
        }
        ReportLine::Total(_)
        | ReportLine::Own(_)
        | ReportLine::Roadmap { .. }
        | ReportLine::Phase { .. }
        | ReportLine::Topic { .. }
        | ReportLine::Card { .. }
        | ReportLine::Unknown => return None,
    })
}

fn interview(figures: &InterviewFigures, words: Messages) -> String {
    let mentor = words.mentor;
    let score = mentor.interview(figures.day, figures.minutes, figures.met, figures.total);
    match figures.band {
        Some(band) => format!("{score}, {}", band_name(words, band)),
        None => score,
    }
}

/// How a learner keeps up.
const fn plan_word(words: Messages, status: PlanStanding) -> &'static str {
    match status {
        PlanStanding::Ahead => words.plan.ahead(),
        PlanStanding::On => words.plan.on_plan(),
        PlanStanding::Behind => words.plan.behind(),
    }
}

/// How many cards are in it, and those with the lowest retention; nothing where there are none.
fn of_cards(report: &LearnerReport, words: Messages) -> Option<String> {
    let mut cards: Vec<(&CardId, Rate)> =
        report.lines.iter().filter_map(ReportLine::card).collect();
    cards.sort_by(|a, b| {
        let share = |rate: Rate| rate.value().unwrap_or(1.0);
        share(a.1)
            .total_cmp(&share(b.1))
            .then_with(|| b.1.n.cmp(&a.1.n))
    });
    let count = cards.len();
    if count == 0 {
        return None;
    }
    let weakest = cards
        .into_iter()
        .take(NAMED)
        .filter(|(_, of)| of.passed < of.n);
    let named: Vec<String> = weakest
        .map(|(card, of)| {
            let share = percent(of.value(), Palette::PLAIN);
            format!("{card} {share}")
        })
        .collect();
    Some(if named.is_empty() {
        words.mentor.cards(count)
    } else {
        words.mentor.cards_weakest(count, named.join(", "))
    })
}

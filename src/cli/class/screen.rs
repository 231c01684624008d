//! A class for a mentor's eyes.

use crate::cli::class::folder::FolderOfReports;
use crate::cli::stats::{interval, percent, rate};
use crate::domain::class::{ClassLearner, ClassSummary, PooledFigures};
use crate::domain::report::PlanStanding;
use crate::ui::card::Renderer;
use crate::ui::clean::clean_line;
use crate::ui::markup::wrap;
use crate::ui::messages::Messages;
use crate::ui::palette::{Palette, TextRole};
use crate::ui::table::{Column, Table, pad};

/// Learners on a screen at most.
const LEARNERS: usize = 100;

/// Cards, mistakes and files that are named at most.
const NAMED: usize = 10;

/// Columns of a rate with its number.
const RATE: usize = 12;

/// The whole page.
pub(super) fn page(read: &FolderOfReports, look: Renderer) -> String {
    let class = &read.class;
    let words = look.words.mentor;
    let title = words.class_title(class.learners.len());
    let mut text = look.remark(TextRole::Title, &title);
    text.push_str(&look.remark(TextRole::Faint, look.words.stats.note()));
    text.push('\n');
    text.push_str(&learners(class, look));
    if class.learners.len() > LEARNERS {
        let more = words.more_learners(class.learners.len() - LEARNERS);
        text.push_str(&look.remark(TextRole::Faint, &more));
    }
    text.push_str(&phases(class, look));
    text.push_str(&cards(class, look));
    text.push_str(&mistakes(class, look));
    text.push_str(&unused(read, look));
    text
}

fn learners(class: &ClassSummary, look: Renderer) -> String {
    let shown = &class.learners[..class.learners.len().min(LEARNERS)];
    let column = |head: &str, cell: &dyn Fn(&ClassLearner) -> String| {
        Column::new(head, shown.iter().map(cell))
    };
    let (words, mentor, palette) = (look.words.stats, look.words.mentor, look.palette);
    let lang = look.words.language();
    let dash = || palette.sign("–", "-").to_owned();
    let figures = vec![
        column(words.seen(), &|of| lang.whole(of.total.seen)),
        column(words.retention(), &|of| {
            rate(of.total.retention(), palette, lang)
        }),
        column("95 %", &|of| interval(of.total.retention(), palette)),
        column(mentor.last_day(), &|of| {
            of.last_day.map_or_else(dash, |day| lang.date(day))
        }),
        column(mentor.plan(), &|of| {
            of.plan
                .map_or_else(dash, |(_, status)| plan_word(look.words, status).to_owned())
        }),
    ];
    let weakest = column(mentor.weakest(), &|of| weakest(of, palette));
    let names = shown.iter().map(|learner| clean_line(&learner.name));
    let table = Table {
        head: mentor.learner().to_owned(),
        names: names.collect(),
        sections: vec![figures, vec![weakest.left_aligned()]],
        sums: 0,
    };
    table.draw(look.width, palette)
}

/// The topics that are remembered least, with their retention.
pub(super) fn weakest(learner: &ClassLearner, palette: Palette) -> String {
    let topics = learner
        .weakest
        .iter()
        .map(|(topic, rate)| format!("{topic} {}", percent(rate.value(), palette)));
    topics.collect::<Vec<_>>().join(", ")
}

/// How a learner keeps up, in a word.
pub(super) const fn plan_word(words: Messages, status: PlanStanding) -> &'static str {
    match status {
        PlanStanding::Ahead => words.mentor.plan_ahead(),
        PlanStanding::On => words.mentor.plan_on(),
        PlanStanding::Behind => words.mentor.plan_behind(),
    }
}

fn phases(class: &ClassSummary, look: Renderer) -> String {
    if class.phases.is_empty() {
        return String::new();
    }
    let rows: Vec<(String, PooledFigures)> = class
        .phases
        .iter()
        .map(|((roadmap, phase), figures)| {
            (
                look.words.mentor.phase_of(roadmap.as_str(), phase),
                *figures,
            )
        })
        .collect();
    let column = |head: &str, cell: &dyn Fn(&PooledFigures) -> String| {
        Column::new(head, rows.iter().map(|(_, figures)| cell(figures)))
    };
    let (words, mentor, palette) = (look.words.stats, look.words.mentor, look.palette);
    let lang = look.words.language();
    let sections = vec![
        column(mentor.learners(), &|of| lang.whole(of.learners)),
        column(words.seen(), &|of| percent(seen_share(of), palette)),
        column(words.retention(), &|of| rate(of.retention, palette, lang)),
        column("95 %", &|of| interval(of.retention, palette)),
    ];
    let table = Table {
        head: words.phase().to_owned(),
        names: rows.iter().map(|(name, _)| name.clone()).collect(),
        sections: vec![sections],
        sums: 0,
    };
    format!("\n{}", table.draw(look.width, palette))
}

/// The share of the cards that was seen.
pub(super) fn seen_share(figures: &PooledFigures) -> Option<f64> {
    crate::domain::stats::share(figures.seen, figures.cards)
}

fn cards(class: &ClassSummary, look: Renderer) -> String {
    let cards = class.failed_by_several();
    if cards.is_empty() {
        return String::new();
    }
    let words = look.words.mentor;
    let mut text = format!("\n{}", look.remark(TextRole::Title, words.failed_cards()));
    for (card, figures) in cards.iter().take(NAMED) {
        let share = rate(figures.retention, look.palette, look.words.language());
        let of = words.failed_by(figures.failed_by, figures.learners);
        text.push_str(&format!("  {}{card}  {of}\n", pad(&share, RATE)));
    }
    text
}

fn mistakes(class: &ClassSummary, look: Renderer) -> String {
    let mistakes = class.common_mistakes();
    if mistakes.is_empty() {
        return String::new();
    }
    let words = look.words.mentor;
    let mut text = format!("\n{}", look.remark(TextRole::Title, words.mistakes()));
    for ((card, mistake), of) in mistakes.into_iter().take(NAMED) {
        let line = words.mistake_of(of.learners, of.times, card.as_str(), clean_line(mistake));
        text.push_str(&wrap(&line, look.width, "  ", "    "));
    }
    text
}

/// The files that do not count.
pub(super) fn unused(read: &FolderOfReports, look: Renderer) -> String {
    if read.unused.is_empty() {
        return String::new();
    }
    let lines = unused_lines(read, look.words);
    let lines = lines.iter().map(|line| wrap(line, look.width, "", "  "));
    format!("\n{}", lines.collect::<String>())
}

/// The same, a line each.
pub(super) fn unused_lines(read: &FolderOfReports, words: Messages) -> Vec<String> {
    let line = |file: &super::folder::UnusedFile| {
        let why = file.why.text(words.language());
        words
            .mentor
            .left_out(clean_line(&file.name), clean_line(&why))
    };
    let mut lines: Vec<String> = read.unused.iter().take(NAMED).map(line).collect();
    if read.unused.len() > NAMED {
        lines.push(words.mentor.more_left_out(read.unused.len() - NAMED));
    }
    lines
}

//! A plan on the screen: the line of the morning, what is expected, the calendar by weeks, what is left out.

use crate::cli::app::App;
use crate::cli::interview::verdict::dimension_name;
use crate::domain::id::RoadmapId;
use crate::domain::plan::{DayUse, PlanPhase};
use crate::engine::plan::{CalendarDay, LeftOutWhy, PlanStatus, PlanView};
use crate::error::AppError;
use crate::ui::card::Renderer;
use crate::ui::clean::clean;
use crate::ui::markup::{fold, wrap};
use crate::ui::page::{Cell, Line, Prominence, Sheet};
use crate::ui::palette::TextRole;
use crate::ui::table::{Column, Table};
use crate::ui::terminal::Terminal;

/// Topics that are named of those left out.
const NAMED: usize = 8;
/// Days over which missed minutes are made up.
const WEEK: i64 = 7;

/// The whole page of a plan.
pub(super) fn page(
    app: &App,
    terminal: &dyn Terminal,
    view: &PlanView,
) -> Result<String, AppError> {
    let words = app.words().plan;
    let look = Renderer {
        width: terminal.width(),
        palette: terminal.palette(),
        words: app.words(),
    };
    let expected = &view.expected;
    let lines = [
        words.expected(
            percent(expected.on_date),
            percent(expected.without_plan),
            percent(expected.today),
        ),
        today(app, view),
        words.cards(view.cards, view.planned, left_out_cards(view)),
    ];
    let mut text = look.remark(TextRole::Title, &title(app, look, view));
    text.push_str(&look.remark(TextRole::Strong, &morning_line(app, view)));
    for line in lines {
        text.push_str(&fold(&line, look.width));
    }
    if !view.weak.is_empty() {
        let names: Vec<&str> = view
            .weak
            .iter()
            .map(|dimension| dimension_name(app.words(), *dimension))
            .collect();
        text.push_str(&fold(&words.weak_first(names.join(", ")), look.width));
    }
    text.push('\n');
    text.push_str(&calendar(app, look, view));
    text.push_str(&left_out(app, look, view)?);
    text.push_str(&look.remark(TextRole::Faint, &words.model(view.model.name())));
    Ok(text)
}

fn title(app: &App, look: Renderer, view: &PlanView) -> String {
    let terms = &view.plan.terms;
    let roads: Vec<&str> = terms.roadmaps.iter().map(RoadmapId::as_str).collect();
    let dot = look.palette.dot();
    app.words()
        .plan
        .title(terms.date, dot, terms.minutes, roads.join(" + "))
}

fn percent(share: f64) -> String {
    format!("{:.0} %", share * 100.0)
}

fn today(app: &App, view: &PlanView) -> String {
    let words = app.words().plan;
    if view.has_mock_today() {
        words.today_mock(view.mock_minutes())
    } else {
        words.today(view.today.len(), view.today_minutes())
    }
}

fn left_out_cards(view: &PlanView) -> usize {
    view.left_out.iter().map(|left| left.cards).sum()
}

/// The line of the morning: where one stands, and what brings back what was missed.
pub(crate) fn morning_line(app: &App, view: &PlanView) -> String {
    let words = app.words().plan;
    let status = match view.status {
        PlanStatus::Ahead => words.ahead(),
        PlanStatus::On => words.on_plan(),
        PlanStatus::Behind => words.behind(),
    };
    let (day, of) = view.day_of;
    if day < 1 {
        return words.before_start(day.abs_diff(1));
    }
    let stands = words.day_of(day, of, status);
    let owed = -view.drift_minutes;
    if view.status == PlanStatus::Behind {
        let back = words.owed(per_day(view, owed), owed, worth(app, view, owed));
        return format!("{stands}; {back}");
    }
    let missed = view.missed_yesterday.map_or(0, i64::from).min(owed);
    if missed >= i64::from(view.plan.terms.minutes).div_euclid(2).max(1) {
        let back = words.missed(per_day(view, missed), worth(app, view, missed));
        return format!("{stands}; {back}");
    }
    stands
}

/// The share of the value that some minutes are worth.
fn worth(app: &App, view: &PlanView, minutes: i64) -> String {
    let minutes = f64::from(u32::try_from(minutes).unwrap_or(u32::MAX));
    format!(
        "{} %",
        app.lang.decimal(minutes * view.minute_share * 100.0, 1)
    )
}

/// Minutes a day that make up for some, over a week or what is left of the way.
fn per_day(view: &PlanView, minutes: i64) -> i64 {
    let days = WEEK.min(i64::from(view.days_left)).max(1);
    (minutes + days - 1) / days
}

/// The calendar; what is special about a week stands next to its figures where the screen has room.
fn calendar(app: &App, look: Renderer, view: &PlanView) -> String {
    let weeks = view.calendar.chunks(7);
    let notes: Vec<String> = weeks.map(|week| note(app, week)).collect();
    let mut table = weeks_table(app, view);
    let figures = table.draw(look.width, look.palette);
    if let Some(section) = table.sections.first_mut() {
        section.push(Column::new("", notes.iter().cloned()));
    }
    let whole = table.draw(look.width, look.palette);
    if whole.lines().count() == figures.lines().count() {
        return whole;
    }
    // A block of its own would repeat every week, most of them for nothing.
    let mut text = figures;
    for (week, note) in table.names.iter().zip(&notes) {
        if !note.is_empty() {
            text.push_str(&wrap(&format!("{week}  {note}"), look.width, "", "  "));
        }
    }
    text
}

/// The figures of the calendar, a row a week.
fn weeks_table(app: &App, view: &PlanView) -> Table {
    let words = app.words().plan;
    let weeks: Vec<&[CalendarDay]> = view.calendar.chunks(7).collect();
    let sums = |head: &str, figure: fn(&CalendarDay) -> usize| {
        let sum = |week: &&[CalendarDay]| week.iter().map(figure).sum::<usize>();
        Column::new(head, weeks.iter().map(|week| app.lang.whole(sum(week))))
    };
    let minutes = |day: &CalendarDay| usize::try_from(day.minutes).unwrap_or(0);
    let names = weeks.iter().filter_map(|week| week.first());
    Table {
        head: words.week_from().to_owned(),
        names: names.map(|day| app.lang.date(day.day)).collect(),
        sections: vec![vec![
            sums(words.minutes(), minutes),
            sums(words.new(), |day| day.new),
            sums(words.again(), |day| day.refreshed),
        ]],
        sums: 0,
    }
}

/// What is special about some days: a mock interview, the sweep.
fn note(app: &App, days: &[CalendarDay]) -> String {
    let words = app.words().plan;
    let mut notes = Vec::new();
    if let Some(day) = days.iter().find(|day| day.day_use == DayUse::Mock) {
        notes.push(words.mock_on(day.day));
    }
    if days.iter().any(|day| day.phase == PlanPhase::Sweep) {
        notes.push(words.sweep().to_owned());
    }
    notes.join(", ")
}

fn left_out(app: &App, look: Renderer, view: &PlanView) -> Result<String, AppError> {
    let words = app.words().plan;
    let mut text = String::from("\n");
    if !view.left_out.is_empty() {
        text.push_str(&look.remark(TextRole::Title, words.left_out()));
    }
    for left in view.left_out.iter().take(NAMED) {
        let topic = app.store.content().topic(&left.topic)?;
        let title = topic.map_or_else(
            || left.topic.to_string(),
            |topic| topic.title.text(app.lang).to_owned(),
        );
        let why = match left.why {
            LeftOutWhy::Minutes => words.why_minutes(),
            LeftOutWhy::Held => words.why_held(),
            LeftOutWhy::TooLong => words.why_long(),
        };
        let line = words.left_out_topic(left.cards, title, left.minutes, why);
        text.push_str(&wrap(&clean(&line), look.width, "", "  "));
    }
    let more = view.left_out.len().saturating_sub(NAMED);
    if more > 0 {
        text.push_str(&look.remark(TextRole::Faint, &words.left_out_more(more)));
    }
    if view.suspended > 0 {
        text.push_str(&fold(&words.suspended(view.suspended), look.width));
    }
    Ok(text)
}

/// The calendar as a table of the page for a browser, a row a day.
pub(crate) fn calendar_sheet(app: &App, view: &PlanView) -> Sheet {
    let words = app.words().plan;
    let cell = |key: &str, head: &str, count: usize| {
        let exact = f64::from(u32::try_from(count).unwrap_or(u32::MAX));
        Cell {
            key: key.to_owned(),
            head: head.to_owned(),
            text: app.lang.whole(count),
            value: Some(exact),
        }
    };
    let row = |day: &CalendarDay| {
        let note = note(app, std::slice::from_ref(day));
        Line {
            id: day.day.iso(),
            name: app.lang.date(day.day),
            order: Some(day.day.number()),
            cells: vec![
                cell(
                    "minutes",
                    words.minutes(),
                    usize::try_from(day.minutes).unwrap_or(0),
                ),
                cell("new", words.new(), day.new),
                cell("refreshed", words.again(), day.refreshed),
                Cell {
                    key: "note".to_owned(),
                    head: words.remarks().to_owned(),
                    text: note,
                    value: None,
                },
            ],
            prominence: Prominence::Shown,
        }
    };
    Sheet {
        id: "plan".to_owned(),
        title: words.calendar(view.plan.terms.date),
        heads: [
            words.day(),
            words.minutes(),
            words.new(),
            words.again(),
            words.remarks(),
        ]
        .map(str::to_owned)
        .to_vec(),
        rows: view.calendar.iter().map(row).collect(),
        sum: None,
    }
}

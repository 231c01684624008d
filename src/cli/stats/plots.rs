//! The plots: what each shows, from the figures.

use std::collections::HashMap;

use crate::cli::app::App;
use crate::cli::args::PlotName;
use crate::cli::stats::gather::Material;
use crate::cli::stats::report::{Part, Row};
use crate::cli::stats::table::{interval, percent, rate};
use crate::domain::id::TopicId;
use crate::domain::stats::series::{
    AHEAD, EASE_ENDS, HEAT_DAYS, INTERVAL_ENDS, MONTHS, Series, class_names, month_span,
};
use crate::error::AppError;
use crate::ui::clean::clean_line;
use crate::ui::palette::Palette;
use crate::ui::plot::{Bar, Heat, Line, Plot, Range, Shape};

/// Every plot, in the order in which they are shown.
pub(crate) const ALL: [PlotName; 9] = [
    PlotName::Heat,
    PlotName::Forecast,
    PlotName::Retention,
    PlotName::Progress,
    PlotName::Hours,
    PlotName::Grades,
    PlotName::Intervals,
    PlotName::Ease,
    PlotName::Time,
];

/// What plots are made from.
pub(crate) struct Plotter<'a> {
    series: Series,
    /// First answers of each topic in each month.
    firsts: HashMap<TopicId, [i64; MONTHS]>,
    parts: &'a [Part],
    unmet: u64,
    new_a_day: u64,
    palette: Palette,
}

impl<'a> Plotter<'a> {
    /// Reads what the plots need; progress is that of the phases in `parts`.
    pub(crate) fn read(
        app: &App,
        material: &Material<'_>,
        parts: &'a [Part],
        palette: Palette,
    ) -> Result<Self, AppError> {
        let series = material.series()?;
        let mut firsts: HashMap<TopicId, [i64; MONTHS]> = HashMap::new();
        for place in 0..MONTHS {
            for (topic, count) in material.firsts(month_span(place, material.lens.today))? {
                firsts.entry(topic).or_default()[place] += count;
            }
        }
        let unmet = parts.iter().map(|part| part.totals.new).max().unwrap_or(0);
        Ok(Self { series, firsts, parts, unmet, new_a_day: app.settings.new_per_day.into(), palette })
    }

    /// The plots of a name: progress has one for each road, the others are one.
    pub(crate) fn plots(&self, name: PlotName) -> Vec<Plot> {
        match name {
            PlotName::Heat => vec![self.heat()],
            PlotName::Forecast => vec![self.forecast()],
            PlotName::Retention => vec![self.retention()],
            PlotName::Progress => self.parts.iter().map(|part| self.progress(part)).collect(),
            PlotName::Intervals => vec![self.intervals()],
            PlotName::Ease => vec![self.eases()],
            PlotName::Grades => vec![self.grades()],
            PlotName::Hours => vec![self.hours()],
            PlotName::Time => vec![self.time()],
        }
    }

    fn heat(&self) -> Plot {
        let today = self.series.today();
        let back = today.plus(1 - HEAT_DAYS);
        // 1970-01-01 was a Thursday: three days after a Monday.
        let first = back.plus((7 - (back.number() + 3).rem_euclid(7)) % 7);
        let days = today.since(first) + 1;
        let count = |back: i32| self.series.days.get(&first.plus(back)).copied().unwrap_or(0);
        let counts: Vec<i64> = (0..days).map(count).collect();
        let (current, longest) = self.series.streaks();
        let studied = counts.iter().filter(|count| **count > 0).count();
        let answers: i64 = counts.iter().sum();
        let summary = format!(
            "{answers} answers on {studied} of {} days; streak: {}, longest ever: {}.",
            counts.len(),
            in_days(current),
            in_days(longest),
        );
        Plot {
            id: "heat",
            title: "Answers a day, the last year".to_owned(),
            note: "Answers of every sort.".to_owned(),
            key: "A column is a week, a row a day of the week.".to_owned(),
            summary,
            shape: Shape::Heat(Heat { first, counts }),
        }
    }

    fn forecast(&self) -> Plot {
        let added = self.series.added_by_new(self.new_a_day, self.unmet);
        let bar = |ahead: usize| {
            let (due, new) = (self.series.due[ahead], added[ahead]);
            let day = self.series.today().plus(i32::try_from(ahead).unwrap_or(0));
            let figure = if new > 0 { format!("{due} + {new}") } else { due.to_string() };
            let label = day.date().format("%a %d %b").to_string();
            Bar { label, value: float(due), more: float(new), figure }
        };
        let (due, new): (u64, u64) = (self.series.due.iter().sum(), added.iter().sum());
        Plot {
            id: "forecast",
            title: format!("Cards due, the next {AHEAD} days"),
            note: format!(
                "First what is scheduled now, the overdue on the first day; then what {} new cards a day would add, if \
                 each answer is Good.",
                self.new_a_day
            ),
            key: String::new(),
            summary: format!("{due} scheduled answers, {new} more by new cards; {} due today.", self.series.due[0]),
            shape: Shape::Bars((0..AHEAD).map(bar).collect()),
        }
    }

    fn retention(&self) -> Plot {
        let row = |place: usize| {
            let of = self.series.retention[place].all();
            let (low, high) = of.wilson().unzip();
            let figure = match of.value() {
                None => rate(of, self.palette),
                Some(_) => format!("{}, {} %", rate(of, self.palette), interval(of, self.palette)),
            };
            let rate = of.value().zip(low.zip(high)).map(|(rate, (low, high))| (rate, low, high));
            Range { label: self.month(place), rate, figure }
        };
        let last = self.series.retention[MONTHS - 1].all();
        Plot {
            id: "retention",
            title: "Retention over time".to_owned(),
            note: "The share of each month's reviews that passed, their number, and the share's 95 % interval."
                .to_owned(),
            key: "The sign is the share, the bar around it its interval.".to_owned(),
            summary: format!("This month: {}.", rate(last, self.palette)),
            shape: Shape::Ranges((0..MONTHS).map(row).collect()),
        }
    }

    /// A month's name, by its place.
    fn month(&self, place: usize) -> String {
        month_span(place, self.series.today()).from.date().format("%Y-%m").to_string()
    }

    fn progress(&self, part: &Part) -> Plot {
        let lines: Vec<Line> = part.rows.iter().map(|row| self.line(row)).collect();
        let begun = lines.iter().filter(|line| line.values.last().is_some_and(|last| *last > 0.0)).count();
        Plot {
            id: "progress",
            title: format!("Progress along {}", part.roadmap.as_deref().map_or_else(String::new, clean_line)),
            note: format!(
                "Share of a phase's cards seen by the end of each month, from {} to {}.",
                self.month(0),
                self.month(MONTHS - 1)
            ),
            key: "The height of a step is the share, a full one all cards.".to_owned(),
            summary: format!("{begun} of {} phases begun.", lines.len()),
            shape: Shape::Lines(lines),
        }
    }

    /// A phase's share seen, reckoned back from today by the first answers of each month.
    fn line(&self, row: &Row) -> Line {
        let mut first = [0; MONTHS];
        for counts in row.topics.iter().filter_map(|topic| self.firsts.get(topic)) {
            for (mine, more) in first.iter_mut().zip(counts) {
                *mine += more;
            }
        }
        let mut seen = i64::try_from(row.figures.seen).unwrap_or(i64::MAX);
        let mut values = Vec::new();
        for count in first.into_iter().rev() {
            let whole = row.figures.cards.max(1);
            values.push(float(u64::try_from(seen).unwrap_or(0)) / float(whole));
            seen -= count;
        }
        values.reverse();
        let share = |value: Option<&f64>| percent(value.copied(), self.palette);
        Line {
            label: format!("{} {}", row.id, clean_line(&row.title)),
            figure: format!("{} to {}", share(values.first()), share(values.last())),
            values,
        }
    }

    fn intervals(&self) -> Plot {
        let names = class_names(&INTERVAL_ENDS, 1, |days| days.to_string());
        let summary = "Cards of 21 days and more are mature.".to_owned();
        let note = "Reviewed cards by their interval in days.".to_owned();
        bars("intervals", "Intervals", note, summary, names.into_iter().zip(self.series.intervals))
    }

    fn eases(&self) -> Plot {
        let names = class_names(&EASE_ENDS, 130, |ease| format!("{}.{:02}", ease / 100, ease % 100));
        let floor = self.series.eases[0];
        let cards = if floor == 1 { "card" } else { "cards" };
        let summary = format!("{floor} {cards} at the floor of 1.30; a new card has 2.50.");
        let note = "Reviewed cards by their ease, by which a pass multiplies the interval.".to_owned();
        bars("ease", "Ease", note, summary, names.into_iter().zip(self.series.eases))
    }

    fn grades(&self) -> Plot {
        let words = ["0 blackout", "1 wrong", "2 again", "3 hard", "4 good", "5 easy"].map(str::to_owned);
        let counts = self.series.grades.map(|count| u64::try_from(count).unwrap_or(0));
        let (passed, all): (u64, u64) = (counts[3..].iter().sum(), counts.iter().sum());
        let share = (all > 0).then(|| float(passed) / float(all));
        let summary = format!("{} of {all} passed: {}.", passed, percent(share, self.palette));
        let note = "Scheduled answers, first ones included, by grade; 3 and more is a pass.".to_owned();
        bars("grades", "Grades", note, summary, words.into_iter().zip(counts))
    }

    fn hours(&self) -> Plot {
        let used = |hour: &usize| self.series.hours[*hour].0 > 0;
        let (first, last) = ((0..24).find(used).unwrap_or(0), (0..24).rfind(used).unwrap_or(0));
        let bar = |hour: usize| {
            let (count, retention) = self.series.hours[hour];
            let figure = format!("{count}, {}", rate(retention.all(), self.palette));
            let value = float(u64::try_from(count).unwrap_or(0));
            Bar { label: format!("{hour:02} h"), value, more: 0.0, figure }
        };
        let busiest = (0..24).max_by_key(|hour| self.series.hours[*hour].0).unwrap_or(0);
        let summary = if self.series.hours[busiest].0 == 0 {
            "No answers yet.".to_owned()
        } else {
            format!("Most answers between {busiest:02} and {:02} h.", busiest + 1)
        };
        let shape = Shape::Bars((first..=last).map(bar).collect());
        let note = "Scheduled answers by hour of local time; then their number, their retention and its number.";
        Plot { id: "hours", title: "Hour of day".to_owned(), note: note.to_owned(), key: String::new(), summary, shape }
    }

    fn time(&self) -> Plot {
        let mut bars = Vec::new();
        let (mut all_ms, mut all) = (0_i64, 0_i64);
        for (kind, outcome) in &self.series.kinds {
            let (ms, count) = (u64::try_from(outcome.total_ms).unwrap_or(0), u64::try_from(outcome.n).unwrap_or(0));
            all_ms += outcome.total_ms;
            all += outcome.n;
            if count > 0 {
                let seconds = float(ms) / float(count) / 1000.0;
                let figure = format!("{seconds:.1} s ({count})");
                bars.push(Bar { label: kind.word().to_owned(), value: seconds, more: 0.0, figure });
            }
        }
        let mean = all_ms.checked_div(all).unwrap_or(0);
        Plot {
            id: "time",
            title: "Time an answer takes".to_owned(),
            note: "Mean seconds from question to grade, by kind of card; every answer, with their number.".to_owned(),
            key: String::new(),
            summary: format!("{}.{} s in the mean of {all} answers.", mean / 1000, mean % 1000 / 100),
            shape: Shape::Bars(bars),
        }
    }
}

/// A plot of counts, each with its share.
fn bars(
    id: &'static str,
    title: &str,
    note: String,
    summary: String,
    counts: impl Iterator<Item = (String, u64)> + Clone,
) -> Plot {
    let all: u64 = counts.clone().map(|(_, count)| count).sum();
    let bar = |(label, count): (String, u64)| {
        let share = (all > 0).then(|| float(count) / float(all));
        let figure = share.map_or_else(|| "0".to_owned(), |share| format!("{count}, {:.0} %", share * 100.0));
        Bar { label, value: float(count), more: 0.0, figure }
    };
    Plot {
        id,
        title: title.to_owned(),
        note,
        key: String::new(),
        summary,
        shape: Shape::Bars(counts.map(bar).collect()),
    }
}

fn in_days(days: u32) -> String {
    if days == 1 { "1 day".to_owned() } else { format!("{days} days") }
}

#[expect(clippy::cast_precision_loss, reason = "counts stay below 2^53")]
const fn float(count: u64) -> f64 {
    count as f64
}

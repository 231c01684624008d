//! The plots: what each shows, from the figures.

use std::collections::HashMap;

use chrono::{Datelike, Months};

use crate::cli::app::App;
use crate::cli::args::PlotName;
use crate::cli::stats::bars::{bars, float};
use crate::cli::stats::gather::StatsSource;
use crate::cli::stats::report::{Part, Row};
use crate::cli::stats::table::{interval, percent, rate};
use crate::domain::day::StudyDay;
use crate::domain::id::TopicId;
use crate::domain::lang::Lang;
use crate::domain::stats::series::{AHEAD, EASE_ENDS, HEAT_DAYS, INTERVAL_ENDS, Series, classes};
use crate::domain::stats::{DaySpan, Rate, Timeline, TimelineStep};
use crate::domain::streak::Streak;
use crate::error::AppError;
use crate::ui::clean::clean_line;
use crate::ui::messages::{Messages, PlotsMessages};
use crate::ui::palette::Palette;
use crate::ui::plot::{Bar, Heat, Plot, PlotLine, Range, Shape};

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
    /// The steps of what is shown over time.
    timeline: Timeline,
    /// First answers of each topic in each step.
    firsts: HashMap<TopicId, Vec<i64>>,
    parts: &'a [Part],
    unmet: u64,
    new_a_day: u64,
    palette: Palette,
    all_words: Messages,
    words: PlotsMessages,
}

impl<'a> Plotter<'a> {
    /// Reads what the plots need; progress is that of the phases in `parts`.
    pub(crate) fn read(
        app: &'a App,
        material: &StatsSource<'_>,
        parts: &'a [Part],
        palette: Palette,
    ) -> Result<Self, AppError> {
        let series = material.series()?;
        let timeline = series.timeline();
        let steps = timeline.spans.len();
        let mut firsts: HashMap<TopicId, Vec<i64>> = HashMap::new();
        for (place, span) in timeline.spans.iter().enumerate() {
            for (topic, count) in material.firsts(*span)? {
                let counts = firsts.entry(topic).or_insert_with(|| vec![0; steps]);
                counts[place] += count;
            }
        }
        let unmet = parts.iter().map(|part| part.totals.new).max().unwrap_or(0);
        Ok(Self {
            series,
            timeline,
            firsts,
            parts,
            unmet,
            new_a_day: app.settings.new_per_day.into(),
            palette,
            all_words: app.words(),
            words: app.words().plots,
        })
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
        let first = back.plus((7 - back.days_since_monday()) % 7);
        let count = |back: i32| self.series.answers_on(first.plus(back));
        let counts: Vec<i64> = (0..=today.since(first)).map(count).collect();
        let Streak {
            current,
            best: longest,
        } = self.series.streak();
        // The map has whole weeks; what is said of it is said of a year.
        let year = counts.len().saturating_sub(year_to(today));
        let studied = counts[year..].iter().filter(|count| **count > 0).count();
        let answers: i64 = counts[year..].iter().sum();
        let words = self.words;
        let summary = words.heat_summary(
            words.answers(answers),
            studied,
            words.days(counts.len() - year),
            words.days(current),
            words.days(longest),
        );
        Plot {
            id: "heat",
            title: words.heat().to_owned(),
            note: words.heat_note().to_owned(),
            key: words.heat_key().to_owned(),
            summary,
            shape: Shape::Heat(Heat::new(first, counts)),
        }
    }

    fn forecast(&self) -> Plot {
        let added = self.series.added_by_new(self.new_a_day, self.unmet);
        let bar = |ahead: usize| {
            let (due, new) = (self.series.due[ahead], added[ahead]);
            let day = self.series.today().plus(i32::try_from(ahead).unwrap_or(0));
            let figure = if new > 0 {
                format!("{} + {}", self.lang().whole(due), self.lang().whole(new))
            } else {
                self.lang().whole(due)
            };
            Bar {
                label: self.day(day),
                value: float(due),
                more: float(new),
                figure,
            }
        };
        let (due, new): (u64, u64) = (self.series.due.iter().sum(), added.iter().sum());
        let scheduled = self.words.scheduled(due);
        Plot {
            id: "forecast",
            title: self.words.forecast(AHEAD),
            note: self.words.forecast_note(self.new_a_day),
            key: String::new(),
            summary: self
                .words
                .forecast_summary(scheduled, new, self.series.due[0]),
            shape: Shape::Bars((0..AHEAD).map(bar).collect()),
        }
    }

    const fn lang(&self) -> Lang {
        self.all_words.language()
    }

    /// A day's names: of the week, of the month.
    fn day(&self, day: StudyDay) -> String {
        let date = day.date();
        let weekday = self
            .words
            .weekday(usize::try_from(date.weekday().num_days_from_monday()).unwrap_or(0));
        let month = self
            .words
            .month(usize::try_from(date.month0()).unwrap_or(0));
        format!("{weekday} {:02} {month}", date.day())
    }

    fn retention(&self) -> Plot {
        let (words, palette) = (self.words, self.palette);
        let rates: Vec<Rate> = self
            .timeline
            .spans
            .iter()
            .map(|span| self.series.retention_in(*span).all())
            .collect();
        let last = rates.last().copied().unwrap_or_default();
        let rows = self.timeline.spans.iter().zip(rates);
        Plot {
            id: "retention",
            title: words.retention().to_owned(),
            note: words.retention_note(self.step_word()),
            key: words.retention_key().to_owned(),
            summary: words.retention_summary(self.last_step(), rate(last, palette, self.lang())),
            shape: Shape::Ranges(rows.map(|(span, rate)| self.range(*span, rate)).collect()),
        }
    }

    fn range(&self, span: DaySpan, of: Rate) -> Range {
        let shown = rate(of, self.palette, self.lang());
        let figure = match of.value() {
            None => shown,
            Some(_) => format!("{shown}, {} %", interval(of, self.palette)),
        };
        Range {
            label: self.step(span),
            rate: of
                .value()
                .zip(of.wilson())
                .map(|(rate, (low, high))| (rate, low, high)),
            figure,
        }
    }

    /// A step's name: a week has that of its Monday.
    fn step(&self, span: DaySpan) -> String {
        match self.timeline.step {
            TimelineStep::Day | TimelineStep::Week => self.day(span.from),
            TimelineStep::Month => self.lang().month(span.from.date()),
        }
    }

    const fn step_word(&self) -> &'static str {
        match self.timeline.step {
            TimelineStep::Day => self.words.step_day(),
            TimelineStep::Week => self.words.step_week(),
            TimelineStep::Month => self.words.step_month(),
        }
    }

    const fn last_step(&self) -> &'static str {
        match self.timeline.step {
            TimelineStep::Day => self.words.last_day(),
            TimelineStep::Week => self.words.last_week(),
            TimelineStep::Month => self.words.last_month(),
        }
    }

    fn progress(&self, part: &Part) -> Plot {
        let lines: Vec<PlotLine> = part.rows.iter().map(|row| self.line(row)).collect();
        let begun = lines
            .iter()
            .filter(|line| line.values.last().is_some_and(|last| *last > 0.0))
            .count();
        let road = part.roadmap.as_deref().map_or_else(String::new, clean_line);
        let name = |span: Option<&DaySpan>| span.map_or_else(String::new, |span| self.step(*span));
        let (first, last) = (
            name(self.timeline.spans.first()),
            name(self.timeline.spans.last()),
        );
        Plot {
            id: "progress",
            title: self.words.progress(road),
            note: self.words.progress_note(self.step_word(), first, last),
            key: self.words.progress_key().to_owned(),
            summary: self.words.progress_summary(lines.len(), begun),
            shape: Shape::Lines(lines),
        }
    }

    /// A phase's share seen, counted back from today by the first answers of each step.
    fn line(&self, row: &Row) -> PlotLine {
        let mut first = vec![0; self.timeline.spans.len()];
        for counts in row.topics.iter().filter_map(|topic| self.firsts.get(topic)) {
            for (sum, more) in first.iter_mut().zip(counts) {
                *sum += more;
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
        PlotLine {
            label: format!("{} {}", row.id, clean_line(&row.title)),
            figure: self
                .words
                .between(share(values.first()), share(values.last())),
            values,
        }
    }

    fn intervals(&self) -> Plot {
        let names = self.class_names(&INTERVAL_ENDS, 1, |days| self.lang().whole(days));
        let words = self.words;
        let texts = [
            words.intervals(),
            words.intervals_note(),
            words.intervals_summary(),
        ];
        bars(
            "intervals",
            self.lang(),
            texts,
            names.into_iter().zip(self.series.intervals),
        )
    }

    fn eases(&self) -> Plot {
        let names = self.class_names(&EASE_ENDS, 130, |ease| {
            self.lang().decimal(f64::from(ease) / 100.0, 2)
        });
        let summary = self.words.ease_summary(self.series.eases[0]);
        let texts = [self.words.ease(), self.words.ease_note(), &summary];
        bars(
            "ease",
            self.lang(),
            texts,
            names.into_iter().zip(self.series.eases),
        )
    }

    /// The names of classes, their numbers as `write` writes them.
    fn class_names(&self, ends: &[u32], least: u32, write: impl Fn(u32) -> String) -> Vec<String> {
        let name = |(from, to): (u32, Option<u32>)| match to {
            None => self.words.from(write(from)),
            Some(to) if to == from => write(from),
            Some(to) => self.words.between(write(from), write(to)),
        };
        classes(ends, least).into_iter().map(name).collect()
    }

    /// Answers by the button that was pressed: every grade below Hard is Again.
    fn grades(&self) -> Plot {
        let (words, buttons) = (self.words, self.all_words);
        let [blackout, wrong, again, hard, good, easy] = self
            .series
            .grades
            .map(|count| u64::try_from(count).unwrap_or(0));
        let (failed, passed) = (blackout + wrong + again, hard + good + easy);
        let all = failed + passed;
        let share = percent((all > 0).then(|| float(passed) / float(all)), self.palette);
        let summary = words.grades_summary(passed, all, share);
        let counts = [
            format!("1 {}", buttons.again()),
            format!("2 {}", buttons.hard()),
            format!("3 {}", buttons.good()),
            format!("4 {}", buttons.easy()),
        ]
        .into_iter()
        .zip([failed, hard, good, easy]);
        bars(
            "grades",
            self.lang(),
            [words.grades(), words.grades_note(), &summary],
            counts,
        )
    }

    fn hours(&self) -> Plot {
        let used = |hour: &usize| self.series.hours[*hour].0 > 0;
        let (first, last) = (
            (0..24).find(used).unwrap_or(0),
            (0..24).rfind(used).unwrap_or(0),
        );
        let bar = |hour: usize| {
            let (count, retention) = self.series.hours[hour];
            let rate = rate(retention.all(), self.palette, self.lang());
            let figure = format!("{}, {rate}", self.lang().whole(count));
            let value = float(u64::try_from(count).unwrap_or(0));
            Bar {
                label: format!("{hour:02} h"),
                value,
                more: 0.0,
                figure,
            }
        };
        let busiest = (0..24)
            .max_by_key(|hour| self.series.hours[*hour].0)
            .unwrap_or(0);
        let between = || {
            let (from, to) = (format!("{busiest:02}"), format!("{:02}", busiest + 1));
            self.words.hours_summary(from, to)
        };
        let none = self.series.hours[busiest].0 == 0;
        Plot {
            id: "hours",
            title: self.words.hours().to_owned(),
            note: self.words.hours_note().to_owned(),
            key: String::new(),
            summary: if none {
                self.words.no_answers().to_owned()
            } else {
                between()
            },
            shape: Shape::Bars((first..=last).map(bar).collect()),
        }
    }

    fn time(&self) -> Plot {
        let mut bars = Vec::new();
        let (mut all_ms, mut all) = (0_i64, 0_i64);
        for (kind, outcome) in &self.series.kinds {
            let (ms, count) = (
                u64::try_from(outcome.total_ms).unwrap_or(0),
                u64::try_from(outcome.n).unwrap_or(0),
            );
            all_ms += outcome.total_ms;
            all += outcome.n;
            if count > 0 {
                let seconds = float(ms) / float(count) / 1000.0;
                let (lang, shown) = (self.lang(), self.lang().decimal(seconds, 1));
                let figure = format!("{shown} s ({})", lang.whole(count));
                let label = self.all_words.cards.kind(*kind).to_owned();
                bars.push(Bar {
                    label,
                    value: seconds,
                    more: 0.0,
                    figure,
                });
            }
        }
        let mean = u64::try_from(all_ms.checked_div(all).unwrap_or(0)).unwrap_or(0);
        let mean = self.lang().decimal(float(mean) / 1000.0, 1);
        Plot {
            id: "time",
            title: self.words.time().to_owned(),
            note: self.words.time_note().to_owned(),
            key: String::new(),
            summary: self.words.time_summary(all, mean),
            shape: Shape::Bars(bars),
        }
    }
}

/// Days of the year that ends with a day.
fn year_to(day: StudyDay) -> usize {
    let before = day
        .date()
        .checked_sub_months(Months::new(12))
        .unwrap_or_default();
    usize::try_from((day.date() - before).num_days()).unwrap_or(365)
}

//! A report as tables for people.

use crate::cli::args::StatsBy;
use crate::cli::session::duration;
use crate::cli::stats::judged::AsJudged;
use crate::cli::stats::report::{DayRow, Part, Report, Row};
use crate::domain::lang::Lang;
use crate::domain::stats::{ENOUGH, Figures, Period, Rate};
use crate::ui::card::Renderer;
use crate::ui::clean::clean_line;
use crate::ui::markup::wrap;
use crate::ui::messages::StatsMessages;
use crate::ui::palette::{Palette, TextRole};
use crate::ui::table::{Column, Table};

/// The text of a report.
pub(crate) fn report(report: &Report, look: Renderer) -> String {
    let draw = Draw {
        look,
        width: look.width,
        palette: look.palette,
        lang: look.words.language(),
        words: look.words.stats,
    };
    let mut out = draw.head(report);
    if report.by == StatsBy::Day {
        out.push_str(&draw.days(&report.days));
    }
    // A road without cards of the choice goes without saying, as a phase does, unless no road has any.
    let is_empty = |part: &Part| report.by == StatsBy::Phase && part.totals.cards == 0;
    let all_empty = report.parts.iter().all(is_empty);
    let shown = |part: &&Part| all_empty || !is_empty(part);
    for part in report.parts.iter().filter(shown) {
        if report.by != StatsBy::Day {
            out.push_str(&draw.part(report, part));
        }
        if report.by == StatsBy::Topic {
            out.push_str(&draw.weak(part));
        }
    }
    out
}

/// A rate as a percentage: only what is all or nothing is 100 % or 0 %, and nothing is a dash.
pub(crate) fn percent(value: Option<f64>, palette: Palette) -> String {
    let Some(value) = value else {
        return palette.sign("–", "-").to_owned();
    };
    let rounded = (value * 100.0).round();
    let shown = if value > 0.0 && value < 1.0 {
        rounded.clamp(1.0, 99.0)
    } else {
        rounded
    };
    format!("{shown:.0} %")
}

/// A rate with the number it stands on.
pub(crate) fn rate(rate: Rate, palette: Palette, lang: Lang) -> String {
    match rate.value() {
        None => palette.sign("–", "-").to_owned(),
        value => format!("{} ({})", percent(value, palette), lang.whole(rate.n)),
    }
}

/// A rate's 95 % interval, in percent.
pub(crate) fn interval(rate: Rate, palette: Palette) -> String {
    let Some((low, high)) = rate.wilson() else {
        return palette.sign("–", "-").to_owned();
    };
    format!(
        "{:.0}{}{:.0}",
        low * 100.0,
        palette.sign("–", "-"),
        high * 100.0
    )
}

/// A number with this many places, or a dash.
fn number(value: Option<f64>, places: usize, look: Renderer) -> String {
    value.map_or_else(
        || look.palette.sign("–", "-").to_owned(),
        |value| look.words.language().decimal(value, places),
    )
}

/// Milliseconds as people say them.
pub(crate) fn time(ms: i64) -> String {
    duration(u64::try_from(ms).unwrap_or(0))
}

struct Draw {
    look: Renderer,
    width: usize,
    palette: Palette,
    lang: Lang,
    words: StatsMessages,
}

impl Draw {
    fn head(&self, report: &Report) -> String {
        let title = report
            .title
            .as_deref()
            .unwrap_or(self.look.words.all_cards());
        let mut line = format!(
            "{}{}{}",
            clean_line(title),
            self.palette.dot(),
            self.lang.date(report.today)
        );
        if let Some(since) = report.since {
            line.push_str(self.palette.dot());
            line.push_str(&self.words.since(since));
        }
        let note = wrap(self.words.note(), self.width, "", "");
        format!(
            "{}\n{}\n",
            self.palette.paint(TextRole::Title, &line),
            self.palette.paint(TextRole::Faint, &note)
        )
    }

    fn part(&self, report: &Report, part: &Part) -> String {
        let shown: Vec<&Row> = part
            .rows
            .iter()
            .filter(|row| {
                if report.by == StatsBy::Phase {
                    row.figures.cards > 0
                } else {
                    row.figures.seen > 0
                }
            })
            .collect();
        // A phase without cards of the choice goes without saying.
        let hidden = if report.by == StatsBy::Phase {
            0
        } else {
            part.rows.len() - shown.len()
        };
        let mut figures: Vec<&Figures> = shown.iter().map(|row| &row.figures).collect();
        figures.push(&part.totals);
        let mut names: Vec<String> = shown.iter().map(|row| name(report.by, row)).collect();
        names.push(self.words.all().to_owned());
        let (head, mut out) = match (report.by, &part.roadmap) {
            (StatsBy::Phase, Some(roadmap)) if report.parts.len() > 1 => (
                self.word(report.by),
                format!(
                    "{}\n",
                    self.palette.paint(TextRole::Title, &clean_line(roadmap))
                ),
            ),
            _ => (self.word(report.by), String::new()),
        };
        for sections in [
            self.cards(&figures),
            self.retention(&figures),
            self.ages(&figures),
            self.memory(&figures),
        ] {
            let sections = self.measured(sections);
            if sections.is_empty() {
                continue;
            }
            let table = Table {
                head: head.to_owned(),
                names: names.clone(),
                sections,
                sums: 1,
            };
            out.push_str(&table.draw(self.width, self.palette));
            out.push('\n');
        }
        if let Some(judged) = &part.judged {
            out.push_str(&self.judged(judged, part));
        }
        if hidden > 0 {
            out.push_str(
                &self
                    .look
                    .remark(TextRole::Faint, &self.words.hidden(hidden)),
            );
        }
        out
    }

    /// The sections without columns of which nothing was measured yet.
    fn measured(&self, sections: Vec<Vec<Column>>) -> Vec<Vec<Column>> {
        let dash = self.palette.sign("–", "-");
        let is_measured = |column: &Column| column.cells.iter().any(|cell| cell != dash);
        let keep = |section: Vec<Column>| section.into_iter().filter(is_measured).collect();
        let sections: Vec<Vec<Column>> = sections.into_iter().map(keep).collect();
        sections
            .into_iter()
            .filter(|section| !section.is_empty())
            .collect()
    }

    /// What retention is as judged, next to what it is as graded.
    fn judged(&self, judged: &AsJudged, part: &Part) -> String {
        let [.., as_judged] = judged.retention;
        let as_graded = part.totals.retention(Period::All).all();
        if as_graded.n == 0 && as_judged.n == 0 {
            return String::new();
        }
        let line = self.words.as_judged(
            judged.overruled,
            rate(as_graded, self.palette, self.lang),
            rate(as_judged, self.palette, self.lang),
        );
        self.look.remark(TextRole::Faint, &line)
    }

    /// The periods; over everything it stands with its interval in the next table.
    fn retention(&self, figures: &[&Figures]) -> Vec<Vec<Column>> {
        let column = |period: Period| {
            Column::new(
                spoken(self.words, period),
                figures
                    .iter()
                    .map(|f| rate(f.retention(period).all(), self.palette, self.lang)),
            )
        };
        let (_, parts) = Period::ALL.split_last().unwrap_or((&Period::All, &[]));
        vec![parts.iter().copied().map(column).collect()]
    }

    /// Young and mature apart, with their intervals, over everything.
    fn ages(&self, figures: &[&Figures]) -> Vec<Vec<Column>> {
        let of = |head: &str, pick: fn(&Figures) -> Rate| {
            let rates = Column::new(
                head,
                figures
                    .iter()
                    .map(|f| rate(pick(f), self.palette, self.lang)),
            );
            let intervals = Column::new(
                "95 %",
                figures.iter().map(|f| interval(pick(f), self.palette)),
            );
            vec![rates, intervals]
        };
        vec![
            of(self.words.ever(), |f| f.retention(Period::All).all()),
            of(self.words.young(), |f| f.retention(Period::All).young),
            of(self.words.mature(), |f| f.retention(Period::All).mature),
        ]
    }

    fn memory(&self, figures: &[&Figures]) -> Vec<Vec<Column>> {
        let share = |head: &str, of: fn(&Figures) -> Option<f64>| {
            Column::new(head, figures.iter().map(|f| percent(of(f), self.palette)))
        };
        let other = |head: &str, of: fn(&Figures) -> Option<f64>, places: usize| {
            Column::new(
                head,
                figures.iter().map(|f| number(of(f), places, self.look)),
            )
        };
        vec![
            vec![
                share(self.words.ready(), Figures::readiness),
                share(self.words.seen(), Figures::coverage),
                share(self.words.recall(), Figures::expected_recall),
                share(self.words.known(), Figures::known),
            ],
            vec![
                other(self.words.ease(), Figures::mean_ease, 2),
                other(self.words.interval(), Figures::median_interval, 0),
                Column::new(
                    self.words.due_soon(),
                    figures.iter().map(|f| self.lang.whole(f.due_soon)),
                ),
                Column::new(self.words.time(), figures.iter().map(|f| time(f.time_ms))),
            ],
        ]
    }

    fn days(&self, days: &[DayRow]) -> String {
        let column =
            |head: &str, of: &dyn Fn(&DayRow) -> String| Column::new(head, days.iter().map(of));
        let words = self.words;
        let table = Table {
            head: words.day().to_owned(),
            names: days
                .iter()
                .filter_map(|day| day.day)
                .map(|day| self.lang.date(day))
                .collect(),
            sections: vec![
                vec![
                    column(words.answers(), &|day| self.lang.whole(day.tally.count())),
                    column(words.new(), &|day| self.lang.whole(day.first)),
                    column(words.repeats(), &|day| self.lang.whole(day.repeats)),
                    column(words.crams(), &|day| self.lang.whole(day.crams)),
                ],
                vec![
                    column(words.retention(), &|day| {
                        rate(day.retention.all(), self.palette, self.lang)
                    }),
                    column("95 %", &|day| interval(day.retention.all(), self.palette)),
                    column(words.time(), &|day| time(day.tally.total_ms)),
                ],
            ],
            sums: 0,
        };
        if days.is_empty() {
            format!("{}\n", words.no_answers())
        } else {
            table.draw(self.width, self.palette)
        }
    }

    /// The topics that need work: by retention, by lapses, by time.
    fn weak(&self, part: &Part) -> String {
        let weak = part.weak();
        let retention = |row: &Row| {
            rate(
                row.figures.retention(Period::All).all(),
                self.palette,
                self.lang,
            )
        };
        let head = self.words.weak_retention(ENOUGH);
        let lists = [
            self.list(&head, &weak.retention, retention),
            self.list(self.words.weak_lapses(), &weak.lapses, |row| {
                self.lang.whole(row.figures.lapses)
            }),
            self.list(self.words.weak_time(), &weak.time, |row| {
                time(row.figures.time_ms)
            }),
        ];
        lists.concat()
    }

    fn list(&self, head: &str, rows: &[&Row], figure: impl Fn(&Row) -> String) -> String {
        if rows.is_empty() {
            return String::new();
        }
        let names = rows.iter().map(|row| clean_line(&row.title)).collect();
        let sections = vec![vec![Column::new("", rows.iter().map(|row| figure(row)))]];
        let table = Table {
            head: head.to_owned(),
            names,
            sections,
            sums: 0,
        };
        format!("\n{}", table.draw(self.width, self.palette))
    }

    fn cards(&self, figures: &[&Figures]) -> Vec<Vec<Column>> {
        let words = self.words;
        let count = |head: &str, of: fn(&Figures) -> u64| {
            Column::new(head, figures.iter().map(|f| self.lang.whole(of(f))))
        };
        let mut columns = vec![
            count(words.cards(), |f| f.cards),
            count(words.new(), |f| f.new),
            count(words.learning(), |f| f.learning),
            count(words.young(), |f| f.young),
            count(words.mature(), |f| f.mature),
        ];
        // What few learners have takes no room where there is none.
        let rare = [
            count(words.suspended(), |f| f.suspended),
            count(words.buried(), |f| f.buried),
            count(words.leeches(), |f| f.leeches),
        ];
        columns.extend(
            rare.into_iter()
                .filter(|column| column.cells.iter().any(|cell| cell != "0")),
        );
        vec![columns]
    }

    const fn word(&self, by: StatsBy) -> &'static str {
        match by {
            StatsBy::Phase => self.words.phase(),
            StatsBy::Topic => self.words.topic(),
            StatsBy::Area => self.words.area(),
            StatsBy::Kind => self.words.kind(),
            StatsBy::Day => self.words.day(),
        }
    }
}

fn name(by: StatsBy, row: &Row) -> String {
    let title = clean_line(&row.title);
    if by == StatsBy::Phase {
        format!("{:>2} {title}", row.id)
    } else {
        title
    }
}

/// A period's name in the head of a column.
pub(crate) const fn spoken(words: StatsMessages, period: Period) -> &'static str {
    match period {
        Period::Today => words.today(),
        Period::Yesterday => words.yesterday(),
        Period::Week => words.week(),
        Period::Month => words.month(),
        Period::Year => words.year(),
        Period::All => words.all(),
    }
}

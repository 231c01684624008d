//! A report: rows of figures with their names, for whichever way they are printed.

use std::cmp::Reverse;
use std::collections::{BTreeMap, HashMap, HashSet};

use crate::cli::app::App;
use crate::cli::args::{StatsBy, StatsSort};
use crate::cli::scope::{Chosen, Road};
use crate::cli::stats::gather::StatsSource;
use crate::cli::stats::judged::{AsJudged, JudgedAnswers};
use crate::domain::card::CardKind;
use crate::domain::day::StudyDay;
use crate::domain::id::TopicId;
use crate::domain::stats::{ENOUGH, Figures, Period, Rate, Retention};
use crate::domain::tally::{GradeTally, StateBefore};
use crate::error::AppError;

/// What was asked, answered.
pub(crate) struct Report {
    /// What the rows are.
    pub by: StatsBy,
    /// The study day now.
    pub today: StudyDay,
    /// The first day whose answers count, if one was named.
    pub since: Option<StudyDay>,
    /// What the figures speak of; nothing means every card.
    pub title: Option<String>,
    /// One part for each road when the rows are phases, else one.
    pub parts: Vec<Part>,
    /// The days, when the rows are days.
    pub days: Vec<DayRow>,
}

/// Rows of figures and their sum.
pub(crate) struct Part {
    /// The roadmap, where the rows are phases.
    pub roadmap: Option<String>,
    /// The rows.
    pub rows: Vec<Row>,
    /// All of them together.
    pub totals: Figures,
    /// Their retention as judged, where an answer was graded otherwise.
    pub judged: Option<AsJudged>,
}

/// Topics named in each list of weak ones.
const WEAK: usize = 5;

/// The rows of a part that need work, the weakest first.
pub(crate) struct Weak<'p> {
    /// Lowest retention, of those with enough reviews.
    pub retention: Vec<&'p Row>,
    /// Most lapses.
    pub lapses: Vec<&'p Row>,
    /// Most time.
    pub time: Vec<&'p Row>,
}

impl Part {
    /// Puts what needs work first; rows about which nothing is known come last.
    fn sort(&mut self, sort: StatsSort) {
        let share = |value: Option<f64>| value.unwrap_or(f64::INFINITY);
        self.rows.sort_by(|a, b| match sort {
            StatsSort::Retention => {
                share(a.retention().value()).total_cmp(&share(b.retention().value()))
            }
            StatsSort::Ready => {
                share(a.figures.readiness()).total_cmp(&share(b.figures.readiness()))
            }
            StatsSort::Seen => share(a.figures.coverage()).total_cmp(&share(b.figures.coverage())),
            StatsSort::Lapses => b.figures.lapses.cmp(&a.figures.lapses),
            StatsSort::Time => b.figures.time_ms.cmp(&a.figures.time_ms),
        });
    }

    /// The rows that need work.
    pub(crate) fn weak(&self) -> Weak<'_> {
        let kept = |row: &Row| row.figures.retention(Period::All).all();
        let rate = |row: &Row| kept(row).value().unwrap_or(1.0);
        let mut retention: Vec<&Row> = self
            .rows
            .iter()
            .filter(|row| kept(row).n >= ENOUGH)
            .collect();
        retention.sort_by(|a, b| {
            rate(a)
                .total_cmp(&rate(b))
                .then_with(|| kept(b).n.cmp(&kept(a).n))
        });
        let mut lapses: Vec<&Row> = self
            .rows
            .iter()
            .filter(|row| row.figures.lapses > 0)
            .collect();
        lapses.sort_by_key(|row| Reverse(row.figures.lapses));
        let mut time: Vec<&Row> = self
            .rows
            .iter()
            .filter(|row| row.figures.time_ms > 0)
            .collect();
        time.sort_by_key(|row| Reverse(row.figures.time_ms));
        for list in [&mut retention, &mut lapses, &mut time] {
            list.truncate(WEAK);
        }
        Weak {
            retention,
            lapses,
            time,
        }
    }
}

/// A row of figures.
pub(crate) struct Row {
    /// Its name for scripts: a phase's number, an id, a kind's word.
    pub id: String,
    /// Its title.
    pub title: String,
    /// The topics it is made of, where it is a phase.
    pub topics: Vec<TopicId>,
    /// Its figures.
    pub figures: Figures,
}

impl Row {
    /// True retention over everything.
    pub(crate) fn retention(&self) -> Rate {
        self.figures.retention(Period::All).all()
    }

    fn new(id: String, title: String, figures: Figures) -> Self {
        Self {
            id,
            title,
            topics: Vec::new(),
            figures,
        }
    }
}

/// The answers of one day.
#[derive(Default, Clone, Copy)]
pub(crate) struct DayRow {
    /// The day.
    pub day: Option<StudyDay>,
    /// First answers to new cards.
    pub first: i64,
    /// Repeats on the same day.
    pub repeats: i64,
    /// Cram answers.
    pub crams: i64,
    /// Answers that test retention.
    pub retention: Retention,
    /// All answers by grade, and their time.
    pub tally: GradeTally,
}

/// Answers a question about figures.
pub(crate) fn report(
    app: &App,
    chosen: &Chosen,
    material: &StatsSource<'_>,
    by: StatsBy,
    sort: Option<StatsSort>,
) -> Result<Report, AppError> {
    let mut parts = match by {
        StatsBy::Phase => phases(app, chosen, material)?,
        StatsBy::Topic | StatsBy::Day => vec![topics(app, material)?],
        StatsBy::Area => vec![areas(app, material)?],
        StatsBy::Kind => vec![kinds(app, material)?],
    };
    for part in &mut parts {
        let of_road = || part.rows.iter().flat_map(|row| &row.topics).collect();
        let answers = JudgedAnswers {
            chosen: material.chosen,
            topics: part.roadmap.is_some().then(of_road),
        };
        part.judged = AsJudged::of(app, &answers, &part.totals, &material.lens)?;
    }
    if let Some(sort) = sort {
        for part in &mut parts {
            part.sort(sort);
        }
    }
    let days = if by == StatsBy::Day {
        days(material)?
    } else {
        Vec::new()
    };
    let lens = material.lens;
    Ok(Report {
        by,
        today: lens.today,
        since: lens.since,
        title: chosen.title.clone(),
        parts,
        days,
    })
}

/// A part for each road; what a query chose outside of a road is not in it.
pub(crate) fn phases(
    app: &App,
    chosen: &Chosen,
    material: &StatsSource<'_>,
) -> Result<Vec<Part>, AppError> {
    Ok(roads(app, chosen, material)?.0)
}

/// A part for each road, and how many cards of the whole choice are leeches.
pub(crate) fn roads(
    app: &App,
    chosen: &Chosen,
    material: &StatsSource<'_>,
) -> Result<(Vec<Part>, u64), AppError> {
    let topics = &material.by_topic()?.by;
    let leeches = topics.values().map(|figures| figures.leeches).sum();
    let filled = chosen.roads.iter().filter(|road| !road.topics.is_empty());
    Ok((
        filled
            .map(|road| phases_of(app, road, topics))
            .collect::<Result<_, _>>()?,
        leeches,
    ))
}

fn phases_of(app: &App, road: &Road, topics: &HashMap<TopicId, Figures>) -> Result<Part, AppError> {
    let roadmap = app.store.content().roadmap(&road.name)?;
    let roadmap = roadmap.map(|roadmap| roadmap.in_language(app.lang));
    let homes: HashMap<TopicId, u32> = app.store.content().homes(&road.name)?.into_iter().collect();
    let mut titles: BTreeMap<u32, String> = BTreeMap::new();
    match roadmap {
        Some(roadmap) => titles.extend(
            roadmap
                .phases
                .into_iter()
                .map(|phase| (phase.number, phase.title)),
        ),
        None => titles.extend([(1, road.name.to_string())]),
    }
    let mut rows: BTreeMap<u32, Row> = titles
        .into_iter()
        .map(|(number, title)| {
            (
                number,
                Row::new(number.to_string(), title, Figures::default()),
            )
        })
        .collect();
    for topic in &road.topics {
        let Some(row) = rows.get_mut(&homes.get(topic).copied().unwrap_or(1)) else {
            continue;
        };
        row.topics.push(topic.clone());
        if let Some(figures) = topics.get(topic) {
            row.figures.merge(figures);
        }
    }
    // A road that was narrowed to a phase shows that phase alone.
    let whole = road.topics.len() >= homes.len();
    let rows = rows
        .into_values()
        .filter(|row| whole || !row.topics.is_empty())
        .collect();
    Ok(part(Some(road.name.to_string()), rows, None))
}

fn part(roadmap: Option<String>, rows: Vec<Row>, rest: Option<&Figures>) -> Part {
    let mut totals = rest.cloned().unwrap_or_default();
    for row in &rows {
        totals.merge(&row.figures);
    }
    Part {
        roadmap,
        rows,
        totals,
        judged: None,
    }
}

/// Topics that have cards, in the order of the decks.
pub(crate) fn topics(app: &App, material: &StatsSource<'_>) -> Result<Part, AppError> {
    let groups = material.by_topic()?;
    let (mut rows, mut shown) = (Vec::new(), HashSet::new());
    for topic in app.store.content().topics()? {
        if let Some(figures) = groups.by.get(&topic.id) {
            let title = topic.title.text(app.lang).to_owned();
            rows.push(Row::new(topic.id.to_string(), title, figures.clone()));
            shown.insert(topic.id);
        }
    }
    // What is left belongs to topics that no deck has any more.
    let mut rest = groups.rest.clone();
    groups
        .by
        .iter()
        .filter(|(topic, _)| !shown.contains(*topic))
        .for_each(|(_, figures)| rest.merge(figures));
    Ok(part(None, rows, Some(&rest)))
}

fn areas(app: &App, material: &StatsSource<'_>) -> Result<Part, AppError> {
    let shelf: HashMap<TopicId, String> = app
        .store
        .content()
        .topics()?
        .into_iter()
        .map(|topic| (topic.id, topic.area.to_string()))
        .collect();
    let topics = material.by_topic()?;
    let mut groups: BTreeMap<String, Figures> = BTreeMap::new();
    for (topic, figures) in &topics.by {
        groups
            .entry(shelf.get(topic).cloned().unwrap_or_default())
            .or_default()
            .merge(figures);
    }
    let mut rows = Vec::new();
    for area in app.store.content().areas()? {
        if let Some(figures) = groups.remove(area.id.as_str()) {
            rows.push(Row::new(
                area.id.to_string(),
                area.title.text(app.lang).to_owned(),
                figures,
            ));
        }
    }
    // Areas that only a learner's own topics name have no title.
    rows.extend(
        groups
            .into_iter()
            .map(|(id, figures)| Row::new(id.clone(), id, figures)),
    );
    Ok(part(None, rows, Some(&topics.rest)))
}

fn kinds(app: &App, material: &StatsSource<'_>) -> Result<Part, AppError> {
    let mut groups = material.by_kind()?;
    let row = |kind: CardKind| {
        let figures = groups.by.remove(&kind)?;
        Some(Row::new(
            kind.word().to_owned(),
            app.words().cards.kind(kind).to_owned(),
            figures,
        ))
    };
    let rows = CardKind::ALL.into_iter().filter_map(row).collect();
    Ok(part(None, rows, Some(&groups.rest)))
}

/// Days with answers, oldest first.
fn days(material: &StatsSource<'_>) -> Result<Vec<DayRow>, AppError> {
    let mut days: BTreeMap<StudyDay, DayRow> = BTreeMap::new();
    for (day, met, tally) in material.by_day()? {
        days.entry(day)
            .or_insert_with(|| DayRow {
                day: Some(day),
                ..DayRow::default()
            })
            .add(met, &tally);
    }
    Ok(days.into_values().collect())
}

impl DayRow {
    /// Adds answers of the day.
    fn add(&mut self, met: StateBefore, tally: &GradeTally) {
        let count = tally.count();
        match met {
            StateBefore::New => self.first += count,
            StateBefore::Repeat => self.repeats += count,
            StateBefore::Cram => self.crams += count,
            StateBefore::Young | StateBefore::Mature => {}
        }
        self.retention.add(met, tally.outcome());
        self.tally += *tally;
    }
}

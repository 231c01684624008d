//! A road as `roadmap show` draws it: its phases with the figures that `stats` has, where new cards come from next,
//! what waits for what, and what is ticked.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use serde_json::{Value, json};

use super::line_progress::{LineProgress, progress_of};
use crate::cli::app::App;
use crate::cli::args::ScopeArgs;
use crate::cli::scope::{self, Road};
use crate::cli::stats::{self, Row};
use crate::domain::day::StudyDay;
use crate::domain::id::TopicId;
use crate::domain::lang::Lang;
use crate::domain::queue::{Blocker, RoadPace};
use crate::domain::roadmap::{Need, Phase, Roadmap, RoadmapLine};
use crate::domain::stats::{Figures, Period};
use crate::engine::new_cards::{held, known_by_topic, next_new, progress};
use crate::error::AppError;
use crate::ui::card::Renderer;
use crate::ui::clean::clean_line;
use crate::ui::markup::wrap;
use crate::ui::palette::TextRole;

/// A road and how far its learner is.
pub(super) struct Drawn {
    /// In the learner's language.
    pub(super) roadmap: Roadmap,
    /// Its topics with their home phases, in the order of the road.
    homes: Vec<(TopicId, u32)>,
    /// The figures of its phases.
    rows: Vec<Row>,
    held: BTreeMap<TopicId, Vec<Blocker>>,
    /// The topic the next new card comes from: cards seen, and cards.
    next: Option<(TopicId, u32, u32)>,
    titles: HashMap<TopicId, String>,
    /// The lines that were ticked by hand.
    ticked: BTreeSet<u32>,
    /// The lines that tick themselves.
    items: BTreeSet<u32>,
    /// How far the cards of each topic are known.
    pub(super) behind: HashMap<TopicId, LineProgress>,
    pace: RoadPace,
    /// Translated cards by topic, for each language other than English.
    translated: BTreeMap<Lang, HashMap<TopicId, u32>>,
}

impl Drawn {
    /// Reads how far a road's learner is.
    pub(super) fn read(app: &App, roadmap: &Roadmap) -> Result<Self, AppError> {
        let homes = roadmap.topics();
        let road = Road {
            name: roadmap.id.clone(),
            topics: homes.iter().map(|(topic, _)| topic.clone()).collect(),
        };
        let progress = progress(&app.workspace())?;
        let chosen = scope::resolve(
            app,
            &ScopeArgs {
                roadmap: Some(roadmap.id.to_string()),
                ..ScopeArgs::default()
            },
        )?;
        let next = next_new(&app.workspace(), &road)?.map(|topic| {
            let of = progress.get(&topic).copied().unwrap_or_default();
            (topic, of.seen, of.cards)
        });
        let of = homes.iter().filter_map(|(topic, _)| progress.get(topic));
        let new = of.map(|of| of.cards.saturating_sub(of.seen)).sum();
        let titled = app.store.content().topics()?.into_iter().map(|topic| {
            let title = clean_line(topic.title.text(app.lang));
            (topic.id, title)
        });
        let known = known_by_topic(&app.workspace())?;
        let translated = translated(app)?;
        let content = app.store.content();
        let in_cards_language = content.translated_by_topic(app.cards_lang.get())?;
        let behind = homes.iter().map(|(topic, _)| {
            let of = progress.get(topic).copied().unwrap_or_default();
            let line = LineProgress {
                translated: in_cards_language.get(topic).copied().unwrap_or_default(),
                cards: of.cards,
                seen: of.seen,
                known: known.get(topic).copied().unwrap_or_default(),
            };
            (topic.clone(), line)
        });
        let items = roadmap.phases.iter().flat_map(|phase| &phase.items);
        Ok(Self {
            roadmap: roadmap.clone().in_language(app.lang),
            rows: stats::phases(app, &chosen)?
                .into_iter()
                .flat_map(|part| part.rows)
                .collect(),
            held: held(&app.workspace(), &road, &progress)?,
            next,
            titles: titled.collect(),
            ticked: roadmap.ticked(&app.store.progress().ticks()?),
            items: items.map(|line| line.line).collect(),
            behind: behind.collect(),
            pace: RoadPace::of(new, app.settings.new_per_day, app.today()),
            homes,
            translated,
        })
    }

    /// The road on a screen, or one of its phases with all that belongs to it.
    pub(super) fn page(&self, look: Renderer, phase: Option<u32>) -> String {
        let mut text = format!(
            "{}\n",
            look.palette
                .paint(TextRole::Title, &clean_line(&self.roadmap.title))
        );
        if phase.is_none() {
            text.push_str(&self.introduction(look));
        }
        text.push_str(&stats::phase_head(look));
        for one in self
            .roadmap
            .phases
            .iter()
            .filter(|one| phase.is_none_or(|number| number == one.number))
        {
            let figures = self.phase(look, one);
            let title = format!("{} {}", one.number, clean_line(&one.title));
            // On the line with the figures a long title is cut.
            if phase.is_some() && !figures.contains(&title) {
                text.push_str(&look.remark(TextRole::Strong, &title));
            }
            text.push_str(&figures);
            text.push_str(&self.next(look, one));
            if phase.is_some() {
                text.push_str(&self.whole_phase(look, one));
                text.push_str(&self.waiting(look, one, usize::MAX));
            } else {
                text.push_str(&self.waiting(look, one, 1));
                text.push_str(&self.ticked(look, one));
            }
        }
        if phase.is_none() {
            text.push_str(&self.whole_road(look));
            text.push_str(&self.pace(look));
            let hint = look.words.roadmaps.hint(self.roadmap.id.as_str());
            text.push_str(&look.remark(TextRole::Faint, &hint));
        }
        text.push('\n');
        text
    }

    /// How long the new cards last, for who has a day to be ready on.
    fn pace(&self, look: Renderer) -> String {
        let RoadPace { new, a_day, met_by } = self.pace;
        let text = match met_by {
            _ if self.pace.new == 0 => return String::new(),
            Some(day) => look.words.roadmaps.pace(new, a_day, day),
            None => look.words.roadmaps.no_pace(new),
        };
        look.remark(TextRole::Faint, &text)
    }

    fn phase(&self, look: Renderer, phase: &Phase) -> String {
        let optional = if phase.need == Need::Optional {
            look.words.roadmaps.optional()
        } else {
            ""
        };
        let title = format!("{}{optional}", clean_line(&phase.title));
        let row = self.row(phase);
        row.map_or_else(
            || look.head(&format!("{:>2}", phase.number), &title, ""),
            |row| stats::phase_line(look, row, &title),
        )
    }

    fn row(&self, phase: &Phase) -> Option<&Row> {
        self.rows
            .iter()
            .find(|row| row.id.parse() == Ok(phase.number))
    }

    /// The topics of a phase that wait, in the order of the road.
    fn held_in(&self, phase: &Phase) -> Vec<(&TopicId, &Vec<Blocker>)> {
        let topics = self.homes.iter().filter(|(_, home)| *home == phase.number);
        topics
            .filter_map(|(topic, _)| self.held.get_key_value(topic))
            .collect()
    }

    pub(super) fn title<'t>(&'t self, topic: &'t TopicId) -> &'t str {
        self.titles
            .get(topic)
            .map_or(topic.as_str(), String::as_str)
    }

    fn next(&self, look: Renderer, phase: &Phase) -> String {
        let Some((topic, seen, cards)) = &self.next else {
            return String::new();
        };
        if !self.homes.contains(&(topic.clone(), phase.number)) {
            return String::new();
        }
        let line = format!(
            "{} {}",
            look.palette.sign("→", "->"),
            look.words.roadmaps.next(self.title(topic), seen, cards)
        );
        look.palette
            .paint(TextRole::Strong, &wrap(&line, look.width, "   ", "     "))
    }

    /// What waits in a phase and for what, up to a number of topics; the others are counted.
    fn waiting(&self, look: Renderer, phase: &Phase, most: usize) -> String {
        let held = self.held_in(phase);
        let mut text = String::new();
        for (topic, blockers) in held.iter().take(most) {
            let why = |blocker: &Blocker| {
                let cards = blocker.progress.cards;
                let needed = self.title(&blocker.topic);
                let half = cards.div_ceil(2);
                look.words
                    .roadmaps
                    .why(needed, blocker.progress.passed, cards, half)
            };
            let reasons: Vec<String> = blockers.iter().map(why).collect();
            let line = look
                .words
                .roadmaps
                .waits(self.title(topic), reasons.join("; "));
            text.push_str(&wrap(&line, look.width, "   ", "     "));
        }
        let more = held.len().saturating_sub(most);
        if more > 0 {
            text.push_str(&format!("   {}\n", look.words.roadmaps.more(more)));
        }
        look.palette.paint(TextRole::Faint, &text)
    }

    /// How many projects and hands-on tasks of a phase are done.
    fn ticked(&self, look: Renderer, phase: &Phase) -> String {
        let lines: Vec<&RoadmapLine> = phase.projects.iter().chain(&phase.tasks).collect();
        if lines.is_empty() {
            return String::new();
        }
        let done = lines.iter().filter(|line| self.is_done(line)).count();
        let line = look.words.roadmaps.ticked(done, lines.len());
        look.palette.paint(TextRole::Faint, &format!("   {line}\n"))
    }

    /// Whether a line is ticked, by hand or because every card behind it is known. What is to be done or
    /// built is ticked by hand alone.
    pub(super) fn is_done(&self, line: &RoadmapLine) -> bool {
        self.ticked.contains(&line.line)
            || (self.items.contains(&line.line) && progress_of(line, &self.behind).is_known())
    }

    /// Everything that a phase holds.
    fn whole_phase(&self, look: Renderer, phase: &Phase) -> String {
        let words = look.words.roadmaps;
        let mut text = String::new();
        for (label, said) in [
            (words.goal(), &phase.goal),
            (words.duration(), &phase.duration),
        ] {
            if let Some(said) = said {
                text.push_str(&look.labelled(&format!("   {label}"), said));
            }
        }
        text.push_str(&self.items(look, words.items(), &phase.items));
        text.push_str(&self.boxes(look, words.questions(), &phase.questions));
        text.push_str(&self.boxes(look, words.tasks(), &phase.tasks));
        text.push_str(&self.boxes(look, words.projects(), &phase.projects));
        text.push_str(&self.boxes(look, words.resources(), &phase.resources));
        text
    }

    /// The road for scripts.
    pub(super) fn json(&self) -> Value {
        let roadmap = &self.roadmap;
        let phases: Vec<Value> = roadmap
            .phases
            .iter()
            .map(|phase| self.json_phase(phase))
            .collect();
        json!({
            "id": roadmap.id, "title": roadmap.title, "language": roadmap.lang, "phases": phases,
            "next": self.next.as_ref().map(|(topic, _, _)| topic),
            "new": self.pace.new, "met_by": self.pace.met_by.map(StudyDay::iso),
            "projects": self.json_lines(&roadmap.projects), "resources": self.json_lines(&roadmap.resources),
            "tools": self.json_lines(&roadmap.tools), "tips": self.json_lines(&roadmap.tips),
            "intro": self.json_lines(&roadmap.intro), "audience": self.json_lines(&roadmap.audience),
            "final_project": roadmap.final_project.as_ref().map(|project| json!({
                "line": project.line, "title": project.title,
                "stack": self.json_lines(&project.stack), "ideas": self.json_lines(&project.ideas),
            })),
            "timeline": roadmap.timeline, "summary": self.json_lines(&roadmap.summary),
            "uses": self.json_lines(&roadmap.uses),
            "repository_plan": self.json_lines(&roadmap.repository_plan),
            "closing": self.json_lines(&roadmap.closing),
        })
    }

    fn json_phase(&self, phase: &Phase) -> Value {
        let held: Vec<Value> = self
            .held_in(phase)
            .into_iter()
            .map(|(topic, blockers)| json!({ "topic": topic, "waits_for": blockers.iter().map(json_blocker).collect::<Vec<_>>() }))
            .collect();
        let figures = self.row(phase).map(|row| &row.figures);
        json!({
            "number": phase.number, "title": phase.title, "goal": phase.goal, "duration": phase.duration,
            "optional": phase.need == Need::Optional,
            "cards": figures.map_or(0, |figures| figures.cards), "seen": figures.map_or(0, |figures| figures.seen),
            "coverage": figures.and_then(Figures::coverage), "readiness": figures.and_then(Figures::readiness),
            "retention": figures.map(|figures| stats::json_rate(figures.retention(Period::All).all())),
            "held": held,
            "items": self.json_lines(&phase.items), "questions": self.json_lines(&phase.questions),
            "projects": self.json_lines(&phase.projects), "tasks": self.json_lines(&phase.tasks),
            "resources": self.json_lines(&phase.resources),
        })
    }

    /// How many cards behind a line are translated, by language.
    fn json_translated(&self, line: &RoadmapLine) -> Value {
        let topics: BTreeSet<&TopicId> = line.topics.iter().collect();
        let mut languages = serde_json::Map::new();
        for (lang, counts) in &self.translated {
            let cards: u32 = topics.iter().filter_map(|topic| counts.get(*topic)).sum();
            languages.insert(lang.tag().to_owned(), json!(cards));
        }
        Value::Object(languages)
    }

    fn json_lines(&self, lines: &[RoadmapLine]) -> Vec<Value> {
        let line = |line: &RoadmapLine| {
            let progress = progress_of(line, &self.behind);
            json!({
                "line": line.line, "section": line.section, "group": line.group, "text": line.text,
                "topics": line.topics, "optional": line.need == Need::Optional, "done": self.is_done(line),
                "cards": progress.cards, "seen": progress.seen, "known": progress.known,
                "translated": self.json_translated(line),
            })
        };
        lines.iter().map(line).collect()
    }
}

fn translated(app: &App) -> Result<BTreeMap<Lang, HashMap<TopicId, u32>>, AppError> {
    let languages = Lang::all().filter(|lang| *lang != Lang::EN);
    languages
        .map(|lang| Ok((lang, app.store.content().translated_by_topic(lang)?)))
        .collect()
}

fn json_blocker(blocker: &Blocker) -> Value {
    let progress = blocker.progress;
    json!({ "topic": blocker.topic, "seen": progress.seen, "remembered": progress.passed, "cards": progress.cards, "needed": progress.cards.div_ceil(2) })
}

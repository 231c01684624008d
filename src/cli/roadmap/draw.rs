//! A road as `roadmap show` draws it: its phases with the figures that `stats` has, where new cards come from next,
//! what waits for what, and what is ticked.

use std::collections::{BTreeMap, HashMap, HashSet};

use serde_json::{Value, json};

use crate::cli::app::App;
use crate::cli::args::ScopeArgs;
use crate::cli::scope::{self, Road};
use crate::cli::stats::{self, Row};
use crate::domain::id::TopicId;
use crate::domain::queue::{Blocker, RoadPace};
use crate::domain::roadmap::{Need, Phase, Roadmap, RoadmapLine};
use crate::domain::stats::{Figures, Period};
use crate::engine::new_cards::{held, next_new, progress};
use crate::error::AppError;
use crate::ui::card::Renderer;
use crate::ui::clean::clean_line;
use crate::ui::markup::wrap;
use crate::ui::palette::TextRole;

/// A road and how far its learner is.
pub(super) struct Drawn<'d> {
    roadmap: &'d Roadmap,
    /// Its topics with their home phases, in the order of the road.
    homes: Vec<(TopicId, u32)>,
    /// The figures of its phases.
    rows: Vec<Row>,
    held: BTreeMap<TopicId, Vec<Blocker>>,
    /// The topic the next new card comes from: cards seen, and cards.
    next: Option<(TopicId, u32, u32)>,
    titles: HashMap<TopicId, String>,
    /// The lines that are ticked.
    done: HashSet<u32>,
    pace: RoadPace,
}

impl<'d> Drawn<'d> {
    /// Reads how far a road's learner is.
    pub(super) fn read(app: &App, roadmap: &'d Roadmap) -> Result<Self, AppError> {
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
        let done = app
            .store
            .progress()
            .done()?
            .into_iter()
            .filter(|(name, _)| *name == roadmap.id)
            .map(|(_, line)| line);
        Ok(Self {
            roadmap,
            rows: stats::phases(app, &chosen)?
                .into_iter()
                .flat_map(|part| part.rows)
                .collect(),
            held: held(&app.workspace(), &road, &progress)?,
            next,
            titles: titled.collect(),
            done: done.collect(),
            pace: RoadPace::of(new, app.settings.new_per_day, app.today()),
            homes,
        })
    }

    /// The road on a screen, or one of its phases with all that belongs to it.
    pub(super) fn page(&self, look: Renderer, phase: Option<u32>) -> String {
        let mut text = format!(
            "{}\n",
            look.palette
                .paint(TextRole::Title, &clean_line(&self.roadmap.title))
        );
        text.push_str(&stats::phase_head(look));
        for one in self
            .roadmap
            .phases
            .iter()
            .filter(|one| phase.is_none_or(|number| number == one.number))
        {
            text.push_str(&self.phase(look, one));
            text.push_str(&self.next(look, one));
            if phase.is_some() {
                text.push_str(&self.waiting(look, one, usize::MAX));
                text.push_str(&self.items(look, one));
            } else {
                text.push_str(&self.waiting(look, one, 1));
                text.push_str(&self.ticked(look, one));
            }
        }
        if phase.is_none() {
            if !self.roadmap.projects.is_empty() {
                text.push_str(&format!(
                    "   {}\n",
                    look.palette
                        .paint(TextRole::Strong, look.words.roadmaps.projects())
                ));
                text.push_str(&self.checklist(look, &self.roadmap.projects));
            }
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
        let (new, a_day) = (new.to_string(), a_day.to_string());
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

    fn title<'t>(&'t self, topic: &'t TopicId) -> &'t str {
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

    /// What waits in a phase and for what, up to so many topics; the others are counted.
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
                    .why(needed, blocker.progress.seen, cards, half)
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
        let done = lines
            .iter()
            .filter(|line| self.done.contains(&line.line))
            .count();
        let line = look.words.roadmaps.ticked(done, lines.len());
        look.palette.paint(TextRole::Faint, &format!("   {line}\n"))
    }

    fn items(&self, look: Renderer, phase: &Phase) -> String {
        let words = look.words;
        let mut text = String::new();
        for (label, said) in [
            (words.roadmaps.goal(), &phase.goal),
            (words.roadmaps.duration(), &phase.duration),
        ] {
            if let Some(said) = said {
                text.push_str(&look.labelled(&format!("   {label}"), said));
            }
        }
        for (heading, lines) in [
            (words.roadmaps.items(), &phase.items),
            (words.roadmaps.questions(), &phase.questions),
            (words.roadmaps.tasks(), &phase.tasks),
            (words.roadmaps.projects(), &phase.projects),
            (words.roadmaps.resources(), &phase.resources),
        ] {
            if !lines.is_empty() {
                text.push_str(&format!(
                    "   {}\n",
                    look.palette.paint(TextRole::Strong, heading)
                ));
                text.push_str(&self.checklist(look, lines));
            }
        }
        text
    }

    fn checklist(&self, look: Renderer, lines: &[RoadmapLine]) -> String {
        let mut text = String::new();
        for line in lines {
            let tick = if self.done.contains(&line.line) {
                look.palette.tick()
            } else {
                " "
            };
            let optional = if line.need == Need::Optional {
                look.words.roadmaps.optional()
            } else {
                ""
            };
            let level = line
                .level
                .as_ref()
                .map_or_else(String::new, |level| format!(" [{}]", clean_line(level)));
            let item = format!("{}{level}{optional}", clean_line(&line.text));
            let lead = format!("   [{tick}] {:>3} ", line.line);
            text.push_str(&wrap(&item, look.width, &lead, "           "));
        }
        text
    }

    /// The road for scripts.
    pub(super) fn json(&self) -> Value {
        let roadmap = self.roadmap;
        let phases: Vec<Value> = roadmap
            .phases
            .iter()
            .map(|phase| self.json_phase(phase))
            .collect();
        json!({
            "id": roadmap.id, "title": roadmap.title, "language": roadmap.lang, "phases": phases,
            "next": self.next.as_ref().map(|(topic, _, _)| topic),
            "new": self.pace.new, "met_by": self.pace.met_by,
            "projects": self.json_lines(&roadmap.projects), "resources": self.json_lines(&roadmap.resources),
            "tools": self.json_lines(&roadmap.tools), "tips": self.json_lines(&roadmap.tips),
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

    fn json_lines(&self, lines: &[RoadmapLine]) -> Vec<Value> {
        let line = |line: &RoadmapLine| {
            json!({
                "line": line.line, "group": line.group, "text": line.text, "topics": line.topics,
                "optional": line.need == Need::Optional, "done": self.done.contains(&line.line),
            })
        };
        lines.iter().map(line).collect()
    }
}

fn json_blocker(blocker: &Blocker) -> Value {
    let progress = blocker.progress;
    json!({ "topic": blocker.topic, "seen": progress.seen, "cards": progress.cards, "needed": progress.cards.div_ceil(2) })
}

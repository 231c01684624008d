//! `roadmap`: the roads, how far one is, what holds a topic back, and what is done.

use std::collections::HashMap;

use serde_json::{Value, json};

use crate::cli::app::App;
use crate::cli::args::{Format, RoadmapWhat};
use crate::cli::review;
use crate::cli::say_json;
use crate::cli::scope::{self, Road};
use crate::domain::event::EventBody;
use crate::domain::id::{RoadmapId, TopicId};
use crate::domain::queue::Progress;
use crate::domain::roadmap::{Line, Need, Phase, Roadmap};
use crate::error::AppError;
use crate::ui::card::Look;
use crate::ui::clean::clean_line;
use crate::ui::markup::wrap;
use crate::ui::palette::Role;
use crate::ui::terminal::Terminal;

/// Does what was asked of the roads.
pub(crate) fn roadmap(app: &App, terminal: &mut dyn Terminal, what: Option<&RoadmapWhat>) -> Result<(), AppError> {
    match what {
        None => list(app, terminal, Format::Text),
        Some(RoadmapWhat::List { json }) => list(app, terminal, Format::of(json)),
        Some(RoadmapWhat::Show { roadmap, phase, json }) => {
            show(app, terminal, roadmap.as_deref(), *phase, Format::of(json))
        }
        Some(RoadmapWhat::Use { roadmaps }) => follow(app, terminal, roadmaps),
        Some(RoadmapWhat::Drop { roadmaps }) => drop_roads(app, terminal, roadmaps),
        Some(RoadmapWhat::Why { topic }) => why(app, terminal, topic),
        Some(RoadmapWhat::Unlock { topic }) => unlock(app, terminal, topic),
        Some(RoadmapWhat::Done { item, undo }) => done(app, terminal, item, if *undo { Tick::Off } else { Tick::On }),
    }
}

fn list(app: &App, terminal: &mut dyn Terminal, format: Format) -> Result<(), AppError> {
    let followed = app.store.followed()?;
    let roads = app.store.roadmaps()?;
    if format == Format::Json {
        let rows: Vec<Value> = roads
            .iter()
            .map(|road| {
                json!({
                    "id": road.head.id, "title": road.head.title, "language": road.head.lang,
                    "phases": road.head.phases, "topics": road.topics, "cards": road.cards,
                    "followed": followed.contains(&road.head.id),
                })
            })
            .collect();
        return say_json(terminal, &json!({ "schema": 1, "roadmaps": rows }));
    }
    let palette = terminal.palette();
    let mut text = String::new();
    for road in &roads {
        let sign = if followed.contains(&road.head.id) { palette.tick() } else { " " };
        text.push_str(&format!(
            "{} {}  {}\n    {}\n",
            palette.paint(Role::Right, sign),
            palette.paint(Role::Strong, road.head.id.as_str()),
            clean_line(&road.head.title),
            palette.paint(
                Role::Faint,
                &format!("{} phases, {} topics, {} cards", road.head.phases, road.topics, road.cards)
            ),
        ));
    }
    text.push_str(&palette.paint(Role::Faint, "`roadmap use NAME` follows one, `roadmap show NAME` draws it\n"));
    Ok(terminal.say(&text)?)
}

/// The roadmap a learner names, or the ones that are followed.
fn chosen(app: &App, name: Option<&str>) -> Result<Vec<RoadmapId>, AppError> {
    if let Some(name) = name {
        return Ok(vec![app.roadmap(name)?]);
    }
    let roads = scope::followed(app)?.roads;
    Ok(roads
        .into_iter()
        .map(|road| road.name)
        .filter(|name| name.as_str() != scope::MINE && name.as_str() != "all")
        .collect())
}

fn load(app: &App, name: &RoadmapId) -> Result<Roadmap, AppError> {
    app.store
        .roadmap(name)?
        .ok_or_else(|| AppError::user(format!("there is no roadmap '{name}'")).hint("`roadmap list` shows them all"))
}

fn show(
    app: &App,
    terminal: &mut dyn Terminal,
    name: Option<&str>,
    phase: Option<u32>,
    format: Format,
) -> Result<(), AppError> {
    let progress = review::progress(app)?;
    let mut values = Vec::new();
    let names = chosen(app, name)?;
    if names.is_empty() {
        return list(app, terminal, format);
    }
    for name in names {
        let roadmap = load(app, &name)?;
        if let Some(number) = phase
            && roadmap.phase(number).is_none()
        {
            return Err(AppError::user(format!("'{name}' has no phase {number}"))
                .hint(format!("its phases are 1 to {}", roadmap.phases.len())));
        }
        if format == Format::Json {
            values.push(json_road(app, &roadmap, &progress)?);
        } else {
            let text = Drawn { app, roadmap: &roadmap, progress: &progress, look: look(app, terminal) }.page(phase)?;
            terminal.say(&text)?;
        }
    }
    if format == Format::Json {
        say_json(terminal, &json!({ "schema": 1, "roadmaps": values }))?;
    }
    Ok(())
}

fn look<'a>(app: &'a App, terminal: &dyn Terminal) -> Look<'a> {
    Look { width: terminal.width(), palette: terminal.palette(), words: app.words() }
}

fn json_road(app: &App, roadmap: &Roadmap, progress: &HashMap<TopicId, Progress>) -> Result<Value, AppError> {
    let done = app.store.done()?;
    let homes = roadmap.topics();
    let lines = |lines: &[Line]| -> Vec<Value> {
        lines
            .iter()
            .map(|line| {
                json!({
                    "line": line.line, "group": line.group, "text": line.text, "topics": line.topics,
                    "optional": line.need == Need::Optional,
                    "done": done.contains(&(roadmap.id.clone(), line.line)),
                })
            })
            .collect()
    };
    let phases: Vec<Value> = roadmap
        .phases
        .iter()
        .map(|phase| {
            let sum = phase_progress(phase, &homes, progress);
            json!({
                "number": phase.number, "title": phase.title, "goal": phase.goal, "duration": phase.duration,
                "optional": phase.need == Need::Optional, "cards": sum.cards, "seen": sum.seen,
                "items": lines(&phase.items), "questions": lines(&phase.questions), "projects": lines(&phase.projects),
                "tasks": lines(&phase.tasks), "resources": lines(&phase.resources),
            })
        })
        .collect();
    Ok(json!({
        "id": roadmap.id, "title": roadmap.title, "language": roadmap.lang, "phases": phases,
        "projects": lines(&roadmap.projects), "resources": lines(&roadmap.resources),
        "tools": lines(&roadmap.tools), "tips": lines(&roadmap.tips),
    }))
}

/// Cards of a phase's home topics, and how many of them were seen.
fn phase_progress(phase: &Phase, homes: &[(TopicId, u32)], progress: &HashMap<TopicId, Progress>) -> Progress {
    let mut sum = Progress::default();
    for (topic, _) in homes.iter().filter(|(_, home)| *home == phase.number) {
        let of = progress.get(topic).copied().unwrap_or_default();
        sum.cards += of.cards;
        sum.seen += of.seen;
    }
    sum
}

/// A phase on one line: its title, and how many of its cards were seen.
fn phase_line(look: Look<'_>, roadmap: &Roadmap, phase: &Phase, progress: &HashMap<TopicId, Progress>) -> String {
    let sum = phase_progress(phase, &roadmap.topics(), progress);
    let optional = if phase.need == Need::Optional { " (optional)" } else { "" };
    let (number, title) = (format!("{:>2}", phase.number), format!("{}{optional}", clean_line(&phase.title)));
    let percent = (sum.seen * 100).checked_div(sum.cards).unwrap_or(0);
    look.head(&number, &title, &format!("{} {:>4}/{:<4} {percent:>3} %", bar(look, sum), sum.seen, sum.cards))
}

/// Ten places, filled by the share of cards seen.
fn bar(look: Look<'_>, sum: Progress) -> String {
    let filled = usize::try_from((sum.seen * 10).checked_div(sum.cards).unwrap_or(0)).unwrap_or(0);
    format!("{}{}", look.palette.sign("█", "#").repeat(filled), look.palette.sign("░", ".").repeat(10 - filled))
}

/// Whether an item is ticked or unticked.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Tick {
    On,
    Off,
}

/// A road as it is drawn.
struct Drawn<'d> {
    app: &'d App,
    roadmap: &'d Roadmap,
    progress: &'d HashMap<TopicId, Progress>,
    look: Look<'d>,
}

impl Drawn<'_> {
    fn page(&self, phase: Option<u32>) -> Result<String, AppError> {
        let palette = self.look.palette;
        let mut text = format!("{}\n", palette.paint(Role::Title, &clean_line(&self.roadmap.title)));
        let road = Road {
            name: self.roadmap.id.clone(),
            topics: self.roadmap.topics().into_iter().map(|(topic, _)| topic).collect(),
        };
        let held = review::held(self.app, &road, self.progress)?;
        let of = |topic: &TopicId| self.progress.get(topic).copied().unwrap_or_default();
        let next = road.topics.iter().find(|topic| of(topic).seen < of(topic).cards && !held.contains_key(*topic));
        for one in self.roadmap.phases.iter().filter(|one| phase.is_none_or(|number| number == one.number)) {
            text.push_str(&phase_line(self.look, self.roadmap, one, self.progress));
            if phase.is_some() {
                text.push_str(&self.items(one)?);
            }
        }
        if phase.is_none() {
            if !self.roadmap.projects.is_empty() {
                text.push_str(&format!("   {}\n", self.look.palette.paint(Role::Strong, "projects")));
                text.push_str(&self.checklist(&self.roadmap.projects)?);
            }
            if let Some(topic) = next {
                let title = self
                    .app
                    .store
                    .topic(topic)?
                    .map_or_else(|| topic.to_string(), |t| t.title.text(self.app.lang).to_owned());
                text.push_str(&self.look.labelled("next new cards", &title));
            }
            if !held.is_empty() {
                let line = format!("{} topics wait for a prerequisite; `roadmap why TOPIC` says for which", held.len());
                text.push_str(&self.look.remark(Role::Faint, &line));
            }
            let line = format!("`roadmap show {} --phase N` lists a phase", self.roadmap.id);
            text.push_str(&self.look.remark(Role::Faint, &line));
        }
        text.push('\n');
        Ok(text)
    }

    fn items(&self, phase: &Phase) -> Result<String, AppError> {
        let mut text = String::new();
        if let Some(goal) = &phase.goal {
            text.push_str(&self.look.labelled("   goal", goal));
        }
        if let Some(duration) = &phase.duration {
            text.push_str(&self.look.labelled("   duration", duration));
        }
        for (heading, lines) in [
            ("items", &phase.items),
            ("interview questions", &phase.questions),
            ("hands-on", &phase.tasks),
            ("projects", &phase.projects),
            ("resources", &phase.resources),
        ] {
            if !lines.is_empty() {
                text.push_str(&format!("   {}\n", self.look.palette.paint(Role::Strong, heading)));
                text.push_str(&self.checklist(lines)?);
            }
        }
        Ok(text)
    }

    fn checklist(&self, lines: &[Line]) -> Result<String, AppError> {
        let done = self.app.store.done()?;
        let palette = self.look.palette;
        let mut text = String::new();
        for line in lines {
            let tick = if done.contains(&(self.roadmap.id.clone(), line.line)) { palette.tick() } else { " " };
            let optional = if line.need == Need::Optional { " (optional)" } else { "" };
            let level = line.level.as_ref().map_or_else(String::new, |level| format!(" [{}]", clean_line(level)));
            let item = format!("{}{level}{optional}", clean_line(&line.text));
            let lead = format!("   [{tick}] {:>3} ", line.line);
            text.push_str(&wrap(&item, self.look.width, &lead, "           "));
        }
        Ok(text)
    }
}

fn follow(app: &App, terminal: &mut dyn Terminal, names: &[String]) -> Result<(), AppError> {
    let roads: Vec<RoadmapId> = names.iter().map(|name| app.roadmap(name)).collect::<Result<_, _>>()?;
    for roadmap in roads {
        app.store.record(EventBody::Follow { roadmap: roadmap.clone() }, &app.stamp())?;
        terminal.say(&format!("following {roadmap}\n"))?;
    }
    Ok(())
}

fn drop_roads(app: &App, terminal: &mut dyn Terminal, names: &[String]) -> Result<(), AppError> {
    let followed = app.store.followed()?;
    let roads: Vec<RoadmapId> = names.iter().map(|name| app.roadmap(name)).collect::<Result<_, _>>()?;
    if let Some(other) = roads.iter().find(|road| !followed.contains(road)) {
        return Err(AppError::user(format!("'{other}' is not followed")).hint("`roadmap list` marks those that are"));
    }
    for roadmap in roads {
        app.store.record(EventBody::Unfollow { roadmap: roadmap.clone() }, &app.stamp())?;
        terminal.say(&format!("no longer following {roadmap}; its progress stays\n"))?;
    }
    Ok(())
}

fn why(app: &App, terminal: &mut dyn Terminal, name: &str) -> Result<(), AppError> {
    let topic = app.topic(name)?;
    let progress = review::progress(app)?;
    let mut text = String::new();
    for road in scope::followed(app)?.roads.iter().filter(|road| road.topics.contains(&topic)) {
        let held = review::held(app, road, &progress)?;
        let Some(blockers) = held.get(&topic) else {
            text.push_str(&format!("{}: nothing holds {topic} back: {}\n", road.name, free(&progress, &topic)));
            continue;
        };
        for blocker in blockers {
            text.push_str(&format!(
                "{}: {topic} waits for {}: {} of {} cards seen, half are needed\n",
                road.name, blocker.topic, blocker.progress.seen, blocker.progress.cards
            ));
        }
        text.push_str(&format!("`roadmap unlock {topic}` lifts the hold\n"));
    }
    if text.is_empty() {
        text = format!("no roadmap you follow lists {topic}; `review --topic {topic}` reviews it all the same\n");
    }
    Ok(terminal.say(&text)?)
}

/// How a topic stands that nothing holds back.
fn free(progress: &HashMap<TopicId, Progress>, topic: &TopicId) -> String {
    let of = progress.get(topic).copied().unwrap_or_default();
    if of.cards == 0 {
        "it has no cards yet".to_owned()
    } else if of.seen == of.cards {
        "all its cards were seen".to_owned()
    } else {
        format!("{} of {} cards seen; the next come in the order of the road", of.seen, of.cards)
    }
}

fn unlock(app: &App, terminal: &mut dyn Terminal, name: &str) -> Result<(), AppError> {
    let topic = app.topic(name)?;
    app.store.record(EventBody::Unlock { topic: topic.clone() }, &app.stamp())?;
    Ok(terminal.say(&format!("{topic} is unlocked\n"))?)
}

fn done(app: &App, terminal: &mut dyn Terminal, item: &str, tick: Tick) -> Result<(), AppError> {
    let wrong = || {
        AppError::user(format!("'{}' is no item", clean_line(item)))
            .hint("write ROADMAP:LINE, such as mastering-python:122; `roadmap show NAME` prints the lines")
    };
    let (name, line) = item.rsplit_once(':').ok_or_else(wrong)?;
    let line: u32 = line.parse().map_err(|_| wrong())?;
    let name = app.roadmap(name)?;
    let roadmap = load(app, &name)?;
    let text = find(&roadmap, line).ok_or_else(wrong)?;
    let body = if tick == Tick::Off {
        EventBody::Undone { roadmap: name, line }
    } else {
        EventBody::Done { roadmap: name, line }
    };
    app.store.record(body, &app.stamp())?;
    let sign = if tick == Tick::Off { " " } else { terminal.palette().tick() };
    Ok(terminal.say(&format!("[{sign}] {}\n", clean_line(&text)))?)
}

/// The words of a line, wherever in the roadmap it stands.
fn find(roadmap: &Roadmap, line: u32) -> Option<String> {
    let of_phases = roadmap.phases.iter().flat_map(|phase| {
        [&phase.items, &phase.questions, &phase.resources, &phase.projects, &phase.tasks].into_iter().flatten()
    });
    let of_road = [&roadmap.resources, &roadmap.projects, &roadmap.tools, &roadmap.tips].into_iter().flatten();
    of_phases.chain(of_road).find(|found| found.line == line).map(|found| found.text.clone())
}

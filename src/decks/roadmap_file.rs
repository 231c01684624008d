//! Reads a roadmap.

use std::collections::HashSet;

use crate::decks::fault::{Ink, Spot};
use crate::decks::fields::{At, Fields, Flag};
use crate::decks::topic_file::{check_format, topics};
use crate::domain::card::{Lang, Origin};
use crate::domain::id::{RoadmapId, TopicId};
use crate::domain::roadmap::{FinalProject, Line, Need, Phase, Roadmap, Span};

/// A roadmap with the places of what other files must confirm.
pub(super) struct RoadmapFile {
    pub(super) roadmap: Roadmap,
    pub(super) spot: Spot,
    pub(super) topics: Vec<(TopicId, Spot)>,
}

/// What is gathered while reading.
#[derive(Default)]
struct Gathered {
    topics: Vec<(TopicId, Spot)>,
    lines: HashSet<u32>,
}

/// Reads the roadmap in a file called `stem`.
pub(super) fn read(
    mut file: Fields,
    stem: &str,
    origin: Origin,
    ink: &mut Ink,
) -> Option<RoadmapFile> {
    check_format(&mut file, ink);
    let named = file.required_prose(ink, "id");
    let spot = ink.spot(named.at);
    if named.value != stem && !named.value.is_empty() {
        let what = format!(
            "the roadmap '{}' is not the file's name",
            named.value.escape_debug()
        );
        ink.error(
            named.at,
            what,
            format!("write id = \"{stem}\" or rename the file"),
        );
    }
    let id = RoadmapId::parse(stem)
        .map_err(|error| ink.error(0, error.to_string(), "rename the file"))
        .ok()?;
    let lang = lang(&mut file, ink);
    let (title, title_en) = (file.prose(ink, "title"), file.prose_opt(ink, "title_en"));
    let mut gathered = Gathered::default();
    let seen = &mut gathered;
    file.some(ink, "phase");
    let roadmap = Roadmap {
        id,
        lang,
        title,
        title_en,
        intro: lines(&mut file, "intro", seen, ink),
        phases: phases(&mut file, seen, ink),
        resources: lines(&mut file, "resource", seen, ink),
        projects: lines(&mut file, "project", seen, ink),
        tools: lines(&mut file, "tool", seen, ink),
        tips: lines(&mut file, "tip", seen, ink),
        audience: lines(&mut file, "audience", seen, ink),
        uses: lines(&mut file, "use", seen, ink),
        repository_plan: lines(&mut file, "repository_plan", seen, ink),
        summary: lines(&mut file, "summary", seen, ink),
        timeline: timeline(&mut file, seen, ink),
        final_project: final_project(&mut file, seen, ink),
        origin,
    };
    file.end(ink);
    Some(RoadmapFile {
        roadmap,
        spot,
        topics: gathered.topics,
    })
}

fn lang(file: &mut Fields, ink: &mut Ink) -> Lang {
    let Some(At { at, value }) = file.prose_at(ink, "lang") else {
        return Lang::EN;
    };
    Lang::from_tag(&value).unwrap_or_else(|| {
        ink.error(
            at,
            format!("'{}' is not a language of roadmaps", value.escape_debug()),
            format!("write one of {}", Lang::list()),
        );
        Lang::EN
    })
}

fn phases(file: &mut Fields, seen: &mut Gathered, ink: &mut Ink) -> Vec<Phase> {
    let mut numbers = HashSet::new();
    let mut phases = Vec::new();
    for mut entry in file.tables(ink, "phase") {
        entry.must_find(ink, "number");
        let number = entry.number_from(ink, "number", 1);
        if let Some(At { at, value }) = number.as_ref()
            && !numbers.insert(*value)
        {
            ink.error(
                *at,
                format!("phase {value} is there already"),
                "number phases from 1, each once",
            );
        }
        phases.push(Phase {
            number: number.map_or(0, |number| number.value),
            title: entry.prose(ink, "title"),
            goal: entry.prose_opt(ink, "goal"),
            duration: entry.prose_opt(ink, "duration"),
            need: need(&mut entry, ink),
            items: lines(&mut entry, "item", seen, ink),
            questions: lines(&mut entry, "question", seen, ink),
            resources: lines(&mut entry, "resource", seen, ink),
            projects: lines(&mut entry, "project", seen, ink),
            tasks: lines(&mut entry, "task", seen, ink),
        });
        entry.end(ink);
    }
    phases
}

fn need(entry: &mut Fields, ink: &mut Ink) -> Need {
    match entry.flag(ink, "optional") {
        Flag::Set => Need::Optional,
        Flag::Unset => Need::Required,
    }
}

fn lines(file: &mut Fields, key: &'static str, seen: &mut Gathered, ink: &mut Ink) -> Vec<Line> {
    file.tables(ink, key)
        .into_iter()
        .map(|entry| line(entry, seen, ink))
        .collect()
}

fn line(mut entry: Fields, seen: &mut Gathered, ink: &mut Ink) -> Line {
    let number = line_number(&mut entry, seen, ink);
    let topics = topics(&mut entry, "topics", ink);
    seen.topics.extend(
        topics
            .iter()
            .map(|topic| (topic.value.clone(), ink.spot(topic.at))),
    );
    let line = Line {
        line: number,
        section: entry.prose_opt(ink, "section"),
        group: entry.prose_opt(ink, "group"),
        text: entry.prose(ink, "text"),
        topics: topics.into_iter().map(|topic| topic.value).collect(),
        need: need(&mut entry, ink),
        level: entry.prose_opt(ink, "level"),
    };
    entry.end(ink);
    line
}

/// The identity of an entry: every number once in a roadmap.
fn line_number(entry: &mut Fields, seen: &mut Gathered, ink: &mut Ink) -> u32 {
    entry.must_find(ink, "line");
    let Some(At { at, value }) = entry.number_at(ink, "line") else {
        return 0;
    };
    if !seen.lines.insert(value) {
        let what = format!("line {value} is there already");
        ink.error(
            at,
            what,
            "give each entry a number of its own: it is the entry's identity",
        );
    }
    value
}

fn timeline(file: &mut Fields, seen: &mut Gathered, ink: &mut Ink) -> Vec<Span> {
    let mut spans = Vec::new();
    for mut entry in file.tables(ink, "timeline") {
        spans.push(Span {
            line: line_number(&mut entry, seen, ink),
            text: entry.prose(ink, "text"),
            duration: entry.prose_opt(ink, "duration"),
            phase: entry.prose_opt(ink, "phase"),
        });
        entry.end(ink);
    }
    spans
}

fn final_project(file: &mut Fields, seen: &mut Gathered, ink: &mut Ink) -> Option<FinalProject> {
    let mut entry = file.table(ink, "final_project")?;
    let project = FinalProject {
        line: line_number(&mut entry, seen, ink),
        title: entry.prose(ink, "title"),
        stack: lines(&mut entry, "stack", seen, ink),
        ideas: lines(&mut entry, "idea", seen, ink),
    };
    entry.end(ink);
    Some(project)
}

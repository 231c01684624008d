//! Reads a roadmap.

use std::collections::HashSet;

use crate::decks::fault::{Diagnostics, FilePosition};
use crate::decks::fields::{At, Fields, Flag};
use crate::decks::topic_file::{check_format, topics, translated};
use crate::domain::card::{Lang, Origin};
use crate::domain::id::{RoadmapId, TopicId};
use crate::domain::roadmap::RoadmapTexts;
use crate::domain::roadmap::{FinalProject, Need, Phase, Roadmap, RoadmapLine, TimelineSpan};
use crate::domain::wording::faults;

/// A roadmap with the places of what other files must confirm.
pub(super) struct RoadmapFile {
    pub(super) roadmap: Roadmap,
    pub(super) spot: FilePosition,
    pub(super) topics: Vec<(TopicId, FilePosition)>,
}

/// What is gathered while reading.
#[derive(Default)]
struct RoadmapParts {
    topics: Vec<(TopicId, FilePosition)>,
    lines: HashSet<u32>,
}

/// Reads the roadmap in a file called `stem`.
pub(super) fn read(
    mut file: Fields,
    stem: &str,
    origin: &Origin,
    diagnostics: &mut Diagnostics,
) -> Option<RoadmapFile> {
    check_format(&mut file, diagnostics);
    let named = file.required_prose(diagnostics, "id");
    let spot = diagnostics.spot(named.at);
    if named.value != stem && !named.value.is_empty() {
        let what = faults::roadmap_unlike_file(named.value.escape_debug());
        diagnostics.error(named.at, what, faults::write_id_or_rename(stem));
    }
    let id = RoadmapId::parse(stem)
        .map_err(|error| diagnostics.error(0, error.wording(), faults::rename_file()))
        .ok()?;
    let lang = lang(&mut file, diagnostics);
    let title = file.prose(diagnostics, "title");
    let title_en = file.prose_opt(diagnostics, "title_en");
    let translations = title_en.map(|title| RoadmapTexts::titled(Lang::EN, title));
    let translations = translations.into_iter().collect();
    let mut gathered = RoadmapParts::default();
    let seen = &mut gathered;
    let phases_heading = file.prose_opt(diagnostics, "phases_heading");
    let description = translated(&mut file, "description", Lang::description_key, diagnostics);
    file.some(diagnostics, "phase");
    let roadmap = Roadmap {
        id,
        lang,
        title,
        translations,
        description,
        intro: lines(&mut file, "intro", seen, diagnostics),
        phases: phases(&mut file, seen, diagnostics),
        resources: lines(&mut file, "resource", seen, diagnostics),
        projects: lines(&mut file, "project", seen, diagnostics),
        tools: lines(&mut file, "tool", seen, diagnostics),
        tips: lines(&mut file, "tip", seen, diagnostics),
        audience: lines(&mut file, "audience", seen, diagnostics),
        uses: lines(&mut file, "use", seen, diagnostics),
        repository_plan: lines(&mut file, "repository_plan", seen, diagnostics),
        summary: lines(&mut file, "summary", seen, diagnostics),
        timeline: timeline(&mut file, seen, diagnostics),
        final_project: final_project(&mut file, seen, diagnostics),
        phases_heading,
        closing: lines(&mut file, "closing", seen, diagnostics),
        origin: origin.clone(),
    };
    file.end(diagnostics);
    Some(RoadmapFile {
        roadmap,
        spot,
        topics: gathered.topics,
    })
}

fn lang(file: &mut Fields, diagnostics: &mut Diagnostics) -> Lang {
    let Some(At { at, value }) = file.prose_at(diagnostics, "lang") else {
        return Lang::EN;
    };
    Lang::from_tag(&value).unwrap_or_else(|| {
        diagnostics.error(
            at,
            faults::no_roadmap_language(value.escape_debug()),
            faults::write_one_of(Lang::list()),
        );
        Lang::EN
    })
}

fn phases(file: &mut Fields, seen: &mut RoadmapParts, diagnostics: &mut Diagnostics) -> Vec<Phase> {
    let mut numbers = HashSet::new();
    let mut phases = Vec::new();
    for mut entry in file.tables(diagnostics, "phase") {
        entry.must_find(diagnostics, "number");
        let number = entry.number_from(diagnostics, "number", 1);
        if let Some(At { at, value }) = number.as_ref()
            && !numbers.insert(*value)
        {
            diagnostics.error(*at, faults::phase_twice(value), faults::number_phases());
        }
        phases.push(Phase {
            number: number.map_or(0, |number| number.value),
            title: entry.prose(diagnostics, "title"),
            goal: entry.prose_opt(diagnostics, "goal"),
            duration: entry.prose_opt(diagnostics, "duration"),
            need: need(&mut entry, diagnostics),
            items: lines(&mut entry, "item", seen, diagnostics),
            questions: lines(&mut entry, "question", seen, diagnostics),
            resources: lines(&mut entry, "resource", seen, diagnostics),
            projects: lines(&mut entry, "project", seen, diagnostics),
            tasks: lines(&mut entry, "task", seen, diagnostics),
        });
        entry.end(diagnostics);
    }
    phases
}

fn need(entry: &mut Fields, diagnostics: &mut Diagnostics) -> Need {
    match entry.flag(diagnostics, "optional") {
        Flag::Set => Need::Optional,
        Flag::Unset => Need::Required,
    }
}

fn lines(
    file: &mut Fields,
    key: &'static str,
    seen: &mut RoadmapParts,
    diagnostics: &mut Diagnostics,
) -> Vec<RoadmapLine> {
    file.tables(diagnostics, key)
        .into_iter()
        .map(|entry| line(entry, seen, diagnostics))
        .collect()
}

fn line(mut entry: Fields, seen: &mut RoadmapParts, diagnostics: &mut Diagnostics) -> RoadmapLine {
    let number = line_number(&mut entry, seen, diagnostics);
    let topics = topics(&mut entry, "topics", diagnostics);
    seen.topics.extend(
        topics
            .iter()
            .map(|topic| (topic.value.clone(), diagnostics.spot(topic.at))),
    );
    let line = RoadmapLine {
        line: number,
        section: entry.prose_opt(diagnostics, "section"),
        group: entry.prose_opt(diagnostics, "group"),
        text: entry.prose(diagnostics, "text"),
        topics: topics.into_iter().map(|topic| topic.value).collect(),
        need: need(&mut entry, diagnostics),
        level: entry.prose_opt(diagnostics, "level"),
    };
    entry.end(diagnostics);
    line
}

/// The identity of an entry: every number once in a roadmap.
fn line_number(entry: &mut Fields, seen: &mut RoadmapParts, diagnostics: &mut Diagnostics) -> u32 {
    entry.must_find(diagnostics, "line");
    let Some(At { at, value }) = entry.number_at(diagnostics, "line") else {
        return 0;
    };
    if !seen.lines.insert(value) {
        let what = faults::line_twice(value);
        diagnostics.error(at, what, faults::line_is_identity());
    }
    value
}

fn timeline(
    file: &mut Fields,
    seen: &mut RoadmapParts,
    diagnostics: &mut Diagnostics,
) -> Vec<TimelineSpan> {
    let mut spans = Vec::new();
    for mut entry in file.tables(diagnostics, "timeline") {
        spans.push(TimelineSpan {
            line: line_number(&mut entry, seen, diagnostics),
            text: entry.prose(diagnostics, "text"),
            duration: entry.prose_opt(diagnostics, "duration"),
            phase: entry.prose_opt(diagnostics, "phase"),
        });
        entry.end(diagnostics);
    }
    spans
}

fn final_project(
    file: &mut Fields,
    seen: &mut RoadmapParts,
    diagnostics: &mut Diagnostics,
) -> Option<FinalProject> {
    let mut entry = file.table(diagnostics, "final_project")?;
    let project = FinalProject {
        line: line_number(&mut entry, seen, diagnostics),
        title: entry.prose(diagnostics, "title"),
        stack: lines(&mut entry, "stack", seen, diagnostics),
        ideas: lines(&mut entry, "idea", seen, diagnostics),
    };
    entry.end(diagnostics);
    Some(project)
}

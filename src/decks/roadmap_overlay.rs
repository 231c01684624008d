//! Reads the translation of a roadmap: `<lang>/roadmaps/<roadmap>.toml`.
//!
//! A line is named by its number in the roadmap, a heading by its own words, because headings repeat.

use std::collections::BTreeMap;

use toml::de::DeValue;

use crate::decks::fault::{Diagnostics, FilePosition};
use crate::decks::fields::{At, Fields, wrong_type};
use crate::decks::overlay::named;
use crate::decks::topic_file::check_format;
use crate::domain::card::Lang;
use crate::domain::id::RoadmapId;
use crate::domain::roadmap::Roadmap;
use crate::domain::roadmap::{PhaseTexts, RoadmapTexts};
use crate::domain::wording::{Wording, faults};

/// The translation of a roadmap, with the places of what the roadmap must confirm.
pub(super) struct RoadmapOverlay {
    pub(super) roadmap: RoadmapId,
    pub(super) spot: FilePosition,
    pub(super) texts: RoadmapTexts,
    pub(super) lines: BTreeMap<u32, FilePosition>,
    pub(super) phases: BTreeMap<u32, FilePosition>,
}

/// Reads the translation of the roadmap `stem`.
pub(super) fn read(
    mut file: Fields,
    lang: Lang,
    stem: &str,
    diagnostics: &mut Diagnostics,
) -> Option<RoadmapOverlay> {
    check_format(&mut file, diagnostics);
    named(&mut file, "lang", lang.tag(), diagnostics);
    named(&mut file, "roadmap", stem, diagnostics);
    let title = file.required_prose(diagnostics, "title");
    let spot = diagnostics.spot(title.at);
    let phases = keyed_tables(&mut file, diagnostics);
    let headings = keyed_texts(&mut file, "headings", diagnostics);
    let lines = numbered_texts(&mut file, diagnostics);
    file.end(diagnostics);
    let roadmap = RoadmapId::parse(stem).ok()?;
    Some(RoadmapOverlay {
        roadmap,
        spot,
        lines: places(&lines, diagnostics),
        phases: places(&phases, diagnostics),
        texts: RoadmapTexts {
            lang,
            title: title.value,
            phases: values(phases),
            headings: headings
                .into_iter()
                .map(|(key, text)| (key.value, text))
                .collect(),
            lines: values(lines),
        },
    })
}

fn places<T>(entries: &[(At<u32>, T)], diagnostics: &Diagnostics) -> BTreeMap<u32, FilePosition> {
    entries
        .iter()
        .map(|(key, _)| (key.value, diagnostics.spot(key.at)))
        .collect()
}

fn values<T>(entries: Vec<(At<u32>, T)>) -> BTreeMap<u32, T> {
    entries
        .into_iter()
        .map(|(key, value)| (key.value, value))
        .collect()
}

/// The entries of an optional table whose keys are names.
fn entries<'t>(
    file: &mut Fields<'t>,
    key: &'static str,
    diagnostics: &mut Diagnostics,
) -> Vec<(At<String>, At<DeValue<'t>>)> {
    file.table(diagnostics, key)
        .map(Fields::rest)
        .unwrap_or_default()
}

fn keyed_texts(
    file: &mut Fields,
    key: &'static str,
    diagnostics: &mut Diagnostics,
) -> Vec<(At<String>, String)> {
    let mut texts = Vec::new();
    for (name, value) in entries(file, key, diagnostics) {
        if let DeValue::String(text) = &value.value {
            texts.push((name, text.trim().to_owned()));
        } else {
            wrong_type(
                diagnostics,
                &name.value,
                value.at,
                &value.value,
                faults::a_text_in_quotes(),
            );
        }
    }
    texts
}

fn numbered_texts(file: &mut Fields, diagnostics: &mut Diagnostics) -> Vec<(At<u32>, String)> {
    let texts = keyed_texts(file, "lines", diagnostics);
    texts
        .into_iter()
        .filter_map(|(key, text)| Some((number(&key, diagnostics)?, text)))
        .collect()
}

fn keyed_tables(file: &mut Fields, diagnostics: &mut Diagnostics) -> Vec<(At<u32>, PhaseTexts)> {
    let mut phases = Vec::new();
    for (key, value) in entries(file, "phases", diagnostics) {
        let Some(number) = number(&key, diagnostics) else {
            continue;
        };
        let DeValue::Table(table) = value.value else {
            wrong_type(
                diagnostics,
                &key.value,
                value.at,
                &value.value,
                faults::a_table(),
            );
            continue;
        };
        let mut phase = Fields::new(faults::field_called(&key.value), table, value.at);
        let texts = PhaseTexts {
            title: phase.prose_opt(diagnostics, "title"),
            goal: phase.prose_opt(diagnostics, "goal"),
            duration: phase.prose_opt(diagnostics, "duration"),
        };
        phase.end(diagnostics);
        phases.push((number, texts));
    }
    phases
}

fn number(key: &At<String>, diagnostics: &mut Diagnostics) -> Option<At<u32>> {
    let Ok(value) = key.value.parse() else {
        diagnostics.error(
            key.at,
            faults::no_number_key(key.value.escape_debug()),
            faults::number_of_roadmap(),
        );
        return None;
    };
    Some(At { at: key.at, value })
}

impl RoadmapOverlay {
    /// What the roadmap says and the translation does not, in a few words for each; those of each kind in order.
    pub(super) fn missing(&self, roadmap: &Roadmap) -> Vec<String> {
        let phases = roadmap.phases.iter().map(|phase| phase.number);
        let phases = phases.filter(|number| !self.phases.contains_key(number));
        let lines = roadmap.texts_by_line();
        let lines = lines.keys().filter(|line| !self.lines.contains_key(line));
        let headings = roadmap.headings().into_iter();
        let headings = headings.filter(|heading| !self.texts.headings.contains_key(*heading));
        phases
            .map(|number| format!("phases.{number}"))
            .chain(lines.map(|line| format!("lines.{line}")))
            .chain(headings.map(|heading| format!("headings.{heading:?}")))
            .collect()
    }

    /// What it translates and the roadmap does not have, with its place.
    pub(super) fn misfits(&self, roadmap: &Roadmap) -> Vec<(FilePosition, Wording)> {
        let lines = roadmap.texts_by_line();
        let headings = roadmap.headings();
        let mut misfits = Vec::new();
        for (line, spot) in &self.lines {
            if !lines.contains_key(line) {
                misfits.push((*spot, faults::no_line_of(&self.roadmap, line)));
            }
        }
        for (phase, spot) in &self.phases {
            if roadmap.phase(*phase).is_none() {
                misfits.push((*spot, faults::no_phase_of(&self.roadmap, phase)));
            }
        }
        for heading in self.texts.headings.keys() {
            if !headings.contains(heading.as_str()) {
                let what = faults::no_heading_of(&self.roadmap, heading.escape_debug());
                misfits.push((self.spot, what));
            }
        }
        misfits
    }
}

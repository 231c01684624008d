//! Parses files, several at a time: each text is read, parsed and dropped before the next.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;

use toml::de::DeTable;

use crate::decks::curriculum::{self, Curriculum, Tombstones};
use crate::decks::document::{Header, begins_card, begins_entry, begins_translation, mend};
use crate::decks::fault::{Fault, Ink};
use crate::decks::fields::Fields;
use crate::decks::glossary::{self, Glossary};
use crate::decks::overlay;
use crate::decks::roadmap_file::{self, RoadmapFile};
use crate::decks::source::{Role, Source};
use crate::decks::topic_file::{self, TopicFile};

/// What one file holds.
pub(super) enum Parsed {
    Curriculum(Curriculum),
    Retired(Tombstones),
    Requirements(Vec<String>),
    Roadmap(Box<RoadmapFile>),
    Topic(Box<TopicFile>),
    Overlay(Vec<overlay::Entry>),
    Glossary(Glossary),
}

/// What one file holds, and what is wrong with it.
pub(super) struct Outcome {
    pub(super) parsed: Option<Parsed>,
    pub(super) faults: Vec<Fault>,
}

/// Parses all files; outcomes come in the order of the sources.
pub(super) fn parse_all(sources: &[Source]) -> Vec<Outcome> {
    let next = AtomicUsize::new(0);
    let workers = thread::available_parallelism()
        .map_or(1, usize::from)
        .min(sources.len())
        .max(1);
    let mut outcomes: Vec<(usize, Outcome)> = thread::scope(|scope| {
        let handles: Vec<_> = (0..workers)
            .map(|_| scope.spawn(|| work(sources, &next)))
            .collect();
        handles
            .into_iter()
            .flat_map(|handle| handle.join().expect("parsing does not panic"))
            .collect()
    });
    outcomes.sort_unstable_by_key(|(number, _)| *number);
    outcomes.into_iter().map(|(_, outcome)| outcome).collect()
}

fn work(sources: &[Source], next: &AtomicUsize) -> Vec<(usize, Outcome)> {
    let mut done = Vec::new();
    loop {
        let number = next.fetch_add(1, Ordering::Relaxed);
        let Some(source) = sources.get(number) else {
            return done;
        };
        done.push((number, parse(source)));
    }
}

fn parse(source: &Source) -> Outcome {
    let read = source.role().and_then(|role| Ok((role, source.read()?)));
    match read {
        Err(fault) => Outcome {
            parsed: None,
            faults: vec![fault],
        },
        Ok((role, text)) => {
            let mut ink = Ink::new(Arc::clone(&source.shown), &text);
            let parsed = parse_text(source, &role, &text, &mut ink);
            Outcome {
                parsed,
                faults: ink.into_faults(),
            }
        }
    }
}

fn parse_text(source: &Source, role: &Role, text: &str, ink: &mut Ink) -> Option<Parsed> {
    let begins = match role {
        Role::Requirements => {
            return Some(Parsed::Requirements(curriculum::requirements(text, ink)));
        }
        Role::Topic { .. } => begins_card,
        Role::Overlay { .. } => begins_translation,
        Role::Curriculum | Role::Retired | Role::Roadmap { .. } | Role::Glossary { .. } => {
            begins_entry
        }
    };
    if let Ok(table) = DeTable::parse(text) {
        return parse_table(source, role, Header::Read, table.into_inner(), ink);
    }
    let mended = mend(text, ink, begins)?;
    let table = DeTable::parse(&mended.text).ok()?;
    parse_table(source, role, mended.header, table.into_inner(), ink)
}

fn parse_table(
    source: &Source,
    role: &Role,
    header: Header,
    table: DeTable,
    ink: &mut Ink,
) -> Option<Parsed> {
    let file = Fields::new("the file", table, 0);
    match role {
        Role::Curriculum => Some(Parsed::Curriculum(curriculum::read(
            file,
            source.origin,
            ink,
        ))),
        Role::Retired => Some(Parsed::Retired(curriculum::retired(file, ink))),
        // Without its head it would lack what the file must have: one fault is told.
        Role::Roadmap { .. } | Role::Glossary { .. } if header == Header::Lost => None,
        Role::Roadmap { stem } => roadmap_file::read(file, stem, source.origin, ink)
            .map(|file| Parsed::Roadmap(Box::new(file))),
        Role::Topic { area, stem } => {
            let place = (area.as_deref(), stem.as_str());
            topic_file::read(file, header, place, source.origin, ink)
                .map(|file| Parsed::Topic(Box::new(file)))
        }
        Role::Overlay { lang, stem } => Some(Parsed::Overlay(overlay::read(
            file, header, *lang, stem, ink,
        ))),
        Role::Glossary { lang } => Some(Parsed::Glossary(glossary::read(file, *lang, ink))),
        Role::Requirements => None,
    }
}

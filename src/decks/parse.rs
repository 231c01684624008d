//! Parses files, several at a time: each text is read, parsed and dropped before the next.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;

use toml::de::DeTable;

use crate::decks::curriculum::{self, Curriculum, Tombstones};
use crate::decks::deck_header::{self, DeckHeader};
use crate::decks::document::{TopLines, begins_card, begins_entry, begins_translation, repair};
use crate::decks::fault::{Diagnostics, Fault};
use crate::decks::fields::Fields;
use crate::decks::glossary::{self, Glossary};
use crate::decks::overlay;
use crate::decks::roadmap_file::{self, RoadmapFile};
use crate::decks::roadmap_overlay::{self, RoadmapOverlay};
use crate::decks::source::{FileRole, SourceFile};
use crate::decks::topic_file::{self, TopicFile};
use crate::domain::wording::faults;
use crate::threads::in_threads;

/// What one file holds.
pub(super) enum Parsed {
    Header(DeckHeader),
    Curriculum(Curriculum),
    Retired(Tombstones),
    Requirements(Vec<String>),
    Roadmap(Box<RoadmapFile>),
    RoadmapOverlay(Box<RoadmapOverlay>),
    Topic(Box<TopicFile>),
    Overlay(Vec<overlay::CardOverlay>),
    Glossary(Glossary),
}

/// What one file holds, and what is wrong with it.
pub(super) struct ParseOutcome {
    pub(super) parsed: Option<Parsed>,
    pub(super) faults: Vec<Fault>,
}

/// As many threads as there are processors.
pub(super) fn all_threads() -> usize {
    thread::available_parallelism().map_or(1, usize::from)
}

/// Parses all files on some threads; outcomes come in the order of the sources.
pub(super) fn parse_all(sources: &[SourceFile], threads: usize) -> Vec<ParseOutcome> {
    let next = AtomicUsize::new(0);
    let workers = threads.min(sources.len());
    let done = in_threads(workers, || work(sources, &next));
    let mut outcomes: Vec<(usize, ParseOutcome)> = done.into_iter().flatten().collect();
    outcomes.sort_unstable_by_key(|(number, _)| *number);
    outcomes.into_iter().map(|(_, outcome)| outcome).collect()
}

fn work(sources: &[SourceFile], next: &AtomicUsize) -> Vec<(usize, ParseOutcome)> {
    let mut done = Vec::new();
    loop {
        // A counter instead of equal shares: files differ much in size. Relaxed is enough, since
        // nothing but the number itself is handed over; the scope's end orders the rest.
        let number = next.fetch_add(1, Ordering::Relaxed);
        let Some(source) = sources.get(number) else {
            return done;
        };
        done.push((number, parse(source)));
    }
}

fn parse(source: &SourceFile) -> ParseOutcome {
    let read = source.role().and_then(|role| Ok((role, source.read()?)));
    match read {
        Err(fault) => ParseOutcome {
            parsed: None,
            faults: vec![fault],
        },
        Ok((role, text)) => {
            let mut diagnostics = Diagnostics::new(Arc::clone(&source.shown), &text);
            let parsed = parse_text(source, &role, &text, &mut diagnostics);
            ParseOutcome {
                parsed,
                faults: diagnostics.into_faults(),
            }
        }
    }
}

fn parse_text(
    source: &SourceFile,
    role: &FileRole,
    text: &str,
    diagnostics: &mut Diagnostics,
) -> Option<Parsed> {
    let begins = match role {
        FileRole::Requirements => {
            return Some(Parsed::Requirements(curriculum::requirements(
                text,
                diagnostics,
            )));
        }
        FileRole::Topic { .. } => begins_card,
        FileRole::Overlay { .. } => begins_translation,
        FileRole::Header
        | FileRole::Curriculum
        | FileRole::Retired
        | FileRole::Roadmap { .. }
        | FileRole::RoadmapOverlay { .. }
        | FileRole::Glossary { .. } => begins_entry,
    };
    if let Ok(table) = DeTable::parse(text) {
        return parse_table(
            source,
            role,
            TopLines::Read,
            table.into_inner(),
            diagnostics,
        );
    }
    // One wrong line must not take all cards of a file away: the entries around it are read.
    let repaired = repair(text, diagnostics, begins)?;
    let table = DeTable::parse(&repaired.text).ok()?;
    parse_table(
        source,
        role,
        repaired.header,
        table.into_inner(),
        diagnostics,
    )
}

fn parse_table(
    source: &SourceFile,
    role: &FileRole,
    header: TopLines,
    table: DeTable,
    diagnostics: &mut Diagnostics,
) -> Option<Parsed> {
    let file = Fields::new(faults::the_file(), table, 0);
    match role {
        FileRole::Header => Some(Parsed::Header(deck_header::read(file, diagnostics))),
        FileRole::Curriculum => Some(Parsed::Curriculum(curriculum::read(
            file,
            &source.origin,
            diagnostics,
        ))),
        FileRole::Retired => Some(Parsed::Retired(curriculum::retired(file, diagnostics))),
        // Without its head it would also lack what the file must have: one fault is enough.
        FileRole::Roadmap { .. } | FileRole::RoadmapOverlay { .. } | FileRole::Glossary { .. }
            if header == TopLines::Lost =>
        {
            None
        }
        FileRole::Roadmap { stem } => roadmap_file::read(file, stem, &source.origin, diagnostics)
            .map(|file| Parsed::Roadmap(Box::new(file))),
        FileRole::RoadmapOverlay { lang, stem } => {
            roadmap_overlay::read(file, *lang, stem, diagnostics)
                .map(|overlay| Parsed::RoadmapOverlay(Box::new(overlay)))
        }
        FileRole::Topic { area, stem } => {
            let place = (area.as_deref(), stem.as_str());
            topic_file::read(file, header, place, &source.origin, diagnostics)
                .map(|file| Parsed::Topic(Box::new(file)))
        }
        FileRole::Overlay { lang, stem } => Some(Parsed::Overlay(overlay::read(
            file,
            header,
            *lang,
            stem,
            diagnostics,
        ))),
        FileRole::Glossary { lang } => {
            Some(Parsed::Glossary(glossary::read(file, *lang, diagnostics)))
        }
        FileRole::Requirements => None,
    }
}

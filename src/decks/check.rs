//! What `check` reports: every fault, and how many cards there are of what.

use std::collections::{BTreeMap, HashSet};

use serde::Serialize;

use crate::decks::fault::{Fault, Severity};
use crate::decks::lint::{lint, sheets};
use crate::decks::load::DeckContent;
use crate::decks::source::FileRole;
use crate::domain::card::{Body, Compare, Interview, Translation};
use crate::domain::id::TopicId;
use crate::domain::roadmap::Tier;

/// What is wrong with the decks, and what they hold.
#[derive(Debug, Clone)]
pub struct CheckReport {
    /// Faults of form and breaches of the standard, by file and place.
    pub faults: Vec<Fault>,
    /// How many cards there are of what.
    pub counts: DeckCounts,
}

/// Numbers of cards as files have them: a card with siblings counts once.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct DeckCounts {
    /// All cards.
    pub cards: usize,
    /// All cards with their siblings: what is scheduled.
    pub scheduled: usize,
    /// Cards with a current translation.
    pub translated: usize,
    /// By area.
    pub areas: BTreeMap<String, usize>,
    /// By topic.
    pub topics: BTreeMap<String, usize>,
    /// By kind.
    pub kinds: BTreeMap<&'static str, usize>,
    /// By level, 1 to 5.
    pub levels: BTreeMap<u8, usize>,
    /// By tier of their topic, 1 to 3.
    pub tiers: BTreeMap<u8, usize>,
    /// Exercises: kind `code`.
    pub code: usize,
    /// Kind `bug`.
    pub bug: usize,
    /// Kind `type` that asks for a class of growth.
    pub complexity: usize,
    /// Kind `open`.
    pub open: usize,
    /// Open ones with questions to clarify: system design.
    pub system_design: usize,
    /// Open ones with guidance for a story: behavioural.
    pub behavioural: usize,
    /// Cards that interviews commonly ask.
    pub common: usize,
    /// How far each language is.
    pub languages: BTreeMap<&'static str, LanguageProgress>,
    /// Topics that have no card yet.
    pub empty_topics: Vec<String>,
}

/// How far a language is.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct LanguageProgress {
    /// Cards with a current translation.
    pub translated: usize,
    /// The same by topic, of topics that have one.
    pub topics: BTreeMap<String, usize>,
}

impl CheckReport {
    /// Judges loaded decks.
    pub fn of(content: &DeckContent) -> Self {
        let mut faults = content.faults.clone();
        faults.extend(lint(content));
        faults.sort_by(|a, b| (&a.file, a.spot, a.severity).cmp(&(&b.file, b.spot, b.severity)));
        Self {
            faults,
            counts: DeckCounts::of(content),
        }
    }

    /// Keeps only what stands in files whose shown names begin with `under`.
    pub fn narrow(&mut self, content: &DeckContent, under: &str) {
        self.faults.retain(|fault| fault.file.starts_with(under));
        self.counts = DeckCounts::of(&part_of(content, under));
    }

    /// Whether nothing has to be repaired; warnings do not count.
    pub fn is_ok(&self) -> bool {
        self.faults
            .iter()
            .all(|fault| fault.severity == Severity::Warning)
    }
}

impl DeckCounts {
    fn of(content: &DeckContent) -> Self {
        let tiers: BTreeMap<&TopicId, Tier> = content
            .topics
            .iter()
            .map(|topic| (&topic.id, topic.tier))
            .collect();
        let mut counts = Self {
            scheduled: content.cards.len(),
            ..Self::default()
        };
        for sheet in sheets(content) {
            let card = sheet.card;
            counts.cards += 1;
            *counts.areas.entry(card.area.to_string()).or_default() += 1;
            *counts.topics.entry(card.topic.to_string()).or_default() += 1;
            *counts.kinds.entry(card.body.kind().word()).or_default() += 1;
            *counts.levels.entry(card.level.number()).or_default() += 1;
            if let Some(tier) = tiers.get(&card.topic) {
                *counts.tiers.entry((*tier).into()).or_default() += 1;
            }
            counts.common += usize::from(card.interview == Interview::Common);
            counts.body(&card.body);
        }
        let current = content
            .translations
            .iter()
            .filter(|card| card.translation != Translation::Stale);
        counts.translated = current
            .map(|card| card.id.base())
            .collect::<HashSet<_>>()
            .len();
        counts.languages = languages(content);
        let empty = content
            .topics
            .iter()
            .filter(|topic| !counts.topics.contains_key(topic.id.as_str()));
        counts.empty_topics = empty.map(|topic| topic.id.to_string()).collect();
        counts
    }

    fn body(&mut self, body: &Body) {
        match body {
            Body::Code(_) => self.code += 1,
            Body::Bug(_) => self.bug += 1,
            Body::Type(body) => self.complexity += usize::from(body.compare == Compare::Complexity),
            Body::Open(body) => {
                self.open += 1;
                self.system_design += usize::from(!body.clarify.is_empty());
                self.behavioural += usize::from(body.star.is_some());
            }
            Body::Basic(_) | Body::Cloze(_) | Body::Choice(_) | Body::Output(_) => {}
        }
    }
}

/// The cards of some files with their topics and translations. A file of translations stands for the
/// cards of its topic.
fn part_of(content: &DeckContent, under: &str) -> DeckContent {
    let sources = content.sources.iter();
    let translated: HashSet<String> = sources
        .filter(|source| source.shown.starts_with(under))
        .filter_map(|source| match source.role() {
            Ok(FileRole::Overlay { stem, .. }) => Some(stem),
            _ => None,
        })
        .collect();
    let mut part = DeckContent::default();
    for (card, place) in content.cards.iter().zip(&content.places) {
        let is_here = content.file(*place).starts_with(under);
        if is_here || translated.contains(card.topic.as_str()) {
            part.cards.push(card.clone());
            part.places.push(*place);
        }
    }
    let bases: HashSet<&str> = part.cards.iter().map(|card| card.id.base()).collect();
    let translations = content.translations.iter();
    part.translations = translations
        .filter(|card| bases.contains(card.id.base()))
        .cloned()
        .collect();
    let topics: HashSet<&TopicId> = part.cards.iter().map(|card| &card.topic).collect();
    let all = content.topics.iter();
    part.topics = all
        .filter(|topic| topics.contains(&topic.id))
        .cloned()
        .collect();
    part
}

fn languages(content: &DeckContent) -> BTreeMap<&'static str, LanguageProgress> {
    let mut languages: BTreeMap<&'static str, LanguageProgress> = BTreeMap::new();
    let mut seen = HashSet::new();
    for card in &content.translations {
        let is_first = seen.insert((card.lang, card.id.base()));
        if card.translation == Translation::Stale || !is_first {
            continue;
        }
        let progress = languages.entry(card.lang.tag()).or_default();
        progress.translated += 1;
        *progress.topics.entry(card.topic.to_string()).or_default() += 1;
    }
    languages
}

//! Puts parsed files together: order of teaching, what shadows what, translations, and checks across files.

use std::collections::{HashMap, HashSet};
use std::sync::Arc;

use crate::decks::cross;
use crate::decks::curriculum::{Curriculum, Tombstones};
use crate::decks::draft::Draft;
use crate::decks::fault::{Fault, FilePosition, Severity, did_you_mean};
use crate::decks::overlay;
use crate::decks::parse::{ParseOutcome, Parsed, all_threads, parse_all};
use crate::decks::roadmap_file::RoadmapFile;
use crate::decks::roadmap_overlay::RoadmapOverlay;
use crate::decks::source::{FileRole, SourceFile};
use crate::decks::topic_file::{TopicFile, title_from};
use crate::domain::card::{Origin, Rev};
use crate::domain::id::{AreaId, CardId, TopicId};
use crate::domain::roadmap::{Area, Title, Topic};
use crate::domain::wording::{Wording, faults};

pub use crate::decks::content::{CardPlace, DeckContent};

/// Most cards that are loaded; what comes after them is a fault.
pub const MAX_CARDS: usize = 500_000;

/// Loads decks. Never stops at a fault: what is good is loaded, and every fault is reported.
pub fn load(sources: Vec<SourceFile>) -> DeckContent {
    load_with(sources, all_threads())
}

/// The same on this thread alone: the allocator gives other threads memory of their own, whatever this one has freed.
pub fn load_on_one_thread(sources: Vec<SourceFile>) -> DeckContent {
    load_with(sources, 1)
}

fn load_with(mut sources: Vec<SourceFile>, threads: usize) -> DeckContent {
    // The built-in decks first, then those of others: the learner's add to them and shadow their
    // cards, which must be known by then. By path, so that faults and cards come in the same order on every machine.
    sources.sort_by(|a, b| (&a.origin, &a.path).cmp(&(&b.origin, &b.path)));
    let outcomes = parse_all(&sources, threads);
    let mut gathered = ParsedDecks::default();
    gathered.content.sources = sources;
    for (source, ParseOutcome { parsed, faults }) in outcomes.into_iter().enumerate() {
        gathered.content.faults.extend(faults);
        if let Some(parsed) = parsed {
            gathered.take(source, parsed);
        }
    }
    gathered.assemble()
}

/// Parsed files by what they hold, before they are put together.
#[derive(Default)]
pub(super) struct ParsedDecks {
    pub(super) content: DeckContent,
    topic_files: Vec<(usize, TopicFile)>,
    overlays: Vec<(usize, Vec<overlay::CardOverlay>)>,
    pub(super) roadmaps: Vec<(usize, RoadmapFile)>,
    roadmap_overlays: Vec<(usize, RoadmapOverlay)>,
    pub(super) tombstones: Vec<(usize, Tombstones)>,
    /// The cards that count, with their files, in teaching order.
    pub(super) drafts: Vec<(usize, Draft)>,
    /// Every id in use, with its file and place.
    taken: HashMap<CardId, (usize, FilePosition)>,
    /// Ids of cards that are not loaded because of a fault; a reference to one is not a second
    /// fault.
    pub(super) faulty: HashSet<CardId>,
}

impl ParsedDecks {
    fn take(&mut self, source: usize, parsed: Parsed) {
        match parsed {
            Parsed::Header(header) => self.content.headers.push(header),
            Parsed::Curriculum(curriculum) => self.curriculum(source, curriculum),
            Parsed::Retired(tombstones) => self.tombstones.push((source, tombstones)),
            Parsed::Requirements(pins) => self.content.requirements.extend(pins),
            Parsed::Roadmap(file) => self.roadmaps.push((source, *file)),
            Parsed::RoadmapOverlay(overlay) => self.roadmap_overlays.push((source, *overlay)),
            Parsed::Topic(file) => self.topic_files.push((source, *file)),
            Parsed::Overlay(entries) => self.overlays.push((source, entries)),
            Parsed::Glossary(glossary) => self.content.glossaries.push(glossary),
        }
    }

    /// A learner's curriculum adds to the built-in one.
    fn curriculum(&mut self, source: usize, Curriculum { areas, topics }: Curriculum) {
        for area in areas {
            if !self.content.areas.iter().any(|known| known.id == area.id) {
                self.content.areas.push(area);
            }
        }
        for topic in topics {
            if self.content.topics.iter().any(|known| known.id == topic.id) {
                let what = faults::topic_in_curriculum(topic.id);
                self.error(source, FilePosition::START, what, faults::remove_it_here());
            } else {
                self.content.topics.push(topic);
            }
        }
    }

    /// Notes an error at a place of a file.
    pub(super) fn error(
        &mut self,
        source: usize,
        spot: FilePosition,
        what: Wording,
        hint: Wording,
    ) {
        self.note(Severity::Error, source, spot, what, hint);
    }

    /// Notes a warning at a place of a file.
    fn warn(&mut self, source: usize, spot: FilePosition, what: Wording, hint: Wording) {
        self.note(Severity::Warning, source, spot, what, hint);
    }

    /// Notes a fault at a place of a file.
    pub(super) fn note(
        &mut self,
        severity: Severity,
        source: usize,
        spot: FilePosition,
        what: Wording,
        hint: Wording,
    ) {
        let file = Arc::clone(&self.content.sources[source].shown);
        self.content.faults.push(Fault {
            file,
            spot,
            severity,
            what,
            hint,
        });
    }

    fn assemble(mut self) -> DeckContent {
        // In this order: topics rank the cards, checks across files drop what no card can satisfy,
        // and only then are there whole cards to translate.
        self.topics();
        self.collect_drafts();
        cross::check(&mut self);
        let overlays = std::mem::take(&mut self.overlays);
        let count = self.drafts.iter().map(|(_, draft)| draft.cards.len()).sum();
        self.content.cards.reserve_exact(count);
        for (source, draft) in std::mem::take(&mut self.drafts) {
            let place = CardPlace {
                source,
                spot: draft.spot,
            };
            self.content
                .places
                .extend(draft.cards.iter().map(|_| place));
            self.content.cards.extend(draft.cards);
        }
        self.translate(overlays);
        self.translate_roadmaps();
        self.content.roadmaps = self
            .roadmaps
            .drain(..)
            .map(|(_, file)| file.roadmap)
            .collect();
        self.content
            .faults
            .sort_by(|a, b| (&a.file, a.spot).cmp(&(&b.file, b.spot)));
        self.content
    }

    /// Gives every file its topic, and the learner's own topics a place after the curriculum's.
    fn topics(&mut self) {
        let mut known: HashMap<TopicId, AreaId> = self
            .content
            .topics
            .iter()
            .map(|topic| (topic.id.clone(), topic.area.clone()))
            .collect();
        let mut files = std::mem::take(&mut self.topic_files);
        for (source, file) in &mut files {
            if let Some(area) = known.get(&file.topic.id) {
                self.known_topic(*source, file, area);
            } else if *self.origin(*source) != Origin::BuiltIn {
                known.insert(file.topic.id.clone(), file.topic.area.clone());
                self.own_topic(&file.topic);
            } else {
                let what = faults::no_topic(&file.topic.id);
                let names = self.content.topics.iter().map(|topic| topic.id.as_str());
                let hint = did_you_mean(file.topic.id.as_str(), names, faults::add_to_curriculum());
                self.error(*source, file.spot, what, hint);
            }
        }
        for (source, file) in &files {
            for (topic, spot) in file.topic.prerequisites.iter().zip(&file.prerequisites) {
                if !known.contains_key(topic) {
                    let hint = did_you_mean(
                        topic.as_str(),
                        known.keys().map(TopicId::as_str),
                        faults::name_topic_by_slug(),
                    );
                    self.error(*source, *spot, faults::no_topic(topic), hint);
                }
            }
        }
        self.topic_files = files;
    }

    fn known_topic(&mut self, source: usize, file: &mut TopicFile, area: &AreaId) {
        if *self.origin(source) == Origin::BuiltIn && file.topic.area != *area {
            let what = faults::topic_of_area(&file.topic.id, area);
            self.error(source, file.spot, what, faults::move_to_area(area));
        }
        // Learners replace any introduction, other decks only their own.
        let may_replace =
            |topic: &Topic| topic.origin == file.topic.origin || file.topic.origin == Origin::Mine;
        if let Some(primer) = &file.topic.primer
            && let Some(topic) = self
                .content
                .topics
                .iter_mut()
                .find(|topic| topic.id == file.topic.id)
            && may_replace(topic)
        {
            topic.primer = Some(primer.clone());
        }
        if let Some(spot) = file.described {
            let what = faults::topic_has_title(&file.topic.id);
            self.warn(source, spot, what, faults::remove_title());
        }
        for card in file.drafts.iter_mut().flat_map(|draft| &mut draft.cards) {
            card.area = area.clone();
        }
    }

    fn own_topic(&mut self, topic: &Topic) {
        if !self.content.areas.iter().any(|area| area.id == topic.area) {
            let title = Title {
                en: title_from(topic.area.as_str()),
                translations: Vec::new(),
            };
            self.content.areas.push(Area {
                id: topic.area.clone(),
                title,
            });
        }
        self.content.topics.push(topic.clone());
    }

    /// Brings the cards into teaching order; a learner's copy stands where the built-in card stood.
    fn collect_drafts(&mut self) {
        let rank: HashMap<TopicId, usize> = self
            .content
            .topics
            .iter()
            .enumerate()
            .map(|(rank, topic)| (topic.id.clone(), rank))
            .collect();
        let mut files = std::mem::take(&mut self.topic_files);
        // Deck by deck, so that no deck takes an id from one that lies below it.
        files.sort_by_cached_key(|(source, file)| {
            let rank = rank.get(&file.topic.id).copied().unwrap_or(usize::MAX);
            (self.origin(*source).clone(), rank, *source)
        });
        let mut ordered: Vec<(usize, usize, Draft)> = Vec::new();
        for (source, file) in files {
            let topic_rank = rank.get(&file.topic.id).copied().unwrap_or(usize::MAX);
            // A card that is not loaded holds its id all the same: another card must not take it
            // over, and with it the history.
            for (id, spot) in file.unready {
                self.claim(source, id, spot);
            }
            for (id, spot) in file.faulty {
                self.faulty.insert(id.clone());
                self.claim(source, id, spot);
            }
            for draft in file.drafts {
                if let Some(rev) = draft.overrides {
                    match ordered
                        .iter_mut()
                        .find(|(_, _, other)| other.base == draft.base)
                    {
                        Some(place) => self.shadow(source, draft, rev, place),
                        None => self.nothing_to_shadow(source, draft, topic_rank, &mut ordered),
                    }
                } else if self.claim(source, draft.base.clone(), draft.spot) {
                    ordered.push((topic_rank, source, draft));
                }
            }
        }
        // A stable sort: within a topic the built-in cards stay before the learner's.
        ordered.sort_by_key(|(rank, _, _)| *rank);
        self.drafts = ordered
            .into_iter()
            .map(|(_, source, draft)| (source, draft))
            .collect();
        self.limit();
    }

    /// Whether the id was free; a second card of that id is a fault.
    fn claim(&mut self, source: usize, id: CardId, spot: FilePosition) -> bool {
        if let Some((other, there)) = self.taken.get(&id).copied() {
            let shown = Arc::clone(&self.content.sources[other].shown);
            let both = (self.origin(source), self.origin(other));
            let hint = match both {
                (Origin::Mine, Origin::BuiltIn | Origin::Shared(_)) => {
                    faults::other_id_or_override()
                }
                _ => faults::other_id(),
            };
            self.error(source, spot, faults::id_taken(id, shown, there.line), hint);
            return false;
        }
        self.taken.insert(id, (source, spot));
        true
    }

    fn shadow(&mut self, source: usize, draft: Draft, rev: Rev, place: &mut (usize, usize, Draft)) {
        let shadowed = &place.2;
        if *self.origin(place.1) == Origin::Mine {
            let what = faults::overridden_already(&draft.base);
            return self.error(source, draft.spot, what, faults::keep_one());
        }
        let now = shadowed.cards[0].rev;
        if now != rev {
            let what = match self.origin(place.1).deck() {
                Some(deck) => faults::shared_moved_on(&draft.base, deck, rev.0, now.0),
                None => faults::built_in_moved_on(&draft.base, rev.0, now.0),
            };
            self.warn(
                source,
                draft.spot,
                what,
                faults::compare_and_override(now.0),
            );
        }
        *place = (place.0, source, draft);
    }

    fn nothing_to_shadow(
        &mut self,
        source: usize,
        draft: Draft,
        rank: usize,
        ordered: &mut Vec<(usize, usize, Draft)>,
    ) {
        if self.claim(source, draft.base.clone(), draft.spot) {
            let what = faults::no_built_in_card(&draft.base);
            self.warn(source, draft.spot, what, faults::remove_overrides());
            ordered.push((rank, source, draft));
        }
    }

    fn limit(&mut self) {
        let mut cards = 0;
        let mut fits = |(_, draft): &(usize, Draft)| {
            cards += draft.cards.len();
            cards <= MAX_CARDS
        };
        let kept = self.drafts.iter().take_while(|draft| fits(draft)).count();
        if let Some((source, draft)) = self.drafts.get(kept) {
            let (source, spot) = (*source, draft.spot);
            self.error(
                source,
                spot,
                faults::too_many_cards(MAX_CARDS),
                faults::rest_left_out(),
            );
            self.drafts.truncate(kept);
        }
    }

    fn translate(&mut self, overlays: Vec<(usize, Vec<overlay::CardOverlay>)>) {
        if overlays.is_empty() {
            return;
        }
        let translations = crate::decks::overlays::apply(self, overlays);
        self.content.translations = translations;
    }

    /// Gives every roadmap its translations.
    fn translate_roadmaps(&mut self) {
        for (source, overlay) in std::mem::take(&mut self.roadmap_overlays) {
            let found = self
                .roadmaps
                .iter()
                .position(|(_, file)| file.roadmap.id == overlay.roadmap);
            let Some(place) = found else {
                let names = self
                    .roadmaps
                    .iter()
                    .map(|(_, file)| file.roadmap.id.as_str());
                let hint = did_you_mean(overlay.roadmap.as_str(), names, faults::rename_file());
                let what = faults::no_roadmap(&overlay.roadmap);
                self.error(source, overlay.spot, what, hint);
                continue;
            };
            for (spot, what) in overlay.misfits(&self.roadmaps[place].1.roadmap) {
                self.error(source, spot, what, faults::remove_from_translation());
            }
            let missing = overlay.missing(&self.roadmaps[place].1.roadmap);
            if !missing.is_empty() {
                let what = faults::roadmap_incomplete(&overlay.roadmap, missing.join(", "));
                self.warn(source, overlay.spot, what, faults::translate_rest());
            }
            let roadmap = &mut self.roadmaps[place].1.roadmap;
            roadmap
                .translations
                .retain(|texts| texts.lang != overlay.texts.lang);
            roadmap.translations.push(overlay.texts);
        }
    }

    /// The stem of a translation's file.
    pub(super) fn stem(&self, source: usize) -> Option<String> {
        match self.content.sources[source].role() {
            Ok(FileRole::Overlay { stem, .. }) => Some(stem),
            _ => None,
        }
    }

    /// Whose file it is.
    pub(super) fn origin(&self, source: usize) -> &Origin {
        &self.content.sources[source].origin
    }

    /// Whether a card has this id, be it loaded or not.
    pub(super) fn is_taken(&self, id: &str) -> bool {
        self.taken.contains_key(id)
    }
}

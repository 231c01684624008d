//! Cards from other programs: their notes become blocks for the learner's own deck files.

mod anki;
mod cloze;
mod deck_file;
mod header;
mod html;
mod media;
mod notes;
mod rows;
mod table;
mod tag_end;
mod template;
mod text;
mod validate;

use std::collections::{HashMap, HashSet};

use crate::decks::block::block;
use crate::decks::own_card::{id_or_hash, id_stem, numbered, own_card, slug};
use crate::decks::own_files::{DeckChange, DeckEdit};
use crate::domain::card::{Body, Card, hex16};
use crate::domain::day::StudyDay;
use crate::domain::id::{CardId, TopicId};

pub use anki::{CollectionNotes, note_label, notes_of_collection};
pub use deck_file::{DeckFileError, DeckFilePlan, plan_deck_file};
pub use media::{MediaNames, marked, safe_name};
use notes::{CardGroup, GroupSide};
pub use notes::{Face, FaceReply, FieldMarkup, ImportNote, LeftOutReason, NoteField, NoteShape};
pub use rows::OpenQuote;
pub use table::{NoteTable, TableKind, read_table};
pub use text::decode;

/// What is known before an import.
#[derive(Debug)]
pub struct ImportTarget<'t> {
    /// Where cards go whose note names no deck.
    pub topic: Option<&'t TopicId>,
    /// The learner's own cards, and those of the topics that cards may go to.
    pub existing: Vec<Card>,
    /// Base ids that no new card may have.
    pub taken: HashSet<String>,
    /// The day the cards are added.
    pub added: Option<StudyDay>,
    /// Under which names pictures and sounds are kept.
    pub media: MediaNames,
}

/// A card of a note: the other program's names for it, and ours.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ImportedCard {
    /// The note, as its row names it.
    pub row: u64,
    /// The card's number within the note, from 0.
    pub ord: u32,
    /// Our id.
    pub card: CardId,
}

/// What an import would do.
#[derive(Debug, Default)]
pub struct ImportPlan {
    /// Changes of deck files, in order.
    pub changes: Vec<DeckChange>,
    /// Cards that are new.
    pub added: usize,
    /// Cards whose text changes.
    pub changed: usize,
    /// Cards that are there already.
    pub same: usize,
    /// Notes that give no card.
    pub left_out: Vec<(u64, LeftOutReason)>,
    /// Every card with its note: also of those that are the same.
    pub cards: Vec<ImportedCard>,
    /// Names of pictures and sounds.
    pub media: Vec<String>,
}

/// Works out what becomes of notes. Nothing is written.
pub fn plan_import(notes: &[ImportNote], target: ImportTarget<'_>) -> ImportPlan {
    let mut planner = ImportPlanner::new(target);
    for note in notes {
        planner.note(note);
    }
    planner.plan.media.sort_unstable();
    planner.plan.media.dedup();
    validate::drop_faulty(&mut planner.plan);
    planner.plan
}

struct ImportPlanner<'t> {
    topic: Option<&'t TopicId>,
    added: Option<StudyDay>,
    media: MediaNames,
    taken: HashSet<String>,
    /// The next number to try for an id, by its stem: without it a thousand notes that begin alike
    /// would each try all numbers before.
    next_numbers: HashMap<String, u64>,
    /// Cards that are there, those that share an id together.
    known: Vec<Vec<Card>>,
    by_source: HashMap<String, usize>,
    by_prompt: HashMap<(TopicId, String), Vec<usize>>,
    plan: ImportPlan,
}

impl<'t> ImportPlanner<'t> {
    fn new(target: ImportTarget<'t>) -> Self {
        let mut planner = Self {
            topic: target.topic,
            added: target.added,
            media: target.media,
            taken: target.taken,
            next_numbers: HashMap::new(),
            known: Vec::new(),
            by_source: HashMap::new(),
            by_prompt: HashMap::new(),
            plan: ImportPlan::default(),
        };
        let mut groups: Vec<Vec<Card>> = Vec::new();
        let mut places: HashMap<String, usize> = HashMap::new();
        for card in target.existing {
            let at = *places
                .entry(card.id.base().to_owned())
                .or_insert(groups.len());
            if at == groups.len() {
                groups.push(Vec::new());
            }
            groups[at].push(card);
        }
        for cards in groups {
            planner.learn(cards);
        }
        planner
    }

    /// Remembers cards, so that the same are not added again.
    fn learn(&mut self, cards: Vec<Card>) {
        let Some(first) = cards.first() else {
            return;
        };
        let at = self.known.len();
        self.taken.insert(first.id.base().to_owned());
        if let Some((source, _)) = first.source.as_deref().and_then(split_source) {
            self.by_source.insert(source.to_owned(), at);
        }
        let prompt = (first.topic.clone(), first.body.prompt().to_owned());
        self.by_prompt.entry(prompt).or_default().push(at);
        self.known.push(cards);
    }

    fn note(&mut self, note: &ImportNote) {
        let topic = match self.topic_of(note) {
            Ok(topic) => topic,
            Err(reason) => return self.plan.left_out.push((note.row, reason)),
        };
        match note.cards(&self.media) {
            Ok(cards) => {
                self.plan.media.extend(cards.media);
                let faults = cards.faults.into_iter().map(|fault| (note.row, fault));
                self.plan.left_out.extend(faults);
                for group in &cards.groups {
                    self.group(note, group, &topic);
                }
            }
            Err(reason) => self.plan.left_out.push((note.row, reason)),
        }
    }

    fn topic_of(&self, note: &ImportNote) -> Result<TopicId, LeftOutReason> {
        let deck = note.deck.as_deref().unwrap_or_default();
        if let Some(topic) = self.topic {
            return Ok(topic.clone());
        }
        topic_of_deck(deck).ok_or_else(|| LeftOutReason::NoTopic(deck.to_owned()))
    }

    fn group(&mut self, note: &ImportNote, group: &CardGroup, topic: &TopicId) {
        let source = note.guid.as_ref().map(|guid| source_name(guid, group.part));
        let content = content_of(group, &note.tags);
        if let Some(at) = source
            .as_ref()
            .and_then(|source| self.by_source.get(source))
        {
            return self.known_group(*at, note, group, &content);
        }
        if let Some(at) = self.twin(topic, group) {
            return self.same(at, note, group);
        }
        let source = source.map(|source| format!("{source}@{content}"));
        let id = self.fresh_id(topic, group);
        let cards: Vec<Card> = group
            .sides
            .iter()
            .map(|side| {
                let mut card = own_card(sibling(&id, side), topic.clone(), side.body.clone());
                card.tags.clone_from(&note.tags);
                card.added = self.added;
                card.why.clone_from(&group.why);
                card.source.clone_from(&source);
                card
            })
            .collect();
        self.plan.added += cards.len();
        self.write(&cards, DeckEdit::Added);
        self.link(note, group, &cards);
        self.learn(cards);
    }

    /// A group that an earlier import brought. The text is replaced if the note was changed since;
    /// what the learner changed in a note that is still the same stays.
    fn known_group(&mut self, at: usize, note: &ImportNote, group: &CardGroup, content: &str) {
        let known = &self.known[at];
        let before = known
            .first()
            .and_then(|card| card.source.as_deref())
            .and_then(split_source);
        let is_same = before.is_some_and(|(_, hash)| hash == content);
        if is_same || known.len() != group.sides.len() {
            return self.same(at, note, group);
        }
        let mut cards = known.clone();
        for (card, side) in cards.iter_mut().zip(&group.sides) {
            card.body = side.body.clone();
            card.why.clone_from(&group.why);
            card.tags.clone_from(&note.tags);
            let name = before.map(|(name, _)| format!("{name}@{content}"));
            card.source = name;
        }
        self.plan.changed += cards.len();
        self.write(&cards, DeckEdit::Replaced);
        self.link(note, group, &cards);
        self.known[at] = cards;
    }

    fn same(&mut self, at: usize, note: &ImportNote, group: &CardGroup) {
        let cards = self.known[at].clone();
        self.plan.same += group.sides.len();
        self.link(note, group, &cards);
    }

    /// A group that asks and answers the same.
    fn twin(&self, topic: &TopicId, group: &CardGroup) -> Option<usize> {
        let first = group.sides.first()?;
        let key = (topic.clone(), first.body.prompt().to_owned());
        let candidates = self.by_prompt.get(&key)?;
        candidates.iter().copied().find(|at| {
            let card = self.known[*at].first();
            card.is_some_and(|card| card.body.is_twin_of(&first.body))
        })
    }

    fn write(&mut self, cards: &[Card], edit: DeckEdit) {
        let references: Vec<&Card> = cards.iter().collect();
        if let (Some(text), Some(first)) = (block(&references), cards.first()) {
            self.plan.changes.push(DeckChange {
                topic: first.topic.clone(),
                card: first.id.base().to_owned(),
                text,
                edit,
            });
        }
    }

    fn link(&mut self, note: &ImportNote, group: &CardGroup, cards: &[Card]) {
        let links = group
            .sides
            .iter()
            .zip(cards)
            .map(|(side, card)| ImportedCard {
                row: note.row,
                ord: side.ord,
                card: card.id.clone(),
            });
        self.plan.cards.extend(links);
    }

    /// An id made of the topic and the first words of the question.
    fn fresh_id(&mut self, topic: &TopicId, group: &CardGroup) -> CardId {
        let prompt = group.sides.first().map_or("", |side| side.body.prompt());
        let stem = id_stem(topic, prompt);
        let next = self.next_numbers.entry(stem.clone()).or_insert(1);
        loop {
            let text = numbered(&stem, *next);
            *next += 1;
            if self.taken.insert(text.clone()) {
                return id_or_hash(&text);
            }
        }
    }
}

fn sibling(id: &CardId, side: &GroupSide) -> CardId {
    side.side.map_or_else(
        || id.clone(),
        |side| id.sibling(side).expect("the sides are fixed words"),
    )
}

/// How a card names the note it came from: `anki:GUID`, or `anki:GUID/2` for its second group.
fn source_name(guid: &str, part: usize) -> String {
    if part == 0 {
        format!("anki:{guid}")
    } else {
        format!("anki:{guid}/{}", part + 1)
    }
}

/// A source and the hash of the text it had: `anki:GUID@0123456789abcdef`.
fn split_source(source: &str) -> Option<(&str, &str)> {
    source
        .starts_with("anki:")
        .then(|| source.rsplit_once('@'))
        .flatten()
}

/// A hash of what a note says, by which a later import sees whether it was changed.
fn content_of(group: &CardGroup, tags: &[String]) -> String {
    let mut text = String::new();
    for side in &group.sides {
        let body = serde_json::to_string::<Body>(&side.body).expect("a body becomes JSON");
        text.push_str(&body);
        text.push('\n');
    }
    text.push_str(group.why.as_deref().unwrap_or_default());
    text.push('\n');
    text.push_str(&tags.join(" "));
    hex16(text.as_bytes())
}

/// The topic of a deck: `Python::Core` is `python-core`.
pub fn topic_of_deck(deck: &str) -> Option<TopicId> {
    TopicId::parse(&slug(deck)).ok()
}

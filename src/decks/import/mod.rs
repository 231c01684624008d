//! Cards from other programs: their notes become blocks for the learner's own deck files.

mod anki;
mod cloze;
mod deck_file;
mod deck_tree;
mod header;
mod html;
mod known;
mod markdown;
mod media;
mod note_name;
mod notes;
mod rows;
mod table;
mod tag_end;
mod template;
mod text;
mod validate;

use std::borrow::Borrow;
use std::collections::{HashMap, HashSet};

use crate::decks::block::block;
use crate::decks::markdown::markdown_sides;
use crate::decks::own_card::{id_or_hash, id_stem, numbered, own_card, slug};
use crate::decks::own_files::{DeckChange, DeckEdit};
use crate::domain::card::{Body, Card, CardKind, Cloze, Origin, hex16};
use crate::domain::day::StudyDay;
use crate::domain::id::{CardId, TopicId};

pub use anki::{deck_of_note, note_label, note_of_collection};
pub use deck_file::{DeckFileError, DeckFilePlan, plan_deck_file};
pub use deck_tree::roadmaps_of_decks;
use known::{KnownGroup, Remembered, TwinKey, twin_key};
pub use markdown::{read_markdown, with_ids};
pub use media::{MediaNames, marked, safe_name};
use note_name::{NoteName, split_source};
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
    /// Its topic.
    pub topic: TopicId,
    /// Its kind.
    pub kind: CardKind,
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
pub fn plan_import(
    notes: impl IntoIterator<Item = impl Borrow<ImportNote>>,
    target: ImportTarget<'_>,
) -> ImportPlan {
    let mut planner = ImportPlanner::new(target);
    for note in notes {
        planner.note(note.borrow());
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
    known: Vec<KnownGroup>,
    by_source: HashMap<String, usize>,
    /// Places in `known` by base id.
    by_id: HashMap<String, usize>,
    /// Places in `known` by what a group asks and answers.
    by_twin: HashMap<TwinKey, usize>,
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
            by_id: HashMap::new(),
            by_twin: HashMap::new(),
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
            planner.learn(cards, Remembered::Whole);
        }
        planner
    }

    /// Remembers cards, so that the same are not added again.
    fn learn(&mut self, cards: Vec<Card>, kept: Remembered) {
        let Some(first) = cards.first() else {
            return;
        };
        let at = self.known.len();
        self.taken.insert(first.id.base().to_owned());
        if kept == Remembered::Whole {
            self.by_id.insert(first.id.base().to_owned(), at);
        }
        if let Some((source, _)) = first.source.as_deref().and_then(split_source) {
            self.by_source.insert(source.to_owned(), at);
        }
        if let Some(key) = twin_key(&first.topic, &first.body) {
            self.by_twin.entry(key).or_insert(at);
        }
        let ids = cards.iter().map(|card| (card.id.clone(), card.body.kind()));
        self.known.push(KnownGroup {
            topic: first.topic.clone(),
            ids: ids.collect(),
            cards: if kept == Remembered::Whole {
                cards
            } else {
                Vec::new()
            },
        });
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
                let mut name = NoteName::of(note);
                for group in &cards.groups {
                    self.group(note, group, &topic, &mut name);
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

    fn group(
        &mut self,
        note: &ImportNote,
        group: &CardGroup,
        topic: &TopicId,
        name: &mut NoteName,
    ) {
        let content = content_of(group, &note.tags);
        let source = name.source(group.part);
        if let Some(at) = source.and_then(|source| self.by_source.get(&source)) {
            return self.known_group(*at, note, group, &content);
        }
        if let Some(at) = note.card.as_ref().and_then(|id| self.by_id.get(id))
            && group.part == 0
        {
            return self.named_group(*at, note, group, name, &content);
        }
        if let Some(at) = self.twin(topic, group) {
            return self.same(at, note, group);
        }
        let Some(side) = group.sides.first() else {
            return;
        };
        let id = self.id_of(note, topic, group);
        name.is_given(id.base());
        let mut card = own_card(id, topic.clone(), side.body.clone());
        card.added = self.added;
        card.source = name
            .source(group.part)
            .map(|source| format!("{source}@{content}"));
        let cards = filled(&card, note, group);
        self.plan.added += cards.len();
        self.write(&cards, DeckEdit::Added);
        self.link(note, group, &cards);
        // Only a deck of text can name a card of its own again.
        let is_named = note.card.is_some() || note.markup == FieldMarkup::Markdown;
        self.learn(
            cards,
            if is_named {
                Remembered::Whole
            } else {
                Remembered::Name
            },
        );
    }

    /// A group whose card the file names by our own id: one that was exported, or written by the learner.
    fn named_group(
        &mut self,
        at: usize,
        note: &ImportNote,
        group: &CardGroup,
        name: &NoteName,
        content: &str,
    ) {
        let known = &self.known[at].cards;
        let (Some(first), Some(side)) = (known.first(), group.sides.first()) else {
            return;
        };
        if says_the_same(known, note, group) {
            return self.same(at, note, group);
        }
        let reason = if first.origin != Origin::Mine {
            Some(LeftOutReason::BuiltIn(first.id.base().to_owned()))
        } else if first.body.kind() != side.body.kind() {
            Some(LeftOutReason::OtherKind(first.id.base().to_owned()))
        } else {
            None
        };
        if let Some(reason) = reason {
            return self.plan.left_out.push((note.row, reason));
        }
        let mut card = first.clone();
        card.source = name
            .source(group.part)
            .map(|source| format!("{source}@{content}"));
        self.replace(at, &card, note, group);
    }

    /// A group that an earlier import brought. The text is replaced if the note was changed since;
    /// what the learner changed in a note that is still the same stays.
    fn known_group(&mut self, at: usize, note: &ImportNote, group: &CardGroup, content: &str) {
        let known = &self.known[at].cards;
        let before = known
            .first()
            .and_then(|card| card.source.as_deref())
            .and_then(split_source);
        let is_same = before.is_some_and(|(_, hash)| hash == content);
        // A deck of text says what its card asks; a note of Anki may have lost a card there alone.
        let is_other = known.len() != group.sides.len() && note.markup != FieldMarkup::Markdown;
        let Some(first) = known.first().filter(|_| !is_same && !is_other) else {
            return self.same(at, note, group);
        };
        let mut card = first.clone();
        card.source = before.map(|(name, _)| format!("{name}@{content}"));
        self.replace(at, &card, note, group);
    }

    /// Puts the text of a group into the card that is there.
    fn replace(&mut self, at: usize, card: &Card, note: &ImportNote, group: &CardGroup) {
        let cards = filled(card, note, group);
        self.plan.changed += cards.len();
        self.write(&cards, DeckEdit::Replaced);
        self.link(note, group, &cards);
        self.known[at].cards = cards;
    }

    fn same(&mut self, at: usize, note: &ImportNote, group: &CardGroup) {
        self.plan.same += group.sides.len();
        let known = &self.known[at];
        let links = group.sides.iter().zip(&known.ids);
        let links = links.map(|(side, (id, kind))| ImportedCard {
            row: note.row,
            ord: side.ord,
            card: id.clone(),
            topic: known.topic.clone(),
            kind: *kind,
        });
        self.plan.cards.extend(links);
    }

    /// A group that asks and answers the same.
    fn twin(&self, topic: &TopicId, group: &CardGroup) -> Option<usize> {
        let first = group.sides.first()?;
        self.by_twin.get(&twin_key(topic, &first.body)?).copied()
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
                topic: card.topic.clone(),
                kind: card.body.kind(),
            });
        self.plan.cards.extend(links);
    }

    /// The id that the file gives, if it is free; else a new one.
    fn id_of(&mut self, note: &ImportNote, topic: &TopicId, group: &CardGroup) -> CardId {
        let given = note.card.as_deref().filter(|_| group.part == 0);
        if let Some(id) = given.and_then(|id| CardId::parse(id).ok())
            && id.base() == id.as_str()
            && self.taken.insert(id.base().to_owned())
        {
            return id;
        }
        self.fresh_id(topic, group)
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

/// The cards of a group, made from one of them.
fn filled(card: &Card, note: &ImportNote, group: &CardGroup) -> Vec<Card> {
    let base = CardId::parse(card.id.base()).expect("the base of an id is an id");
    let fill = |side: &GroupSide| {
        let mut filled = card.clone();
        filled.id = sibling(&base, side);
        filled.body = with_answers_of(&card.body, side.body.clone());
        filled.tags.clone_from(&note.tags);
        filled.why.clone_from(&group.why);
        filled
    };
    group.sides.iter().map(fill).collect()
}

/// A cloze with what was accepted before for the blanks whose answers stay.
fn with_answers_of(before: &Body, mut body: Body) -> Body {
    if let (Body::Cloze(before), Body::Cloze(cloze)) = (before, &mut body) {
        for blank in &mut cloze.blanks {
            let kept = before.blanks.iter().find(|old| old.answer == blank.answer);
            if let Some(old) = kept {
                blank.accept.clone_from(&old.accept);
                blank.hint = blank.hint.take().or_else(|| old.hint.clone());
            }
        }
    }
    body
}

/// Whether a note of a Markdown deck says what the cards say that it names.
fn says_the_same(known: &[Card], note: &ImportNote, group: &CardGroup) -> bool {
    let is_said = |(card, side): (&Card, &GroupSide)| match (&card.body, &side.body) {
        (Body::Cloze(old), Body::Cloze(new)) => {
            let answers = |cloze: &Cloze| -> Vec<String> {
                cloze
                    .blanks
                    .iter()
                    .map(|blank| blank.answer.clone())
                    .collect()
            };
            old.text.trim() == new.text && answers(old) == answers(new)
        }
        (_, Body::Basic(new)) => markdown_sides(card) == [new.prompt.clone(), new.answer.clone()],
        _ => false,
    };
    let first = known.first();
    known.len() == group.sides.len()
        && known.iter().zip(&group.sides).all(is_said)
        && first.is_some_and(|card| {
            let why = card.why.as_deref().map(str::trim);
            card.tags == note.tags && why == group.why.as_deref()
        })
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

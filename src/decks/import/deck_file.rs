//! A deck file that a learner wrote: which of its cards are new, the same, or faulty, at its own lines.

use std::collections::HashMap;
use std::ops::Range;

use super::LeftOutReason;
use crate::decks::block::{block, quoted};
use crate::decks::document::begins_card;
use crate::decks::edit::EditError;
use crate::decks::fault::Fault;
use crate::decks::load::{DeckContent, load};
use crate::decks::new_errors::new_errors;
use crate::decks::source::SourceFile;
use crate::domain::card::{Card, Origin};
use crate::domain::id::{IdError, TopicId};
use crate::domain::wording::faults;

/// Fields of a file that change nothing about its cards.
const PLAIN_FIELDS: [&str; 4] = ["format", "topic", "title", "lang"];

/// Rounds in which faulty cards are taken out: one may be needed by another.
const MAX_ROUNDS: usize = 8;

/// Why no card of a deck file can be taken.
#[derive(Debug)]
pub enum DeckFileError {
    /// It has no `[[card]]`.
    NoCard,
    /// Neither the file nor the learner names a topic.
    NoTopic,
    /// What the file names is not a topic.
    BadTopic(IdError),
    /// The file has faults outside its cards.
    Edit(EditError),
}

/// What an import of a deck file would do.
#[derive(Debug)]
pub struct DeckFilePlan {
    /// The topic of its cards.
    pub topic: TopicId,
    /// The file with the cards to add; nothing if there are none.
    pub text: Option<String>,
    /// The same without what stands above the cards, if that says nothing about them.
    pub plain_blocks: Option<String>,
    /// Blocks in the file.
    pub notes: usize,
    /// Cards that are new.
    pub added: usize,
    /// Cards that the learner has already.
    pub same: usize,
    /// How many blocks are not taken.
    pub dropped: usize,
    /// What is wrong with them, by line.
    pub left_out: Vec<(u64, LeftOutReason)>,
}

/// Works out what becomes of a deck file that is shown as `shown`. Nothing is written.
pub fn plan_deck_file(
    shown: &str,
    text: &str,
    topic: Option<&TopicId>,
    before: &DeckContent,
) -> Result<DeckFilePlan, DeckFileError> {
    let mut file = DeckText::read(shown, text, topic)?;
    let mut plan = DeckFilePlan {
        topic: file.topic.clone(),
        text: None,
        plain_blocks: None,
        notes: file.blocks.len(),
        added: 0,
        same: 0,
        dropped: 0,
        left_out: Vec::new(),
    };
    file.drop_known(before, &mut plan);
    file.drop_faulty(before, &mut plan)?;
    plan.left_out.sort_by_key(|(line, _)| *line);
    let kept = file.kept_blocks();
    if !kept.is_empty() {
        plan.added = load(vec![file.source()]).cards.len();
        plan.text = Some(format!("{}\n\n{}\n", file.header().trim_end(), kept.trim()));
        plan.plain_blocks = file.has_plain_header().then_some(kept);
    }
    Ok(plan)
}

/// A deck file split at its cards. Blocks that are dropped are blanked out, so that lines stay.
struct DeckText {
    shown: String,
    topic: TopicId,
    text: String,
    blocks: Vec<Range<usize>>,
    /// The line each block begins on, from 1.
    block_lines: Vec<u32>,
    is_kept: Vec<bool>,
    /// Lines put in front of what the learner wrote.
    lines_before: u32,
}

impl DeckText {
    fn read(shown: &str, text: &str, topic: Option<&TopicId>) -> Result<Self, DeckFileError> {
        let starts = card_starts(text);
        let first = *starts.first().ok_or(DeckFileError::NoCard)?;
        let named = header_value(&text[..first], "topic");
        let topic = match (topic, named) {
            (Some(topic), _) => topic.clone(),
            (None, Some(named)) => TopicId::parse(&named).map_err(DeckFileError::BadTopic)?,
            (None, None) => return Err(DeckFileError::NoTopic),
        };
        let (header, lines_before) = header_of(&text[..first], &topic);
        let shift = |at: usize| header.len() + at - first;
        let ends = starts.iter().skip(1).copied().chain([text.len()]);
        let blocks: Vec<Range<usize>> = starts
            .iter()
            .zip(ends)
            .map(|(start, end)| shift(*start)..shift(end))
            .collect();
        let whole = header + &text[first..];
        Ok(Self {
            shown: shown.to_owned(),
            topic,
            is_kept: vec![true; blocks.len()],
            block_lines: block_lines(&whole, &blocks),
            text: whole,
            blocks,
            lines_before,
        })
    }

    fn header(&self) -> &str {
        &self.text[..self.blocks.first().map_or(0, |block| block.start)]
    }

    fn has_plain_header(&self) -> bool {
        let fields = self.header().lines().map(str::trim);
        let fields = fields.filter(|line| !line.is_empty() && !line.starts_with('#'));
        let is_english = header_value(self.header(), "lang").is_none_or(|lang| lang == "en");
        is_english
            && fields.clone().all(|line| {
                let key = line.split('=').next().unwrap_or_default().trim();
                PLAIN_FIELDS.contains(&key)
            })
    }

    /// A line of the text as the learner counts lines.
    fn as_counted(&self, line: u32) -> u32 {
        line.saturating_sub(self.lines_before).max(1)
    }

    /// The block that a line of the text stands in.
    fn block_at(&self, line: u32) -> Option<usize> {
        let after = self.block_lines.partition_point(|start| *start <= line);
        after.checked_sub(1)
    }

    /// A part of the topic that sorts after all others, so that what clashes is named here.
    fn source(&self) -> SourceFile {
        let path = format!("topics/{}.{}.toml", self.topic, u32::MAX);
        let mut source = SourceFile::held(&path, Origin::Mine, &self.text);
        source.shown = self.shown.as_str().into();
        source
    }

    fn drop_block(&mut self, at: usize) {
        let block = self.blocks[at].clone();
        let blank: String = self.text[block.clone()]
            .bytes()
            .map(|byte| if byte == b'\n' { '\n' } else { ' ' })
            .collect();
        self.text.replace_range(block, &blank);
        self.is_kept[at] = false;
    }

    fn kept_blocks(&self) -> String {
        let kept = self.blocks.iter().zip(&self.is_kept);
        let kept = kept.filter(|(_, is_kept)| **is_kept);
        let texts: Vec<&str> = kept
            .map(|(block, _)| self.text[block.clone()].trim())
            .collect();
        texts.join("\n\n")
    }

    /// Drops cards that the learner has already, and cards whose id another one has.
    fn drop_known(&mut self, before: &DeckContent, plan: &mut DeckFilePlan) {
        let own = groups(before);
        let alone = load(vec![self.source()]);
        for (base, cards) in groups(&alone) {
            let Some(known) = own.get(base) else {
                continue;
            };
            let line = alone.places[cards[0].0].spot.line;
            let Some(at) = self.block_at(line) else {
                continue;
            };
            let texts = |group: &[(usize, &Card)]| {
                let cards: Vec<&Card> = group.iter().map(|(_, card)| *card).collect();
                block(&cards)
            };
            let is_copy = self.text[self.blocks[at].clone()].contains("\noverrides");
            let is_mine = known[0].1.origin == Origin::Mine;
            if texts(known) == texts(&cards) && is_mine {
                plan.same += cards.len();
            } else if is_copy && !is_mine {
                continue;
            } else {
                let place = before.places[known[0].0];
                let reason = LeftOutReason::Fault {
                    what: faults::id_taken(base, before.file(place).as_ref(), place.spot.line),
                    hint: if is_mine {
                        faults::other_id_or_deck()
                    } else {
                        faults::other_id()
                    },
                };
                let line = self.as_counted(self.block_lines[at]);
                plan.left_out.push((u64::from(line), reason));
                plan.dropped += 1;
            }
            self.drop_block(at);
        }
    }

    /// Drops cards with a fault. A fault outside the cards refuses the file.
    fn drop_faulty(
        &mut self,
        before: &DeckContent,
        plan: &mut DeckFilePlan,
    ) -> Result<(), DeckFileError> {
        for _ in 0..MAX_ROUNDS {
            let mut sources = before.sources.clone();
            sources.push(self.source());
            let found = new_errors(before, load(sources));
            if found.is_empty() {
                return Ok(());
            }
            let mut elsewhere = Vec::new();
            for fault in found {
                match self.block_at(fault.spot.line) {
                    Some(at) if *fault.file == *self.shown => {
                        let line = u64::from(self.as_counted(fault.spot.line));
                        if self.is_kept[at] {
                            self.drop_block(at);
                            plan.dropped += 1;
                        }
                        let (what, hint) = (fault.what, fault.hint);
                        plan.left_out
                            .push((line, LeftOutReason::Fault { what, hint }));
                    }
                    _ => elsewhere.push(self.as_written(fault)),
                }
            }
            if !elsewhere.is_empty() {
                return Err(DeckFileError::Edit(EditError::Faults(elsewhere)));
            }
        }
        Ok(())
    }

    fn as_written(&self, mut fault: Fault) -> Fault {
        if *fault.file == *self.shown {
            fault.spot.line = self.as_counted(fault.spot.line);
        }
        fault
    }
}

/// Cards by base id, each with its index.
fn groups(content: &DeckContent) -> HashMap<&str, Vec<(usize, &Card)>> {
    let mut groups: HashMap<&str, Vec<(usize, &Card)>> = HashMap::new();
    for (index, card) in content.cards.iter().enumerate() {
        groups
            .entry(card.id.base())
            .or_default()
            .push((index, card));
    }
    groups
}

/// Where each block begins, comments right above it included.
fn card_starts(text: &str) -> Vec<usize> {
    let mut starts = Vec::new();
    let mut at = 0;
    let mut comments_at = None;
    for line in text.split_inclusive('\n') {
        let trimmed = line.trim_start();
        if begins_card(trimmed) {
            starts.push(comments_at.unwrap_or(at));
        }
        comments_at = trimmed.starts_with('#').then(|| comments_at.unwrap_or(at));
        at += line.len();
    }
    starts
}

/// The header with the topic in it, and how many lines were put in front of it.
fn header_of(header: &str, topic: &TopicId) -> (String, u32) {
    let mut before = String::new();
    if header_value(header, "format").is_none() {
        before.push_str("format = 1\n");
    }
    let topic_line = format!("topic = {}\n", quoted(topic.as_str()));
    if header_value(header, "topic").is_none() {
        before.push_str(&topic_line);
    }
    let lines_before = newlines(&before);
    let mut text = before;
    for line in header.split_inclusive('\n') {
        text.push_str(if is_key(line, "topic") {
            &topic_line
        } else {
            line
        });
    }
    (text, lines_before)
}

fn newlines(text: &str) -> u32 {
    u32::try_from(text.matches('\n').count()).unwrap_or(u32::MAX)
}

/// The line each block begins on, from 1.
fn block_lines(text: &str, blocks: &[Range<usize>]) -> Vec<u32> {
    let mut line = 1;
    let mut at = 0;
    let mut lines = Vec::with_capacity(blocks.len());
    for block in blocks {
        line += newlines(&text[at..block.start]);
        at = block.start;
        lines.push(line);
    }
    lines
}

fn is_key(line: &str, key: &str) -> bool {
    let rest = line.trim_start().strip_prefix(key);
    rest.is_some_and(|rest| rest.trim_start().starts_with('='))
}

/// The value of a key that stands on a line of its own, without quotes.
fn header_value(header: &str, key: &str) -> Option<String> {
    let line = header.lines().find(|line| is_key(line, key))?;
    let (_, value) = line.split_once('=')?;
    let value = value.split('#').next().unwrap_or_default();
    Some(value.trim().trim_matches(['"', '\'']).to_owned())
}

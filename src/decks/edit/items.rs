//! The learner's deck files as items that machines exchange: each card, each head of a file, each file without cards.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::ops::Range;
use std::path::PathBuf;

use toml::de::DeTable;

use super::{DeckWriter, EditError, blocks, read, replace_within, with_last_newline};
use crate::decks::fault::Fault;
use crate::decks::folder;
use crate::decks::load::{DeckContent, load};
use crate::decks::new_errors::new_errors;
use crate::decks::source::{FileRole, SourceFile};
use crate::domain::card::Origin;
use crate::domain::id::CardId;
use crate::domain::versions::{ItemKey, ItemText, is_deck_path};
use crate::domain::wording::{Wording, problems};
use crate::files;

/// What the learner's deck files say.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct DeckItems {
    /// Every item.
    pub items: BTreeMap<ItemKey, ItemText>,
    /// Files that cannot be read now, by path: nothing is known of what they say.
    pub unread: BTreeSet<String>,
    /// Whether there is a deck folder at all.
    pub has_folder: bool,
}

/// New texts of items; nothing stands for an item that is deleted.
pub type ItemTexts = BTreeMap<ItemKey, Option<ItemText>>;

/// What became of new texts.
#[derive(Debug, Default)]
pub struct PutItems {
    /// Items whose text was left as it was, each with the reason.
    pub refused: BTreeMap<ItemKey, Wording>,
}

/// Deck files by path, each with its new text; nothing stands for a file that goes.
type ChangedFiles = BTreeMap<String, Option<String>>;

/// What becomes of a part of a file.
#[derive(Debug)]
enum NewPart {
    Text(String),
    Gone,
}

impl NewPart {
    fn of(text: Option<&ItemText>) -> Self {
        text.map_or(Self::Gone, |text| Self::Text(text.text.clone()))
    }

    fn text(&self) -> Option<&str> {
        match self {
            Self::Text(text) => Some(text),
            Self::Gone => None,
        }
    }
}

/// The changes of one file.
#[derive(Debug, Default)]
struct FileChange {
    head: Option<NewPart>,
    /// Blocks by base id: new texts, or that they are cut out.
    blocks: BTreeMap<String, Option<ItemText>>,
    /// A file without cards: its new text, or that it goes.
    whole: Option<NewPart>,
}

impl DeckWriter {
    /// Reads every item. A folder that cannot be read is an error: what it holds is not deleted.
    pub fn items(&self) -> Result<DeckItems, EditError> {
        let mut found = DeckItems {
            has_folder: self.root.is_dir(),
            ..DeckItems::default()
        };
        let scan = folder::scan(&self.root, &Origin::Mine);
        if !scan.faults.is_empty() {
            return Err(EditError::Faults(scan.faults));
        }
        for source in &scan.sources {
            let Ok(role) = source.role() else { continue };
            if role == FileRole::Requirements || !is_deck_path(&source.path) {
                continue;
            }
            let text = read(source).ok();
            let text = text.filter(|text| DeTable::parse(text).is_ok());
            match (text, role) {
                (None, _) => drop(found.unread.insert(source.path.clone())),
                (Some(text), FileRole::Topic { .. }) => found.topic_file(&source.path, &text),
                (Some(text), _) => {
                    let whole = ItemText {
                        file: None,
                        text: text.to_string(),
                        place: 0,
                    };
                    found
                        .items
                        .insert(ItemKey::File(source.path.clone()), whole);
                }
            }
        }
        Ok(found)
    }

    /// Writes new texts of items. What would bring the decks a fault that they do not have now is left as it was, and so
    /// is what is no longer as `seen`.
    pub fn put_items(&self, texts: &ItemTexts, seen: &DeckItems) -> Result<PutItems, EditError> {
        let mut put = PutItems::default();
        if texts.is_empty() {
            return Ok(put);
        }
        let _lock = self.lock()?;
        let now = self.items()?;
        let mut texts = texts.clone();
        put.refuse(&mut texts, |key, text| {
            let mut files = files_of(key, text, &now).into_iter();
            let is_unread = files.any(|file| now.unread.contains(&file));
            let is_kept = !is_unread && now.items.get(key) == seen.items.get(key);
            (!is_kept).then(problems::sync_changed_meanwhile)
        });
        let before = self.content();
        while !texts.is_empty() {
            let changes = self.changed_files(&texts, &now)?;
            let faults = self.faults_with(&before, &changes);
            let Some(first) = faults.first() else {
                self.write_files(&changes)?;
                break;
            };
            let refused = put.refused.len();
            put.refuse(&mut texts, |key, text| {
                let files = files_of(key, text, &now);
                let is_in = |fault: &&Fault| files.iter().any(|file| self.is_file(file, fault));
                faults.iter().find(is_in).map(|fault| fault.what.clone())
            });
            if put.refused.len() == refused {
                // It is the others that do not go with them.
                put.refuse(&mut texts, |_, _| Some(first.what.clone()));
            }
        }
        Ok(put)
    }

    /// The faults that the decks would have with some changes and do not have now.
    fn faults_with(&self, before: &DeckContent, changes: &ChangedFiles) -> Vec<Fault> {
        let mut sources = before.sources.clone();
        let is_changed = |source: &SourceFile| {
            source.origin == Origin::Mine && changes.contains_key(&source.path)
        };
        sources.retain(|source| !is_changed(source));
        let new = changes
            .iter()
            .filter_map(|(path, text)| Some((path, text.as_deref()?)));
        sources.extend(new.map(|(path, text)| self.held(path, &text.into())));
        new_errors(before, load(sources))
    }

    fn is_file(&self, path: &str, fault: &Fault) -> bool {
        self.root.join(path).to_string_lossy() == *fault.file
    }

    /// Each file that changes, with its new text; nothing stands for a file that goes.
    fn changed_files(&self, texts: &ItemTexts, now: &DeckItems) -> Result<ChangedFiles, EditError> {
        let mut changes: BTreeMap<String, FileChange> = BTreeMap::new();
        for (key, text) in texts {
            let new = NewPart::of(text.as_ref());
            match key {
                ItemKey::Setting(_) => {}
                ItemKey::Head(file) => changes.entry(file.clone()).or_default().head = Some(new),
                ItemKey::File(file) => changes.entry(file.clone()).or_default().whole = Some(new),
                ItemKey::Card(id) => {
                    let mut block = |file: &str, text: Option<ItemText>| {
                        let change = changes.entry(file.to_owned()).or_default();
                        change.blocks.insert(id.as_str().to_owned(), text);
                    };
                    let here = now.items.get(key).and_then(|item| item.file.as_deref());
                    let there = text.as_ref().and_then(|text| text.file.as_deref());
                    if let Some(here) = here
                        && Some(here) != there
                    {
                        block(here, None);
                    }
                    if let Some(there) = there {
                        block(there, text.clone());
                    }
                }
            }
        }
        let mut files = BTreeMap::new();
        for (path, change) in changes {
            let source = self.files().into_iter().find(|source| source.path == path);
            let old = source.map(|source| read(&source)).transpose()?;
            let new = change.applied_to(old.as_deref(), &path);
            if new.as_deref() != old.as_deref() {
                files.insert(path, new);
            }
        }
        Ok(files)
    }

    fn write_files(&self, changes: &ChangedFiles) -> Result<(), EditError> {
        for (path, text) in changes {
            let at = self.root.join(path);
            let written = match text {
                Some(text) => replace_within(&self.root, &at, text),
                None => files::replaceable_within(&self.root, &at).and_then(fs::remove_file),
            };
            written.map_err(|source| EditError::Io { path: at, source })?;
        }
        Ok(())
    }
}

impl PutItems {
    /// Takes out the texts for which there is a reason.
    fn refuse(
        &mut self,
        texts: &mut ItemTexts,
        why: impl Fn(&ItemKey, Option<&ItemText>) -> Option<Wording>,
    ) {
        texts.retain(|key, text| {
            let why = why(key, text.as_ref());
            let is_kept = why.is_none();
            self.refused.extend(why.map(|why| (key.clone(), why)));
            is_kept
        });
    }
}

impl DeckItems {
    /// Splits a file of cards. Of two blocks with one id the first counts, as it does for the decks.
    fn topic_file(&mut self, path: &str, text: &str) {
        let blocks = blocks(text);
        let ids: Option<Vec<CardId>> = blocks
            .iter()
            .map(|(id, _)| CardId::parse(id).ok().filter(|card| card.base() == id))
            .collect();
        let Some(ids) = ids else {
            self.unread.insert(path.to_owned());
            return;
        };
        let first = blocks.first().map_or(text.len(), |(_, range)| range.start);
        let head = ItemText {
            file: None,
            text: text[..first].trim_end().to_owned(),
            place: 0,
        };
        self.items.insert(ItemKey::Head(path.to_owned()), head);
        for (place, (id, (_, range))) in ids.into_iter().zip(blocks).enumerate() {
            let card = ItemText {
                file: Some(path.to_owned()),
                text: text[range].trim_end().to_owned(),
                place,
            };
            self.items.entry(ItemKey::Card(id)).or_insert(card);
        }
    }
}

impl FileChange {
    /// The text of the file with the changes: what they do not touch stays byte for byte.
    fn applied_to(&self, old: Option<&str>, path: &str) -> Option<String> {
        if let Some(whole) = &self.whole {
            return whole.text().map(str::to_owned);
        }
        let old = old.unwrap_or_default();
        let blocks = blocks(old);
        let first = blocks.first().map_or(old.len(), |(_, range)| range.start);
        let cards = self.cards_of(old, &blocks);
        let mut text = match &self.head {
            None => old[..first].to_owned(),
            Some(head) => {
                let gap = &old[old[..first].trim_end().len()..first];
                format!("{}{gap}", head.text().unwrap_or_default())
            }
        };
        if cards.is_empty() {
            let is_gone = text.trim().is_empty();
            return (!is_gone).then(|| with_last_newline(text.trim_end().to_owned()));
        }
        if text.trim().is_empty() {
            text = stand_in_head(path);
        }
        if !text.ends_with("\n\n") {
            text.truncate(text.trim_end().len());
            text.push_str("\n\n");
        }
        text.push_str(&cards);
        Some(with_last_newline(text))
    }

    /// The blocks of the file with the changes, new ones at the end.
    fn cards_of(&self, old: &str, blocks: &[(String, Range<usize>)]) -> String {
        let mut text = String::new();
        let mut met = BTreeSet::new();
        for (id, range) in blocks {
            let block = &old[range.clone()];
            let is_first = met.insert(id.as_str());
            match self.blocks.get(id).filter(|_| is_first) {
                None => text.push_str(block),
                Some(None) => {}
                Some(Some(new)) => {
                    text.push_str(&new.text);
                    text.push_str(&block[block.trim_end().len()..]);
                }
            }
        }
        let is_changed = self.blocks.keys().any(|id| !met.contains(id.as_str()));
        if is_changed || self.blocks.values().any(Option::is_none) {
            // What parts the last block from the next one parts nothing any more.
            text.truncate(text.trim_end().len());
        }
        let is_new = |(id, new): (&String, &'_ Option<ItemText>)| {
            new.clone().filter(|_| !met.contains(id.as_str()))
        };
        let mut new: Vec<ItemText> = self.blocks.iter().filter_map(is_new).collect();
        new.sort_by_key(|block| block.place);
        for block in new {
            if !text.is_empty() {
                text.push_str("\n\n");
            }
            text.push_str(&block.text);
        }
        text
    }
}

/// A head for cards whose file was deleted elsewhere, while one of them was changed here.
fn stand_in_head(path: &str) -> String {
    let source = SourceFile::file(path.to_owned(), path, Origin::Mine, PathBuf::new());
    let topic = match source.role() {
        Ok(FileRole::Topic { stem, .. }) => stem,
        Ok(_) | Err(_) => String::new(),
    };
    format!("format = 1\ntopic = \"{topic}\"\n")
}

/// The files that a new text of an item changes.
fn files_of(key: &ItemKey, text: Option<&ItemText>, now: &DeckItems) -> Vec<String> {
    match key {
        ItemKey::Head(file) | ItemKey::File(file) => vec![file.clone()],
        ItemKey::Setting(_) => Vec::new(),
        ItemKey::Card(_) => {
            let here = now.items.get(key).and_then(|item| item.file.clone());
            let there = text.and_then(|text| text.file.clone());
            here.into_iter().chain(there).collect()
        }
    }
}

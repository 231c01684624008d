//! The learner's topic files in memory, while blocks are put in and replaced.

use std::collections::HashMap;
use std::ops::Range;
use std::sync::Arc;

use toml::de::DeTable;

use crate::decks::block::quoted;
use crate::decks::edit::{EditError, blocks, read};
use crate::decks::load::DeckContent;
use crate::decks::source::FileRole;
use crate::decks::topic_file::title_from;
use crate::domain::card::{Lang, Origin};
use crate::domain::id::TopicId;

/// Size at which a topic is continued in another file, in bytes: a file is read whole for each
/// change of one card, and none larger than 8 MiB is read at all.
const PART_BYTES: usize = 1024 * 1024;

/// What to do with a block.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum DeckEdit {
    /// It is new.
    Added,
    /// It takes the place of the learner's block of that id.
    Replaced,
}

/// A change of the learner's decks.
#[derive(Debug, Clone)]
pub struct DeckChange {
    /// The topic of the card.
    pub topic: TopicId,
    /// Its base id.
    pub card: String,
    /// The new block.
    pub text: String,
    /// What to do with it.
    pub edit: DeckEdit,
}

/// One of the learner's topic files.
struct OwnFile {
    path: String,
    topic: String,
    /// What its header says its cards are written in.
    lang: Lang,
    text: String,
    is_changed: bool,
    /// Replaced blocks, by where they stand in the text as it was read.
    replaced: Vec<(Range<usize>, String)>,
    appended: Vec<String>,
    size: usize,
}

/// The learner's topic files.
pub(super) struct OwnFiles {
    files: Vec<OwnFile>,
    /// Each block by its id: the file and the place in it.
    places: HashMap<String, (usize, Range<usize>)>,
}

impl OwnFiles {
    /// Reads all of them.
    pub(super) fn read(content: &DeckContent) -> Result<Self, EditError> {
        let mut own = Self {
            files: Vec::new(),
            places: HashMap::new(),
        };
        for source in &content.sources {
            let Ok(FileRole::Topic { stem, .. }) = source.role() else {
                continue;
            };
            if source.origin != Origin::Mine {
                continue;
            }
            let text = read(source)?.to_string();
            for (id, range) in blocks(&text) {
                own.places.insert(id, (own.files.len(), range));
            }
            own.files.push(OwnFile {
                path: source.path.clone(),
                topic: stem,
                lang: header_lang(&text),
                size: text.len(),
                text,
                is_changed: false,
                replaced: Vec::new(),
                appended: Vec::new(),
            });
        }
        Ok(own)
    }

    /// Replaces a block; one that is not there any more is left alone.
    pub(super) fn replace(&mut self, change: &DeckChange) {
        if let Some((file, range)) = self.places.get(&change.card) {
            let file = &mut self.files[*file];
            file.replaced.push((range.clone(), change.text.clone()));
            file.is_changed = true;
        }
    }

    /// Puts blocks at the end of a topic's first file in their language that has room: a file says once
    /// for all its cards which language they are written in.
    pub(super) fn append(
        &mut self,
        content: &DeckContent,
        topic: &TopicId,
        lang: Lang,
        mut blocks: String,
    ) {
        // A large import appends a hundred thousand: none of them is copied.
        blocks.truncate(blocks.trim_end().len());
        blocks.drain(..blocks.len() - blocks.trim_start().len());
        let has_place = |file: &OwnFile| {
            file.topic == topic.as_str() && file.lang == lang && file.has_room(&blocks)
        };
        let at = match self.files.iter().position(has_place) {
            Some(at) => at,
            None => self.begin(content, topic, lang),
        };
        let file = &mut self.files[at];
        file.size += blocks.len() + 2;
        file.appended.push(blocks);
        file.is_changed = true;
    }

    /// How many files a topic has.
    fn parts(&self, topic: &TopicId) -> usize {
        let files = self.files.iter();
        files.filter(|file| file.topic == topic.as_str()).count()
    }

    /// Where the next file of a topic goes.
    pub(super) fn next_path(&self, content: &DeckContent, topic: &TopicId) -> String {
        let folder = self.folder(content, topic);
        let is_free = |path: &String| self.files.iter().all(|file| file.path != *path);
        let first = self.parts(topic) + 1;
        let mut names = (first..).map(|part| match part {
            1 => format!("{folder}/{topic}.toml"),
            _ => format!("{folder}/{topic}.{part}.toml"),
        });
        names.find(is_free).expect("numbers do not end")
    }

    /// Where the files of a topic are kept: next to those it has, or with the area of a built-in topic.
    fn folder(&self, content: &DeckContent, topic: &TopicId) -> String {
        let mut files = self.files.iter();
        let last = files.rfind(|file| file.topic == topic.as_str());
        if let Some((folder, _)) = last.and_then(|file| file.path.rsplit_once('/')) {
            return folder.to_owned();
        }
        let known = content.topics.iter().find(|known| known.id == *topic);
        known.map_or_else(
            || "topics".to_owned(),
            |known| format!("topics/{}", known.area),
        )
    }

    /// Begins a file of a topic, next to those it has.
    fn begin(&mut self, content: &DeckContent, topic: &TopicId, lang: Lang) -> usize {
        let is_new =
            self.parts(topic) == 0 && content.topics.iter().all(|known| known.id != *topic);
        let path = self.next_path(content, topic);
        let mut header = format!(
            "format = 1\ntopic = {}\nlang = {}\n",
            quoted(topic.as_str()),
            quoted(lang.tag())
        );
        if is_new {
            header += &format!("title = {}\n", quoted(&title_from(topic.as_str())));
        }
        self.files.push(OwnFile {
            path,
            topic: topic.as_str().to_owned(),
            lang,
            size: header.len(),
            text: header,
            is_changed: true,
            replaced: Vec::new(),
            appended: Vec::new(),
        });
        self.files.len() - 1
    }

    /// The files that changed, by path, with their new text.
    pub(super) fn changed(self) -> Vec<(String, Arc<str>)> {
        let changed = self.files.into_iter().filter(|file| file.is_changed);
        changed
            .map(|file| (file.path.clone(), file.into_text().into()))
            .collect()
    }
}

impl OwnFile {
    /// Whether blocks fit. A file without a card takes any.
    fn has_room(&self, blocks: &str) -> bool {
        let has_card = !self.appended.is_empty() || self.text.contains("[[card]]");
        self.size + blocks.len() <= PART_BYTES || !has_card
    }

    fn into_text(mut self) -> String {
        // From the end, so that places further up stay true.
        self.replaced.sort_by_key(|(range, _)| range.start);
        for (range, new) in self.replaced.iter().rev() {
            let gap_at = range.start + self.text[range.clone()].trim_end().len();
            self.text.replace_range(range.start..gap_at, new.trim());
        }
        let mut text = std::mem::take(&mut self.text);
        text.truncate(text.trim_end().len());
        text.reserve_exact(self.appended.iter().map(|block| block.len() + 2).sum());
        for block in self.appended {
            text.push_str("\n\n");
            text.push_str(&block);
        }
        text.push('\n');
        text
    }
}

/// The language that the header of a topic file names. Only the text above the first card is parsed,
/// so that a fault in a card does not hide the header.
fn header_lang(text: &str) -> Lang {
    let header = text.split("[[card]]").next().unwrap_or_default();
    let table = DeTable::parse(header).ok();
    let named = table.as_ref().and_then(|table| {
        let lang = table.get_ref().get("lang")?;
        Lang::from_tag(lang.get_ref().as_str()?)
    });
    named.unwrap_or(Lang::EN)
}

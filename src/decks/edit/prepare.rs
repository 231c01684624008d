//! Many changes of decks at once, worked out and checked before any of them is written.

use std::fs::File;
use std::sync::Arc;

use super::{DeckWriter, EditError};
use crate::decks::load::{DeckContent, load};
use crate::decks::new_errors::new_errors;
use crate::decks::own_files::{DeckChange, DeckEdit, OwnFiles};
use crate::decks::source::{FileRole, SourceFile};
use crate::domain::card::{Lang, Origin};
use crate::domain::roadmap::Topic;

/// Deck files as they will be. Nobody else changes the decks until this is dropped.
#[derive(Debug)]
pub struct PreparedDecks {
    /// Each file by its path in the deck folder, with its new text.
    pub files: Vec<(String, Arc<str>)>,
    _lock: File,
}

impl DeckWriter {
    /// Works out many changes at once, without writing: all of them are possible, or the decks would have a
    /// fault. New cards are written in `lang`. A topic that grows large is continued in another file. Roadmaps are
    /// given by path and text.
    pub fn prepare(
        &self,
        lang: Lang,
        changes: Vec<DeckChange>,
        roadmaps: &[(String, String)],
    ) -> Result<PreparedDecks, EditError> {
        let lock = self.lock()?;
        let sources: Vec<SourceFile> = self.below().into_iter().chain(self.files()).collect();
        let bare = without_cards(&sources);
        // Only topics and files are asked here, and a large import needs the memory of the cards.
        let before = DeckContent {
            topics: load_topics(&sources),
            sources,
            ..DeckContent::default()
        };
        let mut files = OwnFiles::read(&before)?;
        let (added, replaced): (Vec<_>, Vec<_>) = changes
            .into_iter()
            .partition(|change| change.edit == DeckEdit::Added);
        for change in replaced {
            files.replace(&change);
        }
        for change in added {
            files.append(&before, &change.topic, lang, change.text);
        }
        let mut files = files.changed();
        let roadmaps = roadmaps.iter().cloned();
        files.extend(roadmaps.map(|(path, text)| (path, text.into())));
        // One after the other: all of them at once would take more memory than a small machine has. A card that
        // speaks of another file is found at fault alone, and then all of them are looked at together.
        let is_sound = |file| new_errors(&bare, self.alone(&bare, file)).is_empty();
        if !files.iter().all(is_sound) {
            self.must_be_sound(&self.content(), &files)?;
        }
        Ok(PreparedDecks { files, _lock: lock })
    }

    /// A file without the cards of any other. Whoever plans an import sees to it that no id is used twice.
    fn alone(&self, bare: &DeckContent, (path, text): &(String, Arc<str>)) -> DeckContent {
        let is_it = |source: &SourceFile| source.origin == Origin::Mine && source.path == *path;
        let others = bare.sources.iter().filter(|source| !is_it(source));
        let mut sources: Vec<SourceFile> = others.cloned().collect();
        sources.push(self.held(path, text));
        sources.extend(self.topics_named(path, text));
        load(sources)
    }

    /// Files without cards for the topics that a file speaks of: those that a roadmap names come with the same
    /// import, and where a topic goes on in another file, only its first one has a title.
    fn topics_named(&self, path: &str, text: &str) -> Vec<SourceFile> {
        let mut topics: Vec<&str> = Vec::new();
        if path.starts_with("roadmaps/") {
            topics.extend(text.lines().filter_map(|line| {
                let topic = line.trim().strip_prefix("topics = [\"")?;
                topic.strip_suffix("\"]")
            }));
        } else if let Some(name) = path.rsplit('/').next()
            && let Some((topic, _)) = name.trim_end_matches(".toml").split_once('.')
        {
            topics.push(topic);
        }
        let files = topics.into_iter().map(|topic| {
            let text = format!("format = 1\ntopic = \"{topic}\"\ntitle = \"{topic}\"\n");
            self.held(&format!("topics/{topic}.toml"), &text.into())
        });
        files.collect()
    }
}

/// The decks without their cards. What speaks of cards is at fault in them, before a change and after it.
fn without_cards(sources: &[SourceFile]) -> DeckContent {
    let sources = sources.iter().filter(|source| !has_cards(source));
    load(sources.cloned().collect())
}

/// The topics of the curriculum and of the decks of others. Those of the learner are known by their files.
fn load_topics(sources: &[SourceFile]) -> Vec<Topic> {
    let is_of_others =
        |source: &SourceFile| !matches!(source.origin, Origin::BuiltIn | Origin::Mine);
    let sources = sources
        .iter()
        .filter(|source| !has_cards(source) || is_of_others(source));
    load(sources.cloned().collect()).topics
}

fn has_cards(source: &SourceFile) -> bool {
    matches!(
        source.role(),
        Ok(FileRole::Topic { .. } | FileRole::Overlay { .. }) | Err(_)
    )
}

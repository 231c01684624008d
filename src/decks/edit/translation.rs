//! Edits a card's translation: the learner's own entry in an overlay, which stands in for the built-in one.

use std::ops::Range;
use std::path::PathBuf;
use std::sync::Arc;

use toml::de::DeTable;

use super::{DeckWriter, EditError, comment_start, read, with_last_newline};
use crate::decks::document::{begins_translation, repair};
use crate::decks::fault::Diagnostics;
use crate::decks::load::DeckContent;
use crate::decks::skeleton::overlay_head;
use crate::decks::source::{FileRole, SourceFile};
use crate::domain::card::{Card, Lang, Origin};

/// Where the translation of a card stands.
struct EntryLocation {
    path: String,
    text: Arc<str>,
    range: Range<usize>,
}

impl DeckWriter {
    /// The text to edit a card's translation by: the learner's own entry, else that of the card's deck. Nothing if the
    /// card has none.
    pub fn open_translation(&self, card: &Card, lang: Lang) -> Result<Option<String>, EditError> {
        let own = find(self.files(), card, lang)?;
        // The translation of a deck's card does not fit the learner's copy of it.
        let of_deck = match (&own, &card.origin) {
            (None, Origin::BuiltIn | Origin::Shared(_)) => find(self.below(), card, lang)?,
            _ => None,
        };
        Ok(own.or(of_deck).map(|entry| {
            let block = &entry.text[entry.range];
            block.trim_end().to_owned() + "\n"
        }))
    }

    /// Saves the edited translation of a card: over the learner's own entry, or as a new one in their overlay of
    /// the topic. `opened` is the text that the edit began with.
    pub fn save_translation(
        &self,
        card: &Card,
        lang: Lang,
        opened: &str,
        text: &str,
    ) -> Result<PathBuf, EditError> {
        let id = card.id.base();
        has_one_entry(text, id)?;
        let _lock = self.lock()?;
        let before = self.content();
        if let Some(EntryLocation {
            path,
            text: old,
            range,
        }) = find(self.files(), card, lang)?
        {
            let block = old[range.clone()].trim_end();
            if block != opened.trim_end() {
                return Err(self.keep_aside(id, text)?);
            }
            let after = &old[range.start + block.len()..];
            let new = format!("{}{}{after}", &old[..range.start], text.trim());
            return self.write(&before, &path, &with_last_newline(new));
        }
        let overlay = overlays(self.files(), card, lang).next();
        let (path, head) = match overlay {
            Some(source) => (source.path.clone(), read(&source)?.to_string()),
            None => (
                overlay_path(&before, card, lang),
                overlay_head(card.topic.as_str(), lang.tag()),
            ),
        };
        let new = format!("{}\n\n{}\n", head.trim_end(), text.trim());
        self.write(&before, &path, &new)
    }
}

impl DeckWriter {
    /// Takes out the learner's own translation of a card that is not theirs, so that its deck's shows again. Nothing
    /// if there is none.
    pub fn restore_translation(
        &self,
        card: &Card,
        lang: Lang,
    ) -> Result<Option<PathBuf>, EditError> {
        let _lock = self.lock()?;
        let own = find(self.files(), card, lang)?;
        let Some(entry) = own.filter(|_| card.origin != Origin::Mine) else {
            return Ok(None);
        };
        let (before, after) = (
            &entry.text[..entry.range.start],
            &entry.text[entry.range.end..],
        );
        let new = with_last_newline(format!("{before}{after}").trim_end().to_owned());
        self.write(&self.content(), &entry.path, &new).map(Some)
    }
}

/// The overlays of a card's topic.
fn overlays(sources: Vec<SourceFile>, card: &Card, lang: Lang) -> impl Iterator<Item = SourceFile> {
    sources.into_iter().filter(move |source| {
        matches!(
            source.role(),
            Ok(FileRole::Overlay { lang: tag, stem }) if tag == lang && stem == card.topic.as_str()
        )
    })
}

fn find(
    sources: Vec<SourceFile>,
    card: &Card,
    lang: Lang,
) -> Result<Option<EntryLocation>, EditError> {
    for source in overlays(sources, card, lang) {
        let text = read(&source)?;
        let found = entries(&text)
            .into_iter()
            .find(|(id, _)| id == card.id.base());
        if let Some((_, range)) = found {
            return Ok(Some(EntryLocation {
                path: source.path,
                text,
                range,
            }));
        }
    }
    Ok(None)
}

/// Where the overlay of a card's topic belongs: below its language, at the path of the topic.
fn overlay_path(content: &DeckContent, card: &Card, lang: Lang) -> String {
    let (topic, tag) = (&card.topic, lang.tag());
    let own = content.sources.iter().find(|source| {
        let is_topic =
            matches!(source.role(), Ok(FileRole::Topic { stem, .. }) if stem == topic.as_str());
        is_topic && source.origin == card.origin
    });
    own.map_or_else(
        || format!("{tag}/topics/{topic}.toml"),
        |source| format!("{tag}/{}", source.path),
    )
}

/// The entries of an overlay: id and range, comments right above an entry included.
fn entries(text: &str) -> Vec<(String, Range<usize>)> {
    let Ok(table) = DeTable::parse(text) else {
        return Vec::new();
    };
    let mut found: Vec<(String, usize)> = table
        .get_ref()
        .iter()
        .filter(|(_, value)| value.get_ref().as_table().is_some())
        .map(|(key, _)| {
            let start = comment_start(text, key.span().start);
            (key.get_ref().to_string(), start)
        })
        .collect();
    found.sort_by_key(|(_, start)| *start);
    let ends: Vec<usize> = found
        .iter()
        .skip(1)
        .map(|(_, start)| *start)
        .chain([text.len()])
        .collect();
    let ranges = found.into_iter().zip(ends);
    ranges.map(|((id, start), end)| (id, start..end)).collect()
}

/// The text must be the translation of this card and nothing else.
fn has_one_entry(text: &str, id: &str) -> Result<(), EditError> {
    match entries(text).as_slice() {
        [(now, _)] if now == id => Ok(()),
        [(now, _)] => Err(EditError::IdChanged {
            was: id.to_owned(),
            now: now.clone(),
        }),
        [] if DeTable::parse(text).is_err() => {
            let mut diagnostics = Diagnostics::new("the text".into(), text);
            repair(text, &mut diagnostics, begins_translation);
            Err(EditError::Faults(diagnostics.into_faults()))
        }
        _ => Err(EditError::NotOneTranslation),
    }
}

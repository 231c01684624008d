//! How cards name the note that they came from, so that a later import finds them.

use super::{FieldMarkup, ImportNote};

/// How cards name the note they came from.
pub(super) enum NoteName {
    /// By what another program calls the note.
    Anki(String),
    /// By the id of the first card that a Markdown deck made; nothing until there is one.
    Markdown(Option<String>),
    /// Notes without a name are known by what they ask.
    None,
}

impl NoteName {
    pub(super) fn of(note: &ImportNote) -> Self {
        match (&note.guid, note.markup) {
            (Some(guid), _) => Self::Anki(guid.clone()),
            (None, FieldMarkup::Markdown) => Self::Markdown(note.card.clone()),
            (None, FieldMarkup::Html | FieldMarkup::Plain) => Self::None,
        }
    }

    /// A note of a Markdown deck that had no name gets that of its first card.
    pub(super) fn is_given(&mut self, base: &str) {
        if let Self::Markdown(name @ None) = self {
            *name = Some(base.to_owned());
        }
    }

    /// `anki:GUID`, or `anki:GUID/2` for the second group of the note; likewise `markdown:ID`.
    pub(super) fn source(&self, part: usize) -> Option<String> {
        let name = match self {
            Self::Anki(guid) => format!("anki:{guid}"),
            Self::Markdown(Some(card)) => format!("markdown:{card}"),
            Self::Markdown(None) | Self::None => return None,
        };
        Some(if part == 0 {
            name
        } else {
            format!("{name}/{}", part + 1)
        })
    }
}

/// A source and the hash of the text it had: `anki:GUID@0123456789abcdef`.
pub(super) fn split_source(source: &str) -> Option<(&str, &str)> {
    let is_import = source.starts_with("anki:") || source.starts_with("markdown:");
    is_import.then(|| source.rsplit_once('@')).flatten()
}

//! `deck.toml`: what a deck says of itself.

use crate::decks::fault::Diagnostics;
use crate::decks::fields::Fields;
use crate::decks::topic_file::check_format;
use crate::domain::id::DeckName;
use crate::domain::wording::faults;

/// What a deck says of itself.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DeckHeader {
    /// What it is called, where the learner does not name it otherwise.
    pub name: Option<DeckName>,
    /// Its title.
    pub title: String,
}

/// Reads `deck.toml`.
pub(super) fn read(mut file: Fields, diagnostics: &mut Diagnostics) -> DeckHeader {
    check_format(&mut file, diagnostics);
    let named = file.required_prose(diagnostics, "name");
    let name = match DeckName::parse(&named.value) {
        Ok(name) => Some(name),
        // An empty one was reported as missing.
        Err(_) if named.value.is_empty() => None,
        Err(error) => {
            diagnostics.error(named.at, error.wording(), faults::name_deck_so());
            None
        }
    };
    let title = file.prose(diagnostics, "title");
    file.prose_opt(diagnostics, "description");
    file.end(diagnostics);
    DeckHeader { name, title }
}

//! Decks: TOML texts become cards, roadmaps and the curriculum, or faults with their places.
//!
//! [`load()`] reads every file in one run and never stops at the first fault.

mod block;
mod body;
mod check;
mod content;
mod cross;
mod curriculum;
mod deck_header;
mod document;
mod draft;
mod edit;
pub mod embedded;
mod fault;
mod fields;
pub mod folder;
mod glossary;
pub mod import;
mod lint;
mod load;
mod markdown;
mod new_errors;
mod overlay;
mod overlays;
mod own_card;
mod own_files;
mod parse;
mod roadmap_file;
mod roadmap_overlay;
mod shared;
mod skeleton;
mod source;
mod to_translate;
mod topic_file;
mod translate;
mod value_type;

pub use block::{block, copy};
pub use check::{CheckReport, DeckCounts, LanguageProgress};
pub use curriculum::RetiredId;
pub use deck_header::DeckHeader;
pub(crate) use edit::replace_within;
pub use edit::{DeckItems, DeckWriter, EditError, ItemTexts, PreparedDecks, PutItems};
pub use fault::{Fault, FilePosition, Severity};
pub use glossary::{Glossary, GlossaryTerm};
pub use load::{CardPlace, DeckContent, MAX_CARDS, load, load_on_one_thread};
pub use markdown::markdown_deck;
pub use own_card::{fresh_id, own_card};
pub use own_files::{DeckChange, DeckEdit};
pub use shared::{
    CardPair, DeckDifference, DeckFiles, DeckLock, DeckRecord, NewDeck, RefusedDeck, SharedDeck,
    SharedDecks, SourceKind, UnfitFile, deck_name_from, is_deck_path, read_folder,
};
pub use source::{MAX_FILE_BYTES, SourceFile, SourceText};
pub use to_translate::{FileToTranslate, Untranslated, files_to_translate};

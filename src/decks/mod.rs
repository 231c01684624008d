//! Decks: TOML texts become cards, roadmaps and the curriculum, or faults with their places.
//!
//! [`load()`] reads every file in one run and never stops at the first fault.

mod block;
mod body;
mod check;
mod cross;
mod curriculum;
mod document;
mod draft;
mod edit;
pub mod embedded;
mod fault;
mod fields;
pub mod folder;
mod glossary;
mod html;
mod import;
mod lint;
mod load;
mod overlay;
mod overlays;
mod parse;
mod roadmap_file;
mod source;
mod topic_file;
mod translate;

pub use block::{block, copy};
pub use check::{Counts, Report};
pub use curriculum::Retired;
pub use edit::{Desk, EditError};
pub use fault::{Fault, Severity, Spot};
pub use glossary::{Glossary, Term};
pub use import::{Imported, Target, fresh_id, from_anki, from_csv, own_card};
pub use load::{Content, MAX_CARDS, Place, load};
pub use source::{MAX_FILE_BYTES, Source, Text};

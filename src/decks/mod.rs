//! Decks: TOML texts become cards, roadmaps and the curriculum, or faults with their places.
//!
//! [`load`] reads every file in one run and never stops at the first fault.

mod body;
mod cross;
mod curriculum;
mod document;
mod draft;
pub mod embedded;
mod fault;
mod fields;
pub mod folder;
mod load;
mod overlay;
mod overlays;
mod parse;
mod roadmap_file;
mod source;
mod topic_file;
mod translate;

pub use curriculum::Retired;
pub use fault::{Fault, Severity, Spot, nearest};
pub use load::{Content, MAX_CARDS, Place, load};
pub use source::{MAX_FILE_BYTES, Source, Text};

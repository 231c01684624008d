//! The content index: what the decks say, ready to be looked up. It may be deleted at any time.

mod build;
mod card_set;
mod facts;
mod index;
mod lookup;
mod search;
mod signature;

pub use build::{FileStamp, IndexedContent, TopicContent};
pub(super) use card_set::CardSet;
pub(super) use facts::{FACTS, read_facts};
pub use facts::{IndexedFacts, RoadmapHead};
pub use index::ContentIndex;
pub(super) use index::{card_id, topic_id};
pub use lookup::{CardCount, RetiredCard, RoadmapSummary};
pub(super) use signature::Signature;

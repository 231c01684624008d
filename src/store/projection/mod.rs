//! The projection: what is folded from the log and kept up to date with every event. It may be emptied and
//! built again.

mod bounded_lines;
mod candidates;
mod decks;
mod due;
mod figures;
mod foreign;
mod history;
mod import;
mod memory;
mod merge;
mod new_cards;
mod progress;
mod rebuild;
mod record;
mod scheduler;
mod settled;
mod times;
mod totals;

pub use bounded_lines::LARGEST_LOG;
pub use decks::{StoredCardFacts, Texts, TopicSummary};
pub use due::CardScope;
pub use figures::{Median, Spots};
pub use history::{Decide, HistoryImport};
pub use import::{GivenTwice, ImportRules, WhoseLog};
pub(super) use memory::CardRow;
pub use merge::{LogEnding, MergedEvents};
pub use new_cards::NewCard;
pub use progress::Progress;
pub(super) use totals::{CardSlot, Totals};

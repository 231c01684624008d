//! What is kept: the log of events, what is folded from it, and the index of the decks' contents.
//!
//! Two `SQLite` files. `milepost.db` holds the log (append-only, the only truth), its projection, and what
//! belongs to this machine alone. `cache/index.db` holds the cards as the decks tell them, and may be deleted
//! at any time. All SQL of the program is in this room.
//!
//! Its floors, each of which uses those below it: `care` works on whole files; `home` is an open store;
//! `projection` is folded from the `log` with the help of the `content` index; `db` is the database.

mod anki;
mod care;
mod content;
mod db;
mod home;
mod local;
mod log;
mod projection;

pub use crate::domain::tally::{DayTally, GradeTally, StateBefore};
pub use anki::{AnkiExportClock, AnkiPackage, PackageError, read_collection_bytes, write_package};
pub use care::{Check, Healed, MissingEvents, Repaired, Restored, Salvaged};
pub use content::{
    CardCount, ContentIndex, FileStamp, IndexedContent, IndexedFacts, RetiredCard, RoadmapHead,
    RoadmapSummary, TopicContent,
};
pub use db::{BUSY, StoreError, StoreFiles};
pub use home::Store;
pub use local::{LocalData, SyncedSegment};
pub use log::{EventStatus, Events, Filter, Log, LogContent, Logged, SegmentOrigin};
pub use projection::{
    CardScope, Decide, GivenTwice, HistoryImport, ImportRules, LARGEST_LOG, LogEnding, Median,
    MergedEvents, NewCard, Progress, Spots, StoredCardFacts, Texts, TopicSummary, WhoseLog,
};

//! The pure middle: what a card, a review and a schedule are, and every rule about them.
//!
//! Nothing here reads a clock, a file, the environment or a terminal, and nothing starts a process.
//! Time, chance and text come in as values; results go out as values.

pub mod anki;
pub mod card;
pub mod class;
pub mod code_span;
pub mod consent;
pub mod cost;
pub mod coverage;
pub mod day;
pub mod event;
pub mod file_fault;
pub mod grade;
pub mod hint;
pub mod id;
pub mod interview;
pub mod judge;
pub mod lang;
pub mod media;
pub mod memory;
pub mod placement;
pub mod plain;
pub mod plan;
pub mod query;
pub mod queue;
pub mod recall;
pub mod replay;
pub mod report;
pub mod roadmap;
pub mod schedule;
pub mod scope;
pub mod session;
pub mod spreadsheet;
pub mod stats;
pub mod streak;
pub mod suggest;
pub mod tally;
pub mod tick;
pub mod versions;
pub mod wording;

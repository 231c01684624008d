//! Milepost helps you learn a roadmap and remember it: spaced repetition in the terminal.
//!
//! The rooms, and which may call which: `cli` calls everything; `engine` calls `store`, `decks`, `sync` and
//! `python`; `ui` and those three call `domain` and never each other; `domain` calls nobody.
//!
//! - [`domain`]: pure rules: cards, roadmaps, SM-2, the log's fold, judging, the query language.
//! - [`engine`]: what the program does, without a terminal: sessions that hand out prompts and take replies.
//! - [`decks`]: TOML texts become cards, roadmaps and the curriculum, or faults with their places.
//! - [`python`]: interpreters, a sandbox for programs, and what a run says about an answer or a card.
//! - [`sync`]: a folder that carries parts of the log between machines.
//! - [`store`]: the log, the memory folded from it and the content index, in `SQLite`.

pub mod cli;
pub mod decks;
pub mod domain;
pub mod engine;
pub mod error;
mod files;
pub mod python;
pub mod store;
pub mod sync;
mod threads;
pub mod ui;
pub mod world;

//! What every change must pass, in minutes. Longer tests are the `reliability` target.

#![allow(
    clippy::unwrap_used,
    reason = "a test that unwraps nothing fails, as it should"
)]

mod adding;
mod checks;
mod commands;
#[cfg(unix)]
mod completion;
mod decks;
mod editor;
#[cfg(unix)]
mod errors;
mod export;
#[cfg(unix)]
mod files_of_others;
#[cfg(unix)]
mod finding;
mod fsrs6;
mod home;
#[cfg(unix)]
mod honest;
#[cfg(unix)]
mod import;
mod import_history;
mod import_markdown;
mod import_packages;
mod interview;
mod jsonl;
mod judge;
mod kinds;
mod languages;
#[cfg(unix)]
mod local_figures;
mod log_reader;
mod mentor;
mod message_files;
mod minutes;
#[cfg(unix)]
mod pager;
#[cfg(unix)]
mod pictures;
mod placement;
mod plainly;
mod plan;
mod planning;
mod pty;
mod pty_random;
mod python;
mod python_interpreter;
mod python_mutate;
mod python_runner;
mod python_trial;
mod python_verify;
mod query;
mod queue;
mod readme;
mod recall;
mod replay;
mod roadmap_lines;
mod round_trip;
mod screen;
mod season;
mod session;
#[cfg(unix)]
mod shared_decks;
mod sm2;
mod stats;
mod store;
mod study_day;
#[cfg(unix)]
mod sync;
mod sync_decks;
#[cfg(feature = "encryption")]
mod sync_encrypted;
mod sync_git;
mod teaching;
mod third_language;
mod tidy;
mod translated_help;
mod two_languages;
mod versions;
#[cfg(unix)]
mod watch;

// The reader of the message files, which the build runs.
#[path = "../../build/messages.rs"]
#[allow(
    dead_code,
    clippy::disallowed_methods,
    clippy::print_stdout,
    clippy::wildcard_enum_match_arm,
    reason = "the tests use its first half"
)]
mod messages;
#[path = "../../build/phrases.rs"]
#[allow(
    dead_code,
    clippy::disallowed_methods,
    reason = "`messages` needs its names"
)]
mod phrases;
#[path = "../../build/wordings.rs"]
#[allow(
    dead_code,
    clippy::disallowed_methods,
    reason = "`messages` needs its names"
)]
mod wordings;

//! What takes long or needs more than Rust: injected faults, kills, power cuts, damaged files, long
//! clock tables, hostile programs and decks, the pages in a real browser, and reports read by another engine.
//!
//! `cargo test` leaves it out; `cargo test --test reliability` runs it, and so does `.ci/run`.

#![allow(
    clippy::unwrap_used,
    reason = "a test that unwraps nothing fails, as it should"
)]

#[path = "../../benches/anki/mod.rs"]
mod anki_package;
#[cfg(feature = "cloud")]
mod buckets;
mod class_at_scale;
mod clock;
mod crash;
mod damage;
mod decks;
#[cfg(target_os = "linux")]
mod faults;
#[path = "../it/home.rs"]
#[allow(dead_code, reason = "shared with the other test target")]
mod home;
mod homes;
mod hostile;
mod imports;
mod kit;
#[cfg(unix)]
mod left_open;
#[cfg(target_os = "linux")]
mod missing;
mod page;
#[cfg(target_os = "linux")]
mod power;
#[cfg(unix)]
mod privacy;
#[path = "../it/python.rs"]
#[allow(dead_code, reason = "shared with the other test target")]
mod python;
#[cfg(target_os = "linux")]
mod refused;
mod room;
mod sandbox;
#[path = "../it/screen.rs"]
mod screen;
#[path = "../it/season.rs"]
#[allow(dead_code, reason = "shared with the other test target")]
mod season;
mod sync;
mod sync_texts;
mod together;

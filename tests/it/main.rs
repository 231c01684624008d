//! The one integration test binary.

#![allow(
    clippy::unwrap_used,
    reason = "a test that unwraps nothing fails, as it should"
)]

mod commands;
mod decks;
mod editor;
#[cfg(unix)]
mod errors;
mod home;
mod interview;
mod judge;
mod kinds;
mod languages;
mod plainly;
mod pty;
mod python;
mod python_hostile;
mod python_interpreter;
mod python_trial;
mod python_verify;
mod query;
mod queue;
mod readme;
mod reliability_clock;
mod reliability_crash;
mod reliability_damage;
mod reliability_hostile;
mod reliability_kit;
#[cfg(target_os = "linux")]
mod reliability_power;
#[cfg(unix)]
mod reliability_privacy;
#[cfg(target_os = "linux")]
mod reliability_refused;
mod reliability_room;
mod reliability_together;
mod replay;
mod session;
mod sm2;
mod stats;
mod store;
mod study_day;
mod tidy;

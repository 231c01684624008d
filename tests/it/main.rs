//! The one integration test binary.

#![allow(clippy::unwrap_used, reason = "a test that unwraps nothing fails, as it should")]

mod decks;
mod judge;
mod python;
mod python_hostile;
mod python_interpreter;
mod query;
mod queue;
mod replay;
mod sm2;
mod store;
mod study_day;

//! The commands: each parses nothing, asks the rooms, and prints.

pub mod args;
pub mod settings;

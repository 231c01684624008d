//! The store on real database files.

mod answers;
mod contents;
mod files;
mod fold;
mod fresh;
mod kit;
mod known;
mod merge;
mod settled;
mod upgrade;
mod whole;

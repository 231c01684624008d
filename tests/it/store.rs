//! The store on real database files.

mod answers;
mod contents;
mod files;
mod fold;
mod kit;
mod merge;
mod whole;

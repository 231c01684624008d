//! The store on real database files.

mod answers;
mod files;
mod fold;
mod kit;

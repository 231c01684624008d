//! The store on real database files.

mod answers;
mod candidates;
mod contents;
mod files;
mod fold;
mod forks;
mod fresh;
mod kit;
mod marks;
mod merge;
mod settled;
mod upgrade;
mod whole;

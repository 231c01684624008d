//! The store on real database files.

mod ahead;
mod answers;
mod candidates;
mod contents;
mod files;
mod fold;
mod foreign;
mod forks;
mod fresh;
mod kit;
mod many;
mod marks;
mod merge;
mod read_back;
mod settled;
mod upgrade;
mod whole;

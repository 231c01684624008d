//! Interview questions and mock interviews.

mod around;
mod kept;
mod pick;
mod programs;
mod questions;
mod sheet;
mod sitting;
mod trend;
mod verdict;

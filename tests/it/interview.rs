//! Interview questions and mock interviews.

mod pick;
mod questions;
mod sitting;

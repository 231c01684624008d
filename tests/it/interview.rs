//! Interview questions and mock interviews.

mod questions;

//! Running Python: which interpreters there are, a fence around the programs they run, and what a run says
//! of an answer or of a card.
//!
//! Everything here is given its surroundings as values and prints nothing.

mod fence;
pub mod host;
pub mod interpreter;
mod packages;
mod probe;
pub mod run;
pub mod sandbox;
mod traceback;
pub mod trial;
pub mod verify;

pub(crate) use fence::executable;
pub use fence::fence_main;

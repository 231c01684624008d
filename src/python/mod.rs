//! Running Python: which interpreters there are, a sandbox for the programs they run, and what a run says
//! about an answer or a card.
//!
//! Everything here takes its environment as values and prints nothing.

pub mod batch;
pub mod foreign;
pub mod host;
pub mod interpreter;
mod machine;
pub mod mutate;
mod packages;
pub mod probe;
pub mod run;
#[cfg_attr(not(target_os = "linux"), path = "no_sandbox.rs")]
pub mod sandbox;
mod traceback;
pub mod trial;
pub mod verify;

pub(crate) use sandbox::executable;
pub use sandbox::sandbox_main;

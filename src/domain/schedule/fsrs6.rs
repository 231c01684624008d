//! FSRS-6 as a scheduler: an interval ends when expected recall has fallen to the desired retention.

mod settings;
mod step;

pub use settings::Fsrs6;

pub use super::fsrs_model::{
    DEFAULT_WEIGHTS, DesiredRetention, Difficulty, FsrsMemory, FsrsModel, Rating, Stability,
    WEIGHTS, Weights,
};
pub use super::step::{Forecast, Forgetting};

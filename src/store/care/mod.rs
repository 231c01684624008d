//! Care for the files: copies, checks, repairs, and what can be saved of a damaged database.

mod backup;
mod carve;
mod copies;
mod damaged;
mod doctor;
mod gaps;
mod heal;
mod read_back;
mod repair;
mod restore;
mod salvage;
mod settings_text;

pub use doctor::Check;
pub use gaps::MissingEvents;
pub use heal::Healed;
pub use repair::Repaired;
pub use restore::Restored;
pub use salvage::Salvaged;

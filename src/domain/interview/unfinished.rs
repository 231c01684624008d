//! An interview that is not over: what was answered, and what is still to be asked.

use serde::{Deserialize, Serialize};

use crate::domain::id::CardId;
use crate::domain::interview::{RECORD_VERSION, Record, RoadmapPlace, Round};

/// An interview that is not over.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Unfinished {
    /// What was answered so far.
    pub record: Record,
    /// What is still to be asked, in order; once there is nothing, only ticks are missing.
    pub ahead: Vec<Planned>,
}

/// A question that is still to be asked.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Planned {
    /// The card.
    pub card: CardId,
    /// The order in which options are shown; empty for other kinds.
    pub order: Vec<usize>,
    /// The part of the interview.
    pub round: Round,
    /// Seconds planned for it.
    pub seconds: u32,
    /// Its home phase on the road that is asked about.
    pub place: Option<RoadmapPlace>,
}

impl Unfinished {
    /// Reads what was kept; nothing if a later build wrote it.
    pub fn read(text: &str) -> Option<Self> {
        let unfinished: Self = serde_json::from_str(text).ok()?;
        (unfinished.record.version <= RECORD_VERSION).then_some(unfinished)
    }
}

//! How far the cards behind a line of a road are known.

use std::collections::{BTreeSet, HashMap};

use crate::domain::id::TopicId;
use crate::domain::roadmap::RoadmapLine;

/// How far the cards behind a line are known.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) struct LineProgress {
    pub(super) cards: u32,
    pub(super) seen: u32,
    /// Mature, or put aside.
    pub(super) known: u32,
    /// Those in the language of the cards.
    pub(super) translated: u32,
}

impl LineProgress {
    /// Whether nothing is left to learn for the line.
    pub(super) const fn is_known(self) -> bool {
        self.cards > 0 && self.known >= self.cards
    }

    pub(super) const fn merge(&mut self, other: Self) {
        self.cards += other.cards;
        self.seen += other.seen;
        self.known += other.known;
        self.translated += other.translated;
    }
}

/// The progress of all topics of a line, each counted once.
pub(super) fn progress_of(
    line: &RoadmapLine,
    topics: &HashMap<TopicId, LineProgress>,
) -> LineProgress {
    let named: BTreeSet<&TopicId> = line.topics.iter().collect();
    let mut progress = LineProgress::default();
    for topic in named {
        progress.merge(topics.get(topic).copied().unwrap_or_default());
    }
    progress
}

//! Leeches: cards that lapse again and again. They are announced, never put aside silently.

use super::memory::{Memory, SeenMemory};
use super::step::AnswerKind;
use crate::domain::grade::Grade;

/// When a card is a leech.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct LeechRule {
    /// Lapses that make a card a leech.
    pub(super) at: u32,
    /// Further lapses after which it is announced again; zero for never.
    pub(super) every: u32,
}

impl LeechRule {
    /// What kind of success or failure an answer was.
    pub(super) fn kind_of(self, before: &Memory, after: &SeenMemory, grade: Grade) -> AnswerKind {
        let has_passed = before.seen().is_some_and(|seen| seen.passes > 0);
        match (grade.is_pass(), has_passed) {
            (true, _) => AnswerKind::Passed,
            (false, false) => AnswerKind::Failed,
            (false, true) if self.announces(after.lapses) => AnswerKind::Leech,
            (false, true) => AnswerKind::Lapsed,
        }
    }

    /// Whether a card has lapsed so often that it is a leech.
    pub(super) fn is_leech(self, memory: &Memory) -> bool {
        memory.seen().is_some_and(|seen| seen.lapses >= self.at)
    }

    /// Whether exactly this many lapses call for an announcement.
    fn announces(self, lapses: u32) -> bool {
        match lapses.checked_sub(self.at) {
            None => false,
            // `every` may be zero: then the leech is announced once and not again.
            Some(further) => further.checked_rem(self.every).unwrap_or(further) == 0,
        }
    }
}

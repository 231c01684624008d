//! What a change of the decks breaks.

use std::sync::Arc;

use crate::decks::fault::{Fault, Severity};
use crate::decks::load::DeckContent;

/// Errors that were not there before, wherever they moved to: numbers in their texts do not count.
pub(super) fn new_errors(before: &DeckContent, after: DeckContent) -> Vec<Fault> {
    let name = |fault: &Fault| {
        (
            Arc::clone(&fault.file),
            fault
                .what
                .in_english()
                .replace(|c: char| c.is_ascii_digit(), ""),
        )
    };
    let mut known: Vec<_> = before.faults.iter().map(name).collect();
    let mut is_new = |fault: &Fault| {
        // Each fault of before excuses one of now: a second of the same words is new.
        let old = known.iter().position(|old| *old == name(fault));
        old.map(|old| known.swap_remove(old)).is_none()
    };
    after
        .faults
        .into_iter()
        .filter(|fault| fault.severity == Severity::Error)
        .filter(|fault| is_new(fault))
        .collect()
}

//! Reads planned cards back before they are written: a note that would become a faulty card is left out
//! and named by its row, not by a line of a file that the learner never wrote.

use std::collections::{HashMap, HashSet};

use super::{ImportPlan, LeftOutReason};
use crate::decks::fault::{Fault, Severity};
use crate::decks::load::load;
use crate::decks::own_files::{DeckChange, DeckEdit};
use crate::decks::source::SourceFile;
use crate::domain::card::Origin;

/// Blocks that are read back at once: a file has a largest size.
const BATCH: usize = 2000;

/// Any topic will do, since the blocks do not name theirs.
const HEADER: &str = "format = 1\ntopic = \"import\"\n";

/// Takes changes that would be faulty out of a plan, and reports the notes they came from.
pub(super) fn drop_faulty(plan: &mut ImportPlan) {
    let faults = faults_by_card(&plan.changes);
    if faults.is_empty() {
        return;
    }
    let rows: HashMap<String, u64> = plan
        .cards
        .iter()
        .map(|card| (card.card.base().to_owned(), card.row))
        .collect();
    let mut counts: HashMap<&str, usize> = HashMap::new();
    for card in &plan.cards {
        *counts.entry(card.card.base()).or_default() += 1;
    }
    let mut named = HashSet::new();
    for change in &plan.changes {
        let Some(fault) = faults.get(&change.card) else {
            continue;
        };
        let row = rows.get(&change.card).copied().unwrap_or_default();
        if named.insert(row) {
            let reason = LeftOutReason::Fault {
                what: fault.what.clone(),
                hint: fault.hint.clone(),
            };
            plan.left_out.push((row, reason));
        }
        let dropped = counts
            .get(change.card.as_str())
            .copied()
            .unwrap_or_default();
        match change.edit {
            DeckEdit::Added => plan.added -= dropped,
            DeckEdit::Replaced => plan.changed -= dropped,
        }
    }
    plan.changes
        .retain(|change| !faults.contains_key(&change.card));
    plan.cards
        .retain(|card| !faults.contains_key(card.card.base()));
}

/// The first fault of each change that has one, by the base id of its card.
fn faults_by_card(changes: &[DeckChange]) -> HashMap<String, Fault> {
    let mut found = HashMap::new();
    for batch in changes.chunks(BATCH) {
        let mut text = HEADER.to_owned();
        let mut starts = Vec::new();
        let mut line = text.matches('\n').count() + 1;
        for change in batch {
            starts.push(line);
            line += change.text.matches('\n').count() + 1;
            text.push_str(&change.text);
            text.push('\n');
        }
        let source = SourceFile::held("topics/import.toml", Origin::Mine, &text);
        for fault in load(vec![source]).faults {
            let after = starts.partition_point(|start| *start <= fault.spot.line as usize);
            let change = after.checked_sub(1).and_then(|at| batch.get(at));
            if let (Some(change), Severity::Error) = (change, fault.severity) {
                found.entry(change.card.clone()).or_insert(fault);
            }
        }
    }
    found
}

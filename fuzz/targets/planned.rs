//! What an import plans, read back: shared by the targets that import.

use std::collections::HashSet;

use milepost::decks::import::{ImportNote, ImportTarget, MediaNames, plan_import};
use milepost::decks::{SourceFile, load};
use milepost::domain::card::Origin;
use milepost::domain::id::TopicId;

/// Every note becomes cards without a fault, as many as the plan says, or is named.
pub(crate) fn reads_back(notes: &[ImportNote]) {
    let topic = TopicId::parse("fuzz").expect("a slug");
    let target = ImportTarget {
        topic: Some(&topic),
        existing: Vec::new(),
        taken: HashSet::new(),
        added: None,
        media: MediaNames::new(),
    };
    let plan = plan_import(notes, target);
    let mut deck = "format = 1\ntopic = \"fuzz\"\n\n".to_owned();
    for change in &plan.changes {
        deck.push_str(&change.text);
        deck.push('\n');
    }
    let source = SourceFile::held("topics/fuzz.toml", Origin::Mine, &deck);
    let content = load(vec![source]);
    assert!(content.faults.is_empty(), "{:?}\n{deck}", content.faults);
    assert_eq!(content.cards.len(), plan.added, "{deck}");
}

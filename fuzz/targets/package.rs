//! Anki's packages: whatever the bytes are, they are refused with a reason or become notes, and the notes become
//! cards without a fault or are named.

#![no_main]

use std::collections::HashSet;

use libfuzzer_sys::fuzz_target;
use milepost::decks::import::{
    ImportTarget, MediaNames, notes_of_collection, plan_import, safe_name,
};
use milepost::decks::{SourceFile, load};
use milepost::domain::card::Origin;
use milepost::domain::id::TopicId;
use milepost::store::read_collection_bytes;

fuzz_target!(|bytes: &[u8]| {
    let name = String::from_utf8_lossy(bytes);
    let safe = safe_name(&name);
    assert!(!safe.is_empty() && safe.len() < 255, "{safe:?}");
    assert!(
        !safe.starts_with('.') && !safe.contains(['/', '\\', '\0']),
        "{safe:?}"
    );
    match read_collection_bytes(bytes) {
        Ok(collection) => {
            let made = notes_of_collection(&collection);
            assert_eq!(
                made.notes.len() + made.left_out.len(),
                collection.notes.len()
            );
            let topic = TopicId::parse("fuzz").expect("a slug");
            let target = ImportTarget {
                topic: Some(&topic),
                existing: Vec::new(),
                taken: HashSet::new(),
                added: None,
                media: MediaNames::new(),
            };
            let plan = plan_import(&made.notes, target);
            let mut deck = "format = 1\ntopic = \"fuzz\"\n\n".to_owned();
            for change in &plan.changes {
                deck.push_str(&change.text);
                deck.push('\n');
            }
            let source = SourceFile::held("topics/fuzz.toml", Origin::Mine, &deck);
            let content = load(vec![source]);
            assert!(content.faults.is_empty(), "{:?}\n{deck}", content.faults);
        }
        Err(error) => assert!(!error.to_string().is_empty()),
    }
});

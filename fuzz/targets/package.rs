//! Anki's packages: whatever the bytes are, they are refused with a reason or become notes, and the notes become
//! cards without a fault or are named.

#![no_main]

mod planned;

use libfuzzer_sys::fuzz_target;
use milepost::decks::import::{notes_of_collection, safe_name};
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
            planned::reads_back(&made.notes);
        }
        Err(error) => assert!(!error.to_string().is_empty()),
    }
});

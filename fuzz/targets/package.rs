//! Anki's packages and collections: whatever the bytes are, they are refused with a reason or become notes, and the notes become
//! cards without a fault or are named, and their answers events in order.

#![no_main]

mod planned;

use std::collections::HashMap;
use std::convert::Infallible;

use libfuzzer_sys::fuzz_target;
use milepost::decks::import::{note_of_collection, safe_name};
use milepost::domain::anki::{AnkiAnswers, AnkiCollection, AnkiHistory, AnsweredCard};
use milepost::domain::card::CardKind;
use milepost::domain::day::{Instant, Rollover, Zone};
use milepost::domain::id::{CardId, TopicId};
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
            let notes = collection.notes.iter();
            let made: Vec<_> = notes
                .filter_map(|note| note_of_collection(&collection, note).ok())
                .collect();
            planned::reads_back(&made);
            answers_are_in_order(&collection);
        }
        Err(error) => assert!(!error.to_string().is_empty()),
    }
});

/// The events of all cards together are those of each card, and a device's clock grows with its numbers.
fn answers_are_in_order(collection: &AnkiCollection) {
    let id = CardId::parse("fuzz.card").expect("an id");
    let topic = TopicId::parse("fuzz").expect("a slug");
    let zone = Zone::Named(chrono_tz::UTC);
    let cards = collection.notes.iter().flat_map(|note| &note.cards);
    let answers = AnkiAnswers {
        history: AnkiHistory::new(collection.created, zone, Rollover::DEFAULT),
        now: Instant::from_millis(1_800_000_000_000),
        cards: cards
            .map(|anki| AnsweredCard {
                id: &id,
                topic: &topic,
                kind: CardKind::Basic,
                anki,
            })
            .collect(),
    };
    let mut of_cards = 0;
    for card in &answers.cards {
        of_cards += answers.of_card(card).len();
    }
    let mut last = HashMap::new();
    let mut together = 0;
    let taken = answers.each_in_order(|_, event| {
        together += 1;
        let before = last.insert(event.key.device.clone(), (event.key.seq, event.clock));
        assert!(before.is_none_or(|(seq, clock)| seq <= event.key.seq && clock <= event.clock));
        Ok::<(), Infallible>(())
    });
    assert_eq!(taken, Ok(()));
    assert_eq!(of_cards, together);
}

//! New cards are found without going through those that were seen, and are never missed.

use milepost::domain::event::MarkEvent;
use milepost::domain::grade::Grade;
use milepost::store::Store;

use super::kit::{DAY, Home, device, files, grade, home, nth, stamp, stock, topic_id};

const CARDS: usize = 60;

/// A home in which this many cards of the one topic were seen.
fn seen(count: usize) -> Home {
    let home = home(1);
    stock(&home.store, 1, CARDS);
    for card in 0..count {
        grade(&home.store, &nth(0, card), Grade::GOOD, DAY);
    }
    assert_eq!(new(&home.store), (count..CARDS).collect::<Vec<_>>());
    home.store.checkpoint().unwrap();
    home
}

/// Places of the cards that are new, as the store finds them.
fn new(store: &Store) -> Vec<usize> {
    let found = store.progress().new_cards(&topic_id(0), CARDS).unwrap();
    found
        .iter()
        .map(|new| (0..CARDS).find(|place| nth(0, *place) == new.card).unwrap())
        .collect()
}

#[test]
fn new_cards_follow_those_that_were_seen() {
    let home = seen(40);
    assert_eq!(new(&home.store), (40..CARDS).collect::<Vec<_>>());
    grade(&home.store, &nth(0, 40), Grade::GOOD, DAY);
    grade(&home.store, &nth(0, 45), Grade::GOOD, DAY);
    assert_eq!(new(&home.store)[..5], [41, 42, 43, 44, 46]);
}

#[test]
fn a_card_that_is_new_again_is_found_before_all_others() {
    let home = seen(40);
    home.store
        .progress()
        .record(MarkEvent::Reset.on(nth(0, 3)), &stamp(DAY))
        .unwrap();
    assert_eq!(new(&home.store)[..2], [3, 40]);
    home.store.checkpoint().unwrap();
    assert_eq!(new(&home.store)[..2], [3, 40]);
    let event = grade(&home.store, &nth(0, 3), Grade::GOOD, DAY);
    assert_eq!(new(&home.store)[0], 40);
    home.store.checkpoint().unwrap();
    home.store.progress().undo(&event.key, &stamp(DAY)).unwrap();
    assert_eq!(new(&home.store)[..2], [3, 40]);
}

#[test]
fn a_card_that_another_process_made_new_is_found() {
    let home = home(1);
    stock(&home.store, 1, CARDS);
    for card in 0..40 {
        grade(&home.store, &nth(0, card), Grade::GOOD, DAY);
    }
    assert_eq!(new(&home.store)[0], 40);
    let other = Store::open(&files(home.folder.path()), device(2)).unwrap();
    other
        .progress()
        .record(MarkEvent::Reset.on(nth(0, 7)), &stamp(DAY))
        .unwrap();
    home.store.checkpoint().unwrap();
    assert_eq!((new(&home.store)[0], new(&other)[0]), (7, 7));
}

#[test]
fn other_decks_are_gone_through_again() {
    let home = seen(40);
    stock(&home.store, 1, CARDS);
    assert_eq!(new(&home.store)[0], 40);
    home.store
        .progress()
        .record(MarkEvent::Reset.on(nth(0, 0)), &stamp(DAY))
        .unwrap();
    stock(&home.store, 1, CARDS);
    assert_eq!(new(&home.store)[..2], [0, 40]);
}

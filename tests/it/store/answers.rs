//! Answering, undoing, and what is due.

use milepost::domain::day::StudyDay;
use milepost::domain::event::MarkEvent;
use milepost::domain::grade::Grade;
use milepost::domain::memory::{CardState, Memory};
use milepost::store::{CardScope, StoreError};

use super::kit::*;

#[test]
fn an_answer_is_in_the_log_and_in_the_memory() {
    let home = stocked(1);
    let event = grade(&home.store, &nth(0, 0), Grade::GOOD, DAY);
    assert_eq!(event.key.seq, 1);
    assert_eq!(log(&home.store), vec![event]);
    assert_eq!(kept(&home.store), folded(&home.store));
    assert_eq!(
        home.store
            .progress()
            .state(&nth(0, 0))
            .unwrap()
            .memory
            .seen()
            .unwrap()
            .reviews,
        1
    );
}

#[test]
fn an_answer_survives_reopening() {
    let home = stocked(1);
    grade(&home.store, &nth(0, 0), Grade::GOOD, DAY);
    let state = home.store.progress().state(&nth(0, 0)).unwrap();
    home.store.close().unwrap();
    let again = milepost::store::Store::open(&files(home.folder.path()), device(2)).unwrap();
    assert_eq!(again.progress().state(&nth(0, 0)).unwrap(), state);
    assert_eq!(
        grade(&again, &nth(0, 1), Grade::GOOD, DAY).key.device,
        device(1),
        "the home keeps its identity"
    );
}

#[test]
fn a_stale_answer_writes_nothing_and_tells_the_state() {
    let home = stocked(1);
    grade(&home.store, &nth(0, 0), Grade::GOOD, DAY);
    let now = home.store.progress().state(&nth(0, 0)).unwrap();
    let late = home.store.progress().answer(
        review(&nth(0, 0), Memory::New, Grade::AGAIN, DAY),
        &stamp(DAY),
    );
    assert!(matches!(late, Err(StoreError::Stale { current, .. }) if *current == now));
    assert_eq!(log(&home.store).len(), 1);
    assert_eq!(home.store.progress().state(&nth(0, 0)).unwrap(), now);
}

#[test]
fn settings_must_be_registered_before_they_are_named() {
    let home = stocked(1);
    let mut answer = review(&nth(0, 0), Memory::New, Grade::GOOD, DAY);
    answer.settings = milepost::domain::schedule::Sm2::original().hash();
    assert!(matches!(
        home.store.progress().answer(answer, &stamp(DAY)),
        Err(StoreError::UnknownSettings(_))
    ));
    assert!(log(&home.store).is_empty());
}

#[test]
fn an_undone_undo_brings_the_answer_back() {
    let home = stocked(1);
    let first = grade(&home.store, &nth(0, 0), Grade::GOOD, DAY);
    let state = home.store.progress().state(&nth(0, 0)).unwrap();
    let undo = home.store.progress().undo(&first.key, &stamp(DAY)).unwrap();
    assert_eq!(
        home.store.progress().state(&nth(0, 0)).unwrap(),
        CardState::default()
    );
    assert!(
        home.store
            .progress()
            .tallies(StudyDay::from_number(DAY), StudyDay::from_number(DAY))
            .unwrap()
            .is_empty()
    );
    home.store
        .progress()
        .record(undo_body(&undo.key), &stamp(DAY))
        .unwrap();
    assert_eq!(home.store.progress().state(&nth(0, 0)).unwrap(), state);
    assert_eq!(
        home.store
            .log()
            .day_events(StudyDay::from_number(DAY))
            .unwrap(),
        vec![first]
    );
}

#[test]
fn nothing_can_be_undone_that_never_happened() {
    let home = stocked(1);
    let key = milepost::domain::event::EventKey {
        device: device(9),
        seq: 1,
    };
    assert!(
        matches!(home.store.progress().undo(&key, &stamp(DAY)), Err(StoreError::NoSuchEvent(found)) if found == key)
    );
}

#[test]
fn due_cards_come_by_day_then_interval_and_leave_out_the_marked() {
    let home = stocked(1);
    let store = &home.store;
    for (card, q) in [
        (0, Grade::GOOD),
        (1, Grade::GOOD),
        (2, Grade::GOOD),
        (3, Grade::GOOD),
    ] {
        grade(store, &nth(0, card), q, DAY);
    }
    grade(store, &nth(0, 3), Grade::GOOD, DAY + 1);
    grade(store, &nth(1, 0), Grade::GOOD, DAY + 6);
    store
        .progress()
        .record(MarkEvent::Suspend.on(nth(0, 1)), &stamp(DAY))
        .unwrap();
    let until = StudyDay::from_number(DAY + 30);
    store
        .progress()
        .record(MarkEvent::Bury { until }.on(nth(0, 2)), &stamp(DAY))
        .unwrap();
    let due = |scope: &CardScope, day: i32| -> Vec<String> {
        let found = store
            .progress()
            .due(scope, StudyDay::from_number(day), 10)
            .unwrap();
        found
            .into_iter()
            .map(|card| card.as_str().to_owned())
            .collect()
    };
    assert_eq!(due(&CardScope::All, DAY + 7), ["t0.c0", "t1.c0", "t0.c3"]);
    assert_eq!(
        due(&CardScope::Topics(vec![topic_id(1)]), DAY + 7),
        ["t1.c0"]
    );
    assert_eq!(
        due(
            &CardScope::Cards(vec![nth(0, 3), nth(0, 0), nth(3, 3)]),
            DAY + 7
        ),
        ["t0.c0", "t0.c3"]
    );
    assert_eq!(
        due(&CardScope::All, DAY + 30),
        ["t0.c0", "t0.c2", "t1.c0", "t0.c3"]
    );
    assert_eq!(
        store
            .progress()
            .due_count(&CardScope::All, StudyDay::from_number(DAY + 7), 2)
            .unwrap(),
        2
    );
    assert_eq!(
        store
            .progress()
            .due_count(&CardScope::All, StudyDay::from_number(DAY + 7), 9)
            .unwrap(),
        3
    );
}

#[test]
fn topics_count_their_seen_cards() {
    let home = stocked(1);
    let event = grade(&home.store, &nth(0, 0), Grade::GOOD, DAY);
    grade(&home.store, &nth(0, 1), Grade::GOOD, DAY);
    home.store.progress().undo(&event.key, &stamp(DAY)).unwrap();
    let first = home.store.progress().topic_summaries().unwrap().remove(0);
    assert_eq!((first.cards, first.seen), (5, 1));
    let new: Vec<_> = home
        .store
        .progress()
        .new_cards(&topic_id(0), 2)
        .unwrap()
        .into_iter()
        .map(|new| new.card)
        .collect();
    assert_eq!(new, [nth(0, 0), nth(0, 2)]);
}

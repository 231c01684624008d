//! The copy of every known card: always what the rows say, whoever wrote them and whatever became of the file.

use std::fs;
use std::sync::atomic::{AtomicBool, Ordering};

use milepost::domain::event::MarkEvent;
use milepost::domain::grade::Grade;
use milepost::domain::memory::CardState;
use milepost::store::{Content, Store};
use proptest::prelude::*;

use super::fold::{deed, live};
use super::kit::*;

/// The states by topic and kind, as figures get them.
fn seen_by_figures(store: &Store) -> Vec<String> {
    let spots = store.spots().unwrap();
    let mut found = Vec::new();
    store
        .each_known(&spots, |place, state| {
            found.push(format!("{:?} {state:?}", spots.names[place]));
        })
        .unwrap();
    found.sort();
    found
}

/// The same by asking for each card.
fn asked_one_by_one(store: &Store) -> Vec<String> {
    let mut found = Vec::new();
    store
        .each_card(|card| {
            if card.state != CardState::default() {
                found.push(format!("{:?} {:?}", (card.topic, card.kind), card.state));
            }
        })
        .unwrap();
    found.sort();
    found
}

fn agree(store: &Store) {
    let new = format!("{:?}", CardState::default());
    let known: Vec<String> = seen_by_figures(store)
        .into_iter()
        .filter(|line| !line.ends_with(&new))
        .collect();
    assert_eq!(known, asked_one_by_one(store));
    assert!(
        store.doctor().iter().all(|check| check.faults.is_empty()),
        "{:?}",
        store.doctor()
    );
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]

    #[test]
    fn figures_see_what_the_rows_say_after_any_deeds(
        first in prop::collection::vec(deed(), 0..12),
        then in prop::collection::vec(deed(), 1..12),
    ) {
        let home = stocked(1);
        live(&home.store, &first, DAY);
        agree(&home.store);
        for deed in &then {
            live(&home.store, std::slice::from_ref(deed), DAY + 9);
            agree(&home.store);
        }
    }
}

#[test]
fn merges_repairs_and_other_decks_make_the_copy_anew() {
    let (here, there) = (stocked(1), stocked(2));
    grade(&here.store, &nth(0, 0), Grade::GOOD, DAY);
    agree(&here.store);
    let late = grade(&there.store, &nth(0, 0), Grade::GOOD, DAY - 3);
    there.store.undo(&late.key, &stamp(DAY - 3)).unwrap();
    grade(&there.store, &nth(1, 1), Grade::AGAIN, DAY - 2);
    let file = there.folder.path().join("log.jsonl");
    there
        .store
        .export(&mut fs::File::create(&file).unwrap(), &file)
        .unwrap();
    here.store.import(&file).unwrap();
    agree(&here.store);
    stock(&here.store, 1, 5);
    agree(&here.store);
    let content = Content {
        stamp: "none",
        files: &[],
        areas: &[],
        topics: &[],
        roadmaps: &[],
        retired: &[],
    };
    here.store.replace_content(&content).unwrap();
    assert_eq!(
        seen_by_figures(&here.store),
        Vec::<String>::new(),
        "no deck has the cards"
    );
    stock(&here.store, 4, 5);
    agree(&here.store);
}

#[test]
fn an_undo_of_an_old_answer_reaches_the_copy() {
    let home = stocked(1);
    let old = grade(&home.store, &nth(0, 0), Grade::GOOD, DAY - 9);
    grade(&home.store, &nth(0, 1), Grade::GOOD, DAY - 9);
    agree(&home.store);
    let undo = home.store.undo(&old.key, &stamp(DAY)).unwrap();
    agree(&home.store);
    home.store.undo(&undo.key, &stamp(DAY)).unwrap();
    agree(&home.store);
}

#[test]
fn a_damaged_an_older_and_a_foreign_copy_are_not_believed() {
    let (home, other) = (stocked(1), stocked(2));
    let file = home.folder.path().join("cache/known");
    grade(&home.store, &nth(0, 0), Grade::GOOD, DAY);
    agree(&home.store);
    let whole = fs::read(&file).unwrap();
    for place in [0, 9, 30, whole.len() / 2, whole.len() - 1] {
        let mut hurt = whole.clone();
        hurt[place] ^= 4;
        fs::write(&file, &hurt).unwrap();
        agree(&home.store);
    }
    for length in [0, 7, 40, whole.len() - 8] {
        fs::write(&file, &whole[..length]).unwrap();
        agree(&home.store);
    }
    // Another home's, with as many events.
    grade(&other.store, &nth(2, 2), Grade::GOOD, DAY);
    seen_by_figures(&other.store);
    fs::copy(other.folder.path().join("cache/known"), &file).unwrap();
    agree(&home.store);
    // An older one is good to start from.
    fs::write(&file, &whole).unwrap();
    home.store
        .record(MarkEvent::Suspend.on(nth(0, 0)), &stamp(DAY))
        .unwrap();
    agree(&home.store);
    // A folder that cannot be written to.
    fs::remove_file(&file).unwrap();
    fs::create_dir(&file).unwrap();
    agree(&home.store);
}

#[test]
fn a_doctor_finds_no_fault_in_what_another_process_answers_meanwhile() {
    let home = stocked(1);
    grade(&home.store, &nth(0, 0), Grade::GOOD, DAY);
    agree(&home.store);
    let looked = AtomicBool::new(false);
    std::thread::scope(|scope| {
        scope.spawn(|| {
            let other = Store::open(&files(home.folder.path()), device(1)).unwrap();
            for step in (0..20).cycle() {
                grade(&other, &nth(step % 4, step / 4), Grade::GOOD, DAY);
                if looked.load(Ordering::Relaxed) {
                    break;
                }
            }
        });
        let faults: Vec<String> = (0..60)
            .flat_map(|_| home.store.doctor())
            .flat_map(|check| check.faults)
            .collect();
        looked.store(true, Ordering::Relaxed);
        assert_eq!(faults, Vec::<String>::new());
    });
}

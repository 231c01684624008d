//! Homes that were given the same numbers, and numbers that run out.

use std::collections::BTreeSet;
use std::fs::{self, File};
use std::path::{Path, PathBuf};

use milepost::domain::event::Event;
use milepost::domain::grade::Grade;
use milepost::domain::id::CardId;
use milepost::store::{GivenTwice, ImportRules, LogContent, Store, StoreError, WhoseLog};
use rusqlite::Connection;

use super::kit::*;
use crate::home::TestEnv;

const KEEP_BOTH: ImportRules = ImportRules {
    whose: WhoseLog::Any,
    twice: GivenTwice::Kept,
    present: None,
};

/// A home that was put back from a snapshot unnoticed after its second answer, and the log it had before.
struct PutBack {
    home: Home,
    /// The log that went on from the snapshot first.
    first: PathBuf,
}

fn put_back() -> PutBack {
    let Home { folder, store } = stocked(1);
    let files = store.files().clone();
    grade(&store, &nth(0, 0), Grade::GOOD, DAY);
    grade(&store, &nth(0, 1), Grade::GOOD, DAY);
    store.close().unwrap();
    let snapshot = fs::read(&files.db).unwrap();

    let store = Store::open(&files, device(9)).unwrap();
    let mistake = grade(&store, &nth(0, 2), Grade::AGAIN, DAY);
    store.progress().undo(&mistake.key, &stamp(DAY)).unwrap();
    grade(&store, &nth(0, 0), Grade::GOOD, DAY + 2);
    let first = folder.path().join("first.jsonl");
    export(&store, &first);
    store.close().unwrap();

    fs::write(&files.db, snapshot).unwrap();
    forget_marks(folder.path());
    let store = Store::open(&files, device(8)).unwrap();
    PutBack {
        home: Home { folder, store },
        first,
    }
}

fn forget_marks(folder: &Path) {
    for entry in fs::read_dir(folder).unwrap().map(Result::unwrap) {
        if entry.file_name().to_string_lossy().contains("-mark-") {
            fs::remove_file(entry.path()).unwrap();
        }
    }
}

fn export(store: &Store, to: &Path) {
    store
        .log()
        .export(&mut File::create(to).unwrap(), to, LogContent::Whole)
        .unwrap();
}

fn keep_both(store: &Store, file: &Path) -> (u64, u64) {
    let done = store.progress().import_with(file, KEEP_BOTH);
    let done = done.unwrap();
    (done.new, done.renamed)
}

/// What was answered, whatever device it is filed under.
fn answers(store: &Store) -> BTreeSet<(CardId, i32, u8)> {
    let answer = |event: Event| {
        let review = event.body.review()?;
        let grade = review.answer.grade.q();
        Some((review.answer.card.clone(), event.stamp.day.number(), grade))
    };
    log(store).into_iter().filter_map(answer).collect()
}

fn must_be_whole(store: &Store) {
    let checks = store.doctor();
    let faults: Vec<_> = checks.into_iter().flat_map(|check| check.faults).collect();
    assert!(faults.is_empty(), "{faults:?}");
    assert_eq!(kept(store), folded(store));
}

#[test]
fn homes_that_share_numbers_are_merged_and_nothing_counts_twice() {
    let PutBack { home, first } = put_back();
    let store = &home.store;
    let own = grade(store, &nth(0, 3), Grade::EASY, DAY + 1);
    assert_eq!((own.key.device, own.key.seq), (device(1), 3));
    assert!(matches!(
        store.progress().import(&first),
        Err(StoreError::Clash { .. })
    ));

    assert_eq!(keep_both(store, &first), (3, 3));
    assert_eq!(answers(store).len(), 5);
    // The other home took back its mistake, not this home's answer under the same number.
    assert!(kept(store).cards.contains_key(&nth(0, 3)));
    assert!(!kept(store).cards.contains_key(&nth(0, 2)));
    must_be_whole(store);
    assert_eq!(keep_both(store, &first), (0, 0));
    let next = grade(store, &nth(0, 4), Grade::GOOD, DAY + 3);
    assert_eq!((next.key.device, next.key.seq), (device(8), 1));

    // The other way round: what the other home gets back of its own is known to it.
    let other = stocked(5);
    other.store.progress().import(&first).unwrap();
    let merged = home.folder.path().join("merged.jsonl");
    export(store, &merged);
    assert_eq!(keep_both(&other.store, &merged), (2, 1));
    assert_eq!(answers(&other.store), answers(store));
    assert_eq!(kept(&other.store), kept(store));
    must_be_whole(&other.store);
    assert_eq!(keep_both(&other.store, &merged), (0, 0));
}

/// The device under which the events of the other home are kept.
fn renamed_device(store: &Store) -> String {
    let known = [device(1), device(8), device(9)];
    let other = log(store)
        .into_iter()
        .map(|event| event.key.device)
        .find(|device| !known.contains(device));
    other.unwrap().as_str().to_owned()
}

#[test]
fn what_an_earlier_version_renamed_keeps_its_shorter_id() {
    let PutBack { home, first } = put_back();
    grade(&home.store, &nth(0, 3), Grade::EASY, DAY + 1);
    keep_both(&home.store, &first);
    let id = renamed_device(&home.store);
    assert_eq!(id.len(), 32);

    let PutBack { home, first } = put_back();
    grade(&home.store, &nth(0, 3), Grade::EASY, DAY + 1);
    let files = home.store.files().clone();
    home.store.close().unwrap();
    let database = Connection::open(&files.db).unwrap();
    let sql = "INSERT INTO device (number, id) SELECT max(number) + 1, ?1 FROM device";
    database.execute(sql, [&id[..16]]).unwrap();
    database.close().unwrap();
    let store = Store::open(&files, device(8)).unwrap();
    assert_eq!(keep_both(&store, &first), (3, 3));
    assert_eq!(renamed_device(&store), id[..16]);
    assert_eq!(keep_both(&store, &first), (0, 0));
    must_be_whole(&store);
}

#[test]
fn nobody_else_writes_under_the_id_of_this_home() {
    let PutBack { home, first } = put_back();
    let store = &home.store;
    let before = log(store);
    let refused = store.progress().import(&first);
    assert!(matches!(
        refused,
        Err(StoreError::NotOurs {
            line: 5,
            seq: 3,
            ..
        })
    ));
    assert_eq!(log(store), before);

    assert_eq!(keep_both(store, &first), (3, 3));
    must_be_whole(store);
    let next = grade(store, &nth(0, 4), Grade::GOOD, DAY + 3);
    assert_eq!((next.key.device, next.key.seq), (device(8), 1));
}

#[test]
fn a_damaged_line_is_not_made_good_by_another_id() {
    let PutBack { home, first } = put_back();
    let text = fs::read_to_string(&first).unwrap();
    let last = text.lines().rev().nth(1).unwrap();
    let damaged = last.replace("\"answer_ms\":4321", "\"answer_ms\":1");
    fs::write(&first, text.replace(last, &damaged)).unwrap();
    let refused = home.store.progress().import_with(&first, KEEP_BOTH);
    assert!(matches!(refused, Err(StoreError::Line { line: 7, .. })));
}

#[test]
fn a_device_without_numbers_left_is_followed_by_another() {
    let home = stocked(1);
    grade(&home.store, &nth(0, 0), Grade::GOOD, DAY);
    let db = Connection::open(&home.store.files().db).unwrap();
    let copy = "INSERT INTO event (id, clock, at, offset, zone, day, kind, card, version, body, checksum)
                SELECT (id >> 40 << 40) + (1 << 40) - 1, clock + 1, at, offset, zone, day, kind, card, version, body,
                checksum FROM event";
    db.execute_batch(copy).unwrap();
    let next = grade(&home.store, &nth(0, 1), Grade::GOOD, DAY);
    assert_ne!(next.key.device, device(1));
    assert_eq!(next.key.seq, 1);
    assert_eq!(grade(&home.store, &nth(0, 2), Grade::GOOD, DAY).key.seq, 2);
}

/// The steps of `docs/reliability.md` for homes that share numbers, as they are typed.
#[test]
fn the_documented_steps_merge_homes_that_share_numbers() {
    let (here, there) = (TestEnv::with_every_kind(), TestEnv::with_every_kind());
    here.run_with(&["review", "kinds.basic", "--new", "1"], "\n3\n");
    let db = |env: &TestEnv| env.path().join("milepost.db");
    // A snapshot of the file system brings a home back with all of its names, numbers and marks.
    let snapshot = fs::read(db(&here)).unwrap();
    here.ok(&["suspend", "kinds.choice"]);
    let first = here.path().join("first.db");
    fs::copy(db(&here), &first).unwrap();
    fs::write(db(&here), snapshot).unwrap();
    forget_marks(here.path());
    here.ok(&["suspend", "kinds.output"]);
    fs::copy(&first, db(&there)).unwrap();

    let log = there.path().join("other.jsonl");
    there.ok(&["log", "export", log.to_str().unwrap()]);
    let refused = here.run(&["log", "import", log.to_str().unwrap()]);
    assert_eq!(refused.code, 1);
    assert!(refused.stderr.contains("--keep-both"), "{}", refused.stderr);
    let told = here.ok(&["log", "import", log.to_str().unwrap(), "--keep-both"]);
    assert!(
        told.starts_with("1 new event, 1 known already\n1 event"),
        "{told}"
    );
    let merged = here.path().join("merged.db");
    here.ok(&["backup", merged.to_str().unwrap()]);
    there.ok(&["restore", merged.to_str().unwrap()]);

    // From here on both number apart, and plain imports do.
    here.ok(&["suspend", "kinds.bug"]);
    there.ok(&["suspend", "kinds.code"]);
    for (from, to) in [(&here, &there), (&there, &here)] {
        let log = from.path().join("again.jsonl");
        from.ok(&["log", "export", log.to_str().unwrap()]);
        assert!(
            to.ok(&["log", "import", log.to_str().unwrap()])
                .starts_with("1 new event, ")
        );
    }
    for env in [&here, &there] {
        assert_eq!(env.run(&["doctor"]).code, 0);
        let suspended = env.json(&["list", "is:suspended", "--json"]);
        assert_eq!(suspended["cards"].as_array().unwrap().len(), 4);
    }
}

//! A home that a build of the first schema left behind, opened by this one.
//!
//! `fixtures/first-schema` was made by that build's own commands: reviews with the four buttons and with raw
//! grades under both sets of settings, repeats, a drill, an undo, every mark, roadmaps, ticks, two mock
//! interviews, consent and a draft. `states.txt` is its table `memory` as that build wrote it.

use std::fs;
use std::path::{Path, PathBuf};

use milepost::domain::id::CardId;
use milepost::domain::memory::{CardState, Strength};
use milepost::store::{EventStatus, Filter, LogContent, Store};

use super::kit::*;

fn fixture(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("tests/it/fixtures/first-schema")
        .join(name)
}

/// A copy of the old home, so that the fixture stays what it was.
fn old_home() -> Home {
    let folder = tempfile::tempdir().unwrap();
    fs::copy(fixture("milepost.db"), folder.path().join("milepost.db")).unwrap();
    let store = Store::open(&files(folder.path()), device(7)).unwrap();
    Home { folder, store }
}

/// A new home into which the old home's exported log was imported.
fn imported_home() -> Home {
    let home = home(8);
    home.store
        .progress()
        .import(&fixture("history.jsonl"))
        .unwrap();
    home
}

/// Every card's state in the columns of `states.txt`.
fn states(store: &Store) -> String {
    let mut lines: Vec<String> = store
        .progress()
        .all_states()
        .unwrap()
        .iter()
        .map(line)
        .collect();
    lines.sort();
    lines.join("\n") + "\n"
}

fn line((card, state): (&CardId, &CardState)) -> String {
    let schedule = match state.memory.seen() {
        None => ["-"; 8].join(" "),
        Some(seen) => {
            let Strength::Sm2 { ease, repetitions } = seen.strength else {
                panic!("the first schema knew only SM-2")
            };
            [
                ease.hundredths().to_string(),
                repetitions.to_string(),
                seen.passes.to_string(),
                seen.reviews.to_string(),
                seen.lapses.to_string(),
                seen.interval.days().to_string(),
                seen.due.number().to_string(),
                seen.last.number().to_string(),
            ]
            .join(" ")
        }
    };
    let marks = state.marks;
    let buried = marks
        .buried_until
        .map_or_else(|| "-".to_owned(), |day| day.number().to_string());
    let suspended = u8::from(marks.suspended.is_on());
    let flagged = u8::from(marks.flagged.is_on());
    format!("{card} {schedule} {suspended} {buried} {flagged}")
}

fn expected_states() -> String {
    fs::read_to_string(fixture("states.txt")).unwrap()
}

fn faults(store: &Store) -> Vec<String> {
    let checks = store.doctor().into_iter();
    // The fixture has no decks, hence no index.
    let of_log = checks.filter(|check| check.name != "index");
    of_log
        .flat_map(|check| check.faults)
        .map(|fault| fault.in_english())
        .collect()
}

fn export(home: &Home) -> String {
    let mut out = Vec::new();
    home.store
        .log()
        .export(&mut out, home.folder.path(), LogContent::Whole)
        .unwrap();
    String::from_utf8(out).unwrap()
}

#[test]
fn an_old_database_keeps_every_state_and_mark() {
    let home = old_home();
    assert_eq!(states(&home.store), expected_states());
    assert_eq!(faults(&home.store), Vec::<String>::new());
    assert_eq!(kept(&home.store), folded(&home.store));
}

#[test]
fn an_old_backup_is_restored() {
    let mut home = home(8);
    let backup = home.folder.path().join("old.db");
    fs::copy(fixture("milepost.db"), &backup).unwrap();
    home.store.restore(&backup, device(7)).unwrap();
    assert_eq!(states(&home.store), expected_states());
    assert_eq!(faults(&home.store), Vec::<String>::new());
}

#[test]
fn an_old_log_folds_to_the_same_states() {
    let home = imported_home();
    assert_eq!(states(&home.store), expected_states());
    assert_eq!(faults(&home.store), Vec::<String>::new());
    assert_eq!(kept(&home.store), kept(&old_home().store));
}

#[test]
fn an_old_database_exports_the_log_byte_by_byte() {
    let old = fs::read_to_string(fixture("history.jsonl")).unwrap();
    let new = export(&old_home());
    let (new, _last_line) = new.trim_end().rsplit_once('\n').unwrap();
    let (old, new) = [old.trim_end(), new]
        .map(|log| log.split_once('\n').unwrap().1)
        .into();
    assert_eq!(new, old);
    let events: Vec<&str> = old
        .lines()
        .filter(|line| line.contains("\"seq\""))
        .collect();
    assert_eq!(events.len(), 52);
    assert!(events.iter().all(|event| event.contains("\"version\":1")));
}

#[test]
fn an_old_log_loses_no_event_to_a_kind_unknown_here() {
    let home = old_home();
    let mut kinds: Vec<String> = log(&home.store)
        .iter()
        .map(|event| event.body.kind().to_owned())
        .collect();
    kinds.sort();
    kinds.dedup();
    assert_eq!(
        kinds,
        [
            "bury",
            "cram",
            "done",
            "flag",
            "follow",
            "interview",
            "repeat",
            "reset",
            "resume",
            "review",
            "suspend",
            "undo",
            "undone",
            "unfollow",
            "unlock",
        ]
    );
    let taken_back = home
        .store
        .log()
        .events(Filter::default())
        .unwrap()
        .filter(|logged| logged.as_ref().unwrap().standing == EventStatus::TakenBack)
        .count();
    assert_eq!(taken_back, 1);
}

#[test]
fn an_old_database_takes_new_answers_and_an_undo() {
    let home = old_home();
    let card = id("kinds.basic");
    home.store
        .log()
        .register_settings(&milepost::domain::schedule::Scheduler::default())
        .unwrap();
    let before = home.store.progress().state(&card).unwrap();
    let event = grade(
        &home.store,
        &card,
        milepost::domain::grade::Grade::GOOD,
        20_830,
    );
    assert_ne!(home.store.progress().state(&card).unwrap(), before);
    home.store
        .progress()
        .undo(&event.key, &stamp(20_830))
        .unwrap();
    assert_eq!(home.store.progress().state(&card).unwrap(), before);
    assert_eq!(faults(&home.store), Vec::<String>::new());
}

#[test]
fn an_old_database_keeps_what_belongs_to_the_machine() {
    let home = old_home();
    let draft = home.store.local().draft(&id("kinds.code")).unwrap();
    assert_eq!(draft.as_deref(), Some("def unfinished(): ..."));
    assert_eq!(home.store.local().consents().unwrap().len(), 1);
    assert_eq!(home.store.log().interviews().unwrap().len(), 2);
    assert_eq!(
        home.store.progress().followed().unwrap(),
        [roadmap("mastering-python")]
    );
}

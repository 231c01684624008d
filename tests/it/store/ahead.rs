//! Clocks that ran ahead, here and elsewhere.

use std::fs::{self, File};
use std::path::{Path, PathBuf};

use milepost::domain::day::{Instant, StudyDay};
use milepost::domain::event::{Event, HybridClock, MarkEvent, Stamp};
use milepost::domain::grade::Grade;
use milepost::store::{ImportRules, LogContent, Store, StoreError};
use rusqlite::{Connection, params};

use super::foreign::sum_of;
use super::kit::*;

/// 2026-12-13.
const TODAY: i32 = 20_800;

/// 9999-12-31.
const FAR: i32 = 2_932_896;

fn noon(day: i32) -> Instant {
    Instant::from_millis((i64::from(day) * 86_400 + 12 * 3600) * 1000)
}

fn at(day: i32) -> ImportRules {
    ImportRules {
        present: Some(noon(day)),
        ..ImportRules::default()
    }
}

fn export(store: &Store, to: &Path) -> PathBuf {
    store
        .log()
        .export(&mut File::create(to).unwrap(), to, LogContent::Whole)
        .unwrap();
    to.to_owned()
}

fn must_be_whole(store: &Store) {
    let mut checks = store.doctor();
    checks.push(store.doctor_clock(noon(TODAY)));
    let faults: Vec<_> = checks.into_iter().flat_map(|check| check.faults).collect();
    assert!(faults.is_empty(), "{faults:?}");
    assert_eq!(kept(store), folded(store));
}

/// A home whose clock ran ahead for two answers and a mark, and was then set right.
fn ran_ahead() -> Home {
    let home = stocked(1);
    let store = &home.store;
    grade(store, &nth(0, 0), Grade::GOOD, TODAY - 3);
    grade(store, &nth(0, 1), Grade::GOOD, FAR);
    let suspend = MarkEvent::Suspend.on(nth(0, 2));
    store.progress().record(suspend, &stamp(FAR)).unwrap();
    let mistake = grade(store, &nth(0, 3), Grade::AGAIN, FAR);
    store
        .progress()
        .undo(&mistake.key, &stamp(TODAY - 1))
        .unwrap();
    grade(store, &nth(0, 0), Grade::GOOD, TODAY);
    home
}

#[test]
fn an_event_of_the_day_after_tomorrow_is_refused_and_nothing_comes_in() {
    let (here, there) = (stocked(1), stocked(2));
    grade(&there.store, &nth(0, 0), Grade::GOOD, TODAY);
    grade(&there.store, &nth(0, 1), Grade::GOOD, TODAY + 2);
    let log_of_there = export(&there.store, &there.folder.path().join("log.jsonl"));
    let refused = here.store.progress().import_with(&log_of_there, at(TODAY));
    let Err(fault) = refused else {
        panic!("{refused:?}");
    };
    let said = fault.to_string();
    let where_and_when = "log.jsonl' line 4: an event of 2026-12-15";
    assert!(said.contains(where_and_when), "{said}");
    let StoreError::Ahead {
        line, day, present, ..
    } = fault
    else {
        panic!("{said}");
    };
    assert_eq!(line, 4);
    assert_eq!((day.number(), present.number()), (TODAY + 2, TODAY));
    assert!(log(&here.store).is_empty());
    let done = here
        .store
        .progress()
        .import_with(&log_of_there, at(TODAY + 1));
    assert_eq!(done.unwrap().new, 2);
}

#[test]
fn no_clock_brings_the_order_of_events_to_its_end() {
    let home = stocked(1);
    let far = Instant::from_millis(i64::MAX);
    let stamp = Stamp {
        at: far,
        ..stamp(FAR)
    };
    let events: Vec<Event> = (0..5)
        .map(|card| {
            let suspend = MarkEvent::Suspend.on(nth(0, card));
            home.store.progress().record(suspend, &stamp).unwrap()
        })
        .collect();
    assert!(events.is_sorted_by(|one, next| one.clock < next.clock));
    let backup = home.folder.path().join("backup.db");
    home.store.backup(&backup).unwrap();
    let other = stocked(2);
    let file = export(&home.store, &home.folder.path().join("log.jsonl"));
    assert_eq!(other.store.progress().import(&file).unwrap().new, 5);
}

#[test]
fn a_home_whose_clock_ran_ahead_is_healed() {
    let mut home = ran_ahead();
    let store = &mut home.store;
    assert_eq!(store.doctor_clock(noon(TODAY)).faults.len(), 1);
    let order: Vec<_> = log(store)
        .iter()
        .map(|event| event.body.card().cloned())
        .collect();

    let healed = store.heal_clock(noon(TODAY), device(5)).unwrap().unwrap();
    // The answer of today has the right date, and stood after those of the year 9999.
    assert_eq!(healed.events, 5);
    assert!(healed.before.exists());
    must_be_whole(store);
    let events = log(store);
    let order_now: Vec<_> = events
        .iter()
        .map(|event| event.body.card().cloned())
        .collect();
    assert_eq!(order_now, order);
    let answered = &events[1];
    assert_eq!(answered.stamp.day, StudyDay::from_number(TODAY - 3));
    let review = answered.body.review().unwrap();
    let due = answered
        .stamp
        .day
        .plus(i32::try_from(review.interval.days()).unwrap());
    assert_eq!(review.due, due);
    assert_eq!(
        events.last().unwrap().stamp.day,
        StudyDay::from_number(TODAY)
    );
    assert!(
        !kept(store).cards.contains_key(&nth(0, 3)),
        "it was taken back"
    );
    assert_eq!(store.heal_clock(noon(TODAY), device(6)).unwrap(), None);

    let next = grade(store, &nth(1, 0), Grade::GOOD, TODAY);
    assert_eq!((next.key.device, next.key.seq), (device(5), 1));
    let file = export(store, &home.folder.path().join("healed.jsonl"));
    let other = stocked(2);
    let done = other.store.progress().import_with(&file, at(TODAY));
    assert_eq!(done.unwrap().new, 7);
}

#[test]
fn two_homes_heal_the_same_events_alike() {
    let (mut home, mut other) = (ran_ahead(), stocked(2));
    let file = export(&home.store, &home.folder.path().join("log.jsonl"));
    other.store.progress().import(&file).unwrap();
    for store in [&mut home.store, &mut other.store] {
        store.heal_clock(noon(TODAY), device(7)).unwrap().unwrap();
    }
    assert_eq!(log(&home.store), log(&other.store));
    let file = export(&home.store, &home.folder.path().join("healed.jsonl"));
    let done = other
        .store
        .progress()
        .import_with(&file, at(TODAY))
        .unwrap();
    assert_eq!((done.new, done.known), (0, 6));
}

#[test]
fn a_machine_that_lost_the_time_dates_nothing_again() {
    let mut home = ran_ahead();
    let before = log(&home.store);
    assert_eq!(home.store.heal_clock(noon(1), device(5)).unwrap(), None);
    assert_eq!(home.store.doctor_clock(noon(1)).faults.len(), 1);
    assert_eq!(log(&home.store), before);
}

/// Earlier versions let the clock stand still at its end.
#[test]
fn a_clock_that_stood_at_its_end_is_healed() {
    let mut home = stocked(1);
    grade(&home.store, &nth(0, 0), Grade::GOOD, TODAY - 3);
    let db = Connection::open(&home.store.files().db).unwrap();
    let device_id = device(1).as_str().to_owned();
    for (seq, card) in [(2_i64, 1), (3, 2)] {
        let card = nth(0, card).as_str().to_owned();
        let body = format!("{{\"kind\":\"suspend\",\"card\":\"{card}\"}}");
        let (at, day) = (noon(FAR).millis(), FAR);
        let sum = sum_of(&device_id, seq, i64::MAX, at, day, &body);
        db.execute("INSERT OR IGNORE INTO card (id) VALUES (?1)", [&card])
            .unwrap();
        let sql = "INSERT INTO event (id, clock, at, offset, zone, day, kind, card, version, body, checksum)
                   VALUES ((1 << 40) + ?1, ?2, ?3, 3600, '+01:00', ?4, 'suspend', (SELECT number FROM card WHERE id = ?5), 2, ?6, ?7)";
        let values = params![seq, i64::MAX, at, day, card, body, sum];
        db.execute(sql, values).unwrap();
    }
    drop(db);
    home.store.repair(device(4)).unwrap();
    let backup = home.folder.path().join("backup.db");
    assert!(home.store.backup(&backup).is_err(), "the order is broken");
    let healed = home.store.heal_clock(noon(TODAY), device(5)).unwrap();
    assert_eq!(healed.unwrap().events, 2);
    must_be_whole(&home.store);
    home.store.backup(&backup).unwrap();
    let clocks: Vec<HybridClock> = log(&home.store).iter().map(|event| event.clock).collect();
    assert!(clocks.is_sorted_by(|one, next| one < next));
    assert!(fs::metadata(&backup).is_ok());
}

//! Doctor, repair, backup and restore.

use std::collections::HashSet;
use std::fs;
use std::path::PathBuf;

use milepost::domain::day::StudyDay;
use milepost::domain::event::{EventBody, MarkEvent, RoadEvent};
use milepost::domain::grade::Grade;
use milepost::domain::id::CardId;
use milepost::store::{MissingEvents, Repaired, Store, StoreError};
use rusqlite::Connection;

use super::kit::*;

fn lived() -> Home {
    let home = stocked(1);
    for day in 0..20 {
        let due = grade(
            &home.store,
            &nth(0, usize::try_from(day).unwrap() % 5),
            Grade::GOOD,
            DAY + day,
        );
        if day % 7 == 3 {
            home.store
                .progress()
                .undo(&due.key, &stamp(DAY + day))
                .unwrap();
        }
    }
    home.store
        .progress()
        .record(
            EventBody::Road(RoadEvent::Follow {
                roadmap: roadmap("road"),
            }),
            &stamp(DAY),
        )
        .unwrap();
    home
}

fn faults(store: &Store) -> Vec<String> {
    store
        .doctor()
        .into_iter()
        .flat_map(|check| check.faults)
        .map(|fault| fault.in_english())
        .collect()
}

#[test]
fn a_healthy_home_has_no_faults() {
    assert_eq!(faults(&lived().store), Vec::<String>::new());
}

#[test]
fn a_changed_projection_is_found_and_folded_again() {
    let mut home = lived();
    let before = kept(&home.store);
    for damage in [
        "UPDATE memory SET strength_a = 400 WHERE card = 1",
        "UPDATE daily SET q4 = q4 + 1",
        "UPDATE topic SET seen = seen + 1",
        "DELETE FROM followed",
        "DELETE FROM undo",
        "DELETE FROM memory WHERE card = 2",
    ] {
        let db = Connection::open(&home.store.files().db).unwrap();
        db.execute_batch(damage).unwrap();
        assert!(!faults(&home.store).is_empty(), "{damage}");
        assert_eq!(
            home.store.repair(device(8)).unwrap(),
            Repaired::Folded { lost: Vec::new() }
        );
        assert_eq!(faults(&home.store), Vec::<String>::new(), "{damage}");
        assert_eq!(kept(&home.store), before);
    }
}

#[test]
fn a_changed_event_is_found_and_left_behind_by_a_repair() {
    let mut home = lived();
    let events = log(&home.store);
    let began = milepost::domain::day::Instant::from_millis(7);
    home.store
        .local()
        .keep_unfinished(began, "an interview")
        .unwrap();
    let db = Connection::open(&home.store.files().db).unwrap();
    db.execute_batch("DROP TRIGGER event_keeps; UPDATE event SET day = day + 1 WHERE id & 255 = 5")
        .unwrap();
    // The write-ahead log would still tell what the event was.
    db.query_row("PRAGMA wal_checkpoint(TRUNCATE)", [], |_| Ok(()))
        .unwrap();
    drop(db);
    assert!(
        faults(&home.store)
            .iter()
            .any(|fault| fault.contains("event 5 of device"))
    );
    let Repaired::Salvaged(salvaged) = home.store.repair(device(8)).unwrap() else {
        panic!("the log was damaged");
    };
    assert_eq!(salvaged.kept, events.len() as u64 - 1);
    assert_eq!(
        salvaged.lost,
        [MissingEvents {
            device: device(1),
            first: 5,
            last: 5
        }]
    );
    assert!(salvaged.copy.exists() && salvaged.log.exists());
    assert_eq!(kept(&home.store), folded(&home.store));
    assert_eq!(
        home.store.local().unfinished_interviews().unwrap(),
        ["an interview"]
    );
    let next = grade(&home.store, &nth(1, 1), Grade::GOOD, DAY + 50);
    assert_eq!(
        next.key.device,
        device(8),
        "lost numbers must not be given twice"
    );
}

#[test]
fn a_backup_restores_what_was_and_goes_on_as_another_device() {
    let mut home = lived();
    let backup = home.folder.path().join("copy.db");
    home.store.backup(&backup).unwrap();
    let before = (log(&home.store), kept(&home.store), totals(&home.store));
    grade(&home.store, &nth(2, 2), Grade::EASY, DAY + 40);
    let lost = kept(&home.store);
    let safety = home.store.restore(&backup, device(7)).unwrap();
    assert_eq!(
        (log(&home.store), kept(&home.store), totals(&home.store)),
        before
    );
    assert_eq!(
        grade(&home.store, &nth(2, 2), Grade::EASY, DAY + 41)
            .key
            .device,
        device(7)
    );
    assert_eq!(faults(&home.store), Vec::<String>::new());
    home.store.restore(&safety, device(6)).unwrap();
    assert_eq!(kept(&home.store), lost);
}

#[test]
fn a_home_that_another_window_uses_is_not_replaced_until_that_ends() {
    let mut home = lived();
    let backup = home.folder.path().join("copy.db");
    home.store.backup(&backup).unwrap();
    let db = Connection::open(&home.store.files().db).unwrap();
    db.execute_batch("DROP TRIGGER event_keeps; UPDATE event SET day = day + 1 WHERE id & 255 = 5")
        .unwrap();
    drop(db);
    let other = Store::open(home.store.files(), device(2)).unwrap();
    assert!(matches!(
        home.store.restore(&backup, device(7)),
        Err(StoreError::InUse { .. })
    ));
    assert!(matches!(
        home.store.repair(device(7)),
        Err(StoreError::InUse { .. })
    ));
    let kept = grade(&other, &nth(3, 3), Grade::GOOD, DAY + 30);
    assert_eq!(
        fs::read_dir(&home.store.files().backups).map_or(0, Iterator::count),
        0,
        "something was begun"
    );
    other.close().unwrap();
    assert!(matches!(
        home.store.repair(device(7)),
        Ok(Repaired::Salvaged(_))
    ));
    assert!(log(&home.store).iter().any(|event| event.key == kept.key));
    home.store.restore(&backup, device(8)).unwrap();
    assert_eq!(
        grade(&home.store, &nth(3, 4), Grade::GOOD, DAY + 31)
            .key
            .device,
        device(8)
    );
}

#[test]
fn who_comes_while_a_home_is_replaced_waits() {
    let mut home = lived();
    let backup = home.folder.path().join("copy.db");
    home.store.backup(&backup).unwrap();
    let files = home.store.files().clone();
    let others: Vec<_> = (0..4)
        .map(|_| {
            let files = files.clone();
            std::thread::spawn(move || {
                let mut given = Vec::new();
                for turn in 0..30 {
                    let store = Store::open(&files, device(2)).unwrap();
                    let body = MarkEvent::Flag {
                        note: String::new(),
                    }
                    .on(nth(0, turn % 5));
                    given.push(store.progress().record(body, &stamp(DAY + 50)).unwrap().key);
                }
                given
            })
        })
        .collect();
    let mut safeties = Vec::new();
    while safeties.len() < 8 {
        match home.store.restore(&backup, device(9)) {
            Ok(safety) => safeties.push(safety),
            Err(StoreError::InUse { .. }) => {}
            Err(other) => panic!("{other}"),
        }
    }
    let given: Vec<_> = others
        .into_iter()
        .flat_map(|other| other.join().unwrap())
        .collect();
    let mut known: HashSet<_> = log(&home.store)
        .into_iter()
        .map(|event| event.key)
        .collect();
    for safety in safeties {
        home.store.restore(&safety, device(6)).unwrap();
        known.extend(log(&home.store).into_iter().map(|event| event.key));
    }
    assert_eq!(
        given
            .iter()
            .filter(|key| !known.contains(*key))
            .collect::<Vec<_>>(),
        Vec::<&_>::new()
    );
}

#[test]
fn what_is_no_backup_is_refused_and_nothing_changes() {
    let mut home = lived();
    let before = log(&home.store);
    let file = home.folder.path().join("copy.db");
    home.store.backup(&file).unwrap();
    let db = Connection::open(&file).unwrap();
    db.execute_batch("UPDATE memory SET lapses = 7 WHERE card = 1")
        .unwrap();
    db.close().unwrap();
    assert!(matches!(
        home.store.restore(&file, device(7)),
        Err(StoreError::Damaged { .. })
    ));
    fs::write(&file, "nothing").unwrap();
    assert!(matches!(
        home.store.restore(&file, device(7)),
        Err(StoreError::NotADatabase { .. })
    ));
    let missing = home.folder.path().join("missing.db");
    assert!(home.store.restore(&missing, device(7)).is_err());
    assert_eq!(log(&home.store), before);
}

#[test]
fn seven_daily_and_four_weekly_backups_stay() {
    let home = lived();
    let names = |home: &Home| -> Vec<PathBuf> {
        let mut names: Vec<_> = fs::read_dir(&home.store.files().backups)
            .unwrap()
            .map(|entry| entry.unwrap().path())
            .collect();
        names.sort();
        names
    };
    for day in 0..60 {
        assert!(
            home.store
                .daily_backup(StudyDay::from_number(DAY + day))
                .unwrap()
                .is_some()
        );
    }
    assert_eq!(
        home.store
            .daily_backup(StudyDay::from_number(DAY + 59))
            .unwrap(),
        None
    );
    let left = names(&home);
    assert_eq!(left.len(), 11, "{left:?}");
    assert!(left.last().unwrap().ends_with(format!(
        "milepost-{}.db",
        StudyDay::from_number(DAY + 59).iso()
    )));
}

#[test]
fn a_damaged_database_is_named_and_can_be_salvaged() {
    let mut home = stocked(1);
    for card in 0..300 {
        grade(&home.store, &id(&format!("x.c{card}")), Grade::GOOD, DAY);
    }
    let path = home.store.files().db.clone();
    let files = home.store.files().clone();
    home.store.close().unwrap();
    let mut bytes = fs::read(&path).unwrap();
    let middle = bytes.len() / 2 / 1024 * 1024;
    bytes[middle..middle + 1024].fill(0xA5);
    fs::write(&path, &bytes).unwrap();
    home.store = Store::open(&files, device(1)).unwrap();
    assert!(!faults(&home.store).is_empty());
    let Repaired::Salvaged(salvaged) = home.store.repair(device(8)).unwrap() else {
        panic!("a page was damaged");
    };
    assert_eq!(fs::read(salvaged.copy).unwrap(), bytes);
    let lost: u64 = salvaged
        .lost
        .iter()
        .map(|run| run.last - run.first + 1)
        .sum();
    assert_eq!(salvaged.kept + lost, 300, "{:?}", salvaged.lost);
    assert!(lost < 5, "{lost}");
    assert_eq!(kept(&home.store), folded(&home.store));
}

#[test]
fn a_number_that_one_flipped_bit_of_an_index_names_is_not_told_to_be_lost() {
    for bit in [6, 24, 39] {
        let mut home = lived();
        let events = log(&home.store).len() as u64;
        let db = Connection::open(&home.store.files().db).unwrap();
        // The last event is lost; an index names it still, and another number that never was.
        let last = (1_i64 << 40) + i64::try_from(events).unwrap();
        db.execute("DROP TRIGGER event_keeps", []).unwrap();
        db.execute("UPDATE event SET day = day + 1 WHERE id = ?1", [last])
            .unwrap();
        db.execute(
            "INSERT INTO span VALUES (20000, ?1)",
            [((1_i64 << 40) + 3) ^ (1 << bit)],
        )
        .unwrap();
        db.query_row("PRAGMA wal_checkpoint(TRUNCATE)", [], |_| Ok(()))
            .unwrap();
        drop(db);
        let Repaired::Salvaged(salvaged) = home.store.repair(device(8)).unwrap() else {
            panic!("the log was damaged");
        };
        assert_eq!(salvaged.kept, events - 1);
        assert_eq!(
            salvaged.lost,
            [MissingEvents {
                device: device(1),
                first: events,
                last: events
            }],
            "bit {bit}"
        );
    }
}

#[test]
fn a_damaged_file_is_kept_with_its_log_or_not_at_all() {
    let home = lived();
    let files = home.store.files().clone();
    home.store.close().unwrap();
    let mut bytes = fs::read(&files.db).unwrap();
    bytes[..100].fill(0xA5);
    fs::write(&files.db, &bytes).unwrap();
    // A log that cannot be copied.
    let log = files.db.with_extension("db-wal");
    fs::create_dir(&log).unwrap();
    assert!(Store::open_repaired(&files, &device(8)).is_err());
    assert_eq!(
        fs::read_dir(&files.backups).unwrap().count(),
        0,
        "half a copy was left behind"
    );
    fs::remove_dir(&log).unwrap();
    let (_, Repaired::Salvaged(salvaged)) = Store::open_repaired(&files, &device(8)).unwrap()
    else {
        panic!("the first page was damaged");
    };
    assert_eq!(fs::read(salvaged.copy).unwrap(), bytes);
}

/// A trigger that drops every answer after it was acknowledged.
const EATS_ANSWERS: &str =
    "CREATE TRIGGER eats BEFORE INSERT ON event BEGIN SELECT raise(IGNORE); END";

fn plant(file: &std::path::Path, sql: &str) {
    let db = Connection::open(file).unwrap();
    db.execute_batch(sql).unwrap();
    db.close().unwrap();
}

#[test]
fn a_restore_takes_events_and_no_code() {
    let mut home = lived();
    let backup = home.folder.path().join("copy.db");
    home.store.backup(&backup).unwrap();
    let before = (log(&home.store), kept(&home.store), totals(&home.store));
    plant(&backup, EATS_ANSWERS);
    plant(&backup, "CREATE VIEW later AS SELECT * FROM event");
    home.store.restore(&backup, device(7)).unwrap();
    assert_eq!(
        (log(&home.store), kept(&home.store), totals(&home.store)),
        before
    );
    let answer = grade(&home.store, &nth(2, 2), Grade::EASY, DAY + 41);
    assert!(log(&home.store).iter().any(|event| event.key == answer.key));
}

#[test]
fn consents_and_drafts_come_from_no_backup_and_stay_at_home() {
    let mut home = lived();
    let backup = home.folder.path().join("copy.db");
    home.store.backup(&backup).unwrap();
    let theirs = "0".repeat(64);
    plant(
        &backup,
        &format!(
            "INSERT INTO consent VALUES ('{theirs}'); INSERT INTO draft VALUES ('l.x', 'theirs')"
        ),
    );
    let mine = nth(1, 1);
    home.store.local().save_draft(&mine, "mine").unwrap();
    let before = home.store.local().consents().unwrap();
    home.store.restore(&backup, device(7)).unwrap();
    assert_eq!(home.store.local().consents().unwrap(), before);
    let drafts =
        [mine, CardId::parse("l.x").unwrap()].map(|card| home.store.local().draft(&card).unwrap());
    assert_eq!(drafts, [Some("mine".to_owned()), None]);
}

#[test]
fn a_home_with_foreign_code_is_not_opened_and_repaired_whole() {
    let home = lived();
    let before = log(&home.store);
    let files = home.store.files().clone();
    home.store.close().unwrap();
    plant(&files.db, EATS_ANSWERS);
    let refused = Store::open(&files, device(2));
    assert!(
        matches!(&refused, Err(StoreError::Damaged { what, .. }) if what.contains("'eats'")),
        "{refused:?}"
    );
    let (repaired, _) = Store::open_repaired(&files, &device(3)).unwrap();
    assert_eq!(log(&repaired), before);
    let answer = grade(&repaired, &nth(2, 2), Grade::EASY, DAY + 41);
    assert!(log(&repaired).iter().any(|event| event.key == answer.key));
}

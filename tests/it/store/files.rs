//! The files themselves: made, refused, kept from others.

use std::fs;

use milepost::store::{Store, StoreError};
use rusqlite::Connection;

use super::kit::*;

#[test]
fn the_schema_is_the_one_released() {
    let home = home(1);
    let db = Connection::open(&home.store.files().db).unwrap();
    let mut query = db
        .prepare("SELECT sql FROM sqlite_schema WHERE sql IS NOT NULL ORDER BY type DESC, name")
        .unwrap();
    let sql: Vec<String> = query
        .query_map([], |row| row.get(0))
        .unwrap()
        .map(Result::unwrap)
        .collect();
    insta::assert_snapshot!(sql.join(";\n"));
}

#[test]
fn the_log_refuses_change_and_deletion() {
    let home = stocked(1);
    grade(
        &home.store,
        &nth(0, 0),
        milepost::domain::grade::Grade::GOOD,
        DAY,
    );
    let db = Connection::open(&home.store.files().db).unwrap();
    db.pragma_update(None, "recursive_triggers", true).unwrap();
    for sql in [
        "UPDATE event SET day = 1",
        "DELETE FROM event",
        "INSERT OR REPLACE INTO event SELECT * FROM event",
        "UPDATE settings SET text = ''",
        "DELETE FROM settings",
    ] {
        let refusal = db.execute(sql, []).unwrap_err().to_string();
        assert!(refusal.contains("append-only"), "{sql}: {refusal}");
    }
    assert_eq!(log(&home.store).len(), 1);
}

#[cfg(unix)]
#[test]
fn only_the_learner_may_read_the_files() {
    use std::os::unix::fs::PermissionsExt;
    let folder = tempfile::tempdir().unwrap();
    let files = files(&folder.path().join("deep/home"));
    let store = Store::open(&files, device(1)).unwrap();
    store
        .log()
        .register_settings(&milepost::domain::schedule::Scheduler::default())
        .unwrap();
    stock(&store, 1, 1);
    let mode = |path: &std::path::Path| fs::metadata(path).unwrap().permissions().mode() & 0o777;
    assert_eq!(mode(&files.db), 0o600);
    assert_eq!(mode(&files.db.with_extension("db-wal")), 0o600);
    assert_eq!(mode(&files.index), 0o600);
    assert_eq!(mode(files.db.parent().unwrap()), 0o700);
    assert_eq!(mode(files.index.parent().unwrap()), 0o700);
}

/// Opens a file that must be refused, and proves that nothing in its folder changed.
fn refused(bytes: &[u8]) -> StoreError {
    let folder = tempfile::tempdir().unwrap();
    let files = files(folder.path());
    fs::write(&files.db, bytes).unwrap();
    let refusal = Store::open(&files, device(1)).unwrap_err();
    let repair = Store::open_repaired(&files, &device(1)).unwrap_err();
    assert_eq!(repair.to_string(), refusal.to_string());
    assert_eq!(fs::read(&files.db).unwrap(), bytes);
    assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 1);
    assert!(refusal.to_string().contains("milepost.db"), "{refusal}");
    refusal
}

fn database(change: &str) -> Vec<u8> {
    let folder = tempfile::tempdir().unwrap();
    let files = files(folder.path());
    Store::open(&files, device(1)).unwrap().close().unwrap();
    let db = Connection::open(&files.db).unwrap();
    db.execute_batch(change).unwrap();
    db.close().unwrap();
    fs::read(&files.db).unwrap()
}

#[test]
fn a_newer_database_is_refused_untouched() {
    assert!(matches!(
        refused(&database("PRAGMA user_version = 99")),
        StoreError::Newer { found: 99, .. }
    ));
}

#[test]
fn a_database_of_another_program_is_refused_untouched() {
    assert!(matches!(
        refused(&database("PRAGMA application_id = 7")),
        StoreError::Foreign { .. }
    ));
}

#[test]
fn a_database_of_any_page_size_of_another_program_is_refused_untouched() {
    for size in [512, 4096] {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("other.db");
        let db = Connection::open(&file).unwrap();
        db.execute_batch(&format!(
            "PRAGMA page_size = {size}; CREATE TABLE song (id INTEGER PRIMARY KEY, name TEXT)"
        ))
        .unwrap();
        for name in 0..100 {
            db.execute(
                "INSERT INTO song (name) VALUES (?1)",
                [format!("song {name}")],
            )
            .unwrap();
        }
        db.close().unwrap();
        assert!(
            matches!(
                refused(&fs::read(&file).unwrap()),
                StoreError::Foreign { .. }
            ),
            "{size}"
        );
    }
}

#[test]
fn a_database_of_another_program_is_not_replaced_from_the_backups() {
    let home = stocked(1);
    grade(
        &home.store,
        &nth(0, 0),
        milepost::domain::grade::Grade::GOOD,
        DAY,
    );
    let files = home.store.files().clone();
    home.store.backup(&files.backups.join("copy.db")).unwrap();
    home.store.close().unwrap();
    let bytes = database("PRAGMA application_id = 7");
    fs::write(&files.db, &bytes).unwrap();
    assert!(matches!(
        Store::open_repaired(&files, &device(1)),
        Err(StoreError::Foreign { .. })
    ));
    assert_eq!(fs::read(&files.db).unwrap(), bytes);
}

#[test]
fn a_file_that_is_no_database_is_refused_untouched() {
    assert!(matches!(
        refused(b"dear diary"),
        StoreError::NotADatabase { .. }
    ));
    assert!(matches!(
        refused(&[7; 5000]),
        StoreError::NotADatabase { .. }
    ));
}

#[test]
fn two_stores_made_at_once_are_one() {
    let folder = tempfile::tempdir().unwrap();
    let files = files(folder.path());
    std::thread::scope(|scope| {
        let open = |number| {
            let files = &files;
            scope.spawn(move || {
                let store = Store::open(files, device(number)).unwrap();
                store
                    .log()
                    .register_settings(&milepost::domain::schedule::Scheduler::default())
                    .unwrap();
                for card in 0..20 {
                    let card = id(&format!("d{number}.c{card}"));
                    grade(&store, &card, milepost::domain::grade::Grade::GOOD, DAY);
                }
            })
        };
        let both = [open(1), open(2)];
        for thread in both {
            thread.join().unwrap();
        }
    });
    let store = Store::open(&files, device(3)).unwrap();
    assert_eq!(log(&store).len(), 40);
    assert_eq!(kept(&store), folded(&store));
    let seqs: Vec<u64> = log(&store).into_iter().map(|event| event.key.seq).collect();
    assert_eq!(seqs, (1..=40).collect::<Vec<_>>());
}

#[test]
fn a_copied_home_becomes_a_device_of_its_own() {
    let home = stocked(1);
    grade(
        &home.store,
        &nth(0, 0),
        milepost::domain::grade::Grade::GOOD,
        DAY,
    );
    let files_before = home.store.files().clone();
    home.store.close().unwrap();
    let copy = tempfile::tempdir().unwrap();
    fs::copy(&files_before.db, copy.path().join("milepost.db")).unwrap();
    let copied = Store::open(&files(copy.path()), device(2)).unwrap();
    let event = grade(
        &copied,
        &nth(0, 1),
        milepost::domain::grade::Grade::GOOD,
        DAY,
    );
    assert_eq!((event.key.device, event.key.seq), (device(2), 1));
}

#[test]
fn a_folder_in_the_files_place_is_named() {
    let folder = tempfile::tempdir().unwrap();
    let files = files(folder.path());
    fs::create_dir(&files.db).unwrap();
    let refusal = Store::open(&files, device(1)).unwrap_err();
    assert!(refusal.to_string().contains("milepost.db"), "{refusal}");
}

#[test]
fn an_answer_writes_sixteen_kibibytes_at_most() {
    let home = stocked(1);
    stock(&home.store, 4, 100);
    home.store.checkpoint().unwrap();
    let wal = home.store.files().db.with_extension("db-wal");
    let size = || fs::metadata(&wal).unwrap().len();
    let mut before = size();
    for round in 0..3 {
        for card in 0..100 {
            let event = grade(
                &home.store,
                &nth(card % 4, card),
                milepost::domain::grade::Grade::GOOD,
                DAY + 10 * round,
            );
            assert!(
                size() - before <= 16 * 1024,
                "event {} wrote {} bytes",
                event.key.seq,
                size() - before
            );
            before = size();
        }
    }
}

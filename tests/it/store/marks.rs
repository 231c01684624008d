//! A database that is not the one this machine last wrote is noticed before anything is read of it.

use std::fs;
use std::path::{Path, PathBuf};

use milepost::domain::grade::Grade;
use milepost::store::{MissingEvents, Repaired, Store, StoreError, StoreFiles};
use tempfile::TempDir;

use super::kit::*;

/// A closed home with two answers, and its database as it was after the first.
fn home_and_snapshot() -> (TempDir, StoreFiles, Vec<u8>) {
    let Home { folder, store } = stocked(1);
    let files = store.files().clone();
    grade(&store, &nth(0, 0), Grade::GOOD, DAY);
    store.close().unwrap();
    let snapshot = fs::read(&files.db).unwrap();
    let store = Store::open(&files, device(9)).unwrap();
    grade(&store, &nth(0, 1), Grade::GOOD, DAY);
    store.close().unwrap();
    (folder, files, snapshot)
}

fn missing(files: &StoreFiles) -> Option<u64> {
    match Store::open(files, device(9)) {
        Err(StoreError::PutBack { missing, .. }) => Some(missing),
        Ok(_) => None,
        Err(other) => panic!("{other}"),
    }
}

fn mark(files: &StoreFiles) -> PathBuf {
    let folder = files.db.parent().unwrap();
    let mut entries = fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().path());
    let is_mark = |path: &PathBuf| path.to_string_lossy().contains("milepost.db-mark-");
    entries.find(is_mark).unwrap()
}

#[test]
fn a_log_as_this_machine_left_it_is_opened() {
    let (_folder, files, _) = home_and_snapshot();
    assert_eq!(missing(&files), None);
}

#[test]
fn a_snapshot_put_back_gives_no_number_twice() {
    let (_folder, files, snapshot) = home_and_snapshot();
    // In place: machine, path and inode stay.
    fs::write(&files.db, snapshot).unwrap();
    let before = fs::read(&files.db).unwrap();
    assert_eq!(missing(&files), Some(1));
    assert_eq!(fs::read(&files.db).unwrap(), before);

    let (store, repaired) = Store::open_repaired(&files, &device(2)).unwrap();
    let Repaired::Salvaged(salvaged) = repaired else {
        panic!("events are missing");
    };
    let lost = MissingEvents {
        device: device(1),
        first: 2,
        last: 2,
    };
    assert_eq!((salvaged.kept, salvaged.lost), (1, vec![lost]));
    let event = grade(&store, &nth(0, 2), Grade::GOOD, DAY);
    assert_eq!((event.key.device, event.key.seq), (device(2), 1));
    store.close().unwrap();
    assert_eq!(missing(&files), None);
}

#[test]
fn a_repair_takes_what_is_missing_from_the_backups() {
    let (_folder, files, snapshot) = home_and_snapshot();
    let store = Store::open(&files, device(9)).unwrap();
    let whole = log(&store);
    store.backup(&files.backups.join("daily.db")).unwrap();
    store.close().unwrap();
    fs::write(&files.db, snapshot).unwrap();

    let (store, repaired) = Store::open_repaired(&files, &device(2)).unwrap();
    let Repaired::Salvaged(salvaged) = repaired else {
        panic!("events are missing");
    };
    assert_eq!((salvaged.restored, salvaged.lost), (1, vec![]));
    assert_eq!(log(&store), whole);
    assert_eq!(kept(&store), folded(&store));
}

#[test]
fn a_refused_restore_does_not_make_a_snapshot_acceptable() {
    let (folder, files, snapshot) = home_and_snapshot();
    fs::write(&files.db, snapshot).unwrap();
    let no_backup = folder.path().join("noise.db");
    fs::write(&no_backup, [7; 2000]).unwrap();
    assert!(Store::open_restored(&files, &device(2), &no_backup).is_err());
    assert_eq!(missing(&files), Some(1));
}

/// The files of a home that was killed after its last answers, before they were brought into the database.
fn killed_home(snapshot_at: &Path) -> StoreFiles {
    let Home { folder, store } = stocked(1);
    let files = store.files().clone();
    (0..3).for_each(|card| drop(grade(&store, &nth(0, card), Grade::GOOD, DAY)));
    store.close().unwrap();
    let store = Store::open(&files, device(9)).unwrap();
    (3..5).for_each(|card| drop(grade(&store, &nth(0, card), Grade::GOOD, DAY)));
    for file in fs::read_dir(folder.path()).unwrap().map(Result::unwrap) {
        if file.path().is_file() {
            fs::copy(file.path(), snapshot_at.join(file.file_name())).unwrap();
        }
    }
    super::kit::files(snapshot_at)
}

#[test]
fn a_log_of_a_killed_session_is_not_played_over_another_devices_file() {
    let folder = tempfile::tempdir().unwrap();
    let files = killed_home(folder.path());
    let other = stocked(7);
    let others = other.store.files().clone();
    (0..3).for_each(|card| drop(grade(&other.store, &nth(0, card), Grade::HARD, DAY)));
    other.store.close().unwrap();
    fs::rename(&others.db, &files.db).unwrap();
    let wal = folder.path().join("milepost.db-wal");
    let both = || (fs::read(&files.db).unwrap(), fs::read(&wal).unwrap());
    let before = both();
    assert!(!before.1.is_empty());
    for _ in 0..2 {
        let refused = Store::open(&files, device(9));
        let refused = refused.map(|_| "opened");
        assert!(
            matches!(refused, Err(StoreError::Damaged { .. })),
            "{refused:?}"
        );
        assert!(both() == before, "nothing is written");
    }

    let (store, _) = Store::open_repaired(&files, &device(2)).unwrap();
    let by = |number: u64| {
        let events = log(&store).into_iter();
        events
            .filter(|event| event.key.device == device(number))
            .count()
    };
    // Of this machine's five answers the first three were in the file that is gone.
    assert_eq!((by(7), by(1)), (3, 2));
    assert_eq!(kept(&store), folded(&store));
    store.close().unwrap();
    assert_eq!(missing(&files), None);
}

#[test]
fn a_log_of_a_killed_session_is_played_over_its_own_file() {
    let folder = tempfile::tempdir().unwrap();
    let files = killed_home(folder.path());
    let store = Store::open(&files, device(9)).unwrap();
    assert_eq!(log(&store).len(), 5);
}

#[test]
fn a_file_of_another_device_renamed_over_it_is_refused() {
    let (folder, files, _) = home_and_snapshot();
    let backup = folder.path().join("kept.db");
    fs::copy(&files.db, &backup).unwrap();
    let other = stocked(7);
    let others = other.store.files().clone();
    grade(&other.store, &nth(0, 0), Grade::HARD, DAY);
    other.store.close().unwrap();
    fs::rename(&others.db, &files.db).unwrap();
    assert_eq!(missing(&files), Some(2));

    let (store, _) = Store::open_restored(&files, &device(2), &backup).unwrap();
    let devices: Vec<_> = log(&store)
        .into_iter()
        .map(|event| event.key.device)
        .collect();
    assert_eq!(devices, [device(1), device(1)]);
    store.close().unwrap();
    assert_eq!(missing(&files), None);
}

#[test]
fn a_copied_home_numbers_its_events_under_an_id_of_its_own() {
    let (folder, files, _) = home_and_snapshot();
    let copy = tempfile::tempdir().unwrap();
    for entry in fs::read_dir(folder.path()).unwrap().map(Result::unwrap) {
        if entry.path().is_file() {
            fs::copy(entry.path(), copy.path().join(entry.file_name())).unwrap();
        }
    }
    let original = Store::open(&files, device(8)).unwrap();
    let copied = Store::open(&super::kit::files(copy.path()), device(9)).unwrap();
    let there = grade(&copied, &nth(0, 2), Grade::GOOD, DAY);
    let here = grade(&original, &nth(0, 3), Grade::GOOD, DAY);
    assert_eq!((there.key.device, there.key.seq), (device(9), 1));
    assert_eq!((here.key.device, here.key.seq), (device(1), 3));
}

#[test]
fn a_torn_or_missing_mark_says_nothing() {
    let (_folder, files, snapshot) = home_and_snapshot();
    fs::write(&files.db, snapshot).unwrap();
    let whole = fs::read(mark(&files)).unwrap();
    for length in [0, 1, whole.len() / 2, whole.len() - 2] {
        fs::write(mark(&files), &whole[..length]).unwrap();
        assert_eq!(missing(&files), None, "{length} bytes");
    }
    fs::write(mark(&files), &whole).unwrap();
    assert_eq!(missing(&files), Some(1));
    fs::remove_file(mark(&files)).unwrap();
    assert_eq!(missing(&files), None);
}

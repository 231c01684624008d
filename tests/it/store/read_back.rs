//! Backups and exports are read back before they count as written.

use milepost::domain::grade::Grade;
use milepost::store::{LogContent, StoreError};
use rusqlite::Connection;

use super::kit::*;

/// A home whose settings no other home would take: they read as before, and their hash does not fit.
fn with_settings_changed() -> Home {
    let home = stocked(1);
    grade(&home.store, &nth(0, 0), Grade::GOOD, DAY);
    let db = Connection::open(&home.store.files().db).unwrap();
    let changed = db.execute(
        "INSERT OR REPLACE INTO settings SELECT hash, text || ' ' FROM settings",
        [],
    );
    assert_eq!(changed.unwrap(), 1);
    home
}

#[test]
fn a_backup_that_no_home_can_take_is_not_kept() {
    let home = with_settings_changed();
    let backup = home.folder.path().join("backup.db");
    let refused = home.store.backup(&backup);
    assert!(matches!(refused, Err(StoreError::Damaged { .. })));
    assert!(!backup.exists());
}

#[test]
fn an_export_that_no_home_can_take_is_not_kept() {
    let home = with_settings_changed();
    let export = home.folder.path().join("log.jsonl");
    let refused = home.store.export(&export, LogContent::Whole);
    assert!(matches!(refused, Err(StoreError::Damaged { .. })));
    assert!(!export.exists());
    // Figures are for reading; no home takes them.
    assert_eq!(home.store.export(&export, LogContent::Figures).unwrap(), 1);
}

#[test]
fn what_is_written_is_taken_elsewhere_and_leaves_nothing_behind() {
    let home = stocked(1);
    for card in 0..5 {
        grade(&home.store, &nth(0, card), Grade::GOOD, DAY);
    }
    let before = names_in(home.folder.path());
    let export = home.folder.path().join("log.jsonl");
    assert_eq!(home.store.export(&export, LogContent::Whole).unwrap(), 5);
    let backup = home.folder.path().join("backup.db");
    home.store.backup(&backup).unwrap();
    let after = names_in(home.folder.path());
    let new: Vec<_> = after.difference(&before).collect();
    assert_eq!(new, ["backup.db", "log.jsonl"]);

    let mut other = stocked(2);
    other.store.progress().import(&export).unwrap();
    assert_eq!(log(&other.store), log(&home.store));
    other.store.restore(&backup, device(3)).unwrap();
    assert_eq!(kept(&other.store), kept(&home.store));
}

fn names_in(folder: &std::path::Path) -> std::collections::BTreeSet<String> {
    let entries = std::fs::read_dir(folder).unwrap();
    entries
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .collect()
}

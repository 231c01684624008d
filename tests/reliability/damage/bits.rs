//! One changed bit in the schema or in the text of settings: it is seen, and costs no event.

use std::path::Path;

use milepost::domain::event::Event;
use milepost::store::Store;
use rusqlite::{Connection, OpenFlags};

use super::{copied, device, files, log_of, told};
use crate::home::TestEnv;
use crate::kit::{Chance, events, rounds, tell};

/// Bytes of a text that are looked for in the file: a long text lies in several pages, and a shorter part could stand in
/// an event as well.
const WINDOW: usize = 20;

const DATABASE: &str = "milepost.db";

/// A small home with answers under settings of its own.
fn small() -> (TestEnv, Vec<Event>) {
    let env = TestEnv::with_every_kind();
    env.ok(&["scheduler", "use", "fsrs6"]);
    env.ok(&["config", "desired_retention", "0.83"]);
    let ran = env.run_with(&["review", "kinds.basic", "--new", "1"], "\n3\n");
    assert_eq!(ran.code, 0, "{}", ran.all());
    std::fs::remove_dir_all(env.path().join("backups")).unwrap();
    let log = events(env.path());
    assert!(!log.is_empty());
    (env, log)
}

/// What a query gives, as texts. Changes no file.
fn texts(database: &Path, sql: &str) -> rusqlite::Result<Vec<String>> {
    let flags = OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_URI;
    let place = format!("file:{}?immutable=1", database.display());
    let db = Connection::open_with_flags(place, flags)?;
    let mut query = db.prepare(sql)?;
    query.query_map([], |row| row.get(0))?.collect()
}

/// Where in a file the texts lie.
fn places(file: &[u8], texts: &[String]) -> Vec<usize> {
    let mut is_text = vec![false; file.len()];
    for text in texts {
        for window in text.as_bytes().windows(WINDOW.min(text.len())) {
            let found = file.windows(window.len()).enumerate();
            let starts = found.filter(|(_, bytes)| *bytes == window);
            for start in starts.map(|(start, _)| start).collect::<Vec<_>>() {
                is_text[start..start + window.len()].fill(true);
            }
        }
    }
    (0..file.len()).filter(|at| is_text[*at]).collect()
}

/// The database of a home with one bit flipped is reported and repaired.
fn assert_seen_and_repaired(home: &Path, log: &[Event], what: &str) {
    if let Ok(store) = Store::open(&files(home), device()) {
        assert!(!told(&store).is_empty(), "{what}: nothing is seen");
    }
    let (store, _) = Store::open_repaired(&files(home), &device())
        .unwrap_or_else(|error| panic!("{what}: {error}"));
    assert_eq!(told(&store), Vec::<String>::new(), "{what}");
    assert_eq!(log_of(&store).unwrap(), log, "{what}");
}

/// Flips the bits of what a query gives, one at a time: all of them in the long form, else a sample.
fn assert_each_bit_of(sql: &str, sample: usize) {
    let (env, log) = small();
    let database = env.path().join(DATABASE);
    let stored = texts(&database, sql).unwrap();
    let whole = std::fs::read(&database).unwrap();
    let places = places(&whole, &stored);
    let length: usize = stored.iter().map(String::len).sum();
    let all = rounds(0, 1) == 1;
    let mut chance = Chance::new(14);
    let (mut number, mut tried) = (0, 0);
    while if all {
        number < 8 * places.len()
    } else {
        tried < sample
    } {
        let bit = if all {
            number
        } else {
            usize::try_from(chance.below(8 * places.len() as u64)).unwrap()
        };
        number += 1;
        let at = places[bit / 8];
        let mut file = whole.clone();
        file[at] ^= 1 << (bit % 8);
        let folder = copied(env.path(), &[]);
        let database = folder.path().join(DATABASE);
        std::fs::write(&database, &file).unwrap();
        // Parts of a page that are not in use keep old copies of a text, in which no bit matters.
        if texts(&database, sql).is_ok_and(|read| read == stored) {
            continue;
        }
        tried += 1;
        let around = String::from_utf8_lossy(&file[at - 20..at + 20]);
        let what = format!("bit {} of byte {at}, {around:?}", bit % 8);
        assert_seen_and_repaired(folder.path(), &log, &what);
    }
    // A few letters at the edge of a page are not found.
    assert!(
        !all || tried > 8 * length * 9 / 10,
        "{tried} bits of {length} bytes"
    );
    tell(&format!(
        "{tried} bits of {length} bytes: all seen and repaired"
    ));
}

#[test]
fn each_bit_of_the_schema_is_seen_and_repaired() {
    assert_each_bit_of("SELECT sql FROM sqlite_schema WHERE sql IS NOT NULL", 60);
}

#[test]
fn each_bit_of_settings_is_seen_and_repaired() {
    assert_each_bit_of("SELECT text FROM settings", 40);
}

//! The `SQLite` database of a package: notes, cards and decks. Nobody knows who made it, so it is opened
//! read-only, and only tables are read: a view or a virtual table could run anything.

use std::cmp::Ordering;
use std::collections::HashMap;
use std::path::Path;

use rusqlite::config::DbConfig;
use rusqlite::limits::Limit;
use rusqlite::types::ValueRef;
use rusqlite::{Connection, OpenFlags, Row};
use serde::Deserialize;

use super::error::PackageError;
use super::note_types;
use super::values::{integer, text};
use crate::domain::anki::{AnkiCard, AnkiCollection, AnkiNote, AnkiReview, AnkiReviewKind};
use crate::domain::schedule::FsrsMemory;
use crate::domain::schedule::Strength;

/// Most bytes that a note's fields may have: no deck file could hold more.
const MAX_NOTE_BYTES: i64 = 1024 * 1024;

/// Most bytes of text that all notes may have.
const MAX_TEXT_BYTES: usize = 512 * 1024 * 1024;

/// Longest value that is read: the note types of a large collection.
const MAX_VALUE_BYTES: i32 = 64 * 1024 * 1024;

/// Separates the levels of a deck's name.
const LEVEL_END: char = '\u{1f}';

/// Reads a collection.
pub(super) fn read(file: &Path) -> Result<AnkiCollection, PackageError> {
    let db = open(file)?;
    for table in ["col", "notes", "cards"] {
        if !is_table(&db, table)? {
            return Err(PackageError::Collection(format!("no table {table}")));
        }
    }
    let has_tables_for_types = is_table(&db, "notetypes")?;
    let (note_types, decks) = if has_tables_for_types {
        for table in ["fields", "templates", "decks"] {
            if !is_table(&db, table)? {
                return Err(PackageError::Collection(format!("no table {table}")));
            }
        }
        (note_types::from_tables(&db)?, decks_of_table(&db)?)
    } else {
        (note_types::from_json(&db)?, note_types::decks_of_json(&db)?)
    };
    let mut notes = notes(&db)?;
    add_cards(&db, &mut notes)?;
    let answers_without_card = if is_table(&db, "revlog")? {
        add_reviews(&db, &mut notes)?
    } else {
        0
    };
    let created = db.query_row("SELECT CAST(crt AS INTEGER) FROM col", [], |row| row.get(0))?;
    Ok(AnkiCollection {
        note_types,
        decks,
        created,
        notes,
        answers_without_card,
    })
}

fn open(file: &Path) -> Result<Connection, PackageError> {
    let flags = OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let db = Connection::open_with_flags(file, flags)?;
    for (config, is_on) in [
        (DbConfig::SQLITE_DBCONFIG_DEFENSIVE, true),
        (DbConfig::SQLITE_DBCONFIG_TRUSTED_SCHEMA, false),
        (DbConfig::SQLITE_DBCONFIG_ENABLE_VIEW, false),
        (DbConfig::SQLITE_DBCONFIG_ENABLE_TRIGGER, false),
    ] {
        db.set_db_config(config, is_on)?;
    }
    db.set_limit(Limit::SQLITE_LIMIT_LENGTH, MAX_VALUE_BYTES)?;
    db.execute_batch("PRAGMA cell_size_check = ON; PRAGMA query_only = ON")?;
    // Columns of newer collections name this order, which only Anki has; nothing here sorts by it.
    db.create_collation(c"unicase", unicase)?;
    let verdict: String = db.query_row("PRAGMA quick_check(1)", [], |row| row.get(0))?;
    if verdict == "ok" {
        Ok(db)
    } else {
        Err(PackageError::Collection(verdict))
    }
}

fn unicase(a: &str, b: &str) -> Ordering {
    a.to_lowercase().cmp(&b.to_lowercase())
}

/// Whether a name is a plain table's.
fn is_table(db: &Connection, name: &str) -> Result<bool, PackageError> {
    let kind =
        "SELECT type = 'table' AND sql LIKE 'CREATE TABLE %' FROM sqlite_schema WHERE name = ?1";
    let mut statement = db.prepare(kind)?;
    let mut rows = statement.query([name])?;
    match rows.next()? {
        None => Ok(false),
        Some(row) if row.get::<_, Option<bool>>(0)? == Some(true) => Ok(true),
        Some(_) => Err(PackageError::Collection(format!("{name} is not a table"))),
    }
}

fn decks_of_table(db: &Connection) -> Result<HashMap<i64, String>, PackageError> {
    let mut statement = db.prepare("SELECT id, name FROM decks")?;
    let mut rows = statement.query([])?;
    let mut decks = HashMap::new();
    while let Some(row) = rows.next()? {
        decks.insert(integer(row, 0)?, text(row, 1)?.replace(LEVEL_END, "::"));
    }
    Ok(decks)
}

fn notes(db: &Connection) -> Result<Vec<AnkiNote>, PackageError> {
    let mut statement = db.prepare(
        "SELECT id, guid, mid, tags, CASE WHEN length(CAST(flds AS BLOB)) <= ?1 THEN flds END \
         FROM notes ORDER BY id",
    )?;
    let mut rows = statement.query([MAX_NOTE_BYTES])?;
    let mut notes = Vec::new();
    let mut bytes = 0;
    while let Some(row) = rows.next()? {
        let is_too_long = row.get_ref(4)? == ValueRef::Null;
        let fields = (!is_too_long).then(|| text(row, 4)).transpose()?;
        bytes += fields.as_ref().map_or(0, String::len);
        if bytes > MAX_TEXT_BYTES {
            let limit = MAX_TEXT_BYTES as u64 / 1024 / 1024;
            return Err(PackageError::TooLarge { limit });
        }
        notes.push(AnkiNote {
            id: integer(row, 0)?,
            guid: text(row, 1)?,
            note_type: integer(row, 2)?,
            tags: text(row, 3)?,
            text: fields,
            cards: Vec::new(),
        });
    }
    Ok(notes)
}

/// Gives each note its cards.
fn add_cards(db: &Connection, notes: &mut [AnkiNote]) -> Result<(), PackageError> {
    let mut statement = db.prepare(
        "SELECT id, nid, ord, did, odid, type, queue, due, odue, ivl, factor, flags, data \
         FROM cards ORDER BY nid, ord, id",
    )?;
    let mut rows = statement.query([])?;
    let mut at = 0;
    while let Some(row) = rows.next()? {
        let note = integer(row, 1)?;
        while notes.get(at).is_some_and(|candidate| candidate.id < note) {
            at += 1;
        }
        if let Some(note) = notes.get_mut(at).filter(|candidate| candidate.id == note) {
            // Most notes have one card: room for more would be most of what a collection takes.
            note.cards.reserve_exact(1);
            note.cards.push(card(row)?);
        }
    }
    Ok(())
}

fn card(row: &Row<'_>) -> Result<AnkiCard, PackageError> {
    // A filtered deck keeps where a card came from, and when it was due there.
    let (deck, home_deck) = (integer(row, 3)?, integer(row, 4)?);
    let (due, home_due) = (integer(row, 7)?, integer(row, 8)?);
    Ok(AnkiCard {
        id: integer(row, 0)?,
        ord: u32::try_from(integer(row, 2)?).unwrap_or(u32::MAX),
        deck: if home_deck == 0 { deck } else { home_deck },
        stage: integer(row, 5)?,
        queue: integer(row, 6)?,
        due: if home_due == 0 { due } else { home_due },
        interval: i32::try_from(integer(row, 9)?).unwrap_or(0),
        factor: u32::try_from(integer(row, 10)?).unwrap_or(0),
        flag: u8::try_from(integer(row, 11)? & 7).unwrap_or(0),
        strength: strength(&text(row, 12)?),
        reviews: Vec::new(),
    })
}

/// What FSRS keeps of a card, of which older collections know nothing.
#[derive(Deserialize)]
struct CardData {
    #[serde(rename = "s")]
    stability: f64,
    #[serde(rename = "d")]
    difficulty: f64,
}

/// The memory in a card's data; nothing where there is none, or where it is none that FSRS could compute.
fn strength(data: &str) -> Option<Strength> {
    let data: CardData = serde_json::from_str(data).ok()?;
    let is_possible = data.stability > 0.0 && (1.0..=10.0).contains(&data.difficulty);
    is_possible.then(|| {
        let (stability, difficulty) = FsrsMemory {
            stability: data.stability,
            difficulty: data.difficulty,
        }
        .stored();
        Strength::Fsrs {
            stability,
            difficulty,
        }
    })
}

/// Gives each card its answers. Those of cards that are gone are counted.
fn add_reviews(db: &Connection, notes: &mut [AnkiNote]) -> Result<u64, PackageError> {
    let mut without_card = 0;
    let mut cards: HashMap<i64, &mut AnkiCard> = notes
        .iter_mut()
        .flat_map(|note| &mut note.cards)
        .map(|card| (card.id, card))
        .collect();
    let mut statement =
        db.prepare("SELECT cid, id, ease, ivl, factor, time, type FROM revlog ORDER BY id")?;
    let mut rows = statement.query([])?;
    while let Some(row) = rows.next()? {
        let review = review(row)?;
        match cards.get_mut(&integer(row, 0)?) {
            Some(card) => card.reviews.push(review),
            None => without_card += u64::from(review.is_answer()),
        }
    }
    for card in cards.into_values() {
        card.reviews.shrink_to_fit();
    }
    Ok(without_card)
}

fn review(row: &Row<'_>) -> Result<AnkiReview, PackageError> {
    Ok(AnkiReview {
        at: integer(row, 1)?,
        button: u8::try_from(integer(row, 2)?).unwrap_or(0),
        interval: i32::try_from(integer(row, 3)?).unwrap_or(0),
        factor: u32::try_from(integer(row, 4)?).unwrap_or(0),
        millis: u32::try_from(integer(row, 5)?).unwrap_or(0),
        kind: AnkiReviewKind::from_number(integer(row, 6)?),
    })
}

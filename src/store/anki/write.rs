//! A package that Anki imports: the oldest layout, which every version reads, with one note type.

use std::collections::{BTreeMap, HashSet};
use std::io::{Seek, Write};
use std::path::{Path, PathBuf};

use rusqlite::{Connection, params};
use serde_json::{Value, json};
use zip::ZipWriter;
use zip::write::SimpleFileOptions;

use super::error::PackageError;
use crate::domain::anki::{AnkiExportNote, AnkiReview, AnkiReviewKind};
use crate::domain::day::StudyDay;
use crate::files::{self, FolderAside};

/// The note type, by its number. It stays, so that a second import finds it.
const NOTE_TYPE: i64 = 1_700_000_000_001;

/// Numbers of decks and notes begin here; Anki takes moments, and these are of 2023.
const FIRST_NUMBER: i64 = 1_700_000_100_000;

/// Numbers there are for notes and decks.
const NUMBERS: u64 = 1 << 36;

const SCHEMA: &str = "
CREATE TABLE col (id integer primary key, crt integer not null, mod integer not null, scm integer not null,
    ver integer not null, dty integer not null, usn integer not null, ls integer not null, conf text not null,
    models text not null, decks text not null, dconf text not null, tags text not null);
CREATE TABLE notes (id integer primary key, guid text not null, mid integer not null, mod integer not null,
    usn integer not null, tags text not null, flds text not null, sfld integer not null, csum integer not null,
    flags integer not null, data text not null);
CREATE TABLE cards (id integer primary key, nid integer not null, did integer not null, ord integer not null,
    mod integer not null, usn integer not null, type integer not null, queue integer not null, due integer not null,
    ivl integer not null, factor integer not null, reps integer not null, lapses integer not null,
    left integer not null, odue integer not null, odid integer not null, flags integer not null, data text not null);
CREATE TABLE revlog (id integer primary key, cid integer not null, usn integer not null, ease integer not null,
    ivl integer not null, lastIvl integer not null, factor integer not null, time integer not null,
    type integer not null);
CREATE TABLE graves (usn integer not null, oid integer not null, type integer not null);
";

/// When and where a package is written.
#[derive(Debug, Clone, Copy)]
pub struct AnkiExportClock {
    /// Now, in seconds.
    pub now: i64,
    /// When the study day began on which all days are counted from 0, in seconds.
    pub began: i64,
    /// That study day.
    pub first_day: StudyDay,
    /// Minutes west of UTC.
    pub minutes_west: i32,
}

/// Writes a package with notes and the pictures and sounds that they name.
pub fn write_package(
    to: &mut (impl Write + Seek),
    notes: &[AnkiExportNote],
    media: &[(String, PathBuf)],
    clock: AnkiExportClock,
) -> Result<(), PackageError> {
    let folder = FolderAside::make_temporary().map_err(PackageError::Unpack)?;
    let file = folder.path().join("collection.anki2");
    write_collection(&file, notes, clock)?;
    let mut zip = ZipWriter::new(to);
    add_member(&mut zip, "collection.anki2", &file)?;
    let mut names = BTreeMap::new();
    for (number, (name, file)) in media.iter().enumerate() {
        add_member(&mut zip, &number.to_string(), file)?;
        names.insert(number.to_string(), name);
    }
    zip.start_file("media", SimpleFileOptions::default())
        .map_err(|_| PackageError::Archive)?;
    let list = serde_json::to_vec(&names).map_err(|_| PackageError::Encoding { part: "media" })?;
    zip.write_all(&list).map_err(PackageError::Unpack)?;
    zip.finish().map_err(|_| PackageError::Archive)?;
    Ok(())
}

fn add_member(
    zip: &mut ZipWriter<impl Write + Seek>,
    name: &str,
    file: &Path,
) -> Result<(), PackageError> {
    zip.start_file(name, SimpleFileOptions::default())
        .map_err(|_| PackageError::Archive)?;
    let mut file = files::open(file).map_err(PackageError::Unpack)?;
    std::io::copy(&mut file, zip).map_err(PackageError::Unpack)?;
    Ok(())
}

fn write_collection(
    file: &Path,
    notes: &[AnkiExportNote],
    clock: AnkiExportClock,
) -> Result<(), PackageError> {
    let mut db = Connection::open(file)?;
    db.execute_batch(SCHEMA)?;
    let write = db.transaction()?;
    let mut writer = CollectionWriter {
        db: &write,
        clock,
        numbers: HashSet::new(),
        moments: HashSet::new(),
        decks: BTreeMap::new(),
    };
    for note in notes {
        writer.note(note)?;
    }
    writer.collection()?;
    write.commit()?;
    db.close().map_err(|(_, error)| PackageError::from(error))
}

struct CollectionWriter<'d> {
    db: &'d Connection,
    clock: AnkiExportClock,
    numbers: HashSet<i64>,
    moments: HashSet<i64>,
    decks: BTreeMap<String, i64>,
}

impl CollectionWriter<'_> {
    /// A number made from a name: the same with every export.
    fn number(&mut self, name: &str) -> i64 {
        let digits = &crate::domain::card::hex16(name.as_bytes());
        let hash = u64::from_str_radix(digits, 16).unwrap_or(0) % NUMBERS;
        let mut number = FIRST_NUMBER + i64::try_from(hash).unwrap_or(0);
        while !self.numbers.insert(number) {
            number += 1;
        }
        number
    }

    fn deck(&mut self, name: &str) -> i64 {
        if let Some(number) = self.decks.get(name) {
            return *number;
        }
        let number = self.number(&format!("deck {name}"));
        self.decks.insert(name.to_owned(), number);
        number
    }

    fn note(&mut self, note: &AnkiExportNote) -> Result<(), PackageError> {
        let id = self.number(&note.guid);
        let deck = self.deck(&note.deck);
        let tags = match note.tags.as_slice() {
            [] => String::new(),
            tags => format!(" {} ", tags.join(" ")),
        };
        let fields = note.sides.join("\u{1f}");
        let now = self.clock.now;
        self.db
            .prepare_cached("INSERT INTO notes VALUES (?1, ?2, ?3, ?4, -1, ?5, ?6, ?7, 0, 0, '')")?
            .execute(params![
                id,
                note.guid,
                NOTE_TYPE,
                now,
                tags,
                fields,
                note.sides[0]
            ])?;
        let place = i64::try_from(self.numbers.len()).unwrap_or(0);
        let (kind, due, interval, factor, reps, lapses) = match &note.schedule {
            None => (0, place, 0, 0, 0, 0),
            Some(schedule) => (
                2,
                i64::from(schedule.due.since(self.clock.first_day)),
                schedule.interval.days(),
                schedule.factor,
                schedule.reps,
                schedule.lapses,
            ),
        };
        let queue = if note.is_suspended { -1 } else { kind };
        self.db
            .prepare_cached(
                "INSERT INTO cards VALUES (?1, ?2, ?3, 0, ?4, -1, ?5, ?6, ?7, ?8, ?9, ?10, ?11, 0, 0, 0, ?12, ?13)",
            )?
            .execute(params![
                id,
                id,
                deck,
                now,
                kind,
                queue,
                due,
                interval,
                factor,
                reps,
                lapses,
                u8::from(note.is_flagged),
                card_data(note),
            ])?;
        self.reviews(id, &note.reviews)
    }

    fn reviews(&mut self, card: i64, reviews: &[AnkiReview]) -> Result<(), PackageError> {
        let mut interval_before = 0;
        for review in reviews {
            let mut moment = review.at;
            while !self.moments.insert(moment) {
                moment += 1;
            }
            let kind = match review.kind {
                AnkiReviewKind::Learn => 0,
                AnkiReviewKind::Review => 1,
                AnkiReviewKind::Relearn => 2,
                AnkiReviewKind::Filtered => 3,
                AnkiReviewKind::Manual => 4,
            };
            self.db
                .prepare_cached("INSERT INTO revlog VALUES (?1, ?2, -1, ?3, ?4, ?5, ?6, ?7, ?8)")?
                .execute(params![
                    moment,
                    card,
                    review.button,
                    review.interval,
                    interval_before,
                    review.factor,
                    review.millis,
                    kind,
                ])?;
            interval_before = review.interval;
        }
        Ok(())
    }

    fn collection(&self) -> Result<(), PackageError> {
        let now = self.clock.now;
        let mut decks = serde_json::Map::new();
        decks.insert("1".to_owned(), deck(1, "Default", now));
        for (name, number) in &self.decks {
            decks.insert(number.to_string(), deck(*number, name, now));
        }
        let conf = json!({
            "schedVer": 2, "creationOffset": self.clock.minutes_west, "curDeck": 1, "nextPos": 1,
        });
        let models = json!({ NOTE_TYPE.to_string(): note_type(now) });
        self.db.execute(
            "INSERT INTO col VALUES (1, ?1, ?2, ?2, 11, 0, 0, 0, ?3, ?4, ?5, ?6, '{}')",
            params![
                self.clock.began,
                now * 1000,
                conf.to_string(),
                models.to_string(),
                Value::Object(decks).to_string(),
                json!({ "1": deck_options() }).to_string(),
            ],
        )?;
        Ok(())
    }
}

/// What Anki keeps of a card besides: when it was answered last, in seconds, and what FSRS computed.
fn card_data(note: &AnkiExportNote) -> String {
    let mut data = serde_json::Map::new();
    if let Some(last) = note.reviews.iter().map(|review| review.at).max() {
        data.insert("lrt".to_owned(), json!(last / 1000));
    }
    if let Some(memory) = note.strength {
        data.insert("s".to_owned(), json!(memory.stability));
        data.insert("d".to_owned(), json!(memory.difficulty));
    }
    if data.is_empty() {
        return String::new();
    }
    Value::Object(data).to_string()
}

fn note_type(now: i64) -> Value {
    let field = |name: &str, ord: u32| {
        json!({
            "name": name, "ord": ord, "sticky": false, "rtl": false, "font": "Arial", "size": 20, "media": [],
        })
    };
    json!({
        "id": NOTE_TYPE, "name": "Milepost", "type": 0, "mod": now, "usn": -1, "sortf": 0, "did": null,
        "tmpls": [{
            "name": "Card 1", "ord": 0, "qfmt": "{{Front}}",
            "afmt": "{{FrontSide}}\n\n<hr id=answer>\n\n{{Back}}", "did": null, "bqfmt": "", "bafmt": "",
        }],
        "flds": [field("Front", 0), field("Back", 1)],
        "css": ".card { font-family: sans-serif; font-size: 20px; } pre { font-size: 16px; }",
        "latexPre": "", "latexPost": "", "req": [[0, "any", [0]]], "tags": [], "vers": [],
    })
}

fn deck(number: i64, name: &str, now: i64) -> Value {
    json!({
        "id": number, "name": name, "mod": now, "usn": -1, "conf": 1, "desc": "", "dyn": 0, "collapsed": false,
        "newToday": [0, 0], "revToday": [0, 0], "lrnToday": [0, 0], "timeToday": [0, 0],
        "extendNew": 10, "extendRev": 50,
    })
}

fn deck_options() -> Value {
    json!({
        "id": 1, "name": "Default", "mod": 0, "usn": 0, "maxTaken": 60, "autoplay": true, "timer": 0, "replayq": true,
        "dyn": false,
        "new": {
            "bury": true, "delays": [1, 10], "initialFactor": 2500, "ints": [1, 4, 7], "order": 1, "perDay": 20,
            "separate": true,
        },
        "rev": {
            "bury": true, "ease4": 1.3, "fuzz": 0.05, "ivlFct": 1, "maxIvl": 36500, "minSpace": 1, "perDay": 100,
        },
        "lapse": { "delays": [10], "leechAction": 0, "leechFails": 8, "minInt": 1, "mult": 0 },
    })
}

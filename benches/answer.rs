//! What an answer costs: time with the next card, bytes written, syncs; and what taking it back costs.
//! Beside it the least that would keep it: appending a line to a file with a sync, and, where syncs are free,
//! one row inserted, one updated and the next one found in a bare database.

mod homes;

use std::fs::{self, File};
use std::io::Write;
use std::path::Path;
use std::process::Command;

use homes::{Place, Times, tell, timed};
use milepost::domain::card::Lang;
use milepost::domain::day::StudyDay;
use milepost::domain::id::CardId;
use milepost::store::{CardScope, Store};
use rusqlite::Connection;

/// Answers measured on each home.
const ANSWERS: usize = 600;
/// Cards in the homes, and events in their logs.
const SIZES: [usize; 3] = [1_000, 100_000, 1_000_000];
/// Bytes of an event's row, about.
const LINE: usize = 420;
/// Day on which measured cards come back, the first of them; later than any that waits.
const AFTER: i32 = 30_000;

fn main() {
    if let Some(home) = std::env::args()
        .skip_while(|argument| argument != "--only")
        .nth(1)
    {
        let store = homes::open(Path::new(&home));
        let count = std::env::args()
            .next_back()
            .and_then(|count| count.parse().ok())
            .unwrap_or(0);
        return only(&store, count);
    }
    tell(
        "place  cards        bare µs  answer+next µs   p99 µs  p99/median  ratio  undo µs  bytes written",
    );
    for place in [Place::Memory, Place::Disk] {
        for cards in SIZES {
            measure(place, cards);
        }
    }
    syncs();
}

fn measure(place: Place, cards: usize) {
    let bed = homes::home(cards, place);
    let store = homes::open(bed.path());
    let bare = Bare::new(place, bed.path());
    let (mut answers, mut undos, mut bares) =
        (Times::default(), Times::default(), Times::default());
    let mut written = 0;
    let due: Vec<CardId> = waiting(&store, ANSWERS.min(cards / 2));
    // A few dozen before the clock counts: statements are prepared and caches are warm.
    for round in 0..ANSWERS + 50 {
        let (card, next) = (&due[round % due.len()], &due[(round + 1) % due.len()]);
        store.checkpoint().expect("a checkpoint");
        let before = bytes_written();
        let (time, event) = timed(|| answer_and_next(&store, card, next, round));
        let after = bytes_written();
        let (undo, ()) = timed(|| {
            store
                .progress()
                .undo(&event, &homes::stamp(homes::TODAY))
                .expect("an undo is written");
        });
        let small = timed(|| bare.once(round)).0;
        if round >= 50 {
            written += after - before;
            answers.push(time);
            undos.push(undo);
            bares.push(small);
        }
        // The answer stands in the end, so that the log grows as it does in use.
        homes::answer(
            &store,
            card,
            AFTER + i32::try_from(round).expect("a small number"),
        );
    }
    let (median, p99, bare) = (answers.median(), answers.percentile(99), bares.median());
    let line = format!(
        "{:<6} {cards:<9} {bare:>10.1} {median:>15.1} {p99:>8.1} {:>11.2} {:>6.2} {:>8.1} {:>14}",
        place.name(),
        p99 / median,
        median / bare,
        undos.median(),
        written / ANSWERS as u64
    );
    tell(&line);
}

fn waiting(store: &Store, most: usize) -> Vec<CardId> {
    store
        .progress()
        .due(
            &CardScope::All,
            StudyDay::from_number(homes::TODAY + 400),
            most,
        )
        .expect("cards wait")
}

/// An answer to one card, and what the session reads of the next.
fn answer_and_next(
    store: &Store,
    card: &CardId,
    next: &CardId,
    round: usize,
) -> milepost::domain::event::EventKey {
    let key = homes::answer(
        store,
        card,
        AFTER + i32::try_from(round).expect("a small number"),
    );
    store
        .content()
        .card(next, Lang::EN)
        .expect("the index answers")
        .expect("the card is there");
    store.progress().state(next).expect("the store answers");
    key
}

/// Answers alone, for counting system calls.
fn only(store: &Store, count: usize) {
    let due = waiting(store, 10);
    for round in 0..count {
        store.checkpoint().expect("a checkpoint");
        answer_and_next(store, &due[round % 10], &due[(round + 1) % 10], round);
    }
}

/// Syncs of answers, checkpoints apart: those of twenty answers less those of ten.
fn syncs() {
    let count = |answers: usize| -> Option<u64> {
        let bed = homes::home(1_000, Place::Disk);
        let program = std::env::current_exe().expect("this program");
        let out = Command::new("strace")
            .args(["-f", "-e", "trace=fsync,fdatasync", "-o", "/dev/stderr"])
            .arg(program)
            .arg("--only")
            .arg(bed.path())
            .arg(answers.to_string())
            .output()
            .ok()?;
        let calls = String::from_utf8_lossy(&out.stderr)
            .matches("sync(")
            .count();
        u64::try_from(calls).ok()
    };
    match (count(10), count(20)) {
        (Some(few), Some(many)) => tell(&format!("syncs of 10 answers: {}", many - few)),
        (None, _) | (_, None) => tell("syncs: not counted, strace is missing"),
    }
}

/// Bytes this process has handed to the system so far.
fn bytes_written() -> u64 {
    let text = fs::read_to_string("/proc/self/io").unwrap_or_default();
    let line = text.lines().find_map(|line| line.strip_prefix("wchar: "));
    line.and_then(|bytes| bytes.parse().ok()).unwrap_or(0)
}

/// The least that would keep an answer.
enum Bare {
    /// A line appended to a file, with a sync.
    Append(File),
    /// A row inserted, one updated, the next one found.
    Rows(Connection),
}

impl Bare {
    fn new(place: Place, home: &Path) -> Self {
        if place == Place::Disk {
            return Self::Append(File::create(home.join("bare.log")).expect("a file can be made"));
        }
        let db = Connection::open(home.join("bare.db")).expect("a database can be made");
        db.execute_batch(
            "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL;
             CREATE TABLE log (id INTEGER PRIMARY KEY, body TEXT NOT NULL);
             CREATE TABLE card (id INTEGER PRIMARY KEY, due INTEGER NOT NULL);
             CREATE INDEX card_due ON card (due);
             WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 100000)
             INSERT INTO card SELECT i, i * 7919 % 100003 FROM n;",
        )
        .expect("tables can be made");
        Self::Rows(db)
    }

    fn once(&self, round: usize) {
        match self {
            Self::Append(file) => {
                let mut file = file;
                file.write_all(&[b'x'; LINE]).expect("room on the disk");
                file.sync_data().expect("a sync");
            }
            Self::Rows(db) => {
                let run = || -> rusqlite::Result<i64> {
                    let body = String::from_utf8_lossy(&[b'x'; LINE]).into_owned();
                    let round = i64::try_from(round).unwrap_or(0);
                    db.prepare_cached("BEGIN IMMEDIATE")?.execute([])?;
                    db.prepare_cached("INSERT INTO log (body) VALUES (?1)")?
                        .execute([body])?;
                    db.prepare_cached("UPDATE card SET due = ?2 WHERE id = ?1")?
                        .execute([round * 131 % 99_991 + 1, 200_000 + round])?;
                    db.prepare_cached("COMMIT")?.execute([])?;
                    db.prepare_cached("SELECT id FROM card ORDER BY due LIMIT 1")?
                        .query_row([], |row| row.get(0))
                };
                run().expect("the database works");
            }
        }
    }
}

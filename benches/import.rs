//! How long imports take and how much memory: packages of Anki with years of answers, and tables.

mod anki;
mod homes;

use std::fmt::Write as _;
use std::fs;
use std::path::Path;
use std::process::{Command, Stdio};

use anki::PackageSize;
use homes::{Place, tell, timed};

/// Cards of the packages; each has ten answers.
const CARDS: [usize; 3] = [1_000, 10_000, 100_000];

/// Rows of the tables, all of which begin alike.
const ROWS: [usize; 3] = [5_000, 20_000, 50_000];

fn main() {
    tell("package: cards  answers      s  MiB  then add");
    for cards in CARDS {
        let folder = homes::folder(Place::Disk);
        let package = folder.path().join("cards.apkg");
        let size = PackageSize {
            cards,
            answers: 10,
            cards_a_picture: None,
        };
        anki::write(size, folder.path(), &package);
        let answers = cards * 10;
        report(&format!("{cards:>14} {answers:>8}"), &package, None);
    }
    tell("table: rows                  s  MiB  then add");
    for rows in ROWS {
        let folder = homes::folder(Place::Disk);
        let table = folder.path().join("rows.csv");
        fs::write(&table, text_of(rows)).expect("a file");
        report(&format!("{rows:>23}"), &table, Some("table"));
    }
}

fn text_of(rows: usize) -> String {
    let mut text = String::new();
    for row in 0..rows {
        let _ = writeln!(
            text,
            "What is the meaning of the word w{row}?,It means m{row} and is used in many places"
        );
    }
    text
}

/// Imports a file into a new home, in a process of its own.
fn report(what: &str, file: &Path, topic: Option<&str>) {
    let home = homes::folder(Place::Disk);
    let mut command = command(home.path(), &["import"]);
    command.arg(file);
    if let Some(topic) = topic {
        command.args(["--topic", topic]);
    }
    // The index of the built-in decks is made by the first command of a home, whichever it is.
    let first = self::command(home.path(), &["due"]).status();
    assert!(first.expect("the process runs").success());
    let mut child = command.spawn().expect("the process starts");
    let (time, peak) = timed(|| {
        let mut peak = 0;
        while child.try_wait().expect("a child").is_none() {
            peak = homes::high_water(child.id()).unwrap_or(peak);
            std::thread::sleep(std::time::Duration::from_millis(20));
        }
        peak
    });
    assert!(child.wait().expect("a child").success());
    let (one_more, added) = timed(|| {
        let words = [
            "add",
            "--topic",
            "one-more",
            "--prompt",
            "One more?",
            "--answer",
            "Yes",
        ];
        self::command(home.path(), &words).status()
    });
    assert!(added.expect("the process runs").success());
    tell(&format!(
        "{what} {:>6.1} {:>4} {:>9.1}",
        time.as_secs_f64(),
        peak / 1024,
        one_more.as_secs_f64()
    ));
}

fn command(home: &Path, words: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_milepost"));
    command
        .args(words)
        .env("MILEPOST_HOME", home)
        .env("MILEPOST_NOW", homes::NOW)
        .env("LANG", "C.UTF-8")
        .stdin(Stdio::null())
        .stdout(Stdio::null());
    command
}

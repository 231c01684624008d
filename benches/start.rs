//! How long it takes from the start of the process to the first card, beside a bare process on the same home
//! that opens the database and runs one indexed query.
//!
//! `--home CARDS` makes a home and leaves it, to look at where time goes.

mod homes;

use std::path::Path;
use std::process::Command;
use std::time::Duration;

use homes::{Place, QUESTION, Times, tell, until_question};

/// Starts measured of each kind and size.
const ROUNDS: usize = 400;
/// Cards in the homes.
const SIZES: [usize; 3] = [1_000, 100_000, 1_000_000];

fn main() {
    if let Some(home) = std::env::args()
        .skip_while(|argument| argument != "--bare")
        .nth(1)
    {
        return bare(Path::new(&home));
    }
    if let Some(cards) = std::env::args()
        .skip_while(|argument| argument != "--home")
        .nth(1)
    {
        let bed = homes::home(cards.parse().expect("a number of cards"), Place::Memory);
        return tell(&bed.keep().display().to_string());
    }
    let beds = SIZES.map(|cards| homes::home(cards, Place::Memory));
    let mut bare_times: [Times; 3] = Default::default();
    let mut times: [Times; 3] = Default::default();
    // In turns, so that whatever else the machine does falls on all alike.
    for round in 0..ROUNDS + 10 {
        for (size, bed) in beds.iter().enumerate() {
            let (bare, whole) = (start_bare(bed.path()), start(bed.path()));
            if round >= 10 {
                bare_times[size].push(bare);
                times[size].push(whole);
            }
        }
    }
    tell("cards      bare µs  first card µs    p99 µs  ratio");
    for ((cards, bare), whole) in SIZES.iter().zip(&bare_times).zip(&times) {
        let ratio = whole.median() / bare.median();
        let (bare, median, p99) = (bare.median(), whole.median(), whole.percentile(99));
        tell(&format!(
            "{cards:<9} {bare:>8.0} {median:>14.0} {p99:>9.0} {ratio:>6.2}"
        ));
    }
    tell(&format!(
        "1,000,000 cards to 1,000: {:.2}",
        times[2].median() / times[0].median()
    ));
}

/// Opens the database, runs the query that finds the first due card, prints its text.
fn bare(home: &Path) {
    let db = rusqlite::Connection::open(home.join("milepost.db")).expect("the database opens");
    let query = "SELECT c.id FROM memory m INDEXED BY memory_due JOIN card c ON c.number = m.card
                 WHERE suspended = 0 AND gone = 0 AND due <= ?1 ORDER BY due, interval, card LIMIT 1";
    let id: String = db
        .query_row(query, [homes::TODAY], |row| row.get(0))
        .expect("a card is due");
    tell(&format!("{id} {QUESTION}"));
}

fn start_bare(home: &Path) -> Duration {
    let mut command = Command::new(std::env::current_exe().expect("this program"));
    command.arg("--bare").arg(home);
    until_question(command)
}

fn start(home: &Path) -> Duration {
    let mut command = Command::new(env!("CARGO_BIN_EXE_milepost"));
    command
        .arg("review")
        .env("MILEPOST_HOME", home)
        .env("MILEPOST_NOW", homes::NOW)
        .env("LANG", "C.UTF-8");
    until_question(command)
}

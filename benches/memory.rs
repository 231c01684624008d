//! The most memory a session of a thousand reviews takes.

mod homes;

use std::fs;
use std::io::{BufRead, BufReader, Write};
use std::process::{Command, Stdio};

use homes::{Place, tell};

/// Reviews of the session.
const REVIEWS: usize = 1_000;
/// Cards in the homes.
const SIZES: [usize; 3] = [1_000, 100_000, 1_000_000];

fn main() {
    tell("cards      first card KiB  peak KiB");
    for cards in SIZES {
        let (first, peak) = session(cards);
        tell(&format!("{cards:<9} {first:>15} {peak:>9}"));
    }
}

/// Peak memory when the first card is shown, and after the last review.
fn session(cards: usize) -> (u64, u64) {
    let bed = homes::home(cards, Place::Memory);
    fs::write(
        bed.path().join("config.toml"),
        "reviews_per_day = 5000\nnew_per_day = 0\n",
    )
    .expect("a file");
    // Far enough ahead that a thousand cards are due, or all there are.
    let mut child = Command::new(env!("CARGO_BIN_EXE_milepost"))
        .args(["review", "--limit", &REVIEWS.to_string()])
        .env("MILEPOST_HOME", bed.path())
        .env("MILEPOST_NOW", "2027-11-20T18:30:00+00:00")
        .env("LANG", "C.UTF-8")
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .expect("the process starts");
    let mut input = child.stdin.take().expect("a pipe");
    let mut out = BufReader::new(child.stdout.take().expect("a pipe"));
    let (mut first, mut peak, mut shown) = (0, 0, 0);
    let mut line = String::new();
    while out.read_line(&mut line).expect("text") > 0 {
        // At every line, the summary's too: the end of a session counts.
        peak = homes::high_water(child.id()).unwrap_or(peak);
        if line.starts_with('[') {
            shown += 1;
            first = if shown == 1 { peak } else { first };
            // Reveal, then Good.
            input.write_all(b"\n3\n").expect("the session reads");
        }
        line.clear();
    }
    child.wait().expect("the process ends");
    assert!(
        shown >= REVIEWS.min(cards * 7 / 10),
        "only {shown} cards were shown"
    );
    (first, peak)
}

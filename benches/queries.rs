//! How long a query takes over a hundred thousand cards, from start to end of the process; of a review, until
//! its first card.

mod homes;

use std::path::Path;
use std::process::{Command, Stdio};
use std::time::Duration;

use homes::{Place, Times, tell, timed};

const CARDS: usize = 100_000;
/// Runs measured of each command.
const ROUNDS: usize = 40;

/// Commands, and the milliseconds that a run may take.
const BUDGETS: [(&[&str], f64); 9] = [
    (&["config"], f64::INFINITY),
    (&["list", "topic:bench-7"], 20.0),
    (&["list", "is:due"], 20.0),
    (&["list", "kind:open"], 20.0),
    (&["list", "tag:rare"], 20.0),
    (&["list", "number 499"], 60.0),
    (&["list", "nowhere"], 60.0),
    (&["review", "topic:bench-7"], 30.0),
    (&["review", "kind:basic"], 30.0),
];

fn main() {
    let bed = homes::home(CARDS, Place::Memory);
    for (words, budget) in BUDGETS {
        measure(bed.path(), words, budget);
    }
    std::fs::write(bed.path().join("config.toml"), "new_per_day = 9999\n")
        .expect("settings are written");
    measure(bed.path(), &["review"], 20.0);
}

fn measure(home: &Path, words: &[&str], budget: f64) {
    let mut times = Times::default();
    for round in 0..ROUNDS + 3 {
        let time = run(home, words);
        if round >= 3 {
            times.push(time);
        }
    }
    let median = times.median() / 1000.0;
    let verdict = if median <= budget {
        ""
    } else {
        "  over budget"
    };
    tell(&format!(
        "{:<24} {median:>7.1} ms of {budget}{verdict}",
        words.join(" ")
    ));
}

fn run(home: &Path, words: &[&str]) -> Duration {
    let mut command = Command::new(env!("CARGO_BIN_EXE_milepost"));
    command
        .args(words)
        .env("MILEPOST_HOME", home)
        .env("MILEPOST_NOW", homes::NOW)
        .env("LANG", "C.UTF-8");
    if words[0] == "review" {
        return homes::until_question(command);
    }
    command.stdout(Stdio::null());
    let (time, status) = timed(|| command.status().expect("the program runs"));
    assert!(status.success(), "{words:?}");
    time
}

//! How long figures take over a million events on a hundred thousand cards, from start to end of the process.

mod homes;

use std::path::Path;
use std::process::{Command, Stdio};
use std::sync::OnceLock;

use milepost::domain::id::CardId;
use milepost::store::Store;
use tempfile::TempDir;

const CARDS: usize = 100_000;
/// Answers to each card.
const ROUNDS: usize = 10;
/// Answers a day: five years in all.
const A_DAY: usize = 550;
/// A step through the cards that has no divisor in common with their number, so that a day meets every topic.
const STEP: usize = 7_919;

/// The home all benches share. A static is never dropped: its folder is removed by hand.
static BED: OnceLock<TempDir> = OnceLock::new();

fn main() {
    divan::main();
    if let Some(bed) = BED.get() {
        std::fs::remove_dir_all(bed.path()).expect("the home can be removed");
    }
}

fn bed() -> &'static TempDir {
    BED.get_or_init(|| {
        let bed = homes::fresh(CARDS);
        let store = homes::open(bed.path());
        let answers = CARDS * ROUNDS;
        let first = homes::TODAY - i32::try_from(answers / A_DAY).expect("some years");
        for answer in 0..answers {
            let day = first + i32::try_from(answer / A_DAY).expect("some years");
            again(&store, &homes::nth(answer * STEP % CARDS), day);
            if answer % 4_000 == 0 {
                store.checkpoint().expect("a checkpoint");
            }
        }
        store.close().expect("the store closes");
        run(bed.path(), &["stats", "--json"]);
        bed
    })
}

fn again(store: &Store, card: &CardId, day: i32) {
    let before = store.progress().state(card).expect("a state").memory;
    let review = homes::review(card, before, day, day + 40 + day % 30);
    store
        .progress()
        .answer(review, &homes::stamp(day))
        .expect("an answer is written");
}

fn run(home: &Path, args: &[&str]) {
    let ran = Command::new(env!("CARGO_BIN_EXE_milepost"))
        .args(args)
        .env("MILEPOST_HOME", home)
        .env("MILEPOST_NOW", homes::NOW)
        .stdout(Stdio::null())
        .status()
        .expect("the program runs");
    assert!(ran.success(), "{args:?}");
}

/// The process alone, to be taken off the others.
#[divan::bench(sample_count = 30, sample_size = 1)]
fn nothing(bencher: divan::Bencher<'_, '_>) {
    let home = bed().path();
    bencher.bench_local(|| run(home, &["config"]));
}

/// The table per phase.
#[divan::bench(sample_count = 30, sample_size = 1)]
fn per_phase(bencher: divan::Bencher<'_, '_>) {
    let home = bed().path();
    bencher.bench_local(|| run(home, &["stats", "--roadmap", "bench"]));
}

/// Every plot.
#[divan::bench(sample_count = 30, sample_size = 1)]
fn plots(bencher: divan::Bencher<'_, '_>) {
    let home = bed().path();
    bencher.bench_local(|| run(home, &["stats", "--plots"]));
}

/// Everything: tables of phases, topics, areas and kinds, and the plots, as a page.
#[divan::bench(sample_count = 30, sample_size = 1)]
fn everything(bencher: divan::Bencher<'_, '_>) {
    let home = bed().path();
    let page = home.join("stats.html");
    bencher.bench_local(|| run(home, &["stats", "--html", page.to_str().expect("a path")]));
}

//! How long reading, folding and checking the whole log takes.

mod homes;

use std::sync::OnceLock;

use homes::Place;
use milepost::domain::schedule::Scheduler;
use milepost::domain::{event::Event, event::SettingsHash, replay};
use milepost::store::{Filter, Store};
use tempfile::TempDir;

/// Events in the logs, to a tenth.
const SIZES: [usize; 3] = [1_000, 100_000, 1_000_000];

fn main() {
    divan::main();
}

fn bed(cards: usize) -> &'static TempDir {
    static BEDS: [OnceLock<TempDir>; 3] = [const { OnceLock::new() }; 3];
    let place = SIZES
        .iter()
        .position(|size| *size == cards)
        .expect("a size of the list");
    BEDS[place].get_or_init(|| homes::home(cards, Place::Memory))
}

fn store(cards: usize) -> Store {
    homes::open(bed(cards).path())
}

fn settings(hash: &SettingsHash) -> Option<Scheduler> {
    let standard = Scheduler::default();
    (standard.hash() == *hash).then_some(standard)
}

fn events(store: &Store) -> Vec<Event> {
    store
        .log()
        .events(Filter::default())
        .expect("a log")
        .map(|logged| logged.expect("an event").event)
        .collect()
}

/// The log read from the database, event by event.
#[divan::bench(args = SIZES, sample_count = 5, sample_size = 1)]
fn read(bencher: divan::Bencher<'_, '_>, cards: usize) {
    let store = store(cards);
    bencher.bench_local(|| {
        store
            .log()
            .events(Filter::default())
            .expect("a log")
            .count()
    });
}

/// Events in memory folded into what they say of every card.
#[divan::bench(args = SIZES, sample_count = 5, sample_size = 1)]
fn fold(bencher: divan::Bencher<'_, '_>, cards: usize) {
    let events = events(&store(cards));
    bencher.bench_local(|| {
        replay::fold(&events, &settings, &Scheduler::default())
            .cards
            .len()
    });
}

/// Pages, checksums, numbers, and the log against the projection.
#[divan::bench(args = SIZES, sample_count = 3, sample_size = 1)]
fn doctor(bencher: divan::Bencher<'_, '_>, cards: usize) {
    let store = store(cards);
    bencher.bench_local(|| assert!(store.doctor().iter().all(|check| check.faults.is_empty())));
}

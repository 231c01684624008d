//! What the reliability tests share: how long they run, chance, and a look at a home from outside.

use std::collections::BTreeSet;
use std::path::Path;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;
use std::time::{Duration, Instant};

use milepost::domain::event::Event;

pub(crate) use crate::home::{events, store};

/// Rounds of a test: the short form runs with every change, the long one when `MILEPOST_LONG` is set.
pub(crate) fn rounds(short: usize, long: usize) -> usize {
    if long_form() { long } else { short }
}

#[expect(
    clippy::disallowed_methods,
    reason = "only the one who runs the tests can ask for the long form"
)]
fn long_form() -> bool {
    std::env::var_os("MILEPOST_LONG").is_some()
}

/// Runs one history for each seed from 1, on every processor; gives the sum of what they say.
pub(crate) fn run_seeds(count: usize, one: impl Fn(u64) -> usize + Sync) -> usize {
    let workers = thread::available_parallelism().map_or(1, usize::from);
    let next = AtomicUsize::new(1);
    let work = || {
        let mut sum = 0;
        loop {
            let seed = next.fetch_add(1, Ordering::Relaxed);
            if seed > count {
                return sum;
            }
            sum += one(seed as u64);
        }
    };
    thread::scope(|scope| {
        let running: Vec<_> = (0..workers).map(|_| scope.spawn(work)).collect();
        running
            .into_iter()
            .map(|worker| worker.join().unwrap())
            .sum()
    })
}

/// Tells the figure of a test, for who runs it with `--nocapture`.
#[expect(
    clippy::print_stderr,
    reason = "a figure that is measured is worth reading"
)]
pub(crate) fn tell(figure: &str) {
    eprintln!("{figure}");
}

/// Numbers that look random and are the same in every run.
pub(crate) struct Chance(u64);

impl Chance {
    pub(crate) const fn new(seed: u64) -> Self {
        Self(seed)
    }

    /// A number below `end`.
    pub(crate) fn below(&mut self, end: u64) -> u64 {
        // SplitMix64, Steele, Lea and Flood 2014.
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        (mixed ^ (mixed >> 31)) % end
    }
}

/// Waits until something has happened: on a loaded machine, a good while.
pub(crate) fn wait_for(mut happened: impl FnMut() -> bool) {
    let end = Instant::now() + Duration::from_mins(2);
    while !happened() {
        assert!(Instant::now() < end, "it did not happen");
        std::thread::sleep(Duration::from_millis(20));
    }
}

/// Everything `doctor` finds wrong.
pub(crate) fn faults(home: &Path) -> Vec<String> {
    store(home)
        .doctor()
        .into_iter()
        .flat_map(|check| check.faults)
        .map(|fault| fault.in_english())
        .collect()
}

/// No key is there twice.
pub(crate) fn assert_no_event_twice(events: &[Event]) {
    let keys: BTreeSet<_> = events.iter().map(|event| &event.key).collect();
    assert_eq!(keys.len(), events.len(), "an event is there twice");
}

//! Random histories of several homes of one learner: answers, marks and undo, backups and restores, exports and
//! imports, copied homes, killed processes, databases put back from a snapshot, and clocks that are wrong.
//!
//! In the end one home takes in whatever the others, their backups and their exports hold: every acknowledged answer
//! is there, once, `doctor` finds nothing, and every other home and an empty one fold the same state of it.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use milepost::domain::day::Instant;
use milepost::domain::event::{Event, EventBody, MarkEvent};
use milepost::domain::grade::Grade;
use milepost::domain::id::CardId;
use milepost::domain::memory::CardState;
use milepost::store::{Filter, GivenTwice, ImportRules, LogContent, Store, StoreError, WhoseLog};
use tempfile::TempDir;

use crate::kit::{Chance, assert_no_event_twice, rounds, run_seeds, tell};
use crate::sync::{NEW_HOME, answer_to, device, files_in, files_of, scratch, stamp_at};

const CARDS: u64 = 4;
/// Steps of a history.
const STEPS: i64 = 40;
/// Hours that pass with each.
const HOURS: i64 = 5;
/// Most homes of a learner.
const MOST: usize = 5;
/// An hour after which nothing that was dated in a history lies ahead.
const LATER: i64 = STEPS * HOURS + 24 * 500;

/// A home that answers are given in.
struct Home {
    folder: TempDir,
    /// Closed only while its files are replaced.
    store: Option<Store>,
    /// Hours by which its clock is wrong.
    skew: i64,
}

/// The contents of a home's own files.
type Snapshot = Vec<(PathBuf, Vec<u8>)>;

/// Everything that happens from one seed.
struct History {
    seed: u64,
    chance: Chance,
    homes: Vec<Home>,
    /// Backups and exported logs, which outlive any home.
    shelf: TempDir,
    kept: Vec<PathBuf>,
    /// Files as they were, to be put back.
    snapshots: Vec<(usize, Snapshot)>,
    /// Every answer took another time, by which it is known whatever becomes of its key.
    answers: u32,
    devices: u64,
    hour: i64,
}

impl Home {
    fn store(&self) -> &Store {
        self.store.as_ref().unwrap()
    }

    fn events(&self) -> Vec<Event> {
        let events = self.store().log().events(Filter::default()).unwrap();
        events.map(|logged| logged.unwrap().event).collect()
    }

    /// The files that a snapshot holds, the mark next to the log included.
    fn snapshot(&self) -> Snapshot {
        files_of(self.folder.path())
            .into_iter()
            .map(|path| (path.clone(), fs::read(path).unwrap()))
            .collect()
    }

    fn close(&mut self) {
        if let Some(store) = self.store.take() {
            store.close().unwrap();
        }
    }

    fn put_back(&mut self, files: Snapshot) {
        for path in files_of(self.folder.path()) {
            fs::remove_file(path).unwrap();
        }
        for (path, bytes) in files {
            fs::write(self.folder.path().join(path.file_name().unwrap()), bytes).unwrap();
        }
    }
}

impl History {
    fn new(seed: u64) -> Self {
        let mut history = Self {
            seed,
            chance: Chance::new(seed),
            homes: Vec::new(),
            shelf: scratch(),
            kept: Vec::new(),
            snapshots: Vec::new(),
            answers: 0,
            devices: 0,
            hour: 0,
        };
        for _ in 0..2 + history.chance.below(2) {
            let folder = scratch();
            fs::write(folder.path().join("milepost.db"), &*NEW_HOME).unwrap();
            history.move_in(folder);
        }
        history
    }

    /// Opens a home in a folder, with a clock of its own.
    fn move_in(&mut self, folder: TempDir) {
        let skew = self.skew();
        self.homes.push(Home {
            folder,
            store: None,
            skew,
        });
        self.reopen(self.homes.len() - 1);
    }

    /// Hours by which a clock is wrong: mostly few, at times more than a year.
    fn skew(&mut self) -> i64 {
        let hours = i64::try_from(self.chance.below(60)).unwrap() - 40;
        if self.chance.below(12) == 0 {
            24 * 400
        } else {
            hours
        }
    }

    fn pick(&mut self, count: usize) -> usize {
        usize::try_from(self.chance.below(count as u64)).unwrap()
    }

    fn next_device(&mut self) -> milepost::domain::id::DeviceId {
        self.devices += 1;
        device(self.devices)
    }

    /// The program begins. A database that is not what this machine last wrote is refused, and then repaired.
    fn reopen(&mut self, at: usize) {
        let device = self.next_device();
        let files = files_in(self.homes[at].folder.path());
        let store = match Store::open(&files, device.clone()) {
            Err(StoreError::PutBack { .. }) => Store::open_repaired(&files, &device).unwrap().0,
            opened => opened.unwrap_or_else(|e| panic!("seed {}: {e}", self.seed)),
        };
        self.homes[at].store = Some(store);
    }

    fn present(&self, at: usize) -> Instant {
        stamp_at(self.hour + self.homes[at].skew).at
    }

    fn shelf_file(&mut self, ending: &str) -> PathBuf {
        let name = format!("{}.{ending}", self.kept.len());
        let path = self.shelf.path().join(name);
        self.kept.push(path.clone());
        path
    }

    fn act(&mut self, at: usize) {
        let card = card(self.chance.below(CARDS));
        let stamp = stamp_at(self.hour + self.homes[at].skew);
        let past = self.homes[at].events();
        let body = match self.chance.below(10) {
            0 => MarkEvent::Suspend.on(card),
            1 => MarkEvent::Resume.on(card),
            2 => MarkEvent::Reset.on(card),
            3 | 4 if !past.is_empty() => EventBody::Undo {
                target: past[self.pick(past.len())].key.clone(),
            },
            _ => {
                self.answers += 1;
                let q = u8::try_from(self.chance.below(6)).unwrap();
                let grade = Grade::from_q(q).unwrap();
                answer_to(self.homes[at].store(), card, grade, &stamp, self.answers);
                return;
            }
        };
        let progress = self.homes[at].store().progress();
        progress.record(body, &stamp).unwrap();
    }

    /// Keeps a copy of what a home holds.
    fn keep(&mut self, at: usize) {
        if self.chance.below(2) == 0 {
            let file = self.shelf_file("db");
            self.homes[at].store().backup(&file).unwrap();
        } else {
            let file = self.shelf_file("jsonl");
            let store = self.homes[at].store();
            store.export(&file, LogContent::Whole).unwrap();
        }
    }

    /// Takes in a file of the shelf: a log is merged or refused, a backup becomes the home's content, and what was
    /// there before is kept.
    fn take_in(&mut self, at: usize) {
        if self.kept.is_empty() {
            return;
        }
        let chosen = self.pick(self.kept.len());
        let file = self.kept[chosen].clone();
        let twice = if self.chance.below(2) == 0 {
            GivenTwice::Kept
        } else {
            GivenTwice::Refused
        };
        let present = self.present(at);
        let device = self.next_device();
        let home = &mut self.homes[at];
        let store = home.store.as_mut().unwrap();
        if file.extension().is_some_and(|ending| ending == "db") {
            let before = store.restore(&file, device).unwrap();
            self.kept.push(before);
            return;
        }
        let rules = ImportRules {
            whose: WhoseLog::Any,
            twice,
            present: Some(present),
        };
        let before = home.events();
        match home.store().progress().import_with(&file, rules) {
            Ok(_) => {}
            Err(
                StoreError::Clash { .. } | StoreError::Ahead { .. } | StoreError::NotOurs { .. },
            ) => {
                assert_eq!(home.events(), before, "seed {}: a refusal", self.seed);
            }
            Err(other) => panic!("seed {}: {other}", self.seed),
        }
    }

    /// A whole home is copied to another folder, as to a new machine.
    fn copy(&mut self, at: usize) {
        if self.homes.len() == MOST {
            return;
        }
        let folder = scratch();
        for (path, bytes) in self.homes[at].snapshot() {
            fs::write(folder.path().join(path.file_name().unwrap()), bytes).unwrap();
        }
        self.move_in(folder);
    }

    /// The process is killed: nothing is closed, and the files are what they were at that moment.
    fn kill(&mut self, at: usize) {
        let files = self.homes[at].snapshot();
        self.homes[at].close();
        self.homes[at].put_back(files);
        self.reopen(at);
    }

    fn take_snapshot(&mut self, at: usize) {
        self.homes[at].close();
        let files = self.homes[at].snapshot();
        self.reopen(at);
        self.snapshots.push((at, files));
    }

    /// A home becomes what it was once, with the mark next to the log or without. What it was until now is kept.
    fn go_back(&mut self, at: usize) {
        let of_home = |(home, _): &(usize, Snapshot)| *home == at;
        let Some((_, mut files)) = self.snapshots.iter().rfind(|s| of_home(s)).cloned() else {
            return;
        };
        self.keep(at);
        self.homes[at].close();
        if self.chance.below(2) == 0 {
            let current = self.homes[at].snapshot();
            files.retain(|(path, _)| !is_mark(path));
            files.extend(current.into_iter().filter(|(path, _)| is_mark(path)));
        }
        self.homes[at].put_back(files);
        self.reopen(at);
    }

    fn heal_clock(&mut self, at: usize) {
        self.homes[at].skew = 0;
        let (present, device) = (self.present(at), self.next_device());
        let store = self.homes[at].store.as_mut().unwrap();
        if let Some(healed) = store.heal_clock(present, device).unwrap() {
            self.kept.push(healed.before);
        }
    }

    fn step(&mut self) {
        self.hour += HOURS;
        let at = self.pick(self.homes.len());
        match self.chance.below(20) {
            0..=7 => self.act(at),
            8..=10 => self.keep(at),
            11..=13 => self.take_in(at),
            14 => self.copy(at),
            15 => self.kill(at),
            16 => self.take_snapshot(at),
            17 => self.go_back(at),
            18 => self.heal_clock(at),
            _ => {
                self.homes[at].close();
                self.homes[at].skew = self.skew();
                self.reopen(at);
            }
        }
    }

    /// One home takes in everything there is, as `docs/reliability.md` says.
    fn gather(&mut self) {
        for at in 1..self.homes.len() {
            let file = self.shelf_file("jsonl");
            let store = self.homes[at].store();
            store.export(&file, LogContent::Whole).unwrap();
        }
        for file in self.kept.clone() {
            let log = self.as_log(&file);
            let rules = ImportRules {
                whose: WhoseLog::Any,
                twice: GivenTwice::Kept,
                present: Some(stamp_at(LATER).at),
            };
            let progress = self.homes[0].store().progress();
            if let Err(fault) = progress.import_with(&log, rules) {
                panic!("seed {}: {}: {fault}", self.seed, file.display());
            }
        }
    }

    /// The log of a backup, by way of an empty home.
    fn as_log(&mut self, file: &Path) -> PathBuf {
        if file.extension().is_some_and(|ending| ending == "jsonl") {
            return file.to_owned();
        }
        let aside = scratch();
        let device = self.next_device();
        let files = files_in(aside.path());
        let (store, _) = Store::open_restored(&files, &device, file).unwrap();
        let log = self.shelf.path().join("of-backup.jsonl");
        store.export(&log, LogContent::Whole).unwrap();
        store.close().unwrap();
        log
    }

    fn must_hold_everything(&mut self) {
        let events = self.homes[0].events();
        assert_no_event_twice(&events);
        let times: Vec<u32> = events.iter().filter_map(time_of).collect();
        let known: BTreeSet<u32> = times.iter().copied().collect();
        let all: BTreeSet<u32> = (1..=self.answers).collect();
        let lost: Vec<_> = all.difference(&known).collect();
        assert!(lost.is_empty(), "seed {}: lost {lost:?}", self.seed);
        assert_eq!(
            times.len(),
            known.len(),
            "seed {}: counted twice",
            self.seed
        );
        must_be_whole(self.homes[0].store(), self.seed);
    }

    /// The others restore a backup of the first, and an empty home imports its log.
    fn must_agree(&mut self) {
        let (backup, log) = (self.shelf_file("db"), self.shelf_file("jsonl"));
        let first = self.homes[0].store();
        first.backup(&backup).unwrap();
        first.export(&log, LogContent::Whole).unwrap();
        let states = states(first);
        let events = self.homes[0].events();
        for at in 1..self.homes.len() {
            let device = self.next_device();
            let store = self.homes[at].store.as_mut().unwrap();
            store.restore(&backup, device).unwrap();
            must_be_whole(self.homes[at].store(), self.seed);
            assert_eq!(self.homes[at].events(), events, "seed {}", self.seed);
        }
        let empty = scratch();
        let store = Store::open(&files_in(empty.path()), self.next_device()).unwrap();
        store.progress().import(&log).unwrap();
        assert_eq!(self::states(&store), states, "seed {}", self.seed);
        must_be_whole(&store, self.seed);
    }
}

fn card(number: u64) -> CardId {
    CardId::parse(&format!("t.c{number}")).unwrap()
}

fn is_mark(path: &Path) -> bool {
    path.to_string_lossy().contains("-mark-")
}

/// How long an answer took.
fn time_of(event: &Event) -> Option<u32> {
    event.body.answer().map(|answer| answer.total_ms)
}

fn states(store: &Store) -> Vec<CardState> {
    (0..CARDS)
        .map(|number| store.progress().state(&card(number)).unwrap())
        .collect()
}

fn must_be_whole(store: &Store, seed: u64) {
    // These homes have no decks, and so no index of them.
    let checks = store.doctor().into_iter();
    let faults: Vec<String> = checks
        .filter(|check| check.name != "index")
        .flat_map(|check| check.faults)
        .map(|fault| fault.in_english())
        .collect();
    assert!(faults.is_empty(), "seed {seed}: {faults:?}");
}

fn one_history(seed: u64) -> usize {
    let mut history = History::new(seed);
    for _ in 0..STEPS {
        history.step();
    }
    history.gather();
    history.must_hold_everything();
    history.must_agree();
    history.answers as usize
}

#[test]
fn homes_lose_nothing_whatever_is_copied_restored_and_merged() {
    let histories = rounds(30, 5_000);
    let answers = run_seeds(histories, one_history);
    tell(&format!(
        "{histories} histories (seeds 1 to {histories}): all {answers} acknowledged answers, once"
    ));
}

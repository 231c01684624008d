//! Random histories of several machines whose folders are carried badly: in the end they all agree.
//!
//! Each machine has a view of the shared folder of its own, as Syncthing or Dropbox gives it. Files travel between
//! the views late, cut, filled with zeros, twice, under other names, or not at all. Clocks are wrong, processes end in
//! the middle of a sync, and machines are lost and replaced.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::LazyLock;

use milepost::domain::card::{ContentHash, Rev};
use milepost::domain::day::{Instant, StudyDay};
use milepost::domain::event::{
    Answer, Event, EventBody, EventKey, Grader, MarkEvent, Review, Stamp,
};
use milepost::domain::grade::Grade;
use milepost::domain::id::{CardId, DeviceId};
use milepost::domain::schedule::Scheduler;
use milepost::engine::sync::{DeckSetup, EmptyFolder, Protection, SyncSetup, deck_conflicts, sync};
use milepost::store::{Filter, Store, StoreFiles};
use milepost::sync::SyncFolder;
use tempfile::TempDir;

use crate::kit::{Chance, assert_no_event_twice, rounds, run_seeds, tell};
use crate::sync_texts::{EndOfProcess, TextLedger, Texts, holds};

const CARDS: u64 = 4;

/// Steps of a history; seven hours pass with each.
const HOURS: i64 = 30;

/// The database of a home in which nothing has happened yet; making one takes longer than a history.
pub(crate) static NEW_HOME: LazyLock<Vec<u8>> = LazyLock::new(|| {
    let home = scratch();
    let store = open(home.path(), 0);
    let log = store.log();
    log.register_settings(&Scheduler::default()).unwrap();
    store.close().unwrap();
    fs::read(home.path().join("milepost.db")).unwrap()
});

/// A machine with its view of the folder.
struct Machine {
    home: TempDir,
    view: TempDir,
    /// Closed only while the files of the home are replaced.
    store: Option<Store>,
    /// The id that the run of the program would take if it needed one.
    id: u64,
    /// Hours by which its clock is wrong.
    skew: i64,
    /// What hour it is, by the right clock.
    hour: i64,
    /// Its decks and settings.
    texts: Texts,
}

impl Machine {
    fn new(number: u64, skew: i64) -> Self {
        let (home, view) = (scratch(), scratch());
        fs::write(home.path().join("milepost.db"), &*NEW_HOME).unwrap();
        let store = open(home.path(), number);
        Self {
            home,
            view,
            store: Some(store),
            id: number,
            skew,
            hour: 0,
            texts: Texts::default(),
        }
    }

    fn store(&self) -> &Store {
        self.store.as_ref().unwrap()
    }

    fn stamp(&self, hour: i64) -> Stamp {
        stamp_at(hour + self.skew)
    }

    fn events(&self) -> Vec<Event> {
        let events = self.store().log().events(Filter::default()).unwrap();
        events.map(|logged| logged.unwrap().event).collect()
    }

    /// Answers, marks or takes back; gives the key of what is acknowledged.
    fn act(&self, chance: &mut Chance, hour: i64) -> EventKey {
        let card = CardId::parse(&format!("t.c{}", chance.below(CARDS))).unwrap();
        let past = self.events();
        let mark = |mark: MarkEvent| {
            let body = mark.on(card.clone());
            self.store()
                .progress()
                .record(body, &self.stamp(hour))
                .unwrap()
        };
        let event = match chance.below(10) {
            0 => mark(MarkEvent::Suspend),
            1 => mark(MarkEvent::Resume),
            2 => mark(MarkEvent::Reset),
            3 | 4 if !past.is_empty() => {
                let at = usize::try_from(chance.below(past.len() as u64)).unwrap();
                let target = past[at].key.clone();
                let undo = EventBody::Undo { target };
                self.store()
                    .progress()
                    .record(undo, &self.stamp(hour))
                    .unwrap()
            }
            _ => {
                let q = u8::try_from(chance.below(6)).unwrap();
                let grade = Grade::from_q(q).unwrap();
                answer_to(self.store(), card.clone(), grade, &self.stamp(hour), 1)
            }
        };
        event.key
    }

    fn sync(&self, when_empty: EmptyFolder) -> bool {
        let folder = SyncFolder::open(self.view.path()).unwrap();
        let setup = SyncSetup {
            name: "machine",
            present: self.stamp(self.hour).at,
            when_empty,
            protection: Protection::AsFound,
            decks: Some(DeckSetup {
                state: &self.deck_state(),
                texts: &self.texts,
            }),
        };
        sync(self.store(), &folder, setup).is_ok_and(|report| report.agrees())
    }

    fn deck_state(&self) -> PathBuf {
        self.home.path().join("sync-decks.json")
    }

    /// A sync that ends with the process, somewhere between writing to the folder and noting what was done: nothing of
    /// it is in the database, all or some of it in the folder.
    fn crash_in_sync(&mut self, chance: &mut Chance) {
        let before: BTreeSet<PathBuf> = self.files().into_iter().collect();
        let kept: Vec<(PathBuf, Vec<u8>)> = files_of(self.home.path())
            .into_iter()
            .map(|path| (path.clone(), fs::read(path).unwrap()))
            .collect();
        let texts = self.texts.all();
        self.sync(EmptyFolder::Refused);
        self.texts.put_back(texts);
        let written = self.files().into_iter().find(|file| !before.contains(file));
        if let Some(file) = written
            && chance.below(2) == 0
        {
            // It was not renamed yet, and not even complete.
            let mut bytes = fs::read(&file).unwrap();
            bytes.truncate(bytes.len() / 2);
            let own = file.file_name().unwrap().to_str().unwrap()[..32].to_owned();
            fs::write(self.view.path().join(format!(".milepost-{own}-x")), bytes).unwrap();
            fs::remove_file(file).unwrap();
        }
        self.put_back(kept);
    }

    /// Puts a home back to what it was, in place.
    fn put_back(&mut self, files: Vec<(PathBuf, Vec<u8>)>) {
        self.store.take().unwrap().close().unwrap();
        for path in files_of(self.home.path()) {
            // The write-ahead log of what is put back is in what is put back.
            if !files.iter().any(|(kept, _)| *kept == path) {
                fs::remove_file(path).unwrap();
            }
        }
        for (path, bytes) in files {
            fs::write(path, bytes).unwrap();
        }
        self.reopen();
    }

    /// The program ends and begins again. Each run has an id at hand that no other has.
    fn reopen(&mut self) {
        self.id += 1_000;
        self.store = Some(open(self.home.path(), self.id));
    }

    /// The segments of its view, whole or not, and what else is there.
    fn files(&self) -> Vec<PathBuf> {
        files_of(self.view.path())
    }
}

/// The moment some hours after the first one.
pub(crate) fn stamp_at(hour: i64) -> Stamp {
    let hour = 24 * 20_000 + hour;
    Stamp {
        at: Instant::from_millis(hour * 3_600_000),
        offset: 0,
        zone: "UTC".to_owned(),
        day: StudyDay::from_number(i32::try_from(hour / 24).unwrap()),
    }
}

/// Answers a card; `ms` is how long that took.
pub(crate) fn answer_to(
    store: &Store,
    card: CardId,
    grade: Grade,
    stamp: &Stamp,
    ms: u32,
) -> Event {
    let scheduler = Scheduler::default();
    let before = store.progress().state(&card).unwrap().memory;
    let step = scheduler.review(&before, grade, stamp.day, &card, &|_| 0);
    let answer = Answer {
        card,
        rev: Rev(1),
        content: ContentHash::of(b"content"),
        grade,
        grader: Grader::Learner,
        evidence: None,
        answer_ms: ms,
        total_ms: ms,
    };
    let review = Review {
        answer,
        settings: scheduler.hash(),
        before,
        strength: step.strength,
        interval: step.interval,
        due: step.due,
    };
    store.progress().answer(review, stamp).unwrap()
}

/// The files of a folder, in the order of their names.
pub(crate) fn files_of(folder: &Path) -> Vec<PathBuf> {
    let entries = fs::read_dir(folder).unwrap();
    let paths = entries.map(|entry| entry.unwrap().path());
    let mut files: Vec<PathBuf> = paths.filter(|path| path.is_file()).collect();
    files.sort();
    files
}

/// A folder in memory where there is one.
pub(crate) fn scratch() -> TempDir {
    TempDir::new_in("/dev/shm")
        .or_else(|_| TempDir::new())
        .unwrap()
}

fn open(home: &Path, number: u64) -> Store {
    Store::open(&files_in(home), device(number)).unwrap()
}

pub(crate) fn files_in(home: &Path) -> StoreFiles {
    StoreFiles {
        db: home.join("milepost.db"),
        index: home.join("cache/index.db"),
        backups: home.join("backups"),
    }
}

pub(crate) fn device(number: u64) -> DeviceId {
    DeviceId::parse(&format!("{number:032x}")).unwrap()
}

/// What each file was when its device wrote it.
type Written = BTreeMap<String, Vec<u8>>;

fn name_of(file: &Path) -> String {
    file.file_name().unwrap().to_str().unwrap().to_owned()
}

/// Notes what a machine has just written.
fn note_written(written: &mut Written, machine: &Machine) {
    for file in machine.files() {
        let name = name_of(&file);
        let is_segment = !name.starts_with('.') && !name.contains("conflict");
        if is_segment && !written.contains_key(&name) {
            written.insert(name, fs::read(file).unwrap());
        }
    }
}

/// Brings one file from a view to another, well or badly.
fn carry(chance: &mut Chance, from: &Machine, to: &Machine) {
    let files = from.files();
    if files.is_empty() {
        return;
    }
    let file = &files[usize::try_from(chance.below(files.len() as u64)).unwrap()];
    let mut bytes = fs::read(file).unwrap();
    let name = name_of(file);
    let there = to.view.path().join(&name);
    let cut = usize::try_from(chance.below(bytes.len() as u64 + 1)).unwrap();
    match chance.below(8) {
        0 => bytes.truncate(cut),
        1 => bytes[cut..].fill(0),
        2 => {
            let copy = name.replace(".jsonl", " (conflict).jsonl");
            fs::write(to.view.path().join(copy), &bytes).unwrap();
        }
        _ => {}
    }
    // A file that came whole may be replaced by a worse one: carriers do anything.
    fs::write(there, bytes).unwrap();
}

/// Something takes files away from a view.
fn lose(chance: &mut Chance, machine: &Machine) {
    let all = chance.below(4) == 0;
    for file in machine.files() {
        if all || chance.below(3) == 0 {
            fs::remove_file(file).unwrap();
        }
    }
}

/// The carrier has caught up: whatever any view has of a file, whole or not, every view has it whole.
fn deliver(machines: &[Machine], written: &Written) {
    let names: BTreeSet<String> = machines
        .iter()
        .flat_map(|machine| machine.files().into_iter().map(|file| name_of(&file)))
        .collect();
    for (name, bytes) in written.iter().filter(|(name, _)| names.contains(*name)) {
        for machine in machines {
            fs::write(machine.view.path().join(name), bytes).unwrap();
        }
    }
}

/// Everyone syncs, everything is delivered, everyone syncs.
fn heal(machines: &mut [Machine], written: &mut Written, seed: u64) {
    for machine in &mut *machines {
        // Texts that were edited last are dated by their first sync.
        machine.hour = HOURS * 7 + 100;
        machine.sync(EmptyFolder::Filled);
        note_written(written, machine);
        // Whatever was dated ahead is past for everyone.
        machine.hour += 100;
    }
    for _ in 0..2 {
        deliver(machines, written);
        for machine in &*machines {
            assert!(machine.sync(EmptyFolder::Filled), "seed {seed}");
            note_written(written, machine);
        }
    }
}

/// A machine is lost right after a sync whose files reached another one and were read there; a new one takes its place.
fn replace(
    machines: &mut [Machine],
    (at, heir): (usize, usize),
    written: &mut Written,
    texts: &mut TextLedger,
    skew: i64,
) {
    if !machines[at].sync(EmptyFolder::Filled) {
        return;
    }
    note_written(written, &machines[at]);
    for file in machines[at].files() {
        let name = name_of(&file);
        if let Some(bytes) = written.get(&name) {
            fs::write(machines[heir].view.path().join(name), bytes).unwrap();
        }
    }
    machines[heir].sync(EmptyFolder::Filled);
    let saved = machines[heir].events();
    if machines[at]
        .events()
        .iter()
        .any(|event| !saved.contains(event))
    {
        // The other one's clock is so far behind that it does not take them in yet.
        return;
    }
    let state = fs::read_to_string(machines[at].deck_state()).unwrap_or_default();
    texts.give_up(&machines[at].texts, &state);
    let number = machines[at].id + 1_000_000;
    machines[at] = Machine::new(number, skew);
}

/// What one machine, or the carrier, does in an hour.
fn step(
    chance: &mut Chance,
    machines: &mut [Machine],
    written: &mut Written,
    (acknowledged, texts): (&mut Vec<EventKey>, &mut TextLedger),
    hour: i64,
) {
    let count = machines.len() as u64;
    let at = usize::try_from(chance.below(count)).unwrap();
    let other = usize::try_from(chance.below(count)).unwrap();
    for machine in &mut *machines {
        machine.hour = hour * 7;
    }
    match chance.below(16) {
        6 if hour % 3 == 0 => {
            let ends = [EndOfProcess::BeforeTexts, EndOfProcess::AfterTexts];
            machines[at]
                .texts
                .end(ends[usize::try_from(chance.below(2)).unwrap()]);
            machines[at].sync(EmptyFolder::Refused);
            machines[at].texts.end(EndOfProcess::Never);
            machines[at].reopen();
        }
        0..=3 => acknowledged.push(machines[at].act(chance, hour * 7)),
        4 | 5 => machines[at]
            .texts
            .edit(chance, texts, &format!("{at} {hour}")),
        6..=8 => {
            machines[at].sync(EmptyFolder::Refused);
        }
        9..=11 if at != other => carry(chance, &machines[at], &machines[other]),
        12 => lose(chance, &machines[at]),
        13 => machines[at].crash_in_sync(chance),
        14 if at != other => {
            let skew = skew(chance);
            replace(machines, (at, other), written, texts, skew);
        }
        _ => machines[at].reopen(),
    }
    note_written(written, &machines[at]);
}

/// Hours by which a clock is wrong.
fn skew(chance: &mut Chance) -> i64 {
    i64::try_from(chance.below(60)).unwrap() - 40
}

fn one_history(seed: u64) -> usize {
    let mut chance = Chance::new(seed);
    let count = 2 + chance.below(5);
    let mut machines: Vec<Machine> = (1..=count)
        .map(|number| Machine::new(number, skew(&mut chance)))
        .collect();
    let (mut written, mut acknowledged) = (Written::new(), Vec::new());
    let mut texts = TextLedger::default();
    for hour in 0..HOURS {
        step(
            &mut chance,
            &mut machines,
            &mut written,
            (&mut acknowledged, &mut texts),
            hour,
        );
    }
    heal(&mut machines, &mut written, seed);
    let first = &machines[0];
    let events = first.events();
    assert_no_event_twice(&events);
    assert_eq!(events.len(), acknowledged.len(), "seed {seed}");
    for key in &acknowledged {
        let is_there = events.iter().any(|event| event.key == *key);
        assert!(is_there, "seed {seed}: {key:?} is lost");
    }
    for machine in &machines[1..] {
        assert_eq!(machine.events(), events, "seed {seed}");
    }
    for card in 0..CARDS {
        let id = CardId::parse(&format!("t.c{card}")).unwrap();
        let state = first.store().progress().state(&id).unwrap();
        for machine in &machines[1..] {
            let other = machine.store().progress().state(&id).unwrap();
            assert_eq!(other, state, "seed {seed}: {id}");
        }
    }
    decks_agree(&machines, &texts, seed);
    acknowledged.len()
}

/// Every machine has the same decks and settings, and every text that nobody gave up.
fn decks_agree(machines: &[Machine], ledger: &TextLedger, seed: u64) {
    let first = &machines[0];
    let texts = first.texts.all();
    let conflicts = deck_conflicts(&first.deck_state()).unwrap();
    for machine in &machines[1..] {
        assert_eq!(machine.texts.all(), texts, "seed {seed}");
        let other = deck_conflicts(&machine.deck_state()).unwrap();
        assert_eq!(other, conflicts, "seed {seed}");
    }
    let state = fs::read_to_string(first.deck_state()).unwrap();
    for text in ledger.kept() {
        // Of three texts of one item, two are beside the one in place.
        assert!(holds(&state, text), "seed {seed}: '{text}' is lost");
    }
}

#[test]
fn machines_agree_however_badly_their_files_are_carried() {
    let histories = rounds(40, 10_000);
    let events = run_seeds(histories, one_history);
    tell(&format!(
        "{histories} histories (seeds 1 to {histories}): all {events} acknowledged events on every machine, once"
    ));
}

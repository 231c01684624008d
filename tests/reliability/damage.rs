//! Noise in any page of any file: it is seen, said plainly, and what can be saved is saved.

mod bits;
mod mixed;

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use milepost::domain::event::{Event, EventKey, MarkEvent};
use milepost::domain::id::DeviceId;
use milepost::store::{Filter, Repaired, Salvaged, Store, StoreError, StoreFiles};
use tempfile::TempDir;

use crate::home::TestEnv;
use crate::kit::{Chance, events, faults, rounds, tell};

/// Every page.
const ALL: usize = usize::MAX;

/// Bytes that are overwritten at once.
const PAGE: usize = 512;

/// A home with answers of two days, some taken back, a backup of the first day, and its log.
struct Lived {
    env: TestEnv,
    log: Vec<Event>,
}

fn lived() -> Lived {
    let mut env = TestEnv::new();
    env.run_with(
        &["review", "kind:basic", "--new", "30"],
        &"\n3\n:u\n\n4\n".repeat(25),
    );
    env.at("2026-11-21T18:30:00-03:00");
    env.run_with(
        &["review", "kind:basic", "--new", "20"],
        &"\n3\n\n2\n".repeat(20),
    );
    // The backup of the second day would have everything.
    std::fs::remove_file(env.path().join("backups/milepost-2026-11-21.db")).unwrap();
    let log = events(env.path());
    assert!(log.len() > 100, "{}", log.len());
    Lived { env, log }
}

/// Copies some of a home's files, those that are there, to a folder in memory where the machine has one.
fn copied(home: &Path, names: &[&str]) -> TempDir {
    let folder = tempfile::tempdir_in("/dev/shm")
        .or_else(|_| tempfile::tempdir())
        .unwrap();
    for name in names.iter().filter(|name| home.join(name).exists()) {
        let to = folder.path().join(name);
        std::fs::create_dir_all(to.parent().unwrap()).unwrap();
        std::fs::copy(home.join(name), to).unwrap();
    }
    folder
}

/// So many pages of a file, evenly spread; all of them where there are fewer.
fn pages(file: &Path, most: usize) -> Vec<usize> {
    let all = usize::try_from(std::fs::metadata(file).unwrap().len())
        .unwrap()
        .div_ceil(PAGE);
    let step = all.div_ceil(most);
    (0..all).step_by(step).collect()
}

fn overwrite(file: &Path, page: usize, chance: &mut Chance) {
    let mut bytes = std::fs::read(file).unwrap();
    let end = bytes.len().min((page + 1) * PAGE);
    for byte in &mut bytes[page * PAGE..end] {
        *byte = u8::try_from(chance.below(256)).unwrap();
    }
    std::fs::write(file, bytes).unwrap();
}

fn files(home: &Path) -> StoreFiles {
    // The content index has a test of its own.
    StoreFiles {
        db: home.join("milepost.db"),
        index: home.join("none.db"),
        backups: home.join("backups"),
    }
}

fn device() -> DeviceId {
    DeviceId::parse("00000000000000ff").unwrap()
}

fn log_of(store: &Store) -> Result<Vec<Event>, StoreError> {
    store
        .log()
        .events(Filter::default())?
        .map(|logged| logged.map(|logged| logged.event))
        .collect()
}

/// What is wrong with a store but for its index, in one line each.
fn told(store: &Store) -> Vec<String> {
    store
        .doctor()
        .into_iter()
        .filter(|check| check.name != "index")
        .flat_map(|check| check.faults)
        .map(|fault| fault.in_english())
        .collect()
}

/// Whether the damage is told of, or does not matter.
fn is_seen(home: &Path, log: &[Event]) -> bool {
    match Store::open(&files(home), device()) {
        Err(error) => {
            let text = error.to_string();
            assert!(text.contains("milepost.db"), "{text}");
            true
        }
        Ok(store) => {
            let seen = !told(&store).is_empty();
            assert!(
                seen || log_of(&store).unwrap() == log,
                "all was said to be well, and it was not"
            );
            seen
        }
    }
}

fn keys(salvaged: &Salvaged) -> BTreeSet<EventKey> {
    let runs = salvaged.lost.iter();
    runs.flat_map(|run| {
        (run.first..=run.last).map(|seq| EventKey {
            device: run.device.clone(),
            seq,
        })
    })
    .collect()
}

/// Repairs a home; every event is there or told to be lost, and none is invented. Says how many are lost.
fn repaired(home: &Path, log: &[Event], what: &str) -> usize {
    let (store, repaired) =
        Store::open_repaired(&files(home), &device()).unwrap_or_else(|e| panic!("{what}: {e}"));
    assert_eq!(told(&store), Vec::<String>::new(), "{what}");
    let left = log_of(&store).unwrap();
    let lost = match &repaired {
        Repaired::Folded { lost } => {
            assert_eq!(lost, &[], "{what}");
            BTreeSet::new()
        }
        Repaired::Salvaged(salvaged) => {
            assert!(salvaged.copy.exists() && salvaged.log.exists());
            assert_eq!(salvaged.kept + salvaged.restored, left.len() as u64);
            keys(salvaged)
        }
    };
    let expected: Vec<&Event> = log
        .iter()
        .filter(|event| !lost.contains(&event.key))
        .collect();
    assert_eq!(
        left.iter().collect::<Vec<_>>(),
        expected,
        "{what}: {repaired:?}"
    );
    lost.len()
}

#[test]
fn noise_in_any_page_of_the_database_is_seen_and_what_is_lost_is_told() {
    let lived = lived();
    let names = ["milepost.db", "backups/milepost-2026-11-20.db"];
    for names in [&names[..1], &names] {
        let (mut chance, mut seen, mut lost, mut worst) = (Chance::new(1), 0, 0, 0);
        let pages = pages(&lived.env.path().join("milepost.db"), rounds(40, ALL));
        for page in &pages {
            let home = copied(lived.env.path(), names);
            overwrite(&home.path().join("milepost.db"), *page, &mut chance);
            seen += usize::from(is_seen(home.path(), &lived.log));
            let here = repaired(home.path(), &lived.log, &format!("page {page}"));
            lost += here;
            worst = worst.max(here);
        }
        let (all, backups) = (pages.len(), names.len() - 1);
        assert!(worst <= 4, "one page cost {worst} events");
        assert!(seen * 10 >= all * 9, "{seen} of {all} pages matter");
        tell(&format!(
            "{all} pages overwritten in turn, {backups} backups: {seen} seen, the others hold nothing; {lost} events lost in all, {worst} at most"
        ));
    }
}

/// A home whose session was killed, so that its write-ahead log is full.
fn killed_home() -> TempDir {
    let lived = TestEnv::new();
    let store = Store::open(&files(lived.path()), device()).unwrap();
    store.close().unwrap();
    lived.run_with(
        &["review", "kind:basic", "--new", "20"],
        &"\n3\n".repeat(20),
    );
    let store = Store::open(&files(lived.path()), device()).unwrap();
    let card =
        |number: usize| milepost::domain::id::CardId::parse(&format!("a.c{number}")).unwrap();
    let stamp = events(lived.path())[0].stamp.clone();
    for number in 0..20 {
        let body = MarkEvent::Flag {
            note: "x".repeat(50),
        }
        .on(card(number));
        store.progress().record(body, &stamp).unwrap();
    }
    // While the store is open nothing empties the log.
    copied(
        lived.path(),
        &["milepost.db", "milepost.db-wal", "milepost.db-shm"],
    )
}

#[test]
fn noise_in_the_write_ahead_log_is_seen_and_costs_no_answer_behind_it() {
    let killed = killed_home();
    let names = ["milepost.db", "milepost.db-wal", "milepost.db-shm"];
    let log = log_of(&Store::open(&files(copied(killed.path(), &names).path()), device()).unwrap())
        .unwrap();
    let (mut chance, mut seen, mut lost) = (Chance::new(2), 0, 0);
    let pages = pages(&killed.path().join("milepost.db-wal"), rounds(20, ALL));
    for page in &pages {
        let home = copied(killed.path(), &names);
        overwrite(&home.path().join("milepost.db-wal"), *page, &mut chance);
        let left = match Store::open(&files(home.path()), device()) {
            Err(error) => {
                assert!(
                    error.to_string().contains("milepost.db-wal' is damaged"),
                    "{error}"
                );
                seen += 1;
                let here = repaired(home.path(), &log, &format!("page {page}"));
                assert!(here <= 3, "page {page} cost {here} events");
                lost += here;
                continue;
            }
            Ok(store) => log_of(&store).unwrap(),
        };
        // What a power cut may do to the last transactions is no damage.
        assert!(
            log.starts_with(&left) && log.len() - left.len() <= 2,
            "page {page}: {} of {}",
            left.len(),
            log.len()
        );
    }
    assert!(seen * 10 > pages.len() * 7, "{seen} of {}", pages.len());
    tell(&format!(
        "{} pieces of the write-ahead log overwritten in turn: {seen} seen, the rest at its end; {lost} events lost in all",
        pages.len()
    ));
}

#[test]
fn noise_in_the_shared_memory_changes_nothing() {
    let killed = killed_home();
    let names = ["milepost.db", "milepost.db-wal", "milepost.db-shm"];
    let log = log_of(&Store::open(&files(copied(killed.path(), &names).path()), device()).unwrap())
        .unwrap();
    let mut chance = Chance::new(3);
    for page in pages(&killed.path().join("milepost.db-shm"), rounds(8, ALL)) {
        let home = copied(killed.path(), &names);
        overwrite(&home.path().join("milepost.db-shm"), page, &mut chance);
        let store = Store::open(&files(home.path()), device()).unwrap();
        assert_eq!(log_of(&store).unwrap(), log, "page {page}");
        assert_eq!(told(&store), Vec::<String>::new());
    }
}

#[test]
fn noise_in_the_content_index_is_seen_or_mended_and_a_repair_makes_it_anew() {
    let env = TestEnv::new();
    let names = ["milepost.db", "cache/index.db"];
    let (mut chance, mut seen) = (Chance::new(4), 0);
    let pages = pages(&env.path().join("cache/index.db"), rounds(12, 200));
    for page in &pages {
        let home = copied(env.path(), &names);
        overwrite(&home.path().join("cache/index.db"), *page, &mut chance);
        let run = |words: &[&str]| {
            let output = env
                .command(words)
                .env("MILEPOST_HOME", home.path())
                .output()
                .unwrap();
            let stderr = String::from_utf8(output.stderr).unwrap();
            assert!(
                !stderr.contains("panicked"),
                "page {page}, {words:?}: {stderr}"
            );
            (output.status.code(), stderr)
        };
        // A start makes an index anew that it finds unusable; then all is well.
        let (doctor, list) = (run(&["doctor"]), run(&["list", "is:new"]));
        assert!(
            doctor.0 == Some(1) || list.0 == Some(0),
            "page {page}: {list:?}, and doctor said nothing"
        );
        seen += usize::from(doctor.0 == Some(1));
        assert_eq!(run(&["doctor", "--repair"]).0, Some(0), "page {page}");
        assert_eq!(run(&["list", "is:new"]).0, Some(0), "page {page}");
    }
    tell(&format!(
        "{} pages of the index overwritten in turn: {seen} told of, the others made anew at once",
        pages.len()
    ));
}

#[test]
fn noise_in_a_backup_is_seen_before_anything_is_restored() {
    let lived = lived();
    let (mut chance, mut seen) = (Chance::new(5), 0);
    let names = ["milepost.db", "backups/milepost-2026-11-20.db"];
    let pages = pages(&lived.env.path().join(names[1]), rounds(30, ALL));
    for page in &pages {
        let home = copied(lived.env.path(), &names);
        let backup: PathBuf = home.path().join(names[1]);
        overwrite(&backup, *page, &mut chance);
        let mut store = Store::open(&files(home.path()), device()).unwrap();
        match store.restore(&backup, DeviceId::parse("00000000000000fe").unwrap()) {
            Err(_) => {
                seen += 1;
                assert_eq!(log_of(&store).unwrap(), lived.log, "page {page}");
            }
            Ok(_) => assert!(
                lived.log.starts_with(&log_of(&store).unwrap()),
                "page {page}"
            ),
        }
        assert_eq!(told(&store), Vec::<String>::new(), "page {page}");
    }
    tell(&format!(
        "{} pages of a backup overwritten in turn: {seen} refused, the others hold nothing",
        pages.len()
    ));
}

#[test]
fn a_learner_is_told_of_damage_and_doctor_repairs_it() {
    let lived = lived();
    let file = lived.env.path().join("milepost.db");
    let mut chance = Chance::new(6);
    // The first page, a page of the tables' names, and one in the middle.
    for page in [0, 3, 90] {
        overwrite(&file, page, &mut chance);
        let doctor = lived.env.run(&["doctor"]);
        assert_eq!(doctor.code, 1, "page {page}: {}", doctor.all());
        let all = doctor.all();
        assert!(all.contains("doctor --repair"), "page {page}: {all}");
        let repair = lived.env.run(&["doctor", "--repair"]);
        assert_eq!(repair.code, 0, "page {page}: {}", repair.all());
        assert!(
            repair.stdout.starts_with("the database was rebuilt: "),
            "page {page}: {}",
            repair.stdout
        );
        assert_eq!(faults(lived.env.path()), Vec::<String>::new());
        assert_eq!(lived.env.run(&["due"]).code, 0);
    }
    assert!(events(lived.env.path()).len() + 8 > lived.log.len());
}

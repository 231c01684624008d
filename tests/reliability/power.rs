//! Power fails at any point: what was acknowledged is there, the rest is there or not, and everything opens.

mod disk;
mod trace;

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use milepost::domain::event::Event;
use milepost::domain::id::DeviceId;
use milepost::store::{Filter, Store, StoreFiles};
use tempfile::TempDir;

use crate::home::TestEnv;
use crate::kit::{Chance, assert_no_event_twice, faults, rounds, tell};
use disk::{Disk, Syncs, Tree};
use trace::{Change, watched};

/// What a learner would find in a home.
#[derive(Debug, Clone, PartialEq, Default)]
struct Found {
    events: Vec<Event>,
    /// Decks and settings.
    texts: BTreeMap<PathBuf, String>,
    /// Backups, with the number of their events.
    copies: BTreeMap<PathBuf, usize>,
}

/// A tree in a temporary folder, in memory where the machine has one: what is looked at need not last.
fn folder_of(tree: &Tree) -> TempDir {
    let folder = tempfile::tempdir_in("/dev/shm")
        .or_else(|_| tempfile::tempdir())
        .unwrap();
    for (path, bytes) in tree {
        let at = folder.path().join(path);
        std::fs::create_dir_all(at.parent().unwrap()).unwrap();
        std::fs::write(at, bytes).unwrap();
    }
    folder
}

/// Writes a tree to a folder and looks at it as the next program would. Whatever is there must be whole.
fn look(tree: &Tree) -> Result<Found, String> {
    let folder = folder_of(tree);
    let mut found = Found {
        events: log_of(folder.path(), Path::new("milepost.db"))?,
        ..Found::default()
    };
    assert_no_event_twice(&found.events);
    for (path, bytes) in tree {
        match path.extension().and_then(|extension| extension.to_str()) {
            Some("toml") => {
                found.texts.insert(
                    path.clone(),
                    String::from_utf8(bytes.clone()).map_err(|e| e.to_string())?,
                );
            }
            Some("db")
                if !["milepost.db", "index.db"]
                    .contains(&path.file_name().unwrap().to_str().unwrap()) =>
            {
                found
                    .copies
                    .insert(path.clone(), log_of(folder.path(), path)?.len());
            }
            _ => {}
        }
    }
    Ok(found)
}

fn log_of(home: &Path, db: &Path) -> Result<Vec<Event>, String> {
    // A content index that is not whole is made again by the next command: only the log is looked at.
    let files = StoreFiles {
        db: home.join(db),
        index: home.join("none.db"),
        backups: home.join("backups"),
    };
    let told = |error: milepost::store::StoreError| format!("{}: {error}", db.display());
    let store = Store::open(&files, DeviceId::parse("00000000000000ff").unwrap()).map_err(told)?;
    let faults = store
        .doctor()
        .into_iter()
        .filter(|check| check.name != "index")
        .flat_map(|check| check.faults)
        .map(|fault| fault.in_english());
    if let Some(fault) = faults.into_iter().next() {
        return Err(format!("{}: {fault}", db.display()));
    }
    let events = store.log().events(Filter::default()).map_err(told)?;
    events
        .map(|logged| logged.map(|logged| logged.event))
        .collect::<Result<_, _>>()
        .map_err(told)
}

/// What is wrong with what is found after a cut: it must be what was there when something was last said, or what
/// was written since.
fn wrong(found: &Found, said: &Found, written: impl FnOnce() -> Found) -> Option<String> {
    if found == said {
        return None;
    }
    let written = written();
    let between =
        found.events.starts_with(&said.events) && written.events.starts_with(&found.events);
    if !between && found.events != said.events && found.events != written.events {
        let lengths = [found, said, &written].map(|one| one.events.len());
        return Some(format!(
            "{} events; {} were said, {} written",
            lengths[0], lengths[1], lengths[2]
        ));
    }
    // A text that is open in an editor is written by the editor, in its own way.
    let is_ours = |path: &&PathBuf| !path.starts_with("editing");
    let texts = || found.texts.keys().chain(said.texts.keys()).filter(is_ours);
    if let Some(path) = texts().find(|path| {
        let found = found.texts.get(*path);
        found != said.texts.get(*path) && found != written.texts.get(*path)
    }) {
        return Some(format!(
            "'{}' is neither the old nor the new: {:?}",
            path.display(),
            found.texts.get(path)
        ));
    }
    let lost = said
        .copies
        .iter()
        .find(|(path, events)| found.copies.get(*path) != Some(*events));
    lost.map(|(path, _)| format!("the backup '{}' was told of and is lost", path.display()))
}

/// Commands that were watched, and the disk before them.
struct Watched {
    start: Disk,
    changes: Vec<Change>,
    /// Where in the folder the home is.
    home: &'static str,
}

impl Watched {
    /// Runs commands one after the other; nothing where programs may not be watched.
    fn run(env: &TestEnv, commands: &[(&[&str], &str)]) -> Option<Self> {
        let start = Disk::of(env.path());
        let mut changes = Vec::new();
        for (words, input) in commands {
            let Some(more) = watched(env, words, input) else {
                tell("skipped: this machine lets the test watch no program");
                return None;
            };
            changes.extend(more);
        }
        let watched = Self {
            start,
            changes,
            home: "",
        };
        watched.assert_complete(env.path());
        Some(watched)
    }

    /// The disk as it was told change by change is the disk that is there.
    fn assert_complete(&self, home: &Path) {
        let mut disk = self.start.clone();
        self.changes.iter().for_each(|change| disk.take(change));
        let (told, there) = (disk.as_written(), Disk::of(home).as_written());
        assert_eq!(
            told.keys().collect::<Vec<_>>(),
            there.keys().collect::<Vec<_>>()
        );
        for (path, bytes) in there {
            assert!(
                told[&path] == bytes,
                "'{}' was changed unseen",
                path.display()
            );
        }
    }

    /// Cuts the power after so many of the changes, evenly spread, and tells all that is wrong then.
    fn cut(&self, cuts: usize, syncs: Syncs, chance: &mut Chance) -> Vec<String> {
        let mut disk = self.start.with(syncs);
        let (mut said, mut stale) = (look(&self.home_of(disk.as_written())).unwrap(), false);
        let (mut faults, points) = (Vec::new(), self.points(cuts));
        for (number, change) in self.changes.iter().enumerate() {
            disk.take(change);
            if !matches!(change, Change::Said) {
                stale = true;
            } else if std::mem::take(&mut stale) {
                said = look(&self.home_of(disk.as_written())).unwrap();
            }
            if points.contains(&number) {
                let written = || look(&self.home_of(disk.as_written())).unwrap();
                let found = look(&self.home_of(disk.after_cut(chance)));
                let fault = found.map(|found| wrong(&found, &said, written));
                faults.extend(
                    fault
                        .unwrap_or_else(Some)
                        .map(|fault| format!("cut {number}: {fault}")),
                );
            }
        }
        faults
    }

    /// So many changes, evenly spread, after which power is cut. Of the many writes of a content index, which may be
    /// lost, few are taken, unless all are.
    fn points(&self, cuts: usize) -> BTreeSet<usize> {
        let of_index = |path: &Path| {
            path.parent()
                .is_some_and(|folder| folder.ends_with("cache"))
        };
        let mut index = BTreeSet::new();
        let mut points = Vec::new();
        for (number, change) in self.changes.iter().enumerate() {
            if let Change::New {
                inode,
                path: Some(path),
            } = change
                && of_index(path)
            {
                index.insert(inode);
            }
            let dull = matches!(change, Change::Write { inode, .. } if index.contains(inode))
                && number % 20 != 0;
            points.extend(if dull && cuts < self.changes.len() {
                None
            } else {
                Some(number)
            });
        }
        let cuts = cuts.min(points.len());
        (0..cuts)
            .map(|cut| points[cut * points.len() / cuts])
            .collect()
    }

    /// The files of the home, by their paths in it.
    fn home_of(&self, tree: Tree) -> Tree {
        let inside = |(path, bytes): (PathBuf, Vec<u8>)| {
            Some((path.strip_prefix(self.home).ok()?.to_path_buf(), bytes))
        };
        tree.into_iter().filter_map(inside).collect()
    }

    /// After any cut the next command works and leaves everything whole.
    fn starts_again(&self, env: &TestEnv, what: &str, cuts: usize, seed: u64) {
        let (mut disk, mut chance) = (self.start.clone(), Chance::new(seed));
        let points = self.points(cuts);
        for (number, change) in self.changes.iter().enumerate() {
            disk.take(change);
            if points.contains(&number) {
                let folder = folder_of(&self.home_of(disk.after_cut(&mut chance)));
                let ran = env
                    .command(&["due"])
                    .env("MILEPOST_HOME", folder.path())
                    .output()
                    .unwrap();
                assert!(
                    ran.status.success(),
                    "cut {number}: {}",
                    String::from_utf8_lossy(&ran.stderr)
                );
                assert_eq!(faults(folder.path()), Vec::<String>::new(), "cut {number}");
            }
        }
        tell(&format!(
            "{what}: cut at {} of {} changes, the next command works",
            points.len(),
            self.changes.len()
        ));
    }

    /// Nothing is wrong after any cut, and much would be if nothing were synced.
    fn holds(&self, what: &str, cuts: usize, seed: u64) {
        let cuts = self.points(cuts).len();
        assert_eq!(
            self.cut(cuts, Syncs::Kept, &mut Chance::new(seed)),
            Vec::<String>::new()
        );
        let lies = cuts.min(40);
        let lost = self.cut(lies, Syncs::Ignored, &mut Chance::new(seed)).len();
        // Most changes belong to the index of the built-in decks, which is rebuilt when it is lost.
        assert!(
            lost > lies / 16,
            "a disk that syncs nothing lost only {lost} of {lies}"
        );
        let all = self.changes.len();
        tell(&format!(
            "{what}: cut at {cuts} of {all} changes, nothing lost; {lost} of {lies} without syncs"
        ));
    }
}

#[test]
fn a_session_keeps_every_acknowledged_answer_when_power_fails() {
    let env = TestEnv::new();
    let answers = "\n3\n\n2\n:u\n\n4\n".repeat(60);
    let Some(watched) = Watched::run(
        &env,
        &[(&["review", "kind:basic", "--new", "40"], &answers)],
    ) else {
        return;
    };
    watched.holds("a session", rounds(120, usize::MAX), 1);
}

#[test]
fn decks_and_settings_are_the_old_or_the_new_when_power_fails() {
    let mut env = TestEnv::with_every_kind();
    env.ok(&["list", "topic:kinds"]);
    env.write("config.toml", "# mine\n");
    env.set("EDITOR", "sed -i 's/^level = [0-9]/level = 5/'");
    let add = [
        "add", "--topic", "kinds", "--prompt", "Why?", "--answer", "So.",
    ];
    let elsewhere = [
        "add",
        "--topic",
        "notes",
        "--prompt",
        "Why so?",
        "--answer",
        "Because.",
        "--why",
        "It is so.",
    ];
    let commands: [&[&str]; 4] = [
        &add,
        &["edit", "kinds.basic"],
        &["config", "rollover", "5"],
        &elsewhere,
    ];
    let Some(watched) = Watched::run(&env, &commands.map(|words| (words, ""))) else {
        return;
    };
    watched.holds("decks and settings", rounds(60, usize::MAX), 2);
}

#[test]
fn the_first_deck_of_ones_own_is_there_or_not_when_power_fails() {
    let env = TestEnv::new();
    let add = [
        "add",
        "--topic",
        "notes",
        "--prompt",
        "Why so?",
        "--answer",
        "Because.",
        "--why",
        "It is so.",
    ];
    let Some(watched) = Watched::run(&env, &[(&add, ""), (&["config", "rollover", "5"], "")])
    else {
        return;
    };
    watched.holds("a first deck", rounds(40, usize::MAX), 7);
}

#[test]
fn backups_are_whole_and_a_restore_is_done_or_not_when_power_fails() {
    let env = TestEnv::new();
    env.run_with(
        &["review", "kind:basic", "--new", "10"],
        &"\n3\n".repeat(10),
    );
    let file = env.path().join("copy.db").display().to_string();
    let answers = "\n4\n".repeat(4);
    let Some(watched) = Watched::run(
        &env,
        &[
            (&["backup", &file], ""),
            (
                &["review", "kind:basic", "--new", "20", "--limit", "4"],
                &answers,
            ),
            (&["restore", &file], ""),
        ],
    ) else {
        return;
    };
    watched.holds("backup and restore", rounds(70, usize::MAX), 3);
}

#[test]
fn a_new_home_keeps_its_first_answers_when_power_fails() {
    let mut env = TestEnv::empty();
    let home = env.path().join("new/home").display().to_string();
    env.set("MILEPOST_HOME", &home);
    let answers = "\n4\n".repeat(4);
    let commands: [(&[&str], &str); 2] = [
        (&["due"], ""),
        (&["review", "--new", "4", "kind:basic"], &answers),
    ];
    let Some(watched) = Watched::run(&env, &commands) else {
        return;
    };
    let watched = Watched {
        home: "new/home",
        ..watched
    };
    watched.holds("a new home", rounds(70, usize::MAX), 4);
    watched.starts_again(&env, "a new home", rounds(15, 300), 5);
}

#[test]
fn an_index_that_lost_power_is_made_again() {
    let mut env = TestEnv::with_every_kind();
    env.ok(&["due"]);
    env.set("EDITOR", "sed -i 's/^level = [0-9]/level = 5/'");
    let Some(watched) = Watched::run(&env, &[(&["edit", "kinds.basic"], ""), (&["list"], "")])
    else {
        return;
    };
    watched.starts_again(&env, "an index", rounds(20, 300), 6);
}

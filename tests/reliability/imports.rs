//! An import of a package is done or not, whenever it is killed: its cards, its pictures and its answers.

use std::fs;
use std::path::Path;
use std::process::Stdio;
use std::time::{Duration, Instant};

use crate::anki_package::{PackageSize, write};
use crate::home::TestEnv;
use crate::kit::{Chance, assert_no_event_twice, events, faults, rounds, tell};

const SIZE: PackageSize = PackageSize {
    cards: 300,
    answers: 4,
    cards_a_picture: Some(3),
};

/// What a home holds: cards, events and pictures.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Holding {
    cards: usize,
    events: usize,
    pictures: usize,
}

impl Holding {
    fn of(env: &TestEnv) -> Self {
        let object = env.json(&["list", "is:mine", "--json"]);
        let pictures = fs::read_dir(env.path().join("media"));
        Self {
            cards: object["cards"].as_array().unwrap().len(),
            events: events(env.path()).len(),
            pictures: pictures.map_or(0, Iterator::count),
        }
    }
}

/// How long an import takes when nobody kills it, and what it brings.
fn whole(package: &str) -> (Duration, Holding) {
    let env = TestEnv::new();
    let began = Instant::now();
    env.ok(&["import", package]);
    (began.elapsed(), Holding::of(&env))
}

fn killed(env: &TestEnv, package: &str, moment: Duration) {
    let mut command = env.command(&["import", package]);
    let mut child = command
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()
        .unwrap();
    std::thread::sleep(moment);
    child.kill().unwrap();
    child.wait().unwrap();
}

fn nothing_is_left(home: &Path) {
    assert!(!home.join("importing").exists());
}

#[test]
fn an_import_killed_at_any_moment_is_done_or_not() {
    let folder = tempfile::tempdir().unwrap();
    let package = folder.path().join("cards.apkg");
    write(SIZE, folder.path(), &package);
    let package = package.display().to_string();
    let (usual, all) = whole(&package);
    assert_eq!((all.cards, all.pictures), (300, 100), "{all:?}");
    let mut chance = Chance::new(15);
    let (mut done, mut completed) = (0, 0);
    let rounds = rounds(12, 200);
    for round in 0..rounds {
        let env = TestEnv::new();
        let before = Holding::of(&env);
        let longest = u64::try_from(usual.as_micros()).unwrap();
        killed(
            &env,
            &package,
            Duration::from_micros(chance.below(longest * 11 / 10)),
        );
        let next = env.run(&["list", "is:mine"]);
        completed += usize::from(next.stderr.contains("complete now"));
        let found = Holding::of(&env);
        assert!(found == before || found == all, "round {round}: {found:?}");
        nothing_is_left(env.path());
        assert_eq!(faults(env.path()), Vec::<String>::new(), "round {round}");
        done += usize::from(found == all);
        env.ok(&["import", &package]);
        assert_eq!(Holding::of(&env), all, "round {round}");
        assert_no_event_twice(&events(env.path()));
    }
    tell(&format!(
        "of {rounds} imports that were killed {done} were done, {completed} of them by the next start"
    ));
}

/// A home in which an import was killed: after its files were set aside, and before or after that was noted.
fn left_behind(note: Note) -> TestEnv {
    let env = TestEnv::new();
    env.write("decks/topics/mine.toml", OLD);
    env.ok(&["list", "is:mine"]);
    fs::create_dir_all(env.path().join("importing")).unwrap();
    let list = format!(
        "[{{\"to\":\"decks/topics/mine.toml\",\"replaces\":\"{}\"}},{{\"to\":\"media/a.png\",\"replaces\":null}}]",
        digest(OLD)
    );
    env.write("importing/0", NEW);
    env.write("importing/1", "a picture");
    env.write("importing/files.json", &list);
    if note == Note::Written {
        let store = crate::home::store(env.path());
        store.local().note_import(&digest(&list)).unwrap();
    }
    env
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Note {
    Written,
    Missing,
}

const OLD: &str = "format = 1\ntopic = \"mine\"\ntitle = \"Mine\"\n\n[[card]]\nid = \"mine.a\"\nlevel = 1\nkind = \"basic\"\nprompt = \"a?\"\nanswer = \"old\"\n";
const NEW: &str = "format = 1\ntopic = \"mine\"\ntitle = \"Mine\"\n\n[[card]]\nid = \"mine.a\"\nlevel = 1\nkind = \"basic\"\nprompt = \"a?\"\nanswer = \"new\"\n";

/// What the program calls a text by.
fn digest(text: &str) -> String {
    use sha2::{Digest, Sha256};
    let digest = Sha256::digest(text.as_bytes());
    digest
        .iter()
        .take(8)
        .map(|byte| format!("{byte:02x}"))
        .collect()
}

#[test]
fn an_import_is_decided_by_the_note_in_the_log() {
    let env = left_behind(Note::Missing);
    let ran = env.run(&["list", "is:mine"]);
    assert!(
        ran.stderr.contains("import the file again"),
        "{}",
        ran.all()
    );
    assert_eq!(env.read("decks/topics/mine.toml"), OLD);
    assert!(!env.path().join("media").exists());
    nothing_is_left(env.path());

    let env = left_behind(Note::Written);
    // The first file was moved before the kill.
    fs::rename(
        env.path().join("importing/0"),
        env.path().join("decks/topics/mine.toml"),
    )
    .unwrap();
    let ran = env.run(&["list", "is:mine"]);
    assert!(ran.stderr.contains("complete now"), "{}", ran.all());
    assert_eq!(env.read("decks/topics/mine.toml"), NEW);
    assert_eq!(env.read("media/a.png"), "a picture");
    nothing_is_left(env.path());
    assert_eq!(env.run(&["list", "is:mine"]).stderr, "");
}

#[test]
fn what_was_written_after_a_killed_import_is_kept() {
    let env = left_behind(Note::Written);
    let edited = OLD.replace("old", "edited since");
    env.write("decks/topics/mine.toml", &edited);
    env.ok(&["list", "is:mine"]);
    assert_eq!(env.read("decks/topics/mine.toml"), NEW);
    assert_eq!(env.read("decks/topics/mine.toml.before-import"), edited);
}

#[test]
fn a_list_that_leads_out_of_the_home_moves_nothing() {
    let env = left_behind(Note::Missing);
    for to in [
        "../outside.toml",
        "decks/../../outside.toml",
        "/tmp/outside.toml",
        "milepost.db",
    ] {
        let list = format!("[{{\"to\":\"{to}\",\"replaces\":null}}]");
        env.write("importing/0", NEW);
        env.write("importing/files.json", &list);
        let store = crate::home::store(env.path());
        store.local().note_import(&digest(&list)).unwrap();
        drop(store);
        let ran = env.run(&["list", "is:mine"]);
        assert!(ran.stderr.contains("cannot write"), "{to}: {}", ran.all());
        assert!(env.path().join("importing/0").exists(), "{to}");
    }
}

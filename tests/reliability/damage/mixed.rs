//! Files of two databases next to each other, and two processes that make one at once.

use std::path::Path;
use std::process::{Child, Stdio};

use milepost::domain::event::Event;
use milepost::store::Store;

use super::{device, files, log_of, told};
use crate::home::TestEnv;
use crate::kit::{events, faults, rounds};

const REVIEW: [&str; 4] = ["review", "kind:basic", "--new", "20"];

/// A home whose session was killed, so that its last answers lie in the log alone.
fn killed_home(answers: usize) -> TestEnv {
    let env = TestEnv::new();
    let mut command = env.command(&REVIEW);
    let mut child = command
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let mut input = child.stdin.take().unwrap();
    std::io::Write::write_all(&mut input, "\n3\n".repeat(answers).as_bytes()).unwrap();
    wait_for_cards(&mut child, answers + 1);
    child.kill().unwrap();
    child.wait().unwrap();
    env
}

/// Waits until so many cards were shown.
fn wait_for_cards(child: &mut Child, cards: usize) {
    let mut output = child.stdout.take().unwrap();
    let (mut said, mut part) = (Vec::new(), [0; 1024]);
    let head = format!("[{cards}/");
    while !String::from_utf8_lossy(&said).contains(&head) {
        let read = std::io::Read::read(&mut output, &mut part).unwrap();
        assert!(read > 0, "it ended: {}", String::from_utf8_lossy(&said));
        said.extend_from_slice(&part[..read]);
    }
}

fn copy(from: &Path, to: &Path, name: &str) {
    std::fs::copy(from.join(name), to.join(name)).unwrap();
}

/// The database is refused as it is, and a repair has every event of both files.
fn assert_refused_then_whole(home: &Path, expected: &[Vec<Event>]) {
    let before = ["milepost.db", "milepost.db-wal"].map(|name| std::fs::read(home.join(name)).ok());
    let error = Store::open(&files(home), device()).unwrap_err().to_string();
    assert!(error.contains("milepost.db"), "{error}");
    let after = ["milepost.db", "milepost.db-wal"].map(|name| std::fs::read(home.join(name)).ok());
    assert!(before == after, "the refusal changed a file");
    let (store, _) = Store::open_repaired(&files(home), &device()).unwrap();
    assert_eq!(told(&store), Vec::<String>::new());
    let log = log_of(&store).unwrap();
    for event in expected.iter().flatten() {
        assert!(log.contains(event), "{:?} is gone", event.key);
    }
}

#[test]
fn the_log_of_another_home_next_to_a_database_is_refused_and_nothing_lost() {
    let (one, other) = (killed_home(8), TestEnv::new());
    assert_eq!(other.run_with(&REVIEW, &"\n4\n".repeat(14)).code, 0);
    let expected = [events_of_copy(&one), events(other.path())];
    copy(one.path(), other.path(), "milepost.db-wal");
    assert_refused_then_whole(other.path(), &expected);
}

#[test]
fn a_log_whose_database_is_gone_is_not_given_to_a_new_one() {
    let env = killed_home(8);
    let expected = [events_of_copy(&env)];
    std::fs::remove_file(env.path().join("milepost.db")).unwrap();
    let _ = std::fs::remove_dir_all(env.path().join("backups"));
    let ran = env.run(&["due"]);
    assert_eq!(ran.code, 1, "{}", ran.all());
    assert!(ran.stderr.contains("milepost.db-wal"), "{}", ran.all());
    assert!(!env.path().join("milepost.db").exists());
    assert_refused_then_whole(env.path(), &expected);
}

/// The events of a home, which stays as it is.
fn events_of_copy(env: &TestEnv) -> Vec<Event> {
    let names = ["milepost.db", "milepost.db-wal"];
    let folder = super::copied(env.path(), &names);
    let log = events(folder.path());
    assert!(log.len() >= 8, "{}", log.len());
    log
}

#[test]
fn processes_that_begin_a_home_at_once_share_it() {
    for _ in 0..rounds(2, 20) {
        let env = TestEnv::empty();
        let answer = |topic: &str| {
            let words = ["add", "--topic", topic, "--prompt", "P?", "--answer", "A"];
            env.command(&words)
                .stdout(Stdio::null())
                .stderr(Stdio::piped())
                .spawn()
                .unwrap()
        };
        let topics = ["one", "two", "three", "four", "five"];
        let children = topics.map(answer);
        for child in children {
            let ended = child.wait_with_output().unwrap();
            let said = String::from_utf8_lossy(&ended.stderr);
            assert!(ended.status.success(), "{said}");
        }
        for topic in topics {
            let ran = env.run_with(&["review", &format!("topic:{topic}")], "\n3\n");
            assert_eq!(ran.code, 0, "{}", ran.all());
        }
        let log = events(env.path());
        assert_eq!(log.len(), topics.len());
        assert!(
            log.iter()
                .all(|event| event.key.device == log[0].key.device)
        );
        assert_eq!(faults(env.path()), Vec::<String>::new());
    }
}

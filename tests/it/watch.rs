//! `drill --watch`: an exercise in a file, whose tests run each time it is saved, until they pass.

use expectrl::session::OsSession;
use expectrl::{ControlCode, Eof, Expect};

use crate::home::TestEnv;
use crate::pty::spawned;

const FILE: &str = "exercises/kinds.code.py";

fn watched() -> (TestEnv, OsSession) {
    let env = TestEnv::with_every_kind();
    env.ok(&["trust", "kinds"]);
    let mut session = spawned(&env, &["drill", "--watch", "kinds.code"]);
    session.expect("Write").unwrap();
    session.expect("Ctrl-C ends this").unwrap();
    (env, session)
}

/// Saves as many editors do: a new file takes the place of the old one, which is gone for a while.
fn save_by_replacing(env: &TestEnv, text: &str) {
    let file = env.path().join(FILE);
    std::fs::remove_file(&file).unwrap();
    std::thread::sleep(std::time::Duration::from_millis(500));
    env.write("exercises/new", text);
    std::fs::rename(env.path().join("exercises/new"), file).unwrap();
}

#[test]
fn each_save_runs_the_tests_until_they_pass() {
    let (env, mut session) = watched();
    assert!(
        env.read(FILE).contains("Write `double(n)`."),
        "{}",
        env.read(FILE)
    );
    env.write(FILE, "def double(n):\n    return n * n + 1\n");
    session.expect("assert double(2) == 4").unwrap();
    save_by_replacing(&env, "def double(n):\n    return n + n\n");
    session.expect("Two times.").unwrap();
    session.expect(Eof).unwrap();
    let log = env.json(&["log", "--json"]);
    let kinds: Vec<&str> = log["events"]
        .as_array()
        .unwrap()
        .iter()
        .map(|event| event["kind"].as_str().unwrap())
        .collect();
    assert!(!kinds.contains(&"review"), "nothing is rescheduled: {log}");
}

#[test]
fn ctrl_c_ends_the_watch_and_the_file_is_gone_on_with() {
    let (env, mut session) = watched();
    env.write(FILE, "def double(n):\n    return 7\n");
    session.expect("assert double(2) == 4").unwrap();
    session.send(ControlCode::EndOfText).unwrap();
    session.expect(Eof).unwrap();
    let mut session = spawned(&env, &["drill", "--watch", "kinds.code"]);
    session.expect("assert double(2) == 4").unwrap();
    session.send(ControlCode::EndOfText).unwrap();
    session.expect(Eof).unwrap();
    assert_eq!(env.read(FILE), "def double(n):\n    return 7\n");
}

#[test]
fn a_file_that_is_taken_away_ends_the_watch() {
    let (env, mut session) = watched();
    std::fs::remove_dir_all(env.path().join("exercises")).unwrap();
    session.expect("cannot be used: ").unwrap();
    session.expect("hint: ").unwrap();
    session.expect(Eof).unwrap();
}

#[test]
fn a_card_without_a_program_is_refused() {
    let env = TestEnv::with_every_kind();
    let ran = env.run(&["drill", "--watch", "kinds.basic"]);
    assert_eq!(ran.code, 1, "{}", ran.all());
    assert!(ran.stderr.contains("'kinds.basic' has no program to write"));
    assert!(ran.stderr.contains("list kind:code"));
}

//! Several people: logs that must not mix, reports of learners, and a mentor's view of many.

use crate::home::{Ran, TestEnv};

fn answered(card: &str) -> TestEnv {
    let env = TestEnv::with_every_kind();
    env.run_with(&["review", card, "--new", "1"], "\n3\n");
    env
}

fn exported(env: &TestEnv) -> String {
    let log = env.path().join("log.jsonl");
    let _ = std::fs::remove_file(&log);
    env.ok(&["log", "export", log.to_str().unwrap()]);
    log.display().to_string()
}

fn import(env: &TestEnv, log: &str) -> Ran {
    env.run(&["log", "import", log])
}

#[test]
fn the_logs_of_two_people_do_not_mix_by_accident() {
    let (ana, bruno) = (answered("kinds.basic"), answered("kinds.open"));
    let before = ana.ok(&["log", "--json"]);
    let refused = import(&ana, &exported(&bruno));
    assert_eq!(refused.code, 1);
    assert!(refused.stderr.contains("--as-mine"), "{}", refused.stderr);
    assert_eq!(ana.ok(&["log", "--json"]), before, "nothing came in");

    let log = exported(&bruno);
    let merged = ana.ok(&["log", "import", &log, "--as-mine"]);
    assert_eq!(merged, "1 new event, 0 known already\n");
}

#[test]
fn machines_of_one_person_merge_without_a_word_once_they_have_met() {
    let (one, two) = (answered("kinds.basic"), answered("kinds.open"));
    one.ok(&["log", "import", &exported(&two), "--as-mine"]);
    one.ok(&["suspend", "kinds.bug"]);
    two.ok(&["suspend", "kinds.code"]);
    assert_eq!(import(&two, &exported(&one)).code, 0, "it holds ours");
    assert_eq!(import(&one, &exported(&two)).code, 0);
    // A backup that was put back writes as a new device, and still shares the old one.
    let copy = one.path().join("copy.db");
    one.ok(&["backup", copy.to_str().unwrap()]);
    two.ok(&["restore", copy.to_str().unwrap()]);
    two.run_with(&["review", "kinds.choice", "--new", "1"], "a\n3\n");
    assert_eq!(import(&one, &exported(&two)).code, 0);
}

#[test]
fn a_home_without_answers_takes_the_log_of_anybody() {
    let (used, fresh) = (answered("kinds.basic"), TestEnv::with_every_kind());
    fresh.ok(&["roadmap", "use", "big-tech"]);
    assert_eq!(import(&fresh, &exported(&used)).code, 0);
    let other = answered("kinds.open");
    assert_eq!(import(&fresh, &exported(&other)).code, 1);
}

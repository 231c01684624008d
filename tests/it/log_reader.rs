//! The log outlives the program: a page of Python that follows `docs/log-format.md` comes to the same schedules.

use std::path::Path;
use std::process::Command;

use serde_json::{Map, Value};

use crate::home::TestEnv;
use crate::python::python;

/// The keys that both tell of a card, bit for bit.
const KEYS: [&str; 6] = [
    "ease",
    "stability",
    "difficulty",
    "interval",
    "due",
    "lapses",
];

const READER: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/docs/log_reader.py");

/// Answers to cards of the kinds deck, each with the time and the grade.
const ANSWERS: [(&str, &str, &str); 14] = [
    ("2026-11-20T18:30:00-03:00", "basic", "3"),
    ("2026-11-20T18:31:00-03:00", "output", "4"),
    ("2026-11-20T18:32:00-03:00", "open", "1"),
    ("2026-11-22T09:00:00-03:00", "basic", "3"),
    ("2026-11-22T09:01:00-03:00", "output", "2"),
    ("2026-11-23T09:01:00-03:00", "open", "3"),
    ("2026-12-02T23:00:00-03:00", "basic", "4"),
    ("2026-12-02T23:01:00-03:00", "output", "3"),
    ("2026-12-02T23:02:00-03:00", "open", "3"),
    ("2027-01-09T08:00:00-03:00", "basic", "1"),
    ("2027-01-09T08:01:00-03:00", "output", "4"),
    ("2027-01-15T08:00:00-03:00", "basic", "3"),
    ("2027-01-15T08:01:00-03:00", "open", "4"),
    ("2027-04-15T08:00:00-03:00", "output", "3"),
];

fn answer(env: &mut TestEnv, at: &str, card: &str, grade: &str) {
    let id = format!("kinds.{card}");
    env.at(at);
    env.ok_with(&["review", &id, "--new", "1"], &format!("\n{grade}\n"));
}

fn answer_all(env: &mut TestEnv) {
    for (at, card, grade) in ANSWERS {
        answer(env, at, card, grade);
    }
}

/// What the reader makes of an export.
fn read(file: &Path, scheduler: Option<&str>) -> Value {
    let output = Command::new(&python().program)
        .arg(READER)
        .arg(file)
        .args(scheduler)
        .output()
        .unwrap();
    let said = String::from_utf8_lossy(&output.stderr).into_owned();
    assert!(output.status.success(), "{said}");
    serde_json::from_slice(&output.stdout).unwrap()
}

fn exported(env: &TestEnv, name: &str, more: &[&str]) -> std::path::PathBuf {
    let file = env.path().join(name);
    let words = [&["log", "export", file.to_str().unwrap()], more].concat();
    env.ok(&words);
    file
}

/// The cards that a list speaks of, by id, with the keys that both tell.
fn by_id(cards: &Value) -> Map<String, Value> {
    let seen = cards["cards"]
        .as_array()
        .unwrap()
        .iter()
        .filter(|card| card.get("due").is_some_and(|due| !due.is_null()));
    seen.map(|card| {
        let keys = KEYS.map(|key| (key.to_owned(), card[key].clone()));
        let id = card["id"].as_str().unwrap().to_owned();
        (id, Value::Object(keys.into_iter().collect()))
    })
    .collect()
}

fn assert_same(env: &TestEnv, file: &Path, scheduler: Option<&str>) -> Map<String, Value> {
    let program = by_id(&env.json(&["list", "--json"]));
    assert_eq!(by_id(&read(file, scheduler)), program);
    program
}

#[test]
fn the_reader_has_a_page_or_three() {
    let lines = std::fs::read_to_string(READER).unwrap().lines().count();
    assert!(lines <= 150, "{lines} lines");
}

#[test]
fn a_log_names_devices_and_settings_by_128_bits() {
    let mut env = TestEnv::with_every_kind();
    answer_all(&mut env);
    let file = exported(&env, "log.jsonl", &[]);
    let text = std::fs::read_to_string(file).unwrap();
    let names: Vec<Value> = text
        .lines()
        .map(|line| serde_json::from_str(line).unwrap())
        .flat_map(|line: Value| [line["device"].clone(), line["settings"].clone()])
        .filter(Value::is_string)
        .collect();
    assert!(names.len() > 10, "{text}");
    for name in names {
        assert_eq!(name.as_str().map(str::len), Some(32), "{name}");
    }
}

#[test]
fn the_reader_comes_to_the_same_schedules_under_sm2() {
    let mut env = TestEnv::with_every_kind();
    answer_all(&mut env);
    env.ok(&["undo"]);
    env.ok(&["suspend", "kinds.basic"]);
    env.ok(&["bury", "kinds.open"]);
    env.ok(&["reset", "kinds.output"]);
    answer(&mut env, "2027-05-01T08:00:00-03:00", "output", "3");
    let file = exported(&env, "log.jsonl", &[]);
    assert_eq!(assert_same(&env, &file, None).len(), 3);
    let cards = read(&file, None);
    let basic = cards["cards"]
        .as_array()
        .unwrap()
        .iter()
        .find(|card| card["id"] == "kinds.basic");
    assert_eq!(basic.unwrap()["suspended"], true);
    let figures = exported(&env, "figures.jsonl", &["--figures"]);
    assert_same(&env, &figures, None);
}

#[test]
fn the_reader_schedules_again_what_two_machines_answered() {
    let (mut one, mut two) = (TestEnv::with_every_kind(), TestEnv::with_every_kind());
    answer_all(&mut one);
    two.ok(&["config", "scheduler", "sm2-1990"]);
    let elsewhere = [
        ("2026-11-20T20:00:00-03:00", "basic", "4"),
        ("2026-11-21T20:00:00-03:00", "output", "4"),
        ("2026-11-27T20:00:00-03:00", "output", "4"),
        ("2026-12-20T20:00:00-03:00", "output", "4"),
        ("2027-01-01T08:00:00-03:00", "basic", "3"),
        ("2027-01-20T08:00:00-03:00", "open", "2"),
        ("2027-03-20T08:00:00-03:00", "open", "4"),
    ];
    for (at, card, grade) in elsewhere {
        answer(&mut two, at, card, grade);
    }
    let file = exported(&two, "two.jsonl", &[]);
    one.ok(&["log", "import", file.to_str().unwrap(), "--as-mine"]);
    let merged = exported(&one, "merged.jsonl", &[]);
    let scheduler = milepost::domain::schedule::Scheduler::default().hash();
    assert_same(&one, &merged, Some(scheduler.as_str()));
}

#[test]
fn the_reader_takes_fsrs_as_it_was_recorded() {
    let mut env = TestEnv::with_every_kind();
    env.ok(&["config", "scheduler", "fsrs6"]);
    answer_all(&mut env);
    env.ok(&["undo"]);
    let file = exported(&env, "log.jsonl", &[]);
    let cards = assert_same(&env, &file, None);
    assert!(cards.values().all(|card| card["stability"].is_f64()));
}

#[test]
fn the_reader_refuses_a_file_that_was_cut() {
    let mut env = TestEnv::with_every_kind();
    answer(&mut env, ANSWERS[0].0, "basic", "3");
    let file = exported(&env, "log.jsonl", &[]);
    let text = std::fs::read_to_string(&file).unwrap();
    let last = text.lines().last().unwrap();
    std::fs::write(&file, text.replace(last, "").trim_end()).unwrap();
    let output = Command::new(&python().program)
        .arg(READER)
        .arg(&file)
        .output();
    let said = String::from_utf8(output.unwrap().stderr).unwrap();
    assert!(said.contains("the file was cut short or changed"), "{said}");
}

//! `review --jsonl` and `drill --jsonl`: one object a line, both ways.

use std::process::{Command, Stdio};

use serde_json::{Value, json};

use crate::home::TestEnv;

/// Runs a session over all kinds and gives the objects it wrote.
fn events(env: &TestEnv, words: &[&str], replies: &[Value]) -> Vec<Value> {
    let sent: Vec<String> = replies.iter().map(Value::to_string).collect();
    let input = sent.join("\n");
    let ran = env.run_with(words, &input);
    assert_eq!(ran.code, 0, "{}", ran.all());
    let lines = ran.stdout.lines();
    lines
        .map(|line| serde_json::from_str(line).unwrap_or_else(|_| panic!("{line}")))
        .collect()
}

fn reviewed(env: &TestEnv, card: &str, replies: &[Value]) -> Vec<Value> {
    events(env, &["review", card, "--new", "1", "--jsonl"], replies)
}

fn names(events: &[Value]) -> Vec<&str> {
    events
        .iter()
        .map(|event| event["event"].as_str().unwrap())
        .collect()
}

#[test]
fn a_session_announces_asks_judges_records_and_sums_up() {
    let env = TestEnv::with_every_kind();
    let replies = [
        json!({"answer": "immutable", "seconds": 4.5}),
        json!({"grade": null}),
    ];
    let events = reviewed(&env, "kinds.cloze", &replies);
    assert_eq!(
        names(&events),
        ["session", "question", "verdict", "recorded", "summary"]
    );
    assert_eq!(events[0]["schema"], 1);
    assert_eq!(events[0]["new"], 1);
    assert_eq!(events[1]["expects"], "line");
    assert_eq!(events[1]["state"], "new");
    assert_eq!((&events[1]["n"], &events[1]["of"]), (&json!(1), &json!(1)));
    assert_eq!(events[2]["verdict"], "right");
    assert_eq!(events[2]["suggested"], "good");
    assert_eq!(events[2]["grades"]["good"], 1);
    assert_eq!(events[3]["grade"], "good");
    assert_eq!(events[3]["overruled"], false);
    assert_eq!(events[4]["passed"], 1);
    let log = env.json(&["log", "--json"]);
    assert_eq!(log["events"][0]["answer_ms"], 4_500);
    assert_eq!(log["events"][0]["grade"], 4);
}

#[test]
fn each_kind_says_what_it_expects() {
    let env = TestEnv::with_every_kind();
    let replies = vec![json!({"command": "skip"}); 8];
    let words = ["review", "--topic", "kinds", "--new", "8", "--jsonl"];
    let events = events(&env, &words, &replies);
    let mut expected: Vec<(String, String)> = events
        .iter()
        .filter(|event| event["event"] == "question")
        .map(|event| {
            let text = |key: &str| event[key].as_str().unwrap().to_owned();
            (text("kind"), text("expects"))
        })
        .collect();
    expected.sort();
    let pairs = [
        ("basic", "reveal"),
        ("bug", "line_number"),
        ("choice", "letters"),
        ("cloze", "line"),
        ("code", "program"),
        ("open", "text"),
        ("output", "lines"),
        ("type", "line"),
    ];
    let pairs: Vec<(String, String)> = pairs
        .iter()
        .map(|(kind, expects)| ((*kind).to_owned(), (*expects).to_owned()))
        .collect();
    assert_eq!(expected, pairs);
}

#[test]
fn a_near_miss_is_followed_by_the_same_question() {
    let env = TestEnv::with_every_kind();
    let replies = [
        json!({"answer": "x.len()"}),
        json!({"answer": "len(x)"}),
        json!({"grade": "good"}),
    ];
    let events = reviewed(&env, "kinds.type", &replies);
    assert_eq!(
        names(&events),
        [
            "session", "question", "verdict", "question", "verdict", "recorded", "summary"
        ]
    );
    assert_eq!(events[2]["verdict"], "near");
    assert_eq!(events[1]["card"], events[3]["card"]);
    assert_eq!(events[4]["suggested"], "hard");
    assert_eq!(events[5]["overruled"], true);
    assert_eq!(events[6]["overruled"], 1);
}

#[test]
fn what_does_not_fit_is_an_error_and_is_asked_again() {
    let env = TestEnv::with_every_kind();
    let replies = [
        json!({"grade": "good"}),
        json!({"answer": "z"}),
        json!({"answer": "a"}),
        json!({"answer": "a"}),
        json!({"grade": "perfect"}),
        json!({"grade": "again"}),
    ];
    let events = reviewed(&env, "kinds.choice", &replies);
    let errors = events.iter().filter(|event| event["event"] == "error");
    assert_eq!(errors.count(), 4, "{events:?}");
    for pair in events.windows(2).filter(|pair| pair[0]["event"] == "error") {
        assert!(pair[0]["hint"].is_string(), "{pair:?}");
        assert!(
            pair[1]["event"] == "question" || pair[1]["event"] == "verdict",
            "{pair:?}"
        );
    }
    let log = env.json(&["log", "--json"]);
    assert_eq!(log["events"].as_array().unwrap().len(), 1);
}

#[test]
fn undo_asks_the_card_again_and_the_end_of_the_input_ends_well() {
    let env = TestEnv::with_every_kind();
    let replies = [
        json!({"answer": null}),
        json!({"grade": "again"}),
        json!({"command": "undo"}),
        json!({"answer": null}),
        json!({"grade": "easy"}),
    ];
    let words = [
        "review",
        "kinds.basic or kinds.cloze",
        "--new",
        "2",
        "--jsonl",
    ];
    let events = events(&env, &words, &replies);
    let undone = events
        .iter()
        .position(|event| event["remark"] == "undone")
        .unwrap();
    assert_eq!(events[undone + 1]["card"], events[undone]["card"]);
    assert_eq!(events.last().unwrap()["event"], "summary");
    assert_eq!(events.last().unwrap()["easy"], 1);
    assert_eq!(env.run(&["doctor"]).code, 0);
}

#[test]
fn a_drill_reschedules_nothing() {
    let env = TestEnv::with_every_kind();
    let replies = [json!({"answer": "immutable"}), json!({"grade": null})];
    let words = ["drill", "kinds.cloze", "--jsonl"];
    let events = events(&env, &words, &replies);
    assert_eq!(events[1]["state"], "drill");
    assert_eq!(events[2]["grades"], Value::Null);
    assert_eq!(events[3]["interval"], Value::Null);
    assert_eq!(events[4]["next"], Value::Null);
}

#[test]
fn nothing_to_ask_is_said_in_objects_too() {
    let env = TestEnv::with_every_kind();
    let words = ["review", "kinds.cloze", "--new", "0", "--jsonl"];
    let events = events(&env, &words, &[]);
    assert_eq!(names(&events), ["session", "summary"]);
    assert_eq!(events[1]["reviews"], 0);
}

/// The example client of the documents, driven like a person would.
#[test]
fn the_example_client_holds_a_session() {
    let env = TestEnv::with_every_kind();
    let binary = std::path::Path::new(env!("CARGO_BIN_EXE_milepost"));
    let path = milepost::world::text_variable("PATH").unwrap_or_default();
    let folder = binary.parent().unwrap().display();
    let client = concat!(env!("CARGO_MANIFEST_DIR"), "/docs/review_client.py");
    let mut child = Command::new("python3")
        .args([client, "kinds.cloze or kinds.choice", "--new", "2"])
        .env_clear()
        .env("PATH", format!("{folder}:{path}"))
        .env("MILEPOST_HOME", env.path())
        .env("MILEPOST_NOW", "2026-11-20T18:30:00-03:00")
        .env("MILEPOST_SEED", "7")
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let typed = "immutable\n\na\n:hint\na\nhard\n";
    std::io::Write::write_all(child.stdin.as_mut().unwrap(), typed.as_bytes()).unwrap();
    let output = child.wait_with_output().unwrap();
    let shown = String::from_utf8(output.stdout).unwrap();
    assert!(output.status.success(), "{shown}");
    let log = env.json(&["log", "--json"]);
    let events = log["events"].as_array().unwrap();
    assert_eq!(events.len(), 2, "{shown}");
    assert_eq!(events[1]["grade"], 3, "{shown}");
    assert!(shown.contains("again in 1 d"), "{shown}");
}

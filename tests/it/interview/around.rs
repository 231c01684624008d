//! What surrounds an answer: questions about the problem before it, and a follow-up after it.

use milepost::ui::script::Script;
use serde_json::Value;

use crate::home::TestEnv;
use crate::interview::kept::kill_at;
use crate::interview::sitting::{HELD, home};

const CODING: [&str; 7] = [
    "interview",
    "--roadmap",
    "mine",
    "--seed",
    "49",
    "--part",
    "coding",
];

fn turn_of(env: &TestEnv, kind: &str) -> Value {
    let shown = env.json(&["interview", "show", "--json"]);
    let turns = shown["turns"].as_array().unwrap();
    turns
        .iter()
        .find(|turn| turn["kind"] == kind)
        .unwrap()
        .clone()
}

/// A home whose one card is a design with something left open and two follow-ups.
fn with_a_design() -> TestEnv {
    let env = TestEnv::new();
    env.write(
        "decks/topics/shop.toml",
        r#"format = 1
topic = "shop"
lang = "en"
area = "system-design"
title = "A shop"

[[card]]
id = "shop.design"
kind = "open"
rev = 1
level = 3
interview = "common"
minutes = 20
tags = ["shop"]
refs = ["https://docs.python.org/3/"]
prompt = "Design a shop."
clarify = [
  { q = "How many orders a day?", assume = "a thousand" },
  { q = "One country?", assume = "yes" },
]
points = [
  { text = "Orders are stored once", must = true },
  { text = "Stock is reserved", must = true },
  { text = "Payments are idempotent", must = true },
]
mistakes = ["No stock", "No payment"]
follow_ups = [{ q = "And at ten times the load?", a = "Shard by customer." }, "And abroad?"]
model = "A shop with orders and stock."
why = "Designs are asked."
"#,
    );
    env
}

#[test]
fn questions_come_before_a_program_and_are_kept() {
    let env = home();
    env.ok(&["trust", "kinds"]);
    let replies = ["can n be negative?", "return 2 * n", "4", "", "1 3", ""];
    let transcript = env.script(&CODING, Script::new(&replies));
    let first = transcript.find("first your questions").unwrap();
    assert!(
        first < transcript.find("return 2 * n").unwrap(),
        "{transcript}"
    );
    assert_eq!(turn_of(&env, "code")["clarified"], "can n be negative?");
    assert_eq!(turn_of(&env, "code")["given"], "return 2 * n");
    let shown = env.ok(&["interview", "show"]);
    assert!(shown.contains("you asked  can n be negative?"), "{shown}");
}

#[test]
fn who_leaves_before_a_program_is_not_told_how_to_write_it() {
    let env = home();
    env.ok(&["trust", "kinds"]);
    let words = [&HELD[..], &["--part", "warm-up", "--part", "coding"]].concat();
    let replies = ["a", "", "immutable", "len(x)", "^D", "^D"];
    let transcript = env.script(&words, Script::new(&replies));
    let (_, marking) = transcript.split_once("the answers\n").unwrap();
    assert!(marking.contains("Enter goes on"), "{transcript}");
    assert!(!marking.contains("opens your editor"), "{transcript}");
}

#[test]
fn short_questions_and_defects_begin_at_once() {
    let env = home();
    let words = [&HELD[..], &["--part", "warm-up", "--part", "language"]].concat();
    let transcript = env.script(&words, Script::new(&["^D"]));
    assert!(!transcript.contains("first your questions"), "{transcript}");
}

#[test]
fn a_design_is_answered_what_it_leaves_open_once_that_was_asked() {
    let env = with_a_design();
    let words = ["interview", "--roadmap", "mine", "--minutes", "45"];
    let replies = ["how many orders?", "orders and stock", "shards", "1 2 4"];
    let transcript = env.script(&words, Script::new(&replies));
    let asked = transcript.find("first your questions").unwrap();
    let told = transcript
        .find("How many orders a day? a thousand")
        .unwrap();
    let follow_up = transcript.find("And at ten times the load?").unwrap();
    assert!(asked < told && told < follow_up, "{transcript}");
    let turn = turn_of(&env, "open");
    assert_eq!(turn["clarified"], "how many orders?");
    assert_eq!(turn["follow_up"]["question"], "And at ten times the load?");
    assert_eq!(turn["follow_up"]["given"], "shards");
    let met: Vec<bool> = turn["points"]
        .as_array()
        .unwrap()
        .iter()
        .map(|point| point["met"].as_bool().unwrap())
        .collect();
    assert_eq!(met, [true, true, false, true], "{turn}");
    let last = &turn["points"][3];
    assert_eq!(
        last["text"],
        "And at ten times the load? Shard by customer."
    );
    assert_eq!(last["must"], false);
    assert_eq!(env.run(&["doctor"]).code, 0);
}

#[test]
fn a_follow_up_that_is_passed_on_is_no_point() {
    let env = with_a_design();
    let words = ["interview", "--roadmap", "mine", "--minutes", "45"];
    env.script(
        &words,
        Script::new(&["", "orders and stock", ":skip", "1 2"]),
    );
    let turn = turn_of(&env, "open");
    assert_eq!(turn["follow_up"], Value::Null);
    assert_eq!(turn["points"].as_array().unwrap().len(), 3);
}

#[test]
fn a_question_that_is_passed_on_has_no_follow_up() {
    let env = with_a_design();
    let words = ["interview", "--roadmap", "mine", "--minutes", "45"];
    env.script(&words, Script::new(&[":skip"]));
    let turn = turn_of(&env, "open");
    assert_eq!(
        (&turn["verdict"], &turn["follow_up"]),
        (&"skipped".into(), &Value::Null)
    );
}

#[test]
fn leaving_at_a_follow_up_keeps_the_answer() {
    let env = with_a_design();
    let words = ["interview", "--roadmap", "mine", "--minutes", "45"];
    env.script(&words, Script::new(&["", "orders and stock", ":q", "1"]));
    let turn = turn_of(&env, "open");
    assert_eq!(
        (&turn["given"], &turn["verdict"]),
        (&"orders and stock".into(), &"ticked".into())
    );
}

#[test]
fn a_kill_at_a_follow_up_keeps_the_answer_and_goes_on_with_the_next() {
    let env = home();
    kill_at(
        &env,
        &HELD,
        "a\nblue\nimmutable\nlen(x)\na row\n",
        "follow-up",
    );
    let ran = env.run_with(&["interview", "resume"], ":q\n");
    let asked = ran.stdout.split("the answers").next().unwrap();
    assert!(
        asked.contains("[6/8]") && !asked.contains("[5/8]"),
        "{}",
        ran.all()
    );
    let turn = turn_of(&env, "open");
    assert_eq!(turn["given"], "a row");
    assert_eq!(turn["follow_up"], Value::Null);
}

//! What helps before and during a question: primers and hints.

use std::process::Command;

use milepost::decks::{embedded, load};
use milepost::domain::card::{Body, Card, CardKind, Lang};
use milepost::domain::grade::Grade;
use milepost::domain::hint::made_hints;
use milepost::domain::roadmap::Topic;
use serde_json::{Value, json};

use crate::home::TestEnv;

fn events(env: &TestEnv, words: &[&str], replies: &[Value]) -> Vec<Value> {
    let lines: Vec<String> = replies.iter().map(Value::to_string).collect();
    let ran = env.run_with(words, &lines.join("\n"));
    assert_eq!(ran.code, 0, "{}", ran.all());
    ran.stdout
        .lines()
        .map(|line| serde_json::from_str(line).unwrap())
        .collect()
}

#[test]
fn a_topic_is_taught_once_before_its_first_question() {
    let env = TestEnv::new();
    let review = ["review", "--topic", "sets", "--new", "2", "--jsonl"];
    let answer = [json!({"answer": null}), json!({"grade": "good"})];
    let first = events(&env, &review, &[answer.clone(), answer.clone()].concat());
    let primers: Vec<usize> = (0..first.len())
        .filter(|place| first[*place]["event"] == "primer")
        .collect();
    assert_eq!(primers, [1], "{first:?}");
    assert_eq!(first[2]["event"], "question");
    assert!(first[1]["text"].as_str().unwrap().contains("set()"));
    let again = events(&env, &review, &answer);
    assert!(again.iter().all(|event| event["event"] != "primer"));
}

#[test]
fn a_primer_speaks_the_language_of_the_learner() {
    let env = TestEnv::new();
    env.ok(&["config", "language", "pt-BR"]);
    let shown = env.ok_with(&["review", "--topic", "sets", "--new", "1"], "");
    assert!(shown.contains("Um conjunto guarda cada valor"), "{shown}");
}

/// The fenced program of a primer.
fn program(text: &str) -> Option<&str> {
    let (_, rest) = text.split_once("```python\n")?;
    rest.split_once("```").map(|(program, _)| program)
}

/// Runs every line, and compares each value that a comment states with what the line gives.
const CHECK: &str = r"
import ast, sys
code = sys.stdin.read()
names = {}
for node in ast.parse(code).body:
    if not isinstance(node, ast.Expr):
        exec(compile(ast.Module([node], []), 'primer', 'exec'), names)
        continue
    value = eval(compile(ast.Expression(node.value), 'primer', 'eval'), names)
    line = code.splitlines()[node.end_lineno - 1]
    _, _, claim = line.partition('  # ')
    try:
        stated = ast.literal_eval(claim.split(';')[0].split(': ')[0].split(', a new')[0].split(', uma lista')[0].strip())
    except (SyntaxError, ValueError):
        continue
    assert value == stated, (line, value)
";

fn run_primer(topic: &Topic, text: &str) {
    let Some(program) = program(text) else {
        return;
    };
    let folder = tempfile::tempdir().unwrap();
    let mut child = Command::new("python3")
        .args(["-I", "-c", CHECK])
        .current_dir(folder.path())
        .stdin(std::process::Stdio::piped())
        .stdout(std::process::Stdio::null())
        .spawn()
        .unwrap();
    std::io::Write::write_all(child.stdin.as_mut().unwrap(), program.as_bytes()).unwrap();
    drop(child.stdin.take());
    assert!(child.wait().unwrap().success(), "{}: {program}", topic.id);
}

#[test]
fn primers_are_translated_and_their_examples_are_true() {
    let content = load(embedded::sources());
    let portuguese = Lang::from_tag("pt-BR").unwrap();
    let mut primers = 0;
    for topic in &content.topics {
        let Some(primer) = &topic.primer else {
            continue;
        };
        primers += 1;
        let translated = primer.text(portuguese);
        assert_ne!(translated, primer.en, "{}", topic.id);
        run_primer(topic, &primer.en);
        run_primer(topic, translated);
    }
    assert!(primers >= 20, "{primers}");
}

fn hinted(cards: &[Card], kind: CardKind) -> (usize, usize) {
    let of_kind = cards.iter().filter(|card| card.body.kind() == kind);
    let (mut all, mut hinted) = (0, 0);
    for card in of_kind {
        let order: Vec<usize> = (0..8).collect();
        all += 1;
        hinted += usize::from(
            !card.hints.is_empty() || !made_hints(card, &order[..options(card)], None).is_empty(),
        );
    }
    (hinted, all)
}

fn options(card: &Card) -> usize {
    if let Body::Choice(body) = &card.body {
        body.options.len()
    } else {
        0
    }
}

#[test]
fn nearly_every_built_in_card_has_a_hint() {
    let content = load(embedded::sources());
    let counts = CardKind::ALL.map(|kind| hinted(&content.cards, kind));
    let hinted: usize = counts.iter().map(|(hinted, _)| hinted).sum();
    let all: usize = counts.iter().map(|(_, all)| all).sum();
    assert!(hinted * 100 >= all * 95, "{hinted} of {all}: {counts:?}");
}

#[test]
fn a_hint_caps_what_is_suggested_for_every_kind() {
    let env = TestEnv::with_every_kind();
    for (card, answer) in [
        ("kinds.basic", json!(null)),
        ("kinds.cloze", json!("immutable")),
        ("kinds.type", json!("len(x)")),
    ] {
        let replies = [
            json!({"command": "hint"}),
            json!({"answer": answer}),
            json!({"grade": null}),
        ];
        let events = events(&env, &["review", card, "--new", "1", "--jsonl"], &replies);
        let hint = events.iter().find(|event| event["event"] == "hint");
        assert!(hint.is_some(), "{events:?}");
        let verdict = events.iter().find(|event| event["event"] == "verdict");
        assert_eq!(verdict.unwrap()["suggested"], "hard", "{card}");
    }
    let log = env.json(&["log", "--json"]);
    for event in log["events"].as_array().unwrap() {
        assert_eq!(event["grade"], Grade::HARD.q());
    }
}

//! Typed answers that no list contains: the card's check decides about them, after consent.

use expectrl::Expect;
use expectrl::session::OsSession;
use serde_json::{Value, json};

use crate::home::TestEnv;
use crate::pty::spawned;

const DECK: &str = r#"
format = 1
topic = "checked"
lang = "en"
title = "Checked answers"

[[card]]
id = "checked.double"
kind = "type"
rev = 1
level = 1
interview = "no"
tags = ["check"]
prompt = "Write the expression for twice `x`."
answer = "2 * x"
compare = "code"
reject = [{ answer = "x ** 2", why = "That is the square." }]
check = '''
x = 3
assert {answer} == 6
'''
why = "Multiplication."

[[card]]
id = "checked.half"
kind = "type"
rev = 1
level = 1
interview = "no"
tags = ["check"]
prompt = "Write the expression for half of `x`."
answer = "x / 2"
compare = "code"
check = '''
x = 4
assert {answer} == 2
'''
why = "Division."
"#;

fn home() -> TestEnv {
    let env = TestEnv::new();
    env.write("decks/topics/checked.toml", DECK);
    env
}

/// Answers the card over a pipe of objects; gives the verdict and the evidence in the log.
fn answered(env: &TestEnv, answer: &str) -> (Value, Value) {
    let replies = format!(
        "{}\n{}\n",
        json!({"answer": answer}),
        json!({"grade": null})
    );
    let words = ["review", "checked.double", "--new", "1", "--jsonl"];
    let ran = env.run_with(&words, &replies);
    assert_eq!(ran.code, 0, "{}", ran.all());
    let verdict = ran
        .stdout
        .lines()
        .map(|line| serde_json::from_str::<Value>(line).unwrap())
        .find(|event| event["event"] == "verdict");
    let log = env.json(&["log", "--json"]);
    let evidence = log["events"][0]["evidence"].clone();
    (verdict.unwrap()["verdict"].clone(), evidence)
}

#[test]
fn a_check_decides_about_an_unlisted_answer() {
    for (answer, verdict, check) in [
        ("x + x", "right", json!("passed")),
        ("sum([x, x])", "right", json!("passed")),
        ("x + 2", "wrong", json!("failed")),
        ("nonsense(", "wrong", Value::Null),
        ("x + x # or so", "wrong", Value::Null),
        ("1) or (True", "wrong", Value::Null),
        ("2*x", "right", Value::Null),
    ] {
        let env = home();
        env.ok(&["trust", "checked"]);
        let (said, evidence) = answered(&env, answer);
        assert_eq!(said, verdict, "{answer}");
        assert_eq!(evidence["check"], check, "{answer}: {evidence}");
    }
}

#[test]
fn without_consent_the_lists_decide() {
    let env = home();
    let (said, evidence) = answered(&env, "x + x");
    assert_eq!(said, "wrong");
    assert_eq!(evidence["check"], Value::Null, "{evidence}");
}

#[test]
fn without_an_interpreter_the_lists_decide() {
    let mut env = home();
    env.ok(&["trust", "checked"]);
    env.set("PATH", "/nowhere").set("PYENV_ROOT", "/nowhere");
    assert_eq!(answered(&env, "x + x").0, "wrong");
}

#[test]
fn at_a_screen_consent_is_asked_for_once_in_a_session() {
    let env = home();
    let mut session = spawned(&env, &["review", "--topic", "checked", "--new", "2"]);
    type_at_prompt(&mut session, "x + x\r");
    session.expect("in a sandbox? y/N").unwrap();
    type_at_prompt(&mut session, "x");
    session.expect("'x' is neither yes nor no").unwrap();
    type_at_prompt(&mut session, "n");
    session
        .expect("compared with the card's list only")
        .unwrap();
    session.expect("4 easy").unwrap();
    // An Enter would belong to the key before it.
    type_at_prompt(&mut session, "3");
    session.expect("half of").unwrap();
    type_at_prompt(&mut session, "x * 0.5\r");
    session.expect("wrong").unwrap();
}

#[test]
fn at_a_screen_the_check_runs_after_consent() {
    let env = home();
    let mut session = spawned(&env, &["review", "checked.double", "--new", "1"]);
    type_at_prompt(&mut session, "x + x\r");
    session.expect("in a sandbox? y/N").unwrap();
    type_at_prompt(&mut session, "y");
    session.expect("its check accepts it").unwrap();
    session.expect("right").unwrap();
}

/// Keys that come before their prompt do not answer it.
fn type_at_prompt(session: &mut OsSession, keys: &str) {
    session.expect("› ").unwrap();
    session.send(keys).unwrap();
}

const CODE: &str = r#"
format = 1
topic = "coded"
lang = "en"
title = "Coded answers"

[[card]]
id = "coded.clamp"
kind = "code"
rev = 1
level = 1
interview = "no"
tags = ["code"]
prompt = "Write `clamp(x, low, high)`: x, but at least low and at most high."
starter = '''
def clamp(x, low, high):
    ...
'''
solution = '''
def clamp(x, low, high):
    return max(low, min(x, high))
'''
tests = '''
assert clamp(5, 1, 9) == 5
assert clamp(0, 1, 9) == 1, "at least low"
assert clamp(12, 1, 9) == 9, "at most high"
'''
why = "Two bounds."

  [[card.wrong]]
  label = "forgets the upper bound"
  code = '''
def clamp(x, low, high):
    return max(x, low)
'''

  [[card.wrong]]
  label = "forgets the lower bound"
  code = '''
def clamp(x, low, high):
    return min(x, high)
'''
"#;

/// Answers the card with a program; gives the mistake that the verdict names.
fn programmed(env: &TestEnv, program: &str) -> Value {
    let replies = format!(
        "{}\n{}\n",
        json!({"answer": program}),
        json!({"grade": null})
    );
    let ran = env.run_with(&["drill", "coded.clamp", "--jsonl"], &replies);
    assert_eq!(ran.code, 0, "{}", ran.all());
    let verdict = ran
        .stdout
        .lines()
        .map(|line| serde_json::from_str::<Value>(line).unwrap())
        .find(|event| event["event"] == "verdict");
    verdict.unwrap()["mistake"].clone()
}

#[test]
fn a_failing_program_is_named_after_the_mistake_it_makes() {
    let env = TestEnv::new();
    env.write("decks/topics/coded.toml", CODE);
    env.ok(&["trust", "coded"]);
    let no_upper = "def clamp(x, low, high):\n    if x < low:\n        return low\n    return x\n";
    let right = "def clamp(x, low, high):\n    return sorted([low, x, high])[1]\n";
    let lost = "def clamp(x, low, high):\n    return None\n";
    let no_lower = "def clamp(x, low, high):\n    return x if x < high else high\n";
    assert_eq!(programmed(&env, no_upper), "forgets the upper bound");
    assert_eq!(programmed(&env, right), Value::Null);
    assert_eq!(programmed(&env, lost), Value::Null);
    assert_eq!(programmed(&env, no_lower), "forgets the lower bound");
    assert_eq!(
        env.json(&["stats", "--mistakes", "--json"])["mistakes"],
        json!([])
    );
    assert_eq!(programmed(&env, no_upper), "forgets the upper bound");
    let mistakes = env.json(&["stats", "--mistakes", "--json"])["mistakes"].clone();
    assert_eq!(mistakes.as_array().unwrap().len(), 1, "{mistakes}");
    assert_eq!(
        (
            &mistakes[0]["card"],
            &mistakes[0]["mistake"],
            &mistakes[0]["times"]
        ),
        (
            &json!("coded.clamp"),
            &json!("forgets the upper bound"),
            &json!(2)
        )
    );
    assert!(
        env.ok(&["stats", "--mistakes"])
            .contains("2 times in coded.clamp")
    );
    let other = env.json(&["stats", "lists", "--mistakes", "--json"]);
    assert_eq!(other["mistakes"], json!([]));
}

//! `add` at a screen, field by field: what each kind is asked for, and what Tab knows.

use expectrl::session::OsSession;
use expectrl::{Eof, Expect};

use crate::home::TestEnv;
use crate::pty::spawned;

/// Waits for a question and types a line; keys of their own, such as Tab, may be in it.
fn answer(session: &mut OsSession, question: &str, line: &str) {
    session.expect(question).unwrap();
    session.expect("› ").unwrap();
    session.send(line).unwrap();
    session.send("\r").unwrap();
}

fn shown(env: &TestEnv, words: &str) -> String {
    let list = env.json(&["list", "--json", "is:mine", words]);
    let id = list["cards"][0]["id"].as_str().unwrap().to_owned();
    env.ok(&["show", &id, "--toml"])
}

#[test]
fn a_choice_is_asked_for_option_by_option() {
    let env = TestEnv::new();
    let mut session = spawned(&env, &["add"]);
    answer(&mut session, "topic", "my-team");
    answer(&mut session, "kind: basic, cloze, choice", "riddle");
    session.expect("there is no kind 'riddle'").unwrap();
    answer(&mut session, "kind: basic", "code");
    session.expect("a code card is written in a file").unwrap();
    answer(&mut session, "kind: basic", "cho\t");
    answer(&mut session, "question", "Where is the runbook?");
    answer(&mut session, "the right option", "In the wiki");
    answer(&mut session, "why 'In the wiki' is right", "It moved there");
    answer(&mut session, "a wrong option", "In a drawer");
    answer(&mut session, "another wrong option", "On a disk");
    answer(&mut session, "another wrong option", "");
    answer(
        &mut session,
        "why 'In a drawer' is wrong",
        "That one is old",
    );
    answer(&mut session, "why 'On a disk' is wrong", "There is no disk");
    answer(&mut session, "why (Enter for none)", "");
    answer(&mut session, "tags", "");
    session.expect("added ").unwrap();
    session.expect(Eof).unwrap();
    let card = shown(&env, "runbook");
    for part in [
        "kind = \"choice\"",
        "In the wiki",
        "On a disk",
        "There is no disk",
    ] {
        assert!(card.contains(part), "{part}: {card}");
    }
}

#[test]
fn an_output_card_takes_its_program_in_several_lines() {
    let env = TestEnv::new();
    let mut session = spawned(&env, &["add", "--topic", "my-team"]);
    answer(&mut session, "kind: basic", "output");
    answer(&mut session, "question", "What does this print?");
    answer(
        &mut session,
        "two empty lines",
        "for n in range(2):\r    print(n)\r.",
    );
    answer(&mut session, "what it prints", "0\r1\r.");
    answer(&mut session, "why (Enter for none)", "");
    answer(&mut session, "tags", "");
    session.expect("added ").unwrap();
    session.expect(Eof).unwrap();
    let card = shown(&env, "range");
    for part in ["kind = \"output\"", "    print(n)", "0\n1\n"] {
        assert!(card.contains(part), "{part}: {card}");
    }
}

#[test]
fn a_topic_is_completed_and_a_cloze_asks_for_each_blank() {
    let env = TestEnv::new();
    let mut session = spawned(&env, &["add"]);
    answer(&mut session, "topic", "");
    session.expect("this cannot be left out").unwrap();
    answer(&mut session, "topic", "zen-of\t");
    answer(&mut session, "kind: basic", "cloze");
    answer(&mut session, "sentence", "Nothing is left out here");
    session.expect("needs an --answer for each blank").unwrap();
    answer(&mut session, "sentence", "A quokka is <1> and <2>");
    answer(&mut session, "what stands in place of <1>", "small");
    answer(&mut session, "what stands in place of <2>", "friendly");
    answer(&mut session, "why (Enter for none)", "");
    answer(&mut session, "tags", "");
    session.expect("added ").unwrap();
    session.expect(Eof).unwrap();
    let list = env.json(&["list", "--json", "is:mine", "quokka"]);
    assert_eq!(list["cards"].as_array().unwrap().len(), 2, "{list}");
    assert_eq!(list["cards"][0]["topic"], "zen-of-python", "{list}");
}

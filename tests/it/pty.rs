//! What only a terminal shows: the prompt, single keys, Ctrl-C, Ctrl-D, history, a resized screen.

use std::time::Duration;

use expectrl::session::OsSession;
use expectrl::{ControlCode, Eof, Expect};

use crate::home::TestEnv;
use crate::screen::on_a_screen;

/// A session at a screen without colours.
pub(crate) fn spawned(env: &TestEnv, words: &[&str]) -> OsSession {
    on_a_screen(env.command(words))
}

#[test]
fn the_first_run_asks_which_roads_and_starts_the_first_review() {
    let env = TestEnv::empty();
    let mut session = spawned(&env, &[]);
    session.expect("numbers, separated by spaces").unwrap();
    session.send_line("9").unwrap();
    session.expect("'9' is not a number").unwrap();
    session.send_line("").unwrap();
    session.expect("[1/10]").unwrap();
    // The head of a card holds the sign of the prompt too.
    session.expect("\u{1b}[K› ").unwrap();
    session.send(ControlCode::EndOfTransmission).unwrap();
    session.expect("milepost> ").unwrap();
    session.send_line("quit").unwrap();
    session.expect("everything is saved").unwrap();
    session.expect(Eof).unwrap();
    assert_eq!(env.ok(&["config", "roadmaps"]), "mastering-python\n");
}

#[test]
fn reveal_and_grade_act_on_the_key_alone() {
    let env = TestEnv::with_every_kind();
    let mut session = spawned(&env, &["review", "kinds.basic", "--new", "1"]);
    session.expect("What colour").unwrap();
    session.expect("› ").unwrap();
    session.send(" ").unwrap();
    session.expect("4 easy 1d").unwrap();
    session.expect("› ").unwrap();
    session.send("4").unwrap();
    session.expect("Enter ends").unwrap();
    session.expect("› ").unwrap();
    session.send("\r").unwrap();
    session.expect(Eof).unwrap();
    assert_eq!(env.json(&["log", "--json"])["events"][0]["grade"], 5);
}

#[test]
fn a_command_that_arrives_at_once_is_one_command_and_grades_nothing() {
    let env = TestEnv::with_every_kind();
    let mut session = spawned(&env, &["review", "kinds.basic", "--new", "1"]);
    session.expect("What colour").unwrap();
    session.expect("› ").unwrap();
    session.send(" ").unwrap();
    session.expect("easy 1d  › ").unwrap();
    session.send(":flag 4 typos in 3.13\r").unwrap();
    session.expect("flagged").unwrap();
    session.expect("easy 1d  › ").unwrap();
    session.send(ControlCode::EndOfTransmission).unwrap();
    session.expect(Eof).unwrap();
    let log = env.json(&["log", "--json"]);
    let events = log["events"].as_array().unwrap();
    assert_eq!(events.len(), 1, "{log}");
    assert_eq!(events[0]["note"], "4 typos in 3.13");
}

#[test]
fn ctrl_c_clears_the_line_and_ctrl_d_leaves_with_everything_saved() {
    let env = TestEnv::with_every_kind();
    let mut session = spawned(&env, &["review", "kinds.cloze", "--new", "1"]);
    session.expect("A tuple is").unwrap();
    session.expect("› ").unwrap();
    session.send("nonsense").unwrap();
    session.send(ControlCode::EndOfText).unwrap();
    session.expect("› ").unwrap();
    session.send_line("immutable").unwrap();
    session.expect("right").unwrap();
    session.expect("easy 1d  › ").unwrap();
    session.send("3").unwrap();
    session.expect("Enter ends").unwrap();
    session.expect("› ").unwrap();
    session.send(ControlCode::EndOfTransmission).unwrap();
    session.expect(Eof).unwrap();
    assert_eq!(
        env.json(&["log", "--json"])["events"][0]["evidence"]["given"],
        "immutable"
    );
}

#[test]
fn the_prompt_keeps_its_history_and_survives_a_wrong_command() {
    let env = TestEnv::new();
    env.ok(&["roadmap", "use", "big-tech"]);
    let mut session = spawned(&env, &[]);
    session.expect("milepost> ").unwrap();
    session.send_line("reveiw").unwrap();
    session.expect("unrecognized subcommand").unwrap();
    session.expect("milepost> ").unwrap();
    session.send_line("due").unwrap();
    session.expect("to repeat").unwrap();
    session.expect("milepost> ").unwrap();
    session.send(ControlCode::EndOfTransmission).unwrap();
    session.expect(Eof).unwrap();
    assert!(env.read("history").contains("due"));
}

#[test]
fn an_answer_is_timed_to_the_key_that_ends_it() {
    let mut env = TestEnv::with_every_kind();
    // The clock of the machine.
    env.set("MILEPOST_NOW", "");
    let mut session = spawned(&env, &["review", "kinds.cloze", "--new", "1"]);
    session.expect("A tuple is").unwrap();
    session.expect("› ").unwrap();
    let wait = Duration::from_millis(400);
    for part in ["immu", "table", "\r"] {
        std::thread::sleep(wait);
        session.send(part).unwrap();
    }
    session.expect("easy 1d  › ").unwrap();
    std::thread::sleep(wait * 4);
    session.send("3").unwrap();
    session.expect("Enter ends").unwrap();
    session.expect("› ").unwrap();
    session.send("\r").unwrap();
    session.expect(Eof).unwrap();
    let event = env.json(&["log", "--json"])["events"][0].clone();
    let (answer, total) = (
        event["answer_ms"].as_u64().unwrap(),
        event["total_ms"].as_u64().unwrap(),
    );
    assert!(answer >= 1_100, "{answer}");
    assert!(
        total >= answer + 1_500,
        "the wait after the answer is no part of it: {answer} {total}"
    );
}

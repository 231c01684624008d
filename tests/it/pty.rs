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
    session.expect("› ").unwrap();
    session.send_line("9").unwrap();
    session.expect("'9' is not a number").unwrap();
    session.expect("› ").unwrap();
    session.send_line("").unwrap();
    answer_first_run(&mut session, "is there a date", "");
    answer_first_run(&mut session, "how many minutes a day? (Enter: 30)", "a lot");
    answer_first_run(&mut session, "'a lot' is not a number of minutes", "20");
    session.expect("do you know some of it already?").unwrap();
    session.expect("› ").unwrap();
    std::thread::sleep(PAUSE);
    session.send("\r").unwrap();
    session.expect("[1/").unwrap();
    // The head of a card holds the sign of the prompt too.
    session.expect("\u{1b}[K› ").unwrap();
    session.send(ControlCode::EndOfTransmission).unwrap();
    session.expect("milepost> ").unwrap();
    session.send_line("quit").unwrap();
    session.expect("everything is saved").unwrap();
    session.expect(Eof).unwrap();
    assert_eq!(env.ok(&["config", "roadmaps"]), "mastering-python\n");
    assert_eq!(env.ok(&["config", "minutes_per_day"]), "20\n");
}

/// Waits for a question of the first run and types a line.
fn answer_first_run(session: &mut OsSession, question: &str, line: &str) {
    session.expect(question).unwrap();
    session.expect("› ").unwrap();
    session.send_line(line).unwrap();
}

#[test]
fn the_first_run_makes_a_plan_and_offers_a_placement_test() {
    let env = TestEnv::empty();
    let mut session = spawned(&env, &[]);
    answer_first_run(&mut session, "numbers, separated by spaces", "1");
    answer_first_run(&mut session, "is there a date", "2020-01-01");
    answer_first_run(&mut session, "is not after today", "2027-01-20");
    answer_first_run(&mut session, "how many minutes a day?", "");
    session.expect("do you know some of it already?").unwrap();
    session.expect("› ").unwrap();
    session.send("y").unwrap();
    // The placement test asks its first question, and leaving it goes on to the plan's day.
    session.expect("placement test").unwrap();
    session.expect("[1/").unwrap();
    session.expect("\u{1b}[K› ").unwrap();
    session.send(ControlCode::EndOfTransmission).unwrap();
    session.expect("day 1 of").unwrap();
    session.expect("\u{1b}[K› ").unwrap();
    session.send(ControlCode::EndOfTransmission).unwrap();
    session.expect("milepost> ").unwrap();
    session.send_line("quit").unwrap();
    session.expect(Eof).unwrap();
    assert_eq!(env.json(&["plan", "--json"])["date"], "2027-01-20");
}

#[test]
fn a_grade_acts_on_the_key_alone() {
    let env = TestEnv::with_every_kind();
    let mut session = spawned(&env, &["review", "kinds.basic", "--new", "1"]);
    session.expect("What colour").unwrap();
    session.expect("› ").unwrap();
    session.send("\r").unwrap();
    session.expect("4 easy 1d").unwrap();
    session.expect("› ").unwrap();
    session.send("4").unwrap();
    session.expect("Enter ends").unwrap();
    session.expect("› ").unwrap();
    session.send(ControlCode::EndOfTransmission).unwrap();
    session.expect(Eof).unwrap();
    assert_eq!(env.json(&["log", "--json"])["events"][0]["grade"], 5);
}

#[test]
fn a_command_that_arrives_at_once_is_one_command_and_grades_nothing() {
    let env = TestEnv::with_every_kind();
    let mut session = spawned(&env, &["review", "kinds.basic", "--new", "1"]);
    session.expect("What colour").unwrap();
    session.expect("› ").unwrap();
    session.send("\r").unwrap();
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
    session.send(ControlCode::EndOfTransmission).unwrap();
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

/// Long enough that an Enter does not belong to the key before it.
const PAUSE: Duration = Duration::from_millis(700);

/// The card that is asked, the grade line of the first, and then what the test sends.
fn graded_first(env: &TestEnv) -> OsSession {
    let words = ["review", "kinds.basic or kinds.cloze", "--new", "2"];
    let mut session = spawned(env, &words);
    session.expect("What colour").unwrap();
    session.expect("\u{1b}[K› ").unwrap();
    session.send("\r").unwrap();
    session.expect("easy 1d  › ").unwrap();
    session
}

fn grades(env: &TestEnv) -> Vec<u64> {
    let log = env.json(&["log", "--json"]);
    let events = log["events"].as_array().unwrap().iter();
    events
        .map(|event| event["grade"].as_u64().unwrap())
        .collect()
}

#[test]
fn the_enter_after_a_grade_does_not_reach_the_next_card() {
    // Together, as fast as fingers are, and while the next card is being drawn.
    for gap in [0, 20, 150] {
        let env = TestEnv::with_every_kind();
        let mut session = graded_first(&env);
        if gap == 0 {
            session.send("3\r").unwrap();
        } else {
            session.send("3").unwrap();
            std::thread::sleep(Duration::from_millis(gap));
            session.send("\r").unwrap();
        }
        session.expect("› 3 good").unwrap();
        session.expect("A tuple is").unwrap();
        session.expect("\u{1b}[K› ").unwrap();
        std::thread::sleep(PAUSE);
        session.send("immutable\r").unwrap();
        session.expect("right").unwrap();
        session.expect("easy 1d  › ").unwrap();
        session.send(ControlCode::EndOfTransmission).unwrap();
        session.expect("Enter ends").unwrap();
        session.expect("› ").unwrap();
        session.send(ControlCode::EndOfTransmission).unwrap();
        session.expect(Eof).unwrap();
        assert_eq!(grades(&env), [4], "{gap} ms");
    }
}

#[test]
fn a_second_enter_after_a_typed_answer_grades_nothing() {
    let env = TestEnv::with_every_kind();
    let mut session = spawned(&env, &["review", "kinds.type"]);
    session.expect("\u{1b}[K› ").unwrap();
    session.send("wrong\r").unwrap();
    session.expect("easy 1d  › ").unwrap();
    session.send("\r").unwrap();
    std::thread::sleep(PAUSE);
    // Were the card graded, this would be a key of the next prompt.
    session.send("2").unwrap();
    session.expect("› 2 hard").unwrap();
    session.expect("Enter ends").unwrap();
    session.expect("› ").unwrap();
    session.send(ControlCode::EndOfTransmission).unwrap();
    session.expect(Eof).unwrap();
    assert_eq!(grades(&env), [3]);
}

#[test]
fn a_rejected_key_and_its_enter_grade_nothing() {
    let env = TestEnv::with_every_kind();
    let mut session = graded_first(&env);
    session.send("x").unwrap();
    session.expect("'x' is not a grade").unwrap();
    session.expect("easy 1d  › ").unwrap();
    std::thread::sleep(PAUSE);
    session.send("\r").unwrap();
    session.expect("easy 1d  › ").unwrap();
    session.send("5\r").unwrap();
    session.expect("'5' is not a grade").unwrap();
    session.expect("easy 1d  › ").unwrap();
    session.send(ControlCode::EndOfTransmission).unwrap();
    session.expect(Eof).unwrap();
    assert!(grades(&env).is_empty());
}

#[test]
fn letters_typed_at_a_card_change_nothing() {
    let env = TestEnv::with_every_kind();
    let words = ["review", "kinds.basic", "--new", "1"];
    let mut session = spawned(&env, &words);
    session.expect("What colour").unwrap();
    session.expect("\u{1b}[K› ").unwrap();
    session.send("as built\r").unwrap();
    session.expect("you  as built").unwrap();
    session.expect("easy 1d  › ").unwrap();
    for key in ["b", "s", "q", "e", "u"] {
        session.send(key).unwrap();
        session.expect("is not a grade").unwrap();
        session.expect("easy 1d  › ").unwrap();
    }
    session.send("4").unwrap();
    session.expect("› 4 easy").unwrap();
    session.expect("Enter ends").unwrap();
    session.expect("› ").unwrap();
    session.send(ControlCode::EndOfTransmission).unwrap();
    session.expect(Eof).unwrap();
    assert_eq!(grades(&env), [5]);
    assert_eq!(
        env.json(&["log", "--json"])["events"][0]["evidence"]["given"],
        "as built"
    );
}

#[test]
fn a_paste_at_a_key_prompt_writes_nothing() {
    let env = TestEnv::with_every_kind();
    let mut session = graded_first(&env);
    session
        .send("\u{1b}[200~4 my answer: suspend\rq\r\u{1b}[201~")
        .unwrap();
    session.expect("a paste is ignored here").unwrap();
    session.expect("easy 1d  › ").unwrap();
    session.send(ControlCode::EndOfTransmission).unwrap();
    session.expect(Eof).unwrap();
    assert!(grades(&env).is_empty());
}

/// A session at the second line of an answer whose first line is wrong.
fn two_lines_typed(env: &TestEnv) -> OsSession {
    let mut session = spawned(env, &["review", "kinds.output", "--new", "1"]);
    session.expect("an empty line or . ends").unwrap();
    session.expect("\u{1b}[K› ").unwrap();
    session.send("9\r2").unwrap();
    session
}

#[test]
fn lines_of_an_answer_can_be_corrected_before_they_are_sent() {
    let env = TestEnv::with_every_kind();
    let mut session = two_lines_typed(&env);
    // Up to the first line, where 9 becomes 1.
    session
        .send("\u{1b}[A\u{1b}[F\u{7f}1\u{1b}[B\u{1b}[F\r\r")
        .unwrap();
    session.expect("right").unwrap();
    session.expect("easy 1d  › ").unwrap();
    session.send(ControlCode::EndOfTransmission).unwrap();
    session.expect(Eof).unwrap();
}

#[test]
fn enter_on_an_upper_line_goes_down_and_sends_nothing() {
    let env = TestEnv::with_every_kind();
    let mut session = two_lines_typed(&env);
    // On the first line 9 becomes 1; Enter there leads to the second.
    session
        .send("\u{1b}[A\u{1b}[F\u{7f}1\r\u{1b}[F\r\r")
        .unwrap();
    session.expect("right").unwrap();
}

/// A line such as `:param x:` is printed by programs; only a command ends an answer.
#[test]
fn a_line_with_a_colon_is_part_of_an_answer_and_a_mistyped_command_is_none() {
    let env = TestEnv::with_every_kind();
    let mut session = spawned(&env, &["review", "kinds.output", "--new", "1"]);
    session.expect("an empty line or . ends").unwrap();
    session.expect("\u{1b}[K› ").unwrap();
    session.send(":undoo\r").unwrap();
    session.expect("':undoo'").unwrap();
    session.expect("\u{1b}[K› ").unwrap();
    session.send("1\r:param x:\r").unwrap();
    // Up at the second line there is nothing to send yet: it becomes the right one.
    session.send("\u{1b}[A\u{1b}[F\u{15}2\u{1b}[B\r").unwrap();
    session.expect("right").unwrap();
    session.expect("easy 1d  › ").unwrap();
    session.send(ControlCode::EndOfTransmission).unwrap();
    session.expect(Eof).unwrap();
    assert!(grades(&env).is_empty());
}

#[test]
fn a_question_mark_is_no_answer() {
    let env = TestEnv::with_every_kind();
    for card in [
        "kinds.type",
        "kinds.cloze",
        "kinds.choice",
        "kinds.output",
        "kinds.bug",
    ] {
        let mut session = spawned(&env, &["review", card, "--new", "1"]);
        session.expect("\u{1b}[K› ").unwrap();
        session.send("?\r").unwrap();
        session.expect(":w why").unwrap();
        session.expect("\u{1b}[K› ").unwrap();
        session.send(ControlCode::EndOfTransmission).unwrap();
        session.expect(Eof).unwrap();
    }
    assert!(grades(&env).is_empty());
}

#[test]
fn an_import_shows_how_far_it_is_and_a_pipe_sees_none_of_it() {
    let package = crate::home::fixture("anki/latest.apkg");
    let env = TestEnv::new();
    let mut session = spawned(&env, &["import", &package]);
    session.expect("[..............................]").unwrap();
    session.expect("[###########################...]").unwrap();
    session.expect("\r\u{1b}[K").unwrap();
    session.expect("14 cards added").unwrap();
    session.expect(Eof).unwrap();

    let other = TestEnv::new();
    let ran = other.run(&["import", &package]);
    assert_eq!((ran.code, ran.stderr.as_str()), (0, ""));
}

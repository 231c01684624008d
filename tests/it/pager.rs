//! A list that is longer than the screen goes through the pager; nothing else does.

use expectrl::{Eof, Expect};

use crate::home::TestEnv;
use crate::screen::on_a_screen;

/// Everything that a command shows on a screen of 80 columns and 24 rows.
fn shown(env: &TestEnv, words: &[&str]) -> String {
    let mut session = on_a_screen(env.command(words));
    session.get_process_mut().set_window_size(80, 24).unwrap();
    let found = session.expect(Eof).unwrap();
    String::from_utf8_lossy(found.as_bytes()).into_owned()
}

/// A home whose pager marks each line.
fn with_pager(pager: &str) -> TestEnv {
    let mut env = TestEnv::new();
    env.set("PAGER", pager);
    env
}

/// A list of some hundred lines.
const LONG: [&str; 2] = ["list", "kind:output"];
const MARKING: &str = "sed 's/^/paged: /'";

#[test]
fn a_list_longer_than_the_screen_goes_through_the_pager() {
    let env = with_pager(MARKING);
    let long = shown(&env, &LONG);
    assert!(long.starts_with("paged: card "), "{long}");
    let lines: Vec<&str> = long.lines().collect();
    assert!(lines.len() > 24 && lines.iter().all(|line| line.starts_with("paged: ")));
    let short = shown(&env, &["list", "lists.append-extend"]);
    assert!(short.starts_with("card "), "{short}");
}

#[test]
fn an_interview_that_was_held_is_read_in_the_pager() {
    let env = with_pager(MARKING);
    env.run_with(&["interview", "--minutes", "45"], &"\n".repeat(80));
    let all = shown(&env, &["interview", "show"]);
    assert!(all.starts_with("paged: "), "{all}");
}

#[test]
fn a_pipe_and_a_session_have_no_pager() {
    let env = with_pager(MARKING);
    assert!(env.ok(&["list"]).starts_with("card "));
    let mut session = on_a_screen(env.command(&["review", "--new", "1"]));
    session.get_process_mut().set_window_size(80, 4).unwrap();
    session.expect("[1/1]").unwrap();
    let found = session.expect("› ").unwrap();
    assert!(!String::from_utf8_lossy(found.as_bytes()).contains("paged: "));
}

#[test]
fn the_program_has_a_variable_of_its_own_and_cat_means_none() {
    let mut env = with_pager("cat");
    assert!(shown(&env, &LONG).starts_with("card "));
    env.set("MILEPOST_PAGER", MARKING);
    assert!(shown(&env, &LONG).starts_with("paged: "));
}

#[test]
fn without_its_pager_a_list_is_shown_all_the_same() {
    for pager in ["no-such-pager --at-all", "sed 's/x"] {
        let all = shown(&with_pager(pager), &LONG);
        assert!(all.contains("warning: the pager '"), "{all}");
        assert!(all.contains("lists.append-extend"), "{all}");
    }
}

#[test]
fn a_pager_that_is_left_early_is_no_error() {
    let env = with_pager("head -n 1");
    let all = shown(&env, &["list"]);
    assert!(
        all.starts_with("card ") && all.lines().count() == 1,
        "{all}"
    );
}

#[test]
fn a_screen_that_asks_shows_what_came_before_first() {
    let env = with_pager(MARKING);
    env.ok_with(&["review", "--new", "3"], "\n3\n\n3\n\n3\n");
    let mut session = on_a_screen(env.command(&["stats"]));
    session.get_process_mut().set_window_size(60, 12).unwrap();
    session.expect("paged: ").unwrap();
    session.expect("Enter ends").unwrap();
    session.expect("› ").unwrap();
    session.send("\r").unwrap();
    session.expect(Eof).unwrap();
}

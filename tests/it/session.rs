//! Whole sittings, read as prose.

use insta::assert_snapshot;
use milepost::ui::script::Script;

use crate::home::TestEnv;

fn answered(env: &TestEnv, card: &str, replies: &[&str]) -> String {
    env.script(&["review", card, "--new", "1"], Script::new(replies))
}

#[test]
fn a_basic_card_is_revealed_and_graded_by_key() {
    let env = TestEnv::with_every_kind();
    assert_snapshot!(answered(&env, "kinds.basic", &["", "3"]));
}

#[test]
fn a_cloze_shows_where_the_typing_went_wrong() {
    let env = TestEnv::with_every_kind();
    assert_snapshot!(answered(&env, "kinds.cloze", &["imutable", ""]));
}

#[test]
fn a_choice_explains_every_option() {
    let env = TestEnv::with_every_kind();
    assert_snapshot!(answered(&env, "kinds.choice", &["z", "a", ""]));
}

#[test]
fn a_near_miss_gives_its_reason_and_one_more_try() {
    let env = TestEnv::with_every_kind();
    assert_snapshot!(answered(&env, "kinds.type", &["x.len()", "len( x )", ""]));
}

#[test]
fn an_output_is_compared_line_by_line() {
    let env = TestEnv::with_every_kind();
    assert_snapshot!(answered(&env, "kinds.output", &["1", "3", ".", ""]));
}

#[test]
fn a_command_works_on_every_line_of_an_output_and_loses_nothing() {
    let env = TestEnv::with_every_kind();
    let shown = answered(
        &env,
        "kinds.output",
        &["1", ":h", ":word", "\\:q", ":?", ".", "1", ":q"],
    );
    assert!(shown.contains("it prints 2 lines"), "{shown}");
    assert!(shown.contains("\\:q is the text :q"), "{shown}");
    assert_eq!(
        env.json(&["log", "--json"])["events"][0]["evidence"]["given"],
        "1\n:word\n:q\n"
    );
    let env = TestEnv::with_every_kind();
    let shown = answered(&env, "kinds.output", &["1", ":skip", ":q"]);
    assert!(shown.contains("skipped; it stays due"), "{shown}");
    assert!(
        env.json(&["log", "--json"])["events"]
            .as_array()
            .unwrap()
            .is_empty()
    );
}

#[test]
fn a_bug_is_named_by_its_line() {
    let env = TestEnv::with_every_kind();
    assert_snapshot!(answered(&env, "kinds.bug", &["9", "4", ""]));
}

#[test]
fn a_rubric_is_ticked_and_suggests_the_grade() {
    let env = TestEnv::with_every_kind();
    assert_snapshot!(answered(&env, "kinds.open", &["", "1 2 9", "1 2", ""]));
}

#[test]
fn commands_help_at_any_prompt() {
    let env = TestEnv::with_every_kind();
    assert_snapshot!(answered(
        &env,
        "kinds.basic",
        &[
            ":?", ":h", ":h", ":w", ":i", ":bogus", "as built", "?", "w", ":w", "9", "", "2"
        ]
    ));
}

#[test]
fn undo_goes_back_any_number_of_steps_also_after_the_last_card() {
    let env = TestEnv::with_every_kind();
    let replies = [
        "",
        "1",
        "immutable",
        "",
        "",
        "3",
        ":u",
        "",
        "4",
        ":u",
        ":u",
        "",
        "3",
        "immutable",
        "",
        "",
    ];
    let transcript = env.script(
        &["review", "kinds.basic or kinds.cloze", "--new", "2"],
        Script::new(&replies),
    );
    assert_snapshot!(transcript);
    let log = env.json(&["log", "--json"]);
    let kinds: Vec<&str> = log["events"]
        .as_array()
        .unwrap()
        .iter()
        .map(|event| event["kind"].as_str().unwrap())
        .collect();
    assert_eq!(kinds.iter().filter(|kind| **kind == "undo").count(), 3);
    assert!(env.run(&["doctor"]).code == 0);
}

#[test]
fn bury_suspend_skip_and_flag_leave_the_card_ungraded() {
    let env = TestEnv::with_every_kind();
    let transcript = env.script(
        &["review", "--topic", "kinds", "--new", "4"],
        Script::new(&[":f", ":b", ":s", ":skip", ":q", ""]),
    );
    assert_snapshot!(transcript);
    assert_eq!(
        env.json(&["list", "is:suspended", "--json"])["cards"]
            .as_array()
            .unwrap()
            .len(),
        1
    );
}

#[test]
fn a_failed_card_comes_again_at_the_tail() {
    let env = TestEnv::with_every_kind();
    let replies = ["", "1", "immutable", "", "", "3", ""];
    assert_snapshot!(env.script(
        &["review", "kinds.basic or kinds.cloze", "--new", "2"],
        Script::new(&replies)
    ));
}

#[test]
fn a_pipe_gets_the_same_session_line_by_line() {
    let env = TestEnv::with_every_kind();
    let ran = env.run_with(
        &["review", "--topic", "kinds", "--new", "3"],
        "\n\nimmutable\n\na\n\n",
    );
    assert_snapshot!(ran.all());
}

#[test]
fn a_grade_that_is_none_on_a_pipe_names_the_line_and_keeps_what_was_answered() {
    let env = TestEnv::with_every_kind();
    let ran = env.run_with(
        &["review", "--topic", "kinds", "--new", "3"],
        "\n3\nimmutable\n7\n",
    );
    assert_eq!(ran.code, 1);
    assert_snapshot!(ran.stderr);
    assert_eq!(
        env.json(&["log", "--json"])["events"]
            .as_array()
            .unwrap()
            .len(),
        1
    );
}

#[test]
fn raw_grades_are_the_six_of_sm2() {
    let env = TestEnv::with_every_kind();
    assert_snapshot!(env.script(
        &["review", "kinds.basic", "--new", "1", "--raw"],
        Script::new(&["", "6", "0"])
    ));
}

#[test]
fn a_drill_reschedules_nothing() {
    let env = TestEnv::with_every_kind();
    env.run_with(&["review", "kinds.basic", "--new", "1"], "\n\n");
    let before = env.json(&["list", "--json", "kinds.basic"]);
    env.run_with(&["drill", "kinds.basic"], "\n1\n");
    assert_eq!(env.json(&["list", "--json", "kinds.basic"]), before);
    assert_eq!(env.json(&["log", "--json"])["events"][1]["kind"], "cram");
}

#[test]
fn a_repeat_that_waits_survives_the_end_of_the_session_and_not_the_day() {
    let mut env = TestEnv::with_every_kind();
    env.run_with(&["review", "kinds.basic", "--new", "1"], "\n1\n:q\n");
    assert_eq!(env.json(&["due", "--json"])["learning"], 1);
    let again = env.run_with(&["review", "--topic", "kinds", "--new", "0"], "\n3\n");
    assert!(again.stdout.contains("[repeat 1]"), "{}", again.stdout);
    env.at("2026-11-21T09:00:00-03:00");
    let next = env.run_with(&["review", "--topic", "kinds", "--new", "0"], ":q\n");
    assert!(next.stdout.contains("[1/1]"), "{}", next.stdout);
}

#[test]
fn what_is_typed_at_a_card_that_nobody_judges_is_kept_and_shown() {
    let env = TestEnv::with_every_kind();
    let shown = answered(&env, "kinds.basic", &["as built", "3", ""]);
    assert!(shown.contains("you  as built\nBlue"), "{shown}");
    assert!(shown.contains("› 3 good"), "{shown}");
    let event = &env.json(&["log", "--json"])["events"][0];
    assert_eq!(event["kind"], "review");
    assert_eq!(event["evidence"]["given"], "as built");
    assert_eq!(event["grader"], "learner");
}

#[test]
fn an_enter_after_a_rejected_key_grades_nothing() {
    let env = TestEnv::with_every_kind();
    let shown = answered(&env, "kinds.cloze", &["wrong", "x", "", ":q"]);
    assert!(shown.contains("'x' is not a grade"), "{shown}");
    let events = env.json(&["log", "--json"]);
    assert_eq!(events["events"].as_array().unwrap().len(), 0, "{shown}");
}

#[test]
fn a_paste_at_a_key_prompt_is_ignored_with_a_remark() {
    let env = TestEnv::with_every_kind();
    let shown = answered(&env, "kinds.cloze", &["immutable", "^V", "4", ""]);
    assert!(shown.contains("a paste is ignored here"), "{shown}");
    let events = env.json(&["log", "--json"]);
    assert_eq!(events["events"].as_array().unwrap().len(), 1, "{shown}");
    assert_eq!(events["events"][0]["grade"], 5);
}

const EMPTY_LINES: &str = r#"format = 1
topic = "gaps"
title = "Gaps"

[[card]]
id = "gaps.print"
kind = "output"
prompt = "What does this print?"
code = """
print("a")
print()
print("b")
"""
stdout = """
a

b
"""
why = "An empty print is an empty line."
"#;

#[test]
fn an_output_with_an_empty_line_can_be_answered() {
    for typed in [&["a", "", "b", "", ""][..], &["a", "", "b", "."]] {
        let env = TestEnv::new();
        env.write("decks/topics/gaps.toml", EMPTY_LINES);
        let shown = answered(&env, "gaps.print", &[typed, &["", ""]].concat());
        let event = &env.json(&["log", "--json"])["events"][0];
        assert_eq!(event["evidence"]["verdict"], "right", "{shown}");
    }
}

#[test]
fn an_undo_takes_its_load_back() {
    let mut env = TestEnv::with_every_kind();
    answered(&env, "kinds.basic", &["", "4", ""]);
    env.at("2027-01-20T18:30:00-03:00");
    let replies = ["", "3", ":u", "", "3", ":u", "", "3", ":u", "", "3", ""];
    let shown = env.script(&["review", "kinds.basic"], Script::new(&replies));
    let log = env.json(&["log", "--json"]);
    let intervals: Vec<&serde_json::Value> = log["events"]
        .as_array()
        .unwrap()
        .iter()
        .filter(|event| event["kind"] == "review")
        .skip(1)
        .map(|event| &event["interval"])
        .collect();
    assert_eq!(intervals.len(), 4, "{shown}");
    assert!(
        intervals.iter().all(|days| *days == intervals[0]),
        "{intervals:?}"
    );
}

#[test]
fn an_undo_reaches_answers_of_earlier_sessions() {
    let env = TestEnv::with_every_kind();
    answered(&env, "kinds.basic", &["", "1", ":q", "^D"]);
    let shown = answered(&env, "kinds.cloze", &[":u", "", "4", ":q", "^D"]);
    assert!(shown.contains("undone: What colour"), "{shown}");
    assert!(shown.contains("› 4 easy"), "{shown}");
    let taken_back = env.ok(&["undo"]);
    assert!(
        taken_back.starts_with("took back: 4 easy, 2026-11-20, "),
        "{taken_back}"
    );
    let question = taken_back.trim_end().rsplit(", ").next().unwrap();
    assert!(env.ok(&["show", "kinds.basic"]).contains(question));
    let listed = env.json(&["list", "is:new", "kinds.basic", "--json"]);
    assert_eq!(listed["cards"].as_array().unwrap().len(), 1, "{listed}");
    assert_eq!(env.run(&["doctor"]).code, 0);
    let nothing = env.ok(&["undo"]);
    assert!(nothing.starts_with("nothing to undo"), "{nothing}");
}

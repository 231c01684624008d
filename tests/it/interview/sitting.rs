//! A mock interview from the first question to the scorecard, read as prose.

use insta::assert_snapshot;
use milepost::ui::script::Script;

use crate::home::TestEnv;

/// A home with one topic of the learner's own, all of it asked in interviews.
pub(super) fn home() -> TestEnv {
    let env = TestEnv::new();
    let cards = include_str!("../fixtures/kinds.toml")
        .replace("interview = \"no\"", "interview = \"common\"");
    env.write("decks/topics/kinds.toml", &cards);
    env
}

/// Holds an interview over those cards.
pub(super) const HELD: [&str; 5] = ["interview", "--roadmap", "mine", "--seed", "49"];

#[test]
fn an_interview_asks_everything_first_and_marks_at_the_end() {
    let env = home();
    env.ok(&["trust", "kinds"]);
    let replies = [
        "",
        "a",
        "immutable",
        "x.len()",
        "an ordered row of things",
        "amortised constant", // the follow-up
        "1",
        "3",
        ".",
        "can n be negative?", // before the program
        "return 2 * n",
        "9",
        "4",
        "", // asked
        "",
        "1",
        "",
        "",
        "1 2 9",
        "1 2 3 5",
        "",
        "a",
        "", // read or ticked
    ];
    assert_snapshot!(env.script(&HELD, Script::new(&replies)));
    assert_snapshot!(env.ok(&["interview", "show"]));
}

#[test]
fn a_command_works_on_every_line_of_an_output_too() {
    let env = home();
    let replies = [
        "",
        "a",
        "immutable",
        "len(x)",
        "",
        "",
        "1",
        ":?",
        "3",
        ":skip",
        ":q",
    ];
    let transcript = env.script(&HELD, Script::new(&replies));
    assert!(
        transcript.contains("in an interview :skip passes"),
        "{transcript}"
    );
    let turns = env.json(&["interview", "show", "--json"])["turns"].clone();
    let output = turns
        .as_array()
        .unwrap()
        .iter()
        .find(|turn| turn["kind"] == "output")
        .unwrap()
        .clone();
    assert_eq!(output["verdict"], "skipped", "{output}");
}

#[test]
fn an_interview_leaves_the_schedule_as_it_is() {
    let env = home();
    env.run_with(&["review", "kinds.basic", "--new", "1"], "\n1\n");
    let (list, due) = (env.ok(&["list", "--json"]), env.ok(&["due", "--json"]));
    let ran = env.run_with(&HELD, "\nz\nimmutable\n");
    assert_eq!(ran.code, 0, "{}", ran.all());
    assert_eq!(env.ok(&["list", "--json"]), list);
    assert_eq!(env.ok(&["due", "--json"]), due);
    assert_eq!(env.run(&["doctor"]).code, 0);
    assert_eq!(
        env.json(&["interview", "list", "--json"])["interviews"]
            .as_array()
            .unwrap()
            .len(),
        1
    );
}

#[test]
fn the_end_of_the_input_ends_early_and_scores_what_was_answered() {
    let env = home();
    let transcript = env.script(&HELD, Script::new(&[":h", ":skip", "^C", "^D"]).on_a_pipe());
    assert_snapshot!(transcript);
    let empty = env.script(&HELD, Script::new(&["^D"]));
    assert!(
        empty.ends_with("nothing was answered; nothing is kept\n"),
        "{empty}"
    );
}

#[test]
fn ticks_that_are_none_on_a_pipe_name_the_line_and_keep_the_interview() {
    let env = home();
    let all = "\na\nimmutable\nlen(x)\n\n\n1\n2\n.\n\n\n4\n";
    let ran = env.run_with(&HELD, &format!("{all}1\n77\n"));
    assert_eq!(ran.code, 1, "{}", ran.all());
    assert_snapshot!(ran.stderr);
    let kept = env.json(&["interview", "list", "--json"]);
    assert_eq!(kept["interviews"][0]["asked"], 8);
    assert_eq!(kept["interviews"].as_array().unwrap().len(), 1);
}

#[test]
fn a_seed_asks_the_same_questions_again() {
    let env = TestEnv::new();
    let head = |words: &[&str]| env.run_with(words, "").stdout;
    let (one, again) = (
        head(&["interview", "--seed", "5"]),
        head(&["interview", "--seed", "5"]),
    );
    assert_eq!(one, again);
    assert_ne!(one, head(&["interview", "--seed", "6"]));
    assert_eq!(
        head(&["interview"]),
        head(&["interview"]),
        "the seed of the environment fixes the draw"
    );
}

#[test]
fn a_design_is_asked_in_half_an_hour_when_it_is_asked_for() {
    let env = TestEnv::new();
    for words in [
        &["--part", "design", "--minutes", "30"][..],
        &["--part", "design", "--part", "behavioural"],
    ] {
        let ran = env.run_with(
            &[&["interview", "--roadmap", "big-tech"], words].concat(),
            &":skip\n".repeat(40),
        );
        assert!(ran.stdout.contains("design › "), "{words:?}: {}", ran.all());
    }
}

#[test]
fn later_interviews_are_compared_with_earlier_ones() {
    let mut env = home();
    env.run_with(&HELD, "\n\n\n\n\n\n\n\n\n\n0\n0\n0\n");
    env.at("2026-11-22T10:00:00-03:00");
    let ran = env.run_with(
        &HELD,
        "\na\nimmutable\nlen(x)\n\n\n1\n2\n.\n\n\n4\na\na\na\n",
    );
    let card = ran.stdout.split("\nscorecard\n").nth(1).unwrap();
    assert_snapshot!(card);
    assert_snapshot!(env.ok(&["interview", "list"]));
}

#[test]
fn weak_cards_are_reviewed_when_they_may_be_and_drilled_when_not() {
    let env = home();
    env.run_with(
        &["review", "kinds.choice or kinds.cloze", "--new", "2"],
        "immutable\n\na\n\n",
    );
    env.run_with(&HELD, "");
    let asked = env.run_with(&HELD, "\nd\nwrong\nlen(x)\n\n\n1\n2\n.\n\n\n4\na\na\na\n");
    assert_eq!(asked.code, 0, "{}", asked.all());
    let before = env.json(&["list", "--json", "kinds.cloze or kinds.choice"]);
    let sent = env.run_with(&["interview", "send"], "");
    assert!(
        sent.stdout
            .starts_with("weak cards: 0 new and 0 due go to review; 2 not due yet"),
        "{}",
        sent.all()
    );
    assert_eq!(
        env.json(&["list", "--json", "kinds.cloze or kinds.choice"]),
        before
    );
}

#[test]
fn weak_cards_that_are_new_become_the_next_new_ones() {
    let mut env = home();
    env.write("config.toml", "new_per_day = 0\n");
    env.run_with(&HELD, "d\n0\nwrong\n:q\n0\n");
    env.at("2026-11-22T10:00:00-03:00");
    let sent = env.run_with(&["interview", "send", "1"], "c\n\n:q\n");
    assert!(
        sent.stdout
            .starts_with("weak cards: 3 new and 0 due go to review; 0 not due yet"),
        "{}",
        sent.all()
    );
    assert!(sent.stdout.contains("[1/3]"), "{}", sent.all());
    let reviewed = env.json(&["list", "is:learning", "--json"]);
    assert_eq!(
        reviewed["cards"].as_array().unwrap().len(),
        1,
        "{}",
        sent.all()
    );
}

#[test]
fn json_has_its_documented_keys() {
    let env = home();
    env.run_with(&HELD, "a\nblue\nimmutable\n");
    let keys = |value: &serde_json::Value| {
        value
            .as_object()
            .unwrap()
            .keys()
            .cloned()
            .collect::<Vec<_>>()
    };
    let documented = include_str!("../../../docs/scripting.md");
    let shown = env.json(&["interview", "show", "1", "--json"]);
    let listed = env.json(&["interview", "list", "--json"])["interviews"][0].clone();
    let point = &shown["turns"][1]["points"][0];
    for object in [
        &listed,
        &shown,
        &shown["turns"][0],
        &shown["topics"][0],
        point,
    ] {
        for key in keys(object).iter().filter(|key| *key != "schema") {
            assert!(
                documented.contains(&format!("`{key}")),
                "{key} is not documented"
            );
        }
    }
    for key in keys(&listed) {
        assert_eq!(shown[&key], listed[&key], "{key}");
    }
}

#[test]
fn errors_name_the_thing() {
    let env = TestEnv::new();
    let mut all = String::new();
    for words in [
        &["interview", "--area", "cor"][..],
        &["interview", "--style", "acme", "--area", "web"],
        &["interview", "--minutes", "0"],
        &["interview", "--roadmap", "big"],
        &["interview", "--roadmap", "mine"],
        &["interview", "--part", "design", "--minutes", "9"],
        &["interview", "--part", "desing"],
        &["interview", "resume"],
        &["interview", "show"],
        &["interview", "send", "3"],
    ] {
        let ran = env.run(words);
        assert!(ran.code == 1 || ran.code == 2, "{words:?}: {}", ran.all());
        all.push_str(&format!("$ milepost {}\n{}", words.join(" "), ran.stderr));
    }
    assert_snapshot!(all);
}

#[test]
fn portuguese_speaks_in_every_screen() {
    let mut env = home();
    env.set("LANG", "pt_BR.UTF-8");
    let mut all = env.ok(&["interview", "list"]);
    all.push_str(
        &env.run_with(
            &[&HELD[..], &["--part", "warm-up"]].concat(),
            "z\na\nimutable\n\n1\n",
        )
        .stdout,
    );
    all.push_str(&env.ok(&["interview", "list"]));
    all.push_str(&env.ok(&["interview", "show"]));
    all.push_str(&env.run_with(&["interview", "send"], "").stdout);
    assert_snapshot!(all);
}

//! `questions`: what is listed, and its drill.

use insta::assert_snapshot;

use crate::home::TestEnv;

#[test]
fn the_questions_of_a_roadmap_stand_by_phase_with_their_cards() {
    let env = TestEnv::new();
    let page = env.ok(&["questions", "--roadmap", "mastering-python", "topic:tuples"]);
    assert!(
        page.starts_with("mastering-python 1 Python Fundamentals"),
        "{page}"
    );
    assert!(
        page.contains("\n  20 What is the difference between list and tuple?\n     tuples."),
        "{page}"
    );
}

#[test]
fn a_query_chooses_among_cards_that_are_asked_often() {
    let env = TestEnv::with_every_kind();
    assert_snapshot!(env.ok(&["questions", "topic:kinds"]));
}

#[test]
fn questions_as_json_have_their_documented_keys() {
    let env = TestEnv::new();
    let object = env.json(&["questions", "--roadmap", "mastering-python", "--json"]);
    let keys = |value: &serde_json::Value| {
        value
            .as_object()
            .unwrap()
            .keys()
            .cloned()
            .collect::<Vec<_>>()
            .join(" ")
    };
    assert_eq!(keys(&object), "cards questions schema");
    assert_eq!(
        keys(&object["questions"][0]),
        "cards line phase roadmap text topics"
    );
    assert_eq!(
        keys(&object["cards"][0]),
        "asks id interview kind level prompt state topic"
    );
    let common =
        |card: &serde_json::Value| card["interview"] == "common" || card["asks"][0].is_string();
    assert!(object["cards"].as_array().unwrap().iter().all(common));
}

#[test]
fn a_drill_of_questions_reschedules_nothing() {
    let env = TestEnv::with_every_kind();
    let before = env.json(&["list", "--json", "topic:kinds"]);
    let drilled = env.run_with(&["questions", "topic:kinds", "--drill"], "\n1\n");
    assert!(drilled.stdout.contains("[1/1]"), "{}", drilled.all());
    assert_eq!(env.json(&["list", "--json", "topic:kinds"]), before);
    assert_eq!(env.json(&["log", "--json"])["events"][0]["kind"], "cram");
}

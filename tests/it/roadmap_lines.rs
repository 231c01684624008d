//! Every line of the five roadmaps as they were written stands on a screen.
//!
//! `fixtures/roadmaps` holds the lines of the source texts with their numbers, without markup. A
//! line whose parts stand in different places of a screen has a `|` between them.

use crate::home::TestEnv;

/// Roadmap, language of its words, and its lines.
const SOURCES: [(&str, &str, &str); 5] = [
    (
        "big-tech",
        "pt-BR",
        include_str!("fixtures/roadmaps/big-tech.txt"),
    ),
    (
        "enterprise-python",
        "en",
        include_str!("fixtures/roadmaps/enterprise-python.txt"),
    ),
    (
        "mastering-python",
        "en",
        include_str!("fixtures/roadmaps/mastering-python.txt"),
    ),
    (
        "python-developer",
        "en",
        include_str!("fixtures/roadmaps/python-developer.txt"),
    ),
    (
        "top-1-percent",
        "en",
        include_str!("fixtures/roadmaps/top-1-percent.txt"),
    ),
];

/// Letters and digits in lower case, one space between words: how a text is broken into lines and
/// which signs stand around it does not matter.
fn plain_words(text: &str) -> String {
    let spaced: String = text
        .to_lowercase()
        .chars()
        .map(|c| if c.is_alphanumeric() { c } else { ' ' })
        .collect();
    let words: Vec<&str> = spaced.split_whitespace().collect();
    format!(" {} ", words.join(" "))
}

/// All screens of a roadmap, one after the other.
fn screens(env: &TestEnv, roadmap: &str) -> String {
    let mut text = env.ok(&["roadmap", "show", roadmap]);
    let phases = env.json(&["roadmap", "show", roadmap, "--json"]);
    for phase in phases["roadmaps"][0]["phases"].as_array().unwrap() {
        let number = phase["number"].to_string();
        text.push_str(&env.ok(&["roadmap", "show", roadmap, "--phase", &number]));
    }
    text
}

#[test]
fn every_line_of_a_roadmap_stands_on_a_screen() {
    for (roadmap, lang, lines) in SOURCES {
        let env = TestEnv::new();
        env.ok(&["config", "language", lang]);
        let shown = plain_words(&screens(&env, roadmap));
        let is_shown = |line: &&str| {
            let (_, text) = line.split_once('\t').unwrap();
            text.split(" | ")
                .all(|part| shown.contains(&plain_words(part)))
        };
        let (found, missing): (Vec<&str>, Vec<&str>) = lines.lines().partition(is_shown);
        assert!(
            missing.is_empty(),
            "{roadmap} shows {} lines, but not:\n{}",
            found.len(),
            missing.join("\n")
        );
    }
}

#[test]
fn what_a_question_or_a_tool_names_is_taught() {
    let env = TestEnv::new();
    for (roadmap, topic) in [
        ("mastering-python", "memory-management"),
        ("mastering-python", "pytest"),
        ("mastering-python", "system-design-cases"),
        ("enterprise-python", "microservices"),
        ("enterprise-python", "pythonic-idioms"),
        ("big-tech", "web-scraping"),
        ("big-tech", "pattern-matching"),
    ] {
        let query = format!("roadmap:{roadmap} topic:{topic}");
        let cards = env.json(&["list", "--json", &query]);
        let count = cards["cards"].as_array().unwrap().len();
        assert!(count > 0, "{query}");
    }
}

const TEAM: &str = r#"
format = 1
id = "team"
lang = "en"
title = "Team"
[[phase]]
number = 1
title = "Week one"
"#;

fn team(lines: &[(u32, &str, &str)]) -> String {
    let mut text = TEAM.to_owned();
    for (line, key, words) in lines {
        let topics = if *key == "item" {
            "topics = [\"team\"]\n"
        } else {
            ""
        };
        text.push_str(&format!(
            "  [[phase.{key}]]\n  line = {line}\n  text = \"{words}\"\n  {topics}"
        ));
    }
    text
}

const CARD: &str = r#"
format = 1
topic = "team"
lang = "en"
title = "Team"
python = ">=3.10"
[[card]]
id = "team.release"
kind = "basic"
rev = 1
level = 1
interview = "no"
tags = ["release"]
prompt = "When do we release?"
answer = "On Tuesdays."
why = "Fridays went wrong."
"#;

/// Texts of the lines of the road that are done.
fn done(env: &TestEnv) -> Vec<String> {
    let road = env.json(&["roadmap", "show", "team", "--json"]);
    let phase = &road["roadmaps"][0]["phases"][0];
    let lines = ["items", "tasks"].map(|list| phase[list].as_array().unwrap().clone());
    lines
        .concat()
        .iter()
        .filter(|line| line["done"] == true)
        .map(|line| line["text"].as_str().unwrap().to_owned())
        .collect()
}

#[test]
fn a_tick_stays_with_its_line_when_lines_are_inserted_or_reworded() {
    let env = TestEnv::empty();
    env.write("decks/topics/team.toml", CARD);
    let road = "decks/roadmaps/team.toml";
    env.write(
        road,
        &team(&[(1, "task", "Meet everyone"), (2, "task", "Deploy")]),
    );
    env.ok(&["roadmap", "done", "team:2"]);
    assert_eq!(done(&env), ["Deploy"]);
    let inserted = [
        (1, "task", "Meet everyone"),
        (2, "task", "Read the security policy"),
        (3, "task", "Deploy"),
    ];
    env.write(road, &team(&inserted));
    assert_eq!(done(&env), ["Deploy"]);
    env.ok(&["roadmap", "done", "team:2"]);
    assert_eq!(done(&env), ["Read the security policy", "Deploy"]);
    env.ok(&["roadmap", "done", "team:3", "--undo"]);
    assert_eq!(done(&env), ["Read the security policy"]);
    let reworded = [
        (1, "task", "Meet everyone"),
        (2, "task", "Read the policies"),
    ];
    env.write(road, &team(&reworded));
    assert_eq!(done(&env), ["Read the policies"]);
}

#[test]
fn an_item_ticks_itself_once_its_cards_are_known_and_a_task_does_not() {
    let mut env = TestEnv::empty();
    env.write("decks/topics/team.toml", CARD);
    env.write(
        "decks/roadmaps/team.toml",
        &team(&[(1, "item", "Releases"), (2, "task", "Release")]),
    );
    for day in ["2026-11-20", "2026-11-21", "2026-11-27", "2026-12-15"] {
        assert_eq!(done(&env), Vec::<String>::new(), "{day}");
        env.at(&format!("{day}T18:30:00-03:00"));
        env.ok_with(&["review", "team.release"], "\n3\n");
    }
    assert_eq!(done(&env), ["Releases"]);
    let shown = env.ok(&["roadmap", "show", "team", "--phase", "1"]);
    assert!(shown.contains("1 of 1 cards seen, 1 known"), "{shown}");
}

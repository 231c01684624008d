//! Markdown decks: what comes in, ids that keep the history, and the way back.

use std::collections::HashSet;
use std::fs;

use milepost::decks::import::{ImportTarget, MediaNames, plan_import, read_markdown};
use milepost::decks::{embedded, load, markdown_deck};
use serde_json::Value;

use crate::home::TestEnv;

const DECK: &str = "\
---
name = \"Go basics\"
---
Words about the deck.

Q: What is the zero value of a slice?
A: `nil`, which `append` takes as empty.

C: A channel is closed by its [sender], never by its [receiver].

Q: What does this print?
```go
Q: fmt.Println(len(\"naïve\"))
```
A: 6
<!-- why -->
`len` counts bytes.
---
A: an answer to nothing
Q: no answer
";

fn written(env: &TestEnv, name: &str, text: &str) -> String {
    let path = env.path().join(name);
    fs::write(&path, text).unwrap();
    path.display().to_string()
}

fn refused(env: &TestEnv, words: &[&str]) -> String {
    let ran = env.run(words);
    assert_ne!(ran.code, 0, "{}", ran.all());
    ran.stderr
}

fn cards(env: &TestEnv) -> Vec<Value> {
    let list = env.json(&["list", "is:mine", "--json"]);
    list["cards"].as_array().unwrap().clone()
}

#[test]
fn a_deck_comes_in_once_and_names_what_it_cannot_take() {
    let env = TestEnv::new();
    let file = written(&env, "notes.md", DECK);
    let object = env.json(&["import", &file, "--json"]);
    assert_eq!(object["format"], "markdown");
    assert_eq!(object["cards"]["added"], 4, "{object}");
    let lines: Vec<u64> = object["left_out"]
        .as_array()
        .unwrap()
        .iter()
        .map(|row| row["row"].as_u64().unwrap())
        .collect();
    assert_eq!(lines, [19, 20], "{object}");
    let again = env.json(&["import", &file, "--json"]);
    assert_eq!(again["cards"]["added"], 0, "{again}");
    assert_eq!(again["cards"]["same"], 4, "{again}");
    let topics = env.json(&["list", "topic:go-basics", "--json"]);
    assert_eq!(topics["cards"].as_array().unwrap().len(), 4);
    assert_eq!(fs::read_to_string(&file).unwrap(), DECK);
}

#[test]
fn with_its_id_in_the_file_a_reworded_card_stays_the_same_card() {
    let env = TestEnv::new();
    let file = written(&env, "notes.md", DECK);
    let said = env.ok(&["import", &file]);
    assert!(said.contains("--write-ids"), "{said}");
    let object = env.json(&["import", &file, "--write-ids", "--json"]);
    assert_eq!(object["ids_written"], 3, "{object}");
    let named = fs::read_to_string(&file).unwrap();
    let without: String = named
        .split_inclusive('\n')
        .filter(|line| !line.starts_with("<!-- milepost: "))
        .collect();
    assert_eq!(without, DECK);
    let before = cards(&env);
    let reworded = named
        .replace("zero value of a slice", "zero value of a map")
        .replace("its [receiver]", "a [reader] of [it]");
    fs::write(&file, reworded).unwrap();
    let object = env.json(&["import", &file, "--json"]);
    assert_eq!(object["cards"]["added"], 0, "{object}");
    assert_eq!(object["cards"]["changed"], 4, "{object}");
    let after = cards(&env);
    assert_eq!(
        after.len(),
        before.len() + 1,
        "a blank more is a sibling more"
    );
    for card in &before {
        assert!(after.iter().any(|now| now["id"] == card["id"]), "{card}");
    }
    let object = env.json(&["import", &file, "--json"]);
    assert_eq!(object["cards"]["same"], 5, "{object}");
}

#[test]
fn lines_that_are_left_out_are_named_as_they_stand_after_the_ids() {
    let env = TestEnv::new();
    let file = written(&env, "t.md", "Q: one\nA: two\n\nA: of nothing\n");
    let object = env.json(&["import", &file, "--write-ids", "--json"]);
    let line = object["left_out"][0]["row"].as_u64().unwrap();
    let named = env.read("t.md");
    let text = named.lines().nth(usize::try_from(line).unwrap() - 1);
    assert_eq!(text, Some("A: of nothing"), "{object}");
}

#[test]
fn what_was_edited_here_stays_while_the_deck_is_unchanged() {
    let env = TestEnv::new();
    let file = written(&env, "t.md", "Q: one\nA: two\n");
    env.ok(&["import", &file, "--write-ids"]);
    let deck = env.read("decks/topics/t.toml");
    fs::write(
        env.path().join("decks/topics/t.toml"),
        deck.replace("\"two\"", "\"three\""),
    )
    .unwrap();
    let object = env.json(&["import", &file, "--json"]);
    assert_eq!(object["cards"]["same"], 1, "{object}");
    assert!(env.read("decks/topics/t.toml").contains("three"));
}

#[test]
fn a_deck_that_was_exported_comes_back_as_the_same_cards() {
    let env = TestEnv::new();
    let source = written(
        &env,
        "t.md",
        "<!-- milepost: t.pair; reversed; tags: a b -->\n\
         Q: list `xs[0]`\n\nwith a second paragraph\nA: first\n Q: not a question\n\
         C: `xs\\[0\\]` is the [first], [xs\\[-1\\]] the [last] and [len(xs)] the count\n",
    );
    env.ok(&["import", &source]);
    let out = env.path().join("out.md").display().to_string();
    env.ok(&["export", &out, "topic:t"]);
    let object = env.json(&["import", &out, "--json"]);
    let total = cards(&env).len();
    assert_eq!(total, 6);
    assert_eq!(object["cards"]["same"], total, "{object}");
    assert_eq!(object["cards"]["added"], 0, "{object}");
    let other = TestEnv::new();
    let object = other.json(&["import", &out, "--json"]);
    assert_eq!(object["cards"]["added"], total, "{object}");
    let texts = |env: &TestEnv| env.read("decks/topics/t.toml");
    let ids = |text: &str| -> Vec<String> {
        text.lines()
            .filter(|line| line.starts_with("id = "))
            .map(str::to_owned)
            .collect()
    };
    assert_eq!(ids(&texts(&other)), ids(&texts(&env)));
}

#[test]
fn every_built_in_card_is_written_and_known_again() {
    let content = load(embedded::sources());
    for cards in content.cards.chunk_by(|one, next| one.topic == next.topic) {
        let topic = cards[0].topic.as_str();
        let deck = read_markdown(&markdown_deck(topic, cards), topic);
        assert_eq!(deck.left_out, [], "{topic}");
        let target = ImportTarget {
            topic: Some(&cards[0].topic),
            existing: cards.to_vec(),
            taken: HashSet::new(),
            added: None,
            media: MediaNames::new(),
        };
        let plan = plan_import(&deck.notes, target);
        assert_eq!(plan.left_out, [], "{topic}");
        assert_eq!(plan.same, cards.len(), "{topic}");
    }
}

#[test]
fn a_deck_changes_no_built_in_card() {
    let env = TestEnv::new();
    let out = env.path().join("topic.md").display().to_string();
    env.ok(&["export", &out, "topic:lists"]);
    let text = fs::read_to_string(&out).unwrap();
    fs::write(&out, text.replacen("\nA: ", "\nA: not ", 1)).unwrap();
    let object = env.json(&["import", &out, "--json"]);
    assert_eq!(object["cards"]["left_out"], 1, "{object}");
    let why = object["left_out"][0]["why"].as_str().unwrap();
    assert!(why.contains("milepost edit"), "{why}");
}

#[test]
fn ids_are_written_only_where_they_can_be() {
    let env = TestEnv::new();
    let latin = env.path().join("latin.md");
    fs::write(&latin, b"Q: caf\xe9\nA: b\n").unwrap();
    let latin = latin.display().to_string();
    let failed = refused(&env, &["import", &latin, "--write-ids"]);
    assert!(failed.contains("UTF-8"), "{failed}");
    assert!(cards(&env).is_empty());
    let table = written(&env, "a.csv", "a,b\n");
    let failed = refused(&env, &["import", &table, "--topic", "t", "--write-ids"]);
    assert!(failed.contains("--write-ids"), "{failed}");
    let prose = written(&env, "prose.md", "# Title\n\nNo card here.\n");
    let failed = refused(&env, &["import", &prose]);
    assert!(failed.contains("Q:"), "{failed}");
}

//! `import` as a learner meets it: what is shown, what is written, and what scripts read.

use std::fmt::Write as _;
use std::fs;

use serde_json::{Value, json};

use crate::home::{self, TestEnv};

/// An export of another program.
fn fixture(name: &str) -> String {
    home::fixture(&format!("import/{name}"))
}

fn imported(env: &TestEnv, name: &str) -> Value {
    env.json(&["import", &fixture(name), "--topic", "t", "--json"])
}

#[test]
fn a_mixed_anki_export_comes_in_and_names_what_it_cannot_take() {
    let env = TestEnv::new();
    let object = env.json(&["import", &fixture("anki-all-notetypes.txt"), "--json"]);
    assert_eq!(object["format"], "text");
    let cards = &object["cards"];
    let left_out = object["left_out"].as_array().unwrap();
    assert!(cards["added"].as_u64().unwrap() >= 23, "{object}");
    assert_eq!(
        cards["left_out"].as_u64().unwrap(),
        left_out.len() as u64,
        "{object}"
    );
    assert!(
        left_out
            .iter()
            .all(|row| row["row"].is_u64() && row["why"].is_string()),
        "{object}"
    );
    assert!(env.path().join("decks/topics/python-core.toml").is_file());
    let again = env.json(&["import", &fixture("anki-all-notetypes.txt"), "--json"]);
    assert_eq!(again["cards"]["added"], 0, "{again}");
    assert_eq!(again["cards"]["same"], cards["added"], "{again}");
}

#[test]
fn code_keeps_its_lines() {
    let env = TestEnv::new();
    imported(&env, "code-lines.txt");
    let shown = env.ok(&["show", "t.loop-over-a-list-and-print"]);
    assert!(shown.contains("for x in xs:\n"), "{shown}");
    assert!(shown.contains("    print(x)"), "{shown}");
}

#[test]
fn what_a_table_says_is_shown_as_it_stands() {
    let env = TestEnv::new();
    imported(&env, "markdown-literals.csv");
    let list = env.ok(&["list", "topic:t", "--json"]);
    let deck = env.read("decks/topics/t.toml");
    let ids: Vec<&str> = deck
        .lines()
        .filter_map(|line| line.strip_prefix("id = \"")?.strip_suffix('"'))
        .collect();
    let mut shown = String::new();
    for id in ids {
        shown.push_str(&env.ok(&["show", id]));
    }
    for text in [
        "__init__",
        "*args",
        "**kwargs",
        "2*3*4",
        "#include <stdio.h>",
        "<div>",
        "1. First",
        "2. second",
        "- minus",
        "[x](y)",
        "&lt;",
        "&amp;lt;",
        "> what",
        r"C:\temp\*.txt",
        "a~~b~~c",
        "~~struck~~",
        r"$\frac{1}{2}$",
    ] {
        assert!(shown.contains(text), "{text} in\n{shown}\n{list}");
    }
}

#[test]
fn a_corrected_export_corrects_the_cards() {
    let env = TestEnv::new();
    imported(&env, "guid-before.txt");
    let object = imported(&env, "guid-after.txt");
    assert_eq!(
        object["cards"],
        json!({ "added": 0, "changed": 2, "same": 0, "left_out": 0 })
    );
    let deck = env.read("decks/topics/t.toml");
    assert_eq!(deck.matches("[[card]]").count(), 2, "{deck}");
    assert!(deck.contains("A mutable sequence"), "{deck}");
}

#[test]
fn a_dry_run_changes_nothing_and_strict_refuses_faulty_rows() {
    let env = TestEnv::new();
    let file = fixture("quizlet.txt");
    let said = env.ok(&["import", &file, "--topic", "t", "--dry-run"]);
    assert!(
        said.contains("4 cards would be added") && said.contains("nothing was written"),
        "{said}"
    );
    assert!(said.contains("quizlet.txt:4: no answer"), "{said}");
    assert!(!env.path().join("decks").exists());
    let refused = env.run(&["import", &file, "--topic", "t", "--strict"]);
    assert_eq!(refused.code, 1, "{}", refused.all());
    assert!(
        refused.stderr.contains("quizlet.txt:4: no answer"),
        "{}",
        refused.all()
    );
    assert!(!env.path().join("decks/topics").exists());
}

#[test]
fn a_report_lists_every_row_and_is_never_written_over() {
    let env = TestEnv::new();
    let rows = "question;\n".repeat(30);
    env.write("long.csv", &format!("{rows}fine;yes\n"));
    let file = env.path().join("long.csv").display().to_string();
    let report = env.path().join("report.txt").display().to_string();
    let words = ["import", &file, "--topic", "t", "--report", &report];
    let said = env.ok(&words);
    assert!(said.contains("and 20 more"), "{said}");
    let text = fs::read_to_string(&report).unwrap();
    assert_eq!(text.matches("no answer").count(), 30, "{text}");
    assert_eq!(env.run(&words).code, 1, "the report exists");
}

#[test]
fn an_open_quote_is_named_by_its_line_and_nothing_comes() {
    let env = TestEnv::new();
    for (name, line) in [("open-quote.csv", 3), ("open-quote.txt", 1)] {
        let ran = env.run(&["import", &fixture(name), "--topic", "t"]);
        assert_eq!(ran.code, 1, "{}", ran.all());
        let place = format!("{name}:{line}: the quote that opens here never closes");
        assert!(ran.stderr.contains(&place), "{}", ran.all());
    }
}

#[test]
fn a_package_is_known_whatever_its_name() {
    let bytes = fs::read(fixture("anki-26.09.apkg")).unwrap();
    for name in ["deck.apkg", "deck.COLPKG", "deck.txt", "deck.zip", "deck"] {
        let env = TestEnv::new();
        fs::write(env.path().join(name), &bytes).unwrap();
        let file = env.path().join(name).display().to_string();
        let object = env.json(&["import", &file, "--json"]);
        assert_eq!(object["cards"]["added"], 26, "{name}: {object}");
    }
}

const DECK: &str = "format = 1\ntopic = \"pets\"\npython = \">=3.12\"\n\n\
                    [[card]]\nid = \"pets.cat\"\nkind = \"basic\"\nrev = 1\nlevel = 1\nprompt = \"Cat?\"\nanswer = \"Meow\"\n\n\
                    [[card]]\nid = \"pets.dog\"\nkind = \"basic\"\nrev = 1\nlevel = 1\nprompt = \"Dog?\"\nansw = \"Woof\"\n";

#[test]
fn a_fault_of_a_deck_is_named_where_the_learner_wrote_it() {
    let env = TestEnv::new();
    env.write("mine.toml", DECK);
    let file = env.path().join("mine.toml").display().to_string();
    let refused = env.run(&["import", &file, "--strict"]);
    assert_eq!(refused.code, 1, "{}", refused.all());
    assert!(
        refused.stderr.contains("mine.toml:19: "),
        "{}",
        refused.all()
    );
    let said = env.ok(&["import", &file]);
    assert!(said.contains("1 card added"), "{said}");
    assert!(said.contains("mine.toml:19: "), "{said}");
    let deck = env.read("decks/topics/pets.toml");
    assert!(
        deck.contains("pets.cat") && !deck.contains("pets.dog"),
        "{deck}"
    );
    assert!(
        deck.contains("python = \">=3.12\""),
        "the header counts: {deck}"
    );
    env.write("mine.toml", &DECK.replace("answ =", "answer ="));
    let object = env.json(&["import", &file, "--json"]);
    assert_eq!(
        object["cards"],
        json!({ "added": 1, "changed": 0, "same": 1, "left_out": 0 })
    );
    assert_eq!(env.run(&["check"]).code, 0);
}

#[test]
fn another_card_of_the_same_id_is_left_out_by_name() {
    let env = TestEnv::new();
    env.write("mine.toml", &DECK.replace("answ =", "answer ="));
    let file = env.path().join("mine.toml").display().to_string();
    env.ok(&["import", &file]);
    env.write(
        "mine.toml",
        &DECK.replace("answ =", "answer =").replace("Meow", "Purr"),
    );
    let object = env.json(&["import", &file, "--json"]);
    let why = object["left_out"][0]["why"].as_str().unwrap();
    assert!(why.contains("'pets.cat' is taken"), "{object}");
    assert!(env.read("decks/topics/pets.toml").contains("Meow"));
}

#[test]
fn add_from_is_a_synonym() {
    let env = TestEnv::new();
    env.ok(&[
        "add",
        "--topic",
        "t",
        "--from",
        &fixture("front-back-header.csv"),
    ]);
    assert!(!env.read("decks/topics/t.toml").contains("Front"));
}

#[test]
fn many_rows_that_begin_alike_take_time_in_proportion() {
    let env = TestEnv::new();
    let filler =
        "an answer that is long enough for ten thousand of them to need a second file ".repeat(2);
    let mut rows = String::new();
    for n in 0..9000 {
        let _ = writeln!(rows, "What is the meaning of the word w{n}?;{filler}{n}");
    }
    env.write("big.csv", &rows);
    let file = env.path().join("big.csv").display().to_string();
    let object = env.json(&["import", &file, "--topic", "big", "--json"]);
    assert_eq!(object["cards"]["added"], 9000, "{object}");
    assert!(env.path().join("decks/topics/big.2.toml").is_file());
    assert_eq!(
        env.json(&["import", &file, "--topic", "big", "--json"])["cards"]["same"],
        9000
    );
}

#[test]
fn check_of_one_file_counts_that_file() {
    let env = TestEnv::new();
    env.write("one.toml", &DECK.replace("answ =", "answer ="));
    let file = env.path().join("one.toml").display().to_string();
    let said = env.run(&["check", &file]).all();
    assert!(said.contains("2 cards"), "{said}");
    let object: Value = env.json(&["check", &file, "--json"]);
    assert_eq!(object["cards"], 2, "{object}");
}

#[test]
fn a_new_topic_that_looks_like_a_slip_is_reported() {
    let env = TestEnv::new();
    let add = |topic: &str, prompt: &str| {
        env.ok(&["add", "--topic", topic, "--prompt", prompt, "--answer", "a"])
    };
    add("my-team", "p");
    let said = add("my-tam", "q");
    assert!(said.contains("my-team is there already"), "{said}");
    assert!(!add("teamwork", "r").contains("is there already"));
}

//! `export`: files that other programs read, and that come back as they went.

#![allow(
    clippy::disallowed_methods,
    reason = "whoever runs the tests names the Python that has Anki"
)]

use std::fs;
use std::process::Command;

use serde_json::Value;

use crate::home::{self, TestEnv};

fn fixture(name: &str) -> String {
    home::fixture(&format!("anki/{name}"))
}

fn out(env: &TestEnv, name: &str) -> String {
    env.path().join(name).display().to_string()
}

#[test]
fn a_package_holds_cards_answers_and_media() {
    let env = TestEnv::new();
    env.ok(&["import", &fixture("latest.apkg")]);
    let file = out(&env, "mine.apkg");
    let object = env.json(&["export", &file, "is:mine", "--json"]);
    assert_eq!(object["format"], "anki");
    assert_eq!(object["cards"], 14, "{object}");
    assert_eq!(object["reviews"], 12, "{object}");
    let other = TestEnv::new();
    let object = other.json(&["import", &file, "--json"]);
    assert_eq!(object["cards"]["added"], 14, "{object}");
    assert_eq!(object["reviews"], 12, "{object}");
    assert_eq!(object["media_taken"], 2, "{object}");
    let cards = |env: &TestEnv| -> Vec<Value> {
        let object = env.json(&["list", "is:mine", "--json"]);
        let mut rows: Vec<Value> = object["cards"]
            .as_array()
            .unwrap()
            .iter()
            .filter(|card| card["state"] != "new")
            .map(|card| {
                serde_json::json!([
                    card["interval"],
                    card["due"],
                    card["ease"],
                    card["lapses"],
                    card["state"]
                ])
            })
            .collect();
        rows.sort_by_key(ToString::to_string);
        rows
    };
    assert_eq!(cards(&other), cards(&env));
}

#[test]
fn tables_and_decks_come_back() {
    let env = TestEnv::new();
    env.ok(&["import", &fixture("latest.apkg")]);
    let csv = out(&env, "mine.csv");
    env.ok(&["export", &csv, "is:mine"]);
    let text = fs::read_to_string(&csv).unwrap();
    assert!(
        text.starts_with("question,answer,why,tags,deck\n"),
        "{text}"
    );
    assert!(text.contains("[...] is in France.,Paris,"), "{text}");
    let other = TestEnv::new();
    let object = other.json(&["import", &csv, "--json"]);
    assert_eq!(object["cards"]["left_out"], 0, "{object}");
    let deck = out(&env, "core.toml");
    env.ok(&["export", &deck, "topic:python-core"]);
    let third = TestEnv::new();
    let object = third.json(&["import", &deck, "--json"]);
    assert_eq!(object["cards"]["left_out"], 0, "{object}");
    let several = env.run(&["export", &out(&env, "all.toml"), "is:mine"]);
    assert_eq!(several.code, 2, "{}", several.all());
    assert!(several.stderr.contains("topic:"), "{}", several.all());
}

#[test]
fn nothing_is_written_over_and_formats_are_known() {
    let env = TestEnv::new();
    env.write("there.csv", "mine");
    assert_eq!(env.run(&["export", &out(&env, "there.csv")]).code, 1);
    assert_eq!(env.read("there.csv"), "mine");
    assert_eq!(env.run(&["export", &out(&env, "cards.pdf")]).code, 2);
    let none = env.run(&["export", &out(&env, "none.csv"), "tag:no-such-tag"]);
    assert_eq!(none.code, 1, "{}", none.all());
    assert!(!env.path().join("none.csv").exists());
}

/// What the real Anki makes of a package that is imported twice.
const READ: &str = r#"
import json, sys, tempfile
from anki.collection import Collection, ImportAnkiPackageRequest, ImportAnkiPackageOptions
col = Collection(tempfile.mkdtemp() + "/collection.anki2")
counts = []
for turn in range(2):
    col.import_anki_package(ImportAnkiPackageRequest(
        package_path=sys.argv[1], options=ImportAnkiPackageOptions(with_scheduling=True)))
    counts.append([col.note_count(), col.card_count(), col.db.scalar("select count() from revlog")])
problems, ok = col.fix_integrity()
rows = col.db.all("select n.guid, c.ivl, c.factor, c.lapses, c.queue, c.due - ? from cards c join notes n on n.id = c.nid", col.sched.today)
print(json.dumps({"counts": counts, "ok": ok, "problems": problems, "cards": {row[0]: row[1:] for row in rows}}))
"#;

/// Runs where `MILEPOST_ANKI_PYTHON` names a Python with the package `anki`.
#[test]
fn the_real_anki_takes_a_package_once() {
    let Some(python) = std::env::var_os("MILEPOST_ANKI_PYTHON") else {
        return;
    };
    let env = TestEnv::new();
    env.ok(&["import", &fixture("latest.apkg")]);
    let file = out(&env, "mine.apkg");
    env.ok(&["export", &file, "is:mine"]);
    let read = Command::new(python)
        .args(["-c", READ, &file])
        .output()
        .unwrap();
    assert!(
        read.status.success(),
        "{}",
        String::from_utf8_lossy(&read.stderr)
    );
    let said = String::from_utf8(read.stdout).unwrap();
    let object: Value = serde_json::from_str(said.lines().last().unwrap()).unwrap();
    assert_eq!(
        object["counts"],
        serde_json::json!([[14, 14, 12], [14, 14, 12]]),
        "{object}"
    );
    assert_eq!(object["ok"], true, "{object}");
    let card = &object["cards"]["milepost:python-core.what-is-a-list"];
    assert_eq!((&card[0], &card[1]), (&10.into(), &2300.into()), "{object}");
    let suspended = &object["cards"]["milepost:portugues.gato#reverse"];
    assert_eq!(suspended[3], -1, "{object}");
}

#[test]
fn no_exported_table_starts_a_formula_and_all_of_it_comes_back() {
    let env = TestEnv::new();
    let answer = "=HYPERLINK(\"https://example.org\")";
    env.ok(&[
        "add",
        "--topic",
        "notes",
        "--prompt=-1 or +1?",
        "--answer",
        answer,
    ]);
    env.ok(&[
        "add",
        "--topic",
        "notes",
        "--prompt",
        "Join?",
        "--answer",
        "'-'.join(words)",
    ]);
    let csv = out(&env, "mine.csv");
    env.ok(&["export", &csv, "is:mine"]);
    let mut table = csv::Reader::from_path(&csv).unwrap();
    for row in table.records() {
        let row = row.unwrap();
        let formula = row
            .iter()
            .find(|cell| cell.starts_with(['=', '+', '-', '@']));
        assert_eq!(formula, None);
    }
    let other = TestEnv::new();
    other.ok(&["import", &csv]);
    let shown = |id: &str| other.ok(&["show", id]);
    let cards = other.json(&["list", "is:mine", "--json"]);
    let all: String = cards["cards"]
        .as_array()
        .unwrap()
        .iter()
        .map(|card| shown(card["id"].as_str().unwrap()))
        .collect();
    for text in ["-1 or +1?", answer, "'-'.join(words)"] {
        assert!(all.contains(text), "{text}: {all}");
    }
    assert!(!all.contains("'="), "{all}");
}

//! What `docs/class-at-scale.md` asks DuckDB, asked of reports that `tools/make_reports.py` made, is what `class --json`
//! says of the same files. `MILEPOST_DUCKDB_PYTHON` names a Python with the package `duckdb`; without one the test
//! fails in CI, and says elsewhere that it was skipped.
#![allow(
    clippy::disallowed_methods,
    reason = "the Python is named by the environment"
)]

use std::ffi::OsStr;
use std::fs;
use std::path::Path;
use std::process::Command;

use serde_json::{Value, json};

use crate::home::TestEnv;
use crate::kit::tell;

const LEARNERS: usize = 120;

/// Runs every block of SQL in a document, and prints the rows of each query as a line of JSON.
const RUN: &str = r#"
import json, re, sys
import duckdb

text = open(sys.argv[1], encoding="utf-8").read()
connection = duckdb.connect()
for block in re.findall(r"```sql\n(.*?)```", text, re.S):
    block = block.replace("reports/", sys.argv[2] + "/")
    if not block.startswith("SELECT"):
        connection.execute(block)
        continue
    rows = connection.execute(block)
    names = [column[0] for column in rows.description]
    print(json.dumps([dict(zip(names, row)) for row in rows.fetchall()], default=str))
"#;

fn root(path: &str) -> String {
    format!("{}/{path}", env!("CARGO_MANIFEST_DIR"))
}

fn output(command: &mut Command) -> String {
    let output = command.output().unwrap();
    let said = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{said}");
    String::from_utf8(output.stdout).unwrap()
}

/// The rows of each query.
fn ask(python: &OsStr, reports: &Path) -> Vec<Value> {
    let mut command = Command::new(python);
    command
        .args(["-c", RUN, &root("docs/class-at-scale.md")])
        .arg(reports);
    let rows = output(&mut command);
    rows.lines()
        .map(|line| serde_json::from_str(line).unwrap())
        .collect()
}

/// Files among the reports that must not count: cut, changed, older, and none at all.
fn spoil(folder: &Path) {
    let file = |number: usize| folder.join(format!("learner-{number:06}.jsonl"));
    let older = fs::read_to_string(file(3)).unwrap();
    let older = older.replace("\"day\":\"2026-11-30\"", "\"day\":\"2026-10-01\"");
    fs::write(folder.join("older.jsonl"), older).unwrap();
    let whole = fs::read(file(7)).unwrap();
    fs::write(file(7), &whole[..whole.len() / 2]).unwrap();
    let text = fs::read_to_string(file(9)).unwrap();
    let changed = text.replacen("\"seen\":", "\"seen\":1", 1);
    assert_ne!(changed, text);
    fs::write(file(9), changed).unwrap();
    fs::write(folder.join("notes.jsonl"), "Call Ana on Friday.\n").unwrap();
}

/// The rows of a list of `class --json` in the shape of the queries.
fn rows(class: &Value, list: &str, names: &[&str]) -> Vec<Value> {
    let row = |of: &Value| {
        let mut row = json!({});
        for name in names {
            let nested = of["retention"].get(*name);
            row[*name] = nested.unwrap_or(&of[*name]).clone();
        }
        row
    };
    class[list].as_array().unwrap().iter().map(row).collect()
}

/// Whether the same rows stand in the same order, floats to the last digits but two: engines add in other orders.
fn assert_same(ours: &[Value], theirs: &Value) {
    let theirs = theirs.as_array().unwrap();
    assert_eq!(ours.len(), theirs.len());
    for (ours, theirs) in ours.iter().zip(theirs) {
        for (key, value) in ours.as_object().unwrap() {
            match (value.as_f64(), theirs[key].as_f64()) {
                (Some(a), Some(b)) => assert!((a - b).abs() < 1e-12, "{key}: {ours} {theirs}"),
                _ => assert_eq!(value, &theirs[key], "{key}: {ours} {theirs}"),
            }
        }
    }
}

#[test]
fn duckdb_and_class_say_the_same_of_the_same_reports() {
    let Some(python) = std::env::var_os("MILEPOST_DUCKDB_PYTHON") else {
        assert!(
            std::env::var_os("CI").is_none(),
            "CI must set MILEPOST_DUCKDB_PYTHON"
        );
        tell("skipped: MILEPOST_DUCKDB_PYTHON names no Python with duckdb");
        return;
    };
    let env = &TestEnv::new();
    let reports = env.path().join("reports");
    let made = [root("tools/make_reports.py"), reports.display().to_string()];
    output(Command::new(&python).args(&made).arg(LEARNERS.to_string()));
    spoil(&reports);
    let asked = ask(&python, &reports);
    let changed: Vec<String> = asked[0]
        .as_array()
        .unwrap()
        .iter()
        .map(|row| row["filename"].as_str().unwrap().to_owned())
        .collect();
    let expected = ["learner-000007", "learner-000009", "notes", "older"];
    let expected = expected.map(|name| format!("{}/{name}.jsonl", reports.display()));
    assert_eq!(changed, expected, "what is not as it was written");
    // The checksum is a query of its own; the others do not know of the changed report.
    fs::remove_file(reports.join("learner-000009.jsonl")).unwrap();
    let asked = ask(&python, &reports);
    let class = env.json(&["class", reports.to_str().unwrap(), "--json"]);
    assert_eq!(class["learners"].as_array().unwrap().len(), LEARNERS - 2);
    assert_eq!(class["left_out"].as_array().unwrap().len(), 3);

    let pooled = ["learners", "seen", "passed", "n", "rate", "low", "high"];
    let phases = rows(
        &class,
        "phases",
        &[&["roadmap", "phase"], &pooled[..]].concat(),
    );
    assert_same(&phases, &asked[1]);
    let cards = [
        "card",
        "learners",
        "failed_by",
        "passed",
        "n",
        "rate",
        "low",
        "high",
    ];
    let cards = rows(&class, "cards", &cards);
    assert!(cards.len() > 500);
    assert_same(&cards, &asked[2]);
    let mistakes = rows(
        &class,
        "mistakes",
        &["card", "mistake", "learners", "times"],
    );
    assert!(mistakes.len() > 10);
    assert_same(&mistakes, &asked[3]);
    let mut last = rows(&class, "learners", &["name", "learner", "last_day"]);
    last.sort_by_key(|row| [&row["last_day"], &row["name"]].map(Value::to_string));
    assert_same(&last, &asked[4]);
}

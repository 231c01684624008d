//! The history of Anki's cards in the log: as Anki's own tables have it, in any order, once.

use std::collections::BTreeMap;
use std::fs::{self, File};
use std::io::Read;

use rusqlite::Connection;
use serde_json::Value;
use zip::ZipArchive;

use crate::home::{self, TestEnv};

fn fixture(name: &str) -> String {
    home::fixture(&format!("anki/{name}"))
}

/// The collection of the fixtures, to count in.
fn anki(env: &TestEnv) -> Connection {
    let mut package = ZipArchive::new(File::open(fixture("first.apkg")).unwrap()).unwrap();
    let mut bytes = Vec::new();
    let mut member = package.by_name("collection.anki2").unwrap();
    member.read_to_end(&mut bytes).unwrap();
    let file = env.path().join("anki.db");
    fs::write(&file, &bytes).unwrap();
    Connection::open(file).unwrap()
}

fn number(db: &Connection, sql: &str) -> u64 {
    db.query_row(sql, [], |row| row.get::<_, i64>(0))
        .unwrap()
        .unsigned_abs()
}

fn cards(env: &TestEnv) -> BTreeMap<String, Value> {
    let object = env.json(&["list", "is:mine", "--json"]);
    let cards = object["cards"].as_array().unwrap().iter();
    cards
        .map(|card| (card["id"].as_str().unwrap().to_owned(), card.clone()))
        .collect()
}

#[test]
fn answers_come_along_once_and_in_any_order() {
    let env = TestEnv::new();
    let answers = number(
        &anki(&env),
        "SELECT count() FROM revlog WHERE ease > 0 AND type < 4",
    );
    let dry = env.json(&["import", &fixture("latest.apkg"), "--dry-run", "--json"]);
    assert_eq!(dry["reviews"], answers, "{dry}");
    let first = env.json(&["import", &fixture("latest.apkg"), "--json"]);
    assert_eq!(first["reviews"], answers, "{first}");
    let before = cards(&env);
    for layout in ["legacy.apkg", "latest.colpkg", "latest.apkg"] {
        let again = env.json(&["import", &fixture(layout), "--json"]);
        assert_eq!(again["reviews"], 0, "{layout}: {again}");
    }
    assert_eq!(cards(&env), before);
    let doctor = env.run(&["doctor"]);
    assert_eq!(doctor.code, 0, "{}", doctor.all());
    let other = TestEnv::new();
    other.ok(&["import", &fixture("legacy.apkg")]);
    assert_eq!(cards(&other), before);
}

#[test]
fn cards_are_where_they_are_in_anki() {
    let env = TestEnv::new();
    env.ok(&["import", &fixture("latest.apkg")]);
    let cards = cards(&env);
    let card = &cards["python-core.what-is-a-list"];
    assert_eq!(card["interval"], 10, "{card}");
    assert_eq!(card["ease"], 2.3, "{card}");
    let forgotten = &cards["python-core.print-each-item"];
    assert_eq!(forgotten["interval"], 11, "{forgotten}");
    assert_eq!(forgotten["lapses"], 1, "{forgotten}");
    assert_eq!(cards["portugues.gato#reverse"]["state"], "suspended");
    assert_eq!(cards["default.2-2"]["state"], "new");
    let flagged = env.json(&["list", "is:flagged", "--json"]);
    assert_eq!(flagged["cards"][0]["id"], "portugues.gato", "{flagged}");
    // Due days are a day apart in the package.
    let due = |id: &str| cards[id]["due"].as_str().unwrap().to_owned();
    assert!(due("python-core.what-is-a-list") < due("python-core.print-each-item"));
}

#[test]
fn figures_equal_a_recount_of_ankis_tables() {
    let env = TestEnv::new();
    let anki = anki(&env);
    env.ok(&["import", &fixture("latest.apkg")]);
    let stats = env.json(&["stats", "--topic", "python-core", "--json"]);
    let in_topic = "cid IN (SELECT c.id FROM cards c JOIN notes n ON n.id = c.nid WHERE n.guid LIKE 'basic-%')";
    let answers = number(
        &anki,
        &format!("SELECT count() FROM revlog WHERE ease > 0 AND type < 4 AND {in_topic}"),
    );
    // Topics of one's own are a road of their own, next to the built-in ones.
    let row = &stats["also"][0]["phases"][0];
    assert_eq!(row["answers"], answers, "{row}");
    // True retention: answers of cards in review, and how many of them were passes.
    let asked = number(
        &anki,
        &format!("SELECT count() FROM revlog WHERE type = 1 AND {in_topic}"),
    );
    let passed = number(
        &anki,
        &format!("SELECT count() FROM revlog WHERE type = 1 AND ease > 1 AND {in_topic}"),
    );
    let all = &row["retention"]["all"];
    assert_eq!(all["n"], asked, "{all}");
    let rate = all["rate"].as_f64().unwrap();
    #[expect(clippy::cast_precision_loss, reason = "a handful of answers")]
    let expected = passed as f64 / asked as f64;
    assert!((rate - expected).abs() < 1e-9, "{all}");
}

#[test]
fn the_history_merges_with_other_machines() {
    let one = TestEnv::new();
    one.ok(&["import", &fixture("latest.apkg")]);
    let log = one.path().join("log.jsonl").display().to_string();
    one.ok(&["log", "export", &log]);
    let two = TestEnv::new();
    two.ok(&["import", &fixture("legacy.apkg")]);
    let before = cards(&two);
    two.ok(&["log", "import", &log]);
    assert_eq!(cards(&two), before);
    assert_eq!(two.run(&["doctor"]).code, 0);
}

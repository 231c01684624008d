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

/// The fixture's collection as a file of its own, after some SQL.
fn changed(env: &TestEnv, sql: &str) -> String {
    let db = anki(env);
    db.execute_batch(sql).unwrap();
    db.close().unwrap();
    env.path().join("anki.db").display().to_string()
}

fn ids(env: &TestEnv, query: &str) -> Vec<String> {
    let object = env.json(&["list", query, "--json"]);
    let cards = object["cards"].as_array().unwrap().iter();
    cards
        .map(|card| card["id"].as_str().unwrap().to_owned())
        .collect()
}

const OF_BASIC_1: &str = "nid = (SELECT id FROM notes WHERE guid = 'basic-1')";

#[test]
fn buried_cards_are_buried_until_tomorrow() {
    for queue in [-2, -3] {
        let mut env = TestEnv::new();
        let file = changed(
            &env,
            &format!("UPDATE cards SET queue = {queue} WHERE {OF_BASIC_1}"),
        );
        env.ok(&["import", &file]);
        assert_eq!(ids(&env, "is:buried"), ["python-core.what-is-a-list"]);
        env.at("2026-11-22T18:30:00-03:00");
        assert_eq!(ids(&env, "is:buried"), [""; 0]);
    }
}

#[test]
fn undo_takes_back_nothing_of_an_import() {
    let env = TestEnv::new();
    let now = 1_795_000_000_000_i64;
    let file = changed(
        &env,
        &format!(
            "UPDATE cards SET queue = -1 WHERE type = 2;
             INSERT INTO revlog SELECT {now} + id % 1000, id, -1, 3, 10, 4, 2300, 4200, 1 FROM cards WHERE type = 2;
             DELETE FROM revlog WHERE cid = (SELECT id FROM cards WHERE {OF_BASIC_1})"
        ),
    );
    env.ok(&["import", &file]);
    let before = cards(&env);
    assert!(ids(&env, "is:suspended").len() > 1);
    let undone = env.ok(&["undo"]);
    assert!(undone.starts_with("nothing to undo"), "{undone}");
    assert_eq!(cards(&env), before);
    // A mark of one's own is a step, whatever came after it.
    env.ok(&["suspend", "default.2-2"]);
    assert!(env.ok(&["undo"]).contains("2 + 2?"));
    assert_eq!(cards(&env), before);
}

#[test]
fn the_memory_that_fsrs_computed_is_kept_and_goes_back() {
    let mut env = TestEnv::new();
    let file = changed(
        &env,
        &format!(
            "UPDATE cards SET data = '{{\"s\":12.5,\"d\":6.25,\"dr\":0.9}}' WHERE {OF_BASIC_1}"
        ),
    );
    env.ok(&["import", &file]);
    let log = env.path().join("log.jsonl").display().to_string();
    env.ok(&["log", "export", &log]);
    let log = env.read("log.jsonl");
    assert!(log.contains("12500000") && log.contains("6250000"), "{log}");
    let package = env.path().join("back.apkg").display().to_string();
    env.ok(&["export", &package, "topic:python-core"]);
    assert_eq!(memories(&package, &env), ["12.5 6.25"]);
    // An answer given here makes it stale.
    env.at("2027-11-20T18:30:00-03:00");
    env.ok_with(&["review", "tag:python"], "\n3\n");
    let later = env.path().join("later.apkg").display().to_string();
    env.ok(&["export", &later, "topic:python-core"]);
    assert_eq!(memories(&later, &env), [""; 0]);
}

/// Stability and difficulty of the cards of a package, as far as they have one.
fn memories(package: &str, env: &TestEnv) -> Vec<String> {
    let mut package = ZipArchive::new(File::open(package).unwrap()).unwrap();
    let mut bytes = Vec::new();
    let mut member = package.by_name("collection.anki2").unwrap();
    member.read_to_end(&mut bytes).unwrap();
    let file = env.path().join("out.db");
    fs::write(&file, &bytes).unwrap();
    let db = Connection::open(file).unwrap();
    let sql = "SELECT json_extract(data, '$.s') || ' ' || json_extract(data, '$.d') FROM cards
               WHERE data LIKE '%\"s\"%'";
    let mut statement = db.prepare(sql).unwrap();
    let rows = statement.query_map([], |row| row.get(0)).unwrap();
    rows.collect::<Result<_, _>>().unwrap()
}

#[test]
fn answers_a_day_equal_a_recount_of_ankis_tables() {
    let env = TestEnv::new();
    let anki = anki(&env);
    env.ok(&["import", &fixture("latest.apkg")]);
    // Days begin at four o'clock in the zone of the tests, three hours behind.
    let days = "SELECT date(id / 1000 - 7 * 3600, 'unixepoch'), count() FROM revlog
                WHERE ease > 0 AND type < 4 GROUP BY 1 ORDER BY 1";
    let mut statement = anki.prepare(days).unwrap();
    let counted: Vec<(String, i64)> = statement
        .query_map([], |row| Ok((row.get(0)?, row.get(1)?)))
        .unwrap()
        .collect::<Result<_, _>>()
        .unwrap();
    assert!(counted.len() > 1);
    let csv = env.ok(&["stats", "--by", "day", "--since", "2026-01-01", "--csv"]);
    let shown: Vec<(String, i64)> = csv
        .lines()
        .skip(1)
        .map(|line| {
            let cells: Vec<&str> = line.split(',').collect();
            (cells[0].to_owned(), cells[4].parse().unwrap())
        })
        .filter(|(_, answers)| *answers > 0)
        .collect();
    assert_eq!(shown, counted);
}

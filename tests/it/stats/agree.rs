//! Every figure that `stats --json` gives, against the plain recomputation.

use std::collections::{BTreeMap, HashSet};

use serde_json::Value;

use super::naive::Naive;
use crate::home::TestEnv;
use crate::season::{self, lived_in};

/// The figures of a row alone, without its names.
fn figures(row: &Value) -> Value {
    let mut row = row.clone();
    for name in ["number", "title", "id"] {
        row.as_object_mut().unwrap().remove(name);
    }
    row
}

fn naive(env: &TestEnv) -> Naive {
    Naive::new(
        &env.json(&["list", "--json"]),
        &env.json(&["log", "--json"]),
    )
}

/// Each topic's home phase: the first phase a line of which names it, or the last one for a line of
/// the whole road.
fn homes(env: &TestEnv, roadmap: &str) -> BTreeMap<String, u64> {
    let shown = env.json(&["roadmap", "show", roadmap, "--json"]);
    let mut road = shown["roadmaps"][0].clone();
    let phases = road["phases"].take();
    let mut homes = BTreeMap::new();
    let mut last = 1;
    for phase in phases.as_array().unwrap() {
        last = phase["number"].as_u64().unwrap();
        name_topics(phase, last, &mut homes);
    }
    name_topics(&road, last, &mut homes);
    homes
}

/// Notes the topics of every line below.
fn name_topics(below: &Value, phase: u64, homes: &mut BTreeMap<String, u64>) {
    if let Some(list) = below.as_array() {
        for value in list {
            name_topics(value, phase, homes);
        }
    }
    for (key, value) in below.as_object().into_iter().flatten() {
        if key != "topics" {
            name_topics(value, phase, homes);
            continue;
        }
        for topic in value.as_array().unwrap() {
            let topic = topic.as_str().unwrap().to_owned();
            homes.entry(topic).or_insert(phase);
        }
    }
}

fn check_road(env: &TestEnv, naive: &Naive, road: &Value) {
    let homes = homes(env, road["roadmap"].as_str().unwrap());
    for phase in road["phases"].as_array().unwrap() {
        let number = phase["number"].as_u64();
        let expected = naive.figures(i64::MIN, &|topic, _, _| homes.get(topic).copied() == number);
        assert_eq!(
            figures(phase),
            expected,
            "phase {number:?} of {}",
            road["roadmap"]
        );
    }
    assert_eq!(
        road["totals"],
        naive.figures(i64::MIN, &|topic, _, _| homes.contains_key(topic))
    );
}

#[test]
fn every_figure_agrees_with_the_log_to_the_last_digit() {
    let env = &lived_in(130);
    let naive = naive(env);
    let phases = env.json(&["stats", "--json"]);
    assert_eq!(
        (&phases["schema"], &phases["roadmap"]),
        (&1.into(), &"mastering-python".into())
    );
    assert!(
        phases["totals"]["retention"]["365"]["mature"]["n"].as_i64() > Some(50),
        "the season tests something"
    );
    assert!(
        phases["totals"]["leeches"].as_i64() > Some(0)
            && phases["totals"]["suspended"].as_i64() > Some(0)
    );
    check_road(env, &naive, &phases);
    assert_eq!(phases["also"][0]["roadmap"], "big-tech");
    check_road(env, &naive, &phases["also"][0]);

    let everything: &Pick = &|_, _, _| true;
    check_rows(env, &naive, &[], i64::MIN, everything);
    let days = env.json(&["stats", "--by", "day", "--json"]);
    assert_eq!(
        days["days"].as_array().unwrap(),
        &naive.days(i64::MIN, everything)
    );
    check_rows(env, &naive, &["--since", "2026-11-01"], 20_758, everything);

    let topics = env.json(&["stats", "--by", "topic", "--json"]);
    let named = |list: &str, key: &str| -> Vec<Value> {
        topics["weak"][list]
            .as_array()
            .unwrap()
            .iter()
            .map(|row| row[key].clone())
            .collect()
    };
    let weak = serde_json::json!({
        "retention": named("retention", "rate"), "lapses": named("lapses", "lapses"), "time": named("time", "time_ms"),
    });
    assert_eq!(weak, naive.weak());
    assert_eq!(weak["retention"].as_array().unwrap().len(), 5);
    comma_separated_values_hold_the_same(env, &phases);
}

/// A query goes another way, card by card from the log; the figures are the same.
#[test]
fn every_figure_of_a_query_agrees_with_the_log_to_the_last_digit() {
    let env = &lived_in(70);
    let naive = naive(env);
    let basic: &Pick = &|_, _, kind| kind == "basic";
    check_rows(env, &naive, &["kind:basic"], i64::MIN, basic);
    check_rows(
        env,
        &naive,
        &["--since", "2026-11-10", "kind:basic"],
        20_767,
        basic,
    );
    let of_area: &Pick = &|_, area, kind| area == "core" || kind == "choice";
    check_rows(
        env,
        &naive,
        &["area:core or kind:choice"],
        i64::MIN,
        of_area,
    );

    let listed = homes(env, "mastering-python");
    let inside: &Pick = &|topic, _, kind| kind == "choice" && listed.contains_key(topic);
    check_rows(
        env,
        &naive,
        &["--roadmap", "mastering-python", "kind:choice"],
        i64::MIN,
        inside,
    );
    let narrow = env.json(&[
        "stats",
        "--json",
        "--roadmap",
        "mastering-python",
        "kind:choice",
    ]);
    for phase in narrow["phases"].as_array().unwrap() {
        let number = phase["number"].as_u64();
        let here: &Pick =
            &|topic, _, kind| kind == "choice" && listed.get(topic).copied() == number;
        assert_eq!(
            figures(phase),
            naive.figures(i64::MIN, here),
            "phase {number:?}"
        );
    }
    // A road or one of its phases, without a query: by topics.
    check_rows(
        env,
        &naive,
        &["--roadmap", "mastering-python"],
        i64::MIN,
        &|topic, _, _| listed.contains_key(topic),
    );
    let second: &Pick = &|topic, _, _| listed.get(topic) == Some(&2);
    check_rows(
        env,
        &naive,
        &["--roadmap", "mastering-python", "--phase", "2"],
        i64::MIN,
        second,
    );
    let phases = env.json(&[
        "stats",
        "--json",
        "--roadmap",
        "mastering-python",
        "--phase",
        "2",
    ]);
    assert_eq!(phases["phases"].as_array().unwrap().len(), 1);
    assert_eq!(
        figures(&phases["phases"][0]),
        naive.figures(i64::MIN, second)
    );
    check_rows(
        env,
        &naive,
        &["--topic", "lists"],
        i64::MIN,
        &|topic, _, _| topic == "lists",
    );
}

/// Picks cards by topic, area and kind.
type Pick<'p> = dyn Fn(&str, &str, &str) -> bool + 'p;

/// Every row and sum by topic, area, kind and day, of the cards that words of the command line choose.
fn check_rows(env: &TestEnv, naive: &Naive, words: &[&str], since: i64, pick: &Pick<'_>) {
    let asked = |by: &str| env.json(&[&["stats", "--json", "--by", by], words].concat());
    for (by, rows) in [("topic", "topics"), ("area", "areas"), ("kind", "kinds")] {
        let stats = asked(by);
        for row in stats[rows].as_array().unwrap() {
            let id = row["id"].as_str().unwrap();
            let here: &Pick = &|topic, area, kind| {
                let of = match by {
                    "topic" => topic,
                    "area" => area,
                    _ => kind,
                };
                of == id && pick(topic, area, kind)
            };
            assert_eq!(
                figures(row),
                naive.figures(since, here),
                "{by} {id} of {words:?}"
            );
        }
        assert_eq!(
            stats["totals"],
            naive.figures(since, pick),
            "totals by {by} of {words:?}"
        );
    }
    assert_eq!(
        asked("day")["days"].as_array().unwrap(),
        &naive.days(since, pick),
        "days of {words:?}"
    );
}

fn comma_separated_values_hold_the_same(env: &TestEnv, phases: &Value) {
    let text = env.ok(&["stats", "--csv", "--roadmap", "mastering-python"]);
    let mut reader = csv::Reader::from_reader(text.as_bytes());
    let heads: Vec<String> = reader
        .headers()
        .unwrap()
        .iter()
        .map(str::to_owned)
        .collect();
    assert_eq!(
        heads.iter().collect::<HashSet<_>>().len(),
        heads.len(),
        "every head stands once"
    );
    for (row, phase) in reader.records().zip(phases["phases"].as_array().unwrap()) {
        let row = row.unwrap();
        let cell = |head: &str| row[heads.iter().position(|h| h == head).unwrap()].to_owned();
        assert_eq!(cell("title"), phase["title"].as_str().unwrap());
        for head in [
            "cards",
            "seen",
            "lapses",
            "time_ms",
            "due_7",
            "coverage",
            "readiness",
            "mean_ease",
        ] {
            assert_eq!(cell(head).parse().ok(), phase[head].as_f64(), "{head}");
        }
        let all = &phase["retention"]["all"];
        assert_eq!(cell("rate_all").parse().ok(), all["rate"].as_f64());
        assert_eq!(
            cell("mature_high_365").parse().ok(),
            phase["retention"]["365"]["mature"]["high"].as_f64()
        );
    }
}

#[test]
fn a_fresh_home_shows_dashes_and_no_rate() {
    let env = &season::home();
    let text = env.ok(&["stats", "--roadmap", "mastering-python"]);
    assert!(!text.contains("0 % ("), "{text}");
    let stats = env.json(&["stats", "--json"]);
    assert_eq!(stats["totals"]["retention"]["all"]["rate"], Value::Null);
    assert_eq!(stats["totals"]["retention"]["all"]["n"], 0);
    assert!(env.ok(&["stats", "--by", "day"]).contains("no answers yet"));
}

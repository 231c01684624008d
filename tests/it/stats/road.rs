//! `roadmap show` and the dashboard: the figures of `stats`, where new cards come from, and what waits for what.

use milepost::domain::id::CardId;
use serde_json::{Value, json};

use crate::season::{self, lived_in};

#[test]
fn the_road_shows_the_figures_of_stats_and_why_topics_wait() {
    let env = &lived_in(40);
    let stats = env.json(&["stats", "--roadmap", "mastering-python", "--json"]);
    let shown = env.json(&["roadmap", "show", "mastering-python", "--json"]);
    let road = &shown["roadmaps"][0];
    let text = env.ok(&["roadmap", "show", "mastering-python"]);
    for (phase, row) in road["phases"]
        .as_array()
        .unwrap()
        .iter()
        .zip(stats["phases"].as_array().unwrap())
    {
        for key in ["number", "title", "cards", "seen", "coverage", "readiness"] {
            assert_eq!(phase[key], row[key], "{key} of phase {}", row["number"]);
        }
        let kept = &row["retention"]["all"];
        for key in ["rate", "n", "low", "high"] {
            assert_eq!(
                phase["retention"][key], kept[key],
                "{key} of phase {}",
                row["number"]
            );
        }
        assert!(
            text.contains(&format!("({})", kept["n"])) || kept["n"] == 0,
            "{text}"
        );
    }
    // Whatever waits has a prerequisite of which less than half was seen.
    let listed = env.json(&["list", "--json"]);
    let count = |topic: &Value, new: bool| {
        let of = |card: &&Value| card["topic"] == *topic && (!new || card["interval"].is_null());
        listed["cards"]
            .as_array()
            .unwrap()
            .iter()
            .filter(of)
            .count()
    };
    let held: Vec<&Value> = road["phases"]
        .as_array()
        .unwrap()
        .iter()
        .flat_map(|phase| phase["held"].as_array().unwrap())
        .collect();
    assert!(!held.is_empty(), "the season leaves something that waits");
    for topic in held {
        for blocker in topic["waits_for"].as_array().unwrap() {
            let (cards, new) = (
                count(&blocker["topic"], false),
                count(&blocker["topic"], true),
            );
            assert_eq!(blocker["cards"], json!(cards));
            assert_eq!(blocker["seen"], json!(cards - new));
            assert_eq!(blocker["needed"], json!(cards.div_ceil(2)));
            assert!(cards - new < cards.div_ceil(2), "{blocker}");
        }
    }
}

#[test]
fn the_next_new_card_is_of_the_topic_that_is_named() {
    let env = &season::home();
    env.ok(&["roadmap", "use", "mastering-python"]);
    let shown = env.json(&["roadmap", "show", "mastering-python", "--json"]);
    env.ok_with(&["review", "--new", "1"], "\n3\n");
    let answered = env.json(&["log", "--json"]);
    let review = answered["events"]
        .as_array()
        .unwrap()
        .iter()
        .find(|event| event["kind"] == "review")
        .unwrap();
    let card = CardId::parse(review["card"].as_str().unwrap()).unwrap();
    let found = env.json(&["list", "--json"]);
    let found = found["cards"]
        .as_array()
        .unwrap()
        .iter()
        .find(|one| one["id"] == card.to_string())
        .unwrap();
    assert_eq!(found["topic"], shown["roadmaps"][0]["next"]);
}

#[test]
fn the_summary_of_a_session_says_what_stats_says_of_the_day() {
    let env = &season::home();
    env.ok(&["roadmap", "use", "mastering-python"]);
    let lines: String = ["\n3\n", "\n1\n", "\n4\n", "\n2\n"].concat().repeat(8);
    let said = env.ok_with(&["review", "kind:basic"], &lines);
    let days = env.json(&["stats", "--by", "day", "--json"]);
    let day = &days["days"][0];
    let (answers, repeats) = (
        day["answers"].as_i64().unwrap(),
        day["repeats"].as_i64().unwrap(),
    );
    assert!(answers > repeats && repeats > 0, "{said}");
    assert!(
        said.contains(&format!(
            "reviews {}, repeats {repeats},",
            answers - repeats
        )),
        "{day} {said}"
    );
    let events = env.json(&["log", "--json"]);
    let passed = events["events"].as_array().unwrap().iter();
    let passed = passed
        .filter(|event| event["kind"] == "review" && event["grade"].as_i64() >= Some(3))
        .count();
    assert!(
        said.contains(&format!("first try: {passed} of {}", answers - repeats)),
        "{said}"
    );
    let plots = env.ok(&["stats", "--plot", "heat"]);
    assert!(
        said.contains("streak: 1 day") && plots.contains("streak: 1 day"),
        "{plots}"
    );
    // Tomorrow's load is what the forecast has for today and tomorrow.
    let forecast = env.ok(&["stats", "--plot", "forecast", "--describe"]);
    let due = |line: &str| {
        line.split([':', '+'])
            .nth(1)
            .unwrap()
            .trim()
            .parse::<u32>()
            .unwrap()
    };
    let tomorrow: u32 = forecast
        .lines()
        .filter(|line| line.starts_with("- "))
        .take(2)
        .map(due)
        .sum();
    assert!(
        tomorrow > 0 && said.contains(&format!("tomorrow: {tomorrow} due")),
        "{forecast} {said}"
    );
}

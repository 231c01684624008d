//! `plan`: aiming at a date, what it changes while it runs, and that it leaves nothing behind.

use serde_json::{Value, json};

use crate::home::TestEnv;

/// Ten weeks after the day of a test home.
const DATE: &str = "2027-01-29";

fn planned(env: &TestEnv) -> Value {
    env.json(&["plan", DATE, "--minutes", "30", "-r", "big-tech", "--json"])
}

fn number(value: &Value) -> f64 {
    value.as_f64().unwrap()
}

/// A session that answers every card with one grade, in seconds each.
fn study(env: &TestEnv, grade: &str, seconds: f64) -> Vec<Value> {
    let answer = json!({"answer": null, "seconds": seconds});
    let pair = format!("{answer}\n{}\n", json!({"grade": grade}));
    let ran = env.run_with(&["review", "--jsonl"], &pair.repeat(120));
    assert_eq!(ran.code, 0, "{}", ran.all());
    let lines = ran.stdout.lines();
    lines
        .map(|line| serde_json::from_str(line).unwrap())
        .collect()
}

fn of_event(events: &[Value], name: &str) -> usize {
    let named = events.iter().filter(|event| event["event"] == name);
    named.count()
}

#[test]
fn a_plan_says_what_it_asks_and_what_it_leaves_out() {
    let env = TestEnv::new();
    let plan = planned(&env);
    assert_eq!(plan["date"], DATE);
    assert_eq!(plan["days_left"], 70);
    assert_eq!(plan["minutes_per_day"], 30);
    assert_eq!(plan["roadmaps"], json!(["big-tech"]));
    assert_eq!(plan["status"], "on");
    assert_eq!(plan["drift_minutes"], 0);
    let left_out = plan["left_out"].as_array().unwrap();
    let left: u64 = left_out
        .iter()
        .map(|left| left["cards"].as_u64().unwrap())
        .sum();
    let planned = plan["planned"].as_u64().unwrap();
    assert_eq!(planned + left, plan["cards"].as_u64().unwrap());
    let expected = &plan["expected"];
    assert!(number(&expected["today"]) < 1e-9);
    assert!(number(&expected["on_date"]) > 2.0 * number(&expected["without_plan"]));
    assert!(number(&plan["today"]["minutes"]) <= 31.0);
    let calendar = plan["calendar"].as_array().unwrap();
    assert_eq!(calendar.len(), 70);
    let mocks = calendar.iter().filter(|day| day["mock"] == true);
    assert_eq!(mocks.count(), 2);
    assert_eq!(calendar[69]["phase"], "sweep");
    assert!(calendar.iter().all(|day| number(&day["minutes"]) <= 31.0));
}

#[test]
fn a_review_asks_what_the_plan_says() {
    let env = TestEnv::new();
    let plan = planned(&env);
    let due = env.json(&["due", "--json"]);
    let waiting = due["due"].as_u64().unwrap() + due["new"].as_u64().unwrap();
    assert_eq!(plan["today"]["cards"], waiting);
    let events = study(&env, "good", 5.0);
    let asked = of_event(&events, "recorded");
    assert_eq!(u64::try_from(asked).unwrap(), waiting);
    // The minutes that are left bring more cards; they are not more than the day has.
    let rest = env.json(&["plan", "--json"]);
    assert!(number(&rest["today"]["minutes"]) <= 30.0);
}

#[test]
fn cards_that_come_early_move_no_due_day() {
    let mut env = TestEnv::new();
    planned(&env);
    study(&env, "easy", 5.0);
    let mut crammed = 0;
    for day in 21..=29 {
        env.at(&format!("2026-11-{day}T18:30:00-03:00"));
        study(&env, "good", 5.0);
        let log = env.json(&["log", "--json"]);
        let events = log["events"].as_array().unwrap();
        crammed = events
            .iter()
            .filter(|event| event["kind"] == "cram")
            .count();
    }
    let log = env.json(&["log", "--json"]);
    for event in log["events"].as_array().unwrap() {
        if event["kind"] == "review" && event["due_before"].is_string() {
            assert!(event["due_before"].as_str() <= event["study_day"].as_str());
        }
    }
    let doctor = env.run(&["doctor"]);
    assert_eq!(doctor.code, 0, "{}", doctor.all());
    assert!(crammed < 100, "{crammed}");
}

#[test]
fn without_the_plan_everything_is_as_before() {
    let mut env = TestEnv::new();
    let before = env.ok(&["due"]);
    planned(&env);
    assert_ne!(env.ok(&["due"]), before);
    env.ok(&["plan", "drop"]);
    assert_eq!(env.ok(&["due"]), before);
    planned(&env);
    env.at("2027-01-29T18:30:00-03:00");
    assert_eq!(env.ok(&["due"]), before, "the date has come");
    let over = env.run(&["plan"]);
    assert_eq!(over.code, 1);
    assert!(over.stderr.contains(DATE), "{}", over.all());
    let log = env.json(&["log", "--json"]);
    let kinds: Vec<&Value> = log["events"]
        .as_array()
        .unwrap()
        .iter()
        .map(|event| &event["kind"])
        .collect();
    assert_eq!(kinds, ["plan", "plan_dropped", "plan"]);
}

#[test]
fn a_missed_day_is_said_with_what_makes_up_for_it() {
    let mut env = TestEnv::new();
    planned(&env);
    env.at("2026-11-21T18:30:00-03:00");
    let first = env.ok(&["plan"]);
    assert!(first.contains("day 2 of 70"), "{first}");
    assert!(first.contains("yesterday"), "{first}");
    env.at("2026-11-30T18:30:00-03:00");
    let plan = env.json(&["plan", "--json"]);
    assert_eq!(plan["status"], "behind");
    assert_eq!(plan["drift_minutes"], -300);
}

#[test]
fn what_cannot_be_planned_is_refused_with_what_to_type() {
    let env = TestEnv::new();
    for words in [
        vec!["plan"],
        vec!["plan", "drop"],
        vec!["plan", "tomorrow", "-r", "big-tech"],
        vec!["plan", "2026-11-20", "-r", "big-tech"],
        vec!["plan", "2031-01-01", "-r", "big-tech"],
        vec!["plan", DATE, "-r", "big-teck"],
        vec!["plan", DATE, "-r", "big-tech", "--minutes", "0"],
        vec!["plan", DATE, "-r", "big-tech", "--minutes", "1441"],
        vec!["plan", DATE],
    ] {
        let ran = env.run(&words);
        assert!(matches!(ran.code, 1 | 2), "{words:?}: {}", ran.all());
        assert!(ran.stderr.contains("\nhint: "), "{words:?}: {}", ran.all());
    }
    let log = env.json(&["log", "--json"]);
    assert_eq!(log["events"], json!([]), "nothing was written");
}

#[test]
fn a_plan_travels_with_the_log() {
    let env = TestEnv::new();
    let plan = planned(&env);
    let file = env.path().join("log.jsonl");
    env.ok(&["log", "export", file.to_str().unwrap()]);
    let other = TestEnv::new();
    other.ok(&["log", "import", file.to_str().unwrap()]);
    assert_eq!(other.json(&["plan", "--json"]), plan);
    let doctor = other.run(&["doctor"]);
    assert_eq!(doctor.code, 0, "{}", doctor.all());
}

#[test]
fn the_shortest_plan_is_tomorrow() {
    let env = TestEnv::new();
    let words = ["plan", "2026-11-21", "-r", "mastering-python", "--json"];
    let plan = env.json(&words);
    assert_eq!(plan["days_left"], 1);
    assert_eq!(plan["calendar"].as_array().unwrap().len(), 1);
}

#[test]
fn what_the_summary_says_of_tomorrow_is_what_tomorrow_asks() {
    let mut env = TestEnv::new();
    planned(&env);
    study(&env, "good", 5.0);
    for day in 21..=23 {
        let shown = env.run(&["review", "--jsonl", "--limit", "1"]);
        let said: Value = shown
            .stdout
            .lines()
            .map(|line| serde_json::from_str::<Value>(line).unwrap())
            .find(|object| object["event"] == "summary")
            .unwrap();
        let tomorrow = said["next"]["tomorrow"].clone();
        env.at(&format!("2026-11-{day}T18:30:00-03:00"));
        assert_eq!(env.json(&["due", "--json"])["due"], tomorrow, "{day}");
        study(&env, "good", 5.0);
    }
}

#[test]
fn no_topic_begins_with_a_long_card() {
    let env = TestEnv::new();
    planned(&env);
    let shown = env.run_with(&["review", "--jsonl"], "{\"answer\": null}\n");
    let first: Value = shown
        .stdout
        .lines()
        .map(|line| serde_json::from_str::<Value>(line).unwrap())
        .find(|object| object["event"] == "question")
        .unwrap();
    assert!(first["seconds"].as_f64().unwrap() <= 180.0, "{first}");
}

/// Weights that a fit may find: this learner forgets much faster after a first answer than the usual one.
const FORGETFUL: &str = "0.05,0.1,0.2,0.4,6.4133,0.8334,3.0194,0.001,1.8722,0.1666,0.796,1.4835,\
                         0.0614,0.2629,1.6483,0.6014,1.8729,0.5425,0.0912,0.0658,0.3";

#[test]
fn a_plan_predicts_with_the_weights_of_the_learner() {
    let env = TestEnv::new();
    planned(&env);
    study(&env, "good", 10.0);
    let on_date = || {
        let plan = env.json(&["plan", "--json"]);
        number(&plan["expected"]["on_date"])
    };
    let published = on_date();
    env.ok(&["config", "fsrs_weights", FORGETFUL]);
    let own = on_date();
    assert!(
        own < published * 0.9,
        "{own} with weights that forget, {published} with the published ones"
    );
    // SM-2 still schedules: the weights only predict.
    assert!(env.ok(&["config", "scheduler"]).contains("sm2"));
    env.ok(&["config", "fsrs_weights", "default"]);
    assert!((on_date() - published).abs() < 1e-9);
}

#[test]
fn a_clock_behind_the_plan_is_said_in_plain_words() {
    let mut env = TestEnv::new();
    planned(&env);
    env.at("2026-11-10T18:30:00-03:00");
    let text = env.ok(&["plan"]);
    assert!(text.contains("10 days before this plan was made"), "{text}");
    assert!(!text.contains("day -"), "{text}");
}

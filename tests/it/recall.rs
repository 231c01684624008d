//! FSRS-6 against exact vectors, and memory models on a real log.

use milepost::domain::schedule::fsrs6::{FsrsMemory, FsrsModel, Rating};
use proptest::prelude::*;
use serde_json::Value;

use crate::home::TestEnv;

const LONGEST: f64 = 36_500.0;

fn rating(number: u64) -> Rating {
    match number {
        1 => Rating::Again,
        2 => Rating::Hard,
        3 => Rating::Good,
        _ => Rating::Easy,
    }
}

/// The desired retention and the longest interval of a setting of the vectors.
fn setting(name: &str) -> (f64, f64) {
    match name {
        "no_steps_dr85" => (0.85, LONGEST),
        "no_steps_dr95" => (0.95, LONGEST),
        "max365" => (0.9, 365.0),
        _ => (0.9, LONGEST),
    }
}

fn whole_days(days: f64, longest: f64) -> f64 {
    days.round().clamp(1.0, longest)
}

#[test]
fn fsrs6_gives_the_published_results() {
    let model = FsrsModel::default();
    let mut steps = 0;
    for line in include_str!("../vectors/fsrs6.jsonl").lines().skip(1) {
        let sequence: Value = serde_json::from_str(line).unwrap();
        let (retention, longest) = setting(sequence["config"].as_str().unwrap());
        let mut memory: Option<FsrsMemory> = None;
        for step in sequence["steps"].as_array().unwrap() {
            let rating = rating(step["rating"].as_u64().unwrap());
            let days = u32::try_from(step["elapsed_days"].as_u64().unwrap()).unwrap();
            let after = memory.map_or_else(
                || model.first(rating),
                |memory| model.after(memory, rating, days),
            );
            let expected = |key: &str| step[key].as_f64().unwrap();
            let place = format!("{}: {step}", sequence["id"]);
            let stability = (after.stability - expected("stability")).abs() / after.stability;
            assert!(stability < 1e-4, "{place}: {after:?}");
            assert!(
                (after.difficulty - expected("difficulty")).abs() < 1e-4,
                "{place}: {after:?}"
            );
            let interval = whole_days(model.days_until(after, retention), longest);
            assert!(
                (interval - expected("due_in_secs") / 86_400.0).abs() < 1e-9,
                "{place}: {interval}"
            );
            memory = Some(after);
            steps += 1;
        }
    }
    assert_eq!(steps, 1_859);
}

proptest! {
    #[test]
    fn a_better_grade_never_weakens_a_memory(
        ratings in prop::collection::vec((1_u64..=4, 0_u32..400), 1..12),
        days in 1_u32..2_000,
    ) {
        let model = FsrsModel::default();
        let mut memory = model.first(Rating::Good);
        for (number, days) in ratings {
            memory = model.after(memory, rating(number), days).rounded();
            prop_assert!(memory.stability > 0.0);
            prop_assert!((1.0..=10.0).contains(&memory.difficulty));
        }
        let after = [Rating::Again, Rating::Hard, Rating::Good, Rating::Easy]
            .map(|rating| model.after(memory, rating, days).stability);
        prop_assert!(after.is_sorted(), "{:?}", after);
        let by_retention = [0.97, 0.95, 0.9, 0.85, 0.8].map(|share| model.days_until(memory, share));
        prop_assert!(by_retention.is_sorted(), "{:?}", by_retention);
    }
}

#[test]
fn models_are_compared_on_the_learners_own_log() {
    let mut env = TestEnv::with_every_kind();
    for day in 1..9 {
        env.at(&format!("2026-12-{day:02}T10:00:00Z"));
        let grades = "\n3\n".repeat(30);
        env.run_with(&["review", "--new", "20", "topic:kinds"], &grades);
    }
    let object = env.json(&["scheduler", "try", "--json"]);
    assert_eq!(object["schema"], 1);
    assert_eq!(object["enough"], false);
    assert!(object["predicted"].as_u64().unwrap() > 0, "{object}");
    assert_eq!(object["models"].as_array().unwrap().len(), 5);
    let page = env.ok(&["scheduler", "try"]);
    assert!(page.contains("fsrs6-adapted"), "{page}");
    assert!(page.contains("400"), "{page}");
}

#[test]
fn an_empty_log_is_said_to_be_empty() {
    let env = TestEnv::new();
    let page = env.ok(&["scheduler", "try"]);
    assert!(page.contains("0 reviews predicted"), "{page}");
}

#[test]
fn a_file_of_reviews_is_compared_too() {
    let env = TestEnv::new();
    let mut rows = "card,rating,time\n".to_owned();
    for day in 1..20 {
        rows.push_str(&format!("c1,3,2026-01-{day:02}T12:00:00Z\n"));
    }
    env.write("log.csv", &rows);
    let file = env.path().join("log.csv").display().to_string();
    let object = env.json(&["scheduler", "try", "--from", &file, "--json"]);
    assert_eq!(object["predicted"], 18);
    env.write("log.csv", "card,rating,time\nc1,9,2026-01-01T12:00:00Z\n");
    let ran = env.run(&["scheduler", "try", "--from", &file]);
    assert_eq!(ran.code, 1);
    assert!(
        ran.stderr.contains("log.csv:2: not a review"),
        "{}",
        ran.stderr
    );
    assert!(ran.stderr.contains("card,rating,time"), "{}", ran.stderr);
}

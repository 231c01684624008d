//! Minutes: what a session is said to take, next to what it took.

use std::collections::HashSet;

use serde_json::{Value, json};

use crate::home::TestEnv;

/// Days that are replayed, and those at the start that only teach the pace.
const DAYS: u32 = 24;
const WARM_UP: u32 = 4;

/// Seconds of answers as people give them: many short ones, a few that are very long.
const SECONDS: [f64; 16] = [
    6.0, 9.0, 11.0, 8.0, 14.0, 20.0, 7.0, 35.0, 12.0, 10.0, 16.0, 90.0, 9.0, 13.0, 24.0, 48.0,
];

/// One session: what was said before it, and what it took, in minutes.
struct ReplayedSession {
    said: f64,
    took: f64,
}

/// Replays a day. The learner answers at a pace, and fails every seventh card.
fn replay(env: &mut TestEnv, day: u32, pace: f64) -> ReplayedSession {
    env.at(&format!(
        "2026-{:02}-{:02}T18:30:00-03:00",
        10 + day / 28,
        1 + day % 28
    ));
    let said = env.json(&["due", "--json"])["minutes"].as_f64().unwrap();
    let mut input = String::new();
    let mut seconds = Vec::new();
    for turn in 0..200_usize {
        let draw = (turn * 7 + usize::try_from(day).unwrap() * 5) % SECONDS.len();
        seconds.push(SECONDS[draw] * pace);
        let grade = if turn % 7 == 6 { "again" } else { "good" };
        let answer = json!({"answer": null, "seconds": seconds[turn]});
        input.push_str(&format!(
            "{answer}\n{}\n",
            json!({"grade": grade, "seconds": 0})
        ));
    }
    let ran = env.run_with(&["review", "--jsonl"], &input);
    assert_eq!(ran.code, 0, "{}", ran.all());
    let answered = ran.stdout.lines().filter(|line| {
        let event: Value = serde_json::from_str(line).unwrap();
        event["event"] == "recorded"
    });
    let took: f64 = seconds.iter().take(answered.count()).sum();
    ReplayedSession {
        said,
        took: took / 60.0,
    }
}

#[test]
fn the_seconds_of_all_questions_are_the_minutes_of_their_session() {
    let env = TestEnv::new();
    let answers = format!(
        "{}\n{}\n",
        json!({"answer": null}),
        json!({"grade": "good"})
    );
    let ran = env.run_with(&["review", "--jsonl"], &answers.repeat(20));
    let events: Vec<Value> = ran
        .stdout
        .lines()
        .map(|line| serde_json::from_str(line).unwrap())
        .collect();
    let said = events[0]["minutes"].as_u64().unwrap();
    // A question that is asked again is the same one.
    let mut seen = HashSet::new();
    let questions = events
        .iter()
        .filter(|event| event["event"] == "question" && event["state"] == "new")
        .filter(|event| seen.insert(event["card"].to_string()));
    let seconds: u64 = questions
        .map(|event| event["seconds"].as_u64().unwrap())
        .sum();
    assert_eq!(seconds.div_ceil(60), said, "{}", ran.stdout);
}

#[test]
#[expect(clippy::print_stdout, reason = "a measurement says what it found")]
fn an_estimate_is_within_a_quarter_of_what_sessions_took() {
    for pace in [0.5, 1.0, 3.0] {
        let mut env = TestEnv::new();
        env.ok(&["config", "new_per_day", "15"]);
        let sessions: Vec<ReplayedSession> =
            (0..DAYS).map(|day| replay(&mut env, day, pace)).collect();
        let counted = &sessions[usize::try_from(WARM_UP).unwrap()..];
        let said: f64 = counted.iter().map(|session| session.said).sum();
        let took: f64 = counted.iter().map(|session| session.took).sum();
        let mut errors: Vec<f64> = counted
            .iter()
            .map(|session| (session.said / session.took - 1.0).abs())
            .collect();
        errors.sort_by(f64::total_cmp);
        let median = errors[errors.len() / 2];
        println!(
            "pace {pace}: said {said:.0} min, took {took:.0} min; half of the sessions within {:.0} %",
            median * 100.0
        );
        assert!((said / took - 1.0).abs() < 0.25, "said {said}, took {took}");
        assert!(median < 0.25, "{errors:?}");
    }
}

#[test]
fn a_declared_minute_counts_until_the_learner_has_a_pace() {
    let env = TestEnv::new();
    let deck = r#"
format = 1
topic = "long"
lang = "en"
title = "Long"

[[card]]
id = "long.one"
kind = "code"
rev = 1
level = 1
interview = "no"
tags = ["long"]
minutes = 12
prompt = "Write `one()`."
starter = "def one(): ..."
solution = "def one(): return 1"
tests = "assert one() == 1"
"#;
    env.write("decks/topics/long.toml", deck);
    let shown = env.run(&["review", "--jsonl", "topic:long"]);
    let first: Value = serde_json::from_str(shown.stdout.lines().next().unwrap()).unwrap();
    assert_eq!(first["minutes"], 12, "{}", shown.all());
}

//! Several processes in one home: nothing is lost, nothing is counted twice, nobody sees a lock.

use std::io::Write as _;
use std::process::Stdio;
use std::time::{Duration, Instant};

use milepost::domain::event::EventBody;

use crate::home::{Ran, TestEnv};
use crate::kit::{assert_no_event_twice, events, faults, rounds, tell};

/// Runs a command at a time of its own.
fn run_at(env: &TestEnv, now: &str, words: &[&str], input: &str) -> Ran {
    let mut command = env.command(words);
    command
        .env("MILEPOST_NOW", now)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped());
    let mut child = command.spawn().unwrap();
    let mut stdin = child.stdin.take().unwrap();
    let input = input.to_owned();
    let typed = std::thread::spawn(move || stdin.write_all(input.as_bytes()));
    let output = child.wait_with_output().unwrap();
    let _ = typed.join().unwrap();
    let text = |bytes: Vec<u8>| String::from_utf8(bytes).unwrap();
    Ran {
        stdout: text(output.stdout),
        stderr: text(output.stderr),
        code: output.status.code().unwrap_or(-1),
    }
}

fn must(ran: Ran, codes: &[i32]) -> Ran {
    assert!(codes.contains(&ran.code), "{}", ran.all());
    for word in ["locked", "busy", "error"] {
        assert!(!ran.stderr.contains(word), "{}", ran.all());
    }
    ran
}

/// Answers told to the learner in a session's output: every turn but one that was left.
fn turns(ran: &Ran) -> usize {
    ran.stdout.matches("\n[").count()
}

#[expect(
    clippy::too_many_lines,
    reason = "one story, from the first process to the last"
)]
#[test]
fn eight_processes_share_a_home_while_the_day_turns_over() {
    let env = TestEnv::new();
    let lasts = Duration::from_secs(u64::try_from(rounds(8, 60)).unwrap());
    let began = Instant::now();
    // The rollover of this day is at four in the morning: each worker passes it after some of its steps.
    let now = |step: usize, worker: usize| {
        let turned = step > 6 || (step > 3 && began.elapsed() > lasts / 2);
        format!(
            "2026-11-21T{}:{:02}.{worker:03}-03:00",
            if turned { "04:00" } else { "03:59" },
            step % 60
        )
    };
    let until = || began.elapsed() < lasts;
    let (mut sessions, mut added, mut looks) = (Vec::new(), 0, 0);
    std::thread::scope(|scope| {
        let reviewers: Vec<_> = (0..4)
            .map(|worker| {
                let (now, until, env) = (&now, &until, &env);
                scope.spawn(move || {
                    let mut sessions = Vec::new();
                    let mut step = 0;
                    while until() || step < 8 {
                        step += 1;
                        let input = "\n3\n".repeat(5);
                        let words = ["review", "kind:basic", "--new", "200", "--limit", "5"];
                        let at = now(step, worker);
                        let ran = must(run_at(env, &at, &words, &input), &[0]);
                        sessions.push((at, ran));
                    }
                    sessions
                })
            })
            .collect();
        let adders: Vec<_> = (0..2)
            .map(|adder| {
                let (now, until, env) = (&now, &until, &env);
                scope.spawn(move || {
                    let mut added = 0;
                    while until() {
                        added += 1;
                        let prompt = format!("Adder {adder} asks number {added}?");
                        let words = [
                            "add", "--topic", "notes", "--prompt", &prompt, "--answer", "It.",
                            "--why", "So.",
                        ];
                        must(run_at(env, &now(added, 10 + adder), &words, ""), &[0]);
                    }
                    added
                })
            })
            .collect();
        let readers: Vec<_> = [["list", "--json"], ["doctor", "--json"]]
            .map(|words| {
                let (now, until, env) = (&now, &until, &env);
                scope.spawn(move || {
                    let mut looks = 0;
                    while until() {
                        looks += 1;
                        must(run_at(env, &now(looks, 20), &words, ""), &[0]);
                    }
                    looks
                })
            })
            .into();
        sessions = reviewers
            .into_iter()
            .flat_map(|thread| thread.join().unwrap())
            .collect();
        added = adders
            .into_iter()
            .map(|thread| thread.join().unwrap())
            .sum();
        looks = readers
            .into_iter()
            .map(|thread| thread.join().unwrap())
            .sum();
    });
    let log = events(env.path());
    assert_no_event_twice(&log);
    let mut answers = 0;
    for (at, ran) in &sessions {
        let at = chrono::DateTime::parse_from_rfc3339(at)
            .unwrap()
            .timestamp_millis();
        let told = log
            .iter()
            .filter(|event| event.stamp.at.millis() == at && event.body.answer().is_some())
            .count();
        assert_eq!(
            told,
            turns(ran),
            "the log and the screen disagree: {}",
            ran.all()
        );
        answers += told;
    }
    let mut scheduled: Vec<_> = log
        .iter()
        .filter_map(|event| {
            Some((
                event.stamp.day,
                event.body.review()?.answer.card.to_string(),
            ))
        })
        .collect();
    let reviews = scheduled.len();
    scheduled.sort();
    let days = scheduled
        .iter()
        .map(|(day, _)| *day)
        .collect::<std::collections::BTreeSet<_>>()
        .len();
    scheduled.dedup();
    assert_eq!(
        scheduled.len(),
        reviews,
        "a card was scheduled twice on one day"
    );
    assert_eq!(days, 2, "the day was to turn over in the middle");
    assert_eq!(
        env.read("decks/topics/notes.toml")
            .matches("[[card]]")
            .count(),
        added
    );
    let listed = env.json(&["list", "topic:notes", "--json"])["cards"]
        .as_array()
        .unwrap()
        .len();
    assert_eq!(listed, added);
    assert_eq!(faults(env.path()), Vec::<String>::new());
    let apart = log
        .iter()
        .filter(|event| matches!(event.body, EventBody::Repeat(_)))
        .count();
    tell(&format!(
        "{answers} answers ({apart} met elsewhere), {added} cards added, {looks} looks in {lasts:?}: the sums agree"
    ));
}

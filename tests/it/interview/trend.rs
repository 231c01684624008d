//! The trend over interviews, and what a plan makes of it.

use milepost::domain::interview::{Dimension, trend, weak_dimensions};

use crate::interview::sitting::home;
use crate::interview::verdict::{program, record};

#[test]
fn bands_stand_oldest_first_and_go_back_six_interviews() {
    let weak = record(&[program(&[])]);
    let strong = record(&[program(&[0, 1, 2, 3])]);
    let unrated = record(&[]);
    let all = [
        &weak, &weak, &strong, &unrated, &strong, &strong, &strong, &weak,
    ];
    let bands = trend(all.into_iter());
    let numbers: Vec<u32> = bands[&Dimension::Code]
        .iter()
        .map(|band| band.number())
        .collect();
    assert_eq!(numbers, [2, 3, 3, 3, 3, 2]);
}

#[test]
fn weak_dimensions_come_from_the_last_three_interviews() {
    let strong = record(&[program(&[0, 1, 2, 3])]);
    let no_code = record(&[program(&[1, 2])]);
    let weak = |records: &[&_]| weak_dimensions(records.iter().copied());
    assert_eq!(weak(&[]), []);
    assert_eq!(
        weak(&[&strong, &no_code]),
        [Dimension::Code, Dimension::Testing]
    );
    assert_eq!(weak(&[&no_code, &strong, &strong, &strong]), []);
    let all_code = record(&[program(&[1, 2, 3])]);
    assert_eq!(
        weak(&[&no_code, &all_code, &all_code]),
        [Dimension::Code, Dimension::Testing],
        "the weakest first"
    );
}

#[test]
fn a_later_interview_shows_the_bands_of_earlier_ones() {
    let mut env = home();
    let words = ["interview", "--roadmap", "mine", "--part", "coding"];
    let first = env.run_with(&words, "\nsay it\n9\n0\n");
    assert!(
        !first.stdout.contains("1 strong no hire"),
        "{}",
        first.all()
    );
    env.at("2026-11-22T10:00:00-03:00");
    let ran = env.run_with(&words, "\nsay it\n4\na\n");
    assert!(ran.stdout.contains("1 strong no hire"), "{}", ran.all());
    assert!(ran.stdout.contains("  2 3\n"), "{}", ran.all());
    let shown = env.json(&["interview", "show", "--json"]);
    assert_eq!(
        shown["trend"]["code"],
        serde_json::json!(["no-hire", "hire"])
    );
}

#[test]
fn a_plan_puts_first_what_trains_weak_dimensions() {
    let env = home();
    // Ten times as much as a defect is worth: no factor for a weak dimension outweighs that.
    env.ok(&["suspend", "kinds.code or kinds.open"]);
    env.ok(&["plan", "2027-01-20", "--minutes", "30", "--roadmap", "mine"]);
    let first_asked = || {
        let ran = env.run_with(&["review", "--jsonl"], "");
        let question = ran
            .stdout
            .lines()
            .find(|line| line.contains("\"question\""));
        let question =
            question.map(|line| serde_json::from_str::<serde_json::Value>(line).unwrap());
        question.unwrap_or_else(|| panic!("{}", ran.all()))["kind"].clone()
    };
    let before = env.json(&["plan", "--json"]);
    assert_eq!(before["weak_dimensions"], serde_json::json!([]));
    assert_ne!(first_asked(), "bug");
    let words = ["interview", "--roadmap", "mine", "--part", "coding"];
    let held = env.run_with(&words, "9\n");
    let after = env.json(&["plan", "--json"]);
    assert_eq!(
        after["weak_dimensions"],
        serde_json::json!(["testing"]),
        "{}",
        held.all()
    );
    assert!(env.ok(&["plan"]).contains("first what trains testing"));
    assert_eq!(first_asked(), "bug");
}

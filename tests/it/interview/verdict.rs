//! Verdicts: which marks give which band, and the sentence that decided.

use milepost::domain::interview::{Band, Dimension, HiringVerdict, Record, verdict};
use milepost::ui::script::Script;
use serde_json::{Value, json};

use crate::interview::sitting::{HELD, home};

/// A question of an interview as the first version of the record held it. Points are texts with `!` before a
/// needed one, and those that were made.
fn question(kind: &str, round: &str, verdict: &str, points: &[&str], made: &[usize]) -> Value {
    let claims: Vec<Value> = points
        .iter()
        .enumerate()
        .map(|(place, text)| {
            let weight = if text.starts_with('!') { "must" } else { "extra" };
            let met = if made.contains(&place) { "on" } else { "off" };
            json!({ "text": text.trim_start_matches('!'), "weight": weight, "area": null, "met": met })
        })
        .collect();
    json!({
        "card": "a.b", "rev": 1, "content": "0000000000000000", "topic": "a", "area": "area",
        "place": null, "round": round, "kind": kind, "prompt": format!("the {kind} question"),
        "order": [], "seconds": 900, "ms": 1, "given": "", "verdict": verdict, "rule": 1,
        "points": claims,
    })
}

const PROGRAM: [&str; 4] = ["!right", "!cost", "asked", "tried"];

pub(super) fn program(made: &[usize]) -> Value {
    question("code", "coding", "ticked", &PROGRAM, made)
}

/// A record of the first version.
pub(super) fn record(turns: &[Value]) -> Record {
    let value = json!({
        "version": 1, "began": 0, "ended": 60_000, "minutes": 45, "planned": 4, "seed": 1,
        "roadmap": null, "areas": [], "style": null, "turns": turns,
    });
    Record::read(&value).expect("a record of the first version can be read")
}

fn of(turns: &[Value]) -> HiringVerdict {
    verdict(&record(turns)).expect("something was rated")
}

/// The bands of communication, problem solving, code and testing, from 1 to 4; 0 was not seen.
fn bands(verdict: &HiringVerdict) -> [u32; 4] {
    Dimension::ALL.map(|dimension| {
        let rating = verdict.dimensions.get(&dimension);
        rating.map_or(0, |rating| rating.band.number())
    })
}

/// What decided a dimension, and whether it was made.
fn decided(verdict: &HiringVerdict, dimension: Dimension) -> (&str, bool) {
    let rating = &verdict.dimensions[&dimension];
    (&rating.sentence, rating.is_met)
}

#[test]
fn a_single_point_is_hire_or_no_hire() {
    assert_eq!(bands(&of(&[program(&[0, 1, 2, 3])])), [3, 3, 3, 3]);
    assert_eq!(bands(&of(&[program(&[1, 2])])), [3, 3, 2, 2]);
    assert_eq!(bands(&of(&[program(&[])])), [2, 2, 2, 2]);
}

#[test]
fn the_share_of_the_weight_gives_the_band() {
    let talk = |made: &[usize]| {
        let points = ["!a", "!b", "!c", "d", "e", "f", "g"];
        let turn = question("open", "behavioural", "ticked", &points, made);
        bands(&of(&[turn]))[0]
    };
    assert_eq!(talk(&[0, 1, 2, 3, 4, 5, 6]), 4, "10 of 10");
    assert_eq!(talk(&[0, 1, 2, 3, 4, 5]), 4, "9 of 10");
    assert_eq!(talk(&[0, 1, 3, 4, 5, 6]), 3, "8 of 10");
    assert_eq!(talk(&[0, 1, 2, 3]), 3, "7 of 10");
    assert_eq!(talk(&[0, 1, 2]), 2, "6 of 10");
    assert_eq!(talk(&[0, 1]), 2, "4 of 10");
    assert_eq!(talk(&[0, 3]), 1, "3 of 10");
    assert_eq!(talk(&[]), 1, "none of 10");
}

#[test]
fn a_missed_needed_point_decides_before_any_other() {
    let points = ["a", "!b", "!c", "d"];
    let decides = |made: &[usize]| {
        let turn = question("open", "behavioural", "ticked", &points, made);
        let verdict = of(&[turn]);
        let (sentence, met) = decided(&verdict, Dimension::Communication);
        (sentence.to_owned(), met)
    };
    assert_eq!(decides(&[3]), ("b".to_owned(), false));
    assert_eq!(decides(&[1, 3]), ("c".to_owned(), false));
    assert_eq!(decides(&[1, 2, 3]), ("a".to_owned(), false));
    assert_eq!(decides(&[0, 1, 2, 3]), ("a".to_owned(), true));
}

#[test]
fn questions_show_the_dimension_of_their_kind() {
    let seen = |kind: &str, round: &str| bands(&of(&[question(kind, round, "right", &[], &[])]));
    assert_eq!(seen("output", "language"), [0, 0, 3, 0]);
    assert_eq!(seen("bug", "coding"), [0, 0, 0, 3]);
    assert_eq!(seen("choice", "warm-up"), [0, 3, 0, 0]);
    let design = question("open", "design", "ticked", &["!a"], &[0]);
    assert_eq!(bands(&of(&[design])), [0, 3, 0, 0]);
    let basic = question("basic", "warm-up", "ticked", &["!a"], &[]);
    assert_eq!(bands(&of(&[basic])), [2, 0, 0, 0]);
}

#[test]
fn the_whole_is_at_most_one_band_above_the_weakest() {
    let strong = [program(&[0, 1, 2, 3]), program(&[0, 1, 2, 3])];
    assert_eq!(of(&strong).band, Band::StrongHire);
    let broken = [program(&[1, 2, 3]), program(&[1, 2, 3])];
    let verdict = of(&broken);
    assert_eq!(bands(&verdict), [4, 4, 1, 4]);
    assert_eq!(verdict.band, Band::NoHire);
    assert_eq!(verdict.weakest, Dimension::Code);
}

#[test]
fn halves_of_the_mean_go_down() {
    // Communication and testing strong hire, code and problem solving hire.
    let turns = [
        program(&[0, 1, 2, 3]),
        question("open", "behavioural", "ticked", &["!a"], &[0]),
        question("bug", "coding", "right", &[], &[]),
    ];
    let verdict = of(&turns);
    assert_eq!(bands(&verdict), [4, 3, 3, 4]);
    assert_eq!(verdict.band, Band::Hire);
}

#[test]
fn what_nobody_rated_does_not_count() {
    let unrated = question("code", "coding", "unrated", &PROGRAM, &[]);
    assert_eq!(verdict(&record(std::slice::from_ref(&unrated))), None);
    assert_eq!(verdict(&record(&[])), None);
    let with_a_talk = of(&[
        unrated,
        question("open", "behavioural", "ticked", &["!a"], &[0]),
    ]);
    assert_eq!(bands(&with_a_talk), [3, 0, 0, 0]);
}

#[test]
fn what_was_passed_on_counts_as_missed() {
    let passed_on = question("code", "coding", "skipped", &PROGRAM, &[]);
    assert_eq!(bands(&of(&[passed_on])), [2, 2, 2, 2]);
}

#[test]
fn tests_decide_without_a_tick_and_nothing_else_does() {
    let tested = |verdict: &str, broke: Value| {
        let mut turn = question("code", "coding", verdict, &PROGRAM, &[]);
        turn["program"] =
            json!({ "text": "x", "tests": { "passed": 1, "total": 2, "broke": broke } });
        bands(&of(&[turn]))
    };
    assert_eq!(tested("right", Value::Null), [0, 0, 3, 0]);
    assert_eq!(tested("wrong", json!("line 2")), [0, 0, 2, 0]);
    assert_eq!(tested("ticked", json!("line 2")), [2, 2, 2, 2]);
}

#[test]
fn an_interview_ends_in_a_verdict() {
    let env = home();
    env.ok(&["trust", "kinds"]);
    let replies = [
        "a",
        "",
        "immutable",
        "x.len()",
        "a row",
        "",
        "1",
        "3",
        ".",
        "",
        "return 2 * n",
        "4",
        "",
        "",
        "1",
        "",
        "",
        "1 2",
        "",
        "a",
        "",
    ];
    let transcript = env.script(&HELD, Script::new(&replies));
    let shown = env.ok(&["interview", "show"]);
    let verdict = env.json(&["interview", "show", "--json"])["verdict"].clone();
    assert!(transcript.contains("verdict: "), "{transcript}");
    assert!(shown.contains("verdict: "), "{shown}");
    assert_eq!(verdict["dimensions"].as_array().unwrap().len(), 4);
    let listed = env.json(&["interview", "list", "--json"]);
    assert_eq!(listed["interviews"][0]["verdict"], verdict);
}

#[test]
fn an_interview_that_ended_early_says_what_its_verdict_stands_on() {
    let env = home();
    let ran = env.run_with(&HELD, "\na\n:q\n1\n");
    assert!(
        ran.stdout
            .contains("on 2 of 8 questions: the interview ended early"),
        "{}",
        ran.all()
    );
}

#[test]
fn nothing_rated_is_no_verdict() {
    let env = home();
    let ran = env.run_with(
        &[&HELD[..], &["--part", "coding"]].concat(),
        "\nsay it\n:q\n",
    );
    assert!(
        ran.stdout.contains("no verdict: no answer was rated"),
        "{}",
        ran.all()
    );
    let shown = env.json(&["interview", "show", "--json"]);
    assert_eq!(shown["verdict"], Value::Null);
}

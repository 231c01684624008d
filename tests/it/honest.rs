//! Sessions tell the truth: about overruled judges, about what waits, and after a break.

use expectrl::{ControlCode, Eof, Expect};
use serde_json::{Value, json};

use crate::home::TestEnv;
use crate::pty::spawned;

/// Objects that answer so many cards without a look, all with one grade.
fn blind(cards: usize, grade: &str) -> String {
    let pair = format!("{}\n{}\n", json!({"answer": null}), json!({"grade": grade}));
    pair.repeat(cards)
}

/// What a session says, one object a line.
fn session(env: &TestEnv, words: &[&str], input: &str) -> Vec<Value> {
    let ran = env.run_with(words, input);
    assert_eq!(ran.code, 0, "{}", ran.all());
    ran.stdout
        .lines()
        .map(|line| serde_json::from_str(line).unwrap())
        .collect()
}

fn of_event<'e>(events: &'e [Value], name: &str) -> Vec<&'e Value> {
    events
        .iter()
        .filter(|event| event["event"] == name)
        .collect()
}

fn summary(events: &[Value]) -> &Value {
    of_event(events, "summary")[0]
}

#[test]
fn an_overruled_judge_is_counted_and_never_passes_at_the_first_try() {
    let mut env = TestEnv::with_every_kind();
    let wrong = ["review", "kinds.cloze", "--new", "1"];
    let shown = env.ok_with(&wrong, "mutable\n3\n");
    assert!(shown.contains("passed at the first try: 0 of 1"), "{shown}");
    assert!(shown.contains("graded otherwise than judged: 1"), "{shown}");
    let log = env.json(&["log", "--json"]);
    assert_eq!(log["events"][0]["overruled"], true);
    let stats = env.json(&["stats", "--by", "topic", "--json", "kinds.cloze"]);
    assert_eq!(stats["as_judged"]["overruled"], 1);
    assert_eq!(
        stats["as_judged"]["retention"]["all"]["n"], 0,
        "a first answer tests nothing"
    );
    env.at("2026-11-21T18:30:00-03:00");
    env.ok_with(&["review", "kinds.cloze"], "mutable\n3\n");
    let stats = env.json(&["stats", "--by", "topic", "--json", "kinds.cloze"]);
    assert_eq!(stats["totals"]["retention"]["all"]["rate"], 1.0);
    assert_eq!(stats["as_judged"]["retention"]["all"]["rate"], 0.0);
    let shown = env.ok(&["stats", "--by", "topic", "kinds.cloze"]);
    let shown = shown.replace('\n', " ");
    assert!(
        shown.contains("retention 100 % (1) as graded, 0 % (1) as judged"),
        "{shown}"
    );
    // Figures of other cards have nothing to do with it.
    env.ok(&["roadmap", "use", "mastering-python"]);
    let of_another = env.ok(&["stats", "kinds.basic"]);
    assert!(!of_another.contains("than judged"), "{of_another}");
    let of_it = env.ok(&["stats", "kinds.cloze"]);
    assert!(of_it.contains("than judged"), "{of_it}");
    env.ok(&["undo"]);
    env.ok(&["undo"]);
    let stats = env.json(&["stats", "--by", "topic", "--json", "kinds.cloze"]);
    assert_eq!(stats["as_judged"], Value::Null);
}

#[test]
fn a_confirmed_judge_is_not_overruled_and_neither_is_the_learner_alone() {
    let env = TestEnv::with_every_kind();
    env.ok_with(&["review", "kinds.cloze", "--new", "1"], "immutable\n\n");
    env.ok_with(&["review", "kinds.basic", "--new", "1"], "my answer\n4\n");
    let log = env.json(&["log", "--json"]);
    for event in log["events"].as_array().unwrap() {
        assert_eq!(event["overruled"], false, "{event}");
    }
}

#[test]
fn a_day_is_done_only_when_nothing_waits() {
    let env = TestEnv::with_every_kind();
    env.ok(&["config", "new_per_day", "2"]);
    let shown = env.ok_with(&["review", "kinds.cloze", "--new", "1"], "immutable\n\n");
    assert!(!shown.contains("done for today"), "{shown}");
    let waiting = env.ok(&["due"]);
    assert!(
        shown.contains(&format!(
            "done here; still waiting today: {}",
            waiting.trim()
        )),
        "{shown} {waiting}"
    );
    let rest = session(&env, &["review", "--jsonl"], &blind(1, "good"));
    assert_eq!(summary(&rest)["next"]["waiting"]["new"], 0);
    assert_eq!(env.run(&["due"]).code, 3);
}

#[test]
fn what_is_due_tomorrow_is_what_tomorrow_asks() {
    let mut env = TestEnv::with_every_kind();
    env.ok(&["roadmap", "use", "mastering-python"]);
    env.ok(&["config", "new_per_day", "40"]);
    let today = session(&env, &["review", "--jsonl"], &blind(40, "good"));
    let tomorrow = summary(&today)["next"]["tomorrow"].as_u64().unwrap();
    assert!(tomorrow > 20, "{tomorrow}");
    env.at("2026-11-21T18:30:00-03:00");
    assert_eq!(env.json(&["due", "--json"])["due"], tomorrow);
    let asked = session(
        &env,
        &["review", "--new", "0", "--jsonl"],
        &blind(60, "good"),
    );
    assert_eq!(of_event(&asked, "session")[0]["due"], tomorrow);
    assert_eq!(of_event(&asked, "question").len() as u64, tomorrow);
    // Two sides of a card, learned on different days, are never asked on one day.
    env.at("2026-11-22T18:30:00-03:00");
    let third = env.json(&["due", "--json"])["due"].clone();
    let asked = session(
        &env,
        &["review", "--new", "0", "--jsonl"],
        &blind(60, "good"),
    );
    assert_eq!(third, of_event(&asked, "question").len());
}

#[test]
fn a_learned_card_comes_back_although_no_followed_road_lists_it() {
    let mut env = TestEnv::new();
    env.ok(&["roadmap", "use", "enterprise-python"]);
    env.ok_with(&["review", "zen.explicit", "--new", "1"], "\n3\n");
    env.at("2026-11-21T18:30:00-03:00");
    assert_eq!(env.json(&["due", "--json"])["due"], 1);
    let asked = session(
        &env,
        &["review", "--new", "0", "--jsonl"],
        &blind(1, "good"),
    );
    assert_eq!(of_event(&asked, "question")[0]["card"], "zen.explicit");
    // Who names a road is asked about that road.
    let named = env.json(&["due", "--json", "--roadmap", "enterprise-python"]);
    assert_eq!(named["due"], 0);
}

#[test]
fn after_a_break_the_backlog_is_spread_and_new_cards_may_be_left_out() {
    let mut env = TestEnv::new();
    env.ok(&["roadmap", "use", "mastering-python"]);
    env.ok(&["config", "new_per_day", "400"]);
    let first = session(&env, &["review", "--jsonl"], &blind(400, "good"));
    let learned = of_event(&first, "recorded").len() as u64;
    env.ok(&["config", "new_per_day", "10"]);
    let mut asked_in_all = 0;
    for day in 0..5 {
        env.at(&format!("2026-12-{:02}T18:30:00-03:00", 10 + day));
        let waits = env.json(&["due", "--json"]);
        let due = waits["due"].as_u64().unwrap();
        let later = waits["later"].as_u64().unwrap();
        assert!(due < 60, "no wall: {waits}");
        assert!(day > 0 || later > 0, "{waits}");
        assert!(day < 4 || later == 0, "{waits}");
        if day == 0 {
            return_on_a_screen(&env, due);
            assert_eq!(env.json(&["due", "--json"])["new"], 0, "left out for today");
        }
        let events = session(
            &env,
            &["review", "--new", "0", "--jsonl"],
            &blind(100, "good"),
        );
        assert_eq!(of_event(&events, "question").len() as u64, due);
        asked_in_all += due;
    }
    // More than one day may bring; how many cards a road opens on its first day depends on the decks.
    assert!(learned > 80, "{learned}");
    assert_eq!(asked_in_all, learned, "each came back once");
    assert_eq!(env.json(&["due", "--json"])["new"], 10, "only for that day");
}

fn return_on_a_screen(env: &TestEnv, due: u64) {
    let mut screen = spawned(env, &["review"]);
    screen.expect("welcome back after 20 days").unwrap();
    screen.expect(format!("{due} today")).unwrap();
    screen.expect("leave the 10 new cards out today?").unwrap();
    screen.expect("› ").unwrap();
    screen.send("\r").unwrap();
    screen.expect(format!("{due} due")).unwrap();
    screen.expect("0 new").unwrap();
    screen.expect("[1/").unwrap();
    // What is typed before the prompt is forgotten; the head of the card holds the sign too.
    screen.expect("\u{1b}[K› ").unwrap();
    screen.send(ControlCode::EndOfTransmission).unwrap();
    screen.expect(Eof).unwrap();
}

#[test]
fn the_best_streak_stands_next_to_the_present_one() {
    let mut env = TestEnv::with_every_kind();
    for (day, grade) in [(20, "4"), (21, "1"), (22, "1"), (26, "3")] {
        env.at(&format!("2026-11-{day}T18:30:00-03:00"));
        let shown = env.ok_with(
            &["review", "kinds.basic", "--new", "1"],
            &format!("\n{grade}\n"),
        );
        if day == 26 {
            assert!(shown.contains("streak: 1 day (best: 3)"), "{shown}");
        }
    }
}

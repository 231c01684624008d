//! FSRS-6 as a scheduler: exact vectors, the properties it must keep, and switching to it and back.

use insta::assert_snapshot;
use milepost::domain::day::StudyDay;
use milepost::domain::grade::Grade;
use milepost::domain::id::CardId;
use milepost::domain::memory::{Interval, Memory, SeenMemory};
use milepost::domain::schedule::fsrs6::DesiredRetention;
use milepost::domain::schedule::{Fsrs6, Scheduler, Switch};
use milepost::ui::script::Script;
use proptest::prelude::*;
use serde_json::Value;

use crate::home::TestEnv;

const TODAY: StudyDay = StudyDay::from_number(20_000);

fn card() -> CardId {
    CardId::parse("decorators.wraps").unwrap()
}

fn plain(percent: u8, maximum: u32) -> Fsrs6 {
    Fsrs6 {
        retention: DesiredRetention::from_percent(percent).unwrap(),
        maximum: Interval::from_days(maximum).unwrap(),
        fuzz: Switch::Off,
        balance: Switch::Off,
        ..Fsrs6::default()
    }
}

/// The settings that a name in the vectors stands for.
fn setting(name: &str) -> Fsrs6 {
    match name {
        "no_steps_dr85" => plain(85, 36_500),
        "no_steps_dr95" => plain(95, 36_500),
        "max365" => plain(90, 365),
        _ => plain(90, 36_500),
    }
}

fn grade_of(rating: u64) -> Grade {
    Grade::BUTTONS[usize::try_from(rating).unwrap() - 1]
}

fn review(fsrs6: &Fsrs6, before: &Memory, grade: Grade, today: StudyDay) -> SeenMemory {
    let step = fsrs6.review(before, grade, today, &card(), &|_| 0);
    *step.memory.seen().unwrap()
}

#[test]
fn the_scheduler_gives_the_exact_sequences() {
    let mut steps = 0;
    for line in include_str!("../vectors/fsrs6.jsonl").lines().skip(1) {
        let sequence: Value = serde_json::from_str(line).unwrap();
        let fsrs6 = setting(sequence["config"].as_str().unwrap());
        let (mut memory, mut today) = (Memory::New, TODAY);
        for step in sequence["steps"].as_array().unwrap() {
            let elapsed = i32::try_from(step["elapsed_days"].as_i64().unwrap()).unwrap();
            today = today.plus(elapsed);
            let rating = step["rating"].as_u64().unwrap();
            let seen = review(&fsrs6, &memory, grade_of(rating), today);
            let strength = seen.strength.fsrs_memory().unwrap();
            let number = |key: &str| step[key].as_f64().unwrap();
            let place = format!("{}: {step}: {seen:?}", sequence["id"]);
            let off = (strength.stability - number("stability")).abs();
            assert!(off < 1e-4 * number("stability"), "{place}");
            let off = (strength.difficulty - number("difficulty")).abs();
            assert!(off < 1e-4, "{place}");
            let interval = f64::from(seen.interval.days());
            assert!(
                (interval - number("due_in_secs") / 86_400.0).abs() < 1e-9,
                "{place}"
            );
            memory = Memory::Seen(seen);
            steps += 1;
        }
    }
    assert_eq!(steps, 1_859);
}

fn history() -> impl Strategy<Value = Vec<(u8, i32)>> {
    prop::collection::vec((0_u8..6, 0_i32..400), 1..14)
}

fn memory_after(scheduler: &Scheduler, history: &[(u8, i32)]) -> (Memory, StudyDay) {
    let (mut memory, mut today) = (Memory::New, TODAY);
    for (q, days) in history {
        today = today.plus(*days);
        let grade = Grade::from_q(*q).unwrap();
        memory = scheduler
            .review_again(&memory, grade, today, &card())
            .memory;
    }
    (memory, today)
}

proptest! {
    #[test]
    fn strengths_stay_within_what_is_stored(history in history()) {
        let (memory, _) = memory_after(&Scheduler::Fsrs6(Fsrs6::default()), &history);
        let seen = memory.seen().unwrap();
        let strength = seen.strength.fsrs_memory().unwrap();
        prop_assert!(strength.stability > 0.0);
        prop_assert!((1.0..=10.0).contains(&strength.difficulty));
        prop_assert!((1..=36_500).contains(&seen.interval.days()));
    }

    #[test]
    fn a_better_grade_never_shortens_the_interval(
        history in history(),
        days in 0_i32..900,
        loads in prop::collection::vec(0_u32..9, 50),
    ) {
        let fsrs6 = Fsrs6::default();
        let (memory, today) = memory_after(&Scheduler::Fsrs6(fsrs6), &history);
        let load = |day: StudyDay| loads[usize::try_from(day.number()).unwrap() % loads.len()];
        let intervals = Grade::ALL
            .map(|grade| fsrs6.review(&memory, grade, today.plus(days), &card(), &load).interval);
        prop_assert!(intervals.is_sorted(), "{:?}", intervals);
    }

    #[test]
    fn a_higher_desired_retention_never_lengthens_the_interval(
        history in history(),
        days in 0_i32..900,
        q in 0_u8..6,
    ) {
        let (memory, today) = memory_after(&Scheduler::Fsrs6(Fsrs6::default()), &history);
        let intervals: Vec<Interval> = (70..=99)
            .rev()
            .map(|percent| {
                let fsrs6 = Fsrs6 { fuzz: Switch::On, maximum: Fsrs6::default().maximum, ..plain(percent, 1) };
                review(&fsrs6, &memory, Grade::from_q(q).unwrap(), today.plus(days)).interval
            })
            .collect();
        prop_assert!(intervals.is_sorted(), "{:?}", intervals);
    }
}

/// A home with three cards answered over some days under SM-2.
fn studied() -> TestEnv {
    let mut env = TestEnv::with_every_kind();
    for day in [1, 2, 8] {
        env.at(&format!("2026-12-{day:02}T10:00:00Z"));
        env.ok_with(
            &["review", "topic:kinds", "--new", "3"],
            &"\n4\n".repeat(12),
        );
    }
    env
}

fn cards(env: &TestEnv) -> Vec<Value> {
    let list = env.json(&["list", "topic:kinds", "--json"]);
    let mut cards = list["cards"].as_array().unwrap().clone();
    cards.retain(|card| card["state"] != "new");
    cards
}

fn events(env: &TestEnv) -> Value {
    env.json(&["log", "--json"])["events"].clone()
}

fn is_healthy(env: &TestEnv) {
    let ran = env.run(&["doctor"]);
    assert_eq!(ran.code, 0, "{}", ran.all());
}

#[test]
fn switching_there_and_back_loses_nothing() {
    let env = studied();
    let (before, log) = (cards(&env), events(&env));
    assert!(!before.is_empty());
    assert!(before.iter().all(|card| card["stability"].is_null()));
    env.ok(&["scheduler", "use", "fsrs6"]);
    let under_fsrs = cards(&env);
    for (now, then) in under_fsrs.iter().zip(&before) {
        assert!(now["ease"].is_null(), "{now}");
        assert!(now["stability"].as_f64().unwrap() > 0.0, "{now}");
        assert!(now["difficulty"].as_f64().unwrap() >= 1.0, "{now}");
        assert!(
            (0.0..=1.0).contains(&now["recall"].as_f64().unwrap()),
            "{now}"
        );
        assert_eq!(
            (&now["due"], &now["interval"]),
            (&then["due"], &then["interval"])
        );
    }
    is_healthy(&env);
    env.ok(&["scheduler", "use", "sm2"]);
    assert_eq!(cards(&env), before);
    assert_eq!(events(&env), log);
    is_healthy(&env);
}

#[test]
fn a_changed_settings_file_switches_like_the_command() {
    let env = studied();
    let before = cards(&env);
    env.write("config.toml", "scheduler = \"fsrs6\"\n");
    assert!(cards(&env).iter().all(|card| card["stability"].is_f64()));
    is_healthy(&env);
    env.write("config.toml", "");
    assert_eq!(cards(&env), before);
}

#[test]
fn a_review_under_fsrs_records_both_strengths() {
    let mut env = studied();
    env.ok(&["scheduler", "use", "fsrs6"]);
    env.at("2026-12-20T10:00:00Z");
    let before = cards(&env);
    env.ok_with(&["review", "topic:kinds", "--new", "0"], &"\n4\n".repeat(3));
    let all = events(&env);
    let last = all.as_array().unwrap().last().unwrap();
    assert_eq!(last["scheduler"], "fsrs6", "{last}");
    assert!(
        last["ease"].is_null() && last["ease_before"].is_null(),
        "{last}"
    );
    let card = before
        .iter()
        .find(|card| card["id"] == last["card"])
        .unwrap();
    assert_eq!(last["stability_before"], card["stability"]);
    assert_eq!(last["difficulty_before"], card["difficulty"]);
    assert_ne!(last["stability"], last["stability_before"]);
    is_healthy(&env);
    env.ok(&["undo"]);
    let undone = cards(&env);
    assert_eq!(
        undone.iter().find(|card| card["id"] == last["card"]),
        Some(card)
    );
    is_healthy(&env);
    env.ok(&["scheduler", "use", "sm2"]);
    is_healthy(&env);
}

#[test]
fn rescheduling_moves_due_days_and_moves_them_back() {
    let env = studied();
    let before = cards(&env);
    let said = env.ok(&["scheduler", "use", "fsrs6", "--reschedule"]);
    assert!(said.contains("new due day"), "{said}");
    let moved = cards(&env);
    assert!(
        moved
            .iter()
            .zip(&before)
            .any(|(now, then)| now["due"] != then["due"])
    );
    is_healthy(&env);
    let again = env.ok(&["scheduler", "use", "fsrs6", "--reschedule"]);
    assert!(again.contains("0 cards have new due days"), "{again}");
    env.ok(&["scheduler", "use", "sm2", "--reschedule"]);
    assert_eq!(cards(&env), before);
    is_healthy(&env);
}

#[test]
fn desired_retention_and_weights_are_settings() {
    let env = studied();
    assert_eq!(env.ok(&["config", "desired_retention"]), "0.9\n");
    env.ok(&["config", "desired_retention", "0.8"]);
    env.ok(&["scheduler", "use", "fsrs6"]);
    assert_eq!(env.ok(&["config", "desired_retention"]), "0.8\n");
    let at_80 = env.ok(&["scheduler", "use", "fsrs6", "--reschedule"]);
    assert!(at_80.contains("new due day"), "{at_80}");
    let loose = cards(&env);
    env.ok(&["config", "desired_retention", "0.95"]);
    env.ok(&["scheduler", "use", "fsrs6", "--reschedule"]);
    for (tight, loose) in cards(&env).iter().zip(&loose) {
        assert!(tight["interval"].as_u64() <= loose["interval"].as_u64());
    }
    for wrong in ["0.5", "90", "1.0"] {
        assert_eq!(env.run(&["config", "desired_retention", wrong]).code, 1);
    }
    assert_eq!(env.ok(&["config", "fsrs_weights"]), "default\n");
    assert_eq!(env.run(&["config", "fsrs_weights", "1,2"]).code, 1);
    is_healthy(&env);
}

#[test]
fn an_interval_is_explained_in_words() {
    let mut env = TestEnv::with_every_kind();
    env.ok(&["scheduler", "use", "fsrs6"]);
    env.at("2026-12-01T10:00:00Z");
    let first = env.script(
        &["review", "kinds.basic", "--new", "1"],
        Script::new(&[":i", "", "3"]),
    );
    env.at("2026-12-09T10:00:00Z");
    let later = env.script(
        &["review", "kinds.basic", "--new", "1"],
        Script::new(&[":i", "", "4"]),
    );
    assert_snapshot!(format!("{first}\n=== eight days later\n{later}"));
    assert_snapshot!(env.ok(&["show", "kinds.basic"]));
}

#[test]
fn schedulers_are_listed_with_the_one_in_use() {
    let env = TestEnv::new();
    let list = env.ok(&["scheduler"]);
    assert!(list.starts_with("* sm2 "), "{list}");
    env.ok(&["scheduler", "use", "fsrs6"]);
    let list = env.ok(&["scheduler"]);
    assert!(list.contains("* fsrs6"), "{list}");
    let ran = env.run(&["scheduler", "use", "sm3"]);
    assert_eq!(ran.code, 2, "{}", ran.all());
}

/// The reviews of a learner whose memory is weaker than the published weights expect, as a CSV file.
fn weak_learner() -> String {
    let mut rows = "card,rating,time\n".to_owned();
    for card in 0..120 {
        let mut day = card / 6;
        for turn in 0..6 {
            // Half of the answers after the first fail, whatever the interval.
            let rating = if turn > 0 && (card + turn) % 2 == 0 {
                1
            } else {
                3
            };
            let date =
                chrono::NaiveDate::from_ymd_opt(2026, 1, 1).unwrap() + chrono::Days::new(day);
            rows.push_str(&format!("c{card},{rating},{date}T12:00:00Z\n"));
            day += 1 + turn;
        }
    }
    rows
}

#[test]
fn fitted_weights_predict_a_weak_learner_better() {
    let env = TestEnv::new();
    env.write("log.csv", &weak_learner());
    let file = env.path().join("log.csv").display().to_string();
    let fit = ["scheduler", "fit", "--from", &file, "--json"];
    let object = env.json(&fit);
    let loss = |key: &str| object[key].as_f64().unwrap();
    assert!(
        loss("log_loss_fitted") < loss("log_loss_in_use") - 0.05,
        "{object}"
    );
    assert_eq!(object["weights"].as_array().unwrap().len(), 21);
    assert_eq!(object["kept"], false, "a file is not the learner's own log");
    assert_eq!(
        env.json(&fit),
        object,
        "the same answers give the same weights"
    );
}

#[test]
fn a_short_log_fits_nothing() {
    let env = studied();
    let said = env.ok(&["scheduler", "fit"]);
    assert!(said.contains("fewer than 400"), "{said}");
    assert_eq!(env.json(&["scheduler", "fit", "--json"])["kept"], false);
    assert_eq!(env.ok(&["config", "fsrs_weights"]), "default\n");
}

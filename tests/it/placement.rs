//! The placement test: what must hold for any prerequisites and any answers.

use milepost::domain::grade::Grade;
use milepost::domain::placement::{
    FEWEST, MOST, Placement, TestedTopic, TopicVerdict, supported_interval,
};
use milepost::domain::schedule::{Interval, Scheduler, Strength};
use proptest::prelude::*;
use serde_json::{Value, json};

use crate::home::TestEnv;

fn tests() -> impl Strategy<Value = Vec<TestedTopic>> {
    let topic = (prop::collection::vec(0..60_usize, 0..3), 0..20_u32);
    prop::collection::vec(topic, 0..60).prop_map(|topics| {
        let topics = topics.into_iter().enumerate();
        topics
            .map(|(place, (needs, cards))| TestedTopic {
                needs: needs.into_iter().filter(|need| *need < place).collect(),
                cards,
            })
            .collect()
    })
}

/// Asks until the test ends, with the answers that a learner gives topic by topic.
fn hold(topics: &[TestedTopic], passes: impl Fn(usize) -> bool) -> Placement {
    let mut placement = Placement::new(topics.to_vec());
    while let Some(topic) = placement.next_topic() {
        let grade = if passes(topic) {
            Grade::GOOD
        } else {
            Grade::AGAIN
        };
        placement.answer(topic, grade);
    }
    placement
}

proptest! {
    #[test]
    fn a_test_ends_within_its_questions(topics in tests(), answers in prop::collection::vec(any::<bool>(), 60)) {
        let placement = hold(&topics, |topic| answers[topic]);
        prop_assert!(placement.asked() <= MOST);
        let with_cards = topics.iter().filter(|topic| topic.cards > 0).count();
        prop_assert!(placement.asked() <= with_cards);
    }

    #[test]
    fn nothing_unknown_is_placed(topics in tests(), answers in prop::collection::vec(any::<bool>(), 60)) {
        let placement = hold(&topics, |topic| answers[topic]);
        for verdict in placement.verdicts() {
            let placed = supported_interval(*verdict, 3);
            let is_known = matches!(verdict, TopicVerdict::Passed(_) | TopicVerdict::Implied(_));
            prop_assert_eq!(placed.is_some(), is_known);
        }
    }

    #[test]
    fn an_answer_taken_back_was_never_given(topics in tests(), answers in prop::collection::vec(any::<bool>(), 60)) {
        let mut placement = Placement::new(topics);
        let mut given = Vec::new();
        let mut before = placement.clone();
        while let Some(topic) = placement.next_topic() {
            let grade = if answers[topic] { Grade::GOOD } else { Grade::AGAIN };
            before = placement.clone();
            placement.answer(topic, grade);
            given.push((topic, grade));
        }
        if let Some((last, _)) = given.last() {
            prop_assert_eq!(placement.without(*last, &given), before);
        }
    }
}

/// A chain, in which each topic builds on the one before.
fn chain(length: usize) -> Vec<TestedTopic> {
    let topics = (0..length).map(|place| TestedTopic {
        needs: place.checked_sub(1).into_iter().collect(),
        cards: 8,
    });
    topics.collect()
}

#[test]
fn a_question_halves_a_chain() {
    let topics = chain(63);
    let mut placement = Placement::new(topics);
    let mut unknown = 63;
    for _ in 0..5 {
        let topic = placement.next_topic().unwrap();
        placement.answer(
            topic,
            if topic < 20 {
                Grade::GOOD
            } else {
                Grade::AGAIN
            },
        );
        let left = placement
            .verdicts()
            .iter()
            .filter(|verdict| **verdict == TopicVerdict::Unknown);
        let left = left.count();
        assert!(left <= unknown / 2, "{left} of {unknown}");
        unknown = left;
    }
}

#[test]
fn a_test_has_at_least_twelve_questions_where_it_can() {
    let placement = hold(&chain(40), |_| true);
    assert_eq!(placement.asked(), FEWEST);
    let small = hold(&chain(5), |_| true);
    assert!(small.asked() <= 5);
}

#[test]
fn a_known_chain_is_placed_whole_and_an_unknown_one_not_at_all() {
    let known = hold(&chain(40), |topic| topic < 25);
    for (place, verdict) in known.verdicts().iter().enumerate() {
        assert_eq!(
            supported_interval(*verdict, 0).is_some(),
            place < 25,
            "{place}"
        );
    }
    let beginner = hold(&chain(40), |_| false);
    assert!(
        beginner
            .verdicts()
            .iter()
            .all(|verdict| *verdict == TopicVerdict::Failed)
    );
}

#[test]
fn under_fsrs6_a_placed_card_is_due_when_its_recall_has_fallen_to_nine_tenths() {
    let scheduler = Scheduler::named("fsrs6").unwrap();
    let interval = Interval::from_days(12).unwrap();
    let Strength::Fsrs { stability, .. } = scheduler.placed(interval) else {
        panic!("a stability");
    };
    assert!((stability.days() - 12.0).abs() < 1e-9);
}

/// A placement test over a roadmap in which every answer gets one grade; a topic's first card is asked.
fn place(env: &TestEnv, grade: &str) -> Vec<Value> {
    let pair = format!("{}\n{}\n", json!({"answer": null}), json!({"grade": grade}));
    let words = ["place", "-r", "mastering-python", "--jsonl"];
    let ran = env.run_with(&words, &pair.repeat(30));
    assert_eq!(ran.code, 0, "{}", ran.all());
    let lines = ran.stdout.lines();
    lines
        .map(|line| serde_json::from_str(line).unwrap())
        .collect()
}

fn of_event<'e>(events: &'e [Value], name: &str) -> Vec<&'e Value> {
    let named = events.iter().filter(|event| event["event"] == name);
    named.collect()
}

#[test]
fn what_is_known_opens_topics_and_starts_cards_later() {
    for scheduler in ["sm2", "fsrs6"] {
        let env = TestEnv::new();
        env.ok(&["config", "scheduler", scheduler]);
        let events = place(&env, "easy");
        let asked = of_event(&events, "recorded").len();
        assert!((FEWEST..=MOST).contains(&asked), "{asked} questions");
        let result = of_event(&events, "placed")[0];
        let cards = result["cards"].as_u64().unwrap();
        assert!(cards > 100, "{cards}");
        let log = env.json(&["log", "--json"]);
        let placed = log["events"].as_array().unwrap().iter();
        let placed: Vec<&Value> = placed.filter(|event| event["kind"] == "placed").collect();
        assert_eq!(u64::try_from(placed.len()).unwrap(), cards);
        assert!(
            placed
                .iter()
                .all(|event| event["interval"].as_u64() >= Some(2))
        );
        let doctor = env.run(&["doctor"]);
        assert_eq!(doctor.code, 0, "{scheduler}: {}", doctor.all());
        // The other scheduler sees the same intervals, and switching back loses nothing.
        let before = env.json(&["list", "is:young", "--json"]);
        let other = if scheduler == "sm2" { "fsrs6" } else { "sm2" };
        env.ok(&["scheduler", "use", other]);
        let doctor = env.run(&["doctor"]);
        assert_eq!(doctor.code, 0, "{other}: {}", doctor.all());
        env.ok(&["scheduler", "use", scheduler]);
        assert_eq!(env.json(&["list", "is:young", "--json"]), before);
    }
}

#[test]
fn a_placement_is_taken_back_as_one_step() {
    let env = TestEnv::new();
    place(&env, "good");
    assert_ne!(
        env.json(&["list", "is:young", "--json"])["cards"],
        json!([])
    );
    let said = env.ok(&["undo"]);
    assert!(said.contains("placement of"), "{said}");
    assert_eq!(
        env.json(&["list", "is:young", "--json"])["cards"],
        json!([])
    );
    let doctor = env.run(&["doctor"]);
    assert_eq!(doctor.code, 0, "{}", doctor.all());
}

#[test]
fn a_placement_and_its_undo_are_one_line_each_in_the_log() {
    let env = TestEnv::new();
    let events = place(&env, "good");
    let cards = of_event(&events, "placed")[0]["cards"].as_u64().unwrap();
    assert!(cards > 50, "{cards}");
    env.ok(&["undo"]);
    let log = env.ok(&["log"]);
    let placed: Vec<&str> = log.lines().filter(|line| line.contains("placed")).collect();
    assert_eq!(placed.len(), 2, "{log}");
    let all = format!("{cards} cards: ");
    assert!(
        placed[0].contains(&all) && placed[0].contains("(undone)"),
        "{log}"
    );
    assert!(
        placed[1].contains("takes back: placed") && placed[1].contains(&all),
        "{log}"
    );
    // Scripts see each event.
    let json = env.json(&["log", "--json"]);
    let of_kind = |kind: &str| {
        let events = json["events"].as_array().unwrap().iter();
        u64::try_from(events.filter(|event| event["kind"] == kind).count()).unwrap()
    };
    assert_eq!((of_kind("placed"), of_kind("undo")), (cards, cards));
}

#[test]
fn what_is_not_known_starts_as_any_new_card() {
    let env = TestEnv::new();
    let before = env.ok(&["due"]);
    let events = place(&env, "again");
    assert_eq!(of_event(&events, "placed")[0]["cards"], 0);
    assert_eq!(
        env.json(&["list", "--json", "--", "-is:new"])["cards"],
        json!([])
    );
    assert_eq!(env.ok(&["due"]), before);
}

//! The order of a session, what holds a topic back, and which repeats wait.

use std::cell::Cell;
use std::collections::{BTreeSet, HashMap, HashSet};

use milepost::domain::day::StudyDay;
use milepost::domain::event::{EventBody, MarkEvent, Practice, Review};
use milepost::domain::grade::Grade;
use milepost::domain::id::{CardId, TopicId};
use milepost::domain::memory::{CardMark, CardState, Memory};
use milepost::domain::queue::{
    Blocker, Caps, EarlierToday, Queue, QueueEntry, QueueSource, QueueTurn, RoadPace,
    TopicProgress, held_topics, next_repeat, unmet_needs, waiting_repeats,
};
use milepost::domain::schedule::{Scheduler, Sm2};
use proptest::prelude::*;

use crate::replay::{answer, event, key};
use crate::sm2::{Day, grade};

const DAY: StudyDay = StudyDay::from_number(0);
const OPEN: Caps = Caps {
    reviews: 200,
    new: 200,
};

fn topic(name: &str) -> TopicId {
    TopicId::parse(name).unwrap()
}

/// `a1 b2` are cards `a.n1` and `b.n2` of topics `a` and `b`; `a1#2` is a sibling.
fn entries(names: &str) -> Vec<QueueEntry> {
    let entry = |name: &str| {
        let (letter, rest) = name.split_at(1);
        QueueEntry {
            card: CardId::parse(&format!("{letter}.n{rest}")).unwrap(),
            topic: topic(letter),
        }
    };
    names.split_whitespace().map(entry).collect()
}

fn queue(
    due: &str,
    roads: &[&str],
    caps: Caps,
    met: EarlierToday,
) -> impl Iterator<Item = QueueTurn> {
    let roads = roads.iter().map(|road| entries(road).into_iter()).collect();
    Queue::new(entries(due).into_iter(), roads, caps, met)
}

/// New cards stand in brackets.
fn order(due: &str, roads: &[&str], caps: Caps, met: EarlierToday) -> String {
    let name = |turn: QueueTurn| {
        let name = turn.entry.card.as_str().replace(".n", "");
        if turn.source == QueueSource::New {
            format!("[{name}]")
        } else {
            name
        }
    };
    queue(due, roads, caps, met)
        .map(name)
        .collect::<Vec<_>>()
        .join(" ")
}

#[test]
fn new_cards_are_spread_among_the_due_ones() {
    let met = EarlierToday::default;
    assert_eq!(
        order("a1 b1 a2 b2", &["c1 c2"], OPEN, met()),
        "a1 b1 [c1] a2 b2 [c2]"
    );
    assert_eq!(order("", &["a1 b1"], OPEN, met()), "[a1] [b1]");
    assert_eq!(order("a1 b1", &[""], OPEN, met()), "a1 b1");
    assert_eq!(
        order(
            "a1 b1 c1 d1",
            &["e1 f1"],
            Caps { reviews: 2, new: 1 },
            met()
        ),
        "a1 b1 [e1]"
    );
    assert_eq!(order("", &[], OPEN, met()), "");
}

#[test]
fn roadmaps_take_turns_and_a_card_of_two_comes_once() {
    let order = order(
        "",
        &["a1 b1 c1 e1", "d1 a1 b2"],
        Caps { reviews: 0, new: 5 },
        EarlierToday::default(),
    );
    assert_eq!(order, "[a1] [d1] [b1] [c1] [b2]");
}

#[test]
fn a_topic_waits_while_another_can_come() {
    assert_eq!(
        order("a1 a2 a3 b1 b2", &[], OPEN, EarlierToday::default()),
        "a1 b1 a2 b2 a3"
    );
    assert_eq!(
        order("b1 c1 a1 a2 a3", &[], OPEN, EarlierToday::default()),
        "b1 a1 c1 a2 a3"
    );
    let met = EarlierToday {
        topic: Some(topic("a")),
        ..EarlierToday::default()
    };
    assert_eq!(order("a1 b1", &[], OPEN, met), "b1 a1");
}

#[test]
fn siblings_never_meet_on_one_day() {
    let met = EarlierToday {
        cards: vec![CardId::parse("a.n1#1").unwrap()],
        topic: None,
    };
    assert_eq!(
        order("a1#2 b1#1 b1#2", &["b1#3 c1 c1#reverse"], OPEN, met),
        "b1#1 [c1]"
    );
}

#[test]
fn the_first_card_is_known_after_reading_one() {
    let read = Cell::new(0);
    let due = entries("a1 b1 c1")
        .into_iter()
        .inspect(|_| read.set(read.get() + 1));
    let mut queue = Queue::new(
        due,
        vec![entries("d1").into_iter()],
        OPEN,
        EarlierToday::default(),
    );
    assert!(queue.next().is_some());
    assert_eq!(read.get(), 1);
    let (due, new) = queue.remaining_cards();
    assert_eq!((due.len(), new.len()), (2, 1));
}

#[test]
fn only_earlier_unmet_prerequisites_with_cards_hold_a_topic() {
    let road = ["base", "empty", "mid", "late"].map(topic);
    let needs: HashMap<&str, Vec<TopicId>> = [
        ("base", vec![topic("late")]),
        (
            "mid",
            vec![topic("base"), topic("empty"), topic("elsewhere")],
        ),
        ("late", vec![topic("mid"), topic("base")]),
    ]
    .into();
    let held = |passed: u32, unlocked: &[&str]| {
        let progress = |t: &TopicId| match t.as_str() {
            "empty" => TopicProgress::default(),
            "base" => TopicProgress {
                cards: 5,
                seen: 5,
                passed,
            },
            _ => TopicProgress {
                cards: 4,
                seen: 0,
                passed: 0,
            },
        };
        let unlocked: BTreeSet<TopicId> = unlocked.iter().map(|name| topic(name)).collect();
        let before = |t: &TopicId| needs.get(t.as_str()).map_or(&[][..], Vec::as_slice);
        let held = held_topics(&road, &before, &progress, &unlocked);
        let names = |b: &[Blocker]| {
            b.iter()
                .map(|b| b.topic.to_string())
                .collect::<Vec<_>>()
                .join("+")
        };
        held.iter()
            .map(|(t, by)| format!("{t} by {}", names(by)))
            .collect::<Vec<_>>()
            .join(", ")
    };
    assert_eq!(held(2, &[]), "late by mid+base, mid by base");
    assert_eq!(held(3, &[]), "late by mid");
    assert_eq!(held(2, &["mid"]), "late by mid+base");
}

#[test]
fn a_need_without_mark_waits_for_all_siblings() {
    let ids = ["a.x#1", "a.x#2", "b.y", "c.gone"].map(|id| CardId::parse(id).unwrap());
    let passed = Sm2::standard().review(&Memory::New, Grade::GOOD, DAY, &ids[0], &|_| 0);
    let mut states = vec![
        (
            ids[0].clone(),
            CardState {
                memory: passed.memory,
                ..CardState::default()
            },
        ),
        (ids[1].clone(), CardState::default()),
        (ids[2].clone(), CardState::default()),
    ];
    let unmet = |needs: &[&str], states: &[(CardId, CardState)]| {
        let needs: Vec<CardId> = needs.iter().map(|id| CardId::parse(id).unwrap()).collect();
        let of = |base: &str| {
            states
                .iter()
                .filter(|(card, _)| card.base() == base)
                .cloned()
                .collect()
        };
        unmet_needs(&needs, &of).len()
    };
    assert_eq!(unmet(&["a.x#1", "c.gone"], &states), 0);
    assert_eq!(unmet(&["a.x", "b.y"], &states), 2);
    states[1].1.marks.suspended = CardMark::On;
    assert_eq!(unmet(&["a.x", "b.y"], &states), 1);
}

#[test]
fn repeats_wait_first_in_first_out() {
    let sm2 = Scheduler::Sm2(Sm2::original());
    let card = |name: &str| CardId::parse(&format!("card.{name}")).unwrap();
    let review = |name: &str, q| {
        let step = sm2.review(&Memory::New, grade(q), DAY, &card(name), &|_| 0);
        let (settings, before) = (sm2.hash(), Memory::New);
        let (strength, interval, due) = (step.strength, step.interval, step.due);
        let answer = answer(card(name), grade(q));
        EventBody::Review(Review {
            answer,
            settings,
            before,
            strength,
            interval,
            due,
        })
    };
    for line in include_str!("../vectors/sm2_drill.jsonl").lines() {
        let vector: Day = serde_json::from_str(line).unwrap();
        let mut log = Vec::new();
        let mut push = |body| log.push(event(key(1, 1), 0, 0, body));
        vector
            .scheduled
            .iter()
            .for_each(|(name, q)| push(review(name, *q)));
        for (name, q) in &vector.drill {
            let waiting = waiting_repeats(&log, &sm2);
            assert_eq!(waiting.first(), Some(&card(name)), "{line}");
            log.push(event(
                key(1, 1),
                0,
                0,
                EventBody::Repeat(Practice {
                    answer: answer(card(name), grade(*q)),
                }),
            ));
        }
        assert!(waiting_repeats(&log, &sm2).is_empty(), "{line}");
    }
}

#[test]
fn a_card_put_aside_waits_no_longer() {
    let card = CardId::parse("a.x").unwrap();
    let step = Sm2::standard().review(&Memory::New, Grade::AGAIN, DAY, &card, &|_| 0);
    let review = EventBody::Review(Review {
        answer: answer(card.clone(), Grade::AGAIN),
        settings: Sm2::standard().hash(),
        before: Memory::New,
        strength: step.strength,
        interval: step.interval,
        due: step.due,
    });
    let log = [
        event(key(1, 1), 0, 0, review),
        event(key(1, 2), 1, 0, MarkEvent::Suspend.on(card.clone())),
    ];
    assert_eq!(
        waiting_repeats(&log[..1], &Scheduler::default()),
        std::slice::from_ref(&card)
    );
    assert!(waiting_repeats(&log, &Scheduler::default()).is_empty());
}

#[test]
fn a_repeat_comes_twice_in_a_row_only_when_alone() {
    let cards = ["a.x", "b.y"].map(|id| CardId::parse(id).unwrap());
    assert_eq!(next_repeat(&cards, Some(&cards[0])), Some(&cards[1]));
    assert_eq!(next_repeat(&cards, Some(&cards[1])), Some(&cards[0]));
    assert_eq!(next_repeat(&cards[..1], Some(&cards[0])), Some(&cards[0]));
    assert_eq!(next_repeat(&[], None), None);
}

fn any_entries() -> impl Strategy<Value = Vec<QueueEntry>> {
    prop::collection::vec(("[a-d]", 0..9_u8, "(#1|#2|)"), 0..14).prop_map(|cards| {
        entries(
            &cards
                .iter()
                .map(|(a, n, side)| format!("{a}{n}{side}"))
                .collect::<Vec<_>>()
                .join(" "),
        )
    })
}

proptest! {
    #[test]
    fn every_base_comes_once_and_topics_part_when_they_can(
        due in any_entries(),
        roads in prop::collection::vec(any_entries(), 0..3),
        caps in (0..20_usize, 0..20_usize),
    ) {
        let caps = Caps { reviews: caps.0, new: caps.1 };
        let iters = roads.iter().map(|road| road.clone().into_iter()).collect();
        let turns: Vec<QueueTurn> = Queue::new(due.clone().into_iter(), iters, caps, EarlierToday::default()).collect();
        let bases: HashSet<&str> = turns.iter().map(|turn| turn.entry.card.base()).collect();
        prop_assert_eq!(bases.len(), turns.len());
        let all: HashSet<&str> = due.iter().chain(roads.iter().flatten()).map(|entry| entry.card.base()).collect();
        if caps.reviews >= 14 && caps.new >= 20 {
            prop_assert!(turns.len() == all.len() || turns.len() >= 20);
        }
        let count = |source| turns.iter().filter(|turn| turn.source == source).count();
        prop_assert!(count(QueueSource::Due) <= caps.reviews && count(QueueSource::New) <= caps.new);
        let most = turns.iter().map(|turn| turns.iter().filter(|t| t.entry.topic == turn.entry.topic).count()).max();
        let unavoidable = (most.unwrap_or(0) * 2).saturating_sub(turns.len() + 1);
        let in_a_row = turns.windows(2).filter(|pair| pair[0].entry.topic == pair[1].entry.topic).count();
        // The first card is shown before the rest is known: that may cost one.
        prop_assert!(in_a_row <= unavoidable + 1, "{turns:?}");
    }
}

#[test]
fn new_cards_last_as_many_days_as_their_allowance_needs() {
    let today = StudyDay::from_number(20_000);
    let by = |new, a_day| {
        RoadPace::of(new, a_day, today)
            .met_by
            .map(|day| day.since(today))
    };
    assert_eq!(
        (by(0, 10), by(1, 10), by(10, 10), by(11, 10)),
        (Some(0), Some(1), Some(1), Some(2))
    );
    assert_eq!((by(0, 0), by(1, 0), by(u32::MAX, 1)), (Some(0), None, None));
}

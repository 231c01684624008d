//! The fold of the log: undo, merging, and what each kind of event does.

use milepost::domain::card::{ContentHash, Rev};
use milepost::domain::day::{Instant, StudyDay};
use milepost::domain::event::{
    Answer, Event, EventBody, EventKey, Grader, HybridClock, MarkEvent, Practice, Review,
    RoadEvent, SettingsHash, Stamp,
};
use milepost::domain::grade::Grade;
use milepost::domain::id::{CardId, DeviceId, RoadmapId, TopicId};
use milepost::domain::memory::{CardState, Memory};
use milepost::domain::replay::{self, Projection, SettingsOf, apply, fold_card, undone};
use milepost::domain::schedule::{Scheduler, Sm2, Switch};
use proptest::prelude::*;

/// The log under the default scheduler.
fn fold(events: &[Event], settings: SettingsOf<'_>) -> Projection {
    replay::fold(events, settings, &Scheduler::default())
}

fn known(hash: &SettingsHash) -> Option<Scheduler> {
    [Sm2::standard(), Sm2::original()]
        .map(Scheduler::Sm2)
        .into_iter()
        .find(|sm2| sm2.hash() == *hash)
}

pub(crate) fn key(device: u8, seq: u64) -> EventKey {
    EventKey {
        device: DeviceId::parse(&format!("{device:016x}")).unwrap(),
        seq,
    }
}

pub(crate) fn event(key: EventKey, clock: i64, day: i32, body: EventBody) -> Event {
    let stamp = Stamp {
        at: Instant::from_millis(0),
        offset: 0,
        zone: "UTC".into(),
        day: StudyDay::from_number(day),
    };
    Event {
        key,
        clock: HybridClock::from_number(clock),
        stamp,
        body,
    }
}

fn card(number: u8) -> CardId {
    CardId::parse(&format!("card.n{number}")).unwrap()
}

pub(crate) fn answer(card: CardId, grade: Grade) -> Answer {
    let (rev, content) = (Rev(1), ContentHash::of(b""));
    Answer {
        card,
        rev,
        content,
        grade,
        grader: Grader::Learner,
        evidence: None,
        answer_ms: 0,
        total_ms: 0,
    }
}

fn review(before: Memory, card: CardId, grade: Grade, day: i32, sm2: &Sm2) -> EventBody {
    let step = sm2.review(&before, grade, StudyDay::from_number(day), &card, &|day| {
        day.number().unsigned_abs() % 3
    });
    let (answer, settings) = (answer(card, grade), sm2.hash());
    EventBody::Review(Review {
        answer,
        settings,
        before,
        strength: step.strength,
        interval: step.interval,
        due: step.due,
    })
}

/// What a random event does; places in the log are taken modulo its length.
#[derive(Debug, Clone)]
enum Deed {
    Review(u8, u8),
    Repeat(u8),
    Cram(u8),
    Undo(usize),
    Suspend(u8),
    Resume(u8),
    Bury(u8),
    Reset(u8),
    Flag(u8),
    Follow(u8),
    Unfollow(u8),
    Unlock(u8),
    Done(u8),
    Undone(u8),
}

fn any_deed() -> impl Strategy<Value = Deed> {
    let card = || 0..3_u8;
    prop_oneof![
        6 => (card(), 0..6_u8).prop_map(|(card, q)| Deed::Review(card, q)),
        1 => card().prop_map(Deed::Repeat),
        1 => card().prop_map(Deed::Cram),
        3 => any::<usize>().prop_map(Deed::Undo),
        1 => card().prop_map(Deed::Suspend),
        1 => card().prop_map(Deed::Resume),
        1 => card().prop_map(Deed::Bury),
        1 => card().prop_map(Deed::Reset),
        1 => card().prop_map(Deed::Flag),
        1 => card().prop_map(Deed::Follow),
        1 => card().prop_map(Deed::Unfollow),
        1 => card().prop_map(Deed::Unlock),
        1 => card().prop_map(Deed::Done),
        1 => card().prop_map(Deed::Undone),
    ]
}

fn body(deed: &Deed, day: i32, log: &[Event], sm2: &Sm2) -> EventBody {
    let roadmap = |n: &u8| RoadmapId::parse(&format!("road{n}")).unwrap();
    match deed {
        Deed::Review(n, q) => {
            let before = fold(log, &known)
                .cards
                .get(&card(*n))
                .copied()
                .unwrap_or_default()
                .memory;
            review(before, card(*n), Grade::from_q(*q).unwrap(), day, sm2)
        }
        Deed::Repeat(n) => EventBody::Repeat(Practice {
            answer: answer(card(*n), Grade::GOOD),
        }),
        Deed::Cram(n) => EventBody::Cram(Practice {
            answer: answer(card(*n), Grade::AGAIN),
        }),
        Deed::Undo(place) => {
            let target = log
                .get(place % log.len().max(1))
                .map_or(key(0, 99), |event| event.key.clone());
            EventBody::Undo { target }
        }
        Deed::Suspend(n) => MarkEvent::Suspend.on(card(*n)),
        Deed::Resume(n) => MarkEvent::Resume.on(card(*n)),
        Deed::Bury(n) => MarkEvent::Bury {
            until: StudyDay::from_number(day + 1),
        }
        .on(card(*n)),
        Deed::Reset(n) => MarkEvent::Reset.on(card(*n)),
        Deed::Flag(n) => MarkEvent::Flag {
            note: String::new(),
        }
        .on(card(*n)),
        Deed::Follow(n) => EventBody::Road(RoadEvent::Follow {
            roadmap: roadmap(n),
        }),
        Deed::Unfollow(n) => EventBody::Road(RoadEvent::Unfollow {
            roadmap: roadmap(n),
        }),
        Deed::Unlock(n) => EventBody::Road(RoadEvent::Unlock {
            topic: TopicId::parse(&format!("topic{n}")).unwrap(),
        }),
        Deed::Done(n) => EventBody::Road(RoadEvent::Done {
            roadmap: roadmap(n),
            line: 1,
            text: None,
        }),
        Deed::Undone(n) => EventBody::Road(RoadEvent::Undone {
            roadmap: roadmap(n),
            line: 1,
            text: None,
        }),
    }
}

/// A log of one device as it would write it: each review records the memory it met.
fn log_of(device: u8, deeds: &[Deed], sm2: &Sm2) -> Vec<Event> {
    let mut log = Vec::new();
    for (place, deed) in deeds.iter().enumerate() {
        let day = i32::try_from(place).unwrap() * 3;
        let seq = u64::try_from(place).unwrap() + 1;
        log.push(event(
            key(device, seq),
            i64::from(day),
            day,
            body(deed, day, &log, sm2),
        ));
    }
    log
}

fn any_log(device: u8) -> impl Strategy<Value = Vec<Event>> {
    (prop::collection::vec(any_deed(), 0..20), any::<bool>()).prop_map(move |(deeds, original)| {
        log_of(
            device,
            &deeds,
            &if original {
                Sm2::original()
            } else {
                Sm2::standard()
            },
        )
    })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(128))]

    #[test]
    fn undo_equals_leaving_the_target_out(log in any_log(1), place in any::<prop::sample::Index>()) {
        prop_assume!(!log.is_empty());
        let target = place.get(&log);
        let mut with_undo = log.clone();
        with_undo.push(event(key(9, 1), i64::MAX, 0, EventBody::Undo { target: target.key.clone() }));
        let without: Vec<Event> = log.iter().filter(|event| event.key != target.key).cloned().collect();
        prop_assert_eq!(fold(&with_undo, &known), fold(&without, &known));
    }

    #[test]
    fn an_undone_undo_restores(log in any_log(1), place in any::<prop::sample::Index>()) {
        prop_assume!(!log.is_empty());
        let mut twice = log.clone();
        twice.push(event(key(9, 1), i64::MAX - 1, 0, EventBody::Undo { target: place.get(&log).key.clone() }));
        twice.push(event(key(9, 2), i64::MAX, 0, EventBody::Undo { target: key(9, 1) }));
        prop_assert_eq!(fold(&twice, &known), fold(&log, &known));
    }

    #[test]
    fn events_of_other_cards_change_nothing(log in any_log(1)) {
        let left_out = undone(&log);
        let standing = || log.iter().filter(|event| !left_out.contains(&event.key));
        let all = fold(&log, &known);
        for n in 0..3 {
            let of_card = standing().filter(|event| event.body.card() == Some(&card(n)));
            let alone = fold_card(of_card, &known, &Scheduler::default());
            prop_assert_eq!(alone, all.cards.get(&card(n)).copied().unwrap_or_default());
        }
    }

    #[test]
    fn merged_logs_give_one_result_in_any_order(
        logs in (any_log(1), any_log(2), any_log(3)),
        seed in prop::collection::vec(any::<u32>(), 60),
    ) {
        let mut union: Vec<Event> = [logs.0.clone(), logs.1, logs.2].concat();
        let expected = fold(&union, &known);
        union.extend(logs.0);
        let mut places: Vec<(u32, Event)> =
            union.into_iter().enumerate().map(|(at, event)| (seed[at % 60].rotate_left(u32::try_from(at).unwrap()), event)).collect();
        places.sort_by_key(|(place, _)| *place);
        let shuffled: Vec<Event> = places.into_iter().map(|(_, event)| event).collect();
        prop_assert_eq!(fold(&shuffled, &known), expected);
    }

    #[test]
    fn a_log_without_undos_keeps_every_recorded_result(log in any_log(1)) {
        let kept: Vec<Event> = log.into_iter().filter(|event| !matches!(event.body, EventBody::Undo { .. })).collect();
        let mut state = CardState::default();
        for event in kept.iter().filter(|event| event.body.card() == Some(&card(0))) {
            let after = apply(&state, event, &known);
            if let EventBody::Review(review) = &event.body && review.before == state.memory {
                let seen = after.memory.seen().unwrap();
                prop_assert_eq!((seen.strength, seen.interval, seen.due), (review.strength, review.interval, review.due));
            }
            state = after;
        }
    }
}

#[test]
fn a_review_whose_past_was_undone_is_computed_again_without_load() {
    let sm2 = Sm2::standard();
    let deeds = [4, 4, 4, 4].map(|q| Deed::Review(0, q));
    let mut log = log_of(1, &deeds, &sm2);
    log.push(event(
        key(1, 5),
        99,
        10,
        EventBody::Undo { target: key(1, 2) },
    ));
    let alone = Sm2 {
        balance: Switch::Off,
        ..sm2
    };
    let mut memory = Memory::New;
    for day in [0, 6, 9] {
        memory = alone
            .review(
                &memory,
                Grade::GOOD,
                StudyDay::from_number(day),
                &card(0),
                &|_| 7,
            )
            .memory;
    }
    assert_eq!(fold(&log, &known).cards[&card(0)].memory, memory);
}

#[test]
fn unknown_settings_keep_the_recorded_result() {
    let log = log_of(
        1,
        &[Deed::Review(0, 4), Deed::Review(0, 4), Deed::Review(0, 5)],
        &Sm2::standard(),
    );
    let last = fold(&log[2..], &|_| None).cards[&card(0)].memory;
    let EventBody::Review(review) = &log[2].body else {
        panic!("a review")
    };
    let seen = last.seen().unwrap();
    assert_eq!(
        (seen.interval, seen.due, seen.reviews),
        (review.interval, review.due, 1)
    );
}

#[test]
fn resume_clears_both_marks_and_reset_makes_new() {
    let log = log_of(
        1,
        &[Deed::Review(0, 4), Deed::Suspend(0), Deed::Bury(0)],
        &Sm2::standard(),
    );
    let state = fold(&log, &known).cards[&card(0)];
    assert!(state.marks.suspended.is_on() && state.marks.buried_until.is_some());
    let undo_all = log_of(
        1,
        &[
            Deed::Review(0, 4),
            Deed::Suspend(0),
            Deed::Bury(0),
            Deed::Resume(0),
            Deed::Reset(0),
        ],
        &Sm2::standard(),
    );
    assert!(fold(&undo_all, &known).cards.is_empty());
}

#[test]
fn an_event_of_any_instant_is_behind_its_clock_or_not() {
    let mut event = event(
        key(1, 1),
        0,
        0,
        EventBody::Road(RoadEvent::Unlock {
            topic: TopicId::parse("one").unwrap(),
        }),
    );
    for (at, behind) in [
        (i64::MIN, true),
        (-172_800_001, true),
        (-172_800_000, false),
        (i64::MAX, false),
    ] {
        event.stamp.at = Instant::from_millis(at);
        assert_eq!(event.is_behind(), behind, "{at}");
    }
}

#[test]
fn roadmaps_stand_in_the_order_they_were_followed() {
    let deeds = [
        Deed::Follow(2),
        Deed::Follow(1),
        Deed::Follow(2),
        Deed::Unfollow(1),
        Deed::Unlock(1),
        Deed::Done(1),
    ];
    let projection = fold(&log_of(1, &deeds, &Sm2::standard()), &known);
    assert_eq!(projection.followed, [RoadmapId::parse("road2").unwrap()]);
    assert_eq!((projection.unlocked.len(), projection.done.len()), (1, 1));
}

//! SM-2 against exact vectors, and the properties every version must keep.

use std::collections::{BTreeMap, VecDeque};

use milepost::domain::day::StudyDay;
use milepost::domain::grade::Grade;
use milepost::domain::id::CardId;
use milepost::domain::memory::{Ease, Interval, Memory, SeenMemory, Strength};
use milepost::domain::schedule::sm2::{AfterFail, EaseOnFail, Multiplier, Rounding, Sm2, Switch};
use milepost::domain::schedule::{AnswerKind, Bound, Rule, Scheduler};
use proptest::prelude::*;
use serde::Deserialize;
use serde_json::Value;

const TODAY: StudyDay = StudyDay::from_number(20_000);

fn card() -> CardId {
    CardId::parse("decorators.wraps").unwrap()
}

pub(crate) fn grade(q: u64) -> Grade {
    Grade::from_q(u8::try_from(q).unwrap()).unwrap()
}

/// The five readings of the published text, by settings alone.
fn readings() -> [(&'static str, Sm2); 5] {
    let longest = Interval::from_days(u32::MAX).unwrap();
    let canonical = Sm2 {
        maximum: longest,
        ..Sm2::original()
    };
    let newef = Sm2 {
        multiplier: Multiplier::New,
        ..canonical
    };
    [
        ("canonical", canonical),
        (
            "delphi",
            Sm2 {
                rounding: Rounding::HalfEven,
                ..canonical
            },
        ),
        ("text_newef", newef),
        (
            "text_literal",
            Sm2 {
                after_fail: AfterFail::N1,
                ..canonical
            },
        ),
        (
            "keep_ef",
            Sm2 {
                ease_on_fail: EaseOnFail::Keep,
                ..newef
            },
        ),
    ]
}

fn step(sm2: &Sm2, before: &Memory, q: u64) -> (Memory, [u64; 3]) {
    let today = before.seen().map_or(TODAY, |seen| seen.due);
    let after = sm2.review(before, grade(q), today, &card(), &|_| 0).memory;
    let seen = *after.seen().unwrap();
    let Strength::Sm2 { ease, repetitions } = seen.strength else {
        panic!("SM-2 gives an ease")
    };
    let numbers = [ease.hundredths(), repetitions, seen.interval.days()].map(u64::from);
    (after, numbers)
}

#[test]
fn every_reading_gives_the_exact_intervals() {
    let mut reviews = 0;
    for line in include_str!("../vectors/sm2_original.jsonl")
        .lines()
        .skip(1)
    {
        let vector: Value = serde_json::from_str(line).unwrap();
        let grades: Vec<u64> = serde_json::from_value(vector["grades"].clone()).unwrap();
        for (name, sm2) in readings() {
            let mut expected: Vec<[u64; 3]> = serde_json::from_value(vector[name].clone()).unwrap();
            for numbers in &mut expected {
                numbers[2] = numbers[2].min(u64::from(u32::MAX));
            }
            let mut memory = Memory::New;
            for (q, expected) in grades.iter().zip(expected) {
                let (after, numbers) = step(&sm2, &memory, *q);
                assert_eq!(numbers, expected, "{name} {}", vector["id"]);
                memory = after;
                reviews += 1;
            }
        }
    }
    assert_eq!(reviews, 3_900 * 5);
}

#[derive(Deserialize)]
pub(crate) struct Day {
    pub(crate) before: BTreeMap<String, [u32; 3]>,
    pub(crate) scheduled: Vec<(String, u64)>,
    pub(crate) drill: Vec<(String, u64)>,
    pub(crate) after_canonical: BTreeMap<String, [u64; 3]>,
}

fn memory([ease, repetitions, interval]: [u32; 3]) -> Memory {
    Interval::from_days(interval).map_or(Memory::New, |interval| {
        let ease = Ease::from_hundredths(ease).unwrap();
        let counts = SeenMemory {
            strength: Strength::Sm2 { ease, repetitions },
            passes: 1,
            reviews: 1,
            lapses: 0,
            interval,
            due: TODAY,
            last: TODAY,
        };
        Memory::Seen(counts)
    })
}

#[test]
fn repeats_follow_first_in_first_out_and_change_nothing() {
    let sm2 = Sm2::original();
    for line in include_str!("../vectors/sm2_drill.jsonl").lines() {
        let vector: Day = serde_json::from_str(line).unwrap();
        let mut queue = VecDeque::new();
        for (name, q) in &vector.scheduled {
            let (_, numbers) = step(&sm2, &memory(vector.before[name]), *q);
            assert_eq!(numbers, vector.after_canonical[name]);
            if sm2.needs_repeat(grade(*q)) {
                queue.push_back(name.clone());
            }
        }
        for (name, q) in &vector.drill {
            assert_eq!(queue.pop_front().as_ref(), Some(name));
            if sm2.needs_repeat(grade(*q)) {
                queue.push_back(name.clone());
            }
        }
        assert!(queue.is_empty());
    }
}

#[test]
fn exact_arithmetic_where_floats_fail() {
    let seen = SeenMemory {
        strength: Strength::Sm2 {
            ease: Ease::from_hundredths(150).unwrap(),
            repetitions: 2,
        },
        passes: 2,
        reviews: 2,
        lapses: 0,
        interval: Interval::from_days(6).unwrap(),
        due: TODAY,
        last: TODAY.plus(-6),
    };
    assert_eq!(step(&Sm2::original(), &Memory::Seen(seen), 4).1[2], 9);
}

fn young(interval: u32) -> Memory {
    let interval = Interval::from_days(interval).unwrap();
    let (due, last) = (TODAY, TODAY.plus(-10));
    Memory::Seen(SeenMemory {
        strength: Strength::Sm2 {
            ease: Ease::START,
            repetitions: 3,
        },
        passes: 3,
        reviews: 3,
        lapses: 0,
        interval,
        due,
        last,
    })
}

#[test]
fn lateness_is_credited_by_grade() {
    let sm2 = Sm2 {
        fuzz: Switch::Off,
        ..Sm2::standard()
    };
    let days = |q, late| {
        sm2.review(&young(10), grade(q), TODAY.plus(late), &card(), &|_| 0)
            .interval
            .days()
    };
    // 10 x 2.36, (10 + 3) x 2.50 and (10 + 7) x 2.60, rounded up.
    assert_eq!([days(3, 7), days(4, 7), days(5, 7)], [24, 33, 45]);
    assert_eq!([days(4, 900), days(5, 900)], [50, 52]);
    assert_eq!(days(5, 0), 26);
}

#[test]
fn the_lightest_day_within_the_fuzz_is_taken() {
    let light = TODAY.plus(23);
    let chosen = Sm2::standard().review(&young(10), Grade::GOOD, TODAY, &card(), &|day| {
        u32::from(day != light)
    });
    assert_eq!(chosen.due, light);
    let Rule::Growth(growth) = chosen.why.rule else {
        panic!("a third pass grows")
    };
    assert_eq!(
        (growth.raw, growth.shortest, growth.longest, growth.drawn),
        (25, 22, 28, 23)
    );
}

#[test]
fn the_fixed_steps_stay_fixed_and_the_maximum_wins() {
    let sm2 = Sm2 {
        maximum: Interval::from_days(5).unwrap(),
        ..Sm2::standard()
    };
    let (first, _) = step(&Sm2::standard(), &Memory::New, 4);
    assert_eq!(first.seen().unwrap().interval.days(), 1);
    assert_eq!(step(&Sm2::standard(), &first, 5).1[2], 6);
    assert_eq!(step(&sm2, &first, 5).1[2], 5);
    let at_most = sm2.review(&young(5), Grade::GOOD, TODAY, &card(), &|_| 0);
    assert_eq!(
        (at_most.interval.days(), at_most.why.bound),
        (5, Bound::Maximum)
    );
}

#[test]
fn a_leech_is_announced_at_eight_lapses_and_every_four_more() {
    let sm2 = Sm2::standard();
    let (mut memory, _) = step(&sm2, &Memory::New, 4);
    let mut announced = Vec::new();
    for lapses in 1..=17 {
        let step = sm2.review(&memory, Grade::AGAIN, TODAY, &card(), &|_| 0);
        if step.outcome == AnswerKind::Leech {
            announced.push(lapses);
        }
        memory = step.memory;
        assert_eq!(Scheduler::Sm2(sm2).is_leech(&memory), lapses >= 8);
    }
    assert_eq!(announced, [8, 12, 16]);
}

#[test]
fn a_fail_before_the_first_pass_is_no_lapse() {
    let step = Sm2::standard().review(&Memory::New, Grade::AGAIN, TODAY, &card(), &|_| 0);
    assert_eq!(step.outcome, AnswerKind::Failed);
    let seen = step.memory.seen().unwrap();
    let Strength::Sm2 { repetitions, .. } = seen.strength else {
        panic!("SM-2 counts repetitions")
    };
    assert_eq!((seen.lapses, seen.passes, repetitions), (0, 0, 1));
}

#[test]
fn settings_are_named_by_a_hash_of_their_text() {
    for sm2 in [
        Sm2::original(),
        Sm2::standard(),
        Sm2 {
            fuzz: Switch::Off,
            ..Sm2::standard()
        },
    ] {
        assert_eq!(Sm2::from_text(&sm2.canonical_text()), Some(sm2));
    }
    assert_eq!(
        (Sm2::original().name(), Sm2::standard().name()),
        ("sm2-1990", "sm2")
    );
    let hashes = [Sm2::standard(), Sm2::original()].map(|sm2| sm2.hash().as_str().to_owned());
    assert_eq!(
        hashes,
        [
            "e9201e5b1dcce4da05959d0511c640d7",
            "5574f44f5873643d4dab13c634b4b637"
        ],
        "stored in logs for ever: {}",
        Sm2::standard().canonical_text()
    );
    let newer = Sm2::standard()
        .canonical_text()
        .replace("\"version\":1", "\"version\":2");
    assert_eq!(Sm2::from_text(&newer), None);
}

fn any_sm2() -> impl Strategy<Value = Sm2> {
    let switch = || prop_oneof![Just(Switch::On), Just(Switch::Off)];
    let repairs = (switch(), switch(), switch(), switch());
    (0..5_usize, repairs, 1..50_000_u32).prop_map(
        |(reading, (fuzz, late_credit, lengthen, balance), maximum)| Sm2 {
            fuzz,
            late_credit,
            lengthen,
            balance,
            maximum: Interval::from_days(maximum).unwrap(),
            ..readings()[reading].1
        },
    )
}

proptest! {
    #[test]
    fn ease_and_interval_keep_their_floors_and_grades_their_order(
        sm2 in any_sm2(),
        history in prop::collection::vec((0..6_u64, 0..60_i32), 0..25),
        salt in any::<u32>(),
    ) {
        let mut memory = Memory::New;
        let mut today = TODAY;
        let load = |day: StudyDay| day.number().unsigned_abs().wrapping_mul(salt) % 7;
        for (q, late) in history {
            let steps: Vec<_> = Grade::ALL.iter().map(|g| sm2.review(&memory, *g, today, &card(), &load)).collect();
            for step in &steps {
                prop_assert!(step.strength.ease().unwrap() >= Ease::FLOOR && step.interval >= Interval::DAY);
                prop_assert!(step.interval <= sm2.maximum);
                prop_assert_eq!(step.due, today.plus(i32::try_from(step.interval.days()).unwrap()));
            }
            prop_assert!(steps.windows(2).all(|pair| pair[0].interval <= pair[1].interval));
            prop_assert!(steps.windows(2).all(|pair| pair[0].strength.ease() <= pair[1].strength.ease() || sm2.ease_on_fail == EaseOnFail::Keep));
            let previews = Grade::BUTTONS.map(|grade| sm2.review(&memory, grade, today, &card(), &load));
            prop_assert_eq!(previews.as_slice(), &steps[2..]);
            if let (Some(seen), Switch::On) = (memory.seen(), sm2.lengthen)
                && let Strength::Sm2 { repetitions: 2.., .. } = seen.strength
            {
                let longer = seen.interval.days().saturating_add(1).min(sm2.maximum.days());
                prop_assert!(steps[3].interval.days() >= longer);
            }
            let step = steps[usize::try_from(q).unwrap()];
            memory = step.memory;
            today = step.due.plus(late);
        }
    }

    #[test]
    fn any_memory_can_be_reviewed(ease in 130_u32.., n in any::<u32>(), days in 1_u32.., due in any::<i32>(), q in 0..6_u64, today in any::<i32>()) {
        let (ease, interval) = (Ease::from_hundredths(ease).unwrap(), Interval::from_days(days).unwrap());
        let due = StudyDay::from_number(due);
        let seen = SeenMemory { strength: Strength::Sm2 { ease, repetitions: n }, passes: n, reviews: n, lapses: n, interval, due, last: due };
        for sm2 in [Sm2::standard(), Sm2::original()] {
            let step = sm2.review(&Memory::Seen(seen), grade(q), StudyDay::from_number(today), &card(), &|_| 0);
            prop_assert!(step.interval <= sm2.maximum);
        }
    }

    #[test]
    fn any_text_is_settings_or_none(text in ".*") {
        prop_assert_eq!(Sm2::from_text(&text), None);
    }
}

//! The fold: any set of events folds without a panic, to one result in whatever order and however often they come,
//! and every number of it keeps its bounds.

#![no_main]

use libfuzzer_sys::arbitrary::{Arbitrary, Result, Unstructured};
use libfuzzer_sys::fuzz_target;
use milepost::domain::card::{ContentHash, Rev};
use milepost::domain::day::{Instant, StudyDay};
use milepost::domain::event::{
    Answer, Event, EventBody, EventKey, Grader, HybridClock, MarkEvent, Practice, Review,
    RoadEvent, SettingsHash, Stamp,
};
use milepost::domain::grade::Grade;
use milepost::domain::id::{CardId, DeviceId, RoadmapId, TopicId};
use milepost::domain::memory::{CardState, Ease, Interval, Memory, SeenMemory, Strength};
use milepost::domain::replay::{Projection, SettingsOf, apply, undone};
use milepost::domain::schedule::fsrs6::{Difficulty, Stability};
use milepost::domain::schedule::{Scheduler, Sm2, Switch};

/// Most events of one input.
const MOST: usize = 60;

fuzz_target!(|bytes: &[u8]| {
    let mut left = Unstructured::new(bytes);
    let _ = folded(&mut left);
});

fn folded(left: &mut Unstructured<'_>) -> Result<()> {
    let settings = [Sm2::standard(), Sm2::original(), wild(left)?];
    let known = |hash: &SettingsHash| {
        let mut schedulers = settings.map(Scheduler::Sm2).into_iter();
        schedulers.find(|scheduler| scheduler.hash() == *hash)
    };
    let mut events = Vec::new();
    while !left.is_empty() && events.len() < MOST {
        let event = event(left, &settings)?;
        // A key names one event.
        if events.iter().all(|other: &Event| other.key != event.key) {
            events.push(event);
        }
    }
    let expected = fold(&events, &known);
    expected
        .cards
        .values()
        .for_each(|state| in_bounds(state, &events));
    let taken_back = undone(&events);
    // What a learner answers with never lets a card wait longer; a log may name settings that do.
    let own = Sm2 {
        maximum: settings[2].maximum.min(Sm2::DEFAULT_MAXIMUM),
        ..settings[2]
    };
    let mut state = CardState::default();
    for event in &events {
        state = apply(&state, event, &known);
        let load = |day: StudyDay| day.number().unsigned_abs();
        for grade in Grade::BUTTONS {
            let step = own.review(&state.memory, grade, event.stamp.day, &card(0), &load);
            in_bounds(
                &CardState {
                    memory: step.memory,
                    ..state
                },
                &events,
            );
            assert!(step.interval <= own.maximum, "{step:?}");
        }
    }
    events.reverse();
    let half = events.len() / 2;
    events.rotate_left(half);
    events.extend_from_within(..half);
    assert_eq!(fold(&events, &known), expected);
    assert_eq!(undone(&events), taken_back);
    Ok(())
}

fn in_bounds(state: &CardState, events: &[Event]) {
    let Memory::Seen(seen) = state.memory else {
        return;
    };
    assert!(
        seen.strength.ease() >= Some(Ease::FLOOR) && seen.interval >= Interval::DAY,
        "{seen:?}"
    );
    let recorded =
        |event: &Event| matches!(&event.body, EventBody::Review(review) if review.due == seen.due);
    assert!(
        seen.due >= seen.last || events.iter().any(recorded),
        "{seen:?}"
    );
    assert!(
        seen.passes <= seen.reviews && seen.lapses <= seen.reviews,
        "{seen:?}"
    );
}

/// The log under the default scheduler.
fn fold(events: &[Event], settings: SettingsOf<'_>) -> Projection {
    milepost::domain::replay::fold(events, settings, &Scheduler::default())
}

/// Settings with numbers of any size.
fn wild(left: &mut Unstructured<'_>) -> Result<Sm2> {
    let switch = |left: &mut Unstructured<'_>| {
        Ok(if bool::arbitrary(left)? {
            Switch::On
        } else {
            Switch::Off
        })
    };
    Ok(Sm2 {
        fuzz: switch(left)?,
        late_credit: switch(left)?,
        lengthen: switch(left)?,
        balance: switch(left)?,
        maximum: Interval::from_days(number(left)?).unwrap_or(Interval::DAY),
        leech_at: number(left)?,
        leech_every: number(left)?,
        ..Sm2::standard()
    })
}

/// A number, often at an end of its range.
fn number(left: &mut Unstructured<'_>) -> Result<u32> {
    let any = u32::arbitrary(left)?;
    Ok(match any % 5 {
        0 => u32::MAX - any % 3,
        1 => any % 40,
        2 => i32::MAX.unsigned_abs().wrapping_add(any % 3),
        _ => any,
    })
}

fn day(left: &mut Unstructured<'_>) -> Result<StudyDay> {
    Ok(StudyDay::from_number(number(left)?.cast_signed()))
}

fn card(number: u8) -> CardId {
    CardId::parse(["a.one", "a.two", "a.one#reverse"][usize::from(number % 3)]).expect("an id")
}

fn key(left: &mut Unstructured<'_>) -> Result<EventKey> {
    let (device, seq) = (
        u8::arbitrary(left)? % 3,
        u64::from(u8::arbitrary(left)? % 64),
    );
    Ok(EventKey {
        device: DeviceId::parse(&format!("{device:016x}")).expect("16 digits"),
        seq,
    })
}

fn event(left: &mut Unstructured<'_>, settings: &[Sm2]) -> Result<Event> {
    let key = key(left)?;
    let at = i64::arbitrary(left)?;
    let stamp = Stamp {
        at: Instant::from_millis(at),
        offset: 0,
        zone: "UTC".to_owned(),
        day: day(left)?,
    };
    // Clocks of one device grow with its numbers.
    let clock = i64::try_from(key.seq).unwrap_or(0) * 1000 + i64::from(u8::arbitrary(left)?);
    let event = Event {
        clock: HybridClock::from_number(clock),
        key,
        stamp,
        body: body(left, settings)?,
    };
    let _ = event.is_behind();
    Ok(event)
}

fn body(left: &mut Unstructured<'_>, settings: &[Sm2]) -> Result<EventBody> {
    let which = u8::arbitrary(left)?;
    let card = card(which / 32);
    let roadmap = RoadmapId::parse(if which > 99 { "one" } else { "two" }).expect("a slug");
    Ok(match which % 20 {
        0 => EventBody::Undo { target: key(left)? },
        1 => MarkEvent::Suspend.on(card),
        2 => MarkEvent::Resume.on(card),
        3 => MarkEvent::Bury { until: day(left)? }.on(card),
        4 => MarkEvent::Reset.on(card),
        5 => MarkEvent::Flag {
            note: String::new(),
        }
        .on(card),
        6 => MarkEvent::Unflag.on(card),
        7 => MarkEvent::Note {
            text: String::new(),
        }
        .on(card),
        8 => EventBody::Road(RoadEvent::Follow { roadmap }),
        9 => EventBody::Road(RoadEvent::Unfollow { roadmap }),
        10 => EventBody::Road(RoadEvent::Unlock {
            topic: TopicId::parse("one").expect("a slug"),
        }),
        11 => EventBody::Road(RoadEvent::Done {
            roadmap,
            line: number(left)?,
            text: None,
        }),
        12 => EventBody::Road(RoadEvent::Undone {
            roadmap,
            line: 1,
            text: None,
        }),
        13 => EventBody::Repeat(Practice {
            answer: answer(left, card)?,
        }),
        14 => EventBody::Unknown {
            kind: "later".to_owned(),
            body: serde_json::Value::Null,
        },
        _ => EventBody::Review(review(left, card, settings)?),
    })
}

fn answer(left: &mut Unstructured<'_>, card: CardId) -> Result<Answer> {
    let grade = Grade::ALL[usize::from(u8::arbitrary(left)? % 6)];
    let (rev, content) = (Rev(number(left)?), ContentHash::of(b""));
    let (answer_ms, total_ms) = (number(left)?, number(left)?);
    Ok(Answer {
        card,
        rev,
        content,
        grade,
        grader: Grader::Learner,
        evidence: None,
        answer_ms,
        total_ms,
    })
}

fn review(left: &mut Unstructured<'_>, card: CardId, settings: &[Sm2]) -> Result<Review> {
    let which = usize::from(u8::arbitrary(left)?);
    Ok(Review {
        answer: answer(left, card)?,
        settings: settings[which % settings.len()].hash(),
        before: if which > 99 {
            Memory::New
        } else {
            Memory::Seen(seen(left)?)
        },
        strength: strength(left)?,
        interval: interval(left)?,
        due: day(left)?,
    })
}

fn strength(left: &mut Unstructured<'_>) -> Result<Strength> {
    if bool::arbitrary(left)? {
        return Ok(Strength::Fsrs {
            stability: Stability::from_parts(number(left)?.max(1_000).into()).expect("in bounds"),
            difficulty: Difficulty::from_parts(1_000_000 + number(left)? % 9_000_001)
                .expect("in bounds"),
        });
    }
    Ok(Strength::Sm2 {
        ease: Ease::from_hundredths(number(left)?).unwrap_or(Ease::FLOOR),
        repetitions: number(left)?,
    })
}

fn interval(left: &mut Unstructured<'_>) -> Result<Interval> {
    Ok(Interval::from_days(number(left)?).unwrap_or(Interval::DAY))
}

fn seen(left: &mut Unstructured<'_>) -> Result<SeenMemory> {
    Ok(SeenMemory {
        strength: strength(left)?,
        passes: number(left)?,
        reviews: number(left)?,
        lapses: number(left)?,
        interval: interval(left)?,
        due: day(left)?,
        last: day(left)?,
    })
}

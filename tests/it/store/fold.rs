//! Whatever happens, the projection is the fold of the log.

use milepost::domain::day::StudyDay;
use milepost::domain::event::{Event, EventBody, MarkEvent, Placed, PlanTerms, RoadEvent};
use milepost::domain::grade::Grade;
use milepost::domain::id::CardId;
use milepost::domain::schedule::Interval;
use milepost::store::Store;
use proptest::prelude::*;
use proptest::sample::Index;

use super::kit::*;

/// Something a learner does.
#[derive(Debug, Clone)]
pub(super) enum Deed {
    Grade(usize, u8),
    Repeat(usize, u8),
    Cram(usize, u8),
    Suspend(usize),
    Resume(usize),
    Bury(usize, i32),
    Reset(usize),
    Flag(usize),
    Unflag(usize),
    Note(usize),
    Follow(usize),
    Unfollow(usize),
    Unlock(usize),
    Tick(u32),
    Untick(u32),
    Interview,
    Place(usize, u32),
    Plan(i32),
    DropPlan,
    Undo(Index),
    Switch(usize),
    Reschedule,
    Sleep(i32),
}

pub(super) fn deed() -> impl Strategy<Value = Deed> {
    use Deed::*;
    let card = 0_usize..4;
    prop_oneof![
        8 => (card.clone(), 0_u8..6).prop_map(|(c, q)| Grade(c, q)),
        1 => (card.clone(), 0_u8..6).prop_map(|(c, q)| Repeat(c, q)),
        1 => (card.clone(), 0_u8..6).prop_map(|(c, q)| Cram(c, q)),
        1 => card.clone().prop_map(Suspend),
        1 => card.clone().prop_map(Resume),
        1 => (card.clone(), 1_i32..9).prop_map(|(c, d)| Bury(c, d)),
        1 => card.clone().prop_map(Reset),
        1 => card.clone().prop_map(Flag),
        1 => card.clone().prop_map(Unflag),
        1 => card.prop_map(Note),
        1 => (0_usize..2).prop_map(Follow),
        1 => (0_usize..2).prop_map(Unfollow),
        1 => (0_usize..2).prop_map(Unlock),
        1 => (0_u32..2).prop_map(Tick),
        1 => (0_u32..2).prop_map(Untick),
        1 => Just(Interview),
        2 => (0_usize..4, 1_u32..30).prop_map(|(c, days)| Place(c, days)),
        1 => (1_i32..90).prop_map(Plan),
        1 => Just(DropPlan),
        6 => any::<Index>().prop_map(Undo),
        2 => (0_usize..4).prop_map(Switch),
        1 => Just(Reschedule),
        2 => (0_i32..9).prop_map(Sleep),
    ]
}

/// Does deeds one after another in a home, from a day on.
pub(super) fn live(store: &Store, deeds: &[Deed], day: i32) {
    let mut today = day;
    let mut past: Vec<Event> = log(store);
    for deed in deeds {
        if let Deed::Sleep(days) = deed {
            today += days;
        } else if let Deed::Switch(number) = deed {
            store
                .progress()
                .use_scheduler(&schedulers()[*number])
                .unwrap();
        } else if let Deed::Reschedule = deed {
            store.progress().reschedule(&stamp(today)).unwrap();
            past = log(store);
        } else if let Some(body) = body(store, deed, today, &past) {
            past.push(store.progress().record(body, &stamp(today)).unwrap());
        }
    }
}

fn placed(store: &Store, card: CardId, days: u32, today: i32) -> Placed {
    let scheduler = store.log().scheduler_in_use().unwrap();
    let interval = Interval::from_days(days).unwrap();
    Placed {
        card,
        strength: scheduler.placed(interval),
        interval,
        due: StudyDay::from_number(today + i32::try_from(days).unwrap()),
        settings: scheduler.hash(),
    }
}

fn body(store: &Store, deed: &Deed, today: i32, past: &[Event]) -> Option<EventBody> {
    let card = |number: usize| nth(number % 2, number / 2);
    let q = |q: u8| Grade::from_q(q).unwrap();
    let road = |number: usize| roadmap(["one", "two"][number]);
    Some(match *deed {
        Deed::Grade(c, grade) => EventBody::Review(review_under(
            &store.log().scheduler_in_use().unwrap(),
            &card(c),
            store.progress().state(&card(c)).unwrap().memory,
            q(grade),
            today,
        )),
        Deed::Repeat(c, grade) => EventBody::Repeat(practice(&card(c), q(grade))),
        Deed::Cram(c, grade) => EventBody::Cram(practice(&card(c), q(grade))),
        Deed::Suspend(c) => MarkEvent::Suspend.on(card(c)),
        Deed::Resume(c) => MarkEvent::Resume.on(card(c)),
        Deed::Bury(c, days) => MarkEvent::Bury {
            until: StudyDay::from_number(today + days),
        }
        .on(card(c)),
        Deed::Reset(c) => MarkEvent::Reset.on(card(c)),
        Deed::Flag(c) => MarkEvent::Flag {
            note: "look".to_owned(),
        }
        .on(card(c)),
        Deed::Unflag(c) => MarkEvent::Unflag.on(card(c)),
        Deed::Note(c) => MarkEvent::Note {
            text: "leech".to_owned(),
        }
        .on(card(c)),
        Deed::Follow(r) => EventBody::Road(RoadEvent::Follow { roadmap: road(r) }),
        Deed::Unfollow(r) => EventBody::Road(RoadEvent::Unfollow { roadmap: road(r) }),
        Deed::Unlock(t) => EventBody::Road(RoadEvent::Unlock { topic: topic_id(t) }),
        Deed::Tick(line) => EventBody::Road(RoadEvent::Done {
            roadmap: road(0),
            line,
            text: None,
        }),
        Deed::Untick(line) => EventBody::Road(RoadEvent::Undone {
            roadmap: road(0),
            line,
            text: None,
        }),
        Deed::Interview => EventBody::Interview {
            record: serde_json::json!({"version": 1}),
        },
        Deed::Place(c, days) => EventBody::Placed(placed(store, card(c), days, today)),
        Deed::Plan(days) => EventBody::Road(RoadEvent::Plan(PlanTerms {
            date: StudyDay::from_number(today + days),
            minutes: 30,
            roadmaps: vec![road(0), road(1)],
        })),
        Deed::DropPlan => EventBody::Road(RoadEvent::PlanDropped),
        Deed::Undo(at) if !past.is_empty() => undo_body(&at.get(past).key),
        Deed::Undo(_) | Deed::Sleep(_) | Deed::Switch(_) | Deed::Reschedule => return None,
    })
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 48, ..ProptestConfig::default() })]

    #[test]
    fn the_projection_is_the_fold_of_the_log(deeds in prop::collection::vec(deed(), 0..60)) {
        let home = stocked(1);
        live(&home.store, &deeds, DAY);
        prop_assert_eq!(kept(&home.store), folded(&home.store));
        let faults: Vec<_> = home.store.doctor().into_iter().flat_map(|check| check.faults).collect();
        prop_assert!(faults.is_empty(), "{:?}", faults);
    }
}

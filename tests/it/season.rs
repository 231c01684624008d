//! A home with a learner's season in it, made by library calls on the decks that ship.

use std::collections::{BTreeMap, VecDeque};

use milepost::domain::card::{ContentHash, Rev};
use milepost::domain::day::{Instant, StudyDay};
use milepost::domain::event::{
    Answer, Event, EventBody, Grader, MarkEvent, Practice, Review, Stamp,
};
use milepost::domain::grade::Grade;
use milepost::domain::id::{CardId, DeviceId};
use milepost::domain::schedule::Scheduler;
use milepost::store::{Store, StoreFiles};

use crate::home::TestEnv;

/// The study day of [`NOW`].
pub(crate) const TODAY: i32 = 20_777;
pub(crate) const NOW: &str = "2026-11-20T12:00:00-03:00";
const OFFSET: i32 = -3 * 3600;

/// A new home at [`NOW`].
pub(crate) fn home() -> TestEnv {
    let mut env = TestEnv::new();
    env.at(NOW);
    env
}

/// A small generator, so that the season is the same on every machine.
struct Chance(u64);

impl Chance {
    fn below(&mut self, n: u64) -> u64 {
        self.0 = self
            .0
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) % n
    }
}

/// A learner: answers what is due, takes new cards, fails some, undoes some.
struct Learner {
    store: Store,
    chance: Chance,
    due: BTreeMap<StudyDay, Vec<CardId>>,
    fresh: VecDeque<CardId>,
    millis: i64,
}

impl Learner {
    fn stamp(&mut self, day: i32) -> Stamp {
        // From seven in the morning on, some seconds apart.
        let dawn = (i64::from(day) * 86_400 + 7 * 3600 - i64::from(OFFSET)) * 1000;
        self.millis = (self.millis + 20_000).max(dawn);
        Stamp {
            at: Instant::from_millis(self.millis),
            offset: OFFSET,
            zone: "-03:00".to_owned(),
            day: StudyDay::from_number(day),
        }
    }

    fn answer(&mut self, card: &CardId, again: u64) -> Answer {
        let grade = if self.chance.below(100) < again {
            self.chance.below(3)
        } else {
            3 + self.chance.below(3)
        };
        let answer_ms = 1000 + u32::try_from(self.chance.below(20_000)).unwrap();
        Answer {
            card: card.clone(),
            rev: Rev(1),
            content: ContentHash::of(b"content"),
            grade: Grade::from_q(u8::try_from(grade).unwrap()).unwrap(),
            grader: Grader::Learner,
            evidence: None,
            answer_ms,
            total_ms: answer_ms + 700,
        }
    }

    fn review(&mut self, card: &CardId, day: i32) -> Event {
        let sm2 = Scheduler::default();
        let before = self.store.progress().state(card).unwrap().memory;
        let answer = self.answer(card, 22);
        let step = sm2.review(
            &before,
            answer.grade,
            StudyDay::from_number(day),
            card,
            &|_| 0,
        );
        let review = Review {
            answer,
            settings: sm2.hash(),
            before,
            strength: step.strength,
            interval: step.interval,
            due: step.due,
        };
        let stamp = self.stamp(day);
        let event = self.store.progress().answer(review, &stamp).unwrap();
        self.due.entry(step.due).or_default().push(card.clone());
        event
    }

    fn act(&mut self, body: EventBody, day: i32) {
        let stamp = self.stamp(day);
        self.store.progress().record(body, &stamp).unwrap();
    }

    fn day(&mut self, day: i32) {
        let later = self.due.split_off(&StudyDay::from_number(day + 1));
        let waiting = std::mem::replace(&mut self.due, later);
        let mut cards: Vec<CardId> = waiting.into_values().flatten().collect();
        let new = usize::try_from(self.chance.below(9))
            .unwrap()
            .min(self.fresh.len());
        cards.extend(self.fresh.drain(..new));
        for card in cards {
            self.turn(&card, day);
        }
    }

    /// A card's turn; one in thirty is taken back, one in fifty is followed by a mark.
    fn turn(&mut self, card: &CardId, day: i32) {
        let event = self.review(card, day);
        if event
            .body
            .answer()
            .is_some_and(|answer| answer.grade.q() < 3)
        {
            let practice = Practice {
                answer: self.answer(card, 10),
            };
            self.act(EventBody::Repeat(practice), day);
        }
        match self.chance.below(150) {
            0..5 => self.act(EventBody::Undo { target: event.key }, day),
            5 | 6 => {
                let practice = Practice {
                    answer: self.answer(card, 30),
                };
                self.act(EventBody::Cram(practice), day);
            }
            7 => self.act(MarkEvent::Suspend.on(card.clone()), day),
            8 => self.act(
                MarkEvent::Bury {
                    until: StudyDay::from_number(day + 1),
                }
                .on(card.clone()),
                day,
            ),
            9 => self.act(MarkEvent::Reset.on(card.clone()), day),
            _ => {}
        }
    }
}

/// A home after some days on the built-in decks, two roadmaps followed.
pub(crate) fn lived_in(days: i32) -> TestEnv {
    let env = home();
    env.ok(&["roadmap", "use", "mastering-python", "big-tech"]);
    let listed = env.json(&["list", "--json", "roadmap:mastering-python"]);
    let ids = listed["cards"]
        .as_array()
        .unwrap()
        .iter()
        .map(|card| card["id"].as_str().unwrap());
    // Every third card, so that each phase is begun and none is done.
    let fresh = ids
        .step_by(3)
        .map(|id| CardId::parse(id).unwrap())
        .collect();
    let data = env.path();
    let files = StoreFiles {
        db: data.join("milepost.db"),
        index: data.join("cache/index.db"),
        backups: data.join("backups"),
    };
    let store = Store::open(&files, DeviceId::parse("00000000000000ab").unwrap()).unwrap();
    assert!(
        store.index_stamp().unwrap().is_some(),
        "the program made the index"
    );
    store
        .log()
        .register_settings(&Scheduler::default())
        .unwrap();
    let mut learner = Learner {
        store,
        chance: Chance(11),
        due: BTreeMap::new(),
        fresh,
        millis: 0,
    };
    for day in TODAY - days..=TODAY {
        // A rest day now and then.
        if day % 11 != 0 {
            learner.day(day);
        }
    }
    env
}

//! Homes, cards and answers for the tests of the store.

use std::collections::HashMap;
use std::path::Path;

use milepost::decks::own_card;
use milepost::domain::card::{Basic, Body, Card, ContentHash, Interview, Level, Origin, Rev};
use milepost::domain::day::{Instant, StudyDay};
use milepost::domain::event::{
    Answer, Event, EventBody, EventKey, Grader, Practice, Review, SettingsHash, Stamp,
};
use milepost::domain::grade::Grade;
use milepost::domain::id::{AreaId, CardId, DeviceId, RoadmapId, TopicId};
use milepost::domain::memory::{CardState, Memory};
use milepost::domain::replay::{self, Projection};
use milepost::domain::roadmap::{Area, Roadmap, Tier, Title, Topic};
use milepost::domain::schedule::fsrs6::{DEFAULT_WEIGHTS, Weights};
use milepost::domain::schedule::{Fsrs6, Scheduler, Sm2};
use milepost::store::{DayTally, Filter, IndexedContent, Store, StoreFiles, TopicContent};
use tempfile::TempDir;

pub(super) const DAY: i32 = 20_000;

/// A temporary home.
pub(super) struct Home {
    pub(super) folder: TempDir,
    pub(super) store: Store,
}

pub(super) fn files(folder: &Path) -> StoreFiles {
    StoreFiles {
        db: folder.join("milepost.db"),
        index: folder.join("cache/index.db"),
        backups: folder.join("backups"),
    }
}

pub(super) fn device(number: u64) -> DeviceId {
    DeviceId::parse(&format!("{number:016x}")).unwrap()
}

pub(super) fn home(number: u64) -> Home {
    let folder = tempfile::tempdir().unwrap();
    let store = Store::open(&files(folder.path()), device(number)).unwrap();
    store
        .log()
        .register_settings(&Scheduler::default())
        .unwrap();
    Home { folder, store }
}

/// A home whose decks hold five cards in each of four topics, `t0` to `t3`, and a roadmap `road` of the first two.
pub(super) fn stocked(number: u64) -> Home {
    let home = home(number);
    stock(&home.store, 4, 5);
    home
}

pub(super) fn stock(store: &Store, topics: usize, cards: usize) {
    let shelves: Vec<(Topic, Vec<Card>)> = (0..topics)
        .map(|t| (topic(t), (0..cards).map(|c| card(t, c)).collect()))
        .collect();
    let contents: Vec<TopicContent<'_>> = shelves
        .iter()
        .map(|(topic, cards)| TopicContent {
            topic,
            cards,
            translated: &[],
        })
        .collect();
    let areas = [Area {
        id: AreaId::parse("area").unwrap(),
        title: title("Area"),
    }];
    let roadmaps = [road()];
    let retired = [(id("old.card"), Some(id("t0.c0")))];
    let content = IndexedContent {
        stamp: "one",
        files: &[],
        areas: &areas,
        topics: &contents,
        roadmaps: &roadmaps,
        retired: &retired,
    };
    store.replace_content(&content).unwrap();
}

pub(super) fn title(text: &str) -> Title {
    Title {
        en: text.to_owned(),
        translations: Vec::new(),
    }
}

pub(super) fn topic(number: usize) -> Topic {
    Topic {
        id: topic_id(number),
        area: AreaId::parse("area").unwrap(),
        title: title("Topic"),
        description: None,
        primer: None,
        prerequisites: Vec::new(),
        tier: Tier::Core,
        auto: None,
        reference: None,
        must_mention: Vec::new(),
        introduces: Vec::new(),
        origin: Origin::BuiltIn,
    }
}

pub(super) fn topic_id(number: usize) -> TopicId {
    TopicId::parse(&format!("t{number}")).unwrap()
}

pub(super) fn id(text: &str) -> CardId {
    CardId::parse(text).unwrap()
}

pub(super) fn nth(topic: usize, card: usize) -> CardId {
    id(&format!("t{topic}.c{card}"))
}

pub(super) fn card(topic: usize, card: usize) -> Card {
    let body = Body::Basic(Basic {
        prompt: format!("Question {card}?"),
        answer: "Answer.".to_owned(),
    });
    Card {
        area: AreaId::parse("area").unwrap(),
        level: Level::new(2).unwrap(),
        interview: Interview::Common,
        tags: vec!["tag".to_owned()],
        why: Some("Because.".to_owned()),
        origin: Origin::BuiltIn,
        content: content(),
        ..own_card(nth(topic, card), topic_id(topic), body)
    }
}

pub(super) fn content() -> ContentHash {
    ContentHash::of(b"content")
}

pub(super) fn road() -> Roadmap {
    let items = |topic: usize| {
        serde_json::json!([{"line": topic + 1, "section": null, "group": null, "text": "Item",
            "topics": [format!("t{topic}")], "need": "required", "level": null}])
    };
    let phase = |number: usize| {
        serde_json::json!({"number": number, "title": "Phase", "goal": null, "duration": null, "need": "required",
            "items": items(number - 1), "questions": [], "resources": [], "projects": [], "tasks": []})
    };
    serde_json::from_value(serde_json::json!({
        "id": "road", "lang": "en", "title": "Road", "translations": [], "intro": [], "phases": [phase(1), phase(2)],
        "resources": [], "projects": [], "tools": [], "tips": [], "audience": [], "uses": [], "repository_plan": [],
        "summary": [], "timeline": [], "final_project": null, "phases_heading": null, "closing": [], "description": null,
        "origin": "builtin"
    }))
    .unwrap()
}

pub(super) fn roadmap(name: &str) -> RoadmapId {
    RoadmapId::parse(name).unwrap()
}

pub(super) fn stamp(day: i32) -> Stamp {
    let at = Instant::from_millis((i64::from(day) * 86_400 + 10 * 3600) * 1000);
    Stamp {
        at,
        offset: 3600,
        zone: "+01:00".to_owned(),
        day: StudyDay::from_number(day),
    }
}

pub(super) fn answer_to(card: &CardId, grade: Grade) -> Answer {
    Answer {
        card: card.clone(),
        rev: Rev(1),
        content: content(),
        grade,
        grader: Grader::Learner,
        evidence: None,
        answer_ms: 4321,
        total_ms: 6543,
    }
}

pub(super) fn practice(card: &CardId, grade: Grade) -> Practice {
    Practice {
        answer: answer_to(card, grade),
    }
}

/// The review that grading a card in this state on this day makes.
pub(super) fn review(card: &CardId, before: Memory, grade: Grade, day: i32) -> Review {
    review_under(&Scheduler::default(), card, before, grade, day)
}

/// The same under another scheduler.
pub(super) fn review_under(
    scheduler: &Scheduler,
    card: &CardId,
    before: Memory,
    grade: Grade,
    day: i32,
) -> Review {
    let step = scheduler.review(&before, grade, StudyDay::from_number(day), card, &|_| 0);
    Review {
        answer: answer_to(card, grade),
        settings: scheduler.hash(),
        before,
        strength: step.strength,
        interval: step.interval,
        due: step.due,
    }
}

/// Grades a card as it stands.
pub(super) fn grade(store: &Store, card: &CardId, grade: Grade, day: i32) -> Event {
    let before = store.progress().state(card).unwrap().memory;
    store
        .progress()
        .answer(review(card, before, grade, day), &stamp(day))
        .unwrap()
}

/// Schedulers to switch between; the last has weights of its own.
pub(super) fn schedulers() -> [Scheduler; 4] {
    let mut weights = DEFAULT_WEIGHTS;
    weights[2] = 1.7;
    weights[20] = 0.2;
    let fitted = Fsrs6 {
        weights: Weights::nearest(weights).unwrap(),
        ..Fsrs6::default()
    };
    [
        Scheduler::Sm2(Sm2::standard()),
        Scheduler::Sm2(Sm2::original()),
        Scheduler::Fsrs6(Fsrs6::default()),
        Scheduler::Fsrs6(fitted),
    ]
}

pub(super) fn scheduler_of(hash: &SettingsHash) -> Option<Scheduler> {
    schedulers()
        .into_iter()
        .find(|scheduler| scheduler.hash() == *hash)
}

/// Everything in the log, in order.
pub(super) fn log(store: &Store) -> Vec<Event> {
    store
        .log()
        .events(Filter::default())
        .unwrap()
        .map(|logged| logged.unwrap().event)
        .collect()
}

/// The projection as the store keeps it.
pub(super) fn kept(store: &Store) -> Projection {
    let states: HashMap<CardId, CardState> = store.progress().all_states().unwrap();
    Projection {
        cards: states
            .into_iter()
            .filter(|(_, state)| *state != CardState::default())
            .collect(),
        followed: store.progress().followed().unwrap(),
        unlocked: store.progress().unlocked().unwrap().into_iter().collect(),
        done: store.progress().done().unwrap().into_iter().collect(),
        plan: store.progress().plan().unwrap(),
    }
}

/// The projection as the log tells it.
pub(super) fn folded(store: &Store) -> Projection {
    let in_use = store.log().scheduler_in_use().unwrap();
    replay::fold(&log(store), &scheduler_of, &in_use)
}

pub(super) fn undo_body(target: &EventKey) -> EventBody {
    EventBody::Undo {
        target: target.clone(),
    }
}

pub(super) fn totals(store: &Store) -> Vec<DayTally> {
    let mut totals = store
        .progress()
        .tallies(
            StudyDay::from_number(i32::MIN),
            StudyDay::from_number(i32::MAX),
        )
        .unwrap();
    totals.sort_by_key(|row| (row.day, row.topic.clone(), row.kind, row.hour, row.met));
    totals
}

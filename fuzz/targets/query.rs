//! Queries: any text is a query or a fault within it, and a query chooses or leaves any card.

#![no_main]

use libfuzzer_sys::fuzz_target;
use milepost::domain::card::{CardKind, Interview, Level, Origin};
use milepost::domain::day::StudyDay;
use milepost::domain::grade::Grade;
use milepost::domain::id::{AreaId, CardId, RoadmapId, TopicId};
use milepost::domain::memory::{
    CardMark, CardState, Ease, Interval, Marks, Memory, SeenMemory, Strength,
};
use milepost::domain::query::{CardFacts, Names, Query};

const TODAY: StudyDay = StudyDay::from_number(20_000);

fuzz_target!(|text: &str| {
    let query = match Query::parse(text) {
        Ok(query) => query,
        Err(fault) => {
            assert!(
                (1..=text.chars().count() + 1).contains(&fault.column),
                "{fault}"
            );
            return assert!(!fault.to_string().contains('\n') || text.contains('\n'));
        }
    };
    let negated = Query::parse(&format!("-({text})"));
    for state in [CardState::default(), seen()] {
        let matched = with_facts(state, |facts| query.matches(facts, TODAY));
        if let Ok(negated) = &negated {
            assert_eq!(
                matched,
                !with_facts(state, |facts| negated.matches(facts, TODAY)),
                "{text}"
            );
        }
    }
    let names = |name: &str| vec![name.to_owned()];
    let names = Names {
        topics: names("lists"),
        areas: names("core"),
        roadmaps: names("python-developer"),
        tags: names("slices"),
    };
    if let Err(fault) = query.check(&names) {
        assert!(
            (1..=text.chars().count()).contains(&fault.column),
            "{fault}"
        );
        assert!(!fault.to_string().is_empty() && fault.nearest() != Some(""));
    }
    assert!(!query.is_empty() || query.needs_ratings().is_none());
});

fn seen() -> CardState {
    let memory = Memory::Seen(SeenMemory {
        strength: Strength::Sm2 {
            ease: Ease::from_hundredths(u32::MAX).expect("above the floor"),
            repetitions: 3,
        },
        passes: 4,
        reviews: u32::MAX,
        lapses: 9,
        interval: Interval::from_days(u32::MAX).expect("above one"),
        due: StudyDay::from_number(i32::MIN),
        last: StudyDay::from_number(i32::MAX),
    });
    let marks = Marks {
        suspended: CardMark::On,
        buried_until: Some(TODAY),
        flagged: CardMark::On,
    };
    CardState { memory, marks }
}

fn with_facts<T>(state: CardState, ask: impl FnOnce(&CardFacts<'_>) -> T) -> T {
    let roads = [(RoadmapId::parse("python-developer").expect("a slug"), 2)];
    ask(&CardFacts {
        id: &CardId::parse("lists.slice#reverse").expect("an id"),
        topic: &TopicId::parse("lists").expect("a slug"),
        area: &AreaId::parse("core").expect("a slug"),
        kind: CardKind::Basic,
        level: Level::new(3).expect("1 to 5"),
        interview: Interview::Common,
        tags: &["slices".to_owned()],
        origin: &Origin::Mine,
        text: "what does a slice copy",
        roadmaps: &roads,
        state,
        leech: CardMark::On,
        translated: CardMark::On,
        ratings: &[
            (TODAY, Grade::AGAIN),
            (StudyDay::from_number(i32::MIN), Grade::EASY),
        ],
        added: Some(StudyDay::from_number(i32::MIN)),
    })
}

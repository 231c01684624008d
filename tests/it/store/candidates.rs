//! Queries answered from indexes choose the very cards that a look at every card chooses.

use std::collections::BTreeSet;

use milepost::domain::card::{Basic, Body, Card, Level, Open, Origin};
use milepost::domain::day::StudyDay;
use milepost::domain::event::MarkEvent;
use milepost::domain::grade::Grade;
use milepost::domain::id::{AreaId, RoadmapId};
use milepost::domain::memory::CardMark;
use milepost::domain::query::{Candidates, CardFacts, Query};
use milepost::domain::roadmap::{Area, Topic};
use milepost::store::{IndexedContent, Store, Texts, TopicContent};
use proptest::prelude::*;

use super::kit::*;

const TODAY: StudyDay = StudyDay::from_number(DAY + 30);

/// Texts that hold what queries look for, and what looks like it.
const TEXTS: [&str; 6] = [
    "What does __init__ do?",
    "How fast is O(n)?",
    "A loop in n\u{b2} steps, fun\u{e7}\u{e3}o",
    "if it is os, or so",
    "Question and answer",
    "Another question",
];

/// Thirty cards in five topics of two areas, the last topic the learner's own; cards in every state.
fn stocked_with_states() -> Home {
    let home = home(1);
    let shelves: Vec<(Topic, Vec<Card>)> = (0..5)
        .map(|t| (any_topic(t), (0..6).map(|c| any_card(t, c)).collect()))
        .collect();
    replace(&home.store, &shelves);
    for number in 0..20 {
        let card = nth(number % 5, number / 5);
        let day = DAY + i32::try_from(number).unwrap();
        grade(&home.store, &card, Grade::GOOD, day);
        if number % 3 == 0 {
            grade(&home.store, &card, Grade::EASY, day + 2);
        }
    }
    for (number, mark) in [
        (2, MarkEvent::Suspend),
        (
            7,
            MarkEvent::Bury {
                until: TODAY.plus(1),
            },
        ),
        (
            8,
            MarkEvent::Flag {
                note: String::new(),
            },
        ),
        (11, MarkEvent::Reset),
    ] {
        let body = mark.on(nth(number % 5, number / 5));
        home.store
            .progress()
            .record(body, &stamp(DAY + 25))
            .unwrap();
    }
    home
}

fn replace(store: &Store, shelves: &[(Topic, Vec<Card>)]) {
    let contents: Vec<TopicContent<'_>> = shelves
        .iter()
        .map(|(topic, cards)| TopicContent {
            topic,
            cards,
            translated: &[],
        })
        .collect();
    let areas = ["area", "other"].map(|id| Area {
        id: AreaId::parse(id).unwrap(),
        title: title("Area"),
    });
    let roadmaps = [road()];
    let content = IndexedContent {
        stamp: "states",
        files: &[],
        areas: &areas,
        topics: &contents,
        roadmaps: &roadmaps,
        retired: &[],
    };
    store.replace_content(&content).unwrap();
}

fn area_of(topic: usize) -> AreaId {
    AreaId::parse(if topic < 2 { "area" } else { "other" }).unwrap()
}

fn origin_of(topic: usize) -> Origin {
    if topic == 4 {
        Origin::Mine
    } else {
        Origin::BuiltIn
    }
}

fn any_topic(number: usize) -> Topic {
    Topic {
        area: area_of(number),
        origin: origin_of(number),
        ..topic(number)
    }
}

fn any_card(topic: usize, number: usize) -> Card {
    let prompt = TEXTS[(topic + number) % TEXTS.len()].to_owned();
    let body = if number == 1 {
        Body::Open(Open {
            prompt,
            points: Vec::new(),
            mistakes: Vec::new(),
            follow_ups: Vec::new(),
            model: None,
            clarify: Vec::new(),
            estimates: Vec::new(),
            levels: Vec::new(),
            signals: Vec::new(),
            star: None,
        })
    } else {
        Body::Basic(Basic {
            prompt,
            answer: "Answer.".to_owned(),
        })
    };
    Card {
        area: area_of(topic),
        origin: origin_of(topic),
        level: Level::new(u8::try_from(number % 5 + 1).unwrap()).unwrap(),
        tags: vec![
            if number.is_multiple_of(2) {
                "\u{c1}rvore"
            } else {
                "graph"
            }
            .to_owned(),
        ],
        body,
        ..card(topic, number)
    }
}

/// The cards that a query matches among some candidates.
fn chosen(store: &Store, query: &Query, candidates: &Candidates<'_>) -> BTreeSet<String> {
    let road = RoadmapId::parse("road").unwrap();
    let homes = store.content().homes(&road).unwrap();
    let mut found = BTreeSet::new();
    let take = |card: milepost::store::StoredCardFacts| {
        let facts = &card.facts;
        let phases = homes.iter().filter(|(topic, _)| *topic == facts.topic);
        let roadmaps: Vec<(RoadmapId, u32)> =
            phases.map(|(_, phase)| (road.clone(), *phase)).collect();
        let asked = CardFacts {
            id: &facts.id,
            topic: &facts.topic,
            area: &facts.area,
            kind: facts.kind,
            level: facts.level,
            interview: facts.interview,
            tags: &facts.tags,
            origin: &facts.origin,
            text: &card.search,
            roadmaps: &roadmaps,
            state: card.state,
            leech: CardMark::Off,
            translated: CardMark::Off,
            ratings: &[],
            added: facts.added,
        };
        if query.matches(&asked, TODAY) {
            found.insert(facts.id.to_string());
        }
    };
    store
        .progress()
        .each_card(candidates, TODAY, Texts::Read, take)
        .unwrap();
    found
}

fn agree(store: &Store, text: &str) -> usize {
    let query = Query::parse(text).unwrap();
    let planned = chosen(store, &query, &query.candidates());
    assert_eq!(planned, chosen(store, &query, &Candidates::All), "{text}");
    planned.len()
}

#[test]
fn every_term_finds_what_a_look_at_every_card_finds() {
    let home = stocked_with_states();
    for text in [
        "topic:t1",
        "area:area",
        "roadmap:road",
        "roadmap:road phase:2",
        "phase<2",
        "kind:open",
        "tag:arvore",
        "level>=3",
        "level!=2",
        "is:due",
        "is:new",
        "is:learning",
        "is:young",
        "is:suspended",
        "is:buried",
        "is:flagged",
        "is:mine",
        "interval>1",
        "question",
        "t1.c",
        "-kind:open",
        "kind:open or tag:graph",
        "is:due -topic:t0 level<4",
    ] {
        assert!(agree(&home.store, text) > 0, "{text} finds nothing");
    }
}

#[test]
fn any_piece_of_text_is_a_word() {
    let home = stocked_with_states();
    for text in [
        "__init__",
        "\"O(n)\"",
        "n\u{b2}",
        "n2",
        "FUN\u{c7}\u{c3}O",
        "funcao",
        "os",
        "?",
        "ion an",
    ] {
        let quoted = if text.starts_with('"') {
            text.to_owned()
        } else {
            format!("\"{text}\"")
        };
        assert!(agree(&home.store, &quoted) > 0, "{text} finds nothing");
    }
    assert_eq!(agree(&home.store, "nowhere"), 0);
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn any_query_finds_what_a_look_at_every_card_finds(
        terms in prop::collection::vec(
            ("-{0,2}", prop::sample::select(vec![
                "topic:t0", "topic:t3", "area:other", "roadmap:road", "phase:1", "kind:basic", "tag:graph",
                "level<3", "level>5", "is:due", "is:new", "is:young", "is:mature", "is:buried", "is:leech",
                "is:mine", "lapses>0", "interval<9", "ease>1", "question", "n2", "e",
            ])),
            1..6,
        ),
        joints in prop::collection::vec(prop::sample::select(vec![" ", " or ", ") (", ") or ("]), 6),
    ) {
        thread_local! {
            static HOME: Home = stocked_with_states();
        }
        let mut text = String::from("(");
        for (place, (minus, term)) in terms.iter().enumerate() {
            if place > 0 {
                text.push_str(joints[place]);
            }
            text.push_str(minus);
            text.push_str(term);
        }
        text.push(')');
        HOME.with(|home| agree(&home.store, &text));
    }
}

//! The query language: what each term chooses, and how faults are told.

use milepost::domain::card::{CardKind, Interview, Level, Origin};
use milepost::domain::day::StudyDay;
use milepost::domain::grade::Grade;
use milepost::domain::id::{AreaId, CardId, RoadmapId, TopicId};
use milepost::domain::memory::{
    CardMark, CardState, Ease, Interval, Marks, Memory, SeenMemory, Strength,
};
use milepost::domain::query::{CardFacts, FIELDS, Names, OPERATORS, Query, states};
use proptest::prelude::*;

use crate::home::TestEnv;

const TODAY: StudyDay = StudyDay::from_number(20_000);

fn young() -> CardState {
    let interval = Interval::from_days(12).unwrap();
    let ease = Ease::from_hundredths(190).unwrap();
    let (due, last) = (TODAY, TODAY.plus(-12));
    let seen = SeenMemory {
        strength: Strength::Sm2 {
            ease,
            repetitions: 3,
        },
        passes: 7,
        reviews: 12,
        lapses: 4,
        interval,
        due,
        last,
    };
    CardState {
        memory: Memory::Seen(seen),
        marks: Marks::default(),
    }
}

/// Whether a query chooses the one card of these tests, in some state.
fn chooses(query: &str, state: CardState) -> bool {
    let id = CardId::parse("decorators.wraps").unwrap();
    let (topic, area) = (
        TopicId::parse("decorators").unwrap(),
        AreaId::parse("core").unwrap(),
    );
    let tags = ["Metadata".to_owned(), "função".to_owned()];
    let roadmaps = [
        (RoadmapId::parse("one").unwrap(), 2),
        (RoadmapId::parse("two").unwrap(), 5),
    ];
    let ratings = [
        (TODAY.plus(-3), Grade::AGAIN),
        (TODAY.plus(-6), Grade::EASY),
    ];
    let card = CardFacts {
        id: &id,
        topic: &topic,
        area: &area,
        kind: CardKind::Basic,
        level: Level::new(3).unwrap(),
        interview: Interview::Common,
        tags: &tags,
        origin: &Origin::Mine,
        text: "a funcao interna perde o nome -x or y",
        roadmaps: &roadmaps,
        state,
        leech: CardMark::Off,
        translated: CardMark::Off,
        ratings: &ratings,
        added: Some(TODAY.plus(-6)),
    };
    Query::parse(query).unwrap().matches(&card, TODAY)
}

#[test]
fn terms_choose_what_they_say() {
    for query in [
        "",
        "  ",
        "funcao",
        "FUNÇÃO perde",
        "\"perde o\"",
        "wraps",
        "topic:decorators",
        "Topic:\"decorators\"",
        "roadmap:two phase:5",
        "phase:2",
        "phase>=3",
        "kind:basic",
        "tag:metadata",
        "tag:funcao",
        "area:core",
        "level>=3",
        "level=3",
        "level<4",
        "level!=2",
        "interview:common",
        "is:due",
        "is:young",
        "is:mine",
        "lapses>3",
        "ease<2",
        "ease<=1.9",
        "ease>1.89",
        "interval>=12",
        "rated:7:1",
        "rated:4",
        "rated:7:4",
        "added:7",
        "-is:new",
        "nowhere or perde",
        "(is:new or is:young) -kind:code",
        "--perde",
        "-(is:new or nowhere)",
        "perde and nome",
        "\"-x or\"",
        "is:new or is:due nome",
        "(perde)nome",
    ] {
        assert!(chooses(query, young()), "{query}");
    }
    for query in [
        "nowhere",
        "\"o perde\"",
        "topic:closures",
        "roadmap:one phase:5",
        "roadmap:one (phase:5 or phase:9)",
        "phase:3",
        "kind:code",
        "level>3",
        "is:new",
        "is:mature",
        "is:suspended",
        "is:leech",
        "is:flagged",
        "ease>=2",
        "interval>12",
        "rated:3:1",
        "rated:7:2",
        "rated:6:4",
        "added:6",
        "-perde",
        "perde nowhere",
    ] {
        assert!(!chooses(query, young()), "{query}");
    }
}

#[test]
fn a_new_card_has_no_ease_and_no_interval_but_no_lapses_either() {
    let new = CardState::default();
    assert!(chooses("is:new lapses:0", new));
    assert!(!chooses("ease<9 or interval<9 or is:due", new));
}

#[test]
fn suspended_and_buried_stand_above_the_states() {
    let suspended = CardState {
        marks: Marks {
            suspended: CardMark::On,
            ..Marks::default()
        },
        ..young()
    };
    assert!(chooses(
        "is:suspended -is:young -is:due -is:buried",
        suspended
    ));
    let buried = CardState {
        marks: Marks {
            buried_until: Some(TODAY.plus(1)),
            ..Marks::default()
        },
        ..young()
    };
    assert!(chooses("is:buried -is:young -is:due", buried));
    let back = CardState {
        marks: Marks {
            buried_until: Some(TODAY),
            ..Marks::default()
        },
        ..young()
    };
    assert!(chooses("is:due -is:buried", back));
}

#[test]
fn faults_name_the_place_and_what_would_be_right() {
    let faults: Vec<String> = [
        "topc:lists",
        "is:maturee",
        "kind:xyz",
        "level>=x",
        "ease<2.555",
        "a or",
        "or a",
        "(a",
        "a)",
        "()",
        "a -",
        "\"open",
        "topic:",
        "rated:7:9",
        "rated:x",
        "topic>3",
        "interval>=99999999999",
        "a:b",
        "and",
    ]
    .iter()
    .map(|query| format!("{query} | {}", Query::parse(query).unwrap_err()))
    .collect();
    insta::assert_snapshot!(faults.join("\n"), @r#"
    topc:lists | query, column 1: unknown field 'topc'; did you mean 'topic'?
    is:maturee | query, column 4: unknown state 'maturee'; did you mean 'mature'?
    kind:xyz | query, column 6: unknown kind 'xyz'; expected basic, cloze, choice, type, output, bug, code, open
    level>=x | query, column 8: expected a whole number, found 'x'
    ease<2.555 | query, column 6: expected an ease such as 2.5, found '2.555'
    a or | query, column 5: expected a term, found the end
    or a | query, column 1: expected a term, found 'or'
    (a | query, column 3: expected ')', found the end
    a) | query, column 2: expected the end, found ')'
    () | query, column 2: expected a term, found ')'
    a - | query, column 4: expected a term, found the end
    "open | query, column 6: expected a closing quote, found the end
    topic: | query, column 7: expected a value, found the end
    rated:7:9 | query, column 7: expected a button from 1 to 4, found '9'
    rated:x | query, column 7: expected a number of days, found 'x'
    topic>3 | query, column 7: expected ':' after this field, found '>'
    interval>=99999999999 | query, column 11: expected a whole number, found '99999999999'
    a:b | query, column 1: unknown field 'a'; expected topic, roadmap, phase, kind, tag, area, level, interview, is, lapses, ease, interval, rated, added
    and | query, column 1: expected a term, found 'and'
    "#);
}

#[test]
fn unknown_names_are_found_with_the_nearest() {
    let names = Names {
        topics: vec!["decorators".into()],
        tags: vec!["Metadata".into()],
        ..Names::default()
    };
    let check = |query: &str| Query::parse(query).unwrap().check(&names);
    assert_eq!(check("topic:decorators tag:metadata word"), Ok(()));
    let fault = check("word -(topic:decoratorz or x)").unwrap_err();
    assert_eq!((fault.column, fault.nearest()), (14, Some("decorators")));
}

#[test]
fn ratings_are_needed_only_where_asked() {
    assert_eq!(Query::parse("is:due").unwrap().needs_ratings(), None);
    assert_eq!(
        Query::parse("-rated:3 or (rated:30:1)")
            .unwrap()
            .needs_ratings(),
        Some(30)
    );
}

#[test]
fn hostile_texts_fault_and_overflow_nothing() {
    for text in [
        "(".repeat(100_000),
        "(".repeat(3_000),
        "-".repeat(100_000),
        format!("{}a{}", "(".repeat(40), ")".repeat(40)),
    ] {
        assert!(Query::parse(&text).is_err());
    }
    assert!(Query::parse(&format!("{}a{}", "(".repeat(32), ")".repeat(32))).is_ok());
}

proptest! {
    #[test]
    fn any_text_parses_or_faults(text in ".*", pieces in "([a-z(): \"\\-<>=0-9.]|or |is:|ease<|rated:){0,40}") {
        for text in [text, pieces] {
            if let Err(fault) = Query::parse(&text) {
                prop_assert!(fault.column >= 1 && fault.column <= text.chars().count() + 1);
            } else {
                chooses(&text, young());
            }
        }
    }
}

#[test]
fn the_help_names_every_field_state_and_operator() {
    let help = TestEnv::new().ok(&["help", "list"]);
    let words: Vec<&str> = help.split([' ', '\n', '(', ')', ',']).collect();
    for field in FIELDS {
        let named = words.iter().any(|word| {
            word.strip_prefix(field)
                .is_some_and(|rest| rest.starts_with([':', '<', '>']))
        });
        assert!(named, "no {field} in {help}");
    }
    for state in states() {
        assert!(
            words.contains(&&*format!("is:{state}")),
            "no is:{state} in {help}"
        );
    }
    for operator in OPERATORS {
        Query::parse(&format!("level{operator}3")).unwrap();
        let named = words.contains(&operator)
            || words
                .iter()
                .any(|word| word.contains(&format!("l{operator}")));
        assert!(named, "no {operator} in {help}");
    }
}

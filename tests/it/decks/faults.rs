//! Every fault is shown with its exact place.

use std::fmt::Write as _;

use milepost::decks::{DeckContent, SourceFile, load};
use milepost::domain::card::{Body, Origin};

const CURRICULUM: &str = r#"format = 1
[[area]]
slug = "core"
title = "Core"
[[topic]]
slug = "lists"
area = "core"
title = "Lists"
tier = 1
"#;

const ROAD: &str = r#"format = 1
id = "road"
title = "Road"
[[phase]]
number = 1
title = "One"
[[phase.item]]
line = 3
text = "Lists"
topics = ["lists"]
[[phase.question]]
line = 9
text = "Why lists?"
"#;

const HEADER: &str = "format = 1\ntopic = \"lists\"\nlang = \"en\"\npython = \">=3.10\"\n";

/// A good card; the extra lines come after its scalars, from line 16 of a file that begins with `HEADER`.
fn basic(id: &str, extra: &str) -> String {
    format!(
        "\n[[card]]\nid = \"{id}\"\nkind = \"basic\"\nrev = 1\nlevel = 1\ninterview = \"no\"\ntags = [\"a\"]\n\
         prompt = \"Question of {id}?\"\nanswer = \"Answer.\"\nwhy = \"Because.\"\n{extra}\n"
    )
}

fn files(files: &[(&str, Origin, &str)]) -> DeckContent {
    let mut sources = vec![
        SourceFile::held("curriculum.toml", Origin::BuiltIn, CURRICULUM),
        SourceFile::held("roadmaps/road.toml", Origin::BuiltIn, ROAD),
        SourceFile::held("requirements.txt", Origin::BuiltIn, "numpy==2.0\n"),
    ];
    sources.extend(
        files
            .iter()
            .map(|(path, origin, text)| SourceFile::held(path, origin.clone(), text)),
    );
    load(sources)
}

fn lists(cards: &str) -> DeckContent {
    files(&[(
        "topics/core/lists.toml",
        Origin::BuiltIn,
        &format!("{HEADER}{cards}"),
    )])
}

fn shown(content: &DeckContent) -> Vec<String> {
    content
        .faults
        .iter()
        .map(|fault| fault.to_string().replace("topics/core/lists.toml", "lists"))
        .collect()
}

fn ids(content: &DeckContent) -> Vec<&str> {
    content.cards.iter().map(|card| card.id.as_str()).collect()
}

#[test]
fn a_good_file_has_no_fault() {
    let content = lists(&basic("l.a", ""));
    assert_eq!(shown(&content), [""; 0]);
    assert_eq!(ids(&content), ["l.a"]);
    assert_eq!(content.places[0].spot.line, 7);
}

#[test]
fn every_field_fault_has_its_line_and_a_hint() {
    let cases = [
        (
            "vlaid = \"x\"",
            "lists:16:1: card l.a has no field `vlaid`; did you mean `valid`?",
        ),
        (
            "zebra = \"x\"",
            "lists:16:1: card l.a has no field `zebra`; remove it",
        ),
        (
            "level = 9",
            "lists:16:1: invalid TOML: duplicate key; fix the syntax",
        ),
        (
            "hints = \"x\"",
            "lists:16:9: `hints` is a string; write a list",
        ),
        (
            "hints = [1]",
            "lists:16:10: `hints` is an integer; write a text in quotes",
        ),
        (
            "valid = \"\"",
            "lists:16:9: `valid` is empty; write it or leave the field out",
        ),
        (
            "minutes = -1",
            "lists:16:11: `minutes` is an integer; write a whole number from 0",
        ),
        (
            "needs = [\"l.x\"]",
            "lists:16:10: no card is called 'l.x'; did you mean `l.a`?",
        ),
        (
            "needs = [\"L\"]",
            "lists:16:10: 'L' is not a card id; name a card by its id",
        ),
        (
            "needs = [\"l.a\"]",
            "lists:16:10: card 'l.a' needs 'l.a', which needs it in turn; remove one of the needs",
        ),
        (
            "python = \">=3.9\"",
            "lists:16:10: '>=3.9' is older than 3.10; write versions such as >=3.10,<3.14",
        ),
        (
            "asks = [\"road\"]",
            "lists:16:9: 'road' names no listed question; write <roadmap>:<line>, such as mastering-python:104",
        ),
        (
            "asks = [\"raod:9\"]",
            "lists:16:9: no roadmap is called 'raod'; did you mean `road`?",
        ),
        (
            "asks = [\"road:3\"]",
            "lists:16:9: line 3 of 'road' is not a question; its questions are at lines 9",
        ),
        (
            "refs = [\"http://a\"]",
            "lists:16:9: 'http://a' is not an https address; write https://...",
        ),
        (
            "requires = [\"numpy==1.0\"]",
            "lists:16:13: package 'numpy==1.0' is not pinned; did you mean `numpy==2.0`?",
        ),
        (
            "status = \"redy\"",
            "lists:16:10: 'redy' is not a status; did you mean `ready`?",
        ),
        (
            "overrides = 1",
            "lists:16:1: card l.a has no field `overrides`; remove it",
        ),
        (
            "[card.reverse]\nprompt = \"Q\"",
            "lists:16:1: `reverse` lacks `answer`; add `answer`",
        ),
    ];
    for (extra, expected) in cases {
        assert_eq!(shown(&lists(&basic("l.a", extra))), [expected], "{extra}");
    }
}

#[test]
fn every_required_field_that_lacks_is_named_in_one_run() {
    let content = lists("\n[[card]]\nid = \"l.a\"\nkind = \"output\"\n");
    let mut expected = Vec::new();
    for field in [
        "tags",
        "why",
        "rev",
        "level",
        "interview",
        "prompt",
        "code",
        "stdout",
    ] {
        expected.push(format!(
            "lists:6:1: card l.a lacks `{field}`; add `{field}`"
        ));
    }
    assert_eq!(shown(&content), expected);
}

#[test]
fn ids_kinds_and_levels_are_checked() {
    let card = |id: &str, kind: &str, rest: &str| {
        format!(
            "\n[[card]]\nid = \"{id}\"\nkind = \"{kind}\"\n{rest}tags = []\nprompt = \"Q\"\nanswer = \"A\"\nwhy = \"W\"\n"
        )
    };
    let good = "rev = 1\nlevel = 1\ninterview = \"no\"\n";
    let cases = [
        (
            card("L.a", "basic", good),
            "lists:7:6: 'L.a' is not a card id; write topic.short-name in lower case letters, digits and hyphens",
        ),
        (
            card("l.a\\u0007", "basic", good),
            "lists:7:6: 'l.a\\u{7}' is not a card id; write topic.short-name in lower case letters, digits and hyphens",
        ),
        (
            card("l.a#1", "basic", good),
            "lists:7:6: 'l.a#1' carries a sibling mark; leave out # and what follows",
        ),
        (
            card("l.a", "basik", good),
            "lists:8:8: 'basik' is not a kind of card; did you mean `basic`?",
        ),
        (
            card("l.a", "basic", "rev = 0\nlevel = 1\ninterview = \"no\"\n"),
            "lists:9:7: `rev` is 0; count revisions from 1",
        ),
        (
            card("l.a", "basic", "rev = 1\nlevel = 6\ninterview = \"no\"\n"),
            "lists:10:9: 6 is not a level; write a level from 1, recall of a basic, to 5, expert",
        ),
        (
            card(
                "l.a",
                "basic",
                "rev = 1\nlevel = 1\ninterview = \"comon\"\n",
            ),
            "lists:11:13: 'comon' does not say how often interviews ask it; did you mean `common`?",
        ),
    ];
    for (text, expected) in cases {
        assert_eq!(shown(&lists(&text)), [expected]);
    }
}

/// A card of any kind with lines of its own from line 12.
fn of_kind(kind: &str, rest: &str) -> DeckContent {
    lists(&format!(
        "\n[[card]]\nid = \"l.a\"\nkind = \"{kind}\"\nrev = 1\nlevel = 1\ninterview = \"no\"\ntags = [\"a\"]\nwhy = \"W\"\n{rest}"
    ))
}

#[test]
fn each_kind_checks_its_body() {
    let option = |correct: &str| format!("[[card.option]]\ntext = \"t\"\nwhy = \"w\"\n{correct}\n");
    let (right, wrong) = (option("correct = true"), option(""));
    let code = "prompt = \"Q\"\ncode = '''\na = 1\n'''\nfix = \"x\"\ntests = \"y\"\n";
    let cases = [
        ("cloze", "text = \"a <1>\"\nblanks = [{ answer = \"b\" }, { answer = \"c\" }]".to_owned(), "14:8: blank 2 has no mark <2>; number the blanks from <1>, one entry of `blanks` for each mark"),
        ("cloze", "text = \"a <1> <2>\"\nblanks = [{ answer = \"b\" }]".to_owned(), "14:8: mark <2> has no blank; number the blanks from <1>, one entry of `blanks` for each mark"),
        ("cloze", "text = \"a <1>\"\nblanks = []".to_owned(), "15:10: `blanks` is empty; write at least one entry"),
        ("choice", format!("prompt = \"Q\"\n{wrong}{wrong}"), "6:1: 0 options are correct; mark the right one with correct = true"),
        ("choice", format!("prompt = \"Q\"\n{right}{right}"), "6:1: 2 options are correct; keep one, or set multi = true"),
        ("choice", format!("prompt = \"Q\"\n{right}"), "6:1: one option is not a choice; write two options or more"),
        ("choice", "prompt = \"Q\"\n[[card.option]]\ntext = \"t\"\nwhy = \"w\"\ncorrect = \"yes\"\n[[card.option]]\ntext = \"t\"\nwhy = \"w\"\ncorrect = true\n".to_owned(), "18:11: `correct` is a string; write true or false"),
        ("type", "prompt = \"Q\"\nanswer = \"n\"\ncompare = \"complexity\"".to_owned(), "15:10: the answer 'n' is not a class of growth such as O(n log n); fix `answer` or `compare`"),
        ("type", "prompt = \"Q\"\nanswer = \"x\"\ncompare = \"number\"".to_owned(), "15:10: the answer 'x' is not a number; fix `answer` or `compare`"),
        ("type", "prompt = \"Q\"\nanswer = \"(\"\ncompare = \"regex\"".to_owned(), "15:10: the answer '(' is not a regular expression; fix `answer` or `compare`"),
        ("type", "prompt = \"Q\"\nanswer = \"x\"\ncompare = \"txt\"".to_owned(), "16:11: 'txt' is no way to compare; did you mean `text`?"),
        ("bug", format!("{code}bug_lines = [2]"), "20:14: the code has no line 2; name a line from 1 to 1"),
        ("bug", format!("{code}bug_lines = []"), "20:13: `bug_lines` is empty; write at least one entry"),
        ("open", "prompt = \"Q\"\npoints = []\nmistakes = [\"m\"]\nfollow_ups = [\"f\"]".to_owned(), "15:10: `points` is empty; write at least one entry"),
        ("open", "prompt = \"Q\"\npoints = [{ text = \"t\", musst = true }]\nmistakes = [\"m\"]\nfollow_ups = [\"f\"]".to_owned(), "15:25: an entry of `points` has no field `musst`; did you mean `must`?"),
        ("open", "prompt = \"Q\"\npoints = [{ text = \"t\" }]\nmistakes = [\"m\"]\nfollow_ups = [3]".to_owned(), "17:15: `follow_ups` is an integer; write a text or { q = \"...\", a = \"...\" }"),
    ];
    for (kind, rest, expected) in cases {
        assert_eq!(
            shown(&of_kind(kind, &rest)),
            [format!("lists:{expected}")],
            "{kind}: {rest}"
        );
    }
}

#[test]
fn one_bad_card_hides_no_other_fault_and_drops_no_good_card() {
    let mut text = basic("l.a", "");
    write!(text, "{}", basic("l.b", "wat = 1")).unwrap();
    text.push_str("\n[[card]]\nid = \"l.c\nkind = 3\n");
    write!(text, "{}", basic("l.d", "")).unwrap();
    write!(text, "{}", basic("l.e", "hints = 1")).unwrap();
    let content = lists(&text);
    assert_eq!(
        shown(&content),
        [
            "lists:28:1: card l.b has no field `wat`; remove it",
            "lists:31:10: invalid TOML: invalid basic string, expected `\"`; fix the syntax",
            "lists:56:9: `hints` is an integer; write a list",
        ]
    );
    assert_eq!(ids(&content), ["l.a", "l.d"]);
}

#[test]
fn an_open_string_loses_its_own_card_only() {
    let text = format!(
        "{}\n[[card]]\nid = \"l.b\"\ncode = '''\nx = 1\n{}",
        basic("l.a", ""),
        basic("l.c", "")
    );
    let content = lists(&text);
    assert_eq!(content.faults.len(), 1, "{:?}", shown(&content));
    assert_eq!(ids(&content), ["l.a", "l.c"]);
}

#[test]
fn the_header_is_checked() {
    let with = |header: &str| {
        let text = format!("{header}{}", basic("l.a", ""));
        shown(&files(&[(
            "topics/core/lists.toml",
            Origin::BuiltIn,
            &text,
        )]))
    };
    let rest = "topic = \"lists\"\nlang = \"en\"\n";
    assert_eq!(
        with(rest),
        ["lists:1:1: the file lacks `format`; add `format`"]
    );
    assert_eq!(
        with(&format!("format = 2\n{rest}")),
        ["lists:1:10: format 2 is not known; write format = 1"]
    );
    assert_eq!(
        with("format = 1\ntopic = \"list\"\n"),
        [
            "lists:2:9: the topic 'list' is not the file's name; write topic = \"lists\" or rename the file"
        ]
    );
    assert_eq!(
        with(&format!("format = 1\n{rest}titel = \"x\"\n")),
        ["lists:4:1: the file has no field `titel`; remove it"]
    );
    assert_eq!(
        with("format = 1\ntopic = \"lists\"\nlang = \"de\"\n"),
        ["lists:3:8: 'de' is not a language of decks; write one of en, es, pt-BR"]
    );
}

#[test]
fn a_lost_header_keeps_the_cards() {
    let text = format!("format = \ntopic = \"lists\"\n{}", basic("l.a", ""));
    let content = files(&[("topics/core/lists.toml", Origin::BuiltIn, &text)]);
    assert_eq!(content.faults.len(), 1, "{:?}", shown(&content));
    assert_eq!(ids(&content), ["l.a"]);
}

#[test]
fn a_file_stands_where_its_topic_belongs() {
    let text = |topic: &str| format!("format = 1\ntopic = \"{topic}\"\n");
    let cases = [
        (
            "topics/core/list.toml",
            text("list"),
            "topics/core/list.toml:2:9: no topic is called 'list'; did you mean `lists`?",
        ),
        (
            "topics/oop/lists.toml",
            text("lists"),
            "topics/oop/lists.toml:2:9: topic 'lists' belongs to area 'core'; move the file to topics/core/",
        ),
        (
            "topics/core/Li.toml",
            text("Li"),
            "topics/core/Li.toml:1:1: 'Li' is not a valid topic: write lower case letters and digits, separated by single hyphens; rename the file",
        ),
    ];
    for (path, text, expected) in cases {
        assert_eq!(shown(&files(&[(path, Origin::BuiltIn, &text)])), [expected]);
    }
    let lost = files(&[("lists.toml", Origin::Mine, "")]);
    assert!(
        shown(&lost)[0]
            .starts_with("lists.toml:1:1: lists.toml has no place in a deck folder; put cards in")
    );
}

#[test]
fn an_id_is_taken_once_across_files() {
    let mine = format!("format = 1\ntopic = \"mine\"\n{}", basic("l.a", ""));
    let theirs = format!("{HEADER}{}", basic("l.a", ""));
    let content = files(&[
        ("topics/core/lists.toml", Origin::BuiltIn, &theirs),
        ("topics/mine.toml", Origin::Mine, &mine),
    ]);
    assert_eq!(
        shown(&content),
        [
            "topics/mine.toml:5:6: id 'l.a' is taken by lists:7; choose another id, or set overrides = the card's rev"
        ]
    );
}

#[test]
fn circles_of_needs_are_broken_and_named() {
    let text = [("l.a", "l.b"), ("l.b", "l.c"), ("l.c", "l.a")]
        .map(|(id, need)| basic(id, &format!("needs = [\"{need}\"]")))
        .concat();
    let content = lists(&text);
    assert_eq!(
        shown(&content),
        ["lists:40:10: card 'l.c' needs 'l.a', which needs it in turn; remove one of the needs"]
    );
    assert_eq!(content.cards[2].needs, []);
    assert_eq!(content.cards[0].needs.len(), 1);
}

#[test]
fn a_need_of_a_faulty_card_is_no_second_fault() {
    let content = lists(&[basic("l.a", "wat = 1"), basic("l.b", "needs = [\"l.a\"]")].concat());
    assert_eq!(
        shown(&content),
        ["lists:16:1: card l.a has no field `wat`; remove it"]
    );
}

#[test]
fn drafts_are_not_loaded_and_cannot_be_needed() {
    let content = lists(
        &[
            basic("l.a", "status = \"draft\""),
            basic("l.b", "needs = [\"l.a\"]"),
        ]
        .concat(),
    );
    assert_eq!(ids(&content), ["l.b"]);
    assert_eq!(
        shown(&content),
        ["lists:28:10: card 'l.a' is not ready; remove the need or finish that card"]
    );
}

#[test]
fn retired_ids_are_not_used_again() {
    let cards = format!("{HEADER}{}", basic("l.a", ""));
    let retired = "\"l.a\" = { since = \"2026-12\", why = \"x\" }\n\"l.b\" = { replaced_by = \"l.z\" }\nx = 1\n";
    let content = files(&[
        ("topics/core/lists.toml", Origin::BuiltIn, &cards),
        ("retired.toml", Origin::BuiltIn, retired),
    ]);
    assert_eq!(
        shown(&content),
        [
            "retired.toml:2:25: no card is called 'l.z'; did you mean `l.a`?",
            "retired.toml:3:1: 'x' is not a card id; write \"some.id\" = { ... }",
            "lists:7:6: id 'l.a' was retired; choose another id",
        ]
    );
}

#[test]
fn roadmaps_and_the_curriculum_are_checked() {
    let road = |rest: &str| {
        let text = format!("format = 1\nid = \"way\"\ntitle = \"Way\"\n{rest}");
        shown(&files(&[("roadmaps/way.toml", Origin::Mine, &text)]))
    };
    let phase = "[[phase]]\nnumber = 1\ntitle = \"One\"\n";
    assert_eq!(
        road(""),
        ["roadmaps/way.toml:1:1: the file lacks `phase`; add `phase`"]
    );
    let item = |line: u32, topic: &str| {
        format!("[[phase.item]]\nline = {line}\ntext = \"x\"\ntopics = [\"{topic}\"]\n")
    };
    assert_eq!(
        road(&format!("{phase}{}", item(1, "list"))),
        ["roadmaps/way.toml:10:11: no topic is called 'list'; did you mean `lists`?"]
    );
    assert_eq!(
        road(&format!("{phase}{}{}", item(1, "lists"), item(1, "lists"))),
        [
            "roadmaps/way.toml:12:8: line 1 is there already; give each entry a number of its own: it is the entry's identity"
        ]
    );
    assert_eq!(
        road(&format!("{phase}{phase}")),
        ["roadmaps/way.toml:8:10: phase 1 is there already; number phases from 1, each once"]
    );
    for (number, what) in [("\"1\"", "a string"), ("-1", "an integer"), ("0", "0")] {
        let fault =
            format!("roadmaps/way.toml:5:10: `number` is {what}; write a whole number from 1");
        assert_eq!(
            road(&phase.replace("number = 1", &format!("number = {number}"))),
            [fault]
        );
    }
    let again = ROAD.to_owned();
    assert_eq!(
        shown(&files(&[("roadmaps/road.toml", Origin::Mine, &again)])),
        [
            "roadmaps/road.toml:2:6: a roadmap called 'road' is there already; choose another id and file name"
        ]
    );
    let curriculum = "format = 1\n[[topic]]\nslug = \"a\"\narea = \"cor\"\ntitle = \"A\"\ntier = 4\nprerequisites = [\"b\"]\n";
    assert_eq!(
        shown(&load(vec![SourceFile::held(
            "curriculum.toml",
            Origin::BuiltIn,
            curriculum
        )])),
        [
            "curriculum.toml:4:8: no area is called 'cor'; add it as an [[area]]",
            "curriculum.toml:6:8: 4 is not a tier; write 1 (core), 2 (some roles) or 3 (completeness)",
            "curriculum.toml:7:18: no topic is called 'b'; name a topic of the curriculum",
        ]
    );
}

fn translated(overlay: &str) -> DeckContent {
    let cards = format!("{HEADER}{}", basic("l.a", "hints = [\"one `x`\", \"two\"]"));
    let overlay = format!("format = 1\ntopic = \"lists\"\nlang = \"pt-BR\"\n{overlay}");
    files(&[
        ("topics/core/lists.toml", Origin::BuiltIn, &cards),
        ("pt-BR/topics/core/lists.toml", Origin::BuiltIn, &overlay),
    ])
}

#[test]
fn overlays_are_checked_against_their_cards() {
    let whole = "prompt = \"P\"\nanswer = \"R\"\nwhy = \"Q\"\nhints = [\"um `x`\", \"dois\"]\n";
    assert_eq!(
        shown(&translated(&format!("[\"l.a\"]\nrev = 1\n{whole}"))),
        [""; 0]
    );
    let cases = [
        (format!("[\"l.b\"]\nrev = 1\n{whole}"), "4:2: no card is called 'l.b'; did you mean `l.a`?"),
        (
            format!("[\"l.a\"]\nrev = 2\n{whole}"),
            "4:2: revision 2 of 'l.a' is translated, the card is at 1; write rev = 1",
        ),
        (
            format!("[\"l.a\"]\nrev = 0\n{whole}"),
            "4:2: revision 0 of 'l.a' is translated, the card is at 1; translate it again and set rev = 1",
        ),
        (format!("[\"l.a\"]\n{whole}"), "4:2: the translation of l.a lacks `rev`; add `rev`"),
        (
            format!("[\"l.a\"]\nrev = 1\n{whole}code = \"x\"\n"),
            "10:1: `code` is not translated; remove it: overlays hold prose only",
        ),
        (
            format!("[\"l.a\"]\nrev = 1\n{whole}level = 2\n"),
            "10:9: `level` is not translated; remove it: overlays hold prose only",
        ),
        (
            "[\"l.a\"]\nrev = 1\nprompt = \"P\"\nanswer = \"R\"\nwhy = \"Q\"\nhints = [\"um `x`\"]\n".to_owned(),
            "9:1: `hints` has 1 entries, the card has 2; translate position by position",
        ),
        (
            "[\"l.a\"]\nrev = 1\nprompt = \"P\"\nanswer = \"R\"\nwhy = \"Q\"\nhints = [\"um\", \"dois\"]\n".to_owned(),
            "9:10: `hints` lost the code x; keep code as it is",
        ),
        (
            "[\"l.a\"]\nrev = 1\nprompt = \"P\"\nanswer = \"R\"\nwhy = \"\"\nhints = [\"um `x`\", \"dois\"]\n"
                .to_owned(),
            "8:7: `why` is empty; translate it or leave the field out",
        ),
        (
            "[\"l.a\"]\nrev = 1\nprompt = \"P\"\nanswer = \"R\"\nhints = [\"um `x`\", \"dois\"]\n".to_owned(),
            "4:2: `why` stays in English; translate `why` too",
        ),
    ];
    for (overlay, expected) in cases {
        assert_eq!(
            shown(&translated(&overlay)),
            [format!("pt-BR/lists:{expected}")],
            "{overlay}"
        );
    }
}

#[test]
fn the_area_of_a_point_may_be_translated() {
    let card = "\n[[card]]\nid = \"l.o\"\nkind = \"open\"\nrev = 1\nlevel = 1\ninterview = \"no\"\ntags = [\"a\"]\n\
                prompt = \"Q\"\npoints = [{ text = \"one\", area = \"storage\" }, { text = \"two\" }]\n\
                mistakes = [\"m\"]\nfollow_ups = [\"f\"]\n";
    let load = |points: &str| {
        files(&[
            (
                "topics/core/lists.toml",
                Origin::BuiltIn,
                &format!("{HEADER}{card}"),
            ),
            (
                "pt-BR/topics/core/lists.toml",
                Origin::BuiltIn,
                &format!(
                    "format = 1\ntopic = \"lists\"\nlang = \"pt-BR\"\n[\"l.o\"]\nrev = 1\nprompt = \"P\"\n\
                     points = [{points}]\nmistakes = [\"e\"]\nfollow_ups = [\"s\"]\n"
                ),
            ),
        ])
    };
    let areas = |content: &DeckContent| {
        let Body::Open(open) = &content.translations[0].body else {
            panic!("an open card");
        };
        let areas = open.points.iter().map(|point| point.area.clone());
        areas.collect::<Vec<_>>()
    };
    let content = load("{ text = \"um\", area = \"armazenamento\" }, \"dois\"");
    assert_eq!(shown(&content), [""; 0]);
    assert_eq!(areas(&content), [Some("armazenamento".to_owned()), None]);
    let content = load("\"um\", \"dois\"");
    assert_eq!(shown(&content), [""; 0]);
    assert_eq!(areas(&content), [Some("storage".to_owned()), None]);
    let content = load("\"um\", { text = \"dois\", area = \"rede\" }");
    let fault = "pt-BR/lists:7:34: the card has no `area`; remove it";
    assert_eq!(shown(&content), [fault]);
}

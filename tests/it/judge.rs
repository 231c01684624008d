//! Judging typed answers of every kind.

use milepost::decks::{embedded, load};
use milepost::domain::card::{
    Answers, Blank, Body, Bug, Card, Choice, ChoiceOption, Cloze, Compare, Output, Point, Reject,
    Truth, TypedCard, Weight,
};
use milepost::domain::grade::Grade;
use milepost::domain::judge::{
    AnswerVerdict, Difference, JudgeFault, Judgement, Piece, judge_bug, judge_choice, judge_cloze,
    judge_output, judge_rubric, judge_typed,
};
use proptest::prelude::*;

fn typed(compare: Compare, answer: &str) -> TypedCard {
    TypedCard {
        prompt: String::new(),
        code: None,
        answer: answer.to_owned(),
        compare,
        accept: vec!["second".to_owned()],
        reject: vec![Reject {
            answer: "near".to_owned(),
            why: "not quite".to_owned(),
        }],
        check: None,
        space: None,
        ops: None,
        sizes: Vec::new(),
    }
}

fn verdict(compare: Compare, answer: &str, given: &str) -> AnswerVerdict {
    judge_typed(&typed(compare, answer), given).unwrap().verdict
}

#[test]
fn typed_answers_are_right_near_wrong_or_blank() {
    let near = AnswerVerdict::Near {
        why: "not quite".to_owned(),
    };
    for compare in [
        Compare::Text,
        Compare::Code,
        Compare::Number,
        Compare::Regex,
        Compare::Complexity,
    ] {
        assert_eq!(verdict(compare, "12", " 12 "), AnswerVerdict::Right);
        assert_eq!(verdict(compare, "12", "second"), AnswerVerdict::Right);
        assert_eq!(verdict(compare, "12", "near"), near);
        // Any number of steps is one class.
        let other = if compare == Compare::Complexity {
            "O(n)"
        } else {
            "13"
        };
        assert_eq!(verdict(compare, "12", other), AnswerVerdict::Wrong);
        assert_eq!(verdict(compare, "12", " \n "), AnswerVerdict::Blank);
    }
    assert_eq!(
        verdict(Compare::Code, "f(a, b)", "f(a,b,)  # call"),
        AnswerVerdict::Right
    );
    assert_eq!(verdict(Compare::Regex, "a+", "aaa"), AnswerVerdict::Right);
    assert_eq!(verdict(Compare::Number, "0.5", ".50"), AnswerVerdict::Right);
    assert_eq!(
        verdict(Compare::Complexity, "O(n log n)", "nlgn"),
        AnswerVerdict::Right
    );
}

#[test]
fn signs_of_a_text_processor_do_no_harm_and_other_signs_are_themselves() {
    let code = r#"print("a-b")"#;
    for (compare, answer, given) in [
        (Compare::Code, code, "print(“a\u{2011}b”)"),
        (Compare::Number, "-5", "\u{2212}5"),
        (Compare::Sql, "SELECT 'a'", "SELECT ‘a’"),
        (Compare::Text, "it's here", "\u{200b}it’s here\r\n"),
    ] {
        assert_eq!(
            verdict(compare, answer, given),
            AnswerVerdict::Right,
            "{given}"
        );
    }
    for (answer, given) in [("a ≠ b", "a = b"), ("a ∉ b", "a ∈ b"), ("が", "か")] {
        assert_eq!(
            verdict(Compare::Text, answer, given),
            AnswerVerdict::Wrong,
            "{given}"
        );
    }
}

#[test]
fn an_answer_may_be_given_twice() {
    for (compare, answer, given, expected) in [
        (Compare::Text, "AST", "AST (second)", AnswerVerdict::Right),
        (Compare::Text, "AST", "second (AST).", AnswerVerdict::Right),
        (Compare::Text, "AST", "AST, second", AnswerVerdict::Right),
        (Compare::Text, "AST", "AST (third)", AnswerVerdict::Wrong),
        (Compare::Text, "AST", "third (AST)", AnswerVerdict::Wrong),
        (Compare::Text, "AST", "AST ()", AnswerVerdict::Wrong),
        (Compare::Text, "-x", "-x (-X)", AnswerVerdict::Wrong),
        (Compare::Number, "401", "401 (401)", AnswerVerdict::Right),
        (Compare::Number, "401", "401 (402)", AnswerVerdict::Wrong),
        (
            Compare::Complexity,
            "O(n)",
            "O(n) (linear)",
            AnswerVerdict::Right,
        ),
        (
            Compare::Complexity,
            "O(n)",
            "O(n), linear",
            AnswerVerdict::Right,
        ),
        (
            Compare::Complexity,
            "O(n)",
            "O(n), quadratic",
            AnswerVerdict::Wrong,
        ),
        (
            Compare::Complexity,
            "O(n)",
            "O(1) (linear)",
            AnswerVerdict::Wrong,
        ),
        (Compare::Code, "f", "f (f)", AnswerVerdict::Wrong),
    ] {
        assert_eq!(verdict(compare, answer, given), expected, "{given}");
    }
}

#[test]
fn a_wrong_text_shows_what_differs() {
    let judgement = judge_typed(&typed(Compare::Text, "nonlocal"), "nonlocl").unwrap();
    let pieces = [
        Piece::Same("nonloc".into()),
        Piece::Missing("a".into()),
        Piece::Same("l".into()),
    ];
    assert_eq!(judgement.difference, Some(Difference::Text(pieces.into())));
}

#[test]
fn an_answer_that_is_too_long_or_a_broken_pattern_is_refused() {
    assert_eq!(
        judge_typed(&typed(Compare::Text, "a"), &"a".repeat(70_000)),
        Err(JudgeFault::TooLong)
    );
    assert!(matches!(
        judge_typed(&typed(Compare::Regex, "(a"), "a"),
        Err(JudgeFault::BadPattern(_))
    ));
}

#[test]
fn a_cloze_asks_its_own_blank() {
    let blank = |answer: &str, accept: &[&str]| Blank {
        answer: answer.to_owned(),
        accept: accept.iter().map(|text| (*text).to_owned()).collect(),
        hint: None,
    };
    let blanks = vec![blank("/", &["barra"]), blank("*", &[])];
    let card = |asked| Cloze {
        text: "<1> <2>".to_owned(),
        blanks: blanks.clone(),
        asked,
        check: None,
    };
    let says = |asked, given: &str| judge_cloze(&card(asked), given).unwrap().verdict;
    assert_eq!(
        (says(0, "`/`"), says(0, "Barra."), says(1, "*")),
        (
            AnswerVerdict::Right,
            AnswerVerdict::Right,
            AnswerVerdict::Right
        )
    );
    assert_eq!(
        (says(1, "/"), says(1, "")),
        (AnswerVerdict::Wrong, AnswerVerdict::Blank)
    );
}

fn prints(stdout: &str, raises: Option<&str>, given: &str) -> (AnswerVerdict, Option<Difference>) {
    let raises = raises.map(str::to_owned);
    let card = Output {
        prompt: String::new(),
        code: String::new(),
        stdout: stdout.to_owned(),
        raises,
    };
    let judgement = judge_output(&card, given).unwrap();
    (judgement.verdict, judgement.difference)
}

#[test]
fn output_is_compared_line_by_line() {
    assert_eq!(prints("a\nb\n", None, "a\nb").0, AnswerVerdict::Right);
    assert_eq!(prints("a\nb\n", None, "a\r\nb\r\n").0, AnswerVerdict::Right);
    assert_eq!(prints("", None, "").0, AnswerVerdict::Right);
    assert_eq!(prints("a\n", None, "").0, AnswerVerdict::Blank);
    assert_eq!(prints("a\n", None, "A").0, AnswerVerdict::Wrong);
    assert_eq!(
        prints("'a-b'\n", None, "\u{feff}‘a\u{2011}b’").0,
        AnswerVerdict::Right
    );
    assert_eq!(prints("≠\n", None, "=").0, AnswerVerdict::Wrong);
    let lines = [
        Piece::Same("a".into()),
        Piece::Missing("b".into()),
        Piece::Same("c".into()),
        Piece::Extra("d".into()),
    ];
    assert_eq!(
        prints("a\nb\nc\n", None, "a\nc\nd").1,
        Some(Difference::Lines(lines.into()))
    );
}

#[test]
fn an_exception_may_be_named_after_the_output() {
    for given in ["a", "a\nKeyError", "a\nKeyError: 'x'"] {
        assert_eq!(
            prints("a\n", Some("KeyError"), given).0,
            AnswerVerdict::Right,
            "{given}"
        );
    }
    for given in [
        "a\nValueError",
        "a\nKeyErrors",
        "KeyError",
        "a\nb\nKeyError",
    ] {
        assert_eq!(
            prints("a\n", Some("KeyError"), given).0,
            AnswerVerdict::Wrong,
            "{given}"
        );
    }
}

fn choice(answers: Answers, truths: &[Truth]) -> Choice {
    let option = |truth: &Truth| ChoiceOption {
        text: String::new(),
        why: String::new(),
        truth: *truth,
    };
    let options = truths.iter().map(option).collect();
    Choice {
        prompt: String::new(),
        code: None,
        answers,
        options,
        check: None,
    }
}

#[test]
fn letters_choose_options_as_they_are_shown() {
    let one = choice(Answers::One, &[Truth::Right, Truth::Wrong, Truth::Wrong]);
    let says =
        |given: &str| judge_choice(&one, &[2, 0, 1], given).map(|judgement| judgement.verdict);
    assert_eq!(
        (says("b"), says("B)"), says("a"), says("")),
        (
            Ok(AnswerVerdict::Right),
            Ok(AnswerVerdict::Right),
            Ok(AnswerVerdict::Wrong),
            Ok(AnswerVerdict::Blank)
        )
    );
    assert_eq!(
        says("d"),
        Err(JudgeFault::NoOption {
            letter: 'd',
            last: 'c'
        })
    );
    assert_eq!(says("a b"), Err(JudgeFault::OneOption));
    let several = choice(
        Answers::Several,
        &[Truth::Right, Truth::Wrong, Truth::Right],
    );
    let says = |given: &str| judge_choice(&several, &[2, 0, 1], given).unwrap();
    for given in ["ab", "b, a", "A+B", "a b a"] {
        assert_eq!(says(given).verdict, AnswerVerdict::Right);
    }
    assert_eq!(
        says("a c").difference,
        Some(Difference::Options {
            missed: vec![0],
            wrong: vec![1]
        })
    );
}

#[test]
fn a_bug_is_named_by_any_of_its_lines() {
    let text = |text: &str| text.to_owned();
    let (code, fix, tests) = (
        text("def f(a=[]):\n    a.append(1)\n    return a\n"),
        text(""),
        text(""),
    );
    let card = Bug {
        prompt: text(""),
        symptom: None,
        code,
        bug_lines: vec![1, 2],
        fix,
        tests,
    };
    let says = |given: &str| judge_bug(&card, given).map(|judgement| judgement.verdict);
    for given in ["1", "line 2", "L2", "1, 2", " 1: "] {
        assert_eq!(says(given), Ok(AnswerVerdict::Right), "{given}");
    }
    assert_eq!(
        (says("3"), says("1 3"), says(" ")),
        (
            Ok(AnswerVerdict::Wrong),
            Ok(AnswerVerdict::Wrong),
            Ok(AnswerVerdict::Blank)
        )
    );
    for given in ["4", "0", "x", "line", "99999999999"] {
        assert!(
            matches!(says(given), Err(JudgeFault::NoLine { lines: 3, .. })),
            "{given}"
        );
    }
}

#[test]
fn must_points_decide_the_rubric() {
    let points = [
        Weight::Must,
        Weight::Must,
        Weight::Extra,
        Weight::Extra,
        Weight::Extra,
    ];
    let points = points.map(|weight| Point {
        text: String::new(),
        weight,
        area: None,
    });
    let suggested = |ticked: &[usize]| judge_rubric(&points, ticked).suggested;
    assert_eq!(suggested(&[0, 1]), Grade::GOOD);
    assert_eq!(suggested(&[0, 1, 2]), Grade::GOOD);
    assert_eq!(suggested(&[0, 1, 2, 4]), Grade::EASY);
    assert_eq!(suggested(&[0, 2, 3, 4]), Grade::HARD);
    assert_eq!(
        (suggested(&[2, 3, 4]), suggested(&[])),
        (Grade::AGAIN, Grade::AGAIN)
    );
    assert_eq!(judge_rubric(&points[..1], &[]).suggested, Grade::AGAIN);
    assert_eq!(judge_rubric(&points[..1], &[0]).suggested, Grade::GOOD);
    let rubric = judge_rubric(&points, &[0, 3, 9]);
    assert_eq!((rubric.met, rubric.total, rubric.missing_must), (2, 5, 1));
}

/// What the judge says against a card that ships, if it is not what its author says.
fn misjudged(card: &Card) -> Vec<String> {
    let right = |given: &str, judged: Result<Judgement, JudgeFault>| match judged
        .map(|judgement| judgement.verdict)
    {
        Ok(AnswerVerdict::Right) => None,
        other => Some(format!("{}: {given:?} is {other:?}", card.id)),
    };
    match &card.body {
        Body::Type(body) => {
            let answers = (body.compare != Compare::Regex)
                .then_some(&body.answer)
                .into_iter()
                .chain(&body.accept);
            let wrong = answers.filter_map(|answer| right(answer, judge_typed(body, answer)));
            let near = body.reject.iter().filter_map(|reject| {
                let verdict = judge_typed(body, &reject.answer).unwrap().verdict;
                let near = AnswerVerdict::Near {
                    why: reject.why.clone(),
                };
                (verdict != near)
                    .then(|| format!("{}: near miss {:?} is {verdict:?}", card.id, reject.answer))
            });
            wrong.chain(near).collect()
        }
        Body::Cloze(body) => {
            let blank = &body.blanks[body.asked];
            let answers = std::iter::once(&blank.answer).chain(&blank.accept);
            answers
                .filter_map(|answer| right(answer, judge_cloze(body, answer)))
                .collect()
        }
        Body::Output(body) => right(&body.stdout, judge_output(body, &body.stdout))
            .into_iter()
            .collect(),
        Body::Bug(body) => {
            let lines = body.bug_lines.iter().map(ToString::to_string);
            lines
                .filter_map(|line| right(&line, judge_bug(body, &line)))
                .collect()
        }
        Body::Basic(_) | Body::Choice(_) | Body::Code(_) | Body::Open(_) => Vec::new(),
    }
}

#[test]
fn every_card_that_ships_is_judged_as_its_author_says() {
    let content = load(embedded::sources());
    let wrong: Vec<String> = content
        .cards
        .iter()
        .chain(&content.translations)
        .flat_map(misjudged)
        .collect();
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn hostile_answers_are_judged_at_once() {
    let pieces = [
        "(", "[", "f'{", "f'''{", "{", "'", "\\", "\n ", "\n\t", "f\"{f'{", "^", "log ", "n^", "!",
        "O(", "-", "{ ", "f'''{x:{", "1e", "f'{x!r:{", "((", "²", "log(", "2^(", "n+", "1/", "é",
        "中", "\u{202e}", "9", "0x", "f'{{", "rf'\\{",
    ];
    let start = std::time::Instant::now();
    for piece in pieces {
        let given = piece.repeat(20_000 / piece.len());
        for compare in [
            Compare::Text,
            Compare::Code,
            Compare::Number,
            Compare::Sql,
            Compare::Regex,
            Compare::Complexity,
        ] {
            assert_eq!(
                verdict(compare, "12", &given),
                if given.trim().is_empty() {
                    AnswerVerdict::Blank
                } else {
                    AnswerVerdict::Wrong
                }
            );
            assert_eq!(
                verdict(compare, "12", &format!("f'''{given}")),
                AnswerVerdict::Wrong
            );
        }
    }
    // Hundreds of judgements, in a build without optimisation, on a machine with other work.
    assert!(
        start.elapsed() < std::time::Duration::from_mins(1),
        "{:?}",
        start.elapsed()
    );
}

fn any_compare() -> impl Strategy<Value = Compare> {
    prop::sample::select(vec![
        Compare::Text,
        Compare::Code,
        Compare::Number,
        Compare::Sql,
        Compare::Regex,
        Compare::Complexity,
    ])
}

/// Texts that look like what judges read: programs, classes, numbers of any size, letters of any script.
fn any_answer() -> impl Strategy<Value = String> {
    let pieces = "(O\\(|log |n|\\^|²|[0-9]|\\*\\*|f'|f\"\"\"|\\{|\\}|r\"|'|\"|\\\\|\n  |\n|#|,|\\(|\\)|\\[|\\]|:|=|x|é|\\.|-| |:=|@|!r|match |case |rf'|\\}\\}|\r\n|\t|ﬁ|\u{301}|\u{202e}|√|Θ|ⁿ|/0|!){0,40}";
    let numbers = "[-+]?(0x[0-9a-f]{0,60}|[0-9_,.]{0,60}|[0-9]{1,20}e[-+]?[0-9]{0,20}|[0-9]{1,40}([*^/+-][0-9]{1,40}){0,4})";
    let letters = "[a-zA-Z0-9 ,;+).\u{0}-\u{1f}À-ÿ中]{0,20}";
    prop_oneof![any::<String>(), pieces, numbers, letters]
}

const FACTORS: [&str; 16] = [
    "n",
    "n^3",
    "n^0.5",
    "n^-1",
    "log n",
    "log log n",
    "2^n",
    "3^n",
    "0.5^n",
    "n!",
    "n^n",
    "m",
    "log m",
    "2^m",
    "log(n m)",
    "min(n, m)",
];

/// Terms of a class, each a product.
fn terms() -> impl Strategy<Value = Vec<Vec<&'static str>>> {
    prop::collection::vec(prop::sample::subsequence(FACTORS.to_vec(), 1..4), 1..5)
}

fn product(factors: &[&str]) -> String {
    factors.join(" * ")
}

fn sum(terms: &[Vec<&str>]) -> String {
    terms
        .iter()
        .map(|factors| product(factors))
        .collect::<Vec<_>>()
        .join(" + ")
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(1_000))]

    #[test]
    fn a_sum_keeps_its_class_in_any_order_and_however_often_it_is_written(terms in terms(), turn in 0..5_usize) {
        let (class, mut turned) = (sum(&terms), terms.clone());
        turned.rotate_left(turn % terms.len());
        for factors in &mut turned {
            factors.reverse();
        }
        for given in [format!("{class} + {class}"), sum(&turned)] {
            prop_assert_eq!(verdict(Compare::Complexity, &class, &given), AnswerVerdict::Right, "{} | {}", class, given);
        }
    }

    #[test]
    fn a_term_that_divides_another_changes_nothing(terms in terms(), which in any::<prop::sample::Index>(), left in 1..4_usize) {
        let whole = which.get(&terms);
        // What vanishes makes the rest greater by its lack.
        prop_assume!(!whole.iter().any(|factor| ["n^-1", "0.5^n"].contains(factor)));
        let part = &whole[..left.min(whole.len())];
        let (class, given) = (sum(&terms), format!("{} + {}", product(part), sum(&terms)));
        prop_assert_eq!(verdict(Compare::Complexity, &class, &given), AnswerVerdict::Right, "{} | {}", class, given);
    }

    #[test]
    fn a_term_of_another_variable_or_one_that_outgrows_changes_a_class(terms in terms()) {
        let class = sum(&terms);
        let greater = terms.iter().map(|factors| format!("{} * n", product(factors))).collect::<Vec<_>>().join(" + ");
        for given in [format!("{class} + log k"), greater] {
            prop_assert_eq!(verdict(Compare::Complexity, &class, &given), AnswerVerdict::Wrong, "{} | {}", class, given);
        }
    }

    #[test]
    fn a_leading_article_of_prose_changes_no_verdict(
        article in prop::sample::select(vec!["a", "an", "the", "o", "um", "uma", "os"]),
        word in "[b-dp-s]{3,9}( [b-dp-s]{3,9})?",
        other in "[b-dp-s]{3,9}",
    ) {
        // The letters spell no article and no operator.
        prop_assume!(word != other);
        let with_article = format!("{article} {word}");
        prop_assert_eq!(verdict(Compare::Text, &word, &with_article), AnswerVerdict::Right);
        prop_assert_eq!(verdict(Compare::Text, &with_article, &word), AnswerVerdict::Right);
        prop_assert_ne!(verdict(Compare::Text, &with_article, &other), AnswerVerdict::Right);
        prop_assert_ne!(verdict(Compare::Code, &word, &with_article), AnswerVerdict::Right);
    }

    #[test]
    fn an_option_in_another_case_is_another_option(name in "[a-z]{1,8}") {
        let (option, shouted) = (format!("tool -{name}"), format!("tool -{}", name.to_uppercase()));
        prop_assert_eq!(verdict(Compare::Text, &option, &option), AnswerVerdict::Right);
        prop_assert_eq!(verdict(Compare::Text, &option, &shouted), AnswerVerdict::Wrong);
    }

    #[test]
    fn any_text_is_judged_or_refused(compare in any_compare(), answer in any_answer(), given in any_answer()) {
        let _ = judge_typed(&typed(compare, &answer), &given);
        let _ = judge_choice(&choice(Answers::Several, &[Truth::Right, Truth::Wrong]), &[1, 0], &given);
        let _ = judge_choice(&choice(Answers::One, &[]), &[], &given);
        let _ = prints(&answer, Some("KeyError"), &given);
        let blank = Blank { answer: answer.clone(), accept: vec![], hint: None };
        for asked in [0, 1] {
            let _ = judge_cloze(&Cloze { text: String::new(), blanks: vec![blank.clone()], asked, check: None }, &given);
        }
        let (prompt, fix, tests) = (String::new(), String::new(), String::new());
        let bug = Bug { prompt, symptom: None, code: answer, bug_lines: vec![1, 900], fix, tests };
        let _ = judge_bug(&bug, &given);
    }

    #[test]
    fn any_points_are_judged(
        weights in prop::collection::vec(any::<bool>(), 0..12),
        ticked in prop::collection::vec(0..20_usize, 0..30),
    ) {
        let weight = |must| if must { Weight::Must } else { Weight::Extra };
        let point = |must| Point { text: String::new(), weight: weight(must), area: None };
        let points: Vec<Point> = weights.into_iter().map(point).collect();
        let rubric = judge_rubric(&points, &ticked);
        prop_assert!(rubric.met <= rubric.total && usize::try_from(rubric.total) == Ok(points.len()));
        let all: Vec<usize> = (0..points.len()).collect();
        prop_assert!(judge_rubric(&points, &all).suggested >= rubric.suggested);
    }

    #[test]
    fn a_class_does_not_see_constants(
        class in prop::sample::select(vec!["n", "n^2", "n log n", "2^n", "n m", "sqrt(n)", "n!", "V^2 log V", "min(n, m)"]),
        factor in 1..1_000_u32,
        more in 0..1_000_u32,
    ) {
        let given = format!("O({factor} * {class} + {more})");
        prop_assert_eq!(verdict(Compare::Complexity, &format!("O({class})"), &given), AnswerVerdict::Right, "{}", given);
        let other = format!("O({factor} * {class} * n)");
        prop_assert_eq!(verdict(Compare::Complexity, &format!("O({class})"), &other), AnswerVerdict::Wrong, "{}", other);
    }

    #[test]
    fn spacing_and_comments_do_not_matter_to_code(
        words in prop::collection::vec(prop::sample::select(vec![
            "x", "f", "return", "not", "12", "'a b'", "f'{x!r:>{w}} {{'", "(", ")", "[", "]", "+", ":=", "==", ",",
            "lambda", ":", "@", "**",
        ]), 1..20),
        gaps in prop::collection::vec(prop::sample::select(vec![" ", "  ", "\t", " \\\n", "\u{c}"]), 20),
    ) {
        let one = words.join(" ");
        let spaced: String = words.iter().zip(&gaps).flat_map(|(word, gap)| [*word, *gap]).collect();
        let given = format!("\n# why\n{spaced} # because");
        prop_assert_eq!(verdict(Compare::Code, &one, &given), AnswerVerdict::Right, "{} | {}", one, given);
    }

    #[test]
    fn the_answer_itself_is_right(compare in any_compare(), answer in any_answer()) {
        prop_assume!(!answer.trim().is_empty() && compare != Compare::Regex);
        prop_assert_eq!(verdict(compare, &answer, &answer), AnswerVerdict::Right);
    }

    #[test]
    fn a_difference_tells_both_texts(expected in "[ab\u{e9}]{0,12}", given in "[ab\u{e9}]{1,12}") {
        let judgement = judge_typed(&typed(Compare::Code, &expected), &given).unwrap();
        if let Some(Difference::Text(pieces)) = judgement.difference {
            let told: String = pieces.iter().filter_map(|piece| match piece {
                Piece::Same(run) | Piece::Missing(run) => Some(run.as_str()),
                Piece::Extra(_) => None,
            }).collect();
            prop_assert_eq!(told, expected);
        }
    }
}

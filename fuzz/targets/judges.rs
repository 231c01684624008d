//! Judges: any answer to any card is judged or refused; the expected answer is right, and what is shown as different
//! tells both texts in full.
//!
//! An input is a letter for the judge, then the card's text and the answer, parted by a zero byte.

#![no_main]

use libfuzzer_sys::fuzz_target;
use milepost::domain::card::{
    Answers, Blank, Bug, Choice, ChoiceOption, Cloze, Compare, Output, Point, Reject, Truth,
    TypedCard, Weight,
};
use milepost::domain::judge::{
    AnswerVerdict, Difference, Judgement, MAX_ANSWER, Piece, judge_bug, judge_choice, judge_cloze,
    judge_output, judge_rubric, judge_typed,
};

fuzz_target!(|text: &str| {
    let mut letters = text.chars();
    let judge = letters.next();
    let (right, given) = letters
        .as_str()
        .split_once('\0')
        .unwrap_or((letters.as_str(), letters.as_str()));
    match judge {
        Some('t') => typed(Compare::Text, right, given),
        Some('p') => typed(Compare::Code, right, given),
        Some('n') => typed(Compare::Number, right, given),
        Some('x') => typed(Compare::Complexity, right, given),
        Some('r') => drop(judge_typed(&card(Compare::Regex, right, ""), given)),
        Some('z') => cloze(right, given),
        Some('o') => output(right, given),
        Some('b') => bug(right, given),
        Some('c') => choice(right, given),
        Some('u') => rubric(right, given),
        _ => {}
    }
});

fn card(compare: Compare, answer: &str, near: &str) -> TypedCard {
    TypedCard {
        prompt: String::new(),
        code: None,
        answer: answer.to_owned(),
        compare,
        accept: Vec::new(),
        reject: vec![Reject {
            answer: near.to_owned(),
            why: "near".to_owned(),
        }],
        check: None,
        space: None,
        ops: None,
        sizes: Vec::new(),
    }
}

fn is_right(compare: Compare, right: &str, given: &str) -> bool {
    judge_typed(&card(compare, right, ""), given)
        .is_ok_and(|judgement| judgement.verdict == AnswerVerdict::Right)
}

/// Every comparison holds of a text and itself, and both ways round.
fn typed(compare: Compare, right: &str, given: &str) {
    let answered = |text: &str| !text.trim().is_empty() && text.len() <= MAX_ANSWER;
    if answered(right) && answered(given) {
        assert!(
            is_right(compare, right, right),
            "{compare:?} of itself: {right:?}"
        );
        let (one, other) = (
            is_right(compare, right, given),
            is_right(compare, given, right),
        );
        assert_eq!(one, other, "{compare:?} both ways: {right:?} {given:?}");
        let near =
            judge_typed(&card(compare, "never", given), given).map(|judgement| judgement.verdict);
        assert!(
            !matches!(near, Ok(AnswerVerdict::Wrong)),
            "{compare:?}: {given:?} is not near itself"
        );
    }
    if let Ok(judgement) = judge_typed(&card(compare, right, "near"), given) {
        told(&judgement, right.trim(), given.trim());
    }
}

fn cloze(right: &str, given: &str) {
    let blank = Blank {
        answer: right.to_owned(),
        accept: vec![String::new()],
        hint: None,
    };
    let card = Cloze {
        text: "<1>".to_owned(),
        blanks: vec![blank],
        asked: 0,
        check: None,
    };
    if let Ok(judgement) = judge_cloze(&card, given) {
        told(&judgement, right.trim(), given.trim());
    }
}

/// What is the same or missing tells the expected text; what is the same or extra has the length of the given one,
/// whose letters may differ in case and accents.
fn told(judgement: &Judgement, expected: &str, given: &str) {
    let Some(Difference::Text(pieces)) = &judgement.difference else {
        return;
    };
    let (mut wanted, mut typed) = (String::new(), 0);
    for piece in pieces {
        match piece {
            Piece::Same(text) => {
                wanted.push_str(text);
                typed += text.chars().count();
            }
            Piece::Missing(text) => wanted.push_str(text),
            Piece::Extra(text) => typed += text.chars().count(),
        }
    }
    assert_eq!((wanted.as_str(), typed), (expected, given.chars().count()));
}

fn output(stdout: &str, given: &str) {
    for raises in [None, Some("KeyError".to_owned())] {
        let code = String::new();
        let card = Output {
            prompt: String::new(),
            code,
            stdout: stdout.to_owned(),
            raises,
        };
        let _ = judge_output(&card, given);
        let own = judge_output(&card, stdout);
        assert!(
            stdout.len() > MAX_ANSWER
                || own.is_ok_and(|judgement| judgement.verdict == AnswerVerdict::Right)
        );
    }
}

fn bug(code: &str, given: &str) {
    let lines = u32::try_from(code.lines().count()).unwrap_or(u32::MAX);
    let card = Bug {
        prompt: String::new(),
        code: code.to_owned(),
        symptom: None,
        bug_lines: vec![1, lines, u32::MAX, 0],
        fix: String::new(),
        tests: String::new(),
    };
    let _ = judge_bug(&card, given);
    if lines > 0 {
        assert_eq!(
            judge_bug(&card, &lines.to_string()),
            Ok(Judgement {
                verdict: AnswerVerdict::Right,
                difference: None
            })
        );
    }
}

/// The card's text says, option by option, which are right: `+` for right.
fn choice(truths: &str, given: &str) {
    let option = |truth: char| ChoiceOption {
        text: truth.to_string(),
        why: String::new(),
        truth: if truth == '+' {
            Truth::Right
        } else {
            Truth::Wrong
        },
    };
    let options: Vec<ChoiceOption> = truths.chars().take(40).map(option).collect();
    let shown: Vec<usize> = (0..options.len()).rev().collect();
    for answers in [Answers::One, Answers::Several] {
        let card = Choice {
            prompt: String::new(),
            code: None,
            answers,
            options: options.clone(),
            check: None,
        };
        let _ = judge_choice(&card, &shown, given);
    }
}

/// The card's text says, point by point, which a good answer needs: `+`; the answer's bytes are the ticked places.
fn rubric(points: &str, given: &str) {
    let point = |weight: char| Point {
        text: String::new(),
        weight: if weight == '+' {
            Weight::Must
        } else {
            Weight::Extra
        },
        area: None,
    };
    let points: Vec<Point> = points.chars().map(point).collect();
    let ticked: Vec<usize> = given.bytes().map(usize::from).collect();
    let judged = judge_rubric(&points, &ticked);
    assert!(judged.met <= judged.total && judged.missing_must <= judged.total - judged.met);
}

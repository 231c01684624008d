//! Reads what a card asks and answers, by kind.

use toml::de::DeValue;

use crate::decks::fault::{Ink, did_you_mean};
use crate::decks::fields::{At, Fields, Flag, wrong_type};
use crate::domain::card::{
    Answers, Basic, Blank, Body, Bug, Choice, ChoiceOption, Clarify, Cloze, Code, Compare,
    FollowUp, Kind, Open, Output, Point, Reject, Star, Truth, Typed, Weight, WrongSolution,
};

/// Words for the ways of comparing.
pub(super) const COMPARES: [(&str, Compare); 5] = [
    ("text", Compare::Text),
    ("code", Compare::Code),
    ("number", Compare::Number),
    ("regex", Compare::Regex),
    ("complexity", Compare::Complexity),
];

/// Seniorities of a rubric, lowest first.
pub(super) const SENIORITIES: [&str; 4] = ["junior", "mid", "senior", "staff"];

/// The sibling marks of blanks.
const BLANK_SIDES: [&str; 3] = ["1", "2", "3"];

/// One sibling: its mark, if it has one, and its body.
pub(super) type Side = (Option<&'static str>, Body);

/// Reads the siblings of a card.
pub(super) fn sides(kind: Kind, card: &mut Fields, ink: &mut Ink) -> Vec<Side> {
    match kind {
        Kind::Basic => basic(card, ink),
        Kind::Cloze => cloze(card, ink),
        Kind::Choice => vec![(None, Body::Choice(choice(card, ink)))],
        Kind::Type => vec![(None, Body::Type(typed(card, ink)))],
        Kind::Output => vec![(None, Body::Output(output(card, ink)))],
        Kind::Bug => vec![(None, Body::Bug(bug(card, ink)))],
        Kind::Code => vec![(None, Body::Code(code(card, ink)))],
        Kind::Open => vec![(None, Body::Open(open(card, ink)))],
    }
}

fn basic(card: &mut Fields, ink: &mut Ink) -> Vec<Side> {
    let forward = Basic {
        prompt: card.prose(ink, "prompt"),
        answer: card.prose(ink, "answer"),
    };
    let mut sides = vec![(None, Body::Basic(forward))];
    if let Some(mut reverse) = card.table(ink, "reverse") {
        let back = Basic {
            prompt: reverse.prose(ink, "prompt"),
            answer: reverse.prose(ink, "answer"),
        };
        reverse.end(ink);
        sides.push((Some("reverse"), Body::Basic(back)));
    }
    sides
}

fn cloze(card: &mut Fields, ink: &mut Ink) -> Vec<Side> {
    let text = card.required_prose(ink, "text");
    card.some(ink, "blanks");
    let blanks: Vec<Blank> = card
        .tables(ink, "blanks")
        .into_iter()
        .map(|entry| blank(entry, ink))
        .collect();
    let check = card.verbatim_opt(ink, "check").map(|check| check.value);
    if !text.value.is_empty() && !blanks.is_empty() {
        check_marks(&text, blanks.len(), ink);
    }
    let side = |(asked, mark)| {
        let (text, blanks, check) = (text.value.clone(), blanks.clone(), check.clone());
        (
            Some(mark),
            Body::Cloze(Cloze {
                text,
                blanks,
                asked,
                check,
            }),
        )
    };
    BLANK_SIDES
        .into_iter()
        .take(blanks.len().max(1))
        .enumerate()
        .map(side)
        .collect()
}

fn blank(mut entry: Fields, ink: &mut Ink) -> Blank {
    let blank = Blank {
        answer: entry.prose(ink, "answer"),
        accept: entry.texts(ink, "accept"),
        hint: entry.prose_opt(ink, "hint"),
    };
    entry.end(ink);
    blank
}

fn check_marks(text: &At<String>, blanks: usize, ink: &mut Ink) {
    if blanks > BLANK_SIDES.len() {
        ink.error(
            text.at,
            format!("{blanks} blanks"),
            "ask at most three, or write two cards",
        );
        return;
    }
    if let Some(wrong) = marks_fault(&text.value, blanks) {
        ink.error(
            text.at,
            wrong,
            "number the blanks from <1>, one entry of `blanks` for each mark",
        );
    }
}

/// What is wrong with the marks of a text with so many blanks.
pub(super) fn marks_fault(text: &str, blanks: usize) -> Option<String> {
    for number in 1..=9 {
        let there = text.contains(&format!("<{number}>"));
        if there && number > blanks {
            return Some(format!("mark <{number}> has no blank"));
        }
        if !there && number <= blanks {
            return Some(format!("blank {number} has no mark <{number}>"));
        }
    }
    None
}

fn choice(card: &mut Fields, ink: &mut Ink) -> Choice {
    let prompt = card.prose(ink, "prompt");
    let code = card.verbatim_opt(ink, "code").map(|code| code.value);
    let answers = match card.flag(ink, "multi") {
        Flag::Set => Answers::Several,
        Flag::Unset => Answers::One,
    };
    let check = card.verbatim_opt(ink, "check").map(|check| check.value);
    card.some(ink, "option");
    let options: Vec<ChoiceOption> = card
        .tables(ink, "option")
        .into_iter()
        .map(|entry| option(entry, ink))
        .collect();
    let right = options
        .iter()
        .filter(|option| option.truth == Truth::Right)
        .count();
    let one = answers == Answers::One;
    if options.len() == 1 {
        ink.error(
            card.at(),
            "one option is not a choice",
            "write two options or more",
        );
    } else if !options.is_empty() && (right == 0 || one && right > 1) {
        let hint = if right == 0 {
            "mark the right one with correct = true"
        } else {
            "keep one, or set multi = true"
        };
        ink.error(card.at(), format!("{right} options are correct"), hint);
    }
    Choice {
        prompt,
        code,
        answers,
        options,
        check,
    }
}

fn option(mut entry: Fields, ink: &mut Ink) -> ChoiceOption {
    let truth = match entry.flag(ink, "correct") {
        Flag::Set => Truth::Right,
        Flag::Unset => Truth::Wrong,
    };
    let option = ChoiceOption {
        text: entry.prose(ink, "text"),
        why: entry.prose(ink, "why"),
        truth,
    };
    entry.end(ink);
    option
}

fn typed(card: &mut Fields, ink: &mut Ink) -> Typed {
    let answer = card.required_prose(ink, "answer");
    let compare = card.required_prose(ink, "compare");
    let known = COMPARES
        .iter()
        .find(|(word, _)| *word == compare.value)
        .map(|(_, compare)| *compare);
    if known.is_none() && !compare.value.is_empty() {
        let hint = did_you_mean(
            &compare.value,
            COMPARES.map(|(word, _)| word),
            "write text, code, number, regex or complexity",
        );
        ink.error(
            compare.at,
            format!("'{}' is no way to compare", compare.value.escape_debug()),
            hint,
        );
    }
    let compare = known.unwrap_or(Compare::Text);
    check_answer(&answer, compare, ink);
    let accept = card.texts_at(ink, "accept");
    for also in accept.iter().filter(|_| compare == Compare::Regex) {
        check_answer(also, compare, ink);
    }
    Typed {
        prompt: card.prose(ink, "prompt"),
        code: card.verbatim_opt(ink, "code").map(|code| code.value),
        answer: answer.value,
        compare,
        accept: accept.into_iter().map(|also| also.value).collect(),
        reject: card
            .tables(ink, "reject")
            .into_iter()
            .map(|entry| reject(entry, ink))
            .collect(),
        check: card.verbatim_opt(ink, "check").map(|check| check.value),
        space: card.prose_opt(ink, "space"),
        ops: card.verbatim_opt(ink, "ops").map(|ops| ops.value),
        sizes: card
            .numbers(ink, "sizes")
            .into_iter()
            .map(|size| size.value)
            .collect(),
    }
}

fn check_answer(answer: &At<String>, compare: Compare, ink: &mut Ink) {
    let text = answer.value.as_str();
    let fault = match compare {
        _ if text.is_empty() => None,
        Compare::Number
            if text
                .replace(['_', ' '], "")
                .replace(',', ".")
                .parse::<f64>()
                .is_err() =>
        {
            Some("a number")
        }
        Compare::Regex if regex::Regex::new(text).is_err() => Some("a regular expression"),
        Compare::Complexity if !is_growth(text) => Some("a class of growth such as O(n log n)"),
        Compare::Text | Compare::Code | Compare::Number | Compare::Regex | Compare::Complexity => {
            None
        }
    };
    if let Some(wanted) = fault {
        ink.error(
            answer.at,
            format!("the answer '{text}' is not {wanted}"),
            "fix `answer` or `compare`",
        );
    }
}

/// Whether a text has the shape `O(...)`.
fn is_growth(text: &str) -> bool {
    let inner = text
        .trim()
        .strip_prefix(['O', 'o', 'Θ', 'θ'])
        .map(str::trim_start);
    inner
        .and_then(|inner| inner.strip_prefix('(')?.strip_suffix(')'))
        .is_some_and(|inner| !inner.trim().is_empty())
}

fn reject(mut entry: Fields, ink: &mut Ink) -> Reject {
    let reject = Reject {
        answer: entry.prose(ink, "answer"),
        why: entry.prose(ink, "why"),
    };
    entry.end(ink);
    reject
}

fn output(card: &mut Fields, ink: &mut Ink) -> Output {
    Output {
        prompt: card.prose(ink, "prompt"),
        code: card.verbatim(ink, "code"),
        stdout: card.verbatim(ink, "stdout"),
        raises: card.prose_opt(ink, "raises"),
    }
}

fn bug(card: &mut Fields, ink: &mut Ink) -> Bug {
    card.some(ink, "bug_lines");
    let lines = card.numbers(ink, "bug_lines");
    let code = card.verbatim(ink, "code");
    let last = code.lines().count();
    for line in &lines {
        if line.value == 0 || line.value as usize > last {
            ink.error(
                line.at,
                format!("the code has no line {}", line.value),
                format!("name a line from 1 to {last}"),
            );
        }
    }
    Bug {
        prompt: card.prose(ink, "prompt"),
        symptom: card.prose_opt(ink, "symptom"),
        code,
        bug_lines: lines.into_iter().map(|line| line.value).collect(),
        fix: card.verbatim(ink, "fix"),
        tests: card.verbatim(ink, "tests"),
    }
}

fn code(card: &mut Fields, ink: &mut Ink) -> Code {
    Code {
        prompt: card.prose(ink, "prompt"),
        examples: card.texts(ink, "examples"),
        starter: card.verbatim(ink, "starter"),
        solution: card.verbatim(ink, "solution"),
        tests: card.verbatim(ink, "tests"),
        wrong: card
            .tables(ink, "wrong")
            .into_iter()
            .map(|entry| wrong(entry, ink))
            .collect(),
        follow_ups: follow_ups(card, ink),
        time: card.prose_opt(ink, "time"),
        space: card.prose_opt(ink, "space"),
        limit_s: card.number_opt(ink, "limit_s"),
    }
}

fn wrong(mut entry: Fields, ink: &mut Ink) -> WrongSolution {
    let wrong = WrongSolution {
        label: entry.prose(ink, "label"),
        code: entry.verbatim(ink, "code"),
    };
    entry.end(ink);
    wrong
}

/// Follow-ups: texts, or tables of question and answer.
fn follow_ups(card: &mut Fields, ink: &mut Ink) -> Vec<FollowUp> {
    card.elements(ink, "follow_ups")
        .into_iter()
        .filter_map(|At { at, value }| follow_up(at, value, ink))
        .collect()
}

fn follow_up(at: usize, value: DeValue, ink: &mut Ink) -> Option<FollowUp> {
    if let DeValue::String(question) = value {
        return Some(FollowUp {
            question: question.trim().to_owned(),
            answer: None,
        });
    }
    let DeValue::Table(table) = value else {
        wrong_type(
            ink,
            "follow_ups",
            at,
            &value,
            "a text or { q = \"...\", a = \"...\" }",
        );
        return None;
    };
    let mut entry = Fields::new("an entry of `follow_ups`", table, at);
    let follow_up = FollowUp {
        question: entry.prose(ink, "q"),
        answer: entry.prose_opt(ink, "a"),
    };
    entry.end(ink);
    Some(follow_up)
}

fn open(card: &mut Fields, ink: &mut Ink) -> Open {
    for list in ["points", "mistakes", "follow_ups"] {
        card.some(ink, list);
    }
    Open {
        prompt: card.prose(ink, "prompt"),
        points: card
            .tables(ink, "points")
            .into_iter()
            .map(|entry| point(entry, ink))
            .collect(),
        mistakes: card.texts(ink, "mistakes"),
        follow_ups: follow_ups(card, ink),
        model: card.prose_opt(ink, "model"),
        clarify: card
            .tables(ink, "clarify")
            .into_iter()
            .map(|entry| clarify(entry, ink))
            .collect(),
        estimates: card.texts(ink, "estimates"),
        levels: levels(card, ink),
        signals: card.texts(ink, "signals"),
        star: card.table(ink, "star").map(|entry| star(entry, ink)),
    }
}

fn point(mut entry: Fields, ink: &mut Ink) -> Point {
    let weight = match entry.flag(ink, "must") {
        Flag::Set => Weight::Must,
        Flag::Unset => Weight::Extra,
    };
    let point = Point {
        text: entry.prose(ink, "text"),
        weight,
        area: entry.prose_opt(ink, "area"),
    };
    entry.end(ink);
    point
}

fn clarify(mut entry: Fields, ink: &mut Ink) -> Clarify {
    let clarify = Clarify {
        question: entry.prose(ink, "q"),
        assume: entry.prose(ink, "assume"),
    };
    entry.end(ink);
    clarify
}

fn levels(card: &mut Fields, ink: &mut Ink) -> Vec<(String, String)> {
    let Some(mut entry) = card.table(ink, "levels") else {
        return Vec::new();
    };
    let found = SENIORITIES
        .into_iter()
        .filter_map(|level| Some((level.to_owned(), entry.prose_opt(ink, level)?)))
        .collect();
    entry.end(ink);
    found
}

fn star(mut entry: Fields, ink: &mut Ink) -> Star {
    let star = Star {
        situation: entry.prose(ink, "situation"),
        task: entry.prose(ink, "task"),
        action: entry.prose(ink, "action"),
        result: entry.prose(ink, "result"),
    };
    entry.end(ink);
    star
}

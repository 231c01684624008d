//! Reads what a card asks and answers, by kind.

use toml::de::DeValue;

use crate::decks::fault::{Diagnostics, did_you_mean};
use crate::decks::fields::{At, Fields, Flag, wrong_type};
use crate::domain::card::{
    Answers, Basic, Blank, Body, Bug, CardKind, Choice, ChoiceOption, Clarify, Cloze, Code,
    Compare, EquivalentChange, FollowUp, Open, Output, Point, Reject, Star, Truth, TypedCard,
    Weight, WrongSolution,
};
use crate::domain::wording::{Wording, faults};

/// Words for the ways of comparing.
pub(super) const COMPARES: [(&str, Compare); 6] = [
    ("text", Compare::Text),
    ("code", Compare::Code),
    ("number", Compare::Number),
    ("sql", Compare::Sql),
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
pub(super) fn sides(kind: CardKind, card: &mut Fields, diagnostics: &mut Diagnostics) -> Vec<Side> {
    match kind {
        CardKind::Basic => basic(card, diagnostics),
        CardKind::Cloze => cloze(card, diagnostics),
        CardKind::Choice => vec![(None, Body::Choice(choice(card, diagnostics)))],
        CardKind::Type => vec![(None, Body::Type(typed(card, diagnostics)))],
        CardKind::Output => vec![(None, Body::Output(output(card, diagnostics)))],
        CardKind::Bug => vec![(None, Body::Bug(bug(card, diagnostics)))],
        CardKind::Code => vec![(None, Body::Code(code(card, diagnostics)))],
        CardKind::Open => vec![(None, Body::Open(open(card, diagnostics)))],
    }
}

fn basic(card: &mut Fields, diagnostics: &mut Diagnostics) -> Vec<Side> {
    let forward = Basic {
        prompt: card.prose(diagnostics, "prompt"),
        answer: card.prose(diagnostics, "answer"),
    };
    let mut sides = vec![(None, Body::Basic(forward))];
    if let Some(mut reverse) = card.table(diagnostics, "reverse") {
        let back = Basic {
            prompt: reverse.prose(diagnostics, "prompt"),
            answer: reverse.prose(diagnostics, "answer"),
        };
        reverse.end(diagnostics);
        sides.push((Some("reverse"), Body::Basic(back)));
    }
    sides
}

fn cloze(card: &mut Fields, diagnostics: &mut Diagnostics) -> Vec<Side> {
    let text = card.required_prose(diagnostics, "text");
    card.some(diagnostics, "blanks");
    let blanks: Vec<Blank> = card
        .tables(diagnostics, "blanks")
        .into_iter()
        .map(|entry| blank(entry, diagnostics))
        .collect();
    let check = card
        .verbatim_opt(diagnostics, "check")
        .map(|check| check.value);
    if !text.value.is_empty() && !blanks.is_empty() {
        check_marks(&text, blanks.len(), diagnostics);
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

fn blank(mut entry: Fields, diagnostics: &mut Diagnostics) -> Blank {
    let blank = Blank {
        answer: entry.prose(diagnostics, "answer"),
        accept: entry.texts(diagnostics, "accept"),
        hint: entry.prose_opt(diagnostics, "hint"),
    };
    entry.end(diagnostics);
    blank
}

fn check_marks(text: &At<String>, blanks: usize, diagnostics: &mut Diagnostics) {
    if blanks > BLANK_SIDES.len() {
        diagnostics.error(text.at, faults::blanks(blanks), faults::three_blanks());
        return;
    }
    if let Some(wrong) = marks_fault(&text.value, blanks) {
        diagnostics.error(text.at, wrong, faults::number_blanks());
    }
}

/// What is wrong with the marks of a text with this many blanks.
pub(super) fn marks_fault(text: &str, blanks: usize) -> Option<Wording> {
    for number in 1..=9 {
        let there = text.contains(&format!("<{number}>"));
        if there && number > blanks {
            return Some(faults::mark_without_blank(number));
        }
        if !there && number <= blanks {
            return Some(faults::blank_without_mark(number));
        }
    }
    None
}

fn choice(card: &mut Fields, diagnostics: &mut Diagnostics) -> Choice {
    let prompt = card.prose(diagnostics, "prompt");
    let code = card
        .verbatim_opt(diagnostics, "code")
        .map(|code| code.value);
    let answers = match card.flag(diagnostics, "multi") {
        Flag::Set => Answers::Several,
        Flag::Unset => Answers::One,
    };
    let check = card
        .verbatim_opt(diagnostics, "check")
        .map(|check| check.value);
    card.some(diagnostics, "option");
    let options: Vec<ChoiceOption> = card
        .tables(diagnostics, "option")
        .into_iter()
        .map(|entry| option(entry, diagnostics))
        .collect();
    let right = options
        .iter()
        .filter(|option| option.truth == Truth::Right)
        .count();
    let one = answers == Answers::One;
    if options.len() == 1 {
        diagnostics.error(card.at(), faults::one_option(), faults::two_options());
    } else if !options.is_empty() && (right == 0 || one && right > 1) {
        let hint = if right == 0 {
            faults::mark_right()
        } else {
            faults::one_or_multi()
        };
        diagnostics.error(card.at(), faults::options_right(right), hint);
    }
    Choice {
        prompt,
        code,
        answers,
        options,
        check,
    }
}

fn option(mut entry: Fields, diagnostics: &mut Diagnostics) -> ChoiceOption {
    let truth = match entry.flag(diagnostics, "correct") {
        Flag::Set => Truth::Right,
        Flag::Unset => Truth::Wrong,
    };
    let option = ChoiceOption {
        text: entry.prose(diagnostics, "text"),
        why: entry.prose(diagnostics, "why"),
        truth,
    };
    entry.end(diagnostics);
    option
}

fn typed(card: &mut Fields, diagnostics: &mut Diagnostics) -> TypedCard {
    let answer = card.required_prose(diagnostics, "answer");
    let compare = card.required_prose(diagnostics, "compare");
    let known = COMPARES
        .iter()
        .find(|(word, _)| *word == compare.value)
        .map(|(_, compare)| *compare);
    if known.is_none() && !compare.value.is_empty() {
        let hint = did_you_mean(
            &compare.value,
            COMPARES.map(|(word, _)| word),
            faults::write_compare(),
        );
        diagnostics.error(
            compare.at,
            faults::no_compare(compare.value.escape_debug()),
            hint,
        );
    }
    let compare = known.unwrap_or(Compare::Text);
    check_answer(&answer, compare, diagnostics);
    let accept = card.texts_at(diagnostics, "accept");
    for also in accept.iter().filter(|_| compare == Compare::Regex) {
        check_answer(also, compare, diagnostics);
    }
    TypedCard {
        prompt: card.prose(diagnostics, "prompt"),
        code: card
            .verbatim_opt(diagnostics, "code")
            .map(|code| code.value),
        answer: answer.value,
        compare,
        accept: accept.into_iter().map(|also| also.value).collect(),
        reject: card
            .tables(diagnostics, "reject")
            .into_iter()
            .map(|entry| reject(entry, diagnostics))
            .collect(),
        check: card
            .verbatim_opt(diagnostics, "check")
            .map(|check| check.value),
        space: card.prose_opt(diagnostics, "space"),
        ops: card.verbatim_opt(diagnostics, "ops").map(|ops| ops.value),
        sizes: card
            .numbers(diagnostics, "sizes")
            .into_iter()
            .map(|size| size.value)
            .collect(),
    }
}

fn check_answer(answer: &At<String>, compare: Compare, diagnostics: &mut Diagnostics) {
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
            Some(faults::a_number())
        }
        Compare::Regex if regex::Regex::new(text).is_err() => Some(faults::a_regex()),
        Compare::Complexity if !is_growth(text) => Some(faults::a_growth()),
        Compare::Text
        | Compare::Code
        | Compare::Number
        | Compare::Sql
        | Compare::Regex
        | Compare::Complexity => None,
    };
    if let Some(wanted) = fault {
        diagnostics.error(
            answer.at,
            faults::answer_is_not(text, wanted),
            faults::fix_answer_or_compare(),
        );
    }
}

/// Whether a text has the shape `O(...)`.
pub(super) fn is_growth(text: &str) -> bool {
    let inner = text
        .trim()
        .strip_prefix(['O', 'o', 'Θ', 'θ'])
        .map(str::trim_start);
    inner
        .and_then(|inner| inner.strip_prefix('(')?.strip_suffix(')'))
        .is_some_and(|inner| !inner.trim().is_empty())
}

fn reject(mut entry: Fields, diagnostics: &mut Diagnostics) -> Reject {
    let reject = Reject {
        answer: entry.prose(diagnostics, "answer"),
        why: entry.prose(diagnostics, "why"),
    };
    entry.end(diagnostics);
    reject
}

fn output(card: &mut Fields, diagnostics: &mut Diagnostics) -> Output {
    Output {
        prompt: card.prose(diagnostics, "prompt"),
        code: card.verbatim(diagnostics, "code"),
        stdout: card.verbatim(diagnostics, "stdout"),
        raises: card.prose_opt(diagnostics, "raises"),
    }
}

fn bug(card: &mut Fields, diagnostics: &mut Diagnostics) -> Bug {
    card.some(diagnostics, "bug_lines");
    let lines = card.numbers(diagnostics, "bug_lines");
    let code = card.verbatim(diagnostics, "code");
    let last = code.lines().count();
    for line in &lines {
        if line.value == 0 || line.value as usize > last {
            diagnostics.error(
                line.at,
                faults::no_line(line.value),
                faults::name_line(last),
            );
        }
    }
    Bug {
        prompt: card.prose(diagnostics, "prompt"),
        symptom: card.prose_opt(diagnostics, "symptom"),
        code,
        bug_lines: lines.into_iter().map(|line| line.value).collect(),
        fix: card.verbatim(diagnostics, "fix"),
        tests: card.verbatim(diagnostics, "tests"),
    }
}

fn code(card: &mut Fields, diagnostics: &mut Diagnostics) -> Code {
    Code {
        prompt: card.prose(diagnostics, "prompt"),
        examples: card.texts(diagnostics, "examples"),
        starter: card.verbatim(diagnostics, "starter"),
        solution: card.verbatim(diagnostics, "solution"),
        tests: card.verbatim(diagnostics, "tests"),
        wrong: card
            .tables(diagnostics, "wrong")
            .into_iter()
            .map(|entry| wrong(entry, diagnostics))
            .collect(),
        equivalent: card
            .tables(diagnostics, "equivalent")
            .into_iter()
            .map(|entry| equivalent(entry, diagnostics))
            .collect(),
        follow_ups: follow_ups(card, diagnostics),
        time: card.prose_opt(diagnostics, "time"),
        space: card.prose_opt(diagnostics, "space"),
        limit_s: card.number_opt(diagnostics, "limit_s"),
    }
}

fn equivalent(mut entry: Fields, diagnostics: &mut Diagnostics) -> EquivalentChange {
    let change = EquivalentChange {
        from: entry.prose(diagnostics, "from"),
        to: entry.prose(diagnostics, "to"),
        why: entry.prose(diagnostics, "why"),
    };
    entry.end(diagnostics);
    change
}

fn wrong(mut entry: Fields, diagnostics: &mut Diagnostics) -> WrongSolution {
    let wrong = WrongSolution {
        label: entry.prose(diagnostics, "label"),
        code: entry.verbatim(diagnostics, "code"),
    };
    entry.end(diagnostics);
    wrong
}

/// Follow-ups: texts, or tables of question and answer.
fn follow_ups(card: &mut Fields, diagnostics: &mut Diagnostics) -> Vec<FollowUp> {
    card.elements(diagnostics, "follow_ups")
        .into_iter()
        .filter_map(|At { at, value }| follow_up(at, value, diagnostics))
        .collect()
}

fn follow_up(at: usize, value: DeValue, diagnostics: &mut Diagnostics) -> Option<FollowUp> {
    if let DeValue::String(question) = value {
        return Some(FollowUp {
            question: question.trim().to_owned(),
            answer: None,
        });
    }
    let DeValue::Table(table) = value else {
        wrong_type(
            diagnostics,
            "follow_ups",
            at,
            &value,
            faults::a_text_or_follow_up(),
        );
        return None;
    };
    let mut entry = Fields::new(faults::entry_of("follow_ups"), table, at);
    let follow_up = FollowUp {
        question: entry.prose(diagnostics, "q"),
        answer: entry.prose_opt(diagnostics, "a"),
    };
    entry.end(diagnostics);
    Some(follow_up)
}

fn open(card: &mut Fields, diagnostics: &mut Diagnostics) -> Open {
    for list in ["points", "mistakes", "follow_ups"] {
        card.some(diagnostics, list);
    }
    Open {
        prompt: card.prose(diagnostics, "prompt"),
        points: card
            .tables(diagnostics, "points")
            .into_iter()
            .map(|entry| point(entry, diagnostics))
            .collect(),
        mistakes: card.texts(diagnostics, "mistakes"),
        follow_ups: follow_ups(card, diagnostics),
        model: card.prose_opt(diagnostics, "model"),
        clarify: card
            .tables(diagnostics, "clarify")
            .into_iter()
            .map(|entry| clarify(entry, diagnostics))
            .collect(),
        estimates: card.texts(diagnostics, "estimates"),
        levels: levels(card, diagnostics),
        signals: card.texts(diagnostics, "signals"),
        star: card
            .table(diagnostics, "star")
            .map(|entry| star(entry, diagnostics)),
    }
}

fn point(mut entry: Fields, diagnostics: &mut Diagnostics) -> Point {
    let weight = match entry.flag(diagnostics, "must") {
        Flag::Set => Weight::Must,
        Flag::Unset => Weight::Extra,
    };
    let point = Point {
        text: entry.prose(diagnostics, "text"),
        weight,
        area: entry.prose_opt(diagnostics, "area"),
    };
    entry.end(diagnostics);
    point
}

fn clarify(mut entry: Fields, diagnostics: &mut Diagnostics) -> Clarify {
    let clarify = Clarify {
        question: entry.prose(diagnostics, "q"),
        assume: entry.prose(diagnostics, "assume"),
    };
    entry.end(diagnostics);
    clarify
}

fn levels(card: &mut Fields, diagnostics: &mut Diagnostics) -> Vec<(String, String)> {
    let Some(mut entry) = card.table(diagnostics, "levels") else {
        return Vec::new();
    };
    let found = SENIORITIES
        .into_iter()
        .filter_map(|level| Some((level.to_owned(), entry.prose_opt(diagnostics, level)?)))
        .collect();
    entry.end(diagnostics);
    found
}

fn star(mut entry: Fields, diagnostics: &mut Diagnostics) -> Star {
    let star = Star {
        situation: entry.prose(diagnostics, "situation"),
        task: entry.prose(diagnostics, "task"),
        action: entry.prose(diagnostics, "action"),
        result: entry.prose(diagnostics, "result"),
    };
    entry.end(diagnostics);
    star
}

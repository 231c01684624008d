//! Rules of each kind of card.

use std::sync::LazyLock;

use regex::Regex;

use super::{LintFaults, LintedCard};
use crate::domain::card::{
    Answers, Basic, Body, Bug, Choice, Cloze, Code, Compare, Open, Origin, Output, Truth,
    TypedCard, Weight,
};
use crate::domain::judge::{AnswerVerdict, judge_typed};
use crate::domain::wording::faults;

/// Characters of an answer that is one idea.
const MOST_ANSWER: usize = 260;

/// Lines of a program to predict, and of what it prints.
const MOST_LINES: (usize, usize) = (18, 8);

/// Lines of a program with a defect.
const MOST_BUG_LINES: usize = 20;

/// Words of a model answer.
const MOST_MODEL_WORDS: usize = 110;

/// Shortest answer that counts as given away when the question holds it, in characters.
const SHORTEST_LEAK: usize = 4;

static YES_NO_ANSWER: LazyLock<Regex> = LazyLock::new(|| regex(r"(?i)^(yes|no|sim|não)\b"));
static YES_NO_QUESTION: LazyLock<Regex> = LazyLock::new(|| {
    regex(r"(?i)^(is|are|does|do|did|can|could|will|would|has|have|should|must|may)\b")
});
static NUMBERED: LazyLock<Regex> = LazyLock::new(|| regex(r"(?s)\b1[.)] .*\b2[.)] "));
static NEGATIVE: LazyLock<Regex> = LazyLock::new(|| {
    regex(r"\b(not|except|false)\b\?*$|\b[Ww]hich\b.*\b(is|are|does|do) NOT\b|\bNOT\b")
});
static ALL_OF_THEM: LazyLock<Regex> =
    LazyLock::new(|| regex(r"(?i)\b(all|none|both|neither) of the above\b"));

fn regex(text: &str) -> Regex {
    Regex::new(text).expect("a constant expression")
}

pub(super) fn lint(sheet: &LintedCard, breaches: &mut LintFaults) {
    match &sheet.card.body {
        Body::Basic(_) => basic(sheet, breaches),
        Body::Cloze(body) => cloze(sheet, body, breaches),
        Body::Choice(body) => choice(sheet, body, breaches),
        Body::Type(body) => typed(sheet, body, breaches),
        Body::Output(body) => output(sheet, body, breaches),
        Body::Bug(body) => bug(sheet, body, breaches),
        Body::Code(body) => code(sheet, body, breaches),
        Body::Open(body) => open(sheet, body, breaches),
    }
}

fn basic(sheet: &LintedCard, breaches: &mut LintFaults) {
    let sides: Vec<&Basic> = sheet
        .siblings
        .iter()
        .filter_map(|card| {
            if let Body::Basic(body) = &card.body {
                Some(body)
            } else {
                None
            }
        })
        .collect();
    for Basic { prompt, answer } in &sides {
        let length = answer.chars().count();
        if length > MOST_ANSWER {
            breaches.rule(sheet, faults::long_answer(length), faults::one_idea());
        }
        if YES_NO_QUESTION.is_match(prompt) && YES_NO_ANSWER.is_match(answer) {
            breaches.rule(sheet, faults::yes_no(), faults::ask_what());
        }
        if is_list(answer) {
            breaches.rule(sheet, faults::answer_is_list(), faults::card_per_item());
        }
        if holds(prompt, answer) {
            breaches.rule(sheet, faults::given_away(), faults::ask_without_answer());
        }
    }
}

fn is_list(answer: &str) -> bool {
    answer.matches("\n-").count() >= 2
        || answer.matches("\n*").count() >= 2
        || NUMBERED.is_match(answer)
        || answer.matches(';').count() >= 3
        || answer.matches(',').count() >= 6
}

/// Whether a text holds an answer as whole words; markup and final stops do not count.
fn holds(text: &str, answer: &str) -> bool {
    let bare = |text: &str| {
        let words = text.to_lowercase();
        let words: Vec<&str> = words
            .split(|c: char| c.is_whitespace() || c == '`' || c == '.')
            .filter(|w| !w.is_empty())
            .collect();
        words.join(" ")
    };
    let (text, answer) = (bare(text), bare(answer));
    let edge = |c: Option<char>| c.is_none_or(|c| !c.is_alphanumeric() && c != '_');
    answer.chars().count() >= SHORTEST_LEAK
        && text.match_indices(&answer).any(|(at, _)| {
            edge(text[..at].chars().next_back()) && edge(text[at + answer.len()..].chars().next())
        })
}

fn cloze(sheet: &LintedCard, body: &Cloze, breaches: &mut LintFaults) {
    let shown = body
        .text
        .replace("<1>", " ")
        .replace("<2>", " ")
        .replace("<3>", " ");
    for blank in body
        .blanks
        .iter()
        .filter(|blank| holds(&shown, &blank.answer))
    {
        breaches.rule(
            sheet,
            faults::blank_given_away(&blank.answer),
            faults::other_words(),
        );
    }
}

fn choice(sheet: &LintedCard, body: &Choice, breaches: &mut LintFaults) {
    let count = body.options.len();
    if body.answers == Answers::One && !(3..=4).contains(&count) {
        breaches.rule(sheet, faults::options(count), faults::three_or_four());
    }
    if NEGATIVE.is_match(&body.prompt) {
        breaches.rule(sheet, faults::asks_negative(), faults::ask_positive());
    }
    if body
        .options
        .iter()
        .any(|option| ALL_OF_THEM.is_match(&option.text))
    {
        breaches.rule(sheet, faults::option_of_others(), faults::own_option());
    }
    let longest = |truth| {
        let options = body.options.iter().filter(|option| option.truth == truth);
        options
            .map(|option| option.text.chars().count())
            .max()
            .unwrap_or(0)
    };
    let (right, wrong) = (longest(Truth::Right), longest(Truth::Wrong));
    // A third longer, and more than a word: longer than chance makes it.
    if body.answers == Answers::One && right * 10 > wrong * 13 + 80 {
        let what = faults::longest_right(right, wrong);
        breaches.rule(sheet, what, faults::alike_length());
    }
}

fn typed(sheet: &LintedCard, body: &TypedCard, breaches: &mut LintFaults) {
    if body
        .check
        .as_ref()
        .is_some_and(|check| !check.contains("{answer}"))
    {
        breaches.rule(
            sheet,
            faults::check_without_answer("{answer}"),
            faults::use_answer("{answer}"),
        );
    }
    let is_right = |answer: &str| matches!(judge_typed(body, answer), Ok(judged) if judged.verdict == AnswerVerdict::Right);
    if body.compare != Compare::Regex && !is_right(&body.answer) {
        breaches.rule(
            sheet,
            faults::answer_not_right(&body.answer),
            faults::other_compare(),
        );
    }
    for reject in body.reject.iter().filter(|reject| is_right(&reject.answer)) {
        let what = faults::reject_right(&reject.answer);
        breaches.rule(sheet, what, faults::remove_or_differ());
    }
    if body.compare != Compare::Complexity || sheet.card.origin != Origin::BuiltIn {
        return;
    }
    let counted = body.ops.is_some() && !body.sizes.is_empty();
    if !counted && in_one_variable(&body.answer) {
        breaches.rule(sheet, faults::not_counted(), faults::give_ops());
    }
    if counted && body.sizes.len() < 3 {
        breaches.rule(sheet, faults::few_sizes(), faults::more_sizes());
    }
}

/// Whether a class of growth speaks of the variable n alone.
fn in_one_variable(answer: &str) -> bool {
    let inner = answer.trim_start_matches(['O', 'o', 'Θ']);
    let words = inner
        .split(|c: char| !c.is_alphabetic())
        .filter(|word| !word.is_empty());
    words
        .filter(|word| !matches!(*word, "log" | "lg" | "ln" | "sqrt"))
        .all(|word| word == "n")
}

fn output(sheet: &LintedCard, body: &Output, breaches: &mut LintFaults) {
    let (code, printed) = (
        body.code.trim().lines().count(),
        body.stdout.trim_matches('\n').lines().count(),
    );
    if code > MOST_LINES.0 {
        breaches.rule(
            sheet,
            faults::long_code(code),
            faults::keep_to(MOST_LINES.0),
        );
    }
    if printed > MOST_LINES.1 {
        breaches.rule(
            sheet,
            faults::long_output(printed),
            faults::keep_to(MOST_LINES.1),
        );
    }
}

fn bug(sheet: &LintedCard, body: &Bug, breaches: &mut LintFaults) {
    let lines = body.code.trim().lines().count();
    if lines > MOST_BUG_LINES {
        let what = faults::of_card(&sheet.card.id, faults::long_code(lines));
        breaches.look(sheet.place, what, faults::small_defect());
    }
}

fn code(sheet: &LintedCard, body: &Code, breaches: &mut LintFaults) {
    if body.wrong.len() < 2 {
        let what = faults::wrong_solutions(body.wrong.len());
        breaches.rule(sheet, what, faults::add_wrong());
    }
}

fn open(sheet: &LintedCard, body: &Open, breaches: &mut LintFaults) {
    let musts = body
        .points
        .iter()
        .filter(|point| point.weight == Weight::Must)
        .count();
    if musts < 3 {
        breaches.rule(sheet, faults::must_points(musts), faults::mark_musts());
    }
    if body.mistakes.len() < 2 {
        breaches.rule(sheet, faults::one_mistake(), faults::name_mistakes());
    }
    let words = body
        .model
        .as_ref()
        .map_or(0, |model| model.split_whitespace().count());
    if words > MOST_MODEL_WORDS {
        breaches.rule(
            sheet,
            faults::long_model(words),
            faults::keep_to(MOST_MODEL_WORDS),
        );
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_answer_is_held_as_whole_words_only() {
        assert!(holds("What does `deque` do?", "`deque`."));
        assert!(!holds("What do deques do?", "deque"));
        assert!(!holds("Is it O(n)?", "O(n"));
    }

    #[test]
    fn growth_in_n_alone_is_told_from_growth_in_more() {
        assert!(
            ["O(n log n)", "O(1)", "O(2^n)", "O(sqrt n)"]
                .iter()
                .all(|answer| in_one_variable(answer))
        );
        assert!(
            ["O(V + E)", "O(mn)", "O(n k)"]
                .iter()
                .all(|answer| !in_one_variable(answer))
        );
    }
}

//! Rules of each kind of card.

use std::sync::LazyLock;

use regex::Regex;

use super::{LintFaults, LintedCard};
use crate::domain::card::{
    Answers, Basic, Body, Bug, Choice, Cloze, Code, Compare, Open, Origin, Output, Truth,
    TypedCard, Weight,
};
use crate::domain::judge::{AnswerVerdict, judge_typed};

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
            breaches.rule(
                sheet,
                format!("the answer has {length} characters"),
                "answer one idea in 200",
            );
        }
        if YES_NO_QUESTION.is_match(prompt) && YES_NO_ANSWER.is_match(answer) {
            breaches.rule(sheet, "a yes/no question", "ask what, why or which instead");
        }
        if is_list(answer) {
            breaches.rule(sheet, "the answer is a list", "write a card for each item");
        }
        if holds(prompt, answer) {
            breaches.rule(
                sheet,
                "the question gives the answer away",
                "ask without the words of the answer",
            );
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
            format!("the text gives '{}' away", blank.answer),
            "say it in other words",
        );
    }
}

fn choice(sheet: &LintedCard, body: &Choice, breaches: &mut LintFaults) {
    let count = body.options.len();
    if body.answers == Answers::One && !(3..=4).contains(&count) {
        breaches.rule(sheet, format!("{count} options"), "offer three or four");
    }
    if NEGATIVE.is_match(&body.prompt) {
        breaches.rule(
            sheet,
            "the question asks for what is not so",
            "ask for what is so",
        );
    }
    if body
        .options
        .iter()
        .any(|option| ALL_OF_THEM.is_match(&option.text))
    {
        breaches.rule(
            sheet,
            "an option speaks of the others",
            "write an option of its own",
        );
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
        let what = format!(
            "the right option is much the longest ({right} characters, the others up to {wrong})"
        );
        breaches.rule(sheet, what, "make the options alike in length");
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
            "`check` never uses {answer}",
            "write {answer} where the answer under test belongs",
        );
    }
    let is_right = |answer: &str| matches!(judge_typed(body, answer), Ok(judged) if judged.verdict == AnswerVerdict::Right);
    if body.compare != Compare::Regex && !is_right(&body.answer) {
        breaches.rule(
            sheet,
            format!("the answer '{}' is not judged right", body.answer),
            "choose another `compare`",
        );
    }
    for reject in body.reject.iter().filter(|reject| is_right(&reject.answer)) {
        let what = format!("the near miss '{}' is judged right", reject.answer);
        breaches.rule(sheet, what, "remove it, or make the answers differ");
    }
    if body.compare != Compare::Complexity || sheet.card.origin == Origin::Mine {
        return;
    }
    let counted = body.ops.is_some() && !body.sizes.is_empty();
    if !counted && in_one_variable(&body.answer) {
        breaches.rule(sheet, "the claim is not counted", "give `ops` and `sizes`");
    }
    if counted && body.sizes.len() < 3 {
        breaches.rule(
            sheet,
            "fewer than three sizes",
            "count at three sizes or more",
        );
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
            format!("the code has {code} lines"),
            format!("keep to {}", MOST_LINES.0),
        );
    }
    if printed > MOST_LINES.1 {
        breaches.rule(
            sheet,
            format!("it prints {printed} lines"),
            format!("keep to {}", MOST_LINES.1),
        );
    }
}

fn bug(sheet: &LintedCard, body: &Bug, breaches: &mut LintFaults) {
    let lines = body.code.trim().lines().count();
    if lines > MOST_BUG_LINES {
        let what = format!("card {}: the code has {lines} lines", sheet.card.id);
        breaches.look(sheet.place, what, "show the defect in 3 to 15 lines");
    }
}

fn code(sheet: &LintedCard, body: &Code, breaches: &mut LintFaults) {
    if body.wrong.len() < 2 {
        let what = format!("{} wrong solutions", body.wrong.len());
        breaches.rule(
            sheet,
            what,
            "add a [[card.wrong]] for each classic mistake, two or more",
        );
    }
}

fn open(sheet: &LintedCard, body: &Open, breaches: &mut LintFaults) {
    let musts = body
        .points
        .iter()
        .filter(|point| point.weight == Weight::Must)
        .count();
    if musts < 3 {
        breaches.rule(
            sheet,
            format!("{musts} must points"),
            "mark three or more with must = true",
        );
    }
    if body.mistakes.len() < 2 {
        breaches.rule(sheet, "one mistake only", "name two or more");
    }
    let words = body
        .model
        .as_ref()
        .map_or(0, |model| model.split_whitespace().count());
    if words > MOST_MODEL_WORDS {
        breaches.rule(
            sheet,
            format!("the model answer has {words} words"),
            format!("keep to {MOST_MODEL_WORDS}"),
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

//! Length, tags and pages of every card.

use std::sync::LazyLock;

use regex::Regex;

use super::{LintFaults, LintedCard};
use crate::domain::card::{CardKind, Origin};
use crate::domain::wording::faults;

/// Words of an explanation: three sentences.
const MOST_WHY_WORDS: usize = 90;

/// Characters of a question, and of one that states a task or opens a talk.
const MOST_PROMPT: (usize, usize) = (420, 700);

/// Sites whose pages are no reference: questions and answers, tutorials, courses, blogs. The standard asks for the
/// language's, the project's or the standard's own page; which of the many official sites it is, people judge.
const UNOFFICIAL: &str = r"(?x) ^https://
    (?: [^/]*\b(?: stackoverflow\.com | stackexchange\.com | quora\.com | reddit\.com | medium\.com | dev\.to | hashnode\.dev
      | substack\.com | towardsdatascience\.com | geeksforgeeks\.org | realpython\.com | w3schools\.com | tutorialspoint\.com
      | programiz\.com | javatpoint\.com | freecodecamp\.org | leetcode\.com | hackerrank\.com | udemy\.com | coursera\.org
      | youtube\.com | youtu\.be | chatgpt\.com )(?:/|$)
    | blog\. | [^/]+/blog/ )";

static UNOFFICIAL_PAGE: LazyLock<Regex> =
    LazyLock::new(|| Regex::new(UNOFFICIAL).expect("a constant expression"));

pub(super) fn lint(sheet: &LintedCard, breaches: &mut LintFaults) {
    let card = sheet.card;
    let built_in = card.origin == Origin::BuiltIn;
    if built_in && !(1..=4).contains(&card.tags.len()) {
        breaches.rule(sheet, faults::tags(card.tags.len()), faults::give_tags());
    }
    if built_in && card.refs.is_empty() {
        breaches.rule(sheet, faults::no_page(), faults::name_page());
    }
    for page in card
        .refs
        .iter()
        .filter(|page| UNOFFICIAL_PAGE.is_match(page))
    {
        breaches.rule(
            sheet,
            faults::unofficial_page(page),
            faults::link_official(),
        );
    }
    let words = card
        .why
        .as_ref()
        .map_or(0, |why| why.split_whitespace().count());
    if words > MOST_WHY_WORDS {
        breaches.rule(sheet, faults::long_why(words), faults::three_sentences());
    }
    let most = match card.body.kind() {
        CardKind::Code | CardKind::Open => MOST_PROMPT.1,
        CardKind::Basic
        | CardKind::Cloze
        | CardKind::Choice
        | CardKind::Type
        | CardKind::Output
        | CardKind::Bug => MOST_PROMPT.0,
    };
    let length = card.body.prompt().chars().count();
    if length > most {
        breaches.rule(
            sheet,
            faults::long_question(length),
            faults::keep_to_or_split(most),
        );
    }
}

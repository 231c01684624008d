//! Nouns that do not agree with the number before them: "1 cartões", "três linha".
//!
//! Only the nouns that a glossary counts are judged, right behind a number that stands by itself. "n - 1 linhas" and
//! "2,5 linhas" are right, and an adjective may stand between number and noun: those are left to readers.

use regex::Regex;

use crate::decks::fault::Fault;
use crate::decks::glossary::{CountedNoun, Glossary};
use crate::decks::lint::terms::{prose_lines, translation_fault, translations};
use crate::decks::load::DeckContent;
use crate::domain::wording::faults;

/// A whole number above one, in plain digits or in groups of three.
const SEVERAL: &str = r"[2-9]|[1-9]\d{0,2}(?:[.,]\d{3})+|[1-9]\d+";

/// Signs before a number that make it a part of a larger one.
const OPERATORS: [char; 14] = [
    '+', '-', '−', '*', '/', '×', '·', '^', '=', '<', '>', '≤', '≥', '%',
];

pub(super) fn lint(content: &DeckContent) -> Vec<Fault> {
    let mut faults = Vec::new();
    for glossary in &content.glossaries {
        let Some(counted) = counted(glossary) else {
            continue;
        };
        for source in translations(content, glossary.lang) {
            for (line, prose) in prose_lines(source) {
                for found in counted.captures_iter(&prose) {
                    let (Some(number), Some(word)) = (found.name("number"), found.name("noun"))
                    else {
                        continue;
                    };
                    let before = &prose[..number.start()];
                    let right = agreeing(glossary, number.as_str(), word.as_str());
                    let Some(right) = right.filter(|_| stands_alone(glossary, before)) else {
                        continue;
                    };
                    let phrase = format!("{} {}", number.as_str(), word.as_str());
                    let what = faults::number_and_noun(phrase);
                    let hint = faults::write_form(format!("{} {right}", number.as_str()));
                    faults.push(translation_fault(source, line, before, what, hint));
                }
            }
        }
    }
    faults
}

/// Matches a number with a noun that the glossary counts; nothing if it counts none.
fn counted(glossary: &Glossary) -> Option<Regex> {
    let words = |words: &[String]| -> Vec<String> {
        words.iter().map(|word| regex::escape(word)).collect()
    };
    let numbers = [words(&glossary.one), words(&glossary.several)].concat();
    let forms = glossary
        .counted
        .iter()
        .flat_map(|noun| [&noun.one, &noun.other]);
    let forms: Vec<String> = forms.map(|form| regex::escape(form)).collect();
    if forms.is_empty() {
        return None;
    }
    let numbers: String = numbers
        .iter()
        .flat_map(|number| [number.as_str(), "|"])
        .collect();
    let pattern = format!(
        r"(?i)(?:^|[^\w.,-])(?P<number>{numbers}1|{SEVERAL}) (?P<noun>{})\b",
        forms.join("|")
    );
    Regex::new(&pattern).ok()
}

/// Whether a number is not the end of a sum, a fraction or "vinte e um".
fn stands_alone(glossary: &Glossary, before: &str) -> bool {
    let is_several = |word: &str| {
        let word = word.trim_matches(|c: char| !c.is_alphanumeric());
        glossary.several.contains(&word.to_lowercase())
    };
    let mut last_words = before.split_whitespace().rev().take(2);
    !before.trim_end().ends_with(OPERATORS) && !last_words.any(is_several)
}

/// The form that the noun should have, if it has another one.
fn agreeing<'g>(glossary: &'g Glossary, number: &str, noun: &str) -> Option<&'g str> {
    let noun = noun.to_lowercase();
    let CountedNoun { one, other } = glossary
        .counted
        .iter()
        .find(|counted| counted.one == noun || counted.other == noun)?;
    let number = number.to_lowercase();
    let is_one = number == "1" || glossary.one.contains(&number);
    let right = if is_one { one } else { other };
    (*right != noun).then_some(right.as_str())
}

//! A number with the unit that its question names: `43.2 min` where minutes are asked for.

use super::number;
use crate::domain::plain::{as_typed, plain};

/// Spellings of one unit in both languages, without accents and plural endings.
const UNITS: [&[&str]; 12] = [
    &["s", "sec", "second", "segundo"],
    &["ms", "msec", "millisecond", "milissegundo"],
    &["min", "minute", "minuto"],
    &["h", "hr", "hrs", "hour", "hora"],
    &["d", "day", "dia"],
    &[
        "%",
        "percent",
        "percentage",
        "porcento",
        "porcentagem",
        "percentual",
    ],
    &["x", "time", "vez", "veze", "factor", "fator"],
    &["$", "us$", "usd", "dollar", "dolar", "dolare"],
    &["b", "byte"],
    &["kb", "kilobyte"],
    &["mb", "megabyte"],
    &["gb", "gigabyte"],
];

/// Words after which a question names what it counts.
const BEFORE_UNIT: [&str; 13] = [
    "many", "much", "what", "which", "number", "in", "quantos", "quantas", "quanto", "quanta",
    "qual", "numero", "em",
];

/// Words between a number and its unit: `two million of them`.
const CONNECTORS: [&str; 2] = ["of", "de"];

/// How many words after such a word may name the unit: `requests per second` are three.
const WORDS_OF_UNIT: usize = 4;

/// Whether a text is the right number followed or preceded by words of the unit that the question asks for.
pub(super) fn same(right: &str, given: &str, prompt: &str) -> bool {
    let given = as_typed(given.trim().trim_matches('`').trim_end_matches('.'));
    let Some((number, unit)) = split(number::without_hedge(&given)) else {
        return false;
    };
    let asked = asked_units(prompt);
    let is_asked = |word: &str| {
        asked.iter().any(|known| is_same_unit(known, word)) || CONNECTORS.contains(&word)
    };
    number::same(right, number) && unit.split_whitespace().all(is_asked)
}

/// The number and the unit behind it, or before it as in `$10`.
fn split(text: &str) -> Option<(&str, &str)> {
    let in_number = |c: char| c.is_ascii_digit() || ".,_+-^".contains(c) || number::is_raised(c);
    let (first_word, rest) = text.split_once(' ').unwrap_or((text, ""));
    if number::is_word(first_word) {
        return with_unit(text, text.len() - rest.len());
    }
    let first = text.find(in_number)?;
    let end = text[first..]
        .find(|c| !in_number(c))
        .map_or(text.len(), |length| first + length);
    if text[..first].trim().is_empty() {
        return with_unit(text, end);
    }
    let behind = text[end..].trim();
    behind
        .is_empty()
        .then(|| (&text[first..end], text[..first].trim()))
}

/// A text cut behind its number, whose digits or first word end at a place: a word such as `million` is part of it.
fn with_unit(text: &str, end: usize) -> Option<(&str, &str)> {
    let behind = text[end..].trim_start();
    let start = text.len() - behind.len();
    let word = behind.split(' ').next().unwrap_or(behind);
    let end = match number::scale(word) {
        Some(_) => start + word.len(),
        None => end,
    };
    let unit = text[end..].trim();
    (!unit.is_empty()).then(|| (text[..end].trim(), unit))
}

/// Words of a question that may name its unit. Code in it names none: the `%` of `key % shards` is no percentage.
fn asked_units(prompt: &str) -> Vec<String> {
    let prose: Vec<&str> = prompt.split('`').step_by(2).collect();
    let prompt = asking(&plain(&prose.join(" "))).to_lowercase();
    let is_outer = |c: char| !c.is_alphanumeric() && !matches!(c, '%' | '$');
    let words: Vec<&str> = prompt
        .split_whitespace()
        .map(|word| word.trim_matches(is_outer))
        .collect();
    let mut asked = Vec::new();
    for (at, word) in words.iter().enumerate() {
        if BEFORE_UNIT.contains(word) {
            let named = words.iter().skip(at + 1).take(WORDS_OF_UNIT);
            asked.extend(named.map(|word| (*word).to_owned()));
        }
    }
    asked
}

/// The sentences of a prompt that ask, and the last one, which may say in what: `Answer in MB.`
fn asking(prompt: &str) -> String {
    let sentences: Vec<&str> = prompt
        .split_inclusive(['?', '\n'])
        .flat_map(|part| part.split(". "))
        .filter(|sentence| !sentence.trim().is_empty())
        .collect();
    let last = sentences.len().saturating_sub(1);
    let asking: Vec<&str> = sentences
        .into_iter()
        .enumerate()
        .filter(|(at, sentence)| *at == last || sentence.contains('?'))
        .map(|(_, sentence)| sentence)
        .collect();
    asking.join(" ")
}

fn is_same_unit(known: &str, given: &str) -> bool {
    let (known, given) = (singular(known), singular(given));
    let are_spellings = |unit: &&[&str]| unit.contains(&known) && unit.contains(&given);
    known == given || UNITS.iter().any(are_spellings)
}

/// Without a plural ending, where more than a letter or two stay.
fn singular(word: &str) -> &str {
    match word.strip_suffix('s') {
        Some(rest) if rest.len() >= 3 => rest,
        _ => word,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const DOWNTIME: &str =
        "The target is 99.9 % over a 30-day month. How many minutes of downtime does that allow?";

    #[test]
    fn the_unit_of_the_question_may_be_repeated() {
        for (given, prompt) in [
            ("43.2 minutes", DOWNTIME),
            ("43,2 min", DOWNTIME),
            ("about 43.2 minutes", DOWNTIME),
            ("~43.2min", DOWNTIME),
            ("43.2 minutes of downtime", DOWNTIME),
            (
                "43.2 minutos",
                "Quantos minutos de indisponibilidade isso permite?",
            ),
            ("$43.2", "What do 1,000 such calls cost in dollars?"),
            ("43.2%", "What percentage of flagged transactions is fraud?"),
            ("43.2x", "By which factor must the sample grow?"),
            (
                "43.2 requests per second",
                "How many requests per second is that?",
            ),
            ("43.2GB", "How many gigabytes (10^9 bytes) do they take?"),
            ("43.2 MB", "How large is it? Answer in MB."),
        ] {
            assert!(same("43.2", given, prompt), "{given} | {prompt}");
        }
        for (right, given, prompt) in [
            ("3", "three minutes", DOWNTIME),
            ("3000000", "3M requests", "How many requests are sent?"),
            ("1000000", "10^6 requests", "How many requests are sent?"),
            (
                "3000000",
                "3 million requests",
                "How many requests are sent?",
            ),
            (
                "2000000",
                "dois milhões de requisições",
                "Quantas requisições são enviadas?",
            ),
        ] {
            assert!(same(right, given, prompt), "{given} | {prompt}");
        }
    }

    #[test]
    fn other_units_and_other_numbers_are_wrong() {
        for (given, prompt) in [
            ("43.2 hours", DOWNTIME),
            ("43.2 days", DOWNTIME),
            ("43.2%", DOWNTIME),
            ("42 minutes", DOWNTIME),
            ("minutes", DOWNTIME),
            ("43.2 43.2", DOWNTIME),
            ("43.2 ms", "How many seconds does it take?"),
            ("43.2 MB", "How many gigabytes (10^9 bytes) do they take?"),
            ("43.2 million minutes", DOWNTIME),
            (
                "43.2%",
                "Chaves distribuídas por `key % shards`. Quantas mudam de lugar?",
            ),
            (
                "43.2 cores",
                "On any number of cores, 20 % of it is serial. How many times faster is it at most?",
            ),
            (
                "43.2 zeros",
                "Até um hash que comece com três zeros, quantas tentativas são esperadas?",
            ),
        ] {
            assert!(!same("43.2", given, prompt), "{given} | {prompt}");
        }
    }
}

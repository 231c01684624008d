//! A number with the unit that its question names: `43.2 min` where minutes are asked for.

use super::number;
use crate::domain::plain::plain;

/// Spellings of one unit in both languages, without accents and plural endings.
const UNITS: [&[&str]; 9] = [
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
];

/// Words after which a question names what it counts.
const BEFORE_UNIT: [&str; 15] = [
    "many", "much", "what", "which", "number", "in", "quantos", "quantas", "quanto", "quanta",
    "qual", "que", "numero", "em", "por",
];

/// How many words after such a word may name the unit: `requests per second` are three.
const WORDS_OF_UNIT: usize = 4;

/// Whether a text is the right number followed or preceded by words of the unit that the question asks for.
pub(super) fn same(right: &str, given: &str, prompt: &str) -> bool {
    let given = plain(given.trim().trim_matches('`').trim_end_matches('.'));
    let Some((number, unit)) = split(&given) else {
        return false;
    };
    let asked = asked_units(prompt);
    let is_asked = |word: &str| asked.iter().any(|known| is_same_unit(known, word));
    number::same(right, number) && unit.split_whitespace().all(is_asked)
}

/// The number and the unit behind it, or before it as in `$10`.
fn split(text: &str) -> Option<(&str, &str)> {
    let in_number = |c: char| c.is_ascii_digit() || matches!(c, '.' | ',' | '_' | '+' | '-' | '−');
    let first = text.find(in_number)?;
    let end = text[first..]
        .find(|c| !in_number(c))
        .map_or(text.len(), |length| first + length);
    let (before, number, after) = (&text[..first], &text[first..end], &text[end..]);
    match (before.trim(), after.trim()) {
        ("", unit) | (unit, "") if !unit.is_empty() => Some((number, unit)),
        _ => None,
    }
}

/// Words of a question that may name its unit.
fn asked_units(prompt: &str) -> Vec<String> {
    let prompt = plain(prompt).to_lowercase();
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
        ] {
            assert!(same("43.2", given, prompt), "{given} | {prompt}");
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
        ] {
            assert!(!same("43.2", given, prompt), "{given} | {prompt}");
        }
    }
}

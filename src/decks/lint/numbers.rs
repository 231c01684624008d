//! Numbers in translations that are written as in English: 2.5 GB where the language writes 2,5 GB.
//!
//! A bare 3.14 may be a version, so a decimal point is only judged before a unit.

use regex::Regex;

use crate::decks::fault::Fault;
use crate::decks::lint::terms::{prose_lines, translation_fault, translations};
use crate::decks::load::DeckContent;
use crate::domain::card::Lang;
use crate::domain::wording::faults;

/// Units that most languages share; a glossary adds those that are words.
const UNITS: [&str; 20] = [
    "%", "s", "ms", "µs", "ns", "min", "h", "kB", "KB", "MB", "GB", "TB", "KiB", "MiB", "GiB",
    "Hz", "MHz", "GHz", "km", "kg",
];

/// Groups of thousands with commas, which cannot be a decimal fraction.
const COMMA_GROUPS: &str = r"[1-9]\d{0,2}(?:(?:,\d{3}){2,}|,000)\b";

pub(super) fn lint(content: &DeckContent) -> Vec<Fault> {
    let mut faults = Vec::new();
    for lang in Lang::all().filter(|lang| lang.decimal_sign() != ".") {
        let glossary = content.glossaries.iter().find(|one| one.lang == lang);
        let words = glossary.map_or(&[][..], |glossary| &glossary.units);
        let Some(english) = english_numbers(words) else {
            continue;
        };
        for source in translations(content, lang) {
            for (line, prose) in prose_lines(source) {
                let found = english.captures_iter(&prose);
                for found in found.filter_map(|one| one.get(1).or_else(|| one.get(2))) {
                    let number = found.as_str();
                    let what = faults::foreign_number(number, lang.name());
                    let hint = faults::write_number(local(number, lang));
                    let before = &prose[..found.start()];
                    faults.push(translation_fault(source, line, before, what, hint));
                }
            }
        }
    }
    faults
}

/// Matches numbers as English writes them, in either group.
fn english_numbers(words: &[String]) -> Option<Regex> {
    let units = UNITS
        .iter()
        .copied()
        .chain(words.iter().map(String::as_str));
    let units: Vec<String> = units.map(regex::escape).collect();
    let units = units.join("|");
    // Three digits after a point are a group of thousands in many languages.
    let decimal = r"\d+\.(?:\d{1,2}|\d{4,})";
    let pattern = format!(r"(?:^|[^\w.,])(?:({COMMA_GROUPS})|({decimal})\s?(?:{units})(?:\W|$))");
    Regex::new(&pattern).ok()
}

fn local(number: &str, lang: Lang) -> String {
    let plain = number.replace(',', "");
    match plain.split_once('.') {
        None => lang.whole(plain),
        Some((whole, decimals)) => {
            format!("{}{}{decimals}", lang.whole(whole), lang.decimal_sign())
        }
    }
}

//! Questions and programs that are nearly the same, found without comparing each with each.
//!
//! Texts become sets of hashed runs of words; equal bands of their smallest hashes make two texts candidates, and
//! candidates are compared exactly. (Broder, On the resemblance and containment of documents, 1997.)

use std::collections::HashMap;
use std::hash::{DefaultHasher, Hash, Hasher};

use super::{LintFaults, LintedCard};
use crate::decks::load::DeckContent;
use crate::domain::card::Body;
use crate::domain::judge::program_shape;
use crate::domain::wording::faults;

/// What of a card is compared, and how like another it may be.
struct Measure {
    /// The hashed runs of words, sorted, each once.
    runs: fn(&LintedCard) -> Vec<u64>,
    /// Share of common runs from which two texts are twins, in hundredths.
    limit: usize,
    /// Fewest runs of a text that is looked at.
    fewest: usize,
    kind: TwinKind,
}

/// What a card and a twin of it break.
enum TwinKind {
    /// They ask the same, or nearly the same.
    Question,
    /// Their programs are the same but for names.
    Program,
    /// Their questions, which show no program, differ in a word or two.
    Prompt,
}

/// The limits lie between pairs that ask the same thing and pairs that only share a form, as read in the built-in decks:
/// programs at 79 and 60 hundredths, prompts at 53 and below.
const MEASURES: [Measure; 3] = [
    Measure {
        runs: question_runs,
        limit: 88,
        fewest: 4,
        kind: TwinKind::Question,
    },
    Measure {
        runs: program_runs,
        limit: 75,
        fewest: 20,
        kind: TwinKind::Program,
    },
    Measure {
        runs: prompt_runs,
        limit: 60,
        fewest: 8,
        kind: TwinKind::Prompt,
    },
];

/// Bands of smallest hashes, and hashes in each: texts at the lowest limit meet in some band in 99 of 100 cases.
const BANDS: (u64, u64) = (12, 2);

/// Most earlier texts of a band that a text is compared with.
const MOST_COMPARED: usize = 32;

pub(super) fn lint(sheets: &[LintedCard], content: &DeckContent, breaches: &mut LintFaults) {
    for measure in &MEASURES {
        for twin in twins(sheets, measure) {
            report(sheets, &twin, &measure.kind, content, breaches);
        }
    }
}

/// A card, by its place, and the earlier one that is most like it.
struct Twin {
    card: usize,
    earlier: usize,
    likeness: usize,
}

fn twins(sheets: &[LintedCard], measure: &Measure) -> Vec<Twin> {
    let texts: Vec<Vec<u64>> = sheets.iter().map(measure.runs).collect();
    let mut buckets: HashMap<(u64, u64), Vec<usize>> = HashMap::new();
    let mut twins = Vec::new();
    for (card, text) in texts.iter().enumerate() {
        if text.len() < measure.fewest {
            continue;
        }
        let mut found: Option<Twin> = None;
        for band in 0..BANDS.0 {
            let bucket = buckets.entry((band, band_hash(text, band))).or_default();
            // The latest of a bucket alone: cards written to one pattern fill it by the thousand,
            // and comparing each with each is what the bands avoid.
            for earlier in bucket.iter().rev().take(MOST_COMPARED).copied() {
                let likeness = likeness(text, &texts[earlier]);
                let best = found.as_ref().map_or(0, |twin| twin.likeness);
                if likeness >= measure.limit && likeness > best {
                    found = Some(Twin {
                        card,
                        earlier,
                        likeness,
                    });
                }
            }
            bucket.push(card);
        }
        twins.extend(found);
    }
    twins
}

fn report(
    sheets: &[LintedCard],
    twin: &Twin,
    kind: &TwinKind,
    content: &DeckContent,
    breaches: &mut LintFaults,
) {
    let (sheet, other) = (&sheets[twin.card], &sheets[twin.earlier]);
    let there = format!(
        "{} ({}:{})",
        other.card.id.base(),
        content.file(other.place),
        other.place.spot.line
    );
    let what = match kind {
        TwinKind::Question if twin.likeness == 100 => {
            breaches.rule(sheet, faults::same_question(there), faults::keep_one());
            return;
        }
        TwinKind::Question => faults::near_question(there),
        TwinKind::Program => faults::same_program(there),
        TwinKind::Prompt => faults::same_prompt(there),
    };
    breaches.rule(sheet, what, faults::keep_one_or_angle());
}

/// Triples of words of what a card shows.
fn question_runs(sheet: &LintedCard) -> Vec<u64> {
    let body = &sheet.card.body;
    let text = format!("{} {}", body.prompt(), body.code().unwrap_or_default()).to_lowercase();
    let words: Vec<&str> = text.split_whitespace().collect();
    hashed_runs(&words, 3)
}

/// Runs of five tokens of the program of a card, names replaced by their order.
fn program_runs(sheet: &LintedCard) -> Vec<u64> {
    let body = &sheet.card.body;
    let program = if let Body::Code(code) = body {
        Some(code.solution.as_str())
    } else {
        body.code()
    };
    hashed_runs(&program.map(program_shape).unwrap_or_default(), 5)
}

/// Pairs of words of a prompt that shows no program.
fn prompt_runs(sheet: &LintedCard) -> Vec<u64> {
    let body = &sheet.card.body;
    if body.code().is_some() || matches!(body, Body::Code(_)) {
        return Vec::new();
    }
    let text = body.prompt().to_lowercase();
    let is_part_of_word = |c: char| c.is_alphanumeric() || c == '_';
    let words: Vec<&str> = text
        .split(|c| !is_part_of_word(c))
        .filter(|word| !word.is_empty())
        .collect();
    hashed_runs(&words, 2)
}

fn hashed_runs(words: &[impl Hash], length: usize) -> Vec<u64> {
    let mut runs: Vec<u64> = words.windows(length).map(hash).collect();
    runs.sort_unstable();
    runs.dedup();
    runs
}

fn hash(value: impl Hash) -> u64 {
    // Compared within one run alone, so it need not be the same in the next version of Rust.
    let mut hasher = DefaultHasher::new();
    value.hash(&mut hasher);
    hasher.finish()
}

fn band_hash(text: &[u64], band: u64) -> u64 {
    let smallest = |seed: u64| {
        text.iter()
            .map(|triple| mixed(triple ^ seed))
            .min()
            .unwrap_or(0)
    };
    (0..BANDS.1)
        .map(|row| smallest(mixed(band * BANDS.1 + row + 1)))
        .fold(0, |all, one| mixed(all ^ one))
}

/// A reversible scramble of 64 bits (the finalizer of `SplitMix64`).
const fn mixed(value: u64) -> u64 {
    let value = (value ^ (value >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    let value = (value ^ (value >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    value ^ (value >> 31)
}

/// Common triples of two sorted texts as hundredths of all.
fn likeness(a: &[u64], b: &[u64]) -> usize {
    let (mut at, mut common) = (0, 0);
    for triple in a {
        while b.get(at).is_some_and(|other| other < triple) {
            at += 1;
        }
        common += usize::from(b.get(at) == Some(triple));
    }
    common * 100 / (a.len() + b.len() - common).max(1)
}

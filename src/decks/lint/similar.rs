//! Questions that are nearly the same, found without comparing each with each.
//!
//! Texts become sets of hashed word triples; equal bands of their smallest hashes make two texts candidates, and
//! candidates are compared exactly. (Broder, On the resemblance and containment of documents, 1997.)

use std::collections::HashMap;
use std::hash::{DefaultHasher, Hash, Hasher};

use super::{LintFaults, LintedCard};
use crate::decks::load::DeckContent;
use crate::domain::wording::faults;

/// Share of common triples from which two texts are nearly the same, in hundredths.
const LIMIT: usize = 88;

/// Bands of smallest hashes, and hashes in each: texts at the limit meet in some band in 99 of 100 cases.
const BANDS: (u64, u64) = (6, 3);

/// Most earlier texts of a band that a text is compared with.
const MOST_COMPARED: usize = 32;

/// Fewest triples of a text that is looked at.
const FEWEST_TRIPLES: usize = 4;

pub(super) fn lint(sheets: &[LintedCard], content: &DeckContent, breaches: &mut LintFaults) {
    let texts: Vec<Vec<u64>> = sheets.iter().map(triples).collect();
    let mut buckets: HashMap<(u64, u64), Vec<usize>> = HashMap::new();
    for (number, text) in texts
        .iter()
        .enumerate()
        .filter(|(_, text)| text.len() >= FEWEST_TRIPLES)
    {
        let mut twin: Option<(usize, usize)> = None;
        for band in 0..BANDS.0 {
            let bucket = buckets.entry((band, band_hash(text, band))).or_default();
            for other in bucket.iter().rev().take(MOST_COMPARED) {
                let likeness = likeness(text, &texts[*other]);
                if likeness >= LIMIT && twin.is_none_or(|(best, _)| likeness > best) {
                    twin = Some((likeness, *other));
                }
            }
            bucket.push(number);
        }
        if let Some((likeness, other)) = twin {
            report(&sheets[number], &sheets[other], likeness, content, breaches);
        }
    }
}

fn report(
    sheet: &LintedCard,
    other: &LintedCard,
    likeness: usize,
    content: &DeckContent,
    breaches: &mut LintFaults,
) {
    let there = format!(
        "{} ({}:{})",
        other.card.id.base(),
        content.file(other.place),
        other.place.spot.line
    );
    if likeness == 100 {
        breaches.rule(sheet, faults::same_question(there), faults::keep_one());
    } else {
        let what = faults::of_card(sheet.card.id.base(), faults::near_question(there));
        breaches.look(sheet.place, what, faults::keep_one_or_angle());
    }
}

/// The hashed word triples of what a card shows, sorted, each once.
fn triples(sheet: &LintedCard) -> Vec<u64> {
    let body = &sheet.card.body;
    let text = format!("{} {}", body.prompt(), body.code().unwrap_or_default()).to_lowercase();
    let words: Vec<&str> = text.split_whitespace().collect();
    let mut triples: Vec<u64> = words.windows(3).map(hash).collect();
    triples.sort_unstable();
    triples.dedup();
    triples
}

fn hash(value: impl Hash) -> u64 {
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

//! Parses the TOML of one file. A block with a syntax error is reported and blanked out, and the others are kept.

use std::ops::Range;

use toml::de::{DeTable, Error};

use crate::decks::fault::Diagnostics;
use crate::domain::wording::faults;

/// How many errors between blocks, such as a table given twice, are repaired before the file is given up.
const MOST_REPAIRS: usize = 20;

/// A text in which every block parses.
pub(super) struct RepairedDocument {
    pub(super) text: String,
    /// Whether the lines before the first block could be read.
    pub(super) header: TopLines,
}

/// Whether the lines before the first block could be read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum TopLines {
    Read,
    Lost,
}

/// The text with each faulty block blanked out, byte by byte, so that places stay. `begins` tells whether a line
/// begins a block.
pub(super) fn repair(
    text: &str,
    diagnostics: &mut Diagnostics,
    begins: fn(&str) -> bool,
) -> Option<RepairedDocument> {
    let blocks = blocks(text, begins);
    let mut repaired = text.as_bytes().to_vec();
    let mut header = TopLines::Read;
    for (number, block) in blocks.iter().enumerate() {
        if let Err(error) = DeTable::parse(&text[block.clone()]) {
            report(diagnostics, block, &error);
            blank(&mut repaired, block);
            header = if number == 0 { TopLines::Lost } else { header };
        }
    }
    part(repaired, &blocks, diagnostics).map(|text| RepairedDocument { text, header })
}

/// Blanks blocks that contradict an earlier one.
fn part(
    mut repaired: Vec<u8>,
    blocks: &[Range<usize>],
    diagnostics: &mut Diagnostics,
) -> Option<String> {
    for _ in 0..MOST_REPAIRS {
        let text = String::from_utf8(repaired).ok()?;
        let Err(error) = DeTable::parse(&text) else {
            return Some(text);
        };
        report(diagnostics, &(0..text.len()), &error);
        let at = error.span().map_or(0, |span| span.start);
        let block = blocks.iter().find(|block| block.contains(&at))?;
        repaired = text.into_bytes();
        blank(&mut repaired, block);
    }
    None
}

fn blocks(text: &str, begins: fn(&str) -> bool) -> Vec<Range<usize>> {
    let mut blocks = Vec::new();
    let (mut start, mut at) = (0, 0);
    for line in text.split_inclusive('\n') {
        if begins(line.trim_start()) && at > start {
            blocks.push(start..at);
            start = at;
        }
        at += line.len();
    }
    blocks.push(start..at);
    blocks
}

fn blank(text: &mut [u8], block: &Range<usize>) {
    for byte in &mut text[block.clone()] {
        if *byte != b'\n' {
            *byte = b' ';
        }
    }
}

fn report(diagnostics: &mut Diagnostics, block: &Range<usize>, error: &Error) {
    let at = block.start + error.span().map_or(0, |span| span.start);
    diagnostics.error(
        at.min(block.end),
        faults::invalid_toml(error.message().trim()),
        faults::fix_syntax(),
    );
}

/// Whether a line begins a card.
pub(super) fn begins_card(line: &str) -> bool {
    line.starts_with("[[card]]")
}

/// Whether a line begins the translation of a card: `["some.id"]`.
pub(super) fn begins_translation(line: &str) -> bool {
    line.strip_prefix("[\"")
        .and_then(|rest| rest.split_once('"'))
        .is_some_and(|(_, rest)| rest.starts_with(']'))
}

/// Whether a line begins an entry of a roadmap or of the curriculum: a header of a single name.
pub(super) fn begins_entry(line: &str) -> bool {
    let name = line
        .trim_start_matches('[')
        .split(']')
        .next()
        .unwrap_or_default();
    line.starts_with('[')
        && !name.is_empty()
        && name
            .bytes()
            .all(|byte| byte.is_ascii_lowercase() || byte == b'_')
}

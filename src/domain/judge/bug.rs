//! The line of a defect, by number.

use super::{Difference, JudgeFault, Judgement, Piece, refuse_long};
use crate::domain::card::Bug;

/// Judges a line number such as `3` or `line 3`. Of several numbers each must name the defect.
pub fn judge_bug(card: &Bug, given: &str) -> Result<Judgement, JudgeFault> {
    refuse_long(given)?;
    let lines: Vec<&str> = card.code.lines().collect();
    let words = given
        .split(|c: char| c.is_whitespace() || c == ',')
        .filter(|word| !word.is_empty());
    let numbers = words.filter(|word| {
        !matches!(
            word.to_lowercase().as_str(),
            "line" | "lines" | "linha" | "linhas"
        )
    });
    let named: Vec<u32> = numbers
        .map(|word| line_number(word, lines.len()))
        .collect::<Result<_, _>>()?;
    // Words without a number are refused, not judged: the learner may answer again.
    if named.is_empty() {
        return if given.trim().is_empty() {
            Ok(Judgement::blank())
        } else {
            Err(no_line(given, lines.len()))
        };
    }
    if named.iter().all(|line| card.bug_lines.contains(line)) {
        return Ok(Judgement::right());
    }
    let text = |number: &u32| {
        let place = usize::try_from(*number).ok()?.checked_sub(1)?;
        lines.get(place).map(|line| format!("{number}: {line}"))
    };
    let extra = named
        .iter()
        .filter(|line| !card.bug_lines.contains(line))
        .filter_map(text)
        .map(Piece::Extra);
    let missing = card.bug_lines.iter().filter_map(text).map(Piece::Missing);
    Ok(Judgement::wrong(Difference::Lines(
        missing.chain(extra).collect(),
    )))
}

fn line_number(word: &str, lines: usize) -> Result<u32, JudgeFault> {
    let digits = word
        .strip_prefix(['l', 'L'])
        .unwrap_or(word)
        .trim_end_matches([':', '.']);
    let number = digits
        .parse::<u32>()
        .ok()
        .filter(|number| usize::try_from(*number).is_ok_and(|n| (1..=lines).contains(&n)));
    number.ok_or_else(|| no_line(word, lines))
}

fn no_line(given: &str, lines: usize) -> JudgeFault {
    JudgeFault::NoLine {
        given: given.trim().to_owned(),
        lines,
    }
}

//! What a program prints: line by line, exactly.

use super::diff::{Edit, Piece, edits};
use super::{Difference, JudgeFault, Judgement, refuse_long};
use crate::domain::card::Output;

/// Judges the lines that were typed; only a missing final newline does not matter. Where an exception ends
/// the program, a last line that names it is right too.
pub fn judge_output(card: &Output, given: &str) -> Result<Judgement, JudgeFault> {
    refuse_long(given)?;
    let expected: Vec<&str> = card.stdout.lines().collect();
    let typed: Vec<&str> = given.lines().collect();
    let raised = card
        .raises
        .as_deref()
        .is_some_and(|class| names_exception(&typed, expected.len(), class));
    let printed = if raised {
        &typed[..expected.len()]
    } else {
        &typed
    };
    if printed == expected {
        return Ok(Judgement::right());
    }
    if given.trim().is_empty() {
        return Ok(Judgement::blank());
    }
    Ok(Judgement::wrong(Difference::Lines(difference(
        &expected, printed,
    ))))
}

/// Whether exactly one line follows the printed ones and names the exception.
fn names_exception(typed: &[&str], printed: usize, class: &str) -> bool {
    let names = |line: &&str| {
        let rest = line.trim().strip_prefix(class);
        rest.is_some_and(|rest| rest.is_empty() || rest.starts_with([':', '(']))
    };
    typed.len() == printed + 1 && typed.last().is_some_and(names)
}

fn difference(expected: &[&str], given: &[&str]) -> Vec<Piece> {
    let piece = |edit| match edit {
        Edit::Same(i, _) => Piece::Same(expected[i].to_owned()),
        Edit::Missing(i) => Piece::Missing(expected[i].to_owned()),
        Edit::Extra(j) => Piece::Extra(given[j].to_owned()),
    };
    edits(expected, given, |a, b| a == b)
        .into_iter()
        .map(piece)
        .collect()
}

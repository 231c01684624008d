//! What a program prints: line by line, exactly.

use super::diff::{Edit, Piece, edits};
use super::{AnswerVerdict, Difference, JudgeFault, Judgement, refuse_long};
use crate::domain::card::Output;
use crate::domain::plain::with_keyboard_signs;

/// Judges the lines that were typed; only a missing final newline, and signs that a keyboard does not have, do not
/// matter. Where an exception ends the program, a last line that names it is right too.
pub fn judge_output(card: &Output, given: &str) -> Result<Judgement, JudgeFault> {
    refuse_long(given)?;
    let judged = judge_lines(card, given);
    if judged.verdict == AnswerVerdict::Right || given.is_ascii() {
        return Ok(judged);
    }
    let on_keyboard = judge_lines(card, &with_keyboard_signs(given));
    Ok(if on_keyboard.verdict == AnswerVerdict::Right {
        on_keyboard
    } else {
        judged
    })
}

fn judge_lines(card: &Output, given: &str) -> Judgement {
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
        return Judgement::right();
    }
    if given.trim().is_empty() {
        return Judgement::blank();
    }
    Judgement::wrong(Difference::Lines(difference(&expected, printed)))
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

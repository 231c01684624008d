//! Blanks of a sentence: compared as words.

use super::{Difference, JudgeFault, Judgement, refuse_long, text};
use crate::domain::card::Cloze;

/// Judges what was typed for the blank that a card asks.
pub fn judge_cloze(card: &Cloze, given: &str) -> Result<Judgement, JudgeFault> {
    refuse_long(given)?;
    if given.trim().is_empty() {
        return Ok(Judgement::blank());
    }
    let Some(blank) = card.blanks.get(card.asked) else {
        return Ok(Judgement::blank());
    };
    let right = std::iter::once(&blank.answer)
        .chain(&blank.accept)
        .any(|right| text::same(right, given));
    if right {
        return Ok(Judgement::right());
    }
    Ok(Judgement::wrong(Difference::Text(text::difference(
        &blank.answer,
        given,
    ))))
}

//! Options chosen by letter.

use std::collections::BTreeSet;

use super::{AnswerVerdict, Difference, JudgeFault, Judgement, refuse_long};
use crate::domain::card::{Answers, Choice, Truth};

/// Judges letters such as `b`, `a c` or `a,c`. `shown` holds, for each letter, the option's place in the file.
pub fn judge_choice(card: &Choice, shown: &[usize], given: &str) -> Result<Judgement, JudgeFault> {
    refuse_long(given)?;
    let chosen = chosen(shown, given)?;
    if chosen.is_empty() {
        return Ok(Judgement::blank());
    }
    if card.answers == Answers::One && chosen.len() > 1 {
        return Err(JudgeFault::OneOption);
    }
    let places = |truth: Truth, taken: bool| {
        let meant = card
            .options
            .iter()
            .enumerate()
            .filter(move |(_, option)| option.truth == truth);
        meant
            .map(|(place, _)| place)
            .filter(|place| chosen.contains(place) == taken)
            .collect::<Vec<_>>()
    };
    let (missed, wrong) = (places(Truth::Right, false), places(Truth::Wrong, true));
    if missed.is_empty() && wrong.is_empty() {
        return Ok(Judgement::right());
    }
    Ok(Judgement {
        verdict: AnswerVerdict::Wrong,
        difference: Some(Difference::Options { missed, wrong }),
    })
}

/// The places in the file of the options that letters name.
fn chosen(shown: &[usize], given: &str) -> Result<BTreeSet<usize>, JudgeFault> {
    let last =
        u8::try_from(shown.len()).map_or('z', |count| char::from(b'a' + count.clamp(1, 26) - 1));
    let letters = given
        .chars()
        .filter(|c| !c.is_whitespace() && !matches!(c, ',' | ';' | '+' | ')' | '.'));
    letters
        .map(|letter| {
            let place = u32::from(letter.to_ascii_lowercase()).checked_sub(u32::from('a'));
            let option = place
                .and_then(|place| shown.get(usize::try_from(place).ok()?))
                .copied();
            option.ok_or(JudgeFault::NoOption { letter, last })
        })
        .collect()
}

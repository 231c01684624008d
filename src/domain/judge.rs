//! Judging typed answers: each kind of comparison by its own rule, and what differs as data.
//!
//! Nothing here executes a program. Any text is judged or refused.

mod bug;
mod choice;
mod cloze;
mod code;
mod complexity;
mod constructs;
mod diff;
mod fragment;
mod mistake;
mod number;
mod output;
mod pattern;
mod rubric;
mod shape;
mod sql;
mod strings;
mod text;
mod tokens;
mod unit;

pub use bug::judge_bug;
pub use choice::judge_choice;
pub use cloze::judge_cloze;
pub(crate) use complexity::same as same_class;
pub use constructs::Construct;
pub(crate) use constructs::constructs;
pub use diff::Piece;
pub(crate) use diff::{Edit, edits};
pub use fragment::is_whole;
pub use mistake::{FailedTests, recognise_mistake};
pub use output::judge_output;
pub use rubric::{Rubric, judge_rubric, shown_order};
pub(crate) use shape::program_shape;

use crate::domain::card::{Compare, Reject, TypedCard};
use crate::domain::plain::with_keyboard_signs;

/// Longest answer that is judged, in bytes.
pub const MAX_ANSWER: usize = 65_536;

/// What a judge says of an answer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum AnswerVerdict {
    /// The answer is right.
    Right,
    /// A listed near miss.
    Near {
        /// Why it is wrong, in the card's words.
        why: String,
    },
    /// The answer is wrong.
    Wrong,
    /// Nothing was answered.
    Blank,
}

impl AnswerVerdict {
    /// The word that evidence stores.
    pub const fn word(&self) -> &'static str {
        match self {
            Self::Right => "right",
            Self::Near { .. } => "near",
            Self::Wrong => "wrong",
            Self::Blank => "blank",
        }
    }
}

/// A verdict with what differs.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Judgement {
    /// What the judge says.
    pub verdict: AnswerVerdict,
    /// How the answer differs from the expected one; none when it is right or blank.
    pub difference: Option<Difference>,
}

/// How an answer differs from the expected one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Difference {
    /// Runs of characters.
    Text(Vec<Piece>),
    /// Whole lines.
    Lines(Vec<Piece>),
    /// Options of a choice, by their place in the file.
    Options {
        /// Right ones that were not chosen.
        missed: Vec<usize>,
        /// Wrong ones that were chosen.
        wrong: Vec<usize>,
    },
}

/// Why an answer cannot be judged; the learner may answer again.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum JudgeFault {
    /// The answer is longer than [`MAX_ANSWER`].
    #[error("answer longer than {MAX_ANSWER} bytes")]
    TooLong,
    /// A letter that stands at no option.
    #[error("'{letter}' is not an option; choose from a to {last}")]
    NoOption {
        /// What was typed.
        letter: char,
        /// The letter of the last option.
        last: char,
    },
    /// Several options where one is asked.
    #[error("one letter is asked")]
    OneOption,
    /// No number of a line of the program.
    #[error("'{given}' is not a line from 1 to {lines}")]
    NoLine {
        /// What was typed.
        given: String,
        /// Lines of the program.
        lines: usize,
    },
    /// The card's own regular expression does not compile.
    #[error("the card's pattern is broken: {0}")]
    BadPattern(String),
}

impl Judgement {
    pub(crate) const fn right() -> Self {
        Self {
            verdict: AnswerVerdict::Right,
            difference: None,
        }
    }

    pub(crate) const fn blank() -> Self {
        Self {
            verdict: AnswerVerdict::Blank,
            difference: None,
        }
    }

    pub(crate) const fn wrong(difference: Difference) -> Self {
        Self {
            verdict: AnswerVerdict::Wrong,
            difference: Some(difference),
        }
    }
}

/// Judges a typed answer by the card's way to compare. Listed near misses count only where no right answer fits.
pub fn judge_typed(card: &TypedCard, given: &str) -> Result<Judgement, JudgeFault> {
    refuse_long(given)?;
    if given.trim().is_empty() {
        return Ok(Judgement::blank());
    }
    // Both forms are judged: a card may ask for a typographic sign itself, and then only what was
    // typed has it.
    let on_keyboard = with_keyboard_signs(given);
    if is_right(card, given)? || is_right(card, &on_keyboard)? || is_twice_right(card, given)? {
        return Ok(Judgement::right());
    }
    let near =
        |reject: &&Reject| is_listed(card, reject, given) || is_listed(card, reject, &on_keyboard);
    let difference = Some(Difference::Text(text::difference(&card.answer, given)));
    let verdict = match card.reject.iter().find(near) {
        Some(reject) => AnswerVerdict::Near {
            why: reject.why.clone(),
        },
        None => AnswerVerdict::Wrong,
    };
    Ok(Judgement {
        verdict,
        difference,
    })
}

/// Whether an answer is one of the right ones.
fn is_right(card: &TypedCard, given: &str) -> Result<bool, JudgeFault> {
    for right in std::iter::once(&card.answer).chain(&card.accept) {
        if same(card, right, given)? {
            return Ok(true);
        }
    }
    Ok(false)
}

/// Whether an answer gives a second one in parentheses or behind a comma, and both are right: `AST (abstract syntax
/// tree)`, `O(n), linear`.
fn is_twice_right(card: &TypedCard, given: &str) -> Result<bool, JudgeFault> {
    if matches!(card.compare, Compare::Code | Compare::Sql | Compare::Regex) {
        return Ok(false);
    }
    let given = given.trim().trim_end_matches('.');
    let in_parentheses = given
        .strip_suffix(')')
        .and_then(|given| given.rsplit_once(" ("));
    let Some((first, second)) = in_parentheses.or_else(|| given.rsplit_once(", ")) else {
        return Ok(false);
    };
    Ok(is_right(card, first)? && is_right(card, second)?)
}

/// Whether a near miss is what was typed: it is compared as text where an answer is a pattern.
fn is_listed(card: &TypedCard, reject: &Reject, given: &str) -> bool {
    match card.compare {
        Compare::Text | Compare::Regex => text::same(&reject.answer, given),
        Compare::Code => code::same(&reject.answer, given),
        Compare::Number => {
            number::same(&reject.answer, given) || unit::same(&reject.answer, given, &card.prompt)
        }
        Compare::Sql => sql::same(&reject.answer, given),
        Compare::Complexity => complexity::answers(&card.prompt, &reject.answer, given),
    }
}

fn same(card: &TypedCard, right: &str, given: &str) -> Result<bool, JudgeFault> {
    Ok(match card.compare {
        Compare::Text => text::same(right, given),
        Compare::Code => code::same(right, given),
        Compare::Number => number::same(right, given) || unit::same(right, given, &card.prompt),
        Compare::Sql => sql::same(right, given),
        Compare::Regex => pattern::matches(right, given)?,
        Compare::Complexity => complexity::answers(&card.prompt, right, given),
    })
}

fn refuse_long(given: &str) -> Result<(), JudgeFault> {
    if given.len() > MAX_ANSWER {
        Err(JudgeFault::TooLong)
    } else {
        Ok(())
    }
}

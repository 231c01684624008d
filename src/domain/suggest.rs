//! Which grade a judged answer suggests. The learner confirms or overrides it.

use crate::domain::card::CardKind;
use crate::domain::grade::Grade;
use crate::domain::judge::AnswerVerdict;

/// Version of the rule, stored with the evidence.
pub const RULE_VERSION: u32 = 3;
/// Samples from which on a median says something.
const ENOUGH_SAMPLES: u32 = 20;

/// How an answer came about.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct AnswerAttempt {
    /// Tries taken, from 1.
    pub attempts: u32,
    /// Hints shown.
    pub hints: u32,
    /// Milliseconds to the answer.
    pub answer_ms: u32,
    /// The learner's own pace with cards of this kind, if there is one.
    pub pace: Option<KindPace>,
}

/// A learner's pace with cards of one kind.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct KindPace {
    /// Median of the milliseconds to an answer.
    pub median_ms: u32,
    /// How many answers it was taken from.
    pub samples: u32,
}

impl KindPace {
    /// Whether a time is under six tenths of the median, and the median says something.
    const fn is_quick(self, answer_ms: u32) -> bool {
        self.samples >= ENOUGH_SAMPLES && answer_ms as u64 * 10 < self.median_ms as u64 * 6
    }
}

/// The grade for a judged answer: Again for a miss of any kind, Hard after help, Easy when right and quick, else
/// Good; a choice or a program is Good at best.
pub fn suggest(kind: CardKind, verdict: &AnswerVerdict, trial: &AnswerAttempt) -> Grade {
    if *verdict != AnswerVerdict::Right {
        return Grade::AGAIN;
    }
    if trial.hints > 0 || trial.attempts > 1 {
        return Grade::HARD;
    }
    let quick = trial
        .pace
        .is_some_and(|pace| pace.is_quick(trial.answer_ms));
    if quick && !matches!(kind, CardKind::Choice | CardKind::Code) {
        Grade::EASY
    } else {
        Grade::GOOD
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_rule_suggests_by_help_and_pace() {
        let trial = |attempts, hints, answer_ms, samples| {
            let pace = Some(KindPace {
                median_ms: 10_000,
                samples,
            });
            AnswerAttempt {
                attempts,
                hints,
                answer_ms,
                pace,
            }
        };
        let right = |kind, trial| suggest(kind, &AnswerVerdict::Right, &trial);
        assert_eq!(right(CardKind::Type, trial(1, 0, 5_999, 20)), Grade::EASY);
        assert_eq!(right(CardKind::Type, trial(1, 0, 6_000, 20)), Grade::GOOD);
        assert_eq!(right(CardKind::Type, trial(1, 0, 5_999, 19)), Grade::GOOD);
        assert_eq!(right(CardKind::Choice, trial(1, 0, 1, 99)), Grade::GOOD);
        assert_eq!(right(CardKind::Code, trial(1, 0, 1, 99)), Grade::GOOD);
        assert_eq!(right(CardKind::Code, trial(2, 0, 1, 99)), Grade::HARD);
        assert_eq!(right(CardKind::Cloze, trial(1, 1, 1, 99)), Grade::HARD);
        for miss in [
            AnswerVerdict::Wrong,
            AnswerVerdict::Blank,
            AnswerVerdict::Near { why: String::new() },
        ] {
            assert_eq!(
                suggest(CardKind::Type, &miss, &trial(1, 0, 1, 99)),
                Grade::AGAIN
            );
        }
    }
}

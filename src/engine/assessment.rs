//! From an answer to a suggested grade and the evidence that is kept with it.

use rand::seq::SliceRandom;
use rand_chacha::ChaCha8Rng;

use crate::domain::card::{Body, Card, CardKind, Open, Weight};
use crate::domain::event::{Evidence, UNJUDGED};
use crate::domain::grade::Grade;
use crate::domain::judge::{
    AnswerVerdict, JudgeFault, Judgement, Rubric, judge_bug, judge_choice, judge_cloze,
    judge_output, judge_rubric, judge_typed, shown_order,
};
use crate::domain::suggest::{AnswerAttempt as Effort, KindPace, RULE_VERSION, suggest};
use crate::engine::answered::{Answered, JudgedAnswer};
use crate::engine::program::ProgramWork;
use crate::engine::workspace::Workspace;
use crate::error::AppError;
use crate::python::trial::ProgramVerdict as TestVerdict;

/// Longest answer kept as evidence, in characters.
pub(super) const LONGEST_ANSWER: usize = 4_000;
/// Longest program that is kept with an answer, in characters.
pub(super) const LONGEST_PROGRAM: usize = 16_000;

/// What is known of an answer before it is graded.
#[derive(Debug, Clone, Default)]
pub(super) struct Assessment {
    /// The grade a judge suggests; nothing if only the learner can grade.
    pub(super) suggested: Option<Grade>,
    /// What a judge saw.
    pub(super) evidence: Option<Evidence>,
}

/// The order in which the options of a card are shown; nothing for other kinds.
pub(crate) fn option_order(card: &Card, rng: &mut ChaCha8Rng) -> Vec<usize> {
    let Body::Choice(body) = &card.body else {
        return vec![];
    };
    let mut order: Vec<usize> = (0..body.options.len()).collect();
    order.shuffle(rng);
    order
}

/// Judges an answer; kinds that only the learner can grade are left blank.
pub(crate) fn judge(card: &Card, order: &[usize], given: &str) -> Result<Judgement, JudgeFault> {
    match &card.body {
        Body::Cloze(body) => judge_cloze(body, given),
        Body::Choice(body) => judge_choice(body, order, given),
        Body::Type(body) => judge_typed(body, given),
        Body::Output(body) => judge_output(body, given),
        Body::Bug(body) => judge_bug(body, given),
        Body::Basic(_) | Body::Code(_) | Body::Open(_) => Ok(Judgement {
            verdict: AnswerVerdict::Blank,
            difference: None,
        }),
    }
}

/// Weighs what came of a turn.
pub(super) fn assess(
    home: &Workspace<'_>,
    card: &Card,
    order: &[usize],
    answered: &Answered,
    hints: usize,
) -> Result<Assessment, AppError> {
    let hints = count(hints);
    match (&answered.judged, &answered.program) {
        (Some(judged), program) => {
            let kind = card.body.kind();
            let mut assessment = weigh_judged(kind, order, judged, hints, pace(home, kind)?);
            if let Some(program) = program {
                add_repair(&mut assessment, program);
            }
            Ok(assessment)
        }
        (None, Some(program)) => Ok(weigh_program(program, hints)),
        (None, None) => Ok(typed(&answered.given, hints)),
    }
}

/// An answer that only the learner can grade is kept as it was typed.
pub(super) fn typed(given: &str, hints: u32) -> Assessment {
    let evidence = Evidence {
        rule: RULE_VERSION,
        given: given.trim().chars().take(LONGEST_ANSWER).collect(),
        order: vec![],
        verdict: UNJUDGED.to_owned(),
        // Means nothing here: `UNJUDGED` says that nobody suggested it.
        suggested: Grade::GOOD,
        attempts: 1,
        hints,
        passed: None,
        total: None,
        check: None,
        mistake: None,
    };
    Assessment {
        suggested: None,
        evidence: (!given.trim().is_empty()).then_some(evidence),
    }
}

fn weigh_judged(
    kind: CardKind,
    order: &[usize],
    judged: &JudgedAnswer,
    hints: u32,
    pace: Option<KindPace>,
) -> Assessment {
    let effort = Effort {
        attempts: judged.attempts,
        hints,
        answer_ms: u32::try_from(judged.after_ms).unwrap_or(u32::MAX),
        pace,
    };
    let verdict = &judged.judgement.verdict;
    let suggested = suggest(kind, verdict, &effort);
    let evidence = Evidence {
        rule: RULE_VERSION,
        check: judged.check,
        given: judged.given.chars().take(LONGEST_ANSWER).collect(),
        order: order.to_vec(),
        verdict: verdict.word().to_owned(),
        suggested,
        attempts: judged.attempts,
        hints,
        passed: None,
        total: None,
        mistake: None,
    };
    Assessment {
        suggested: Some(suggested),
        evidence: Some(evidence),
    }
}

/// The line was judged; the repair adds what its tests said, and a failed one weighs no more than the line.
fn add_repair(assessment: &mut Assessment, repair: &ProgramWork) {
    if let (Some(evidence), Some(last)) = (&mut assessment.evidence, &repair.last) {
        evidence.passed = Some(last.passed);
        evidence.total = Some(last.total);
    }
}

/// The last run decides; a program that could not be run here is graded by the learner.
fn weigh_program(program: &ProgramWork, hints: u32) -> Assessment {
    if program.was_not_run() {
        return Assessment::default();
    }
    let last = program.last.as_ref();
    let passed = last.is_some_and(|trial| trial.verdict == TestVerdict::Passed);
    let (verdict, word) = if passed {
        (AnswerVerdict::Right, "right")
    } else if program.gave_up() {
        (AnswerVerdict::Wrong, "gave-up")
    } else {
        (AnswerVerdict::Wrong, "wrong")
    };
    let effort = Effort {
        attempts: program.runs.max(1),
        hints,
        answer_ms: 0,
        pace: None,
    };
    let suggested = suggest(CardKind::Code, &verdict, &effort);
    let evidence = Evidence {
        rule: RULE_VERSION,
        given: program.text.chars().take(LONGEST_PROGRAM).collect(),
        order: vec![],
        verdict: word.to_owned(),
        suggested,
        attempts: effort.attempts,
        hints,
        passed: last.map(|trial| trial.passed),
        total: last.map(|trial| trial.total),
        check: None,
        mistake: program.mistake.clone(),
    };
    Assessment {
        suggested: Some(suggested),
        evidence: Some(evidence),
    }
}

fn pace(home: &Workspace<'_>, kind: CardKind) -> Result<Option<KindPace>, AppError> {
    let median = home.store.progress().median(kind)?;
    Ok(median.map(|median| KindPace {
        median_ms: median.answer_ms,
        samples: u32::try_from(median.samples).unwrap_or(u32::MAX),
    }))
}

fn count(number: usize) -> u32 {
    u32::try_from(number).unwrap_or(u32::MAX)
}

/// A rubric that was ticked.
pub(super) struct TickedRubric {
    /// What the ticks came to.
    pub(super) rubric: Rubric,
    /// Numbers of the needed points that were missed.
    pub(super) missing: Vec<usize>,
    /// The grade it suggests, and what is kept of it.
    pub(super) assessment: Assessment,
}

/// Weighs the points that were ticked, by their numbers as shown: needed ones first.
pub(super) fn weigh_rubric(body: &Open, ticked: &[usize], hints: usize) -> TickedRubric {
    let is_needed = |place: usize| body.points[place].weight == Weight::Must;
    let order = shown_order(&body.points);
    // `point_numbers` lets only numbers from 1 to the last through.
    let places: Vec<usize> = ticked.iter().map(|&number| order[number - 1]).collect();
    let rubric = judge_rubric(&body.points, &places);
    let missing = (1..)
        .zip(&order)
        .filter(|(_, place)| is_needed(**place) && !places.contains(place))
        .map(|(number, _)| number)
        .collect();
    let suggested = if hints > 0 {
        rubric.suggested.min(Grade::HARD)
    } else {
        rubric.suggested
    };
    let given: Vec<String> = ticked.iter().map(ToString::to_string).collect();
    let evidence = Evidence {
        rule: RULE_VERSION,
        given: given.join(" "),
        order: vec![],
        verdict: "ticked".to_owned(),
        suggested,
        attempts: 1,
        hints: count(hints),
        passed: Some(rubric.met),
        total: Some(rubric.total),
        check: None,
        mistake: None,
    };
    TickedRubric {
        rubric,
        missing,
        assessment: Assessment {
            suggested: Some(suggested),
            evidence: Some(evidence),
        },
    }
}

/// Numbers of points from 1 and ranges of them, separated by spaces or commas; `a` for all, `0` for none.
pub(crate) fn point_numbers(line: &str, last: usize) -> Option<Vec<usize>> {
    if matches!(line.trim(), "a" | "A") {
        return Some((1..=last).collect());
    }
    let mut numbers = Vec::new();
    for word in line.split([' ', ',']).filter(|word| !word.is_empty()) {
        let (from, to) = word.split_once('-').unwrap_or((word, word));
        let (from, to): (usize, usize) = (from.parse().ok()?, to.parse().ok()?);
        if (from, to) == (0, 0) {
            continue;
        }
        if from < 1 || from > to || to > last {
            return None;
        }
        numbers.extend(from..=to);
    }
    numbers.sort_unstable();
    numbers.dedup();
    Some(numbers)
}

#[cfg(test)]
mod tests {
    use super::point_numbers;

    #[test]
    fn points_are_numbers_all_or_none() {
        assert_eq!(point_numbers("3, 1 1", 4), Some(vec![1, 3]));
        assert_eq!(point_numbers("a", 2), Some(vec![1, 2]));
        assert_eq!(point_numbers("0", 2), Some(vec![]));
        assert_eq!(point_numbers("1-3 5", 5), Some(vec![1, 2, 3, 5]));
        assert_eq!(point_numbers("5", 4), None);
        for bad in ["3-1", "0-2", "2-9", "1-", "-2", "1-2-3"] {
            assert_eq!(point_numbers(bad, 4), None, "{bad}");
        }
        assert_eq!(point_numbers("x", 4), None);
    }
}

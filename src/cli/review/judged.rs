//! Judged kinds: the answer is compared, the verdict suggests a grade, a near miss has one more try.

use rand::seq::SliceRandom;
use rand_chacha::ChaCha8Rng;

use crate::cli::review::Sitting;
use crate::cli::review::command::Colon;
use crate::cli::review::turn::{Answered, Asked, Input};
use crate::domain::card::{Answers, Body, Card, Kind, Open, Weight};
use crate::domain::event::Evidence;
use crate::domain::grade::Grade;
use crate::domain::judge::{
    JudgeFault, Judgement, Verdict, judge_bug, judge_choice, judge_cloze, judge_output,
    judge_rubric, judge_typed,
};
use crate::domain::suggest::{Pace, RULE_VERSION, Trial, suggest};
use crate::error::AppError;
use crate::ui::clean::clean_line;
use crate::ui::messages::Messages;
use crate::ui::palette::Role;
use crate::ui::terminal::{Ask, Manner};

/// Longest answer kept as evidence, in characters.
const KEPT: usize = 4_000;

/// What is known of an answer before it is graded.
#[derive(Debug, Clone, Default)]
pub(super) struct Judged {
    /// What a judge says of it, drawn.
    pub(super) shown: String,
    /// The grade a judge suggests.
    pub(super) suggested: Option<Grade>,
    /// What a judge saw.
    pub(super) evidence: Option<Evidence>,
    /// The program the learner wrote, to be seen beside the card's.
    pub(super) program: Option<String>,
}

impl Judged {
    /// An answer that only the learner can grade.
    pub(super) fn by_learner() -> Self {
        Self::default()
    }
}

/// The order in which the options of a card are shown; nothing for other kinds.
pub(crate) fn option_order(card: &Card, chance: &mut ChaCha8Rng) -> Vec<usize> {
    let Body::Choice(body) = &card.body else {
        return vec![];
    };
    let mut order: Vec<usize> = (0..body.options.len()).collect();
    order.shuffle(chance);
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
            verdict: Verdict::Blank,
            difference: None,
        }),
    }
}

/// How an answer of a kind is typed, where that is not plain.
pub(crate) const fn how_to_answer(words: Messages, body: &Body) -> Option<&'static str> {
    Some(match body {
        Body::Output(_) => words.output_prompt(),
        Body::Bug(_) => words.bug_prompt(),
        Body::Choice(body) => match body.answers {
            Answers::Several => words.choices_prompt(),
            Answers::One => words.choice_prompt(),
        },
        Body::Basic(_) | Body::Cloze(_) | Body::Type(_) | Body::Code(_) | Body::Open(_) => {
            return None;
        }
    })
}

impl Sitting<'_> {
    /// Asks for an answer, judges it, and lets a near miss try once more.
    pub(super) fn judged(&mut self, asked: &mut Asked) -> Result<Answered, AppError> {
        self.cue(&asked.card)?;
        let mut attempts = 1;
        loop {
            let given = match self.typed(asked)? {
                Input::Leave(next) => return Ok(Answered::Left(next)),
                Input::Text(given) => given,
            };
            let judgement = match judge(&asked.card, &asked.order, &given) {
                Ok(judgement) => judgement,
                Err(fault) => {
                    let message = self.look().fault(&fault);
                    self.remark(Role::Near, &message)?;
                    if self.terminal.manner() == Manner::Interactive {
                        continue;
                    }
                    // On a pipe the next line is the grade: what cannot be judged is wrong.
                    Judgement {
                        verdict: Verdict::Wrong,
                        difference: None,
                    }
                }
            };
            if let (Verdict::Near { why }, 1) = (&judgement.verdict, attempts) {
                attempts = 2;
                let message = self.app.words().near(why);
                self.remark(Role::Near, &message)?;
                continue;
            }
            return Ok(Answered::Given(
                self.weigh(asked, &judgement, &given, attempts)?,
            ));
        }
    }

    /// On a screen, one line that says how to answer; for the plain kinds only the first time.
    pub(super) fn cue(&mut self, card: &Card) -> Result<(), AppError> {
        let words = self.app.words();
        let first = self.cued.insert(card.body.kind());
        if self.terminal.manner() == Manner::Lines {
            return Ok(());
        }
        let how = match (how_to_answer(words, &card.body), &card.body) {
            (Some(how), _) => how,
            (None, _) if !first => return Ok(()),
            (None, Body::Basic(_) | Body::Code(_)) => words.reveal(),
            (None, Body::Open(_)) => words.open_prompt(),
            (None, _) => words.type_prompt(),
        };
        self.remark(Role::Faint, how)
    }

    /// One line, or for an output several, ended by an empty line or a full stop.
    fn typed(&mut self, asked: &mut Asked) -> Result<Input, AppError> {
        let prompt = self.look().palette.prompt().to_owned();
        let first = self.prompt(asked, &prompt, Ask::Line, Colon::Needed)?;
        let (Input::Text(line), Body::Output(_)) = (&first, &asked.card.body) else {
            return Ok(first);
        };
        let mut lines = String::new();
        let mut line = line.clone();
        while !line.is_empty() && line != "." {
            lines.push_str(&line);
            lines.push('\n');
            line = match self.prompt(asked, &prompt, Ask::Line, Colon::Within)? {
                Input::Text(line) => line,
                leave @ Input::Leave(_) => return Ok(leave),
            };
        }
        Ok(Input::Text(lines))
    }

    /// Turns a verdict into text, evidence and a suggestion.
    fn weigh(
        &self,
        asked: &Asked,
        judgement: &Judgement,
        given: &str,
        attempts: u32,
    ) -> Result<Judged, AppError> {
        let kind = asked.card.body.kind();
        let hints = u32::try_from(asked.hints).unwrap_or(u32::MAX);
        let answer_ms = u32::try_from(asked.waited_ms).unwrap_or(u32::MAX);
        let trial = Trial {
            attempts,
            hints,
            answer_ms,
            pace: self.pace(kind)?,
        };
        let suggested = suggest(kind, &judgement.verdict, &trial);
        let evidence = Evidence {
            rule: RULE_VERSION,
            given: given.chars().take(KEPT).collect(),
            order: asked.order.clone(),
            verdict: judgement.verdict.word().to_owned(),
            suggested,
            attempts,
            hints,
            passed: None,
            total: None,
        };
        let shown = self.look().verdict(judgement, given);
        Ok(Judged {
            shown,
            suggested: Some(suggested),
            evidence: Some(evidence),
            program: None,
        })
    }

    fn pace(&self, kind: Kind) -> Result<Option<Pace>, AppError> {
        let median = self.app.store.median(kind)?;
        Ok(median.map(|median| Pace {
            median_ms: median.answer_ms,
            samples: u32::try_from(median.samples).unwrap_or(u32::MAX),
        }))
    }

    /// Lets the learner tick the points of a rubric.
    pub(super) fn tick(&mut self, asked: &mut Asked) -> Result<Answered, AppError> {
        let Body::Open(body) = asked.card.body.clone() else {
            return Ok(Answered::Given(Judged::by_learner()));
        };
        let words = self.app.words();
        self.remark(Role::Faint, words.tick_prompt())?;
        let prompt = self.look().palette.prompt().to_owned();
        loop {
            let line = match self.prompt(asked, &prompt, Ask::Line, Colon::Needed)? {
                Input::Leave(next) => return Ok(Answered::Left(next)),
                Input::Text(line) if line.trim().is_empty() => {
                    return Ok(Answered::Given(Judged::by_learner()));
                }
                Input::Text(line) => line,
            };
            if let Some(ticked) = ticks(&line, body.points.len()) {
                return Ok(Answered::Given(self.weigh_rubric(asked, &body, &ticked)?));
            }
            let most = body.points.len().to_string();
            let message = words.no_tick(clean_line(line.trim()), most);
            self.remark(Role::Near, &message)?;
        }
    }

    /// Says what the ticks came to, and turns them into a suggestion and evidence.
    fn weigh_rubric(
        &mut self,
        asked: &Asked,
        body: &Open,
        ticked: &[usize],
    ) -> Result<Judged, AppError> {
        // Points are shown with the needed ones first.
        let mut order: Vec<usize> = (0..body.points.len()).collect();
        order.sort_by_key(|&place| body.points[place].weight != Weight::Must);
        let places: Vec<usize> = ticked.iter().map(|&number| order[number - 1]).collect();
        let rubric = judge_rubric(&body.points, &places);
        let needed = (1..)
            .zip(&order)
            .filter(|(_, place)| body.points[**place].weight == Weight::Must);
        let missing = needed
            .filter(|(_, place)| !places.contains(place))
            .map(|(number, _): (usize, _)| number);
        let missing: Vec<String> = missing.map(|number| number.to_string()).collect();
        let missing = if missing.is_empty() {
            "-".to_owned()
        } else {
            missing.join(", ")
        };
        let message = self.app.words().ticked(rubric.met, rubric.total, missing);
        self.remark(Role::Faint, &message)?;
        let suggested = if asked.hints > 0 {
            rubric.suggested.min(Grade::HARD)
        } else {
            rubric.suggested
        };
        let evidence = Evidence {
            rule: RULE_VERSION,
            given: ticked
                .iter()
                .map(ToString::to_string)
                .collect::<Vec<_>>()
                .join(" "),
            order: vec![],
            verdict: "ticked".to_owned(),
            suggested,
            attempts: 1,
            hints: u32::try_from(asked.hints).unwrap_or(u32::MAX),
            passed: Some(rubric.met),
            total: Some(rubric.total),
        };
        Ok(Judged {
            suggested: Some(suggested),
            evidence: Some(evidence),
            ..Judged::default()
        })
    }
}

/// Numbers from 1, parted by spaces or commas; `a` for all, `0` for none.
pub(crate) fn ticks(line: &str, most: usize) -> Option<Vec<usize>> {
    if matches!(line.trim(), "a" | "A") {
        return Some((1..=most).collect());
    }
    let mut numbers = Vec::new();
    for word in line.split([' ', ',']).filter(|word| !word.is_empty()) {
        match word.parse().ok()? {
            0 => {}
            number if number <= most => numbers.push(number),
            _ => return None,
        }
    }
    numbers.sort_unstable();
    numbers.dedup();
    Some(numbers)
}

#[cfg(test)]
mod tests {
    use super::ticks;

    #[test]
    fn ticks_are_numbers_all_or_none() {
        assert_eq!(ticks("3, 1 1", 4), Some(vec![1, 3]));
        assert_eq!(ticks("a", 2), Some(vec![1, 2]));
        assert_eq!(ticks("0", 2), Some(vec![]));
        assert_eq!(ticks("5", 4), None);
        assert_eq!(ticks("x", 4), None);
    }
}

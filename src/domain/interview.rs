//! Mock interviews: what is asked, the record that is kept, and how records compare.
//!
//! An interview changes no memory. Its record is one event, with all that is needed to read it years later.

mod dimension;
mod pick;
mod score;
mod sheet;
mod trend;
mod unfinished;
mod verdict;

pub use dimension::{Band, Dimension};
pub use pick::{Candidate, pick};
pub use score::{EarlierResults, ScoreTally, Scorecard, before, scorecard};
pub use sheet::{
    Interviewer, InterviewerMark, SheetError, SheetFault, SheetFaultKind, SheetId,
    dimension_letter, read_marks,
};
pub use trend::{trend, weak_dimensions};
pub use unfinished::{Planned, Unfinished};
pub use verdict::{DimensionRating, HiringVerdict, verdict};

use serde::{Deserialize, Serialize};

use crate::domain::card::{Body, Card, CardKind, ContentHash, Point, Rev};
use crate::domain::day::Instant;
use crate::domain::grade::Grade;
use crate::domain::id::{AreaId, CardId, RoadmapId, TopicId};
use crate::domain::judge::{Rubric, judge_rubric};
use crate::domain::memory::CardMark;

/// Version of the record this build writes.
pub const RECORD_VERSION: u32 = 1;

/// A part of an interview, in the order of a real loop.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Round {
    /// Short questions to begin with.
    WarmUp,
    /// The language and its tools: predict, choose, explain.
    Language,
    /// Write a program, or find the defect in one.
    Coding,
    /// Design a system.
    Design,
    /// Tell a story of one's own.
    Behavioural,
}

impl Round {
    /// All rounds, in their order.
    pub const ALL: [Self; 5] = [
        Self::WarmUp,
        Self::Language,
        Self::Coding,
        Self::Design,
        Self::Behavioural,
    ];

    /// The round a card is asked in: by its kind, its level, and what an open question asks for.
    pub fn of(card: &Card) -> Self {
        match &card.body {
            Body::Code(_) | Body::Bug(_) => Self::Coding,
            Body::Open(body) if body.star.is_some() || !body.signals.is_empty() => {
                Self::Behavioural
            }
            Body::Open(body) if !body.clarify.is_empty() || !body.estimates.is_empty() => {
                Self::Design
            }
            Body::Open(_) | Body::Output(_) => Self::Language,
            Body::Basic(_) | Body::Cloze(_) | Body::Choice(_) | Body::Type(_) => {
                if card.level.number() <= 2 {
                    Self::WarmUp
                } else {
                    Self::Language
                }
            }
        }
    }

    /// Reads the word of a round.
    pub fn from_word(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|round| round.word() == word)
    }

    /// The word that records and JSON use.
    pub const fn word(self) -> &'static str {
        match self {
            Self::WarmUp => "warm-up",
            Self::Language => "language",
            Self::Coding => "coding",
            Self::Design => "design",
            Self::Behavioural => "behavioural",
        }
    }
}

/// Seconds a card takes in an interview: what its author says, or what its kind usually takes.
pub fn seconds(card: &Card) -> u32 {
    let usual = match card.body.kind() {
        CardKind::Cloze => 45,
        CardKind::Basic | CardKind::Choice | CardKind::Type => 60,
        CardKind::Output => 90,
        CardKind::Bug => 180,
        CardKind::Open => 300,
        CardKind::Code => 900,
    };
    card.minutes
        .map_or(usual, |minutes| minutes.saturating_mul(60).max(1))
}

/// A mock interview as it is kept.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Record {
    /// [`RECORD_VERSION`] of the build that wrote it.
    pub version: u32,
    /// When the first question was shown.
    pub began: Instant,
    /// When the last question was answered.
    pub ended: Instant,
    /// The length that was asked for, in minutes.
    pub minutes: u32,
    /// Questions that were planned.
    pub planned: u32,
    /// The seed the questions were drawn with.
    pub seed: u32,
    /// The roadmap that was asked for, if one was.
    pub roadmap: Option<RoadmapId>,
    /// The areas that were asked for.
    pub areas: Vec<AreaId>,
    /// The company whose flavour was asked for.
    pub style: Option<String>,
    /// The parts of a loop that were asked for; none stands for all.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub parts: Vec<Round>,
    /// Milliseconds between breaking off and going on; they do not count.
    #[serde(default, skip_serializing_if = "is_zero")]
    pub away_ms: i64,
    /// The friend who interviewed; nothing where the learner was alone.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub interviewer: Option<Interviewer>,
    /// The questions that were asked, in order.
    pub turns: Vec<InterviewAnswer>,
}

impl Record {
    /// Reads a stored record; nothing if a later build wrote it.
    pub fn read(value: &serde_json::Value) -> Option<Self> {
        let record: Self = serde_json::from_value(value.clone()).ok()?;
        (record.version <= RECORD_VERSION).then_some(record)
    }

    /// Minutes it took, rounded up.
    pub fn took_minutes(&self) -> u32 {
        minutes_between(self.running_since(), self.ended)
    }

    /// When it would have begun, had nothing come between.
    pub const fn running_since(&self) -> Instant {
        Instant::from_millis(self.began.millis().saturating_add(self.away_ms))
    }

    /// Cards that did not pass, in the order they were asked.
    pub fn weak(&self) -> Vec<CardId> {
        self.turns
            .iter()
            .filter(|turn| turn.standing() == QuestionResult::Weak)
            .map(|turn| turn.card.clone())
            .collect()
    }
}

#[expect(
    clippy::trivially_copy_pass_by_ref,
    reason = "serde hands over a reference"
)]
const fn is_zero(number: &i64) -> bool {
    *number == 0
}

/// Whole minutes from one instant to another, rounded up; none if the second lies before.
pub fn minutes_between(from: Instant, to: Instant) -> u32 {
    let millis = to.millis().saturating_sub(from.millis()).max(0);
    u32::try_from(millis.unsigned_abs().div_ceil(60_000)).unwrap_or(u32::MAX)
}

/// Whole minutes that have passed.
pub fn whole_minutes_between(from: Instant, to: Instant) -> u32 {
    // Rounded up from just under a minute later is rounded down.
    let a_minute_later = Instant::from_millis(from.millis().saturating_add(59_999));
    minutes_between(a_minute_later, to)
}

/// A phase of a roadmap.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct RoadmapPlace {
    /// The roadmap.
    pub roadmap: RoadmapId,
    /// The number of the phase.
    pub phase: u32,
}

/// One question that was asked, with the answer given.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct InterviewAnswer {
    /// The card.
    pub card: CardId,
    /// The revision shown.
    pub rev: Rev,
    /// Hash of the content shown.
    pub content: ContentHash,
    /// Its topic.
    pub topic: TopicId,
    /// Its area.
    pub area: AreaId,
    /// Its home phase on the road that was asked about.
    pub place: Option<RoadmapPlace>,
    /// The part of the interview.
    pub round: Round,
    /// Its kind.
    pub kind: CardKind,
    /// The question as it was put.
    pub prompt: String,
    /// The order in which options were shown; empty for other kinds.
    pub order: Vec<usize>,
    /// Seconds that were planned for it.
    pub seconds: u32,
    /// Milliseconds it took.
    pub ms: u32,
    /// The answer as typed; empty when it was given aloud.
    pub given: String,
    /// What came of it.
    pub verdict: InterviewVerdict,
    /// Version of the rule that judged it.
    pub rule: u32,
    /// The rubric, in the order it was shown; empty for judged kinds.
    pub points: Vec<Claim>,
    /// The program that was handed in, where one was.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub program: Option<HandedInProgram>,
    /// What the learner asked before answering; empty when it was asked aloud, or not at all.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub clarified: String,
    /// What was asked after the answer. Its point is the last of the rubric.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub follow_up: Option<FollowUpAnswer>,
}

/// A question that followed an answer.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct FollowUpAnswer {
    /// The question.
    pub question: String,
    /// The answer as typed; empty when it was given aloud.
    pub given: String,
}

/// A program that was handed in.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct HandedInProgram {
    /// Its text.
    pub text: String,
    /// What its one run came to; nothing if it could not be run, or the learner did not agree.
    pub tests: Option<Tests>,
}

/// What the tests of a card said of a program.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Tests {
    /// Asserts that passed.
    pub passed: u32,
    /// Asserts there are.
    pub total: u32,
    /// What broke, in a few words; nothing if every test passed.
    pub broke: Option<String>,
}

/// One claim of a rubric, and whether the answer made it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Claim {
    /// The claim.
    #[serde(flatten)]
    pub point: Point,
    /// Whether the learner ticked it.
    pub met: CardMark,
}

/// What came of a question.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum InterviewVerdict {
    /// Judged right.
    Right,
    /// Judged a listed near miss.
    Near,
    /// Judged wrong.
    Wrong,
    /// Nothing was answered.
    Blank,
    /// The learner ticked the points.
    Ticked,
    /// The learner passed on it.
    Skipped,
    /// The learner answered and did not tick.
    Unrated,
}

impl InterviewVerdict {
    /// The word that records and JSON use.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Right => "right",
            Self::Near => "near",
            Self::Wrong => "wrong",
            Self::Blank => "blank",
            Self::Ticked => "ticked",
            Self::Skipped => "skipped",
            Self::Unrated => "unrated",
        }
    }
}

/// Whether a question was passed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum QuestionResult {
    /// Right, or every needed point made.
    Passed,
    /// It was not.
    Weak,
    /// Nobody has said.
    Unrated,
}

impl InterviewAnswer {
    /// Whether it was passed.
    pub fn standing(&self) -> QuestionResult {
        match self.verdict {
            InterviewVerdict::Right => QuestionResult::Passed,
            InterviewVerdict::Ticked if self.rubric().suggested >= Grade::GOOD => {
                QuestionResult::Passed
            }
            // A review asks again after a near miss; an interviewer does not.
            InterviewVerdict::Near
            | InterviewVerdict::Wrong
            | InterviewVerdict::Blank
            | InterviewVerdict::Ticked
            | InterviewVerdict::Skipped => QuestionResult::Weak,
            InterviewVerdict::Unrated => QuestionResult::Unrated,
        }
    }

    /// Points made.
    pub fn met(&self) -> u32 {
        match self.verdict {
            InterviewVerdict::Right => 1,
            InterviewVerdict::Ticked => self.rubric().met,
            InterviewVerdict::Near
            | InterviewVerdict::Wrong
            | InterviewVerdict::Blank
            | InterviewVerdict::Skipped
            | InterviewVerdict::Unrated => 0,
        }
    }

    /// Points there were to make; a judged answer is one.
    pub fn total(&self) -> u32 {
        match self.verdict {
            InterviewVerdict::Right
            | InterviewVerdict::Near
            | InterviewVerdict::Wrong
            | InterviewVerdict::Blank => 1,
            InterviewVerdict::Ticked | InterviewVerdict::Skipped | InterviewVerdict::Unrated => {
                self.rubric().total.max(1)
            }
        }
    }

    /// What the tests said of the program that was handed in, if one was and it ran.
    pub fn tests(&self) -> Option<&Tests> {
        self.program.as_ref()?.tests.as_ref()
    }

    /// Takes what the tests say of a program that was run after everything was asked. A verdict on the line of a
    /// bug stays, unless the repair passes.
    pub fn take_tests(&mut self, tests: Tests) {
        if tests.broke.is_none() {
            self.verdict = InterviewVerdict::Right;
        } else if self.verdict == InterviewVerdict::Unrated {
            self.verdict = InterviewVerdict::Wrong;
        }
        if let Some(program) = &mut self.program {
            program.tests = Some(tests);
        }
    }

    /// Whether a point was made, by its place: ticked, or for the first of a tested program, what its tests say.
    pub fn is_met(&self, place: usize) -> bool {
        match self.tests() {
            Some(tests) if place == 0 => tests.broke.is_none(),
            _ => self
                .points
                .get(place)
                .is_some_and(|claim| claim.met.is_on()),
        }
    }

    /// Takes the ticks of the points, by their places. What tests have decided is not for the learner to say: it
    /// is the first point of a program.
    pub fn tick(&mut self, places: &[usize]) {
        let passed = self.tests().map(|tests| tests.broke.is_none());
        for (place, claim) in self.points.iter_mut().enumerate() {
            let met = passed
                .filter(|_| place == 0)
                .unwrap_or_else(|| places.contains(&place));
            claim.met = if met { CardMark::On } else { CardMark::Off };
        }
        self.verdict = InterviewVerdict::Ticked;
    }

    fn rubric(&self) -> Rubric {
        let points: Vec<Point> = self
            .points
            .iter()
            .map(|claim| claim.point.clone())
            .collect();
        let ticked: Vec<usize> = (0..self.points.len())
            .filter(|&place| self.points[place].met.is_on())
            .collect();
        judge_rubric(&points, &ticked)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_whole_minutes_are_between() {
        let minutes = |seconds: i64| {
            whole_minutes_between(
                Instant::from_millis(0),
                Instant::from_millis(seconds * 1_000),
            )
        };
        assert_eq!(minutes(0), 0);
        assert_eq!(minutes(119), 1);
        assert_eq!(minutes(45 * 60), 45);
        assert_eq!(minutes(48 * 60 + 59), 48);
    }
}

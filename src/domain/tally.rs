//! Totals of answers: what is counted of each, and in what state it met its card.

use std::ops::{AddAssign, SubAssign};

use crate::domain::card::CardKind;
use crate::domain::day::StudyDay;
use crate::domain::event::Answer;
use crate::domain::id::TopicId;
use crate::domain::memory::{CardStage, Memory};

/// In what state an answer met its card.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum StateBefore {
    /// A scheduled first answer.
    New,
    /// A scheduled answer after an interval of 1 to 20 days.
    Young,
    /// A scheduled answer after 21 days or more.
    Mature,
    /// A repeat on the same day.
    Repeat,
    /// A cram answer.
    Cram,
}

impl StateBefore {
    /// All of them, in the order of their stored numbers.
    pub const ALL: [Self; 5] = [
        Self::New,
        Self::Young,
        Self::Mature,
        Self::Repeat,
        Self::Cram,
    ];

    /// What a scheduled answer meets in a card with this memory.
    pub const fn scheduled(before: &Memory) -> Self {
        match before.stage() {
            CardStage::New => Self::New,
            CardStage::Learning | CardStage::Young => Self::Young,
            CardStage::Mature => Self::Mature,
        }
    }
}

/// Answers by raw grade, and the time they took.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct GradeTally {
    /// How many answers got each grade, 0 to 5.
    pub grades: [i64; 6],
    /// Milliseconds from question to answer, in all.
    pub answer_ms: i64,
    /// Milliseconds from question to grade, in all.
    pub total_ms: i64,
}

impl GradeTally {
    /// The tally of one answer.
    pub fn of(answer: &Answer) -> Self {
        let mut grades = [0; 6];
        grades[usize::from(answer.grade.q())] = 1;
        Self {
            grades,
            answer_ms: answer.answer_ms.into(),
            total_ms: answer.total_ms.into(),
        }
    }

    /// What passed of it, and how long it took.
    pub fn outcome(&self) -> PassCount {
        PassCount {
            passed: self.passed(),
            n: self.count(),
            total_ms: self.total_ms,
        }
    }

    /// Answers in all.
    pub fn count(&self) -> i64 {
        self.grades.iter().sum()
    }

    /// Answers that passed.
    pub fn passed(&self) -> i64 {
        self.grades[3..].iter().sum()
    }
}

impl AddAssign for GradeTally {
    fn add_assign(&mut self, other: Self) {
        for (mine, more) in self.grades.iter_mut().zip(other.grades) {
            *mine += more;
        }
        self.answer_ms += other.answer_ms;
        self.total_ms += other.total_ms;
    }
}

impl SubAssign for GradeTally {
    fn sub_assign(&mut self, other: Self) {
        let grades = other.grades.map(|count| -count);
        *self += Self {
            grades,
            answer_ms: -other.answer_ms,
            total_ms: -other.total_ms,
        };
    }
}

/// Answers by whether they passed, and the time they took: all that most figures need of a tally.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct PassCount {
    /// Answers that passed.
    pub passed: i64,
    /// Answers in all.
    pub n: i64,
    /// Milliseconds from question to grade, in all.
    pub total_ms: i64,
}

impl AddAssign for PassCount {
    fn add_assign(&mut self, other: Self) {
        self.passed += other.passed;
        self.n += other.n;
        self.total_ms += other.total_ms;
    }
}

/// One row of the daily totals.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DayTally {
    /// The study day.
    pub day: StudyDay,
    /// The card's topic, where a deck has named it.
    pub topic: Option<TopicId>,
    /// The card's kind, where a deck has named it.
    pub kind: Option<CardKind>,
    /// The hour of local time, 0 to 23.
    pub hour: u8,
    /// In what state the answers met their cards.
    pub met: StateBefore,
    /// The answers.
    pub tally: GradeTally,
}

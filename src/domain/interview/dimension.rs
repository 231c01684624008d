//! What an interviewer judges: four dimensions, each in one of four bands.

use serde::{Deserialize, Serialize};

use crate::domain::card::CardKind;
use crate::domain::interview::Round;

/// What an interviewer judges.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Dimension {
    /// Asks before answering, and explains so that others follow.
    Communication,
    /// Finds a way, and knows what it costs.
    ProblemSolving,
    /// Writes and reads programs.
    Code,
    /// Finds out whether a program works, and where it does not.
    Testing,
}

impl Dimension {
    /// All of them, in the order of a report.
    pub const ALL: [Self; 4] = [
        Self::Communication,
        Self::ProblemSolving,
        Self::Code,
        Self::Testing,
    ];

    /// The word that records and JSON use.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Communication => "communication",
            Self::ProblemSolving => "problem-solving",
            Self::Code => "code",
            Self::Testing => "testing",
        }
    }

    /// The dimension that a question shows most of, and that practising it trains.
    pub const fn of_question(kind: CardKind, round: Round) -> Self {
        match (kind, round) {
            (CardKind::Code | CardKind::Output, _) => Self::Code,
            (CardKind::Bug, _) => Self::Testing,
            (CardKind::Open, Round::Design)
            | (CardKind::Cloze | CardKind::Choice | CardKind::Type, _) => Self::ProblemSolving,
            (CardKind::Open | CardKind::Basic, _) => Self::Communication,
        }
    }

    /// The dimension of a point, by its place in the rubric. All programs share one rubric: it is right, its
    /// cost was said, questions came first, it was walked through; a follow-up comes last.
    pub const fn of_point(kind: CardKind, round: Round, place: usize) -> Self {
        match (kind, place) {
            (CardKind::Code, 0) => Self::Code,
            (CardKind::Code, 2) => Self::Communication,
            (CardKind::Code, 3) => Self::Testing,
            (CardKind::Code, _) => Self::ProblemSolving,
            _ => Self::of_question(kind, round),
        }
    }
}

/// What an interviewer would write into the form, from the worst to the best.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Band {
    /// Far from enough.
    StrongNoHire,
    /// Not enough.
    NoHire,
    /// Enough.
    Hire,
    /// More than enough.
    StrongHire,
}

impl Band {
    /// All of them, the worst first.
    pub const ALL: [Self; 4] = [
        Self::StrongNoHire,
        Self::NoHire,
        Self::Hire,
        Self::StrongHire,
    ];

    /// The word that records and JSON use.
    pub const fn word(self) -> &'static str {
        match self {
            Self::StrongNoHire => "strong-no-hire",
            Self::NoHire => "no-hire",
            Self::Hire => "hire",
            Self::StrongHire => "strong-hire",
        }
    }

    /// The band with a number from 1 to 4.
    pub fn from_number(number: u32) -> Option<Self> {
        Self::ALL.into_iter().find(|band| band.number() == number)
    }

    /// 1 for the worst, 4 for the best.
    pub const fn number(self) -> u32 {
        match self {
            Self::StrongNoHire => 1,
            Self::NoHire => 2,
            Self::Hire => 3,
            Self::StrongHire => 4,
        }
    }
}

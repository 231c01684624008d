//! What is wrong with a query, and where.

use crate::domain::plain::nearest;
use crate::domain::wording::{Wording, problems};

/// Why a text is not a query.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{}", self.wording().in_english())]
pub struct QueryFault {
    /// Place of the fault, in characters from 1.
    pub column: usize,
    /// What is wrong there.
    pub problem: QueryProblem,
}

/// What is wrong with a query.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum QueryProblem {
    /// The text is longer than [`super::MAX_BYTES`].
    TooLong,
    /// Parentheses lie deeper than [`super::MAX_DEPTH`].
    TooDeep,
    /// Something else stands where one thing was expected.
    Expected {
        /// What would have been right.
        expected: Wording,
        /// What stands there.
        found: Wording,
    },
    /// A name that is none.
    Unknown {
        /// What kind of name.
        what: Wording,
        /// The name.
        name: String,
        /// The known name most like it.
        nearest: Option<String>,
        /// All names, where there are few.
        expected: String,
    },
}

impl QueryProblem {
    fn wording(&self) -> Wording {
        match self {
            Self::TooLong => problems::query_long(super::MAX_BYTES),
            Self::TooDeep => problems::query_deep(super::MAX_DEPTH),
            Self::Expected { expected, found } => {
                problems::query_expected(expected.clone(), found.clone())
            }
            Self::Unknown {
                what,
                name,
                nearest,
                expected,
            } => {
                let hint = match (nearest, expected.as_str()) {
                    (Some(nearest), _) => problems::query_did_you_mean(nearest),
                    (None, "") => Wording::verbatim(""),
                    (None, expected) => problems::query_one_of(expected),
                };
                problems::query_unknown(what.clone(), name, hint)
            }
        }
    }
}

impl QueryFault {
    /// What is wrong and where, to be said in the learner's language.
    pub fn wording(&self) -> Wording {
        problems::query_at(self.column, self.problem.wording())
    }

    /// The name to suggest, if the fault is a name like a known one.
    pub fn nearest(&self) -> Option<&str> {
        match &self.problem {
            QueryProblem::Unknown { nearest, .. } => nearest.as_deref(),
            QueryProblem::TooLong | QueryProblem::TooDeep | QueryProblem::Expected { .. } => None,
        }
    }

    pub(super) fn expected(column: usize, expected: Wording, found: &str) -> Self {
        let found = if found.is_empty() {
            problems::the_end()
        } else {
            Wording::verbatim(format!("'{found}'"))
        };
        Self {
            column,
            problem: QueryProblem::Expected { expected, found },
        }
    }

    /// A name that is not one of a few, all of which are listed.
    pub(super) fn none_of(column: usize, what: Wording, name: &str, known: &[&str]) -> Self {
        let nearest = nearest(name, known.iter().copied()).map(str::to_owned);
        Self {
            column,
            problem: QueryProblem::Unknown {
                what,
                name: name.to_owned(),
                nearest,
                expected: known.join(", "),
            },
        }
    }

    /// A name that is none of many.
    pub(super) fn unknown(column: usize, what: Wording, name: &str, known: &[String]) -> Self {
        let nearest = nearest(name, known.iter().map(String::as_str)).map(str::to_owned);
        Self {
            column,
            problem: QueryProblem::Unknown {
                what,
                name: name.to_owned(),
                nearest,
                expected: String::new(),
            },
        }
    }
}

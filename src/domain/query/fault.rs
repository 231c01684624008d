//! What is wrong with a query, and where.

use crate::domain::plain::nearest;

/// Why a text is not a query.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("query, column {column}: {problem}")]
pub struct QueryFault {
    /// Place of the fault, in characters from 1.
    pub column: usize,
    /// What is wrong there.
    pub problem: QueryProblem,
}

/// What is wrong with a query.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum QueryProblem {
    /// The text is longer than [`super::MAX_BYTES`].
    #[error("longer than {} bytes", super::MAX_BYTES)]
    TooLong,
    /// Parentheses lie deeper than [`super::MAX_DEPTH`].
    #[error("parentheses deeper than {}", super::MAX_DEPTH)]
    TooDeep,
    /// Something else stands where one thing was expected.
    #[error("expected {expected}, found {found}")]
    Expected {
        /// What would have been right.
        expected: &'static str,
        /// What stands there.
        found: String,
    },
    /// A name that is none.
    #[error("unknown {what} '{name}'{}", hint(.nearest.as_deref(), .expected))]
    Unknown {
        /// What kind of name.
        what: &'static str,
        /// The name.
        name: String,
        /// The known name most like it.
        nearest: Option<String>,
        /// All names, where there are few.
        expected: String,
    },
}

fn hint(nearest: Option<&str>, expected: &str) -> String {
    match (nearest, expected) {
        (Some(nearest), _) => format!("; did you mean '{nearest}'?"),
        (None, "") => String::new(),
        (None, expected) => format!("; expected {expected}"),
    }
}

impl QueryFault {
    /// The name to suggest, if the fault is a name like a known one.
    pub fn nearest(&self) -> Option<&str> {
        match &self.problem {
            QueryProblem::Unknown { nearest, .. } => nearest.as_deref(),
            QueryProblem::TooLong | QueryProblem::TooDeep | QueryProblem::Expected { .. } => None,
        }
    }

    pub(super) fn expected(column: usize, expected: &'static str, found: &str) -> Self {
        let found = if found.is_empty() {
            "the end".to_owned()
        } else {
            format!("'{found}'")
        };
        Self {
            column,
            problem: QueryProblem::Expected { expected, found },
        }
    }

    /// A name that is none of a few, all of which are told.
    pub(super) fn none_of(column: usize, what: &'static str, name: &str, known: &[&str]) -> Self {
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
    pub(super) fn unknown(column: usize, what: &'static str, name: &str, known: &[String]) -> Self {
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

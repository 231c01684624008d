//! What a power is made of: its base, and what its exponent holds next to a number.

use super::ratio::Ratio;

/// What is raised to a power.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Base {
    /// A variable under this many logarithms; under none, the variable itself.
    Variable(char, u8),
    /// The factorial of a variable.
    Factorial(char),
    /// A constant raised to something that is not one.
    Number(Ratio),
    /// Anything else, spelled out.
    Other(String),
}

/// What an exponent holds next to its number.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Symbolic {
    /// Nothing: it is a number.
    None,
    /// A variable.
    Variable(char),
    /// Anything else, spelled out.
    Other(String),
}

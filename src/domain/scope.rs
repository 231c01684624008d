//! The versions of Python on which a card is true: `>=3.10,<3.14`.

use crate::domain::wording::{Wording, faults};

/// Oldest minor version of Python 3 that cards may speak of.
pub const OLDEST_MINOR: u8 = 10;

/// A checked scope: every condition holds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PythonScope(Vec<(VersionBound, u8)>);

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum VersionBound {
    AtLeast,
    Below,
    Exactly,
}

impl PythonScope {
    /// Reads a comma-joined list of `>=3.X`, `<3.X` and `==3.X`; the error says what is wrong with it.
    pub fn parse(text: &str) -> Result<Self, Wording> {
        let scope = Self(
            text.split(',')
                .map(|part| condition(part.trim()))
                .collect::<Result<_, _>>()?,
        );
        let possible = (OLDEST_MINOR..=u8::MAX).any(|minor| scope.allows(minor));
        if possible {
            Ok(scope)
        } else {
            Err(faults::no_python_version(text))
        }
    }

    /// Whether the card is true on Python 3.`minor`.
    pub fn allows(&self, minor: u8) -> bool {
        minor >= OLDEST_MINOR
            && self.0.iter().all(|(bound, limit)| match bound {
                VersionBound::AtLeast => minor >= *limit,
                VersionBound::Below => minor < *limit,
                VersionBound::Exactly => minor == *limit,
            })
    }
}

fn condition(part: &str) -> Result<(VersionBound, u8), Wording> {
    let bounds = [
        (">=3.", VersionBound::AtLeast),
        ("<3.", VersionBound::Below),
        ("==3.", VersionBound::Exactly),
    ];
    let (rest, bound) = bounds
        .into_iter()
        .find_map(|(prefix, bound)| part.strip_prefix(prefix).map(|rest| (rest, bound)))
        .ok_or_else(|| faults::no_condition(part))?;
    let minor: u8 = rest.parse().map_err(|_| faults::no_minor(part))?;
    if minor < OLDEST_MINOR || !rest.bytes().all(|byte| byte.is_ascii_digit()) {
        return Err(faults::too_old(part, OLDEST_MINOR));
    }
    Ok((bound, minor))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn all_conditions_hold() {
        let scope = PythonScope::parse(">=3.11, <3.14").unwrap();
        let allowed: Vec<u8> = (8..16).filter(|minor| scope.allows(*minor)).collect();
        assert_eq!(allowed, [11, 12, 13]);
        assert!(PythonScope::parse("==3.12").unwrap().allows(12));
    }

    #[test]
    fn what_is_no_scope_is_refused() {
        for text in [
            "",
            "3.10",
            ">=3.9",
            ">=3.x",
            ">=3.10,",
            "<3.10",
            "==3.11,==3.12",
            "~=3.10",
            ">=3.+11",
        ] {
            assert!(PythonScope::parse(text).is_err(), "{text}");
        }
    }
}

//! Known wrong solutions, recognised by the tests that they fail.

use std::collections::BTreeSet;

/// Which tests of a card a program fails.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct FailedTests {
    /// Each failing test: its line, and the class of what was raised there.
    pub failed: BTreeSet<String>,
    /// How many tests passed.
    pub passed: u32,
}

/// The known wrong solution, by its place, that fails exactly the tests which a program fails.
///
/// A program that passes nothing says nothing about its mistake, and where several known ones fail the same tests
/// none of them is named: a wrong name costs a learner more than no name.
pub fn recognise_mistake(program: &FailedTests, known: &[FailedTests]) -> Option<usize> {
    if program.failed.is_empty() || program.passed == 0 {
        return None;
    }
    let mut alike = (0..)
        .zip(known)
        .filter(|(_, known)| known.failed == program.failed);
    match (alike.next(), alike.next()) {
        (Some((place, _)), None) => Some(place),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn fails(tests: &[&str], passed: u32) -> FailedTests {
        FailedTests {
            failed: tests.iter().map(|test| (*test).to_owned()).collect(),
            passed,
        }
    }

    #[test]
    fn the_same_failing_tests_name_a_mistake() {
        let known = [
            fails(&["3 AssertionError"], 4),
            fails(&["3 AssertionError", "5 IndexError"], 3),
        ];
        let place = |tests: &[&str]| recognise_mistake(&fails(tests, 2), &known);
        assert_eq!(place(&["3 AssertionError"]), Some(0));
        assert_eq!(place(&["5 IndexError", "3 AssertionError"]), Some(1));
        assert_eq!(place(&["5 IndexError"]), None);
        assert_eq!(place(&["3 IndexError"]), None);
        assert_eq!(place(&[]), None);
    }

    #[test]
    fn doubtful_mistakes_have_no_name() {
        let known = [
            fails(&["3 AssertionError"], 4),
            fails(&["3 AssertionError"], 4),
        ];
        assert_eq!(
            recognise_mistake(&fails(&["3 AssertionError"], 4), &known),
            None
        );
        assert_eq!(
            recognise_mistake(&fails(&["3 AssertionError"], 0), &known[..1]),
            None
        );
    }
}

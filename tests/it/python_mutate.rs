//! Small changes to reference solutions, which some test must notice.

use std::num::NonZeroUsize;

use milepost::domain::card::{Body, Card, Code, EquivalentChange};
use milepost::python::mutate::{CardMutants, MutantOutcome, mutate};

use crate::python::{python, sandbox};
use crate::python_trial::{card, code};

fn outcome_of(card: &Card) -> MutantOutcome {
    let pythons = [python().clone()];
    let mut found = mutate(
        &sandbox(),
        std::slice::from_ref(card),
        &pythons,
        NonZeroUsize::MIN,
        |_| {},
    );
    assert_eq!(found.len(), 1, "{found:?}");
    let CardMutants { card: id, outcome } = found.remove(0);
    assert_eq!(id, card.id);
    outcome
}

fn exercise(solution: &str, tests: &str) -> Code {
    Code {
        solution: solution.to_owned(),
        tests: tests.to_owned(),
        ..code()
    }
}

const CLAMP: &str = "def clamp(x):\n    if x > 9:\n        return 9\n    return x\n";

/// Lines of the survivors, before and after.
fn survivors(code: Code) -> Vec<(String, String)> {
    let MutantOutcome::Ran {
        survivors, stale, ..
    } = outcome_of(&card(Body::Code(code)))
    else {
        panic!("the mutants ran")
    };
    assert_eq!(stale, []);
    let changes = survivors.into_iter();
    changes.map(|mutant| (mutant.from, mutant.to)).collect()
}

fn equivalent() -> EquivalentChange {
    EquivalentChange {
        from: "if x > 9:".to_owned(),
        to: "if (x >= 9):".to_owned(),
        why: "Nine stays nine.".to_owned(),
    }
}

#[test]
fn weak_tests_let_mutants_live() {
    let weak = survivors(exercise(CLAMP, "assert clamp(10) == 9"));
    let gone = ("return x".to_owned(), "pass".to_owned());
    assert!(weak.contains(&gone), "{weak:?}");
    let strong = "assert clamp(10) == 9\nassert clamp(3) == 3\nassert clamp(11) == 9";
    let left = survivors(exercise(CLAMP, strong));
    assert_eq!(left, [(equivalent().from, equivalent().to)]);
}

#[test]
fn an_explained_mutant_may_live() {
    let strong = "assert clamp(10) == 9\nassert clamp(3) == 3\nassert clamp(11) == 9";
    let explained = Code {
        equivalent: vec![equivalent()],
        ..exercise(CLAMP, strong)
    };
    assert_eq!(survivors(explained), []);
}

#[test]
fn an_explanation_that_fits_no_survivor_is_stale() {
    let change = EquivalentChange {
        from: "return x".to_owned(),
        to: "pass".to_owned(),
        why: "It is not.".to_owned(),
    };
    let code = Code {
        equivalent: vec![change.clone(), equivalent()],
        ..exercise(CLAMP, "assert clamp(10) == 9\nassert clamp(3) == 3")
    };
    let MutantOutcome::Ran {
        survivors, stale, ..
    } = outcome_of(&card(Body::Code(code)))
    else {
        panic!("the mutants ran")
    };
    assert_eq!((survivors, stale), (vec![], vec![change]));
}

#[test]
fn a_mutant_that_never_ends_is_noticed() {
    let count = "def count(n):\n    total = 0\n    while n > 0:\n        n -= 1\n        total += 1\n    return total\n";
    assert_eq!(
        survivors(exercise(
            count,
            "assert count(5) == 5\nassert count(0) == 0"
        )),
        []
    );
}

#[test]
fn a_reference_that_fails_says_nothing_of_its_tests() {
    let outcome = outcome_of(&card(Body::Code(exercise(CLAMP, "assert clamp(10) == 10"))));
    assert_eq!(outcome, MutantOutcome::Unfit("1 AssertionError".to_owned()));
}

#[test]
fn a_card_that_nothing_here_can_run_is_named() {
    let body = Body::Code(exercise(CLAMP, "assert clamp(10) == 9"));
    let future = Card {
        python: ">=3.99".to_owned(),
        ..card(body)
    };
    assert_eq!(
        outcome_of(&future),
        MutantOutcome::Skipped("there is no Python >=3.99 here".to_owned())
    );
}

//! Programs run by a command from outside, instead of in the sandbox.

use std::num::NonZeroUsize;

use milepost::domain::card::{Body, Card, Code, Output, WrongSolution};
use milepost::python::foreign::{ForeignRunner, RunnerError};
use milepost::python::verify::{Pythons, Verified, verify};

use crate::python::{python, sandbox};
use crate::python_trial::{card, code};

/// The fixture, speaking a version of the protocol.
fn command(protocol: u32) -> String {
    let script = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/it/fixtures/runner.py");
    format!("{} '{script}' {protocol}", python().program.display())
}

fn run(cards: &[Card]) -> Verified {
    let runner = ForeignRunner::start(&command(1)).unwrap();
    let pythons = Pythons {
        interpreters: std::slice::from_ref(python()),
        runner: Some(&runner),
    };
    verify(
        &sandbox(),
        cards,
        pythons,
        NonZeroUsize::new(2).unwrap(),
        |_| {},
    )
}

fn findings(cards: &[Card]) -> Vec<String> {
    let found = run(cards).findings;
    found.iter().map(ToString::to_string).collect()
}

/// Only the runner serves it.
fn newest(body: Body) -> Card {
    Card {
        python: ">=3.99".to_owned(),
        ..card(body)
    }
}

fn output(code: &str, stdout: &str) -> Body {
    Body::Output(Output {
        prompt: String::new(),
        code: code.to_owned(),
        stdout: stdout.to_owned(),
        raises: None,
    })
}

#[test]
fn a_card_that_no_interpreter_serves_runs_with_the_runner() {
    let verified = run(&[newest(output("print(1)", "1"))]);
    assert_eq!(verified.findings, []);
    assert_eq!((verified.steps, verified.cards_with_runner), (1, 1));
}

#[test]
fn what_the_runner_shows_is_a_fault_with_its_version() {
    assert_eq!(
        findings(&[newest(output("print(1)", "2"))]),
        [r#"some.card: Python 3.99.1: it prints "1", not "2""#]
    );
}

#[test]
fn other_cards_run_with_the_runner_as_well() {
    let verified = run(&[card(output("print(1)", "1"))]);
    assert_eq!((verified.steps, verified.cards_with_runner), (2, 1));
    let old = Card {
        python: "<3.99".to_owned(),
        ..card(output("print(1)", "1"))
    };
    assert_eq!(run(&[old]).cards_with_runner, 0);
}

#[test]
fn what_the_runner_lacks_is_named_and_is_no_fault() {
    let package = Card {
        requires: vec!["numpy==2.0".to_owned(), "pandas==3.0".to_owned()],
        ..newest(output("print(1)", "1"))
    };
    for (card, lacks) in [
        (newest(output("# threads", "")), "threads"),
        (package, "package pandas==3.0"),
    ] {
        let found = run(&[card]).findings;
        let said: Vec<String> = found.iter().map(ToString::to_string).collect();
        let what = format!("some.card: Python 3.99.1: not run there: it has no {lacks}");
        assert_eq!(said, [what]);
        assert!(!found[0].is_fault());
    }
}

#[test]
fn only_a_fresh_interpreter_convicts_a_card() {
    let littered = newest(output("# littered\nprint(1)", "1"));
    assert_eq!(findings(&[littered]), Vec::<String>::new());
}

#[test]
fn tests_of_exercises_hold_with_a_runner() {
    let exercise = |wrong: &str| {
        newest(Body::Code(Code {
            wrong: vec![WrongSolution {
                label: "w".to_owned(),
                code: wrong.to_owned(),
            }],
            ..code()
        }))
    };
    for wrong in [
        "def double(x): return x + 2",
        // It ends before the tests.
        "raise SystemExit(0)",
        // Its time is up.
        "while True: pass",
    ] {
        assert_eq!(
            findings(&[exercise(wrong)]),
            Vec::<String>::new(),
            "{wrong}"
        );
    }
    assert_eq!(
        findings(&[exercise("def double(x): return x + x")]),
        ["some.card: Python 3.99.1: the wrong solution 'w' should fail, but passes"]
    );
}

#[test]
fn a_runner_that_fails_is_named_at_the_card() {
    for (program, why) in [
        ("# ends", "the runner ended without an answer"),
        (
            "# babbles",
            "the runner answered what is not in its protocol: hello",
        ),
    ] {
        let said = findings(&[newest(output(program, ""))]);
        assert_eq!(said, [format!("some.card: Python 3.99.1: {why}")]);
    }
}

#[test]
fn a_command_that_is_no_runner_is_refused() {
    let start = |command: &str| ForeignRunner::start(command).expect_err("it is no runner");
    assert!(matches!(start("'"), RunnerError::NotACommand(_)));
    assert!(matches!(start(" "), RunnerError::NotACommand(_)));
    assert!(matches!(start("/nowhere/at-all"), RunnerError::Start(_)));
    assert!(matches!(start("true"), RunnerError::Ended));
    assert!(matches!(start("echo hello"), RunnerError::Protocol(_)));
    assert!(matches!(start(&command(2)), RunnerError::OtherProtocol(2)));
}

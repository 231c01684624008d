//! Cards held against what Python does.

use std::num::NonZeroUsize;
use std::sync::atomic::{AtomicUsize, Ordering};

use milepost::domain::card::{
    Blank, Body, Bug, Card, Cloze, Code, Compare, Output, Reject, TypedCard, WrongSolution,
};
use milepost::domain::id::CardId;
use milepost::python::interpreter::Interpreter;
use milepost::python::verify::{CardProblem, Finding, Pythons, verify};

use crate::python::{python, sandbox};
use crate::python_trial::{card, code, typed};

fn check(cards: &[Card]) -> Vec<Finding> {
    let jobs = NonZeroUsize::new(2).unwrap();
    verify(
        &sandbox(),
        cards,
        sandboxed(&[python().clone()]),
        jobs,
        |_| {},
    )
    .findings
}

const fn sandboxed(interpreters: &[Interpreter]) -> Pythons<'_> {
    Pythons {
        interpreters,
        runner: None,
    }
}

/// The one problem of one card.
fn problem(body: Body) -> String {
    let findings = check(&[card(body)]);
    assert_eq!(findings.len(), 1, "{findings:?}");
    findings[0].problem.to_string()
}

fn is_sound(body: Body) {
    assert_eq!(check(&[card(body)]), []);
}

fn output(code: &str, stdout: &str, raises: Option<&str>) -> Body {
    let raises = raises.map(str::to_owned);
    Body::Output(Output {
        prompt: String::new(),
        code: code.to_owned(),
        stdout: stdout.to_owned(),
        raises,
    })
}

#[test]
fn an_output_is_exact_but_for_its_last_newline() {
    is_sound(output("print(1)\nprint(' 2')", "1\n 2", None));
    assert_eq!(
        problem(output("print(1)", " 1\n", None)),
        r#"it prints "1", not " 1""#
    );
}

#[test]
fn an_output_that_depends_on_hashes_is_caught() {
    let words =
        "print({'".to_owned() + &["a", "b", "c", "d", "e", "f", "g", "h"].join("', '") + "'})";
    assert!(
        problem(output(
            &words,
            "{'a', 'b', 'c', 'd', 'e', 'f', 'g', 'h'}",
            None
        ))
        .starts_with("it prints")
    );
}

#[test]
fn what_every_version_shows_is_one_finding_that_names_them() {
    let newest = python().clone();
    let mut older = newest.clone();
    older.version.minor -= 1;
    let cards = [card(output("print(1)", "2\n", None))];
    let findings = verify(
        &sandbox(),
        &cards,
        sandboxed(&[newest.clone(), older.clone()]),
        NonZeroUsize::MIN,
        |_| {},
    )
    .findings;
    assert_eq!(findings.len(), 1, "{findings:?}");
    let versions = format!("Python {}, {}: it prints", older.version, newest.version);
    assert!(
        findings[0].to_string().contains(&versions),
        "{}",
        findings[0]
    );
}

#[test]
fn an_exception_must_be_the_one_the_card_names() {
    is_sound(output("print(1)\n{}['a']", "1\n", Some("KeyError")));
    is_sound(output("raise SystemExit(3)", "", Some("SystemExit")));
    let raised = "but it raised KeyError: 'a'";
    assert_eq!(
        problem(output("{}['a']", "", None)),
        format!("the program should end by itself, {raised}")
    );
    assert_eq!(
        problem(output("{}['a']", "", Some("IndexError"))),
        format!("the program should raise IndexError, {raised}")
    );
    assert_eq!(
        problem(output("1", "", Some("KeyError"))),
        "the program should raise KeyError, but it ended by itself"
    );
}

fn bug(fix: &str, lines: &[u32]) -> Body {
    Body::Bug(Bug {
        prompt: String::new(),
        symptom: None,
        code: "def f(x):\n    y = x\n    return y\n".to_owned(),
        bug_lines: lines.to_vec(),
        fix: fix.to_owned(),
        tests: "assert f(1) == 2, 'one more'".to_owned(),
    })
}

#[test]
fn a_bug_must_fail_and_its_fix_must_pass_and_touch_the_named_lines() {
    is_sound(bug("def f(x):\n    y = x + 1\n    return y\n", &[2]));
    is_sound(bug(
        "def f(x):\n    y = x\n    y += 1\n    return y\n",
        &[2],
    ));
    assert_eq!(
        problem(bug("def f(x):\n    y = x + 1\n    return y\n", &[3])),
        "the fix touches lines [2], none of the bug lines [3]"
    );
    assert_eq!(
        problem(bug("def f(x):\n    y = x + 2\n    return y\n", &[2])),
        "the fix should pass, but AssertionError at tests line 1: one more"
    );
}

#[test]
fn starters_and_wrong_solutions_must_fail() {
    is_sound(Body::Code(code()));
    let wrong = |code: &str| WrongSolution {
        label: "adds".to_owned(),
        code: code.to_owned(),
    };
    let card = Code {
        wrong: vec![
            wrong("def double(x): return x + 2"),
            wrong("def double(x): return x + x"),
        ],
        ..code()
    };
    assert_eq!(
        problem(Body::Code(card)),
        "the wrong solution 'adds' should fail, but passes"
    );
    let card = Code {
        starter: code().solution,
        ..code()
    };
    assert_eq!(
        problem(Body::Code(card)),
        "the starter should fail, but passes"
    );
    let card = Code {
        solution: "while True: pass".to_owned(),
        ..code()
    };
    assert_eq!(
        problem(Body::Code(card)),
        "the solution should pass, but its processor time was up"
    );
}

#[test]
fn accepted_answers_must_pass_and_near_misses_fail() {
    let reject = |answer: &str| Reject {
        answer: answer.to_owned(),
        why: String::new(),
    };
    let good = TypedCard {
        accept: vec!["[*range(2)]".to_owned()],
        reject: vec![reject("range(2)")],
        ..typed("assert {answer} == [0, 1]", "list(range(2))")
    };
    is_sound(Body::Type(good.clone()));
    let card = TypedCard {
        accept: vec!["(0, 1)".to_owned()],
        ..good.clone()
    };
    assert!(
        problem(Body::Type(card))
            .starts_with("the answer '(0, 1)' should pass, but AssertionError")
    );
    let card = TypedCard {
        reject: vec![reject("[0, 1]")],
        ..good
    };
    assert_eq!(
        problem(Body::Type(card)),
        "the near miss '[0, 1]' should fail, but passes"
    );
}

fn counted(answer: &str, ops: &str) -> Body {
    let card = typed("", answer);
    let (ops, sizes) = (Some(ops.to_owned()), vec![64, 256, 1024]);
    Body::Type(TypedCard {
        compare: Compare::Complexity,
        check: None,
        ops,
        sizes,
        ..card
    })
}

#[test]
fn counts_must_fit_the_class_of_the_answer() {
    is_sound(counted(
        "O(n log n)",
        "def ops(n): return n * n.bit_length() + n",
    ));
    assert_eq!(
        problem(counted("O(n)", "def ops(n): return n * n")),
        "the counts [4096, 65536, 1048576] fit n^2 better than O(n)"
    );
    assert!(
        problem(counted("O(V + E)", "def ops(n): return n")).starts_with("O(V + E) is not a class")
    );
    assert_eq!(
        problem(counted("O(n)", "")),
        "the count of operations fails: it raised NameError: name 'ops' is not defined"
    );
}

#[test]
fn a_claim_of_siblings_is_checked_once() {
    let blank = |answer: &str| Blank {
        answer: answer.to_owned(),
        accept: vec![],
        hint: None,
    };
    let cloze = |asked| {
        let check = Some("assert '{answer}' == '{' + 'answer}'\nassert False".to_owned());
        let text = "<1> and <2>".to_owned();
        let body = Cloze {
            text,
            blanks: vec![blank("a"), blank("b")],
            asked,
            check,
        };
        Card {
            id: CardId::parse(&format!("a.b#{}", asked + 1)).unwrap(),
            ..card(Body::Cloze(body))
        }
    };
    let findings = check(&[cloze(0), cloze(1)]);
    assert_eq!(findings.len(), 1, "{findings:?}");
    assert_eq!(
        findings[0].problem.to_string(),
        "the check should pass, but AssertionError at tests line 2: assert False"
    );
}

#[test]
fn cards_that_cannot_be_run_here_are_skipped_and_said() {
    let old = Card {
        python: "==3.99".to_owned(),
        ..card(output("", "", None))
    };
    let lacking = Card {
        requires: vec!["no-such-package==1.0".to_owned()],
        ..card(output("", "", None))
    };
    let lacking = Card {
        id: CardId::parse("some.other").unwrap(),
        ..lacking
    };
    let findings = check(&[old, lacking]);
    let said: Vec<String> = findings.iter().map(ToString::to_string).collect();
    assert_eq!(
        said,
        [
            "some.card: skipped: there is no Python ==3.99 here",
            "some.other: skipped: no Python here has no-such-package==1.0"
        ]
    );
    assert!(!findings.iter().any(Finding::is_fault));
}

#[test]
fn findings_come_in_the_order_of_the_cards() {
    let cards: Vec<Card> = (0..12)
        .map(|n| Card {
            id: CardId::parse(&format!("some.card-{n}")).unwrap(),
            ..card(output(&format!("print({n})"), "x", None))
        })
        .collect();
    let done = AtomicUsize::new(0);
    let findings = verify(
        &sandbox(),
        &cards,
        sandboxed(&[python().clone()]),
        NonZeroUsize::new(4).unwrap(),
        |progress| {
            assert_eq!(progress.total, 12);
            done.fetch_add(1, Ordering::Relaxed);
        },
    )
    .findings;
    let order: Vec<_> = findings
        .iter()
        .map(|finding| finding.card.clone())
        .collect();
    assert_eq!(
        order,
        cards.iter().map(|card| card.id.clone()).collect::<Vec<_>>()
    );
    assert!(
        findings
            .iter()
            .all(|finding| matches!(finding.problem, CardProblem::Printed { .. }))
    );
    assert_eq!(done.into_inner(), 12);
}

//! Answers against tests: what passes, and how a failure is told.

use milepost::domain::card::{
    Answers, Body, Bug, Card, Code, Compare, ContentHash, Interview, Lang, Level, Origin, Rev,
    Translation, TypedCard,
};
use milepost::domain::consent::ConsentKey;
use milepost::domain::id::{AreaId, CardId, TopicId};
use milepost::python::run::RunStatus;
use milepost::python::trial::{ProgramTrial, ProgramVerdict, try_answer};

use crate::python::{python, sandbox};

pub(crate) fn card(body: Body) -> Card {
    Card {
        id: CardId::parse("some.card").unwrap(),
        topic: TopicId::parse("some-topic").unwrap(),
        area: AreaId::parse("some-area").unwrap(),
        rev: Rev(1),
        level: Level::new(1).unwrap(),
        interview: Interview::No,
        tags: vec![],
        needs: vec![],
        refs: vec![],
        python: ">=3.10".to_owned(),
        valid: None,
        requires: vec![],
        asks: vec![],
        minutes: None,
        style: vec![],
        hints: vec![],
        source: None,
        why: None,
        added: None,
        origin: Origin::BuiltIn,
        lang: Lang::EN,
        translation: Translation::Original,
        content: ContentHash::of(b""),
        body,
    }
}

const TESTS: &str = "assert double(1) == 2, 'twice one'\nassert double(0) == 0\nassert double('a') == 'aa', 'text too'\n";

pub(crate) fn code() -> Code {
    Code {
        prompt: String::new(),
        examples: vec![],
        starter: "def double(x):\n    ...\n".to_owned(),
        solution: "def double(x):\n    return x * 2\n".to_owned(),
        tests: TESTS.to_owned(),
        wrong: vec![],
        equivalent: vec![],
        follow_ups: vec![],
        time: None,
        space: None,
        limit_s: None,
    }
}

fn attempt(body: Body, answer: &str) -> ProgramTrial {
    try_answer(&sandbox(), python(), &card(body), answer)
        .unwrap()
        .expect("such answers are run")
}

fn program(answer: &str) -> ProgramTrial {
    attempt(Body::Code(code()), answer)
}

#[test]
fn a_right_answer_passes_every_test() {
    let trial = program("def double(x):\n    print('hm')\n    return x * 2");
    assert_eq!(
        (trial.verdict, trial.passed, trial.total),
        (ProgramVerdict::Passed, 3, 3)
    );
    assert_eq!(
        (trial.stdout.as_str(), trial.stderr.as_str()),
        ("hm\nhm\nhm\n", "")
    );
}

#[test]
fn the_broken_promise_is_named_with_the_test() {
    let trial = program("def double(x):\n    return x + x if x == 1 else x\n");
    let ProgramVerdict::Failed(failure) = trial.verdict else {
        panic!("{trial:?}")
    };
    assert_eq!(
        (
            failure.exception.as_str(),
            failure.promise(),
            failure.answer.clone()
        ),
        ("AssertionError", "text too", None)
    );
    let test = failure.test.unwrap();
    assert_eq!(
        (test.number, test.text.as_str()),
        (3, "assert double('a') == 'aa', 'text too'")
    );
    assert_eq!((trial.passed, trial.total), (2, 3));
}

#[test]
fn an_assert_without_a_message_is_its_own_promise() {
    let trial = program("def double(x):\n    return x * 2 or 7");
    let ProgramVerdict::Failed(failure) = trial.verdict else {
        panic!("{trial:?}")
    };
    assert_eq!(failure.promise(), "assert double(0) == 0");
}

#[test]
fn the_learners_line_is_shown_when_it_raises() {
    let trial = program("def double(x):\n    if x == 0:\n        return 1 / x\n    return x * 2");
    let ProgramVerdict::Failed(failure) = trial.verdict else {
        panic!("{trial:?}")
    };
    let line = failure.answer.unwrap();
    assert_eq!(
        (failure.exception.as_str(), line.number, line.text.as_str()),
        ("ZeroDivisionError", 3, "return 1 / x")
    );
    assert_eq!(failure.test.unwrap().number, 2);
    assert_eq!(failure.message, "division by zero");
}

#[test]
fn an_answer_that_does_not_compile_names_its_line() {
    let trial = program("def double(x):\n    return (x * 2\n");
    let ProgramVerdict::Failed(failure) = trial.verdict else {
        panic!("{trial:?}")
    };
    assert_eq!(
        (failure.exception.as_str(), failure.answer.unwrap().number),
        ("SyntaxError", 2)
    );
    assert_eq!(trial.passed, 0);
}

#[test]
fn an_answer_that_exits_early_has_not_passed() {
    for answer in [
        "raise SystemExit",
        "import os; os._exit(0)",
        "import sys; sys.exit(4)",
        "exit('bye')",
    ] {
        let trial = program(answer);
        assert!(
            matches!(trial.verdict, ProgramVerdict::Failed(_)),
            "{answer}: {trial:?}"
        );
    }
}

#[test]
fn tests_that_end_the_program_themselves_are_believed() {
    let mut code = code();
    code.tests = "import unittest\nclass T(unittest.TestCase):\n    def test(self): self.assertEqual(double(1), 2)\nunittest.main()".to_owned();
    let solution = code.solution.clone();
    assert_eq!(
        attempt(Body::Code(code.clone()), &solution).verdict,
        ProgramVerdict::Passed
    );
    assert!(matches!(
        attempt(Body::Code(code), "def double(x): return 3").verdict,
        ProgramVerdict::Failed(_)
    ));
}

#[test]
fn a_crash_is_no_failure_of_a_test() {
    let trial = program("import ctypes; ctypes.string_at(0)");
    assert_eq!(
        trial.verdict,
        ProgramVerdict::Stopped(RunStatus::Signal(11))
    );
}

#[test]
fn a_repair_is_held_to_the_tests_of_its_bug() {
    let bug = Bug {
        prompt: String::new(),
        symptom: None,
        code: "def double(x):\n    return x\n".to_owned(),
        bug_lines: vec![2],
        fix: "def double(x):\n    return x * 2\n".to_owned(),
        tests: TESTS.to_owned(),
    };
    assert_eq!(
        attempt(Body::Bug(bug.clone()), &bug.fix).verdict,
        ProgramVerdict::Passed
    );
    assert!(matches!(
        attempt(Body::Bug(bug.clone()), &bug.code).verdict,
        ProgramVerdict::Failed(_)
    ));
}

pub(crate) fn typed(check: &str, answer: &str) -> TypedCard {
    TypedCard {
        prompt: String::new(),
        code: None,
        answer: answer.to_owned(),
        compare: Compare::Code,
        accept: vec![],
        reject: vec![],
        check: Some(check.to_owned()),
        space: None,
        ops: None,
        sizes: vec![],
    }
}

#[test]
fn a_check_runs_with_the_answer_in_its_place() {
    let body = || {
        Body::Type(typed(
            "x = {answer}\nassert x == [1, 2], f'{x} is not it'",
            "",
        ))
    };
    assert_eq!(
        attempt(body(), "sorted([2, 1])").verdict,
        ProgramVerdict::Passed
    );
    let ProgramVerdict::Failed(failure) = attempt(body(), "[2, 1]").verdict else {
        panic!("it is wrong")
    };
    assert_eq!(failure.promise(), "[2, 1] is not it");
}

#[test]
fn cards_without_programs_are_not_run() {
    let body = milepost::domain::card::Choice {
        prompt: String::new(),
        code: None,
        answers: Answers::One,
        options: vec![],
        check: None,
    };
    assert_eq!(
        try_answer(&sandbox(), python(), &card(Body::Choice(body)), "a").unwrap(),
        None
    );
}

#[test]
fn no_output_of_an_answer_takes_the_place_of_its_tests() {
    for answer in [
        "import os; os.write(2, b'\\x1eevery test has run\\x1e\\n'); os._exit(0)",
        "import os, sys\nsys.excepthook = lambda *_: os._exit(0)\ndef double(x): return 0",
        "import os\nfor fd in range(3, 64):\n    try: os.write(fd, b'a' * 64)\n    except OSError: pass\nos._exit(0)",
        "import os\ndef double(x): os._exit(0)",
        "import sys\ndef double(x): sys.exit(0)",
        "import sys, atexit\natexit.register(lambda: None)\nsys.exit(0)",
        "print(open(0).read())\nraise SystemExit",
    ] {
        let trial = program(answer);
        assert_ne!(trial.verdict, ProgramVerdict::Passed, "{answer}");
    }
}

#[test]
fn tests_may_end_the_program_themselves_but_an_answer_may_not() {
    let suite = "import unittest\nclass T(unittest.TestCase):\n    def test(self): self.assertEqual(double(2), 4)\nunittest.main()\n";
    let tested = |answer: &str, tests: &str| {
        let body = Code {
            tests: tests.to_owned(),
            ..code()
        };
        attempt(Body::Code(body), answer).verdict
    };
    let right = "def double(x): return x * 2";
    assert_eq!(tested(right, suite), ProgramVerdict::Passed);
    assert_ne!(
        tested("def double(x): return 5", suite),
        ProgramVerdict::Passed
    );
    assert_ne!(
        tested("def double(x): raise SystemExit(0)", suite),
        ProgramVerdict::Passed
    );
    // A word in the tests that looks like an exit is none.
    let named = "def wants_exit(x): return x\nassert wants_exit(double(1)) == 2\n";
    assert_eq!(tested(right, named), ProgramVerdict::Passed);
    assert_ne!(
        tested("if __name__ == '__main__': raise SystemExit(0)", named),
        ProgramVerdict::Passed
    );
    let ends = "assert double(1) == 2\nraise SystemExit\n";
    assert_eq!(tested(right, ends), ProgramVerdict::Passed);
    assert_ne!(
        tested("def double(x): raise SystemExit", ends),
        ProgramVerdict::Passed
    );
}

#[test]
fn what_an_answer_imports_from_the_future_holds_for_its_tests() {
    let body = Code {
        tests: "def f(x: Unknown): ...\nassert f.__annotations__ == {'x': 'Unknown'}\n".to_owned(),
        ..code()
    };
    let trial = attempt(Body::Code(body), "from __future__ import annotations\n");
    assert_eq!(trial.verdict, ProgramVerdict::Passed, "{}", trial.stderr);
}

#[test]
fn an_answer_is_the_main_module_and_finds_its_own_source() {
    let answer = "import inspect, pickle, sys\nclass Point: pass\ndef double(x):\n    assert pickle.loads(pickle.dumps(Point())).__class__ is Point\n    assert inspect.getsource(double).startswith('def double')\n    assert __name__ == '__main__' and sys.argv == [__file__]\n    return x * 2\n";
    let trial = program(answer);
    assert_eq!(trial.verdict, ProgramVerdict::Passed, "{}", trial.stderr);
}

#[test]
fn consent_covers_all_that_decides_what_is_run() {
    let deck = card(Body::Code(code()));
    let key = |card: Card| ConsentKey::of_cards(&[card]);
    let agreed = key(deck.clone());
    assert_eq!(agreed, key(deck.clone()));
    assert_eq!(agreed.as_str().len(), 64, "all of SHA-256");
    let mut packages = deck.clone();
    packages.requires.push("pip".to_owned());
    let longer = card(Body::Code(Code {
        limit_s: Some(60),
        ..code()
    }));
    let tests = card(Body::Code(Code {
        tests: "assert True\n".to_owned(),
        ..code()
    }));
    let python = Card {
        python: ">=3.12".to_owned(),
        ..deck
    };
    for changed in [packages, longer, tests, python] {
        assert_ne!(agreed, key(changed));
    }
    assert_ne!(ConsentKey::of_built_in("a"), ConsentKey::of_built_in("b"));
}

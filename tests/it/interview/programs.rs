//! Programs in an interview: written in the editor, run once, and not a word before the end.

use expectrl::session::OsSession;
use expectrl::{Eof, Expect};

use crate::home::TestEnv;
use crate::interview::sitting::home;
use crate::pty::spawned;

/// A program to write and one to repair.
const CODING: [&str; 7] = [
    "interview",
    "--roadmap",
    "mine",
    "--part",
    "coding",
    "--seed",
    "1",
];

/// A home whose editor writes a program that is given, or changes one with `sed`.
fn with_editor(program: &str, repair: &str) -> TestEnv {
    let mut env = home();
    env.ok(&["trust", "kinds"]);
    let editor = env.path().join("editor.sh");
    let text = format!(
        "if grep -q double \"$1\"; then printf '{program}' > \"$1\"; else sed -i '{repair}' \"$1\"; fi\n"
    );
    std::fs::write(&editor, text).unwrap();
    env.set("EDITOR", &format!("sh {}", editor.display()));
    env
}

/// Sends a line at the next prompt and gives what came before the prompt.
fn answer(session: &mut OsSession, line: &str) -> String {
    // A head holds the sign of the prompt too.
    let before = session.expect("\u{1b}[K› ").unwrap();
    // A second Enter right after an answer is passed over.
    std::thread::sleep(std::time::Duration::from_millis(400));
    session.send_line(line).unwrap();
    String::from_utf8_lossy(before.before()).into_owned()
}

/// Writes a program, names a line and repairs it; gives everything shown before the end.
fn held(env: &TestEnv) -> (OsSession, String) {
    let mut session = spawned(env, &CODING);
    let mut all = String::new();
    for line in ["", "", "", "1", "r", ""] {
        all.push_str(&answer(&mut session, line));
    }
    let rest = session.expect("the answers").unwrap();
    all.push_str(&String::from_utf8_lossy(rest.before()));
    (session, all)
}

#[test]
fn a_program_is_run_once_and_its_verdict_is_the_scorecards() {
    let env = with_editor(
        "def double(n):\\n    return 3 * n\\n",
        "s/sum = n$/sum += n/",
    );
    let (mut session, before) = held(&env);
    assert!(
        !before.contains("assert")
            && !before.contains("tests passed")
            && !before.contains("Two times"),
        "{before}"
    );
    assert_eq!(
        before
            .matches("handed in; what its tests say comes at the end")
            .count(),
        2,
        "{before}"
    );
    session
        .expect("tests passed: 0 of 1; this requirement is not met")
        .unwrap();
    session.expect("assert double(2) == 4").unwrap();
    session.expect("-     return 3 * n").unwrap();
    session
        .expect("the tests have decided the first point")
        .unwrap();
    answer(&mut session, "a");
    // The line was wrong, but the repair passes.
    session.expect("tests passed: 1 of 1").unwrap();
    session.expect("Enter goes on").unwrap();
    answer(&mut session, "");
    session.expect("scorecard").unwrap();
    session.expect("passed 1 of 2 · points 4 of 5").unwrap();
    session.expect(Eof).unwrap();
    let shown = env.json(&["interview", "show", "--json"]);
    let (code, bug) = (&shown["turns"][0], &shown["turns"][1]);
    assert_eq!(
        (&code["verdict"], &code["points"][0]["met"]),
        (&"ticked".into(), &false.into()),
        "{code}"
    );
    assert_eq!(
        code["program"]["text"],
        "def double(n):\n    return 3 * n\n"
    );
    assert_eq!(
        code["program"]["tests"]["broke"],
        "AssertionError: assert double(2) == 4"
    );
    assert_eq!(
        (
            &bug["verdict"],
            &bug["given"],
            &bug["program"]["tests"]["passed"]
        ),
        (&"right".into(), &"1".into(), &1.into())
    );
    let text = env.ok(&["interview", "show"]);
    assert!(
        text.contains("-     return 3 * n") && text.contains("+     return 2 * n"),
        "{text}"
    );
}

#[test]
fn a_program_that_passes_is_right_without_ticks() {
    let env = with_editor(
        "def double(n):\\n    return n * 2\\n",
        "s/sum = n$/sum = 7/",
    );
    let (mut session, _) = held(&env);
    session.expect("✓ tests passed: 1 of 1").unwrap();
    session
        .expect("the tests have decided the first point")
        .unwrap();
    answer(&mut session, "");
    session.expect("Enter goes on").unwrap();
    answer(&mut session, "");
    session.expect("passed 1 of 2 · points 1 of 2").unwrap();
    session.expect(Eof).unwrap();
    assert_eq!(
        env.json(&["interview", "show", "--json"])["turns"][0]["verdict"],
        "right"
    );
    // Nothing is left to be offered in a review.
    assert!(
        !env.run_with(&["review", "kinds.code", "--new", "1"], ":q\n")
            .stdout
            .contains("last version")
    );
}

#[test]
fn a_program_that_was_not_kept_is_still_a_draft() {
    let env = with_editor("def double(n):\\n    return 2 * n\\n", "");
    let mut session = spawned(&env, &CODING);
    answer(&mut session, "");
    // Planted only now: no home is opened with a trigger of somebody else.
    let db = rusqlite::Connection::open(env.path().join("milepost.db")).unwrap();
    db.execute_batch(
        "CREATE TRIGGER gone BEFORE INSERT ON local WHEN NEW.key LIKE 'interview.%'
         BEGIN SELECT RAISE(ABORT, 'gone'); END",
    )
    .unwrap();
    answer(&mut session, "");
    answer(&mut session, "");
    let met = session.expect("not saved yet").unwrap();
    let before = String::from_utf8_lossy(met.before()).into_owned();
    assert!(!before.contains("handed in"), "{before}");
    session.expect("› ").unwrap();
    session.send(":").unwrap();
    session.expect("\u{1b}[K:").unwrap();
    session.send_line("q").unwrap();
    session.expect(Eof).unwrap();
    let draft: String = db
        .query_row("SELECT text FROM draft", [], |row| row.get(0))
        .unwrap();
    assert!(draft.contains("2 * n"), "{draft}");
}

#[test]
fn an_editor_left_unchanged_offers_what_works_and_a_line_there_is_the_answer() {
    let mut env = with_editor("", "");
    env.set("EDITOR", "true");
    let mut session = spawned(&env, &CODING);
    answer(&mut session, "");
    answer(&mut session, "");
    assert!(
        answer(&mut session, "")
            .contains("nothing was written yet: Enter opens your editor again, or say")
    );
    let again = answer(&mut session, "add it to itself");
    assert!(
        again.contains("nothing was written yet") && !again.contains("your last version"),
        "{again}"
    );
    answer(&mut session, "1");
    answer(&mut session, "r");
    assert!(
        answer(&mut session, ":skip")
            .contains("nothing was changed yet: Enter opens your editor again, :skip")
    );
    session.expect("the answers").unwrap();
    answer(&mut session, "");
    session.expect("Enter goes on").unwrap();
    answer(&mut session, "");
    session.expect(Eof).unwrap();
    let turns = env.json(&["interview", "show", "--json"])["turns"].clone();
    let turn = turns
        .as_array()
        .unwrap()
        .iter()
        .find(|turn| turn["kind"] == "code")
        .unwrap()
        .clone();
    assert_eq!(
        (&turn["given"], &turn["program"]),
        (&"add it to itself".into(), &serde_json::Value::Null),
        "{turn}"
    );
}

#[test]
fn consent_is_asked_for_before_the_first_question_and_never_in_the_middle() {
    let env = with_editor("def double(n):\\n    return 2 * n\\n", "");
    env.ok(&["untrust", "kinds"]);
    let mut session = spawned(&env, &CODING);
    let asked = session.expect("in a sandbox? y/N").unwrap();
    let before = String::from_utf8_lossy(asked.before()).into_owned();
    assert!(!before.contains("[1/2]"), "{before}");
    session.expect("\u{1b}[K› ").unwrap();
    // A stray key agrees to nothing and refuses nothing.
    session.send("k").unwrap();
    session.expect("\u{1b}[K› ").unwrap();
    session.send("n").unwrap();
    session.expect("handed in and not run").unwrap();
    session.expect("[1/2]").unwrap();
    let mut all = String::new();
    // An Enter right after the key would belong to it.
    for line in ["can n be negative?", "", ""] {
        all.push_str(&answer(&mut session, line));
    }
    let handed_in = session.expect("[2/2]").unwrap();
    all.push_str(&String::from_utf8_lossy(handed_in.before()));
    assert!(!all.contains("sandbox"), "{all}");
    answer(&mut session, ":q");
    session.expect("the answers").unwrap();
}

/// Refuses before the first question, and hands a program in that was not run.
fn handed_in_without_consent(env: &TestEnv) -> OsSession {
    env.ok(&["untrust", "kinds"]);
    let mut session = spawned(env, &CODING);
    session.expect("\u{1b}[K› ").unwrap();
    session.send("n").unwrap();
    session.expect("[1/2]").unwrap();
    for line in ["can n be negative?", "", ""] {
        answer(&mut session, line);
    }
    session.expect("[2/2]").unwrap();
    answer(&mut session, ":q");
    session.expect("the answers").unwrap();
    session
}

#[test]
fn a_program_that_was_not_run_can_still_be_run_at_the_end() {
    let env = with_editor("def double(n):\\n    return 2 * n\\n", "");
    let mut session = handed_in_without_consent(&env);
    session
        .expect("your program for question 1 was not run")
        .unwrap();
    session.expect("in a sandbox? y/N").unwrap();
    session.expect("\u{1b}[K› ").unwrap();
    session.send("y").unwrap();
    session.expect("tests passed: 1 of 1").unwrap();
    session
        .expect("the tests have decided the first point")
        .unwrap();
    session.expect("\u{1b}[K› ").unwrap();
    session.send_line("0").unwrap();
    session.expect(Eof).unwrap();
    let turn = env.json(&["interview", "show", "--json"])["turns"][0].clone();
    assert_eq!(turn["program"]["tests"]["passed"], 1, "{turn}");
    assert_eq!(turn["points"][0]["met"], true, "{turn}");
}

#[test]
fn a_second_no_leaves_a_program_to_its_author() {
    let env = with_editor("def double(n):\\n    return 2 * n\\n", "");
    let mut session = handed_in_without_consent(&env);
    session.expect("in a sandbox? y/N").unwrap();
    session.expect("\u{1b}[K› ").unwrap();
    session.send("n").unwrap();
    session.expect("handed in, not run").unwrap();
    session.expect("which points did you make?").unwrap();
    session.expect("\u{1b}[K› ").unwrap();
    session.send_line("1").unwrap();
    session.expect(Eof).unwrap();
    let turn = env.json(&["interview", "show", "--json"])["turns"][0].clone();
    assert_eq!(turn["program"]["tests"], serde_json::Value::Null, "{turn}");
    assert_eq!(turn["verdict"], "ticked", "{turn}");
}

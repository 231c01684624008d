//! An interview that breaks off: each answer is on disk before the next question, and it can be gone on with.

use std::io::{BufRead, BufReader, Write};
use std::process::{Command, Stdio};

use expectrl::{Eof, Expect};

use crate::home::TestEnv;
use crate::interview::sitting::{HELD, home};
use crate::screen::{limited, on_a_screen};

/// Gives lines of input until a line is shown, and then kills the program.
pub(super) fn kill_at(env: &TestEnv, words: &[&str], input: &str, shown: &str) {
    let mut child = env
        .command(words)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    child
        .stdin
        .as_mut()
        .unwrap()
        .write_all(input.as_bytes())
        .unwrap();
    let lines = BufReader::new(child.stdout.take().unwrap()).lines();
    let met = lines
        .map(Result::unwrap)
        .any(|line| line.starts_with(shown));
    assert!(met, "'{shown}' was never shown");
    child.kill().unwrap();
    child.wait().unwrap();
}

fn kinds(env: &TestEnv) -> Vec<String> {
    let log = env.json(&["log", "--json"]);
    log["events"]
        .as_array()
        .unwrap()
        .iter()
        .map(|event| event["kind"].as_str().unwrap().to_owned())
        .collect()
}

#[test]
fn a_killed_interview_keeps_each_answer_and_goes_on() {
    let mut env = home();
    kill_at(&env, &HELD, "a\nblue\n", "[3/8]");
    assert_eq!(kinds(&env), Vec::<String>::new());
    let list = env.json(&["interview", "list", "--json"]);
    assert_eq!(
        (
            &list["unfinished"][0]["asked"],
            &list["unfinished"][0]["planned"]
        ),
        (&2.into(), &8.into()),
        "{list}"
    );
    assert!(
        env.ok(&["interview", "list"])
            .contains("broke off with 2 of 8 asked: `interview resume a`")
    );
    env.at("2026-11-20T20:30:00-03:00");
    let ran = env.run_with(
        &["interview", "resume"],
        "immutable\nlen(x)\n\n\n1\n2\n.\n\n\n4\n1\n0\n0\n",
    );
    assert_eq!(ran.code, 0, "{}", ran.all());
    assert!(
        ran.stdout.contains("[3/8]")
            && !ran
                .stdout
                .split("the answers")
                .next()
                .unwrap()
                .contains("[2/8]")
    );
    assert!(
        ran.stdout.contains("0 min gone, 45 left"),
        "the time in between counted: {}",
        ran.all()
    );
    assert_eq!(kinds(&env), ["interview"]);
    let shown = env.json(&["interview", "show", "--json"]);
    let given: Vec<&str> = shown["turns"]
        .as_array()
        .unwrap()
        .iter()
        .map(|turn| turn["given"].as_str().unwrap())
        .collect();
    assert_eq!(
        (shown["asked"].as_u64(), shown["took_minutes"].as_u64()),
        (Some(8), Some(0))
    );
    assert_eq!(given[..4], ["a", "blue", "immutable", "len(x)"]);
    let list = env.json(&["interview", "list", "--json"]);
    assert_eq!(list["unfinished"], serde_json::json!([]));
    assert_eq!(env.run(&["interview", "resume"]).code, 1);
    assert_eq!(env.run(&["doctor"]).code, 0);
}

#[test]
fn two_windows_do_not_hold_an_interview_at_once() {
    let env = home();
    let mut first = env
        .command(&HELD)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    first.stdin.as_mut().unwrap().write_all(b"a\n").unwrap();
    // Kept until the end: a window whose output is closed gives up its seat.
    let mut lines = BufReader::new(first.stdout.take().unwrap())
        .lines()
        .map(Result::unwrap);
    assert!(lines.any(|line| line.starts_with("[2/8]")));
    for words in [&HELD[..], &["interview", "resume"]] {
        let refused = env.run(words);
        assert_eq!(
            (refused.code, refused.stdout.as_str()),
            (1, ""),
            "{words:?}"
        );
        assert!(
            refused
                .stderr
                .contains("an interview is held in another window"),
            "{}",
            refused.stderr
        );
    }
    let list = env.ok(&["interview", "list"]);
    assert_eq!(list, "an interview is being held in another window\n");
    first.kill().unwrap();
    first.wait().unwrap();
    drop(lines);
    assert_eq!(env.run_with(&["interview", "resume"], ":q\n").code, 0);
}

#[test]
fn ticks_are_kept_as_they_are_made() {
    let env = home();
    let answers = "a\nblue\n:q\n";
    kill_at(&env, &HELD, answers, "which points");
    let ran = env.run_with(&["interview", "resume"], "1\n");
    assert!(
        !ran.stdout.contains("[3/8]"),
        "it was over before the ticks: {}",
        ran.all()
    );
    assert_eq!(
        env.json(&["interview", "show", "--json"])["turns"][1]["verdict"],
        "ticked"
    );
    assert_eq!(kinds(&env), ["interview"]);
}

#[test]
fn a_gap_before_the_ticks_counts_once_and_only_as_a_gap() {
    let mut env = home();
    env.at("2026-11-20T10:00:00-03:00");
    kill_at(&env, &HELD, "a\nblue\n", "[3/8]");
    // The clock of a test stands still: what was answered took 45 minutes.
    let db = rusqlite::Connection::open(env.path().join("milepost.db")).unwrap();
    let text: String = db
        .query_row(
            "SELECT value FROM local WHERE key LIKE 'interview.%'",
            [],
            |row| row.get(0),
        )
        .unwrap();
    let mut kept: serde_json::Value = serde_json::from_str(&text).unwrap();
    kept["record"]["ended"] = (kept["record"]["began"].as_i64().unwrap() + 45 * 60_000).into();
    kept["ahead"] = serde_json::json!([]);
    db.execute(
        "UPDATE local SET value = ?1 WHERE key LIKE 'interview.%'",
        [kept.to_string()],
    )
    .unwrap();
    env.at("2026-11-21T10:00:00-03:00");
    kill_at(&env, &["interview", "resume"], "", "which points");
    env.at("2026-11-22T10:00:00-03:00");
    let ran = env.run_with(&["interview", "resume"], "1\n");
    assert_eq!(ran.code, 0, "{}", ran.all());
    assert_eq!(
        env.json(&["interview", "show", "--json"])["took_minutes"],
        45
    );
}

#[test]
fn a_new_interview_says_that_another_broke_off_and_leaves_it() {
    let mut env = home();
    kill_at(&env, &HELD, "a\nblue\n", "[3/8]");
    env.at("2026-11-20T20:30:00-03:00");
    let ran = env.run_with(&HELD, ":skip\n");
    assert!(
        ran.stdout
            .starts_with("an interview broke off with 2 of 8 asked"),
        "{}",
        ran.all()
    );
    let list = env.json(&["interview", "list", "--json"]);
    let count = |key: &str| list[key].as_array().unwrap().len();
    assert_eq!((count("interviews"), count("unfinished")), (1, 1), "{list}");
}

#[test]
fn on_a_full_disk_an_answer_waits_for_room_and_none_is_lost() {
    let env = home();
    env.ok(&["interview", "list"]);
    env.ok(&["trust", "kinds"]);
    let mut session = on_a_screen(limited(&env, &HELD, 200));
    let long = "an answer of some length ".repeat(150);
    let mut full = false;
    session.expect("[1/8]").unwrap();
    for (answer, next) in [
        ("a", "[2/8]"),
        (&long, "[3/8]"),
        (&long, "[4/8]"),
        (&long, "[5/8]"),
        (&long, "follow-up"),
        ("", "[6/8]"),
        (".", "[7/8]"),
        ("", "opens your editor"),
        (&long, "[8/8]"),
        ("4", "Enter goes on"),
        ("", "the answers"),
    ] {
        session.expect("\u{1b}[K› ").unwrap();
        session.send_line(answer).unwrap();
        let met = session
            .expect(expectrl::Any::boxed(vec![
                Box::new("not saved yet"),
                Box::new(next),
            ]))
            .unwrap();
        if met.get(0).unwrap().starts_with(b"not") {
            full = true;
            let pid = session.get_process().pid().as_raw().to_string();
            let made = Command::new("prlimit")
                .args(["--pid", &pid, "--fsize=unlimited"])
                .status()
                .unwrap();
            assert!(made.success());
            session.expect("› ").unwrap();
            std::thread::sleep(std::time::Duration::from_millis(400));
            session.send("\r").unwrap();
            session.expect(next).unwrap();
        }
    }
    assert!(full, "the limit was never met");
    session
        .expect(expectrl::Any::boxed(vec![
            Box::new("which points"),
            Box::new("Enter goes on, Ctrl-D"),
        ]))
        .unwrap();
    // Only a prompt takes Ctrl-D as a key; before it the terminal would swallow it.
    session.expect("\u{1b}[K› ").unwrap();
    session
        .send(expectrl::ControlCode::EndOfTransmission)
        .unwrap();
    session.expect("scorecard").unwrap();
    session.expect(Eof).unwrap();
    let shown = env.json(&["interview", "show", "--json"]);
    assert_eq!(shown["asked"], 8);
    assert_eq!(shown["turns"][4]["given"], long.as_str());
    assert_eq!(env.run(&["doctor"]).code, 0);
}

#[test]
fn an_interview_that_broke_off_can_be_forgotten_or_named() {
    let mut env = home();
    kill_at(&env, &HELD, "a\nblue\n", "[3/8]");
    env.at("2026-11-21T18:30:00-03:00");
    kill_at(&env, &HELD, "a\n", "[2/8]");
    let several = env.run(&["interview", "drop"]);
    assert_eq!(several.code, 2, "{}", several.all());
    assert!(several.stderr.contains("2 interviews are not over"));
    let unknown = env.run(&["interview", "drop", "q"]);
    assert_eq!(unknown.code, 1, "{}", unknown.all());
    let kept = env.run_with(&["interview", "drop", "b"], "n\n");
    assert!(kept.all().contains("nothing was changed"), "{}", kept.all());
    let dropped = env.run_with(&["interview", "drop", "b"], "y\n");
    assert!(dropped.all().contains("broke off with 1 of 8 asked"));
    assert!(dropped.all().contains("forgotten"), "{}", dropped.all());
    let list = env.json(&["interview", "list", "--json"]);
    assert_eq!(list["unfinished"].as_array().unwrap().len(), 1, "{list}");
    assert_eq!(list["unfinished"][0]["letter"], "a", "{list}");
    assert_eq!(list["unfinished"][0]["asked"], 2, "{list}");
    env.ok_with(&["interview", "drop"], "y\n");
    assert_eq!(env.run(&["interview", "drop"]).code, 1);
    assert_eq!(env.run(&["interview", "resume"]).code, 1);
}

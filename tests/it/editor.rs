//! Programs written in the learner's editor: which editor, what it did, and what is kept.

use expectrl::session::OsSession;
use expectrl::{ControlCode, Eof, Expect};

use crate::home::TestEnv;
use crate::pty::spawned;

const REVIEW: [&str; 4] = ["review", "kinds.code", "--new", "1"];

/// A home whose decks may run.
fn trusted() -> TestEnv {
    let env = TestEnv::with_every_kind();
    env.ok(&["trust", "kinds"]);
    env
}

/// Writes a script and gives the command that runs it.
fn script(env: &TestEnv, name: &str, text: &str) -> String {
    let file = env.path().join(name);
    std::fs::write(&file, text).unwrap();
    format!("sh '{}'", file.display())
}

/// Waits for some text and then for a prompt, and presses a key.
fn press(session: &mut OsSession, after: &str, key: &str) {
    session.expect(after).unwrap();
    session.expect("› ").unwrap();
    session.send(key).unwrap();
}

fn leave(session: &mut OsSession, grade: &str) {
    press(session, "4 easy", grade);
    session.expect("Enter ends").unwrap();
    session.expect("› ").unwrap();
    session.send(ControlCode::EndOfTransmission).unwrap();
    session.expect(Eof).unwrap();
}

#[test]
fn a_program_is_written_in_the_editor_and_run_until_its_tests_pass() {
    let mut env = TestEnv::with_every_kind();
    let editor = env.path().join("editor.sh");
    // The first round writes a wrong program, the second mends it.
    let rounds = "if grep -q 'n \\* 3' \"$1\"; then s=2; else s=3; fi\n\
                  printf 'def double(n):\\n    return n * %s\\n' $s > \"$1\"\n";
    std::fs::write(&editor, rounds).unwrap();
    env.set("EDITOR", &format!("sh {}", editor.display()));
    let mut session = spawned(&env, &["review", "kinds.code", "--new", "1"]);
    session.expect("Enter opens ").unwrap();
    session.expect("› ").unwrap();
    session.send("\r").unwrap();
    session.expect("y/N").unwrap();
    session.expect("› ").unwrap();
    session.send("y").unwrap();
    session.expect("assert double(2) == 4").unwrap();
    session.expect("shows the reference").unwrap();
    session.expect("› ").unwrap();
    // An Enter right after the y would belong to it.
    std::thread::sleep(std::time::Duration::from_secs(1));
    session.send("\r").unwrap();
    session.expect("tests passed: 1 of 1").unwrap();
    session.expect("easy 1d  › ").unwrap();
    session.send("\r").unwrap();
    session.expect("Enter ends").unwrap();
    session.expect("› ").unwrap();
    session.send("\r").unwrap();
    session.expect(Eof).unwrap();
    let event = env.json(&["log", "--json"])["events"][0].clone();
    assert_eq!(
        (&event["grade"], &event["evidence"]["attempts"]),
        (&3.into(), &2.into()),
        "{event}"
    );
}

#[test]
fn visual_comes_before_editor_and_both_keep_their_arguments() {
    let mut env = trusted();
    let write = script(
        &env,
        "my editor.sh",
        "printf 'def double(n):\\n    return %s\\n' \"$2\" > \"$3\"\n",
    );
    env.set("EDITOR", "false")
        .set("VISUAL", &format!("{write} --expression 'n + n'"));
    let mut session = spawned(&env, &REVIEW);
    press(&mut session, "Enter opens ", "\r");
    session.expect("tests passed: 1 of 1").unwrap();
    leave(&mut session, "\r");
    let event = env.json(&["log", "--json"])["events"][0].clone();
    assert_eq!(
        (&event["grade"], &event["grader"]),
        (&4.into(), &"judge".into()),
        "{event}"
    );
    assert_eq!(
        event["evidence"]["given"],
        "def double(n):\n    return n + n\n"
    );
}

#[test]
fn an_editor_that_returns_at_once_is_told_of_and_its_window_is_still_read() {
    let mut env = trusted();
    let saves = "while [ ! -e \"$0.save\" ]; do sleep 0.05; done; printf 'def double(n):\\n    return n * 2\\n' > \"$1\"; : > \"$0.saved\"";
    let editor = script(
        &env,
        "window.sh",
        &format!("({saves}) > /dev/null 2>&1 &\n"),
    );
    env.set("EDITOR", &editor);
    let mut session = spawned(&env, &REVIEW);
    press(&mut session, "Enter opens ", "\r");
    session
        .expect("nothing was changed, so nothing was run")
        .unwrap();
    session.expect("› ").unwrap();
    env.write("window.sh.save", "");
    while !env.path().join("window.sh.saved").exists() {
        std::thread::sleep(std::time::Duration::from_millis(10));
    }
    session.send("x").unwrap();
    session.expect("tests passed: 1 of 1").unwrap();
    leave(&mut session, "\r");
}

#[test]
fn an_editor_that_fails_or_is_not_there_is_an_error_with_a_hint_and_the_card_stays() {
    for (editor, error) in [
        ("false", "the editor 'false' ended with exit status: 1"),
        ("no-such-editor -w", "'no-such-editor' cannot be started"),
        ("vi 'x", "the editor 'vi 'x' cannot be read"),
    ] {
        let mut env = trusted();
        env.set("EDITOR", editor);
        let mut session = spawned(&env, &REVIEW);
        press(&mut session, "Enter opens ", "\r");
        session.expect(error).unwrap();
        session.expect("hint: ").unwrap();
        // A long name of an editor breaks the line.
        let shows_reference = expectrl::Regex(r"r shows\s+the reference");
        session.expect(shows_reference).unwrap();
        session.expect("› ").unwrap();
        session.send("r").unwrap();
        leave(&mut session, "3");
        let evidence = env.json(&["log", "--json"])["events"][0]["evidence"].clone();
        assert_eq!(
            (&evidence["verdict"], &evidence["suggested"]),
            (&"gave-up".into(), &2.into()),
            "{evidence}"
        );
    }
}

#[test]
fn the_last_version_survives_a_quit_and_is_offered_next_time() {
    let mut env = trusted();
    let editor = script(
        &env,
        "wrong.sh",
        "printf 'def double(n):\\n    return n\\n' > \"$1\"\n",
    );
    env.set("EDITOR", &editor);
    let mut session = spawned(&env, &REVIEW);
    press(&mut session, "Enter opens ", "\r");
    session.expect("assert double(2) == 4").unwrap();
    session.expect("› ").unwrap();
    session.send(":").unwrap();
    session.expect("\u{1b}[K:").unwrap();
    session.send_line("q").unwrap();
    session.expect(Eof).unwrap();
    let mut session = spawned(&env, &REVIEW);
    session.expect("your last version is still here").unwrap();
    press(&mut session, "x runs it as it stands", "x");
    session.expect("assert double(2) == 4").unwrap();
    press(&mut session, "r shows the reference", "r");
    session.expect("-     return n\r\n").unwrap();
    session.expect("+     return 2 * n\r\n").unwrap();
    leave(&mut session, "3");
    assert_eq!(
        env.json(&["log", "--json"])["events"][0]["evidence"]["attempts"],
        1
    );
}

#[test]
fn a_program_after_a_hint_is_hard_at_best() {
    let mut env = TestEnv::new();
    let kinds = include_str!("fixtures/kinds.toml").replace(
        "[\"kind\"]\nprompt = \"Write `d",
        "[\"kind\"]\nhints = [\"Add.\"]\nprompt = \"Write `d",
    );
    env.write("decks/topics/kinds.toml", &kinds);
    env.ok(&["trust", "kinds"]);
    let editor = script(
        &env,
        "right.sh",
        "printf 'def double(n):\\n    return n + n\\n' > \"$1\"\n",
    );
    env.set("EDITOR", &editor);
    let mut session = spawned(&env, &REVIEW);
    press(&mut session, "Enter opens ", ":");
    session.expect("\u{1b}[K:").unwrap();
    session.send_line("h").unwrap();
    session.expect("hint  Add.").unwrap();
    session.expect("\u{1b}[K› ").unwrap();
    // The Enter of a command is no answer to the prompt after it.
    std::thread::sleep(std::time::Duration::from_millis(400));
    session.send("\r").unwrap();
    session.expect("tests passed: 1 of 1").unwrap();
    leave(&mut session, "\r");
    let event = env.json(&["log", "--json"])["events"][0].clone();
    assert_eq!(
        (&event["grade"], &event["evidence"]["hints"]),
        (&3.into(), &1.into()),
        "{event}"
    );
}

#[test]
fn hostile_programs_end_in_a_plain_verdict_and_the_session_goes_on() {
    let mut env = trusted();
    let home = env.path().join("home");
    std::fs::create_dir_all(home.join(".ssh")).unwrap();
    std::fs::write(home.join(".ssh/id"), "secret").unwrap();
    let key = home.join(".ssh/id");
    let hostile = [
        (
            "while True: pass".to_owned(),
            "stopped: it (used too much processor time|ran too long)",
        ),
        (
            "import os\nwhile True: os.fork()".to_owned(),
            "stopped: it (started too many processes|used too much processor time)|Error: ",
        ),
        (
            "while True: print(chr(120) * 1000000)".to_owned(),
            "stopped: it printed too much",
        ),
        (
            "x = bytearray(10**10)".to_owned(),
            "stopped: it used too much memory",
        ),
        (
            format!("print(open({key:?}).read())"),
            "FileNotFoundError: |PermissionError: ",
        ),
        (
            "import os, signal\nos.killpg(os.getpgid(os.getppid()), signal.SIGKILL)".to_owned(),
            // All it reaches is its own group.
            "stopped: it |PermissionError: ",
        ),
    ];
    for (number, (program, _)) in (1..).zip(&hostile) {
        env.write(&format!("{number}.py"), program);
    }
    let next = "n=$(cat \"$0.n\" 2>/dev/null || echo 1); cp \"$(dirname \"$0\")/$n.py\" \"$1\"; echo $((n + 1)) > \"$0.n\"\n";
    let editor = script(&env, "next.sh", next);
    env.set("EDITOR", &editor)
        .set("HOME", &home.display().to_string());
    let mut session = spawned(&env, &REVIEW);
    press(&mut session, "Enter opens ", "\r");
    for (program, verdict) in &hostile {
        let met = session.expect(expectrl::Regex(verdict));
        assert!(met.is_ok(), "{program}: {met:?}");
        let rest = session.expect("r shows the reference").unwrap();
        assert!(!String::from_utf8_lossy(rest.before()).contains("secret"));
        session.expect("› ").unwrap();
        session.send("\r").unwrap();
    }
    session.expect("r shows the reference").unwrap();
    session.expect("› ").unwrap();
    session.send("r").unwrap();
    leave(&mut session, "3");
    assert_eq!(
        env.json(&["log", "--json"])["events"][0]["evidence"]["attempts"],
        hostile.len()
    );
}

#[test]
fn without_python_the_reference_is_shown_and_says_why() {
    let mut env = trusted();
    let shims = env.path().join("shims");
    std::fs::create_dir(&shims).unwrap();
    let shim = shims.join("python3");
    std::fs::write(&shim, "#!/bin/sh\necho 'no version is set' >&2\nexit 127\n").unwrap();
    std::fs::set_permissions(&shim, std::os::unix::fs::PermissionsExt::from_mode(0o755)).unwrap();
    std::fs::write(
        env.path().join("write.sh"),
        "echo 'def double(n): return n' > \"$1\"\n",
    )
    .unwrap();
    let editor = format!("/bin/sh {}", env.path().join("write.sh").display());
    env.set("EDITOR", &editor)
        .set("PATH", &shims.display().to_string());
    let mut session = spawned(&env, &REVIEW);
    press(&mut session, "Enter opens ", "\r");
    session
        .expect("shims/python3 does not run: no version is set")
        .unwrap();
    session
        .expect("was found here: compare with the reference and grade")
        .unwrap();
    session.expect("+     return 2 * n").unwrap();
    press(&mut session, "4 easy", "2");
    session.expect("Enter ends").unwrap();
    session.expect("› ").unwrap();
    session.send(ControlCode::EndOfTransmission).unwrap();
    session.expect(Eof).unwrap();
    let event = env.json(&["log", "--json"])["events"][0].clone();
    assert_eq!(
        (&event["grade"], &event["grader"], &event["evidence"]),
        (&3.into(), &"learner".into(), &serde_json::Value::Null)
    );
}

#[test]
fn ctrl_c_ends_the_editor_and_not_the_session() {
    let mut env = trusted();
    let editor = script(
        &env,
        "slow.sh",
        "trap 'exit 3' INT; : > \"$0.open\"; while :; do sleep 0.05; done\n",
    );
    env.set("EDITOR", &editor);
    let mut session = spawned(&env, &REVIEW);
    press(&mut session, "Enter opens ", "\r");
    while !env.path().join("slow.sh.open").exists() {
        std::thread::sleep(std::time::Duration::from_millis(10));
    }
    session.send(expectrl::ControlCode::EndOfText).unwrap();
    session.expect("ended with exit status: 3").unwrap();
    press(&mut session, "r shows the reference", "r");
    leave(&mut session, "3");
    assert_eq!(
        env.json(&["log", "--json"])["events"]
            .as_array()
            .unwrap()
            .len(),
        1
    );
}

/// Whether a process below this one is a Python that runs the learner's program.
fn runs_python(ancestor: i32) -> bool {
    let processes: std::collections::HashMap<i32, i32> = std::fs::read_dir("/proc")
        .unwrap()
        .filter_map(|entry| entry.ok()?.file_name().to_str()?.parse().ok())
        .filter_map(|pid| Some((pid, parent_of(pid)?)))
        .collect();
    let is_below = |pid: i32| {
        let mut line = std::iter::successors(Some(pid), |pid| processes.get(pid).copied());
        line.any(|pid| pid == ancestor)
    };
    processes.keys().any(|pid| {
        let command = std::fs::read(format!("/proc/{pid}/cmdline")).unwrap_or_default();
        let command = String::from_utf8_lossy(&command).into_owned();
        let is_program = command.contains("-I") && command.ends_with("run_tests.py\0");
        is_program && is_below(*pid)
    })
}

fn parent_of(pid: i32) -> Option<i32> {
    let status = std::fs::read_to_string(format!("/proc/{pid}/status")).ok()?;
    let line = status.lines().find_map(|line| line.strip_prefix("PPid:"))?;
    line.trim().parse().ok()
}

#[test]
fn ctrl_c_ends_a_run_and_not_the_session() {
    let mut env = trusted();
    let editor = script(
        &env,
        "long.sh",
        "printf 'import time\\ntime.sleep(60)\\n' > \"$1\"\n",
    );
    let runs = tempfile::tempdir_in(env.path()).unwrap();
    env.set("EDITOR", &editor)
        .set("TMPDIR", runs.path().to_str().unwrap());
    let mut session = spawned(&env, &REVIEW);
    press(&mut session, "Enter opens ", "\r");
    let milepost = session.get_process().pid().as_raw();
    let deadline = std::time::Instant::now() + std::time::Duration::from_mins(2);
    while !runs_python(milepost) {
        assert!(
            std::time::Instant::now() < deadline,
            "the program never began"
        );
        std::thread::sleep(std::time::Duration::from_millis(10));
    }
    session.send(expectrl::ControlCode::EndOfText).unwrap();
    session.expect("you ended it").unwrap();
    press(&mut session, "r shows the reference", "r");
    leave(&mut session, "3");
    assert_eq!(
        std::fs::read_dir(runs.path()).unwrap().count(),
        0,
        "something was left behind"
    );
    assert_eq!(
        env.json(&["log", "--json"])["events"]
            .as_array()
            .unwrap()
            .len(),
        1
    );
}

#[test]
fn r_shows_the_reference_before_and_after_a_repair_is_begun() {
    let mut env = trusted();
    let editor = script(&env, "same.sh", "");
    env.set("EDITOR", &editor);
    for begun in [false, true] {
        let mut session = spawned(&env, &["drill", "kinds.bug"]);
        session.expect("which line?").unwrap();
        session.expect("\u{1b}[K› ").unwrap();
        session.send("4\r").unwrap();
        session.expect("w writes a repair").unwrap();
        session.expect("\u{1b}[K› ").unwrap();
        if begun {
            session.send("w").unwrap();
            session.expect("nothing was changed").unwrap();
            session.expect("\u{1b}[K› ").unwrap();
        }
        session.send("r").unwrap();
        session.expect("faulty line 4").unwrap();
        session.expect("\u{1b}[K").unwrap();
        session.send(ControlCode::EndOfTransmission).unwrap();
        session.expect(Eof).unwrap();
    }
}

#[test]
fn a_program_that_is_not_utf8_is_called_that() {
    let mut env = trusted();
    let editor = script(&env, "latin1.sh", "printf '# caf\\351\\n' > \"$1\"\n");
    env.set("EDITOR", &editor);
    let mut session = spawned(&env, &REVIEW);
    press(&mut session, "Enter opens ", "\r");
    session
        .expect("the editor saved a text that is not UTF-8")
        .unwrap();
    session.expect("hint: set it to save UTF-8").unwrap();
    session.expect("\u{1b}[K› ").unwrap();
    session.send(ControlCode::EndOfTransmission).unwrap();
    session.expect(Eof).unwrap();
}

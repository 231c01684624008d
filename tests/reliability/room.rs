//! No room, no right to write, no output: the answer is refused plainly and nothing is half written.

use std::path::Path;
use std::process::{Command, Stdio};
use std::time::Duration;

use expectrl::session::OsSession;
use expectrl::{Eof, Expect};
use tempfile::TempDir;

use crate::home::TestEnv;
use crate::kit::{events, faults, tell};
use crate::screen::{limited, on_a_screen};

/// The sign of a prompt that waits. Heads and echoes hold the sign as well, but do not clear the line.
pub(crate) const PROMPT: &str = "\u{1b}[K› ";

/// Answers one basic card with a grade, on a screen.
pub(crate) fn answer(session: &mut OsSession, grade: &str) {
    session.expect(PROMPT).unwrap();
    // A bare Enter right after a grade would still belong to the grade.
    session.send("x\r").unwrap();
    session.expect("4 easy").unwrap();
    session.expect("› ").unwrap();
    session.send(grade).unwrap();
}

/// Presses Enter once it cannot be taken for the one that follows a single key.
pub(crate) fn press_enter(session: &mut OsSession) {
    std::thread::sleep(Duration::from_secs(1));
    session.send("\r").unwrap();
}

/// A limit that the write-ahead log meets after some answers: 100 KiB.
const TIGHT: u64 = 200;

#[test]
fn on_a_screen_a_full_disk_is_told_and_the_answer_waits_for_room() {
    let env = TestEnv::new();
    let mut session = on_a_screen(limited(
        &env,
        &["review", "kind:basic", "--new", "40"],
        TIGHT,
    ));
    let pid = session.get_process().pid().as_raw();
    let mut answered = 0;
    loop {
        answer(&mut session, "3");
        answered += 1;
        let next = session
            .expect(expectrl::Regex(r"\[\d+/38\]|not saved yet"))
            .unwrap();
        if next.get(0).unwrap().starts_with(b"not") {
            break;
        }
    }
    assert!(answered < 40, "the limit was never met");
    let before = events(env.path()).len();
    assert_eq!(
        before,
        answered - 1,
        "what was acknowledged is there, what was refused is not"
    );
    // Still no room: it waits.
    press_enter(&mut session);
    session.expect("not saved yet").unwrap();
    let made = Command::new("prlimit")
        .args(["--pid", &pid.to_string(), "--fsize=unlimited"])
        .status()
        .unwrap();
    assert!(made.success());
    press_enter(&mut session);
    session.expect(format!("[{}/38]", answered + 1)).unwrap();
    session.expect(PROMPT).unwrap();
    session.send(":q\r").unwrap();
    session.expect("Enter ends").unwrap();
    press_enter(&mut session);
    session.expect(Eof).unwrap();
    assert_eq!(events(env.path()).len(), answered);
    assert_eq!(faults(env.path()), Vec::<String>::new());
}

#[test]
fn on_a_pipe_a_full_disk_ends_with_one_and_names_the_file() {
    let env = TestEnv::new();
    let mut child = limited(&env, &["review", "kind:basic", "--new", "200"], TIGHT)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    let mut stdin = child.stdin.take().unwrap();
    let _ = std::io::Write::write_all(&mut stdin, "\n3\n".repeat(200).as_bytes());
    drop(stdin);
    let output = child.wait_with_output().unwrap();
    let stderr = String::from_utf8(output.stderr).unwrap();
    assert_eq!(output.status.code(), Some(1), "{stderr}");
    assert!(
        stderr.starts_with("error: '") && stderr.contains("milepost.db"),
        "{stderr}"
    );
    assert!(stderr.contains("\nhint: "), "{stderr}");
    let shown = String::from_utf8(output.stdout)
        .unwrap()
        .matches("\n[")
        .count();
    let there = events(env.path()).len();
    assert_eq!(there + 1, shown, "every turn but the last was acknowledged");
    assert_eq!(faults(env.path()), Vec::<String>::new());
    env.run_with(&["review", "kind:basic", "--new", "5"], &"\n3\n".repeat(5));
    assert!(
        events(env.path()).len() > there,
        "with room the next session goes on"
    );
}

/// A small disk of memory.
pub(crate) struct SmallDisk(TempDir);

impl SmallDisk {
    /// Mounts one with options, such as its size, and a home that was used once on it; nothing, and says so, where
    /// the test may not mount one.
    pub(crate) fn home(options: &str) -> Option<(Self, TestEnv)> {
        let disk = Self(tempfile::tempdir().unwrap());
        let options = format!("{options},mode=700");
        let mounted = Command::new("mount")
            .args(["-t", "tmpfs", "-o", &options, "none"])
            .arg(disk.path())
            .output();
        if !mounted.is_ok_and(|mounted| mounted.status.success()) {
            tell("skipped: this machine lets the test mount nothing");
            return None;
        }
        let mut env = TestEnv::new();
        env.set("MILEPOST_HOME", disk.path().to_str().unwrap());
        assert_eq!(env.run(&["due"]).code, 0);
        Some((disk, env))
    }

    pub(crate) fn path(&self) -> &Path {
        self.0.path()
    }
}

impl Drop for SmallDisk {
    fn drop(&mut self) {
        let _ = Command::new("umount")
            .arg("-l")
            .arg(self.path())
            .stderr(Stdio::null())
            .status();
    }
}

#[test]
fn a_disk_that_fills_up_refuses_the_answer_and_goes_on_when_there_is_room() {
    let Some((disk, env)) = SmallDisk::home("size=24m") else {
        return;
    };
    let mut session = on_a_screen(env.command(&["review", "kind:basic", "--new", "40"]));
    answer(&mut session, "3");
    session.expect("[2/38]").unwrap();
    let ballast = disk.path().join("ballast");
    // The disk takes what fits and refuses the rest.
    let _ = std::fs::write(&ballast, vec![1; 25_000_000]);
    answer(&mut session, "4");
    let mut answered = 2;
    // A few answers may fit into pages that were there already.
    while session
        .expect(expectrl::Regex(r"\[\d+/38\]|not saved yet"))
        .unwrap()
        .get(0)
        .unwrap()[0]
        == b'['
    {
        answer(&mut session, "4");
        answered += 1;
    }
    assert_eq!(events(disk.path()).len(), answered - 1);
    std::fs::remove_file(&ballast).unwrap();
    press_enter(&mut session);
    session.expect(format!("[{}/38]", answered + 1)).unwrap();
    session.expect(PROMPT).unwrap();
    session.send(":q\r").unwrap();
    session.expect("Enter ends").unwrap();
    press_enter(&mut session);
    session.expect(Eof).unwrap();
    assert_eq!(events(disk.path()).len(), answered);
    assert_eq!(faults(disk.path()), Vec::<String>::new());
}

#[test]
fn a_disk_that_turns_read_only_refuses_the_answer_and_goes_on_when_it_can_be_written() {
    let Some((disk, env)) = SmallDisk::home("size=16m") else {
        return;
    };
    let remount = |how: &str| {
        // A file open for writing keeps a plain remount from succeeding; a bind mount made read-only does not help
        // an open file either, so that only a fresh session meets this.
        Command::new("mount")
            .args(["-o", &format!("remount,{how}")])
            .arg(disk.path())
            .output()
            .unwrap()
            .status
            .success()
    };
    if !remount("ro") {
        tell("skipped: this machine lets the test remount nothing");
        return;
    }
    let ran = env.run_with(&["review", "kind:basic", "--new", "2"], "\n3\n\n3\n");
    assert_eq!(ran.code, 1, "{}", ran.all());
    assert!(
        ran.stderr.contains("cannot be written") && ran.stderr.contains("\nhint: "),
        "{}",
        ran.stderr
    );
    assert!(remount("rw"));
    assert_eq!(
        env.run_with(&["review", "kind:basic", "--new", "2"], "\n3\n\n3\n")
            .code,
        0
    );
    assert_eq!(events(disk.path()).len(), 2);
}

#[test]
fn an_output_that_takes_nothing_is_an_error_and_not_a_success() {
    let env = TestEnv::with_every_kind();
    env.ok(&["list", "topic:kinds"]);
    for words in [
        &["list", "topic:kinds"][..],
        &["list", "--json"],
        &["due"],
        &["roadmap", "list"],
    ] {
        let full = std::fs::File::options()
            .write(true)
            .open("/dev/full")
            .unwrap();
        let output = env
            .command(words)
            .stdin(Stdio::null())
            .stdout(full)
            .stderr(Stdio::piped())
            .output()
            .unwrap();
        let stderr = String::from_utf8(output.stderr).unwrap();
        assert_eq!(output.status.code(), Some(1), "{words:?}: {stderr}");
        assert!(stderr.contains("no space left"), "{words:?}: {stderr}");
    }
}

#[test]
fn a_deck_a_setting_and_an_export_are_whole_or_untouched_when_the_disk_is_full() {
    let env = TestEnv::with_every_kind();
    env.ok(&["list", "topic:kinds"]);
    env.write("config.toml", "# mine\n");
    let log = env.path().join("log.jsonl");
    env.run_with(&["review", "kinds.basic", "--new", "1"], "\n3\n");
    let deck = env.read("decks/topics/kinds.toml");
    for (words, file, before) in [
        (
            &["config", "rollover", "5"][..],
            "config.toml",
            Some("# mine\n".to_owned()),
        ),
        (
            &[
                "add", "--topic", "kinds", "--prompt", "Why?", "--answer", "So.",
            ],
            "decks/topics/kinds.toml",
            Some(deck),
        ),
        (&["log", "export", log.to_str().unwrap()], "log.jsonl", None),
    ] {
        let output = limited(&env, words, 0).output().unwrap();
        let stderr = String::from_utf8(output.stderr).unwrap();
        assert_eq!(output.status.code(), Some(1), "{words:?}: {stderr}");
        assert!(
            stderr.starts_with("error: ") && stderr.contains("\nhint: "),
            "{words:?}: {stderr}"
        );
        assert_eq!(
            std::fs::read_to_string(env.path().join(file)).ok(),
            before,
            "{words:?}"
        );
    }
}

//! The system refuses one call of a command, whichever: nothing acknowledged is lost, and nothing is left half done.
//!
//! `strace` puts the errors in place of the calls. Where there is none, or nothing may be traced, the test says so.

use std::fs;
use std::io::Write as _;
use std::path::Path;
use std::process::{Command, Stdio};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;

use milepost::store::Store;
use tempfile::TempDir;

use crate::home::TestEnv;
use crate::kit::{Chance, assert_no_event_twice, events, faults, rounds, tell};
use crate::sync::{device, files_in};

/// Calls that touch files, and the errors that a system may give.
const CALLS: [(&str, &[&str]); 20] = [
    ("openat", &["EMFILE", "EACCES", "EIO", "ENOSPC"]),
    ("read", &["EIO"]),
    ("pread64", &["EIO"]),
    ("write", &["ENOSPC", "EIO"]),
    ("pwrite64", &["ENOSPC", "EIO"]),
    ("fsync", &["EIO"]),
    ("fdatasync", &["EIO", "ENOSPC"]),
    ("ftruncate", &["EIO", "ENOSPC"]),
    ("fallocate", &["ENOSPC"]),
    ("rename", &["EIO", "EXDEV", "EACCES"]),
    ("renameat2", &["EIO", "EACCES"]),
    ("linkat", &["EIO", "EPERM"]),
    ("unlink", &["EIO", "EACCES"]),
    ("mkdir", &["EIO", "ENOSPC"]),
    ("statx", &["EIO", "EACCES"]),
    ("newfstatat", &["EIO"]),
    ("getdents64", &["EIO"]),
    ("fcntl", &["EIO"]),
    ("flock", &["EIO"]),
    ("fchmod", &["EPERM"]),
];

/// A command, and what is typed to it.
struct Tried {
    words: &'static [&'static str],
    input: &'static str,
}

const COMMANDS: [Tried; 10] = [
    Tried {
        words: &["review", "--topic", "kinds", "--jsonl"],
        input: "{\"answer\": null}\n{\"grade\": \"good\"}\n{\"answer\": null}\n{\"grade\": \"hard\"}\n",
    },
    Tried::quiet(&["undo"]),
    Tried::quiet(&["suspend", "kinds.basic"]),
    Tried::quiet(&["add", "--topic", "mine", "--prompt", "p", "--answer", "a"]),
    Tried::quiet(&["config", "new_per_day", "7"]),
    Tried::quiet(&["backup", "copy.db"]),
    Tried::quiet(&["log", "export", "copy.jsonl"]),
    Tried::quiet(&["log", "import", "other.jsonl", "--as-mine"]),
    Tried::quiet(&["restore", "kept.db"]),
    Tried::quiet(&["doctor", "--repair"]),
];

impl Tried {
    const fn quiet(words: &'static [&'static str]) -> Self {
        Self { words, input: "" }
    }
}

/// A home with two answers, a card of its own, a backup and the log of another home.
struct Prepared {
    env: TestEnv,
}

impl Prepared {
    fn new() -> Self {
        let other = TestEnv::with_every_kind();
        other.run_with(&["review", "kinds.open", "--jsonl"], COMMANDS[0].input);
        let env = TestEnv::with_every_kind();
        env.run_with(&["review", "kinds.basic", "--jsonl"], COMMANDS[0].input);
        env.ok(&["backup", &name(&env, "kept.db")]);
        env.run_with(&["review", "kinds.output", "--jsonl"], COMMANDS[0].input);
        env.ok(&["add", "--topic", "mine", "--prompt", "q", "--answer", "a"]);
        other.ok(&["log", "export", &name(&env, "other.jsonl")]);
        Self { env }
    }

    /// A copy of the home, files and their times.
    fn copy(&self) -> TempDir {
        let folder = tempfile::tempdir().unwrap();
        let copied = Command::new("cp")
            .arg("-a")
            .arg(self.env.path().join("."))
            .arg(folder.path())
            .status();
        assert!(copied.unwrap().success());
        folder
    }

    /// Runs a command in a home under `strace`.
    fn traced(&self, home: &Path, tried: &Tried, more: &[String], trace: &Path) -> Outcome {
        let words = tried.words.iter().map(|word| match word.contains('.') {
            // Files are named from the root, cards are not.
            true if !word.starts_with("kinds.") => home.join(word).into_os_string(),
            _ => word.into(),
        });
        let plain = self.env.command(&[]);
        let mut command = Command::new("strace");
        command.env_clear().envs(
            plain
                .get_envs()
                .filter_map(|(name, value)| Some((name, value?))),
        );
        command
            .env("MILEPOST_HOME", home)
            .args(["-f", "-qq", "-o"])
            .arg(trace)
            .args(more)
            .arg(plain.get_program())
            .args(words)
            .current_dir(home)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped());
        let mut child = command.spawn().unwrap();
        // The process may be gone before it has read everything.
        let _ = child
            .stdin
            .take()
            .unwrap()
            .write_all(tried.input.as_bytes());
        let ended = child.wait_with_output().unwrap();
        Outcome {
            code: ended.status.code(),
            stdout: String::from_utf8_lossy(&ended.stdout).into_owned(),
            stderr: String::from_utf8_lossy(&ended.stderr).into_owned(),
        }
    }
}

/// How a command ended.
struct Outcome {
    /// Nothing when a signal ended it.
    code: Option<i32>,
    stdout: String,
    stderr: String,
}

fn name(env: &TestEnv, file: &str) -> String {
    env.path().join(file).display().to_string()
}

/// One refusal: the call of a command with a number, from 1, among those of its kind.
#[derive(Debug, Clone)]
struct Refusal {
    command: usize,
    call: &'static str,
    number: usize,
    error: &'static str,
}

/// Every refusal that a command can meet, by kind of call; nothing where nothing can be traced.
fn refusals(prepared: &Prepared, command: usize) -> Vec<Vec<Refusal>> {
    let home = prepared.copy();
    let trace = home.path().join("trace");
    let calls = CALLS.map(|(call, _)| format!("?{call}")).join(",");
    let more = ["-e".to_owned(), format!("trace={calls}")];
    let ended = prepared.traced(home.path(), &COMMANDS[command], &more, &trace);
    assert_eq!(ended.code, Some(0), "{}{}", ended.stdout, ended.stderr);
    let text = fs::read_to_string(trace).unwrap();
    let mut all = Vec::new();
    for (call, errors) in CALLS {
        let sign = format!(" {call}(");
        let count = text.lines().filter(|line| line.contains(&sign)).count();
        let of_kind = (1..=count).flat_map(|number| {
            errors.iter().map(move |error| Refusal {
                command,
                call,
                number,
                error,
            })
        });
        all.push(of_kind.collect());
    }
    all
}

fn can_trace() -> bool {
    let tried = Command::new("strace")
        .args(["-o", "/dev/null", "true"])
        .output();
    tried.is_ok_and(|ended| ended.status.success())
}

/// What must hold after a refusal, whatever the command said. Says whether it said that something is wrong.
fn must_hold(prepared: &Prepared, refusal: &Refusal) -> bool {
    let home = prepared.copy();
    let before = events(home.path());
    let trace = home.path().join("trace");
    let Refusal {
        command,
        call,
        number,
        error,
    } = refusal;
    let tried = &COMMANDS[*command];
    let inject = format!("inject={call}:error={error}:when={number}");
    let more = [
        "-e".to_owned(),
        format!("trace={call}"),
        "-e".to_owned(),
        inject,
    ];
    let ended = prepared.traced(home.path(), tried, &more, &trace);
    let told = format!(
        "{refusal:?} {:?}\n{}{}",
        tried.words, ended.stdout, ended.stderr
    );
    // The system's loader makes the first calls, before any of the program's own.
    let has_begun = !ended
        .stderr
        .contains("error while loading shared libraries");
    assert!(
        ended.code.is_some_and(|code| code < 100) || !has_begun,
        "{told}"
    );
    assert!(!ended.stderr.contains("panicked"), "{told}");
    // `doctor` says what it finds where it says what is well.
    let says_why = !ended.stderr.is_empty() || ended.stdout.contains('✗');
    assert!(ended.code == Some(0) || says_why, "{told}");

    let left: Vec<String> = faults(home.path())
        .into_iter()
        // An index is made again when it is needed.
        .filter(|fault| !fault.contains("index.db"))
        .collect();
    assert_eq!(left, Vec::<String>::new(), "{told}");
    let log = events(home.path());
    assert_no_event_twice(&log);
    let recorded = ended.stdout.matches("\"event\":\"recorded\"").count();
    if tried.words[0] == "restore" {
        let known = log.iter().all(|event| before.contains(event));
        assert!(known, "the old progress or the restored one: {told}");
    } else {
        assert!(log.len() >= before.len() + recorded, "{told}");
        let kept = before.iter().all(|event| log.contains(event));
        assert!(kept, "{told}");
    }
    must_be_whole_or_absent(home.path(), &told);
    // The next command finds everything as it should be, decks included.
    let next = prepared
        .env
        .command(&["list", "is:mine"])
        .env("MILEPOST_HOME", home.path())
        .output();
    let next = next.unwrap();
    let said = String::from_utf8_lossy(&next.stdout).into_owned();
    let warned = String::from_utf8_lossy(&next.stderr).into_owned();
    assert!(
        next.status.success() && warned.is_empty(),
        "{told}\nthen: {said}{warned}"
    );
    assert!(said.contains("mine."), "{told}\nthen: {said}");
    ended.code != Some(0)
}

fn must_be_whole_or_absent(home: &Path, told: &str) {
    let (backup, export) = (home.join("copy.db"), home.join("copy.jsonl"));
    let empty = tempfile::tempdir().unwrap();
    let files = files_in(empty.path());
    let mut store = Store::open(&files, device(1)).unwrap();
    if backup.exists() {
        let restored = store.restore(&backup, device(2));
        restored.unwrap_or_else(|e| panic!("{told}\nits backup: {e}"));
    }
    if export.exists() {
        let imported = store.progress().import(&export);
        imported.unwrap_or_else(|e| panic!("{told}\nits export: {e}"));
    }
}

#[test]
fn whichever_call_the_system_refuses_nothing_is_lost_or_half_done() {
    if !can_trace() {
        tell("no strace here: no call was refused");
        return;
    }
    let prepared = Prepared::new();
    let mut all = Vec::new();
    for command in 0..COMMANDS.len() {
        all.extend(refusals(&prepared, command));
    }
    let known: usize = all.iter().map(Vec::len).sum();
    let chosen = chosen(&all, rounds(60, 3_000));
    let (next, told) = (AtomicUsize::new(0), AtomicUsize::new(0));
    let work = || {
        while let Some(refusal) = chosen.get(next.fetch_add(1, Ordering::Relaxed)) {
            if must_hold(&prepared, refusal) {
                told.fetch_add(1, Ordering::Relaxed);
            }
        }
    };
    thread::scope(|scope| {
        for _ in 0..thread::available_parallelism().map_or(1, usize::from) {
            scope.spawn(work);
        }
    });
    tell(&format!(
        "{} of {known} calls of {} commands refused, {} told as errors: nothing lost or half done",
        chosen.len(),
        COMMANDS.len(),
        told.into_inner(),
    ));
}

/// Some of the refusals: as many of each kind of call, for `doctor` alone reads ten thousand times.
fn chosen(kinds: &[Vec<Refusal>], count: usize) -> Vec<Refusal> {
    let mut chance = Chance::new(14);
    let mut pick = |end: usize| usize::try_from(chance.below(end as u64)).unwrap();
    let kinds: Vec<_> = kinds.iter().filter(|kind| !kind.is_empty()).collect();
    (0..count)
        .map(|_| {
            let kind = kinds[pick(kinds.len())];
            kind[pick(kind.len())].clone()
        })
        .collect()
}

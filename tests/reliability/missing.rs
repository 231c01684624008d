//! A system without threads, processes, locks, random numbers or memory: every command works or says what is missing.

use std::os::unix::process::ExitStatusExt;
use std::path::Path;
use std::process::Command;
use std::time::{Duration, Instant};

use crate::home::{Ran, TestEnv, fixture};
use crate::kit::{events, faults, tell};
use crate::python::python;

/// A system call that is refused: its number, the error, and in which cases.
type Rule = String;

const ENOLCK: i32 = 37;
const ENOTSUP: i32 = 95;
const ENOSYS: i32 = 38;
const EPERM: i32 = 1;
const EIO: i32 = 5;
const EAGAIN: i32 = 11;

fn refused(call: i64, error: i32) -> Rule {
    format!("{call}:{error}")
}

/// Runs a command without what the rules refuse. Wherever a rule needs an argument of `clone`, the newer
/// `clone3` has to go, whose arguments no filter can see.
fn run_without(env: &TestEnv, rules: &[Rule], words: &[&str]) -> Ran {
    run_with_input(env, rules, words, "")
}

fn run_with_input(env: &TestEnv, rules: &[Rule], words: &[&str], input: &str) -> Ran {
    let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/reliability/without.py");
    let mut command = Command::new(&python().program);
    command.arg(script).args(rules).arg("--");
    env.run_command(wrapped(command, &env.command(words)), input)
}

/// A command that is started by another one.
fn wrapped(outer: Command, inner: &Command) -> Command {
    let mut command = outer;
    command
        .arg(inner.get_program())
        .args(inner.get_args())
        .env_clear();
    let variables = inner
        .get_envs()
        .filter_map(|(name, value)| Some((name, value?)));
    command.envs(variables);
    command
}

/// An error of the usual form, and neither a panic nor a signal.
fn assert_told(ran: &Ran, what: &str) {
    assert_eq!(ran.code, 1, "{}", ran.all());
    assert!(ran.stderr.contains("error: "), "{}", ran.all());
    assert!(ran.stderr.contains("hint: "), "{}", ran.all());
    assert!(ran.stderr.contains(what), "{what}: {}", ran.all());
    assert!(!ran.stderr.contains("another"), "{}", ran.all());
}

fn no_threads() -> [Rule; 2] {
    let thread = format!("{}:{EAGAIN}:0:&{}", libc::SYS_clone, libc::CLONE_THREAD);
    [refused(libc::SYS_clone3, ENOSYS), thread]
}

fn no_processes() -> [Rule; 2] {
    [libc::SYS_clone3, libc::SYS_clone].map(|call| refused(call, EAGAIN))
}

#[test]
fn without_threads_everything_works() {
    let env = TestEnv::empty();
    let cards = fixture("kinds.toml");
    let rules = no_threads();
    for words in [
        &["due"][..],
        &["add", "--topic", "notes", "--prompt", "P?", "--answer", "A"],
        &["list", "topic:notes"],
        &["check", "--run", "--jobs", "4", &cards],
        &["doctor"],
    ] {
        let ran = run_without(&env, &rules, words);
        assert_eq!(ran.code, 0, "{words:?}: {}", ran.all());
    }
    let ran = run_with_input(&env, &rules, &["review", "topic:notes"], "\n3\n");
    assert_eq!(ran.code, 0, "{}", ran.all());
    assert_eq!(events(env.path()).len(), 1);
}

#[test]
fn without_processes_answers_are_taken_and_what_needs_one_is_told() {
    let mut env = TestEnv::with_every_kind();
    env.set("EDITOR", "true");
    let rules = no_processes();
    for words in [
        &["due"][..],
        &["add", "--topic", "notes", "--prompt", "P?", "--answer", "A"],
    ] {
        let ran = run_without(&env, &rules, words);
        assert_eq!(ran.code, 0, "{words:?}: {}", ran.all());
    }
    let ran = run_with_input(&env, &rules, &["review", "topic:notes"], "\n3\n");
    assert_eq!(ran.code, 0, "{}", ran.all());
    assert!(
        ran.stderr.contains("warning: "),
        "no backup, and nobody says so: {}",
        ran.all()
    );
    assert_eq!(events(env.path()).len(), 1);
    assert_told(
        &run_without(&env, &rules, &["edit", "kinds.basic"]),
        "'true'",
    );
}

#[test]
fn without_locks_every_command_says_so_and_not_that_another_program_has_them() {
    let env = TestEnv::with_every_kind();
    for error in [ENOLCK, ENOTSUP] {
        let whole_files = vec![refused(libc::SYS_flock, error)];
        let set = [libc::F_SETLK, libc::F_SETLKW, libc::F_OFD_SETLK];
        let parts = set.map(|set| format!("{}:{error}:1:{set}", libc::SYS_fcntl));
        for rules in [whole_files, parts.to_vec()] {
            for words in [
                &["due"][..],
                &["suspend", "kinds.basic"],
                &["add", "--topic", "notes", "--prompt", "P?", "--answer", "A"],
                &["doctor"],
                &["backup"],
            ] {
                let began = Instant::now();
                assert_told(&run_without(&env, &rules, words), "no locks");
                // A statement waits a minute for another program's lock.
                assert!(began.elapsed() < Duration::from_secs(20), "{words:?}");
            }
        }
    }
    assert_eq!(faults(env.path()), Vec::<String>::new());
    assert!(events(env.path()).is_empty());
}

#[test]
fn without_random_numbers_nothing_begins() {
    let env = TestEnv::with_every_kind();
    // Where getrandom is not allowed, /dev/urandom serves.
    let ran = run_without(&env, &[refused(libc::SYS_getrandom, EPERM)], &["due"]);
    assert_eq!(ran.code, 0, "{}", ran.all());
    let ran = run_without(&env, &[refused(libc::SYS_getrandom, EIO)], &["due"]);
    assert_told(&ran, "random");
}

#[test]
fn little_memory_ends_a_command_and_loses_nothing() {
    let env = TestEnv::with_every_kind();
    let answered = env.run_with(&["review", "kinds.basic", "--new", "1"], "\n3\n");
    assert_eq!(answered.code, 0, "{}", answered.all());
    let before = events(env.path()).len();
    let mut ends = [0; 3];
    for kib in (8 << 10..96 << 10).step_by(2 << 10) {
        let mut limit = Command::new("sh");
        limit.args(["-c", &format!("ulimit -v {kib}; exec \"$0\" \"$@\"")]);
        let words = ["log", "export", "-"];
        let output = wrapped(limit, &env.command(&words)).output().unwrap();
        let said = String::from_utf8_lossy(&output.stderr).into_owned();
        assert!(!said.contains("bug of its own"), "{kib} KiB: {said}");
        // 127: not even the loader of the system had room.
        let end = match output.status.code() {
            Some(0) => 0,
            Some(1 | 127) => 1,
            None if output.status.signal() == Some(libc::SIGABRT) => 2,
            None if output.status.signal() == Some(libc::SIGSEGV) && said.is_empty() => 1,
            other => panic!("{kib} KiB: {other:?} {said}"),
        };
        ends[end] += 1;
    }
    assert!(ends[0] > 0 && ends[1] + ends[2] > 0, "{ends:?}");
    tell(&format!(
        "ended well, with an error and by the runtime: {ends:?}"
    ));
    assert_eq!(events(env.path()).len(), before);
    assert_eq!(faults(env.path()), Vec::<String>::new());
}

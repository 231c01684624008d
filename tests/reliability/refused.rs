//! Writes and syncs that are refused in the middle of a session: told, waited for, and then done once.

use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Duration;

use expectrl::session::OsSession;
use expectrl::{Eof, Expect};

use crate::home::TestEnv;
use crate::kit::{assert_no_event_twice, events, faults, tell};
use crate::room::{PROMPT, SmallDisk, answer, press_enter};
use crate::screen::on_a_screen;

const WORDS: [&str; 4] = ["review", "kind:basic", "--new", "10"];

/// What a system may answer to a write or a sync, by its number on Linux.
const REFUSALS: [(&str, &str); 7] = [
    ("write 122", "over quota"),
    ("write 28", "disk full"),
    ("write 30", "read-only"),
    ("write 1", "not permitted"),
    ("write 5", "broken"),
    ("sync 5", "sync broken"),
    ("sync 122", "sync over quota"),
];

/// Compiles what refuses calls.
fn refuser(folder: &Path) -> PathBuf {
    let library = folder.join("refuse.so");
    let source = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/reliability/refused/refuse.c");
    let mut compile = Command::new("cc");
    compile
        .args([
            "-shared", "-fPIC", "-O1", "-Wall", "-Wextra", "-Werror", "-o",
        ])
        .arg(&library)
        .arg(source);
    assert!(
        compile.status().is_ok_and(|ended| ended.success()),
        "the refuser cannot be compiled"
    );
    library
}

/// Ends a session at its prompt.
fn quit(session: &mut OsSession) {
    session.expect(PROMPT).unwrap();
    session.send(":q\r").unwrap();
    session.expect("Enter ends").unwrap();
    press_enter(session);
    session.expect(Eof).unwrap();
}

/// Tries again, and is refused or not.
fn again(session: &mut OsSession, shown: &str) {
    press_enter(session);
    session.expect(shown).unwrap();
}

#[test]
fn an_answer_that_is_refused_waits_and_is_written_once() {
    let tools = tempfile::tempdir().unwrap();
    let library = refuser(tools.path());
    for (refusal, name) in REFUSALS {
        let env = TestEnv::new();
        let number = tools.path().join("number");
        let mut command = env.command(&WORDS);
        command
            .env("LD_PRELOAD", &library)
            .env("REFUSE_NUMBER", &number)
            .env("REFUSE_BELOW", env.path());
        let mut session = on_a_screen(command);
        answer(&mut session, "3");
        session.expect("[2/").unwrap();
        std::fs::write(&number, refusal).unwrap();
        answer(&mut session, "4");
        session
            .expect("not saved yet")
            .unwrap_or_else(|e| panic!("{name}: {e}"));
        assert_eq!(
            events(env.path()).len(),
            1,
            "{name}: what was refused is not there"
        );
        again(&mut session, "not saved yet");
        std::fs::remove_file(&number).unwrap();
        again(&mut session, "[3/");
        quit(&mut session);
        let log = events(env.path());
        assert_eq!(log.len(), 2, "{name}");
        assert_no_event_twice(&log);
        assert_eq!(faults(env.path()), Vec::<String>::new(), "{name}");
    }
}

/// A disk of its own in a file; nothing where the test may not mount one.
struct Disk {
    image: PathBuf,
    at: PathBuf,
}

impl Disk {
    fn new(folder: &Path) -> Option<Self> {
        let (image, at) = (folder.join("image"), folder.join("disk"));
        std::fs::File::create(&image)
            .unwrap()
            .set_len(32 << 20)
            .unwrap();
        std::fs::create_dir(&at).unwrap();
        let made = Command::new("mkfs.ext4")
            .arg("-q")
            .arg(&image)
            .output()
            .ok()?;
        let disk = Self { image, at };
        if made.status.success() && disk.mount() {
            Some(disk)
        } else {
            None
        }
    }

    fn mount(&self) -> bool {
        let mounted = Command::new("mount")
            .args(["-o", "loop"])
            .arg(&self.image)
            .arg(&self.at)
            .output();
        mounted.is_ok_and(|mounted| mounted.status.success())
    }

    fn unmount(&self) -> bool {
        Command::new("umount")
            .arg(&self.at)
            .output()
            .is_ok_and(|done| done.status.success())
    }

    /// Mounts it anew, to be written to. A program in a sandbox that another test runs has a copy of all mounts, and
    /// while it runs the disk stays as it is.
    fn mount_anew(&self) -> bool {
        let probe = self.at.join("probe");
        let is_written = |_| {
            let is_written = self.mount() && std::fs::write(&probe, "").is_ok();
            if !is_written {
                self.unmount();
                std::thread::sleep(Duration::from_millis(100));
            }
            is_written
        };
        self.unmount() && (0..100).any(is_written)
    }

    fn run(&self, program: &str, words: &[&str]) {
        let done = Command::new(program)
            .args(words)
            .current_dir(&self.at)
            .output()
            .unwrap();
        assert!(
            done.status.success(),
            "{program}: {}",
            String::from_utf8_lossy(&done.stderr)
        );
    }
}

impl Drop for Disk {
    fn drop(&mut self) {
        let _ = Command::new("umount").arg("-l").arg(&self.at).output();
    }
}

#[test]
fn a_log_made_immutable_and_a_disk_turned_read_only_under_an_open_session_lose_nothing() {
    let outer = tempfile::tempdir().unwrap();
    let Some(disk) = Disk::new(outer.path()) else {
        tell("skipped: this machine lets the test mount nothing");
        return;
    };
    let home = disk.at.join("home");
    let mut env = TestEnv::new();
    env.set("MILEPOST_HOME", home.to_str().unwrap());
    assert_eq!(env.run(&["due"]).code, 0);
    let mut session = on_a_screen(env.command(&WORDS));
    answer(&mut session, "3");
    session.expect("[2/").unwrap();
    disk.run("chattr", &["+i", "home/milepost.db-wal"]);
    answer(&mut session, "4");
    session.expect("not saved yet").unwrap();
    disk.run("chattr", &["-i", "home/milepost.db-wal"]);
    again(&mut session, "[3/");
    // From now on nothing can be written until it is mounted anew, as after an error of the disk.
    disk.run("mount", &["-o", "remount,abort", "."]);
    answer(&mut session, "4");
    session.expect("not saved yet").unwrap();
    session.expect("› ").unwrap();
    session.send(":q\r").unwrap();
    session.expect(Eof).unwrap();
    drop(session);
    assert!(disk.mount_anew(), "the disk is still in use");
    assert_eq!(events(&home).len(), 2);
    assert_eq!(faults(&home), Vec::<String>::new());
    assert_eq!(env.run_with(&WORDS, "\n3\n").code, 0);
    assert_eq!(events(&home).len(), 3);
}

#[test]
fn a_disk_without_room_for_another_file_keeps_a_session_going_and_refuses_a_new_one() {
    let Some((disk, env)) = SmallDisk::home("size=32m,nr_inodes=60") else {
        return;
    };
    let mut session = on_a_screen(env.command(&WORDS));
    answer(&mut session, "3");
    session.expect("[2/").unwrap();
    let ballast: Vec<PathBuf> = (0..100)
        .map(|number| disk.path().join(format!("ballast-{number}")))
        .collect();
    let fill = || {
        ballast
            .iter()
            .filter(|file| std::fs::write(file, "").is_err())
            .count()
    };
    assert!(fill() > 0, "the disk takes any number of files");
    answer(&mut session, "4");
    session.expect("[3/").unwrap();
    quit(&mut session);
    // The session has given its write-ahead log back.
    fill();
    let ran = env.run_with(&WORDS, "\n3\n");
    assert_eq!(ran.code, 1, "{}", ran.all());
    assert!(
        ran.stderr.starts_with("error: '") && ran.stderr.contains("\nhint: "),
        "{}",
        ran.stderr
    );
    assert!(ran.stderr.contains("milepost.db"), "{}", ran.stderr);
    ballast
        .iter()
        .filter(|file| file.exists())
        .for_each(|file| std::fs::remove_file(file).unwrap());
    assert_eq!(env.run_with(&WORDS, "\n3\n").code, 0);
    assert_eq!(events(disk.path()).len(), 3);
    assert_eq!(faults(disk.path()), Vec::<String>::new());
}

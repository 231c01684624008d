//! What a program changed on the disk, in order, as a watcher outside it saw.

use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::OnceLock;

use tempfile::TempDir;

use crate::home::TestEnv;

/// One thing that happened; paths begin at the home.
#[derive(Debug)]
pub(super) enum Change {
    /// A file came to be, under a name or none.
    New { inode: u64, path: Option<PathBuf> },
    /// Bytes were written.
    Write {
        inode: u64,
        at: usize,
        bytes: Vec<u8>,
    },
    /// A file was given a size.
    Cut { inode: u64, size: usize },
    /// A file was brought to the disk.
    Sync { inode: u64 },
    /// A folder was brought to the disk.
    Settle { folder: PathBuf },
    /// A folder was made.
    Folder { path: PathBuf },
    /// A file got a further name.
    Link { inode: u64, path: PathBuf },
    /// A name became another.
    Move { from: PathBuf, to: PathBuf },
    /// A name was removed.
    Gone { path: PathBuf },
    /// The learner was told something.
    Said,
}

/// The watcher, built once; nothing where no program may be watched.
fn watcher() -> Option<&'static Path> {
    static BUILT: OnceLock<Option<(TempDir, PathBuf)>> = OnceLock::new();
    let built = BUILT.get_or_init(|| {
        let folder = tempfile::tempdir().unwrap();
        let program = folder.path().join("watch");
        let source = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/reliability/power/watch.c");
        let mut compile = Command::new("cc");
        compile
            .args(["-O1", "-Wall", "-Wextra", "-Werror", "-o"])
            .arg(&program)
            .arg(source);
        assert!(
            compile.status().is_ok_and(|ended| ended.success()),
            "the watcher cannot be compiled"
        );
        let tried = Command::new(&program)
            .arg(folder.path().join("trace"))
            .arg(folder.path())
            .arg("true")
            .output();
        if tried.unwrap().status.success() {
            Some((folder, program))
        } else {
            None
        }
    });
    built.as_ref().map(|(_, program)| program.as_path())
}

/// Runs a command that must end well, and tells what it changed in its home; nothing where programs may not be
/// watched.
pub(super) fn watched(env: &TestEnv, words: &[&str], input: &str) -> Option<Vec<Change>> {
    let (program, home) = (watcher()?, env.path());
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("trace");
    let inner = env.command(words);
    let mut command = Command::new(program);
    command
        .arg(&file)
        .arg(home)
        .arg(inner.get_program())
        .args(inner.get_args())
        .env_clear();
    command.envs(
        inner
            .get_envs()
            .filter_map(|(name, value)| Some((name, value?))),
    );
    let mut child = command
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    let _ = std::io::Write::write_all(&mut child.stdin.take().unwrap(), input.as_bytes());
    let output = child.wait_with_output().unwrap();
    assert!(
        output.status.success(),
        "{words:?}: {}",
        String::from_utf8_lossy(&output.stderr)
    );
    let mut changes = Reader {
        rest: &std::fs::read(&file).unwrap(),
        home,
    }
    .changes();
    // Whoever sees a command end well counts on what it did.
    changes.push(Change::Said);
    Some(changes)
}

struct Reader<'t> {
    rest: &'t [u8],
    home: &'t Path,
}

impl Reader<'_> {
    fn changes(mut self) -> Vec<Change> {
        let mut changes = Vec::new();
        while !self.rest.is_empty() {
            let end = self.rest.iter().position(|byte| *byte == b'\n').unwrap();
            let line = String::from_utf8(self.take(end)).unwrap();
            changes.push(self.change(&line));
        }
        changes
    }

    fn change(&mut self, line: &str) -> Change {
        let mut words = line.split(' ');
        let what = words.next().unwrap();
        let numbers: Vec<u64> = words.map(|word| word.parse().unwrap()).collect();
        let size = |place: usize| usize::try_from(numbers[place]).unwrap();
        match what {
            "new" => Change::New {
                inode: numbers[0],
                path: self.path(size(1)),
            },
            "write" => Change::Write {
                inode: numbers[0],
                at: size(1),
                bytes: self.take(size(2)),
            },
            "cut" => Change::Cut {
                inode: numbers[0],
                size: size(1),
            },
            "sync" => Change::Sync { inode: numbers[0] },
            "settle" => Change::Settle {
                folder: self.path(size(0)).unwrap(),
            },
            "folder" => Change::Folder {
                path: self.path(size(0)).unwrap(),
            },
            "link" => Change::Link {
                inode: numbers[0],
                path: self.path(size(1)).unwrap(),
            },
            "move" => Change::Move {
                from: self.path(size(0)).unwrap(),
                to: self.path(size(1)).unwrap(),
            },
            "gone" => Change::Gone {
                path: self.path(size(0)).unwrap(),
            },
            "said" => Change::Said,
            other => panic!("the watcher wrote '{other}'"),
        }
    }

    /// So many bytes and the line feed after them.
    fn take(&mut self, length: usize) -> Vec<u8> {
        let (taken, rest) = self.rest.split_at(length);
        self.rest = &rest[1..];
        taken.to_vec()
    }

    fn path(&mut self, length: usize) -> Option<PathBuf> {
        let text = String::from_utf8(self.take(length)).unwrap();
        if text.is_empty() {
            None
        } else {
            Some(
                Path::new(&text)
                    .strip_prefix(self.home)
                    .unwrap()
                    .to_path_buf(),
            )
        }
    }
}

//! A home for one test: a temporary folder, a fixed time and seed, a cleared environment.

use std::fmt::Write as _;
use std::fs::File;
use std::io::Write as _;
use std::path::Path;
use std::process::{Command, Stdio};
use std::sync::LazyLock;
use std::time::{Duration, SystemTime};

use clap::Parser;
use milepost::cli::app::App;
use milepost::cli::args::{Cli, LookArgs};
use milepost::cli::dispatch;
use milepost::domain::event::Event;
use milepost::domain::id::DeviceId;
use milepost::store::{Filter, Store, StoreFiles};
use milepost::ui::script::Script;
use milepost::world::World;
use tempfile::TempDir;

/// The deck of a home that has one card of each kind.
const EVERY_KIND: (&str, &str) = (
    "decks/topics/kinds.toml",
    include_str!("fixtures/kinds.toml"),
);

/// Homes as the first command leaves them. Indexing the built-in decks takes a debug build
/// 0.4 s, so it happens once for all tests and each test starts from a copy.
static BUILT_IN: LazyLock<IndexedHome> = LazyLock::new(|| IndexedHome::make(&[]));
static WITH_EVERY_KIND: LazyLock<IndexedHome> = LazyLock::new(|| IndexedHome::make(&[EVERY_KIND]));

/// A home for one test.
pub(crate) struct TestEnv {
    folder: TempDir,
    now: String,
    variables: Vec<(String, String)>,
}

/// What a run of the binary gave.
#[derive(Debug)]
pub(crate) struct Ran {
    pub(crate) stdout: String,
    pub(crate) stderr: String,
    pub(crate) code: i32,
}

impl Ran {
    /// Everything in one text, for a snapshot.
    pub(crate) fn all(&self) -> String {
        let mut text = self.stdout.clone();
        if !self.stderr.is_empty() {
            write!(text, "--- stderr\n{}", self.stderr).unwrap();
        }
        write!(text, "--- exit {}", self.code).unwrap();
        text
    }
}

/// The files of a home whose content index is built.
struct IndexedHome {
    decks: Vec<(&'static str, &'static str)>,
    /// Every other file of the home, by its path in it.
    files: Vec<(&'static str, Vec<u8>)>,
}

impl IndexedHome {
    /// When its decks were last changed: a copy whose decks are as old needs no new index.
    const CHANGED: Duration = Duration::from_secs(1_700_000_000);

    fn make(decks: &[(&'static str, &'static str)]) -> Self {
        let env = TestEnv::empty();
        write_decks(&env, decks);
        env.ok(&["due"]);
        let files = ["milepost.db", "cache/index.db"]
            .map(|file| (file, std::fs::read(env.path().join(file)).unwrap()));
        Self {
            decks: decks.to_vec(),
            files: files.into(),
        }
    }

    fn copy(&self) -> TestEnv {
        let env = TestEnv::empty();
        write_decks(&env, &self.decks);
        for (file, bytes) in &self.files {
            let path = env.path().join(file);
            make_private_folder(path.parent().unwrap());
            std::fs::write(&path, bytes).unwrap();
            make_private_file(&path);
        }
        env
    }
}

/// Writes decks as old as those that were indexed. The index knows folders by their age too.
fn write_decks(env: &TestEnv, decks: &[(&str, &str)]) {
    for (file, text) in decks {
        env.write(file, text);
    }
    for (file, _) in decks {
        for path in Path::new(file)
            .ancestors()
            .filter(|path| !path.as_os_str().is_empty())
        {
            let opened = File::open(env.path().join(path)).unwrap();
            opened
                .set_modified(SystemTime::UNIX_EPOCH + IndexedHome::CHANGED)
                .unwrap();
        }
    }
}

#[cfg(unix)]
fn make_private_folder(folder: &Path) {
    use std::os::unix::fs::DirBuilderExt;
    std::fs::DirBuilder::new()
        .recursive(true)
        .mode(0o700)
        .create(folder)
        .unwrap();
}

#[cfg(not(unix))]
fn make_private_folder(folder: &Path) {
    std::fs::create_dir_all(folder).unwrap();
}

#[cfg(unix)]
fn make_private_file(file: &Path) {
    use std::os::unix::fs::PermissionsExt;
    std::fs::set_permissions(file, std::fs::Permissions::from_mode(0o600)).unwrap();
}

#[cfg(not(unix))]
fn make_private_file(_: &Path) {}

/// A file of `tests/it/fixtures`, as it is typed.
pub(crate) fn fixture(path: &str) -> String {
    Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("tests/it/fixtures")
        .join(path)
        .display()
        .to_string()
}

impl TestEnv {
    /// A home on a Friday evening, its content index built.
    pub(crate) fn new() -> Self {
        BUILT_IN.copy()
    }

    /// A folder in which no command has run yet.
    pub(crate) fn empty() -> Self {
        Self {
            folder: tempfile::tempdir().unwrap(),
            now: "2026-11-20T18:30:00-03:00".to_owned(),
            variables: vec![],
        }
    }

    /// A home with one topic of eight cards, one of each kind.
    pub(crate) fn with_every_kind() -> Self {
        WITH_EVERY_KIND.copy()
    }

    /// The same home at another time, RFC 3339.
    pub(crate) fn at(&mut self, now: &str) -> &mut Self {
        now.clone_into(&mut self.now);
        self
    }

    /// Sets a variable for later runs.
    pub(crate) fn set(&mut self, name: &str, value: &str) -> &mut Self {
        self.variables.push((name.to_owned(), value.to_owned()));
        self
    }

    pub(crate) fn path(&self) -> &Path {
        self.folder.path()
    }

    pub(crate) fn write(&self, file: &str, text: &str) {
        let path = self.path().join(file);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(path, text).unwrap();
    }

    pub(crate) fn read(&self, file: &str) -> String {
        std::fs::read_to_string(self.path().join(file)).unwrap()
    }

    /// A command of the binary in this home.
    pub(crate) fn command(&self, words: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_milepost"));
        command
            .args(words)
            .env_clear()
            .env("MILEPOST_HOME", self.path())
            .env("MILEPOST_NOW", &self.now)
            .env("MILEPOST_SEED", "7")
            .env(
                "PATH",
                milepost::world::text_variable("PATH").unwrap_or_default(),
            )
            .envs(self.variables.iter().map(|(name, value)| (name, value)));
        command
    }

    /// Runs the binary with lines on standard input.
    pub(crate) fn run_with(&self, words: &[&str], input: &str) -> Ran {
        self.run_command(self.command(words), input)
    }

    /// Runs any command with lines on standard input.
    pub(crate) fn run_command(&self, mut command: Command, input: &str) -> Ran {
        command
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped());
        let mut child = command.spawn().unwrap();
        // The program may end before it has read everything.
        let _ = child.stdin.take().unwrap().write_all(input.as_bytes());
        let output = child.wait_with_output().unwrap();
        let text = |bytes: Vec<u8>| {
            String::from_utf8(bytes)
                .unwrap()
                .replace(&self.path().display().to_string(), "HOME")
        };
        Ran {
            stdout: text(output.stdout),
            stderr: text(output.stderr),
            code: output.status.code().unwrap_or(-1),
        }
    }

    pub(crate) fn run(&self, words: &[&str]) -> Ran {
        self.run_with(words, "")
    }

    /// Runs a command that must end well, and gives what it printed.
    pub(crate) fn ok(&self, words: &[&str]) -> String {
        self.ok_with(words, "")
    }

    /// The same, with lines on standard input.
    pub(crate) fn ok_with(&self, words: &[&str], input: &str) -> String {
        let ran = self.run_with(words, input);
        assert_eq!(ran.code, 0, "{words:?}: {}", ran.all());
        ran.stdout
    }

    pub(crate) fn json(&self, words: &[&str]) -> serde_json::Value {
        serde_json::from_str(&self.run(words).stdout).unwrap()
    }

    /// Runs a command against a scripted learner and gives the transcript.
    pub(crate) fn script(&self, words: &[&str], script: Script) -> String {
        let mut script = script;
        let world = World::fixed(
            self.path(),
            chrono::DateTime::parse_from_rfc3339(&self.now).unwrap(),
            7,
        );
        let mut app = App::open(
            world,
            &LookArgs {
                color: None,
                ascii: false,
            },
        )
        .unwrap();
        let cli = Cli::parse_from(std::iter::once(&"milepost").chain(words));
        if let Err(error) = dispatch(&mut app, &mut script, cli.command.unwrap()) {
            return format!("{}error: {error}\n", script.transcript());
        }
        script
            .transcript()
            .replace(&self.path().display().to_string(), "HOME")
    }
}

/// The store of a home, opened from outside.
pub(crate) fn store(home: &Path) -> Store {
    let files = StoreFiles {
        db: home.join("milepost.db"),
        index: home.join("cache/index.db"),
        backups: home.join("backups"),
    };
    Store::open(&files, DeviceId::parse("00000000000000ff").unwrap()).unwrap()
}

/// Every event of a home, in order.
pub(crate) fn events(home: &Path) -> Vec<Event> {
    store(home)
        .log()
        .events(Filter::default())
        .unwrap()
        .map(|logged| logged.unwrap().event)
        .collect()
}

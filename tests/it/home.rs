//! A home for one test: a temporary folder, a fixed time and seed, a cleared environment.

use std::fmt::Write as _;
use std::io::Write as _;
use std::path::Path;
use std::process::{Command, Stdio};

use clap::Parser;
use milepost::cli::app::App;
use milepost::cli::args::{Cli, LookArgs};
use milepost::cli::dispatch;
use milepost::ui::script::Script;
use milepost::world::World;
use tempfile::TempDir;

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

impl TestEnv {
    /// A new home on a Friday evening.
    pub(crate) fn new() -> Self {
        Self {
            folder: tempfile::tempdir().unwrap(),
            now: "2026-11-20T18:30:00-03:00".to_owned(),
            variables: vec![],
        }
    }

    /// A home with one topic of eight cards, one of each kind.
    pub(crate) fn with_every_kind() -> Self {
        let env = Self::new();
        env.write(
            "decks/topics/kinds.toml",
            include_str!("fixtures/kinds.toml"),
        );
        env
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
        let mut command = self.command(words);
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
        let ran = self.run(words);
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

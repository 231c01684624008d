//! What is to be run, and how: handed from the caller to the watcher and on to the program's processes.

use std::fmt::Write as _;
use std::fs::File;
use std::io::Read;
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};

use crate::python::run::{Limits, RunStatus};

/// Random bytes of a verdict's key: nobody guesses 256 bits.
const KEY_BYTES: usize = 32;

/// What is to be run, and how.
#[derive(Debug, Default, Serialize, Deserialize)]
pub(super) struct RunRequest {
    /// The interpreter.
    pub(super) python: PathBuf,
    /// The file in `folder` that Python starts with.
    pub(super) script: String,
    /// What the interpreter must read.
    pub(super) reads: Vec<PathBuf>,
    /// The temporary folder of the run.
    pub(super) folder: PathBuf,
    pub(super) limits: Limits,
    /// For the watcher alone: no argument of a process holds it, as the program could read that.
    #[serde(default)]
    pub(super) verdict: Option<EndSignal>,
    /// Why namespaces are not to be tried.
    #[serde(default)]
    pub(super) no_namespaces: Option<String>,
    /// What the watcher adds for the processes it starts.
    #[serde(default)]
    pub(super) plan: Plan,
}

/// A word that only a script which ran to its end can say.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(super) struct EndSignal {
    /// Random, new for each run, and handed over where the program cannot have read it before.
    pub(super) key: String,
    /// Further words for the script.
    pub(super) words: String,
}

impl EndSignal {
    pub(super) fn new(words: &str) -> std::io::Result<Self> {
        let mut bytes = [0; KEY_BYTES];
        File::open("/dev/urandom")?.read_exact(&mut bytes)?;
        let mut key = String::new();
        for byte in bytes {
            // A String takes every text.
            let _ = write!(key, "{byte:02x}");
        }
        Ok(Self {
            key,
            words: words.to_owned(),
        })
    }
}

/// How the processes of one run are arranged.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub(super) struct Plan {
    pub(super) watcher: i32,
    pub(super) isolation: Isolation,
    /// Whom the program runs as, where the learner is root.
    pub(super) run_as: Option<u32>,
    /// Tasks that user has already: the kernel counts them together.
    pub(super) tasks: u64,
    /// Number of the open pipe for reports.
    pub(super) report: i32,
    /// Number of the open pipe for the verdict.
    pub(super) verdict: i32,
}

/// Whether the program has namespaces of its own.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) enum Isolation {
    /// Users, mounts, processes, network and IPC are its own.
    Namespaces,
    /// The kernel refused, for this reason.
    Refused(String),
}

impl Default for Isolation {
    fn default() -> Self {
        Self::Refused(String::new())
    }
}

/// How the program's first process ended, as init saw it.
#[derive(Debug, Clone, Copy, Serialize, Deserialize)]
pub(super) struct Ended {
    pub(super) status: RunStatus,
    pub(super) disk_full: bool,
}

/// The only folder the program may write to: its home and working folder.
pub(super) fn home(folder: &Path) -> PathBuf {
    folder.join("home")
}

impl RunRequest {
    /// Reads a request from a hidden argument.
    pub(super) fn from_argument(argument: &std::ffi::OsStr) -> Option<Self> {
        serde_json::from_str(argument.to_str()?).ok()
    }
}

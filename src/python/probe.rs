//! Runs an interpreter that is not known yet for one short question.

use std::ffi::OsString;
use std::fs::File;
use std::io::{Read, Seek};
use std::os::unix::process::CommandExt;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::thread;
use std::time::{Duration, Instant};

use rustix::process::{Pid, Signal, kill_process_group};

use crate::domain::plain::reason;
use crate::domain::scope::OLDEST_MINOR;

/// How long an interpreter may take to say what it is.
const PATIENCE: Duration = Duration::from_secs(10);
/// How often it is looked at.
const GLANCE: Duration = Duration::from_millis(2);
/// Longest answer read, in bytes.
const LONGEST: u64 = 16 * 1024;

/// What of the learner's environment decides which Pythons are found.
#[derive(Debug, Clone, Default)]
pub struct PythonEnv {
    /// `PATH`.
    pub path: Option<OsString>,
    /// `HOME`.
    pub home: Option<PathBuf>,
    /// `PYENV_ROOT`.
    pub pyenv_root: Option<PathBuf>,
}

/// Why a Python cannot be used.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Unfit {
    /// It is older than any card.
    #[error("is Python {0}, older than 3.{OLDEST_MINOR}")]
    TooOld(String),
    /// It is another implementation.
    #[error("is {0}, not CPython")]
    NotCPython(String),
    /// It gave no answer in time.
    #[error("gave no answer in time")]
    Silent,
    /// It did not run: the first line of what it said, or the reason.
    #[error("does not run: {0}")]
    Fails(String),
}

/// What the program prints for a question, or why there is no answer.
pub(crate) fn ask(program: &Path, question: &str, env: &PythonEnv) -> Result<String, Unfit> {
    converse(program, question, env).unwrap_or_else(|error| Err(Unfit::Fails(reason(&error))))
}

fn converse(
    program: &Path,
    question: &str,
    env: &PythonEnv,
) -> std::io::Result<Result<String, Unfit>> {
    // Files, not pipes: a pipe ends only when everything the program left behind has ended.
    let (said, complaint) = (tempfile::tempfile()?, tempfile::tempfile()?);
    let mut command = command(program, question, env);
    let mut child = command
        .stdout(said.try_clone()?)
        .stderr(complaint.try_clone()?)
        .spawn()?;
    Ok(match wait(&mut child)? {
        Some(true) => Ok(read(said)?),
        Some(false) => Err(Unfit::Fails(first_line(&read(complaint)?))),
        None => Err(Unfit::Silent),
    })
}

fn command(program: &Path, question: &str, env: &PythonEnv) -> Command {
    let mut command = Command::new(program);
    command
        .args(["-I", "-B", "-X", "utf8", "-c", question])
        .env_clear();
    // A shim is a shell script, and finds its Python by these.
    command.envs(env.path.as_ref().map(|path| ("PATH", path)));
    command.envs(env.home.as_ref().map(|home| ("HOME", home)));
    command.envs(env.pyenv_root.as_ref().map(|root| ("PYENV_ROOT", root)));
    command.stdin(Stdio::null()).process_group(0);
    command
}

/// Whether it ended well; nothing, if it did not end in time.
fn wait(child: &mut Child) -> std::io::Result<Option<bool>> {
    let start = Instant::now();
    while start.elapsed() < PATIENCE {
        if let Some(status) = child.try_wait()? {
            return Ok(Some(status.success()));
        }
        thread::sleep(GLANCE);
    }
    if let Some(group) = i32::try_from(child.id()).ok().and_then(Pid::from_raw) {
        kill_process_group(group, Signal::KILL)?;
    }
    child.wait()?;
    Ok(None)
}

fn read(mut file: File) -> std::io::Result<String> {
    let mut bytes = Vec::new();
    file.rewind()?;
    file.take(LONGEST).read_to_end(&mut bytes)?;
    Ok(String::from_utf8_lossy(&bytes).into_owned())
}

fn first_line(complaint: &str) -> String {
    let line = complaint.lines().find(|line| !line.trim().is_empty());
    line.map_or_else(
        || "it ended without a word".to_owned(),
        |line| line.trim().to_owned(),
    )
}

//! Runs one program of a learner or of a deck behind a fence and waits for its end.
//!
//! The fence is this same executable, started again with hidden arguments: see `fence`.

use std::fs;
use std::io::{Read, Write};
use std::os::unix::fs::DirBuilderExt;
use std::os::unix::process::CommandExt;
use std::path::PathBuf;
use std::process::{Child, ChildStdin, Command, Stdio};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

use rustix::event::{PollFd, PollFlags, Timespec, poll};
use rustix::io::Errno;
use tempfile::TempDir;

use crate::domain::plain::reason;
pub(crate) use crate::python::fence::PROGRAM;
use crate::python::fence::{HIDDEN, Order, WATCH, executable};
use crate::python::interpreter::Interpreter;
use crate::python::run::{Fences, Limits, Run};

/// How much longer than the program itself its watcher may live.
const GRACE: Duration = Duration::from_secs(10);

/// How often it is asked whether the run is to end, in case that came just before a wait that it would have ended.
const GLANCE: Duration = Duration::from_millis(100);

/// Why a program could not be run at all.
#[derive(Debug, thiserror::Error)]
pub enum SandboxError {
    /// The temporary folder could not be made.
    #[error("no temporary folder for a program: {}", reason(.0))]
    Folder(std::io::Error),
    /// The watcher could not be started or spoken to.
    #[error("the fence around a program did not start: {}", reason(.0))]
    Start(std::io::Error),
    /// The watcher could not do its work.
    #[error("the fence around a program failed: {0}")]
    Fence(String),
    /// The watcher ended or hung without a word.
    #[error("the fence around a program gave no answer")]
    Silent,
}

/// Where programs run.
#[derive(Debug, Clone)]
pub struct Sandbox {
    milepost: PathBuf,
    stop: Arc<AtomicBool>,
}

impl Sandbox {
    /// A sandbox whose fence is this `milepost` executable.
    pub fn new(milepost: impl Into<PathBuf>) -> Self {
        Self {
            milepost: milepost.into(),
            stop: Arc::default(),
        }
    }

    /// The same, whose runs end when this becomes true, such as by a signal.
    #[must_use]
    pub fn ended_by(self, stop: Arc<AtomicBool>) -> Self {
        Self { stop, ..self }
    }

    /// A sandbox whose fence is the running executable.
    pub fn own() -> Result<Self, SandboxError> {
        executable().map(Self::new).map_err(SandboxError::Start)
    }

    /// Runs a program and says what became of it. Nothing of it is left running or on disk.
    pub fn run(
        &self,
        python: &Interpreter,
        program: &str,
        limits: &Limits,
    ) -> Result<Run, SandboxError> {
        let folder = folder(program).map_err(SandboxError::Folder)?;
        let order = Order {
            python: python.program.clone(),
            reads: python.reads.clone(),
            folder: folder.path().to_owned(),
            limits: limits.clone(),
        };
        let mut watcher = self.start().map_err(SandboxError::Start)?;
        let answer = converse(&mut watcher, &order, &self.stop);
        // It may have ended already, and then there is nothing to kill.
        let _ = watcher.kill();
        watcher.wait().map_err(SandboxError::Start)?;
        let answer = answer.map_err(SandboxError::Start)?;
        let answer: Result<Run, String> =
            serde_json::from_slice(&answer).map_err(|_| SandboxError::Silent)?;
        answer.map_err(SandboxError::Fence)
    }

    /// The parts of the fence that stand on this machine, learnt by running an empty program.
    pub fn fences(&self, python: &Interpreter) -> Result<Fences, SandboxError> {
        Ok(self.run(python, "", &Limits::default())?.fences)
    }

    fn start(&self) -> std::io::Result<Child> {
        let mut command = Command::new(&self.milepost);
        command.arg0("milepost").args([HIDDEN, WATCH]).env_clear();
        command
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
    }
}

/// A folder that only the learner may enter, with the program and an empty home for it.
fn folder(program: &str) -> std::io::Result<TempDir> {
    let folder = tempfile::Builder::new().prefix("milepost-").tempdir()?;
    fs::DirBuilder::new()
        .mode(0o700)
        .create(Order::home(folder.path()))?;
    fs::write(Order::program(folder.path()), program)?;
    Ok(folder)
}

/// Gives the order and reads the answer. The open input tells the watcher that somebody still waits.
fn converse(watcher: &mut Child, order: &Order, stop: &AtomicBool) -> std::io::Result<Vec<u8>> {
    let mut input: ChildStdin = watcher.stdin.take().expect("the input is a pipe");
    let mut output = watcher.stdout.take().expect("the output is a pipe");
    let mut line = serde_json::to_vec(order)?;
    line.push(b'\n');
    input.write_all(&line)?;
    let mut waits = Some(input);
    let end = Instant::now() + order.limits.wall + GRACE;
    let mut answer = Vec::new();
    let mut part = vec![0; 64 << 10];
    loop {
        let left = end.saturating_duration_since(Instant::now());
        if left.is_zero() {
            return Ok(Vec::new());
        }
        if stop.load(Ordering::SeqCst) {
            waits = None;
        }
        let left = if waits.is_some() {
            left.min(GLANCE)
        } else {
            left
        };
        match poll(
            &mut [PollFd::new(&output, PollFlags::IN)],
            Timespec::try_from(left).ok().as_ref(),
        ) {
            Ok(0) | Err(Errno::INTR) => continue,
            Ok(_) => {}
            Err(error) => return Err(error.into()),
        }
        match output.read(&mut part)? {
            0 => return Ok(answer),
            read => answer.extend_from_slice(&part[..read]),
        }
    }
}

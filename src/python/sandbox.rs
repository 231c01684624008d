//! Runs one program of a learner or of a deck in a sandbox and waits for its end.
//!
//! It guarantees: no network, no files of the learner, little time, memory and disk. Where this
//! machine cannot do that, the program is not run. The work is done by this same executable,
//! started again with hidden arguments:
//!
//! - the *watcher* starts the program, reads its output, counts what it uses, ends it and clears up,
//!   also when whoever asked for the run disappears;
//! - *init* is the first process of the program's own namespaces: it builds a file system in which only
//!   what Python needs exists, and its end is the end of every process in there;
//! - the *confined* process gives up its privileges, sets limits, applies Landlock and seccomp, and
//!   becomes Python.

mod capture;
mod confined;
mod entry;
mod folder;
mod hidden;
mod init;
mod landlock;
mod mounts;
mod namespaces;
mod privileges;
mod processes;
mod report;
mod request;
mod syscalls;
mod watcher;

use std::fs;
use std::io::{Read, Write};
use std::os::unix::fs::{DirBuilderExt, PermissionsExt};
use std::os::unix::process::CommandExt;
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStdin, Command, Stdio};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, OnceLock};
use std::time::{Duration, Instant};

use rustix::event::{PollFd, PollFlags, Timespec, poll};
use rustix::io::Errno;

use crate::domain::plain::io_reason;
use crate::domain::wording::{Wording, problems};
use crate::python::interpreter::Interpreter;
use crate::python::run::{Layers, Limits, Run};
pub use entry::sandbox_main;
use folder::RunFolder;
pub(crate) use hidden::executable;
use hidden::{HIDDEN, WATCH};
use report::SandboxOutcome;
use request::{EndSignal, RunRequest};

/// Name of the file that holds the program.
pub(crate) const PROGRAM: &str = "answer.py";

/// How much longer than the program its watcher may live.
const GRACE: Duration = Duration::from_secs(10);

/// How often a pending stop is noticed even when the signal came just before the wait.
const POLL_INTERVAL: Duration = Duration::from_millis(100);

/// Why a program could not be run at all.
#[derive(Debug, thiserror::Error)]
#[error("{}", self.wording().in_english())]
pub enum SandboxError {
    /// The temporary folder could not be made.
    Folder(std::io::Error),
    /// The watcher could not be started or spoken to.
    Start(std::io::Error),
    /// A layer of the sandbox is missing, so the program was not run.
    Unsafe(String),
    /// The watcher could not do its work.
    Failed(String),
    /// The watcher ended or hung without an answer.
    Silent,
}

impl SandboxError {
    /// What is wrong, to be said in the learner's language.
    pub fn wording(&self) -> Wording {
        match self {
            Self::Folder(error) => problems::no_temp_folder(io_reason(error)),
            Self::Start(error) => problems::sandbox_no_start(io_reason(error)),
            Self::Unsafe(why) => problems::sandbox_unsafe(why),
            Self::Failed(why) => problems::sandbox_failed(why),
            Self::Silent => problems::sandbox_silent(),
        }
    }
}

/// Where programs run.
#[derive(Debug, Clone)]
pub struct Sandbox {
    milepost: PathBuf,
    stop: Arc<AtomicBool>,
    /// Why namespaces are of no use on this machine, once a run has found out.
    no_namespaces: Arc<OnceLock<String>>,
}

impl Sandbox {
    /// A sandbox run by this `milepost` executable.
    pub fn new(milepost: impl Into<PathBuf>) -> Self {
        Self {
            milepost: milepost.into(),
            stop: Arc::default(),
            no_namespaces: Arc::default(),
        }
    }

    /// The same, whose runs end when this becomes true, such as by a signal.
    #[must_use]
    pub fn ended_by(self, stop: Arc<AtomicBool>) -> Self {
        Self { stop, ..self }
    }

    /// A sandbox run by the running executable.
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
        let files = [(PROGRAM, program)];
        self.run_files(python, &files, None, limits)
    }

    /// Runs a script next to a program, and asks it for a verdict that the program cannot give.
    pub(crate) fn run_with_verdict(
        &self,
        python: &Interpreter,
        script: (&str, &str),
        program: &str,
        words: &str,
        limits: &Limits,
    ) -> Result<Run, SandboxError> {
        let verdict = EndSignal::new(words).map_err(SandboxError::Start)?;
        let files = [script, (PROGRAM, program)];
        self.run_files(python, &files, Some(&verdict), limits)
    }

    /// Runs a request. Some kernels give out namespaces and then permit nothing in them, which only init
    /// finds out; the other layers may still do.
    fn run_files(
        &self,
        python: &Interpreter,
        files: &[(&str, &str)],
        verdict: Option<&EndSignal>,
        limits: &Limits,
    ) -> Result<Run, SandboxError> {
        loop {
            let folder = write_folder(files).map_err(SandboxError::Folder)?;
            let request = RunRequest {
                python: python.program.clone(),
                script: files.first().map_or(PROGRAM, |(name, _)| *name).to_owned(),
                reads: python.reads.clone(),
                folder: folder.path().to_owned(),
                limits: limits.clone(),
                verdict: verdict.cloned(),
                no_namespaces: self.no_namespaces.get().cloned(),
                ..RunRequest::default()
            };
            match self.ask(&request)? {
                SandboxOutcome::Ran(run) => return Ok(*run),
                SandboxOutcome::NoNamespaces(why) if request.no_namespaces.is_none() => {
                    // Another thread may have found it out as well.
                    let _ = self.no_namespaces.set(why);
                }
                SandboxOutcome::NoNamespaces(why) | SandboxOutcome::Unsafe(why) => {
                    return Err(SandboxError::Unsafe(why));
                }
                SandboxOutcome::Failed(why) => return Err(SandboxError::Failed(why)),
            }
        }
    }

    fn ask(&self, request: &RunRequest) -> Result<SandboxOutcome, SandboxError> {
        let mut watcher = self.start().map_err(SandboxError::Start)?;
        let answer = converse(&mut watcher, request, &self.stop);
        // It may have ended already, and then there is nothing to kill.
        let _ = watcher.kill();
        watcher.wait().map_err(SandboxError::Start)?;
        let answer = answer.map_err(SandboxError::Start)?;
        serde_json::from_slice(&answer).map_err(|_| SandboxError::Silent)
    }

    /// The layers that hold on this machine, found by running an empty program.
    pub fn layers(&self, python: &Interpreter) -> Result<Layers, SandboxError> {
        Ok(self.run(python, "", &Limits::default())?.layers)
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
///
/// The files can be read by everyone who gets into the folder: where the learner is root, the program
/// runs as somebody else.
fn write_folder(files: &[(&str, &str)]) -> std::io::Result<RunFolder> {
    let folder = RunFolder::make()?;
    fs::DirBuilder::new()
        .mode(0o700)
        .create(request::home(folder.path()))?;
    for (name, text) in files {
        write_readable(&folder.path().join(name), text)?;
    }
    Ok(folder)
}

fn write_readable(file: &Path, text: &str) -> std::io::Result<()> {
    fs::write(file, text)?;
    fs::set_permissions(file, fs::Permissions::from_mode(0o644))
}

/// Gives the request and reads the answer. The open input tells the watcher that somebody still waits.
fn converse(
    watcher: &mut Child,
    request: &RunRequest,
    stop: &AtomicBool,
) -> std::io::Result<Vec<u8>> {
    let mut input: ChildStdin = watcher.stdin.take().expect("the input is a pipe");
    let mut output = watcher.stdout.take().expect("the output is a pipe");
    let mut line = serde_json::to_vec(request)?;
    line.push(b'\n');
    input.write_all(&line)?;
    let mut waiting = Some(input);
    let end = Instant::now() + request.limits.wall + GRACE;
    let mut answer = Vec::new();
    let mut part = vec![0; 64 << 10];
    loop {
        let left = end.saturating_duration_since(Instant::now());
        if left.is_zero() {
            return Ok(Vec::new());
        }
        if stop.load(Ordering::SeqCst) {
            // Closing the input asks the watcher to stop. Its answer, with what was printed, still
            // comes.
            waiting = None;
        }
        let left = if waiting.is_some() {
            left.min(POLL_INTERVAL)
        } else {
            left
        };
        let mut readable = [PollFd::new(&output, PollFlags::IN)];
        match poll(&mut readable, Timespec::try_from(left).ok().as_ref()) {
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

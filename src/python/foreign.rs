//! Runners from outside: a command that runs programs on a Python which the sandbox cannot start, such as one in
//! WebAssembly. `docs/writing-cards.md` describes what is said between the two.

mod process;

use std::collections::BTreeMap;
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use serde::{Deserialize, Serialize};

use crate::domain::card::Card;
use crate::domain::plain::io_reason;
use crate::domain::scope::{OLDEST_MINOR, PythonScope};
use crate::domain::wording::{Wording, problems};
use crate::python::interpreter::Version;
use crate::python::packages::Packages;
use crate::python::run::{Layer, Layers, Limits, Run, RunStatus};
use crate::python::sandbox::PROGRAM;
use process::RunnerProcess;

/// The version of the protocol.
const PROTOCOL: u32 = 1;
/// The descriptor to which the script of a verdict writes: a runner returns no other.
const VERDICT_DESCRIPTOR: u32 = 1;
/// What a runner may need beyond the time of a program, such as for starting over.
const GRACE: Duration = Duration::from_mins(2);

/// Why a runner did not run a program.
#[derive(Debug, thiserror::Error)]
#[error("{}", self.wording().in_english())]
pub enum RunnerError {
    /// The command cannot be read as words.
    NotACommand(String),
    /// It does not start, or cannot be written to.
    Start(std::io::Error),
    /// It ended.
    Ended,
    /// It gave no answer in time.
    Silent,
    /// It answered something else.
    Protocol(String),
    /// It speaks another version.
    OtherProtocol(u32),
    /// Its Python cannot be used.
    TooOld(String),
}

impl RunnerError {
    /// What is wrong, to be said in the learner's language.
    pub fn wording(&self) -> Wording {
        match self {
            Self::NotACommand(text) => problems::runner_no_words(text),
            Self::Start(error) => problems::runner_no_start(io_reason(error)),
            Self::Ended => problems::runner_ended(),
            Self::Silent => problems::runner_silent(),
            Self::Protocol(said) => problems::runner_babbles(said),
            Self::OtherProtocol(version) => problems::runner_protocol(version, PROTOCOL),
            Self::TooOld(version) => problems::runner_too_old(version, OLDEST_MINOR),
        }
    }
}

/// What a runner says when it starts.
#[derive(Debug, Clone, Deserialize)]
struct RunnerHello {
    protocol: u32,
    name: String,
    version: [u8; 3],
    #[serde(default)]
    packages: BTreeMap<String, String>,
}

/// A program to run.
#[derive(Debug, Serialize)]
struct RunnerJob<'a> {
    id: u64,
    files: BTreeMap<&'a str, &'a str>,
    main: &'a str,
    stdin: &'a str,
    seconds: f64,
    output: usize,
    fresh: bool,
}

/// What became of it.
#[derive(Debug, Deserialize)]
struct RunnerReply {
    id: u64,
    exit: Option<i32>,
    stopped: Option<RunnerStop>,
    lacks: Option<String>,
    #[serde(default)]
    stdout: String,
    #[serde(default)]
    stderr: String,
}

/// Why a program did not end by itself.
#[derive(Debug, Clone, Copy, Deserialize)]
#[serde(rename_all = "kebab-case")]
enum RunnerStop {
    Time,
    Output,
    Memory,
    Crash,
}

impl RunnerStop {
    /// The number of the signal that a crash amounts to.
    const ABORT: i32 = 6;

    const fn status(self) -> RunStatus {
        match self {
            Self::Time => RunStatus::TimedOut,
            Self::Output => RunStatus::OutputExceeded,
            Self::Memory => RunStatus::MemoryExceeded,
            Self::Crash => RunStatus::Signal(Self::ABORT),
        }
    }
}

/// Whether a program may run in an interpreter that has run others.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Freshness {
    /// It may: that is quick.
    Used,
    /// It may not: what other programs left behind cannot be the reason for what it does.
    Fresh,
}

/// What a program did, or what it needs that the runner has not.
pub(crate) enum ForeignRun {
    /// It ran.
    Ran(Run),
    /// It needs this.
    Lacks(String),
}

/// A command that runs programs, and its processes that wait for one.
#[derive(Debug)]
pub struct ForeignRunner {
    command: Vec<String>,
    /// What it calls itself.
    pub name: String,
    /// Its Python.
    pub version: Version,
    packages: Packages,
    idle: Mutex<Vec<RunnerProcess>>,
}

impl ForeignRunner {
    /// Starts a command, written as in a shell, and hears what it is.
    pub fn start(command: &str) -> Result<Self, RunnerError> {
        let words = shlex::split(command).filter(|words| !words.is_empty());
        let words = words.ok_or_else(|| RunnerError::NotACommand(command.to_owned()))?;
        let (process, hello) = greeted(&words)?;
        let [major, minor, micro] = hello.version;
        if (major, minor) < (3, OLDEST_MINOR) {
            return Err(RunnerError::TooOld(format!("{major}.{minor}.{micro}")));
        }
        Ok(Self {
            command: words,
            name: hello.name,
            version: Version { minor, micro },
            packages: Packages::from(hello.packages),
            idle: Mutex::new(vec![process]),
        })
    }

    /// Whether a card is true on its Python.
    pub(crate) fn serves(&self, card: &Card) -> bool {
        PythonScope::parse(&card.python).is_ok_and(|scope| scope.allows(self.version.minor))
    }

    /// The packages of a card that it has not.
    pub(crate) fn missing_packages(&self, card: &Card) -> Vec<String> {
        let mut missing = card.requires.clone();
        missing.retain(|package| !self.packages.meet(std::slice::from_ref(package)));
        missing
    }

    /// Runs a program.
    pub(crate) fn run(
        &self,
        program: &str,
        limits: &Limits,
        freshness: Freshness,
    ) -> Result<ForeignRun, RunnerError> {
        self.run_files(&[(PROGRAM, program)], "", limits, freshness)
    }

    /// Runs a script next to a program, and asks it for a verdict that the program cannot give.
    pub(crate) fn run_with_verdict(
        &self,
        script: (&str, &str),
        program: &str,
        words: &str,
        limits: &Limits,
        freshness: Freshness,
    ) -> Result<ForeignRun, RunnerError> {
        let key = format!("{:032x}", rand::random::<u128>());
        let stdin = format!("{key} {VERDICT_DESCRIPTOR} {words}\n");
        let files = [script, (PROGRAM, program)];
        let mut ran = self.run_files(&files, &stdin, limits, freshness)?;
        if let ForeignRun::Ran(run) = &mut ran {
            // A runner returns one output only, so the key is taken out of what the program
            // printed.
            run.finished = run.stdout.contains(&key);
            run.stdout = run.stdout.replacen(&key, "", 1);
        }
        Ok(ran)
    }

    fn run_files(
        &self,
        files: &[(&str, &str)],
        stdin: &str,
        limits: &Limits,
        freshness: Freshness,
    ) -> Result<ForeignRun, RunnerError> {
        let mut process = self.idle_process()?;
        let job = RunnerJob {
            id: process.next_id(),
            files: files.iter().copied().collect(),
            main: files.first().map_or(PROGRAM, |(name, _)| *name),
            stdin,
            seconds: limits.wall.as_secs_f64(),
            output: limits.output,
            fresh: freshness == Freshness::Fresh,
        };
        // A process that failed is not used again: dropping it ends it.
        let began = std::time::Instant::now();
        process.send(&job)?;
        let reply: RunnerReply = process.hear(limits.wall + GRACE)?;
        if reply.id != job.id {
            return Err(RunnerError::Protocol(format!(
                "number {} instead of {}",
                reply.id, job.id
            )));
        }
        self.idle
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .push(process);
        outcome(reply, began.elapsed())
    }

    fn idle_process(&self) -> Result<RunnerProcess, RunnerError> {
        let idle = self
            .idle
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .pop();
        match idle {
            Some(process) => Ok(process),
            None => Ok(greeted(&self.command)?.0),
        }
    }
}

fn greeted(command: &[String]) -> Result<(RunnerProcess, RunnerHello), RunnerError> {
    let mut process = RunnerProcess::start(command)?;
    let hello: RunnerHello = process.hear(GRACE)?;
    if hello.protocol != PROTOCOL {
        return Err(RunnerError::OtherProtocol(hello.protocol));
    }
    Ok((process, hello))
}

fn outcome(reply: RunnerReply, duration: Duration) -> Result<ForeignRun, RunnerError> {
    if let Some(lacks) = reply.lacks {
        return Ok(ForeignRun::Lacks(lacks));
    }
    let status = match (reply.stopped, reply.exit) {
        (Some(stopped), _) => stopped.status(),
        (None, Some(code)) => RunStatus::Exited(code),
        (None, None) => return Err(RunnerError::Protocol("neither exit nor stopped".to_owned())),
    };
    let not_ours = || Layer::Missing("a runner from outside".to_owned());
    Ok(ForeignRun::Ran(Run {
        status,
        stdout: reply.stdout,
        stderr: reply.stderr,
        duration,
        finished: false,
        layers: Layers {
            namespaces: not_ours(),
            files: not_ours(),
            calls: not_ours(),
            limits: not_ours(),
            privileges: not_ours(),
        },
    }))
}

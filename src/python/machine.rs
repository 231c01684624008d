//! Where the programs of a card run: in the sandbox, or with a runner from outside.

use crate::python::foreign::{ForeignRun, ForeignRunner, Freshness, RunnerError};
use crate::python::interpreter::{Interpreter, Version};
use crate::python::run::{Limits, Run};
use crate::python::sandbox::{Sandbox, SandboxError};

/// Why a program did not run.
#[derive(Debug, thiserror::Error)]
pub(crate) enum NotRun {
    /// The sandbox is the reason.
    #[error(transparent)]
    Sandbox(#[from] SandboxError),
    /// The runner is.
    #[error(transparent)]
    Runner(#[from] RunnerError),
    /// It needs what the runner has not.
    #[error("it has no {0}")]
    Lacks(String),
}

/// Where programs run.
#[derive(Clone, Copy)]
pub(crate) enum Machine<'a> {
    /// On an interpreter in the sandbox.
    Sandboxed(&'a Sandbox, &'a Interpreter),
    /// With a runner.
    Foreign(&'a ForeignRunner, Freshness),
}

impl Machine<'_> {
    pub(crate) const fn version(&self) -> Version {
        match self {
            Self::Sandboxed(_, python) => python.version,
            Self::Foreign(runner, _) => runner.version,
        }
    }

    /// Runs a program.
    pub(crate) fn run(&self, program: &str, limits: &Limits) -> Result<Run, NotRun> {
        match self {
            Self::Sandboxed(sandbox, python) => Ok(sandbox.run(python, program, limits)?),
            Self::Foreign(runner, freshness) => ran(runner.run(program, limits, *freshness)?),
        }
    }

    /// Runs a script next to a program, and asks it for a verdict that the program cannot give.
    pub(crate) fn run_with_verdict(
        &self,
        script: (&str, &str),
        program: &str,
        words: &str,
        limits: &Limits,
    ) -> Result<Run, NotRun> {
        match self {
            Self::Sandboxed(sandbox, python) => {
                Ok(sandbox.run_with_verdict(python, script, program, words, limits)?)
            }
            Self::Foreign(runner, freshness) => {
                ran(runner.run_with_verdict(script, program, words, limits, *freshness)?)
            }
        }
    }
}

fn ran(run: ForeignRun) -> Result<Run, NotRun> {
    match run {
        ForeignRun::Ran(run) => Ok(run),
        ForeignRun::Lacks(what) => Err(NotRun::Lacks(what)),
    }
}

//! Systems other than Linux: nothing here can confine a program, so none is run.

use std::ffi::OsString;
use std::path::PathBuf;
use std::process::ExitCode;
use std::sync::Arc;
use std::sync::atomic::AtomicBool;

use crate::domain::wording::{Wording, problems};
use crate::python::interpreter::Interpreter;
use crate::python::run::{Layers, Limits, Run};

/// Name of the file that holds the program.
pub(crate) const PROGRAM: &str = "answer.py";

/// Why a program could not be run.
#[derive(Debug, thiserror::Error)]
#[error("{}", self.wording().in_english())]
pub enum SandboxError {
    /// This system has no sandbox.
    Unsafe(String),
}

impl SandboxError {
    /// What is wrong, to be said in the learner's language.
    pub fn wording(&self) -> Wording {
        match self {
            Self::Unsafe(why) => problems::sandbox_unsafe(why.clone()),
        }
    }
}

/// Where programs would run.
#[derive(Debug, Clone)]
pub struct Sandbox;

impl Sandbox {
    /// A sandbox run by this `milepost` executable.
    pub fn new(_: impl Into<PathBuf>) -> Self {
        Self
    }

    /// The same, whose runs end when this becomes true.
    #[must_use]
    pub fn ended_by(self, _: Arc<AtomicBool>) -> Self {
        self
    }

    /// A sandbox run by the running executable.
    pub fn own() -> Result<Self, SandboxError> {
        Ok(Self)
    }

    /// Refuses.
    pub fn run(&self, _: &Interpreter, _: &str, _: &Limits) -> Result<Run, SandboxError> {
        Err(SandboxError::Unsafe(problems::needs_linux()))
    }

    /// Refuses.
    pub(crate) fn run_with_verdict(
        &self,
        python: &Interpreter,
        _: (&str, &str),
        program: &str,
        _: &str,
        limits: &Limits,
    ) -> Result<Run, SandboxError> {
        self.run(python, program, limits)
    }

    /// Refuses.
    pub fn layers(&self, python: &Interpreter) -> Result<Layers, SandboxError> {
        Ok(self.run(python, "", &Limits::default())?.layers)
    }
}

/// The running executable.
pub(crate) fn executable() -> std::io::Result<PathBuf> {
    std::env::current_exe()
}

/// There is no hidden work to do.
pub fn sandbox_main(_: impl IntoIterator<Item = OsString>) -> Option<ExitCode> {
    None
}

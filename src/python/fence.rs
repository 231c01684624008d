//! The fence: this executable, started again with hidden arguments, in two parts.
//!
//! - The *watcher* (`milepost __fence watch`) leads a session of its own, adopts whatever the program leaves behind,
//!   reads its output, counts its processes, memory, time and files, ends it, and clears up. It does so too when
//!   whoever ordered the run disappears.
//! - The *confined* (`milepost __fence confine ORDER WATCHER`) puts up the limits, Landlock and seccomp around itself and
//!   becomes Python. No unsafe code between fork and exec is needed for that.

mod confine;
mod folder;
#[cfg_attr(not(target_os = "linux"), path = "fence/elsewhere.rs")]
mod linux;
mod tree;
mod watch;

use std::ffi::OsString;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use serde::{Deserialize, Serialize};

use crate::python::run::Limits;

/// First hidden argument.
pub(crate) const HIDDEN: &str = "__fence";
/// Second hidden argument: watch a program.
pub(crate) const WATCH: &str = "watch";
/// Second hidden argument: become a program.
const CONFINE: &str = "confine";

/// Name of the file that holds the program.
pub(crate) const PROGRAM: &str = "answer.py";

/// What is to be run, and how.
#[derive(Debug, Serialize, Deserialize)]
pub(crate) struct Order {
    /// The interpreter.
    pub(crate) python: PathBuf,
    /// What it must read.
    pub(crate) reads: Vec<PathBuf>,
    /// The temporary folder of the run.
    pub(crate) folder: PathBuf,
    /// What it may use.
    pub(crate) limits: Limits,
}

impl Order {
    /// The only folder the program may write to: its home and working folder.
    pub(crate) fn home(folder: &Path) -> PathBuf {
        folder.join("home")
    }

    /// The program's text.
    pub(crate) fn program(folder: &Path) -> PathBuf {
        folder.join(PROGRAM)
    }

    /// Where the confined says which fences stand.
    fn report(folder: &Path) -> PathBuf {
        folder.join("report")
    }
}

/// The running executable, also after an upgrade has replaced its file.
pub(crate) fn executable() -> std::io::Result<PathBuf> {
    let link = Path::new("/proc/self/exe");
    if link.exists() {
        Ok(link.to_owned())
    } else {
        std::env::current_exe()
    }
}

/// Does the fence's work if these are its hidden arguments, the name of the program first; else nothing.
/// To be called before anything else in `main`.
pub fn fence_main(arguments: impl IntoIterator<Item = OsString>) -> Option<ExitCode> {
    let mut arguments = arguments.into_iter().skip(1);
    if arguments.next()? != HIDDEN {
        return None;
    }
    let part = arguments.next().unwrap_or_default();
    if part == CONFINE {
        confine::confine(
            &arguments.next().unwrap_or_default(),
            &arguments.next().unwrap_or_default(),
        );
        return Some(ExitCode::FAILURE);
    }
    if part != WATCH {
        return Some(ExitCode::FAILURE);
    }
    let answer = watch::watch();
    let said =
        serde_json::to_vec(&answer).is_ok_and(|bytes| std::io::stdout().write_all(&bytes).is_ok());
    Some(if said {
        ExitCode::SUCCESS
    } else {
        ExitCode::FAILURE
    })
}

//! The hidden arguments under which this executable does the sandbox's work.

use std::ffi::OsString;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use super::{confined, init, watcher};

/// First hidden argument.
pub(super) const HIDDEN: &str = "__sandbox";
/// Second hidden argument: watch a program.
pub(super) const WATCH: &str = "watch";
/// Second hidden argument: be the first process of new namespaces.
pub(super) const INIT: &str = "init";
/// Second hidden argument: become a program.
pub(super) const CONFINED: &str = "confined";

/// The running executable, also after an upgrade has replaced its file.
pub(crate) fn executable() -> std::io::Result<PathBuf> {
    let link = Path::new("/proc/self/exe");
    if link.exists() {
        Ok(link.to_owned())
    } else {
        std::env::current_exe()
    }
}

/// Does the sandbox's work if these are its hidden arguments, the name of the program first; else nothing.
/// To be called before anything else in `main`.
pub fn sandbox_main(arguments: impl IntoIterator<Item = OsString>) -> Option<ExitCode> {
    let mut arguments = arguments.into_iter().skip(1);
    if arguments.next()? != HIDDEN {
        return None;
    }
    let part = arguments.next().unwrap_or_default();
    let request = arguments.next().unwrap_or_default();
    let done = match part.to_str() {
        Some(WATCH) => answer(),
        Some(INIT) => init::run(&request),
        Some(CONFINED) => confined::run(&request),
        _ => false,
    };
    Some(if done {
        ExitCode::SUCCESS
    } else {
        ExitCode::FAILURE
    })
}

fn answer() -> bool {
    let outcome = watcher::watch();
    serde_json::to_vec(&outcome).is_ok_and(|bytes| std::io::stdout().write_all(&bytes).is_ok())
}

//! Where this executable does the sandbox's work instead of its own.

use std::ffi::OsString;
use std::io::Write;
use std::process::ExitCode;

use super::hidden::{CONFINED, HIDDEN, INIT, WATCH};
use super::{confined, init, watcher};

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

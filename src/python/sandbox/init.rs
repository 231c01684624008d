//! The first process of the program's namespaces: makes its file system, starts it and sees it end.
//!
//! When init ends, the kernel kills every process in there, however it forked or hid.

use std::ffi::OsStr;
use std::fs::File;
use std::os::unix::process::CommandExt;
use std::process::{Command, Stdio};

use rustix::fs::statvfs;
use rustix::io::Errno;
use rustix::process::{Pid, WaitOptions, WaitStatus, wait};

use super::hidden::{CONFINED, HIDDEN};
use super::report::{self, Note};
use super::request::{self, Ended, RunRequest};
use super::{mounts, privileges};
use crate::domain::plain::reason;
use crate::python::run::RunStatus;

/// Does init's work; false where not even a report could be written.
pub(super) fn run(request: &OsStr) -> bool {
    let Some(request) = RunRequest::from_argument(request) else {
        return false;
    };
    let Ok(mut report) = report::open(request.plan.report) else {
        return false;
    };
    let note = match isolated(&request, &mut report) {
        Ok(ended) => Note::Ended(ended),
        Err(note) => note,
    };
    report::write(&mut report, &note).is_ok()
}

fn isolated(request: &RunRequest, report: &mut File) -> Result<Ended, Note> {
    privileges::die_with_parent().map_err(|error| {
        Note::Failed(format!(
            "init would outlive its watcher: {}",
            reason(&error)
        ))
    })?;
    // Writing fails if the watcher had ended before that call, when nobody reads any more.
    report::write(report, &Note::Started).map_err(|error| Note::Failed(reason(&error)))?;
    mounts::isolate(request).map_err(Note::NoNamespaces)?;
    let program = start(request).map_err(|error| Note::Failed(reason(&error)))?;
    let status = wait_for(program).map_err(|error| Note::Failed(reason(&error)))?;
    Ok(Ended {
        status,
        disk_full: is_full(request),
    })
}

fn start(request: &RunRequest) -> std::io::Result<Pid> {
    let mut command = Command::new(mounts::milepost(&request.folder));
    command
        .arg0("milepost")
        .args([HIDDEN, CONFINED])
        .arg(serde_json::to_string(request)?)
        .env_clear()
        .stdin(Stdio::inherit());
    let child = command.spawn()?;
    i32::try_from(child.id())
        .ok()
        .and_then(Pid::from_raw)
        .ok_or_else(|| std::io::Error::other("the program has no process id"))
}

/// Waits for the program, and buries on the way what it leaves behind.
fn wait_for(program: Pid) -> rustix::io::Result<RunStatus> {
    loop {
        match wait(WaitOptions::empty()) {
            Ok(Some((process, status))) if process == program => return Ok(ending(status)),
            Ok(_) | Err(Errno::INTR) => {}
            Err(error) => return Err(error),
        }
    }
}

fn ending(status: WaitStatus) -> RunStatus {
    match (status.exit_status(), status.terminating_signal()) {
        (Some(code), _) => RunStatus::Exited(code),
        (None, Some(signal)) => RunStatus::Signal(signal),
        (None, None) => RunStatus::Signal(0),
    }
}

/// Whether the program has used up the room it was given.
fn is_full(request: &RunRequest) -> bool {
    let used = statvfs(request::home(&request.folder));
    used.is_ok_and(|room| room.f_bfree == 0 || room.f_ffree == 0)
}

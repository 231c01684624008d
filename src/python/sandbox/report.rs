//! What the processes of a run tell the watcher, and the watcher its caller.

use std::fs::File;
use std::io::Write;

use serde::{Deserialize, Serialize};

use super::request::Ended;
use crate::python::run::{Layers, Run};

/// What the caller is told.
#[derive(Debug, Serialize, Deserialize)]
pub(super) enum SandboxOutcome {
    Ran(Box<Run>),
    /// The kernel gives out namespaces, but permits too little in them.
    NoNamespaces(String),
    /// A layer is missing; the program was not run.
    Unsafe(String),
    Failed(String),
}

/// One line of a report.
#[derive(Debug, Serialize, Deserialize)]
pub(super) enum Note {
    /// Init runs.
    Started,
    /// The sandbox is in place and the program starts.
    Ready(Layers),
    /// The namespaces are of no use; the program was not started.
    NoNamespaces(String),
    /// A layer is missing; the program was not started.
    Unsafe(String),
    /// Something else went wrong.
    Failed(String),
    /// The program has ended.
    Ended(Ended),
}

/// Opens a pipe that was inherited under a number. Nothing but its number is known of it, and making a
/// descriptor from a number would be unsafe.
pub(super) fn open(number: i32) -> std::io::Result<File> {
    File::options()
        .write(true)
        .open(format!("/proc/self/fd/{number}"))
}

/// Writes one line.
pub(super) fn write(report: &mut File, note: &Note) -> std::io::Result<()> {
    let mut line = serde_json::to_vec(note)?;
    line.push(b'\n');
    report.write_all(&line)
}

/// Reads every whole line.
pub(super) fn read(text: &str) -> Vec<Note> {
    text.lines()
        .filter_map(|line| serde_json::from_str(line).ok())
        .collect()
}

/// Whether the program has been started.
pub(super) fn is_ready(text: &str) -> bool {
    read(text).iter().any(|note| matches!(note, Note::Ready(_)))
}

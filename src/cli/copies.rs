//! The daily backup: made at the end of a session, while the learner reads the summary, by a process of its own.
//! It folds the whole log, which takes more memory than all the reviews before it.

use std::io;
use std::path::Path;
use std::process::{Child, Command, Stdio};

use crate::cli::app::App;
use crate::cli::errors;
use crate::domain::plain::reason;
use crate::domain::wording::{Wording, problems};

/// A backup under way; the program does not end before it is done.
#[derive(Debug)]
pub(super) struct Copying(Option<Child>);

impl Drop for Copying {
    fn drop(&mut self) {
        // An option only because waiting consumes the child, and `drop` has no more than a
        // reference.
        let Some(child) = self.0.take() else { return };
        match child.wait_with_output() {
            Ok(ended) if ended.status.success() => {}
            Ok(ended) => missing(fault(&String::from_utf8_lossy(&ended.stderr))),
            Err(error) => missing(&reason(&error)),
        }
    }
}

impl App {
    /// Begins today's backup if there is none yet. A failure is reported and stops nothing.
    pub(super) fn back_up_daily(&self) {
        let Some(program) = &self.program else { return };
        let begun = begin(program).map_err(|error| missing(&reason(&error)));
        self.copying
            .replace(begun.ok().map(|child| Copying(Some(child))));
    }

    /// Waits for the backup that is under way, if there is one.
    pub(super) fn finish_copying(&self) {
        drop(self.copying.take());
    }
}

fn begin(program: &Path) -> io::Result<Child> {
    let mut command = Command::new(program);
    command
        .args(["backup", "--daily"])
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(Stdio::piped());
    // Ctrl-C ends the session, not the copy.
    #[cfg(unix)]
    std::os::unix::process::CommandExt::process_group(&mut command, 0);
    command.spawn()
}

/// What follows the label of an error, in whichever language.
fn after_label(line: &str) -> Option<&str> {
    let label = problems::error_label().text(errors::language());
    line.strip_prefix(label.as_str()).map(str::trim_start)
}

/// What a process says it failed of.
fn fault(said: &str) -> &str {
    said.lines()
        .find_map(|line| after_label(line))
        .unwrap_or_default()
}

fn missing(why: &str) {
    let why = if why.is_empty() {
        problems::ended_early()
    } else {
        Wording::verbatim(why)
    };
    errors::warn(&problems::no_backup_today(why).text(errors::language()));
}

//! The reports of a folder: the newest of each learner counts, and what cannot be believed is left out by name.

use std::cmp::Reverse;
use std::fs::{self, DirEntry};
use std::io;
use std::path::Path;

use crate::domain::class::ClassSummary;
use crate::domain::plain::io_reason;
use crate::domain::report::{LearnerReport, ReportFault, ReportHead};
use crate::domain::wording::{Wording, problems};
use crate::files;

/// The longest report that is read, in bytes: many times what every card of every deck takes.
const LONGEST_REPORT: u64 = 16 * 1024 * 1024;

/// The longest first line, in bytes.
const LONGEST_HEAD: usize = 4096;

/// A file that does not count.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct UnusedFile {
    /// Its name in the folder.
    pub(super) name: String,
    /// Why.
    pub(super) why: Wording,
}

/// What a folder holds.
#[derive(Debug, Default)]
pub(super) struct FolderOfReports {
    /// The class.
    pub(super) class: ClassSummary,
    /// The files that do not count, in order.
    pub(super) unused: Vec<UnusedFile>,
}

/// A file by its first line.
struct ReportFile {
    head: ReportHead,
    name: String,
}

/// Reads the files of a folder, not of the folders within it. The first lines of all files tell which report of each learner is the newest;
/// then those alone are read whole, one at a time.
pub(super) fn read_folder(folder: &Path) -> io::Result<FolderOfReports> {
    let mut read = FolderOfReports::default();
    let mut files = Vec::new();
    for entry in fs::read_dir(folder)? {
        let entry = entry?;
        let name = entry.file_name().to_string_lossy().into_owned();
        if name.starts_with('.') || entry.path().is_dir() {
            continue;
        }
        match head(&entry) {
            Ok(head) => files.push(ReportFile { head, name }),
            Err(why) => read.leave_out(name, why),
        }
    }
    files.sort_by(|a, b| {
        let newest_first = |one: &ReportFile| Reverse((one.head.day, one.head.answers));
        (&a.head.learner, newest_first(a), &a.name).cmp(&(
            &b.head.learner,
            newest_first(b),
            &b.name,
        ))
    });
    let mut newest: Option<ReportFile> = None;
    for file in files {
        match &newest {
            Some(newest) if newest.head.learner == file.head.learner => {
                let why = if newest.head == file.head {
                    problems::report_twice(newest.name.as_str())
                } else {
                    problems::report_older(newest.name.as_str())
                };
                read.leave_out(file.name, why);
            }
            _ => match whole(&folder.join(&file.name)) {
                Ok(report) => {
                    read.class.add(report);
                    newest = Some(file);
                }
                Err(why) => read.leave_out(file.name, why),
            },
        }
    }
    read.class.sort_learners();
    read.unused.sort_by(|a, b| a.name.cmp(&b.name));
    Ok(read)
}

impl FolderOfReports {
    fn leave_out(&mut self, name: String, why: Wording) {
        self.unused.push(UnusedFile { name, why });
    }
}

/// The first line of a file, or why it is not that of a report.
fn head(entry: &DirEntry) -> Result<ReportHead, Wording> {
    let beginning = files::read_beginning(&entry.path(), LONGEST_HEAD);
    let beginning = beginning.map_err(|error| io_reason(&error))?;
    let line = beginning.split(|byte| *byte == b'\n').next();
    let line = String::from_utf8_lossy(line.unwrap_or_default());
    ReportHead::read(line.trim_end()).map_err(ReportFault::wording)
}

fn whole(file: &Path) -> Result<LearnerReport, Wording> {
    let text = files::read_text(file, LONGEST_REPORT).map_err(|error| io_reason(&error))?;
    LearnerReport::read(&text).map_err(ReportFault::wording)
}

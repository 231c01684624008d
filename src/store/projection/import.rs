//! Importing a log file: read line by line within bounds, merged in one write.

use std::collections::HashSet;
use std::io::{BufRead, BufReader, Seek};
use std::path::Path;

use super::bounded_lines::BoundedLines;
use super::merge::{Merge, MergedEvents};
use super::progress::Progress;
use crate::domain::day::Instant;
use crate::domain::id::DeviceId;
use crate::files;
use crate::store::db::StoreError;
use crate::store::log::{Entry, Present};

/// What an import does with a number that was given to two events.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum GivenTwice {
    /// Refuses the file.
    #[default]
    Refused,
    /// Keeps both: the events of the file get a device id of their own.
    Kept,
}

/// Whose log an import takes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum WhoseLog {
    /// Any: somebody has said that it is the learner's own.
    #[default]
    Any,
    /// Only one of the same learner. Two people share no device; nor do two homes of one person that never met,
    /// so a refusal is a question and not a verdict. A home without answers has nothing to mix up yet.
    SameLearner,
}

/// How the log of another home is taken.
#[derive(Debug, Clone, Copy, Default)]
pub struct ImportRules {
    /// What becomes of numbers that were given twice.
    pub twice: GivenTwice,
    /// Whose log is taken.
    pub whose: WhoseLog,
    /// The time of this machine: nothing dated more than a day later comes in, and nothing out of proportion.
    /// Without it a log is taken as one that this home wrote itself.
    pub present: Option<Instant>,
}

impl Progress<'_> {
    /// Merges a log file: what is new is added, what is known stays, and what changed is folded again.
    /// Any order of imports, any number of times, leads to the same state.
    ///
    /// # Errors
    /// Names the first damaged line, or the first event that differs from the one in the log under the same
    /// key. Nothing is imported then.
    pub fn import(&self, file: &Path) -> Result<MergedEvents, StoreError> {
        self.import_with(file, ImportRules::default())
    }

    /// The same for the log of another home.
    pub fn import_with(&self, file: &Path, rules: ImportRules) -> Result<MergedEvents, StoreError> {
        let input = files::open(file).map_err(|e| StoreError::io(file, e))?;
        self.import_from(BufReader::new(input), file, rules)
    }

    /// The same from whatever can be read twice; the file is only named.
    pub fn import_from(
        &self,
        input: impl BufRead + Seek,
        file: &Path,
        rules: ImportRules,
    ) -> Result<MergedEvents, StoreError> {
        let mut lines = BoundedLines::of(input).map_err(|e| StoreError::io(file, e))?;
        self.db.roomy()?;
        let learner = match rules.whose {
            WhoseLog::Any => None,
            WhoseLog::SameLearner => self.log.devices_of_learner()?,
        };
        self.log.write(|write| {
            let mut merge = Merge::new(*self, write, file)?;
            merge.present = rules.present.map(Present::at);
            if rules.twice == GivenTwice::Kept {
                merge.forks = self.log.forks(entries(&mut lines))?;
                lines.rewind().map_err(|e| StoreError::io(file, e))?;
            }
            for number in 1.. {
                let line = lines.next().map_err(|e| merge.unread(number, e))?;
                let Some(line) = line else { break };
                merge.line(number, line)?;
            }
            let merged = merge.finish()?;
            if learner.is_some_and(|devices| is_of_others(&merged, &devices)) {
                let file = file.to_owned();
                return Err(StoreError::OtherLearner { file });
            }
            Ok(merged)
        })
    }
}

/// Whether something came in from devices of which none had written here before.
fn is_of_others(merged: &MergedEvents, devices: &HashSet<DeviceId>) -> bool {
    let mut of_file = merged.covered.runs().map(|(device, _)| device);
    merged.new > 0 && !of_file.any(|device| devices.contains(device))
}

/// The events of a file up to the first line that is too long: the merge refuses it.
fn entries<I: BufRead + Seek>(lines: &mut BoundedLines<I>) -> impl Iterator<Item = Entry> + '_ {
    let next = move || {
        let line = lines.next().ok()??;
        Some(serde_json::from_slice(line).ok())
    };
    std::iter::from_fn(next).flatten()
}

//! Copies of the database: before a migration, daily, on demand.

use std::collections::HashSet;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use chrono::Datelike;

use super::damaged::is_damaged_copy;

use crate::domain::day::StudyDay;
use crate::store::db::{StoreError, copies_in};
use crate::store::home::Store;

/// The newest daily backups that are kept.
const DAYS: usize = 7;

/// Of the older ones the newest of each week is kept, for this many weeks.
const WEEKS: usize = 4;

impl Store {
    /// Makes today's backup if there is none yet, and clears away old ones: seven daily and four weekly stay.
    pub fn daily_backup(&self, today: StudyDay) -> Result<Option<PathBuf>, StoreError> {
        let file = self
            .files()
            .backups
            .join(format!("milepost-{}.db", today.iso()));
        if file.exists() {
            return Ok(None);
        }
        // Old copies go only when the new one is in place and proven.
        self.backup(&file)?;
        self.clear_old_backups()?;
        Ok(Some(file))
    }

    /// The copies in a backup folder, whoever made them, the newest first.
    pub fn backups(folder: &Path) -> Vec<PathBuf> {
        copies_in(folder)
            .into_iter()
            .filter(|copy| !is_damaged_copy(copy))
            .collect()
    }

    fn clear_old_backups(&self) -> Result<(), StoreError> {
        let fail = |e| StoreError::io(&self.files().backups, e);
        let entries = fs::read_dir(&self.files().backups)
            .map_err(fail)?
            .collect::<Result<Vec<_>, _>>()
            .map_err(fail)?;
        let mut dated: Vec<(StudyDay, PathBuf)> = entries
            .into_iter()
            .map(|entry| entry.path())
            // Only names with a day and nothing more: copies made on demand, before a restore or of
            // damaged files are never cleared away.
            .filter_map(|path| Some((day_of(&path)?, path)))
            .collect();
        dated.sort();
        dated.reverse();
        let mut weeks = HashSet::new();
        // From the newest on, so the first of each week that comes up is its newest.
        for (day, path) in dated.into_iter().skip(DAYS) {
            let week = day.date().iso_week();
            let keep = weeks.len() < WEEKS && weeks.insert((week.year(), week.week()));
            if !keep {
                match fs::remove_file(&path) {
                    // Another session was faster.
                    Err(e) if e.kind() != io::ErrorKind::NotFound => {
                        return Err(StoreError::io(&path, e));
                    }
                    _ => {}
                }
            }
        }
        Ok(())
    }
}

/// The day in the name of a daily backup.
fn day_of(path: &Path) -> Option<StudyDay> {
    StudyDay::parse(
        path.file_name()?
            .to_str()?
            .strip_prefix("milepost-")?
            .strip_suffix(".db")?,
    )
}

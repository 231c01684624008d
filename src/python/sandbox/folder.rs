//! The temporary folder of a run: how full it is, and its removal whatever the program did to it.

use std::fs::{self, File, Metadata, Permissions};
use std::io;
use std::os::unix::fs::{MetadataExt, PermissionsExt};
use std::path::{Path, PathBuf};
use std::sync::Once;
use std::time::Duration;

use rustix::process::geteuid;
use tempfile::TempDir;

use super::PROGRAM;
use super::privileges::NOBODY;

/// Start of the names of temporary folders, before as many random letters.
const PREFIX: &str = "milepost-run-";
const RANDOM: usize = 6;

/// A folder that is younger may not be locked yet.
const JUST_MADE: Duration = Duration::from_mins(1);

/// The temporary folder of a run. Its lock ends with this process, and tells a later one that nobody needs
/// the folder any more.
pub(super) struct RunFolder {
    folder: TempDir,
    _owner: File,
}

impl RunFolder {
    /// Makes one, and clears those that killed processes left: the watcher does that too, unless it was killed
    /// as well.
    pub(super) fn make() -> io::Result<Self> {
        static CLEARED: Once = Once::new();

        let folder = tempfile::Builder::new().prefix(PREFIX).tempdir()?;
        let owner = File::open(folder.path())?;
        // Without locks nothing is ever cleared.
        let _ = owner.try_lock();
        // Once a process: a temporary folder of the system can hold thousands of others.
        CLEARED.call_once(|| clear_abandoned(folder.path()));
        Ok(Self {
            folder,
            _owner: owner,
        })
    }

    pub(super) fn path(&self) -> &Path {
        self.folder.path()
    }
}

/// Removes folders of runs next to one, whose processes have ended.
fn clear_abandoned(own: &Path) {
    let Some(entries) = own.parent().and_then(|all| fs::read_dir(all).ok()) else {
        return;
    };
    let named = entries.flatten().filter(|entry| {
        let name = entry.file_name();
        let rest = name.to_str().and_then(|name| name.strip_prefix(PREFIX));
        rest.is_some_and(|rest| rest.len() == RANDOM)
    });
    for folder in named.map(|entry| entry.path()) {
        if is_abandoned(&folder) {
            // What stays is tried again by the next process.
            let _ = remove(&folder);
        }
    }
}

fn is_abandoned(folder: &Path) -> bool {
    let Ok(facts) = folder.symlink_metadata() else {
        return false;
    };
    if !facts.is_dir() || !is_ours(&facts) || !is_old(&facts) {
        return false;
    }
    // Nothing yet, or a program: anything else was not put there by a run.
    let is_of_run = fs::read_dir(folder).is_ok_and(|mut entries| entries.next().is_none())
        || folder.join(PROGRAM).is_file();
    // Where there are no locks, a run may still be going on.
    is_of_run && File::open(folder).is_ok_and(|owner| owner.try_lock().is_ok())
}

/// Whether a folder is this user's, or was given to the one as whom root runs programs.
fn is_ours(facts: &Metadata) -> bool {
    let user = geteuid();
    facts.uid() == user.as_raw() || user.is_root() && facts.uid() == NOBODY
}

fn is_old(facts: &Metadata) -> bool {
    let made = facts.modified().ok().and_then(|made| made.elapsed().ok());
    made.is_some_and(|age| age > JUST_MADE)
}

/// Whether what lies below `folder` takes more than these bytes of disk or has more than these
/// entries.
pub(super) fn exceeds(folder: &Path, bytes: u64, entries: usize) -> bool {
    let (mut used, mut seen) = (0_u64, 0_usize);
    let mut waiting = vec![folder.to_owned()];
    while let Some(folder) = waiting.pop() {
        let Ok(listing) = fs::read_dir(&folder) else {
            continue;
        };
        for entry in listing.flatten() {
            let Ok(facts) = entry.metadata() else {
                continue;
            };
            // Blocks, not lengths: a sparse file takes only what it fills. They are of 512 bytes on
            // every file system.
            used = used.saturating_add(facts.blocks().saturating_mul(512));
            seen += 1;
            if used > bytes || seen > entries {
                return true;
            }
            if facts.is_dir() {
                waiting.push(entry.path());
            }
        }
    }
    false
}

/// Removes the folder, also when the program took away the rights to enter its parts.
pub(super) fn remove(folder: &Path) -> io::Result<()> {
    match fs::remove_dir_all(folder) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(()),
        Err(_) => {
            open_up(folder);
            fs::remove_dir_all(folder)
        }
        Ok(()) => Ok(()),
    }
}

fn open_up(folder: &Path) {
    let mut waiting: Vec<PathBuf> = vec![folder.to_owned()];
    while let Some(folder) = waiting.pop() {
        // What cannot be opened makes the removal fail, and that is reported.
        let _ = fs::set_permissions(&folder, Permissions::from_mode(0o700));
        let Ok(listing) = fs::read_dir(&folder) else {
            continue;
        };
        let folders = listing
            .flatten()
            .filter(|entry| entry.file_type().is_ok_and(|kind| kind.is_dir()));
        waiting.extend(folders.map(|entry| entry.path()));
    }
}

#[cfg(test)]
mod tests {
    use std::time::SystemTime;

    use super::*;

    #[test]
    fn folders_of_ended_runs_are_cleared_and_all_else_stays() {
        let all = tempfile::tempdir().unwrap();
        let make = |name: &str, file: Option<&str>| {
            let folder = all.path().join(name);
            fs::create_dir(&folder).unwrap();
            if let Some(file) = file {
                fs::write(folder.join(file), "").unwrap();
            }
            let opened = File::open(&folder).unwrap();
            opened.set_modified(SystemTime::UNIX_EPOCH).unwrap();
            (folder, opened)
        };
        let (ended, _) = make("milepost-run-aaaaaa", Some(PROGRAM));
        let (unfinished, _) = make("milepost-run-bbbbbb", None);
        let (running, owner) = make("milepost-run-cccccc", Some(PROGRAM));
        owner.try_lock().unwrap();
        let (learners, _) = make("milepost-run-dddddd", Some("card.py"));
        let (other, _) = make("milepost-run-notes", None);
        let young = all.path().join("milepost-run-eeeeee");
        fs::create_dir(&young).unwrap();
        clear_abandoned(&all.path().join("milepost-run-ffffff"));
        let stays = [ended, unfinished, running, learners, other, young];
        assert_eq!(
            stays.map(|folder| folder.exists()),
            [false, false, true, true, true, true]
        );
    }
}

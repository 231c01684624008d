//! The temporary folder of a run: how full it is, and its removal whatever the program did to it.

use std::fs::{self, Permissions};
use std::io;
use std::os::unix::fs::{MetadataExt, PermissionsExt};
use std::path::{Path, PathBuf};

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

//! Folders and files that outlast a power cut: the one place that makes or replaces them. And how long a lock on one
//! is waited for.

use std::fs::{DirBuilder, File, TryLockError};
use std::path::Path;
use std::time::{Duration, Instant};
use std::{io, thread};

use tempfile::NamedTempFile;

/// Between two tries of a lock.
const PAUSE: Duration = Duration::from_millis(20);

/// Makes a folder and those above it, for the learner's eyes only. Each lasts once this returns.
pub(crate) fn make_folder(folder: &Path) -> io::Result<()> {
    if folder.as_os_str().is_empty() || folder.is_dir() {
        return Ok(());
    }
    let above = above(folder);
    make_folder(above)?;
    let mut builder = DirBuilder::new();
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    match builder.create(folder) {
        // Another process was faster.
        Err(e) if e.kind() == io::ErrorKind::AlreadyExists && folder.is_dir() => Ok(()),
        made => made,
    }?;
    settle(above)
}

/// A file beside the place it is meant for, which nobody sees before it is [`put`] there.
pub(crate) fn aside(at: &Path) -> io::Result<NamedTempFile> {
    NamedTempFile::new_in(above(at))
}

/// Puts a file that was written aside in its place, in one step that lasts.
pub(crate) fn put(aside: NamedTempFile, at: &Path) -> io::Result<()> {
    aside.as_file().sync_all()?;
    aside.persist(at).map_err(|e| e.error)?;
    settle(above(at))
}

/// Makes what was named, renamed or removed in a folder last.
pub(crate) fn settle(folder: &Path) -> io::Result<()> {
    File::open(folder)?.sync_all()
}

/// The folder a path lies in.
fn above(path: &Path) -> &Path {
    path.parent()
        .filter(|above| !above.as_os_str().is_empty())
        .unwrap_or(Path::new("."))
}

/// Tries to lock until it is done; false if it was not within some time.
pub(crate) fn lock_within(
    patience: Duration,
    mut lock: impl FnMut() -> Result<(), TryLockError>,
) -> io::Result<bool> {
    let began = Instant::now();
    loop {
        match lock() {
            Ok(()) => return Ok(true),
            Err(TryLockError::Error(error)) => return Err(error),
            Err(TryLockError::WouldBlock) if began.elapsed() >= patience => return Ok(false),
            Err(TryLockError::WouldBlock) => thread::sleep(PAUSE),
        }
    }
}

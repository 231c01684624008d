//! Folders and files that outlast a power cut: the one place that makes, replaces and opens them. And how long
//! a lock on one is waited for.
//!
//! One rule for whatever lies at a path already:
//!
//! - Reading follows links. What is not a regular file (a named pipe, a device) is refused at once, since
//!   it could be read for ever.
//! - Writing replaces regular files only. A link to a regular file of the same user is followed and stays
//!   a link; one that leads nowhere, or to somebody else's file, is refused.
//! - Writing within a folder also refuses links that lead out of it: whoever made the folder may have put
//!   them there.
//! - A lock is never taken through a link.

use std::fs::{self, DirBuilder, File, Metadata, OpenOptions, TryLockError};
use std::io::Read;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};
use std::{io, thread};

#[cfg(unix)]
use rustix::fs::FlockOperation;
#[cfg(unix)]
use rustix::io::Errno;
use tempfile::{NamedTempFile, TempDir};

use crate::domain::file_fault::FileFault;

/// How the names begin of what is written aside, before as many random letters.
pub(crate) const ASIDE: &str = ".milepost-part-";
const RANDOM: usize = 6;

/// What `SQLite` may have put next to a database that was written aside.
const COMPANIONS: [&str; 4] = ["", "-journal", "-wal", "-shm"];

/// What was written since may not be locked yet.
const JUST_NOW: Duration = Duration::from_mins(1);

/// Between two tries of a lock.
const PAUSE: Duration = Duration::from_millis(20);

/// Opens a regular file to read it, without waiting for anything that is not one.
pub(crate) fn open(path: &Path) -> io::Result<File> {
    let mut options = OpenOptions::new();
    options.read(true);
    never_wait(&mut options);
    let file = options.open(path)?;
    must_be_regular(&file.metadata()?)?;
    Ok(file)
}

/// Reads a whole text of at most `longest` bytes.
pub(crate) fn read_text(path: &Path, longest: u64) -> io::Result<String> {
    let bytes = read_beyond(path, longest)?;
    if bytes.len() as u64 > longest {
        return Err(io::Error::other(FileFault::TooLarge(longest)));
    }
    String::from_utf8(bytes).map_err(|_| io::Error::other(FileFault::NotUtf8))
}

/// Reads that many bytes and one more, which tells a longer file: it may grow, and a device has no size.
pub(crate) fn read_beyond(path: &Path, longest: u64) -> io::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    open(path)?.take(longest + 1).read_to_end(&mut bytes)?;
    Ok(bytes)
}

/// Reads the first bytes of a file, fewer if it has not as many.
pub(crate) fn read_beginning(path: &Path, count: usize) -> io::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    let limit = u64::try_from(count).unwrap_or(u64::MAX);
    open(path)?.take(limit).read_to_end(&mut bytes)?;
    Ok(bytes)
}

/// Opens a file that is only there to be locked, and makes it where it is missing.
pub(crate) fn open_lock(path: &Path) -> io::Result<File> {
    if let Ok(facts) = path.symlink_metadata() {
        must_be_regular(&facts)?;
    }
    let mut options = OpenOptions::new();
    options.create(true).truncate(false).write(true);
    never_wait(&mut options);
    options.open(path)
}

/// The file that a write to a path replaces: the path itself, or what a link there leads to.
pub(crate) fn replaceable(path: &Path) -> io::Result<PathBuf> {
    let facts = match path.symlink_metadata() {
        Ok(facts) => facts,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(path.to_owned()),
        Err(error) => return Err(error),
    };
    if !facts.is_symlink() {
        must_be_regular(&facts)?;
        return Ok(path.to_owned());
    }
    let real = path
        .canonicalize()
        .map_err(|_| io::Error::other(FileFault::LinkToNowhere))?;
    let there = real.metadata()?;
    must_be_regular(&there)?;
    must_be_mine(&there)?;
    Ok(real)
}

/// The same for a path that must lie in a folder, whatever links are on the way.
pub(crate) fn replaceable_within(folder: &Path, path: &Path) -> io::Result<PathBuf> {
    let real = replaceable(path)?;
    let Ok(root) = folder.canonicalize() else {
        // The folder is still to be made, so nothing in it is a link.
        return Ok(real);
    };
    // The path itself may not exist yet. What does exist of it can still lead out by a link.
    let existing = real.ancestors().find(|above| above.exists());
    let inside = existing
        .and_then(|above| above.canonicalize().ok())
        .is_some_and(|above| above.starts_with(&root));
    if inside {
        Ok(real)
    } else {
        Err(io::Error::other(FileFault::LeadsOut))
    }
}

fn must_be_regular(facts: &Metadata) -> io::Result<()> {
    if facts.is_file() {
        Ok(())
    } else {
        Err(io::Error::other(FileFault::NotRegular))
    }
}

#[cfg(unix)]
fn must_be_mine(facts: &Metadata) -> io::Result<()> {
    use std::os::unix::fs::MetadataExt;

    if facts.uid() == rustix::process::geteuid().as_raw() {
        Ok(())
    } else {
        Err(io::Error::other(FileFault::LinkToOtherUser))
    }
}

#[cfg(not(unix))]
fn must_be_mine(_: &Metadata) -> io::Result<()> {
    Ok(())
}

/// Opening a named pipe waits for its other end, for ever if there is none.
#[cfg(unix)]
fn never_wait(options: &mut OpenOptions) {
    use std::os::unix::fs::OpenOptionsExt;

    options.custom_flags(rustix::fs::OFlags::NONBLOCK.bits().cast_signed());
}

#[cfg(not(unix))]
fn never_wait(_: &mut OpenOptions) {}

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

/// A file next to the place it is meant for, which nobody sees before it is [`put`] there.
pub(crate) fn aside(at: &Path) -> io::Result<NamedTempFile> {
    let aside = tempfile::Builder::new()
        .prefix(ASIDE)
        .tempfile_in(above(at))?;
    // It ends with this process, and tells others that somebody writes here. Without locks nothing is ever cleared.
    let _ = aside.as_file().try_lock();
    Ok(aside)
}

/// A folder for files that are needed for a while.
#[derive(Debug)]
pub(crate) struct FolderAside {
    folder: TempDir,
    _owner: File,
}

impl FolderAside {
    pub(crate) fn make_in(folder: &Path) -> io::Result<Self> {
        Self::locked(tempfile::Builder::new().prefix(ASIDE).tempdir_in(folder)?)
    }

    /// In the system's folder for temporary files.
    pub(crate) fn make_temporary() -> io::Result<Self> {
        let made = Self::locked(tempfile::Builder::new().prefix(ASIDE).tempdir()?)?;
        clear_abandoned(above(made.path()));
        Ok(made)
    }

    fn locked(folder: TempDir) -> io::Result<Self> {
        let owner = File::open(folder.path())?;
        let _ = owner.try_lock();
        Ok(Self {
            folder,
            _owner: owner,
        })
    }

    pub(crate) fn path(&self) -> &Path {
        self.folder.path()
    }
}

/// Removes from a folder what processes left aside that were killed.
pub(crate) fn clear_abandoned(folder: &Path) {
    for entry in fs::read_dir(folder).into_iter().flatten().flatten() {
        let (left, name) = (entry.path(), entry.file_name());
        let Some(aside) = name.to_str().and_then(name_of_aside) else {
            continue;
        };
        if !is_abandoned(&left) || is_held(&folder.join(aside)) {
            continue;
        }
        // What stays is tried again another time.
        let _ = if left.is_dir() {
            fs::remove_dir_all(&left)
        } else {
            fs::remove_file(&left)
        };
    }
}

/// The name of what was written aside, from its own or that of a companion.
fn name_of_aside(name: &str) -> Option<&str> {
    let (random, companion) = name.strip_prefix(ASIDE)?.split_at_checked(RANDOM)?;
    let is_random = random.bytes().all(|byte| byte.is_ascii_alphanumeric());
    (is_random && COMPANIONS.contains(&companion)).then(|| &name[..ASIDE.len() + RANDOM])
}

fn is_abandoned(left: &Path) -> bool {
    left.symlink_metadata().is_ok_and(|facts| {
        let written = facts.modified().ok();
        let age = written.and_then(|written| written.elapsed().ok());
        (facts.is_file() || facts.is_dir()) && age.is_some_and(|age| age > JUST_NOW)
    })
}

/// Whether somebody writes it, or may do so. What is gone is nobody's.
fn is_held(aside: &Path) -> bool {
    match open_to_lock(aside) {
        Ok(file) => file.try_lock().is_err(),
        Err(error) => error.kind() != io::ErrorKind::NotFound,
    }
}

/// Opens a file or a folder.
fn open_to_lock(aside: &Path) -> io::Result<File> {
    let mut options = OpenOptions::new();
    options.read(true);
    never_wait(&mut options);
    options.open(aside)
}

/// A file in a folder that others look into, under a hidden name that begins as given.
pub(crate) fn aside_as(folder: &Path, prefix: &str) -> io::Result<NamedTempFile> {
    tempfile::Builder::new().prefix(prefix).tempfile_in(folder)
}

/// Puts a file that was written aside in its place, in one step that lasts.
pub(crate) fn put(aside: NamedTempFile, at: &Path) -> io::Result<()> {
    // The bytes, then the name, then the folder: in any other order a power cut can leave a name
    // that leads to an empty file (decision 0018).
    aside.as_file().sync_all()?;
    aside.persist(at).map_err(|e| e.error)?;
    settle(above(at))
}

/// Writes a whole file, or makes it, in one step that lasts: it is never seen half written.
pub(crate) fn replace(at: &Path, text: &str) -> io::Result<()> {
    let mut aside = aside(at)?;
    io::Write::write_all(&mut aside, text.as_bytes())?;
    put(aside, at)
}

/// Writes a file that is not there yet, for the learner's eyes only. Its name lasts once the folder is settled.
pub(crate) fn write_new(at: &Path, bytes: &[u8]) -> io::Result<()> {
    let mut aside = aside(at)?;
    io::Write::write_all(&mut aside, bytes)?;
    aside.as_file().sync_all()?;
    aside.persist_noclobber(at).map_err(|e| e.error)?;
    Ok(())
}

/// Moves a file that lasts, over another one if there is one, whose permissions it takes. The move lasts once
/// the folder is settled.
pub(crate) fn move_over(from: &Path, to: &Path) -> io::Result<()> {
    // The new file would be for the learner's eyes only: one that is shared stays shared.
    if let Ok(old) = to.metadata() {
        std::fs::set_permissions(from, old.permissions())?;
    }
    match std::fs::rename(from, to) {
        // Decks are often a link to a folder elsewhere.
        Err(error) if error.kind() == io::ErrorKind::CrossesDevices => {
            let mut aside = aside(to)?;
            io::copy(&mut open(from)?, &mut aside)?;
            aside
                .as_file()
                .set_permissions(from.metadata()?.permissions())?;
            put(aside, to)?;
            std::fs::remove_file(from)
        }
        moved => moved,
    }
}

/// Makes what was named, renamed or removed in a folder last.
pub(crate) fn settle(folder: &Path) -> io::Result<()> {
    match File::open(folder)?.sync_all() {
        // Network drives and FAT know no sync of a folder. There is nothing better to be done.
        Err(e)
            if matches!(
                e.kind(),
                io::ErrorKind::InvalidInput | io::ErrorKind::Unsupported
            ) =>
        {
            Ok(())
        }
        done => done,
    }
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
            Err(TryLockError::Error(error)) => return Err(named_if_no_locks(error)),
            Err(TryLockError::WouldBlock) if began.elapsed() >= patience => return Ok(false),
            Err(TryLockError::WouldBlock) => thread::sleep(PAUSE),
        }
    }
}

/// Refuses a file where parts of files cannot be locked: `SQLite` would take that for a lock of another program.
/// To be asked before `SQLite` opens the file, since to close either gives up the locks of both.
#[cfg(unix)]
pub(crate) fn must_have_locks(file: &File) -> io::Result<()> {
    match rustix::fs::fcntl_lock(file, FlockOperation::NonBlockingLockExclusive) {
        Err(error) if is_without_locks(error) => Err(io::Error::other(FileFault::NoLocks)),
        // Also where another program has it locked at this moment.
        _ => Ok(()),
    }
}

#[cfg(not(unix))]
pub(crate) fn must_have_locks(_: &File) -> io::Result<()> {
    Ok(())
}

#[cfg(unix)]
fn is_without_locks(error: Errno) -> bool {
    matches!(error, Errno::NOLCK | Errno::NOTSUP | Errno::NOSYS)
}

#[cfg(unix)]
fn named_if_no_locks(error: io::Error) -> io::Error {
    if Errno::from_io_error(&error).is_some_and(is_without_locks) {
        io::Error::other(FileFault::NoLocks)
    } else {
        error
    }
}

#[cfg(not(unix))]
fn named_if_no_locks(error: io::Error) -> io::Error {
    error
}

#[cfg(test)]
mod tests {
    use std::os::unix::fs::symlink;
    use std::time::SystemTime;

    use super::*;

    fn pipe(path: &Path) {
        let mode = rustix::fs::Mode::RWXU;
        rustix::fs::mknodat(rustix::fs::CWD, path, rustix::fs::FileType::Fifo, mode, 0).unwrap();
    }

    #[test]
    fn pipes_devices_and_folders_are_refused_without_waiting() {
        let folder = tempfile::tempdir().unwrap();
        let fifo = folder.path().join("fifo");
        pipe(&fifo);
        for path in [&fifo, Path::new("/dev/zero"), folder.path()] {
            let refused = [
                open(path).map(drop),
                replaceable(path).map(drop),
                open_lock(path).map(drop),
            ];
            for result in refused {
                assert!(result.is_err(), "{}", path.display());
            }
        }
    }

    #[test]
    fn a_link_to_a_file_of_ones_own_is_followed_and_others_are_refused() {
        let folder = tempfile::tempdir().unwrap();
        let [file, link, nowhere, dangling] =
            ["file", "link", "nowhere", "dangling"].map(|name| folder.path().join(name));
        fs::write(&file, "text").unwrap();
        symlink(&file, &link).unwrap();
        symlink(&nowhere, &dangling).unwrap();
        assert_eq!(replaceable(&link).unwrap(), file.canonicalize().unwrap());
        assert_eq!(read_text(&link, 100).unwrap(), "text");
        assert!(replaceable(&dangling).is_err());
        assert!(open_lock(&link).is_err() && open_lock(&dangling).is_err());
        assert!(!nowhere.exists());
    }

    #[test]
    fn nothing_is_written_through_a_link_that_leads_out_of_a_folder() {
        let (inside, outside) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
        let target = outside.path().join("bashrc");
        fs::write(&target, "mine").unwrap();
        symlink(&target, inside.path().join("deck.toml")).unwrap();
        symlink(outside.path(), inside.path().join("topics")).unwrap();
        for path in [
            "deck.toml",
            "topics/new.toml",
            "topics/bashrc",
            "topics/a/b.toml",
        ] {
            let at = inside.path().join(path);
            assert!(replaceable_within(inside.path(), &at).is_err(), "{path}");
        }
        let new = inside.path().join("area/new.toml");
        assert_eq!(replaceable_within(inside.path(), &new).unwrap(), new);
    }

    #[test]
    fn what_killed_writers_left_is_cleared_and_the_rest_stays() {
        let folder = tempfile::tempdir().unwrap();
        let names = [
            ".milepost-part-abcdef",
            ".milepost-part-abcdef-journal",
            ".milepost-part-AbCdEf-wal",
            ".milepost-part-folder",
            // None of ours.
            ".milepost-part-notes",
            ".milepost-part-abcdef.txt",
            ".tmpAbCdEf",
        ];
        for name in names {
            let path = folder.path().join(name);
            if name.ends_with("folder") {
                fs::create_dir(path).unwrap();
            } else {
                fs::write(path, "").unwrap();
            }
        }
        let writing = aside(&folder.path().join("new")).unwrap();
        let using = FolderAside::make_in(folder.path()).unwrap();
        for entry in fs::read_dir(folder.path()).unwrap() {
            let file = File::open(entry.unwrap().path()).unwrap();
            file.set_modified(SystemTime::UNIX_EPOCH).unwrap();
        }
        let young = folder.path().join(".milepost-part-ABCDEF");
        fs::write(&young, "").unwrap();
        clear_abandoned(folder.path());
        let stays = names.map(|name| folder.path().join(name).exists());
        assert_eq!(stays, [false, false, false, false, true, true, true]);
        assert!(young.exists() && writing.path().exists() && using.path().exists());
    }

    #[test]
    fn a_text_beyond_its_limit_is_refused() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("file");
        fs::write(&file, "12345").unwrap();
        assert_eq!(read_text(&file, 5).unwrap(), "12345");
        assert!(read_text(&file, 4).is_err());
    }
}

//! A folder that some program, or a person with a USB stick, brings to the other machines.

use std::fs::{self, Metadata};
use std::io::{self, BufReader, Read, Seek, SeekFrom, Write};
use std::path::{Path, PathBuf};
use std::time::UNIX_EPOCH;

use super::remote::{Remote, RemoteFile, SeekableFile};
use crate::domain::card::hex16;
use crate::domain::id::DeviceId;
use crate::files;

/// How the name of a file that is being written begins. What programs such as Syncthing take for a hidden file.
const PART: &str = ".milepost-";

/// The folder.
#[derive(Debug)]
pub struct SyncFolder {
    path: PathBuf,
}

impl SyncFolder {
    /// The folder at a path, which must be there: one that is made where a drive is missing would be lost with it.
    pub fn open(path: &Path) -> io::Result<Self> {
        let path = path.canonicalize()?;
        if path.is_dir() {
            Ok(Self { path })
        } else {
            Err(io::ErrorKind::NotADirectory.into())
        }
    }

    /// Where it is, without links.
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// Removes what an interrupted sync of a device left; gives how the names of its unfinished files begin.
    fn remove_unfinished(&self, writer: &DeviceId) -> io::Result<String> {
        let prefix = format!("{PART}{writer}-");
        for entry in fs::read_dir(&self.path)? {
            let entry = entry?;
            if entry.file_name().to_string_lossy().starts_with(&prefix) {
                fs::remove_file(entry.path())?;
            }
        }
        Ok(prefix)
    }
}

impl Remote for SyncFolder {
    fn address(&self) -> String {
        self.path.display().to_string()
    }

    fn place(&self) -> String {
        // Of the path itself, which may hold what no text can show.
        hex16(self.path.as_os_str().as_encoded_bytes())
    }

    fn local_path(&self) -> Option<&Path> {
        Some(&self.path)
    }

    fn list(&self) -> io::Result<Vec<RemoteFile>> {
        let mut found = Vec::new();
        for entry in fs::read_dir(&self.path)? {
            let entry = entry?;
            let name = entry.file_name().to_string_lossy().into_owned();
            found.push(facts_of(&entry.path(), name));
        }
        Ok(found)
    }

    fn read(&self, name: &str) -> io::Result<Box<dyn SeekableFile>> {
        let file = files::open(&self.path_of(name))?;
        Ok(Box::new(BufReader::new(file)))
    }

    fn ends_with(&self, name: &str, end: &[u8]) -> bool {
        let longest = u64::try_from(end.len()).unwrap_or(u64::MAX);
        let last_bytes = || {
            let mut file = files::open(&self.path_of(name))?;
            let length = file.metadata()?.len();
            file.seek(SeekFrom::Start(length.saturating_sub(longest)))?;
            let mut last = Vec::new();
            file.take(longest).read_to_end(&mut last)?;
            io::Result::Ok(last)
        };
        last_bytes().is_ok_and(|last| last == end)
    }

    fn create(&self, name: &str, bytes: &[u8], writer: &DeviceId) -> io::Result<RemoteFile> {
        let path = self.path_of(name);
        // A look rather than a rename that refuses: sticks and mounted drives know no such rename.
        if path.symlink_metadata().is_ok() {
            return Err(io::ErrorKind::AlreadyExists.into());
        }
        let prefix = self.remove_unfinished(writer)?;
        let mut part = files::aside_as(&self.path, &prefix)?;
        part.write_all(bytes)?;
        files::put(part, &path)?;
        Ok(facts_of(&path, name.to_owned()))
    }

    fn path_of(&self, name: &str) -> PathBuf {
        self.path.join(name)
    }
}

/// A file of the folder. Of one that cannot be looked at nothing is known, and reading it tells why.
fn facts_of(path: &Path, name: String) -> RemoteFile {
    let facts = path.metadata().ok();
    RemoteFile {
        name,
        size: facts.as_ref().map_or(0, Metadata::len),
        modified: facts.as_ref().and_then(modified).unwrap_or(0),
    }
}

fn modified(facts: &Metadata) -> Option<u64> {
    let since = facts.modified().ok()?.duration_since(UNIX_EPOCH).ok()?;
    u64::try_from(since.as_nanos()).ok()
}

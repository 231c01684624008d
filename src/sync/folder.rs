//! A folder that some program, or a person with a USB stick, brings to the other machines.
//!
//! Nothing in it is believed for being there: files may be missing, cut, old, or copied twice.

use std::fs::{self, File};
use std::io::{self, Read, Seek, SeekFrom};
use std::path::{Path, PathBuf};
use std::time::UNIX_EPOCH;

use tempfile::NamedTempFile;

use super::segment_name::{ENDING, SegmentName};
use crate::domain::id::DeviceId;
use crate::files;

/// The longest last line that is looked for, in bytes.
const LONGEST_LAST_LINE: u64 = 4096;

/// How the name of a file that is being written begins. What programs such as Syncthing take for a hidden file.
const PART: &str = ".milepost-";

/// The folder.
#[derive(Debug)]
pub struct SyncFolder {
    path: PathBuf,
}

/// What a folder holds.
#[derive(Debug, Default)]
pub struct FolderContents {
    /// The segments, in the order of their names.
    pub segments: Vec<FoundSegment>,
    /// Other files that end like segments: conflict copies, duplicates. In order.
    pub conflict_copies: Vec<String>,
}

/// A segment in a folder, whole or not.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct FoundSegment {
    /// Its name.
    pub name: SegmentName,
    /// Its size in bytes.
    pub size: u64,
    /// When it was last changed, in nanoseconds since 1970; 0 where that is not known.
    pub modified: u64,
}

impl FoundSegment {
    fn at(path: &Path, name: SegmentName) -> Self {
        // Of a file that cannot be looked at nothing is known, and reading it tells why.
        let facts = path.metadata().ok();
        let modified = facts.as_ref().and_then(|facts| facts.modified().ok());
        let since = modified.and_then(|at| at.duration_since(UNIX_EPOCH).ok());
        Self {
            name,
            size: facts.map_or(0, |facts| facts.len()),
            modified: since
                .and_then(|since| u64::try_from(since.as_nanos()).ok())
                .unwrap_or(0),
        }
    }
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

    /// Whether a path lies in it.
    pub fn holds(&self, path: &Path) -> bool {
        path.canonicalize()
            .is_ok_and(|path| path.starts_with(&self.path))
    }

    /// Where a segment lies.
    pub fn path_of(&self, segment: &SegmentName) -> PathBuf {
        self.path.join(segment.to_string())
    }

    /// What it holds now.
    pub fn contents(&self) -> io::Result<FolderContents> {
        let mut contents = FolderContents::default();
        for entry in fs::read_dir(&self.path)? {
            let entry = entry?;
            let name = entry.file_name().to_string_lossy().into_owned();
            match SegmentName::parse(&name) {
                Some(segment) => {
                    let found = FoundSegment::at(&entry.path(), segment);
                    contents.segments.push(found);
                }
                None if name.ends_with(ENDING) => contents.conflict_copies.push(name),
                None => {}
            }
        }
        contents.segments.sort();
        contents.conflict_copies.sort();
        Ok(contents)
    }

    /// Whether a segment ends with the checksum in its name. A file that was made at full length before its content
    /// came does not.
    pub fn ends_well(&self, segment: &SegmentName) -> bool {
        let last_line = || {
            let mut file = files::open(&self.path_of(segment))?;
            let length = file.metadata()?.len();
            file.seek(SeekFrom::Start(length.saturating_sub(LONGEST_LAST_LINE)))?;
            let mut end = Vec::new();
            file.take(LONGEST_LAST_LINE).read_to_end(&mut end)?;
            io::Result::Ok(end)
        };
        let expected = format!("\"checksum\":\"{}\"}}\n", segment.checksum);
        last_line().is_ok_and(|end| end.ends_with(expected.as_bytes()))
    }

    /// A new file in it that is not a segment yet. What an interrupted sync of this device left is removed.
    pub fn begin(&self, device: &DeviceId) -> io::Result<NamedTempFile> {
        let prefix = format!("{PART}{device}-");
        for entry in fs::read_dir(&self.path)? {
            let entry = entry?;
            if entry.file_name().to_string_lossy().starts_with(&prefix) {
                fs::remove_file(entry.path())?;
            }
        }
        files::aside_as(&self.path, &prefix)
    }

    /// Makes a file that is complete a segment, in one step that lasts.
    pub fn finish(&self, part: NamedTempFile, name: SegmentName) -> io::Result<FoundSegment> {
        let path = self.path_of(&name);
        files::put(part, &path)?;
        Ok(FoundSegment::at(&path, name))
    }

    /// Opens a segment to read it.
    pub fn read(&self, segment: &SegmentName) -> io::Result<File> {
        files::open(&self.path_of(segment))
    }
}

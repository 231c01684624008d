//! A place that carries files between machines: what `sync` needs of one, whatever it is.
//!
//! Nothing in it is believed for being there: files may be missing, cut, old, or copied twice.

use std::io::{self, BufRead, Seek};
use std::path::{Path, PathBuf};

use super::key_file::{KEY_FILE, SEALED_ENDING};
use super::segment_name::{SegmentKind, SegmentName};
use crate::domain::card::hex16;
use crate::domain::id::DeviceId;

/// Whether a text is an address rather than a folder.
pub fn is_address(text: &str) -> bool {
    text.contains("://")
}

/// A file that is read twice where events are told apart.
pub trait SeekableFile: BufRead + Seek {}

impl<T: BufRead + Seek> SeekableFile for T {}

/// A file in a remote.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct RemoteFile {
    /// Its name there.
    pub name: String,
    /// Its size in bytes.
    pub size: u64,
    /// When it was last changed, in nanoseconds since 1970; 0 where that is not known.
    pub modified: u64,
}

/// A place with files, none of which is ever changed once it is whole.
pub trait Remote {
    /// Where it is, as the learner writes it.
    fn address(&self) -> String;

    /// What tells it from other places.
    fn place(&self) -> String {
        hex16(self.address().as_bytes())
    }

    /// The folder of this machine that it is, if it is one.
    fn local_path(&self) -> Option<&Path>;

    /// Its files, in any order.
    fn list(&self) -> io::Result<Vec<RemoteFile>>;

    /// Opens a file.
    fn read(&self, name: &str) -> io::Result<Box<dyn SeekableFile>>;

    /// Whether a file ends like this. One that was made at full length before its content came does not.
    fn ends_with(&self, name: &str, end: &[u8]) -> bool;

    /// Puts a new file there, whole or not at all. One that is there already is left as it is, with an error of the kind
    /// `AlreadyExists`. What an interrupted sync of the same device left unfinished is removed.
    fn create(&self, name: &str, bytes: &[u8], writer: &DeviceId) -> io::Result<RemoteFile>;

    /// The name under which the place itself knows a file.
    fn stored_name(&self, name: &str) -> String {
        name.to_owned()
    }

    /// Where a file lies, for messages.
    fn path_of(&self, name: &str) -> PathBuf {
        PathBuf::from(format!("{}/{}", self.address(), self.stored_name(name)))
    }
}

/// What a remote holds.
#[derive(Debug, Default)]
pub struct RemoteContents {
    /// The segments, in the order of their names.
    pub segments: Vec<FoundSegment>,
    /// Versions of cards and settings, in the order of their names.
    pub decks: Vec<FoundSegment>,
    /// Other files that end like segments: conflict copies, duplicates. In order.
    pub conflict_copies: Vec<String>,
}

/// A segment in a remote, whole or not.
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
    /// A file under a name that was read from it.
    pub fn of(file: &RemoteFile, name: SegmentName) -> Self {
        Self {
            name,
            size: file.size,
            modified: file.modified,
        }
    }
}

impl RemoteContents {
    /// What a remote holds now.
    pub fn of(remote: &dyn Remote) -> io::Result<Self> {
        let mut contents = Self::default();
        for file in remote.list()? {
            match SegmentName::parse(&file.name) {
                Some(name) => {
                    let of_kind = match name.kind {
                        SegmentKind::Events => &mut contents.segments,
                        SegmentKind::Decks => &mut contents.decks,
                    };
                    of_kind.push(FoundSegment::of(&file, name));
                }
                None if is_like_ours(&file.name) => contents.conflict_copies.push(file.name),
                None => {}
            }
        }
        contents.segments.sort();
        contents.decks.sort();
        contents.conflict_copies.sort();
        Ok(contents)
    }
}

/// Whether a name ends like one of ours, and may be that of a copy.
fn is_like_ours(name: &str) -> bool {
    let mut endings = SegmentKind::ALL.iter().map(|kind| kind.ending());
    name != KEY_FILE
        && (endings.any(|ending| name.ends_with(ending)) || name.ends_with(SEALED_ENDING))
}

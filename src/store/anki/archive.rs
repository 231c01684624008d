//! The zip archive of a package, and which of its members is the collection.

use std::fs::File;
use std::io::{self, BufReader, Read, Write};
use std::path::Path;

use ruzstd::decoding::StreamingDecoder;
use zip::ZipArchive;
use zip::read::ZipFile;
use zip::result::ZipError;

use super::error::PackageError;
use super::{protobuf, read_small};
use crate::files;
use crate::store::db::companion;

/// Largest collection, unpacked. A hundred thousand notes with a million reviews have about 120 MiB.
const MAX_COLLECTION_BYTES: u64 = 2 * 1024 * 1024 * 1024;

/// Largest picture or sound.
const MAX_MEDIA_BYTES: u64 = 256 * 1024 * 1024;

/// Largest list of pictures and sounds.
const MAX_LIST_BYTES: u64 = 64 * 1024 * 1024;

/// How a package is laid out, by the version that wrote it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Layout {
    /// `collection.anki2` and JSON.
    First,
    /// `collection.anki21` and JSON.
    Second,
    /// `collection.anki21b`, where each member is compressed by itself and lists are protocol buffers.
    Third,
}

impl Layout {
    const fn collection(self) -> &'static str {
        match self {
            Self::First => "collection.anki2",
            Self::Second => "collection.anki21",
            Self::Third => "collection.anki21b",
        }
    }
}

/// An open archive. Members are asked for by name; no name of a member becomes a path.
pub(super) struct Archive {
    zip: ZipArchive<BufReader<File>>,
}

impl Archive {
    pub(super) fn open(file: File) -> Result<Self, PackageError> {
        let zip = ZipArchive::new(BufReader::new(file)).map_err(|_| PackageError::Archive)?;
        Ok(Self { zip })
    }

    /// The layout that `meta` names; without one, the newest that is there: next to a newer collection the
    /// older one is a stub, whose only note says to update.
    pub(super) fn layout(&mut self) -> Result<Layout, PackageError> {
        let named = match self.member("meta")? {
            Some(meta) => {
                let bytes = read_small(meta, 1024)?;
                let fields = protobuf::fields(&bytes);
                let fields = fields.ok_or(PackageError::Encoding { part: "meta" })?;
                protobuf::number(&fields, 1)
            }
            None => 0,
        };
        let layout = match named {
            0 => {
                let newest_first = [Layout::Third, Layout::Second, Layout::First];
                let found = newest_first
                    .into_iter()
                    .find(|layout| self.has(layout.collection()));
                found.ok_or(PackageError::NoCollection)?
            }
            1 => Layout::First,
            2 => Layout::Second,
            3 => Layout::Third,
            layout => return Err(PackageError::Newer { layout }),
        };
        if self.has(layout.collection()) {
            Ok(layout)
        } else {
            Err(PackageError::NoCollection)
        }
    }

    fn has(&self, name: &str) -> bool {
        self.zip.index_for_name(name).is_some()
    }

    fn member(&mut self, name: &str) -> Result<Option<ZipFile<'_, BufReader<File>>>, PackageError> {
        match self.zip.by_name(name) {
            Ok(member) => Ok(Some(member)),
            Err(ZipError::FileNotFound) => Ok(None),
            Err(ZipError::Io(error)) => Err(PackageError::Unpack(error)),
            Err(_) => Err(PackageError::Archive),
        }
    }

    /// The list of pictures and sounds, if there is one.
    pub(super) fn media_list(&mut self, layout: Layout) -> Result<Option<Vec<u8>>, PackageError> {
        let Some(member) = self.member("media")? else {
            return Ok(None);
        };
        let bytes = match layout {
            Layout::Third => read_small(expand(member)?, MAX_LIST_BYTES)?,
            Layout::First | Layout::Second => read_small(member, MAX_LIST_BYTES)?,
        };
        Ok(Some(bytes))
    }

    pub(super) fn unpack_collection(
        &mut self,
        layout: Layout,
        to: &mut impl Write,
    ) -> Result<(), PackageError> {
        let member = self.member(layout.collection())?;
        let member = member.ok_or(PackageError::NoCollection)?;
        match layout {
            Layout::Third => copy(expand(member)?, to, MAX_COLLECTION_BYTES),
            Layout::First | Layout::Second => copy(member, to, MAX_COLLECTION_BYTES),
        }
    }

    /// Copies a picture or sound; false if it is not there.
    pub(super) fn copy_media(
        &mut self,
        name: &str,
        layout: Layout,
        to: &mut impl Write,
    ) -> Result<bool, PackageError> {
        let Some(member) = self.member(name)? else {
            return Ok(false);
        };
        match layout {
            Layout::Third => copy(expand(member)?, to, MAX_MEDIA_BYTES)?,
            Layout::First | Layout::Second => copy(member, to, MAX_MEDIA_BYTES)?,
        }
        Ok(true)
    }
}

/// What a member holds that was compressed before it was put into the archive.
fn expand(member: impl Read) -> Result<impl Read, PackageError> {
    StreamingDecoder::new(member)
        .map_err(|error| PackageError::Unpack(io::Error::other(error.to_string())))
}

/// Copies at most that many bytes: the size that a member states proves nothing.
fn copy(from: impl Read, to: &mut impl Write, longest: u64) -> Result<(), PackageError> {
    let copied = io::copy(&mut from.take(longest + 1), to).map_err(PackageError::Unpack)?;
    if copied > longest {
        return Err(PackageError::TooLarge {
            limit: longest / 1024 / 1024,
        });
    }
    Ok(())
}

/// Copies a collection that lies open, with what Anki has written to it last and not yet put in its place.
pub(super) fn copy_collection(from: &Path, to: &Path) -> Result<(), PackageError> {
    copy_file(from, to)?;
    let log = |file: &Path| companion(file, "-wal");
    if log(from).is_file() {
        copy_file(&log(from), &log(to))?;
    }
    Ok(())
}

fn copy_file(from: &Path, to: &Path) -> Result<(), PackageError> {
    let from = files::open(from).map_err(PackageError::Unpack)?;
    let mut to = File::create_new(to).map_err(PackageError::Unpack)?;
    copy(from, &mut to, MAX_COLLECTION_BYTES)
}

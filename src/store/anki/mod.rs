//! Packages of Anki: a zip archive with an `SQLite` collection, pictures and sounds. They come from anybody, so
//! each part has a largest size, no name in them becomes a path, and the collection is opened read-only.

mod archive;
mod collection;
mod error;
mod media;
mod note_types;
mod protobuf;
mod values;
mod write;

use std::fs::File;
use std::io::{Read, Write};

use tempfile::TempDir;

use crate::domain::anki::AnkiCollection;

use archive::{Archive, Layout};
pub use error::PackageError;
use media::MediaEntry;
pub use write::{AnkiExportClock, write_package};

/// An open package.
pub struct AnkiPackage {
    archive: Archive,
    layout: Layout,
    media: Vec<MediaEntry>,
}

impl AnkiPackage {
    /// Opens a package and reads the list of its pictures and sounds.
    pub fn open(file: File) -> Result<Self, PackageError> {
        let mut archive = Archive::open(file)?;
        let layout = archive.layout()?;
        let media = media::read_list(&mut archive, layout)?;
        Ok(Self {
            archive,
            layout,
            media,
        })
    }

    /// Reads the collection, which is unpacked to a folder that is removed at once.
    pub fn collection(&mut self) -> Result<AnkiCollection, PackageError> {
        let folder = TempDir::new().map_err(PackageError::Unpack)?;
        let file = folder.path().join("collection.db");
        let mut unpacked = File::create_new(&file).map_err(PackageError::Unpack)?;
        self.archive.unpack_collection(self.layout, &mut unpacked)?;
        collection::read(&file)
    }

    /// Names of the pictures and sounds in the package.
    pub fn media_names(&self) -> impl Iterator<Item = &str> {
        self.media.iter().map(|entry| entry.name.as_str())
    }

    /// Copies a picture or sound; false if the package does not hold it.
    pub fn copy_media(&mut self, name: &str, to: &mut impl Write) -> Result<bool, PackageError> {
        let Some(entry) = self.media.iter().find(|entry| entry.name == name) else {
            return Ok(false);
        };
        self.archive.copy_media(&entry.member, self.layout, to)
    }
}

/// Reads bytes as a package would: for tests with damaged ones.
pub fn read_collection_bytes(bytes: &[u8]) -> Result<AnkiCollection, PackageError> {
    let mut file = tempfile::tempfile().map_err(PackageError::Unpack)?;
    file.write_all(bytes).map_err(PackageError::Unpack)?;
    AnkiPackage::open(file)?.collection()
}

/// Reads a member into memory, unless it is larger than a limit in bytes.
fn read_small(reader: impl Read, longest: u64) -> Result<Vec<u8>, PackageError> {
    let mut bytes = Vec::new();
    reader
        .take(longest + 1)
        .read_to_end(&mut bytes)
        .map_err(PackageError::Unpack)?;
    if bytes.len() as u64 > longest {
        return Err(PackageError::TooLarge {
            limit: longest / 1024 / 1024,
        });
    }
    Ok(bytes)
}

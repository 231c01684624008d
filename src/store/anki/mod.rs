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
use std::path::PathBuf;

use crate::domain::anki::AnkiCollection;
use crate::files::FolderAside;

use archive::{Archive, Layout};
pub use error::PackageError;
use media::MediaEntry;
pub use write::{AnkiExportClock, write_package};

/// How a database of `SQLite` begins.
const DATABASE_MARK: &[u8] = b"SQLite format 3\0";

/// An open package.
pub struct AnkiPackage {
    source: PackageSource,
    media: Vec<MediaEntry>,
}

/// What holds the collection.
enum PackageSource {
    /// An archive.
    Archive(Archive, Layout),
    /// The collection itself, as it lies in a profile's folder.
    Collection(PathBuf),
}

impl AnkiPackage {
    /// Opens a package and reads the list of its pictures and sounds.
    pub fn open(file: File) -> Result<Self, PackageError> {
        let mut archive = Archive::open(file)?;
        let layout = archive.layout()?;
        let media = media::read_list(&mut archive, layout)?;
        Ok(Self {
            source: PackageSource::Archive(archive, layout),
            media,
        })
    }

    /// A collection outside of a package: its pictures and sounds are elsewhere.
    pub const fn of_collection(file: PathBuf) -> Self {
        Self {
            source: PackageSource::Collection(file),
            media: Vec::new(),
        }
    }

    /// Whether a file that begins like this is a collection outside of a package.
    pub fn is_collection(beginning: &[u8]) -> bool {
        beginning.starts_with(DATABASE_MARK)
    }

    /// Whether it is a collection outside of a package.
    pub const fn is_bare(&self) -> bool {
        matches!(self.source, PackageSource::Collection(_))
    }

    /// Reads the collection, which is unpacked to a folder that is removed at once.
    pub fn collection(&mut self) -> Result<AnkiCollection, PackageError> {
        let folder = FolderAside::make_temporary().map_err(PackageError::Unpack)?;
        let file = folder.path().join("collection.db");
        match &mut self.source {
            PackageSource::Archive(archive, layout) => {
                let mut unpacked = File::create_new(&file).map_err(PackageError::Unpack)?;
                archive.unpack_collection(*layout, &mut unpacked)?;
            }
            PackageSource::Collection(original) => archive::copy_collection(original, &file)?,
        }
        collection::read(&file)
    }

    /// Names of the pictures and sounds in the package.
    pub fn media_names(&self) -> impl Iterator<Item = &str> {
        self.media.iter().map(|entry| entry.name.as_str())
    }

    /// Copies a picture or sound; false if the package does not hold it.
    pub fn copy_media(&mut self, name: &str, to: &mut impl Write) -> Result<bool, PackageError> {
        let PackageSource::Archive(archive, layout) = &mut self.source else {
            return Ok(false);
        };
        let Some(entry) = self.media.iter().find(|entry| entry.name == name) else {
            return Ok(false);
        };
        archive.copy_media(&entry.member, *layout, to)
    }
}

/// Reads bytes as a package, or as a collection outside of one: for tests with damaged ones.
pub fn read_collection_bytes(bytes: &[u8]) -> Result<AnkiCollection, PackageError> {
    let mut file = tempfile::NamedTempFile::new().map_err(PackageError::Unpack)?;
    file.write_all(bytes).map_err(PackageError::Unpack)?;
    if AnkiPackage::is_collection(bytes) {
        return AnkiPackage::of_collection(file.path().to_owned()).collection();
    }
    AnkiPackage::open(file.into_file())?.collection()
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

//! What carries sealed segments of the log, and versions of decks and settings, from one machine to another: a folder,
//! which may be a clone of a git repository. And what is read from repositories of others.

#[cfg(feature = "encryption")]
mod base32;
#[cfg(feature = "cloud")]
mod cloud;
mod commit;
mod deck_versions;
mod folder;
mod git;
mod key_file;
mod remote;
#[cfg(feature = "encryption")]
mod sealed;
mod segment_name;

#[cfg(feature = "cloud")]
pub use cloud::{CloudRemote, WebdavLogin};
pub use commit::{CommitFile, CommitFileKind, FetchedCommit};
pub use deck_versions::{
    DeckVersionsFault, LARGEST_DECK_VERSIONS, read_deck_versions, write_deck_versions,
};
pub use folder::SyncFolder;
pub use git::{GitClone, GitRefusal, PushOutcome};
pub use key_file::{KEY_FILE, KeyFault, RemoteSigns};
pub use remote::{FoundSegment, Remote, RemoteContents, RemoteFile, SeekableFile, is_address};
#[cfg(feature = "encryption")]
pub use sealed::{RemoteKey, SealedRemote};
pub use segment_name::{SegmentKind, SegmentName};

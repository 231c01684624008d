//! What carries sealed segments of the log from one machine to another: a folder, which may be a clone of a git
//! repository. And what is read from repositories of others.

mod commit;
mod folder;
mod git;
mod remote;
mod segment_name;

pub use commit::{CommitFile, CommitFileKind, FetchedCommit};
pub use folder::SyncFolder;
pub use git::{GitClone, GitRefusal, PushOutcome};
pub use remote::{FoundSegment, Remote, RemoteContents, RemoteFile, SeekableFile};
pub use segment_name::SegmentName;

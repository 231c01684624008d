//! What carries sealed segments of the log from one machine to another: a folder, which may be a clone of a git
//! repository.

mod folder;
mod git;
mod segment_name;

pub use folder::{FolderContents, FoundSegment, SyncFolder};
pub use git::{GitClone, GitRefusal, PushOutcome};
pub use segment_name::SegmentName;

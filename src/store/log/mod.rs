//! The event log: the only truth. Written at its end, read in order, sent out as lines.

mod append;
mod card_log;
mod coverage;
mod foreign_wal;
mod forks;
mod lines;
mod mark;
mod names;
mod present;
mod read;
mod rows;
mod seal;

pub(super) use append::{LONGEST_BODY, Neighbour, Neighbours, Reach};
pub(super) use foreign_wal::must_own_its_wal;
pub(super) use forks::Forks;
pub(super) use lines::{Entry, FORMAT, LogLine, LogWriter, Tag, hex};
pub use lines::{LogContent, SegmentOrigin};
pub(super) use mark::LastWritten;
pub use names::Log;
pub(super) use names::{LogState, SCHEDULER, place_of};
pub(super) use present::Present;
pub use read::{EventStatus, Events, Filter, Logged};
pub(super) use rows::{
    COLUMNS, Checksum, SPANS, Stored, card_of, checksum, device_rows, encode, is_unreadable, read,
};
pub(super) use seal::{LastLine, LineKind, Seal};

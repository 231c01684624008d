//! The last event that this machine wrote, kept next to the database and not in it.
//!
//! A database that is put back from a snapshot, or another device's file renamed over it, looks whole by itself. It
//! lacks the event of the mark. A folder that is synchronized carries marks too, so each machine has a file of its own.
//! The mark is written after the commit and not synced: after a power cut it may be behind the log, which is harmless,
//! and never ahead of it.

use std::fs;
use std::io::{self, ErrorKind, Write as _};
use std::path::{Path, PathBuf};

use crate::domain::card::hex16;
use crate::domain::id::DeviceId;
use crate::files;
use crate::store::db::companion;

/// Largest file that is read.
const LARGEST: u64 = 1_000;

/// The last event of a device.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::store) struct LastWritten {
    pub(in crate::store) device: DeviceId,
    pub(in crate::store) seq: u64,
}

impl LastWritten {
    /// What this machine last wrote to a database. A file that is missing, torn or foreign says nothing.
    pub(in crate::store) fn read(db: &Path) -> Option<Self> {
        let text = files::read_text(&mark_of(db), LARGEST).ok()?;
        let (content, sum) = text.trim_end().rsplit_once(' ')?;
        if sum != hex16(content.as_bytes()) {
            return None;
        }
        let (device, seq) = content.split_once(' ')?;
        Some(Self {
            device: DeviceId::parse(device).ok()?,
            seq: seq.parse().ok()?,
        })
    }

    /// Writes the mark. Without one an answer is as safe as before, so a failure is not worth an error.
    pub(in crate::store) fn write(&self, db: &Path) {
        let content = format!("{} {:020}", self.device, self.seq);
        let line = format!("{content} {}\n", hex16(content.as_bytes()));
        let opened = files::open_lock(&mark_of(db));
        let _ = opened.and_then(|mut file| file.write_all(line.as_bytes()));
    }

    /// Removes the mark, also across a power cut.
    pub(in crate::store) fn remove(db: &Path) -> io::Result<()> {
        let mark = mark_of(db);
        match fs::remove_file(&mark) {
            Ok(()) => files::settle(mark.parent().unwrap_or(Path::new("."))),
            Err(error) if error.kind() == ErrorKind::NotFound => Ok(()),
            Err(error) => Err(error),
        }
    }
}

fn mark_of(db: &Path) -> PathBuf {
    // Two names of one database share its mark.
    let real = db.canonicalize();
    let real = real.as_deref().unwrap_or(db);
    companion(real, &format!("-mark-{}", hex16(machine().as_bytes())))
}

/// The name of this machine; empty where the system has none.
pub(super) fn machine() -> String {
    fs::read_to_string("/etc/machine-id").unwrap_or_default()
}

//! What the last line of a log file says of the lines before it.
//!
//! Without it, a file whose end is missing looks like a shorter log. The checksum is taken over the lines without
//! their line ends, so that a transfer which rewrites those does no harm.

use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

/// The last line of a log file.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(in crate::store) struct LastLine {
    /// Lines that hold an event.
    pub(in crate::store) events: u64,
    /// Lines that hold settings.
    pub(in crate::store) settings: u64,
    /// The first sixteen digits of SHA-256 over all lines before this one, each followed by a newline.
    pub(in crate::store) checksum: String,
}

impl LastLine {
    /// How the line begins; no other one does.
    pub(in crate::store) const BEGINNING: &str = "{\"events\":";
}

/// What a line of a log file holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::store) enum LineKind {
    Head,
    Settings,
    Event,
}

/// Counts and a checksum over the lines of a log file, while it is written or read.
#[derive(Debug, Clone, Default)]
pub(in crate::store) struct Seal {
    events: u64,
    settings: u64,
    hash: Sha256,
}

impl Seal {
    /// Counts a line, given without its line end.
    pub(in crate::store) fn count(&mut self, kind: LineKind, line: &str) {
        match kind {
            LineKind::Head => {}
            LineKind::Settings => self.settings += 1,
            LineKind::Event => self.events += 1,
        }
        self.hash.update(line.as_bytes());
        self.hash.update(b"\n");
    }

    /// Events counted so far.
    pub(in crate::store) const fn events(&self) -> u64 {
        self.events
    }

    /// The line that must follow.
    pub(in crate::store) fn last_line(&self) -> LastLine {
        let digest = self.hash.clone().finalize();
        let checksum = digest.iter().take(8).map(|byte| format!("{byte:02x}"));
        LastLine {
            events: self.events,
            settings: self.settings,
            checksum: checksum.collect(),
        }
    }
}

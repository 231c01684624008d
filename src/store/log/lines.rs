//! The log as JSON lines: a header, the settings, an event a line, and the line that seals the file.
//! `docs/log-format.md` describes them.

use std::io;
use std::path::Path;

use serde::{Deserialize, Serialize};
use serde_json::value::RawValue;

use super::names::Log;
use super::rows::{Checksum, Stored, checksum};
use super::seal::{LastLine, LineKind, Seal};
use crate::domain::coverage::Coverage;
use crate::domain::day::{Instant, StudyDay};
use crate::domain::event::{EventKey, HybridClock, SettingsHash, Stamp, without_texts};
use crate::domain::id::DeviceId;
use crate::store::db::{StoreError, device_and_seq};

/// Version of the file format. Files of version 1 have no last line.
pub(in crate::store) const FORMAT: u32 = 2;

/// Version of the files that leave out what the learner wrote.
const FIGURES_FORMAT: u32 = 1;

/// A line of a log file that holds no event.
#[derive(Debug, Serialize, Deserialize)]
#[serde(untagged)]
pub(in crate::store) enum LogLine {
    Header {
        milepost_log: u32,
        #[serde(flatten)]
        origin: Option<SegmentOrigin>,
    },
    FiguresHeader {
        milepost_figures: u32,
    },
    Settings {
        settings: SettingsHash,
        text: String,
    },
}

/// Who wrote a segment of a log.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SegmentOrigin {
    /// The device.
    pub device: DeviceId,
    /// What the learner calls it.
    pub name: String,
}

/// What of each event is exported.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LogContent {
    /// All of it.
    Whole,
    /// Everything but what the learner wrote. The events have no checksums and cannot be imported.
    Figures,
}

/// An event as a line. The body stands as it is stored, byte by byte, for the checksum's sake.
#[derive(Debug, Serialize, Deserialize)]
pub(in crate::store) struct Entry {
    pub(in crate::store) device: DeviceId,
    pub(in crate::store) seq: u64,
    pub(in crate::store) clock: HybridClock,
    pub(in crate::store) at: Instant,
    pub(in crate::store) offset: i32,
    pub(in crate::store) zone: String,
    pub(in crate::store) day: StudyDay,
    pub(in crate::store) version: u32,
    pub(in crate::store) checksum: String,
    pub(in crate::store) body: Box<RawValue>,
}

impl Entry {
    /// An event as a line; nothing if its checksum does not fit.
    pub(in crate::store) fn of(key: &EventKey, stored: &Stored) -> Option<Self> {
        if checksum(&key.device, stored) != stored.checksum {
            return None;
        }
        let body = RawValue::from_string(stored.body.clone()).ok()?;
        let EventKey { device, seq } = key.clone();
        let Stamp {
            at,
            offset,
            zone,
            day,
        } = stored.stamp.clone();
        let (clock, version, checksum) = (stored.clock, stored.version, hex(stored.checksum));
        Some(Self {
            device,
            seq,
            clock,
            at,
            offset,
            zone,
            day,
            version,
            checksum,
            body,
        })
    }
}

/// An event without what the learner wrote.
#[derive(Debug, Serialize)]
struct FiguresEntry {
    device: DeviceId,
    seq: u64,
    clock: HybridClock,
    at: Instant,
    offset: i32,
    zone: String,
    day: StudyDay,
    version: u32,
    body: serde_json::Value,
}

impl FiguresEntry {
    fn of(entry: Entry) -> Result<Self, serde_json::Error> {
        Ok(Self {
            device: entry.device,
            seq: entry.seq,
            clock: entry.clock,
            at: entry.at,
            offset: entry.offset,
            zone: entry.zone,
            day: entry.day,
            version: entry.version,
            body: without_texts(serde_json::from_str(entry.body.get())?),
        })
    }
}

/// A log file that is being written: its head, then its events, then the line that seals it.
pub(in crate::store) struct LogWriter<'o> {
    out: &'o mut dyn io::Write,
    file: &'o Path,
    what: LogContent,
    seal: Seal,
}

impl<'o> LogWriter<'o> {
    /// Begins a file with the settings that its events may name.
    pub(in crate::store) fn begin(
        out: &'o mut dyn io::Write,
        file: &'o Path,
        what: LogContent,
        settings: impl IntoIterator<Item = (String, String)>,
    ) -> Result<Self, StoreError> {
        Self::begin_from(None, out, file, what, settings)
    }

    /// The same for a file that says who wrote it.
    fn begin_from(
        origin: Option<&SegmentOrigin>,
        out: &'o mut dyn io::Write,
        file: &'o Path,
        what: LogContent,
        settings: impl IntoIterator<Item = (String, String)>,
    ) -> Result<Self, StoreError> {
        let mut writer = Self {
            out,
            file,
            what,
            seal: Seal::default(),
        };
        let head = match what {
            LogContent::Whole => LogLine::Header {
                milepost_log: FORMAT,
                origin: origin.cloned(),
            },
            LogContent::Figures => LogLine::FiguresHeader {
                milepost_figures: FIGURES_FORMAT,
            },
        };
        writer.line(LineKind::Head, &head)?;
        for (hash, text) in settings {
            let settings = SettingsHash(hash);
            writer.line(LineKind::Settings, &LogLine::Settings { settings, text })?;
        }
        Ok(writer)
    }

    /// Writes an event.
    pub(in crate::store) fn event(&mut self, entry: Entry) -> Result<(), StoreError> {
        match self.what {
            LogContent::Whole => self.line(LineKind::Event, &entry),
            LogContent::Figures => {
                let figures = FiguresEntry::of(entry)
                    .map_err(|e| StoreError::io(self.file, io::Error::from(e)))?;
                self.line(LineKind::Event, &figures)
            }
        }
    }

    /// Seals the file; gives its last line.
    pub(in crate::store) fn end(mut self) -> Result<LastLine, StoreError> {
        let last = self.seal.last_line();
        self.line(LineKind::Head, &last)?;
        self.out.flush().map_err(|e| StoreError::io(self.file, e))?;
        Ok(last)
    }

    fn line(&mut self, kind: LineKind, line: &impl Serialize) -> Result<(), StoreError> {
        let fail = |e| StoreError::io(self.file, e);
        let text = serde_json::to_string(line).map_err(|e| fail(e.into()))?;
        writeln!(self.out, "{text}").map_err(fail)?;
        self.seal.count(kind, &text);
        Ok(())
    }
}

/// The tag within a body.
#[derive(Deserialize)]
pub(in crate::store) struct Tag {
    pub(in crate::store) kind: String,
}

impl Log<'_> {
    /// Writes the whole log as JSON lines, in order; says how many events it holds.
    pub fn export(
        &self,
        out: &mut dyn io::Write,
        file: &Path,
        what: LogContent,
    ) -> Result<u64, StoreError> {
        let mut writer = LogWriter::begin(out, file, what, self.settings_texts()?)?;
        for stored in self.stored_in_order()? {
            writer.event(self.entry(&stored?)?)?;
        }
        Ok(writer.end()?.events)
    }

    /// Writes some events as a segment; gives the checksum in its last line.
    pub fn export_part(
        &self,
        out: &mut dyn io::Write,
        file: &Path,
        origin: &SegmentOrigin,
        part: &Coverage,
    ) -> Result<String, StoreError> {
        let settings = self.settings_texts()?;
        let mut writer =
            LogWriter::begin_from(Some(origin), out, file, LogContent::Whole, settings)?;
        for (device, run) in part.runs() {
            self.each_of_run(device, run, |stored| writer.event(self.entry(&stored)?))?;
        }
        Ok(writer.end()?.checksum)
    }

    /// The settings reviews name, by hash.
    pub(in crate::store) fn settings_texts(&self) -> Result<Vec<(String, String)>, StoreError> {
        self.db
            .many("SELECT hash, text FROM settings ORDER BY hash", [], |row| {
                Ok((row.get(0)?, row.get(1)?))
            })
    }

    /// An event as a line. One that was damaged on disk is refused.
    pub(in crate::store) fn entry(&self, stored: &Stored) -> Result<Entry, StoreError> {
        let (device, seq) = device_and_seq(stored.row);
        let key = EventKey {
            device: self.device(device)?,
            seq,
        };
        Entry::of(&key, stored).ok_or_else(|| {
            self.db
                .damaged(&format!("event {seq} of device {}", key.device))
        })
    }
}

/// Lower case hexadecimal digits.
pub(in crate::store) fn hex(checksum: Checksum) -> String {
    format!("{:016x}", u64::from_be_bytes(checksum))
}

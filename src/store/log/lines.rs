//! The log as JSON lines: a header, the settings, and an event a line.

use std::io;
use std::path::Path;

use serde::{Deserialize, Serialize};
use serde_json::value::RawValue;

use super::names::Log;
use super::rows::{Checksum, Stored, checksum};
use crate::domain::day::{Instant, StudyDay};
use crate::domain::event::{EventKey, HybridClock, SettingsHash, Stamp};
use crate::domain::id::DeviceId;
use crate::store::db::{StoreError, device_and_seq};

/// Version of the file format.
pub(in crate::store) const FORMAT: u32 = 1;

/// A line of a log file: a header, a settings text or an event.
#[derive(Debug, Serialize, Deserialize)]
#[serde(untagged)]
pub(in crate::store) enum LogLine {
    Header {
        milepost_log: u32,
    },
    Settings {
        settings: SettingsHash,
        text: String,
    },
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

/// Writes the header and the settings, by hash.
pub(in crate::store) fn put_head(
    out: &mut dyn io::Write,
    file: &Path,
    settings: impl IntoIterator<Item = (String, String)>,
) -> Result<(), StoreError> {
    put_line(
        out,
        file,
        &LogLine::Header {
            milepost_log: FORMAT,
        },
    )?;
    settings.into_iter().try_for_each(|(hash, text)| {
        put_line(
            out,
            file,
            &LogLine::Settings {
                settings: SettingsHash(hash),
                text,
            },
        )
    })
}

pub(in crate::store) fn put_line(
    out: &mut dyn io::Write,
    file: &Path,
    line: &impl Serialize,
) -> Result<(), StoreError> {
    serde_json::to_writer(&mut *out, line)
        .map_err(io::Error::from)
        .and_then(|()| writeln!(out))
        .map_err(|e| StoreError::io(file, e))
}

/// The tag within a body.
#[derive(Deserialize)]
pub(in crate::store) struct Tag {
    pub(in crate::store) kind: String,
}

impl Log<'_> {
    /// Writes the whole log as JSON lines with checksums, in order; says how many events it holds.
    pub fn export(&self, out: &mut dyn io::Write, file: &Path) -> Result<u64, StoreError> {
        put_head(out, file, self.settings_texts()?)?;
        let mut count = 0;
        for stored in self.stored_in_order()? {
            let stored = stored?;
            put_line(out, file, &self.entry(&stored)?)?;
            count += 1;
        }
        out.flush().map_err(|e| StoreError::io(file, e))?;
        Ok(count)
    }

    /// The settings reviews name, by hash.
    pub(in crate::store) fn settings_texts(&self) -> Result<Vec<(String, String)>, StoreError> {
        self.db
            .many("SELECT hash, text FROM settings ORDER BY hash", [], |row| {
                Ok((row.get(0)?, row.get(1)?))
            })
    }

    /// An event as a line. One that was damaged on disk is refused.
    fn entry(&self, stored: &Stored) -> Result<Entry, StoreError> {
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

//! The log as JSON lines: out in full, and in again by union.

use std::collections::{BTreeMap, HashMap, HashSet};
use std::fs::File;
use std::io::{self, BufRead, BufReader, Write};
use std::path::Path;

use serde::{Deserialize, Serialize};
use serde_json::value::RawValue;

use super::columns::{device_and_seq, event_row};
use super::doctor::is_unreadable;
use super::log::{Checksum, Neighbours, Stored, card_of, checksum, device_rows};
use super::tally::Totals;
use super::{Store, StoreError};
use crate::domain::card::hex16;
use crate::domain::day::{Instant, StudyDay};
use crate::domain::event::{Event, EventBody, EventKey, HybridClock, SettingsHash, Stamp};
use crate::domain::id::{CardId, DeviceId};

/// Version of the file format.
const FORMAT: u32 = 1;

/// The greatest clock that leaves room to go on.
const LAST_CLOCK: i64 = i64::MAX / 2;

/// What an import did.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Imported {
    /// Events that were new.
    pub new: u64,
    /// Events that were there already.
    pub known: u64,
    /// How many events of the file, new or known, speak of each card.
    pub cards: BTreeMap<CardId, u64>,
}

/// A line of a log file: a header, a settings text or an event.
#[derive(Debug, Serialize, Deserialize)]
#[serde(untagged)]
enum Told {
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
pub(super) struct Entry {
    device: DeviceId,
    seq: u64,
    clock: HybridClock,
    at: Instant,
    offset: i32,
    zone: String,
    day: StudyDay,
    version: u32,
    checksum: String,
    body: Box<RawValue>,
}

impl Entry {
    /// An event as a line; nothing if its checksum does not fit.
    pub(super) fn of(key: &EventKey, stored: &Stored) -> Option<Self> {
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
pub(super) fn put_head(
    out: &mut dyn Write,
    file: &Path,
    settings: impl IntoIterator<Item = (String, String)>,
) -> Result<(), StoreError> {
    put_line(
        out,
        file,
        &Told::Header {
            milepost_log: FORMAT,
        },
    )?;
    settings.into_iter().try_for_each(|(hash, text)| {
        put_line(
            out,
            file,
            &Told::Settings {
                settings: SettingsHash(hash),
                text,
            },
        )
    })
}

pub(super) fn put_line(
    out: &mut dyn Write,
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
struct Tag {
    kind: String,
}

impl Store {
    /// Writes the whole log as JSON lines with checksums, in order; says how many events it holds.
    pub fn export(&self, out: &mut dyn Write, file: &Path) -> Result<u64, StoreError> {
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
    pub(super) fn settings_texts(&self) -> Result<Vec<(String, String)>, StoreError> {
        self.many("SELECT hash, text FROM settings ORDER BY hash", [], |row| {
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
        Entry::of(&key, stored)
            .ok_or_else(|| self.damaged(&format!("event {seq} of device {}", key.device)))
    }

    /// Merges a log file: what is new is added, what is known stays, and what changed is folded again.
    /// Any order of imports, any number of times, leads to the same state.
    ///
    /// # Errors
    /// Names the first damaged line, or the first event that differs from the one in the log under the same
    /// key. Nothing is imported then.
    pub fn import(&self, file: &Path) -> Result<Imported, StoreError> {
        let lines = BufReader::new(File::open(file).map_err(|e| StoreError::io(file, e))?).lines();
        self.roomy()?;
        self.write(|| {
            let mut merge = Merge::new(self, file);
            for (number, line) in (1..).zip(lines) {
                merge.line(number, &line.map_err(|e| merge.unread(number, e))?)?;
            }
            merge.finish()
        })
    }
}

/// A merge under way, inside a write.
struct Merge<'s> {
    store: &'s Store,
    file: &'s Path,
    imported: Imported,
    lines: usize,
    touched: HashSet<i64>,
    totals: Totals,
    /// Settings that reviews name, each with the first line that does.
    named: HashMap<SettingsHash, usize>,
}

impl<'s> Merge<'s> {
    fn new(store: &'s Store, file: &'s Path) -> Self {
        let (touched, named) = (HashSet::new(), HashMap::new());
        Self {
            store,
            file,
            imported: Imported::default(),
            lines: 0,
            touched,
            totals: Totals::default(),
            named,
        }
    }

    fn bad(&self, line: usize, what: String) -> StoreError {
        StoreError::Line {
            file: self.file.to_owned(),
            line,
            what,
        }
    }

    fn unread(&self, line: usize, fault: io::Error) -> StoreError {
        if fault.kind() == io::ErrorKind::InvalidData {
            self.bad(line, "no text".to_owned())
        } else {
            StoreError::io(self.file, fault)
        }
    }

    fn line(&mut self, number: usize, text: &str) -> Result<(), StoreError> {
        self.lines = number;
        if number == 1 {
            return match serde_json::from_str(text) {
                Ok(Told::Header {
                    milepost_log: FORMAT,
                }) => Ok(()),
                Ok(Told::Header { .. }) => {
                    Err(self.bad(1, "a newer version wrote this log".to_owned()))
                }
                Ok(Told::Settings { .. }) | Err(_) => {
                    Err(self.bad(1, "this is no log of milepost".to_owned()))
                }
            };
        }
        if text.starts_with("{\"settings\"") {
            return self.settings(number, text);
        }
        let entry: Entry =
            serde_json::from_str(text).map_err(|e| self.bad(number, format!("damaged: {e}")))?;
        self.entry(number, entry)
    }

    fn settings(&mut self, number: usize, text: &str) -> Result<(), StoreError> {
        match serde_json::from_str(text) {
            Ok(Told::Settings { settings, text })
                if hex16(text.as_bytes()) == settings.as_str() =>
            {
                self.store.add_settings(&settings, &text)
            }
            Ok(_) | Err(_) => Err(self.bad(number, "damaged settings".to_owned())),
        }
    }

    fn entry(&mut self, number: usize, entry: Entry) -> Result<(), StoreError> {
        let key = EventKey {
            device: entry.device.clone(),
            seq: entry.seq,
        };
        let (stored, event) = self.checked(number, entry)?;
        if let Some(card) = card_of(&event.body) {
            *self.imported.cards.entry(card).or_default() += 1;
        }
        let sql = "SELECT checksum FROM event WHERE id = ?1";
        match self
            .store
            .one(sql, [stored.row], |row| row.get::<_, Checksum>(0))?
        {
            Some(known) if known == stored.checksum => self.imported.known += 1,
            Some(_) => {
                return Err(StoreError::Clash {
                    file: self.file.to_owned(),
                    line: number,
                    key,
                });
            }
            None => {
                self.add(number, &stored, &event)?;
                self.imported.new += 1;
            }
        }
        Ok(())
    }

    /// The event of a line whose checksum holds.
    fn checked(&self, number: usize, entry: Entry) -> Result<(Stored, Event), StoreError> {
        let Entry {
            device,
            seq,
            clock,
            at,
            offset,
            zone,
            day,
            version,
            body,
            ..
        } = entry;
        let body = body.get().to_owned();
        let tag: Tag = serde_json::from_str(&body)
            .map_err(|e| self.bad(number, format!("damaged body: {e}")))?;
        let row = event_row(self.store.device_number(&device)?, seq).filter(|_| seq > 0);
        let row =
            row.ok_or_else(|| self.bad(number, format!("no such number of an event: {seq}")))?;
        let stamp = Stamp {
            at,
            offset,
            zone,
            day,
        };
        let mut stored = Stored {
            row,
            clock,
            stamp,
            kind: tag.kind,
            version,
            body,
            checksum: [0; 8],
        };
        stored.checksum = checksum(&device, &stored);
        if hex(stored.checksum) != entry.checksum {
            return Err(self.bad(number, "its checksum does not fit".to_owned()));
        }
        let body = EventBody::read(&stored.kind, version, &stored.body);
        if is_unreadable(&stored, &body) {
            return Err(self.bad(number, format!("its body is no '{}'", stored.kind)));
        }
        let event = Event {
            key: EventKey { device, seq },
            clock,
            stamp: stored.stamp.clone(),
            body,
        };
        Ok((stored, event))
    }

    fn add(&mut self, number: usize, stored: &Stored, event: &Event) -> Result<(), StoreError> {
        let beside = self.neighbours(number, stored)?;
        let card = card_of(&event.body)
            .map(|id| Ok((self.store.card_number(&id)?, id)))
            .transpose()?;
        if let Some((card, id)) = &card {
            self.touch(*card, id)?;
        } else if let Some((card, id)) = self.store.reached_card(&event.body)? {
            self.touch(card, &id)?;
        }
        if let EventBody::Review(review) = &event.body {
            self.named.entry(review.settings.clone()).or_insert(number);
        }
        self.store
            .insert(stored, card.map(|(card, _)| card), beside)?;
        self.store.note_undo(event)
    }

    /// The events next to a new one. A device's clock grows with its numbers; the order of reading rests on it.
    fn neighbours(&self, number: usize, stored: &Stored) -> Result<Neighbours, StoreError> {
        let (low, high) = device_rows(device_and_seq(stored.row).0);
        let before = self.store.beside(
            "id BETWEEN ?1 AND ?2 ORDER BY id DESC",
            (low, stored.row - 1),
        )?;
        let after = self
            .store
            .beside("id BETWEEN ?1 AND ?2 ORDER BY id", (stored.row + 1, high))?;
        let clock = stored.clock.number();
        let fits = before.is_none_or(|event| event.clock < clock)
            && after.is_none_or(|event| clock < event.clock);
        if fits && (0..LAST_CLOCK).contains(&clock) {
            return Ok(Neighbours { before, after });
        }
        Err(self.bad(number, "its clock does not fit its number".to_owned()))
    }

    /// Takes a card's answers out of the totals before the first of its events is added.
    fn touch(&mut self, card: i64, id: &CardId) -> Result<(), StoreError> {
        if self.touched.insert(card) {
            let kept = self.store.kept_or_new(card, id)?;
            for event in self.store.card_log(card)?.standing() {
                self.totals.subtract(event, kept.spot);
            }
        }
        Ok(())
    }

    fn finish(mut self) -> Result<Imported, StoreError> {
        if self.lines == 0 {
            return Err(self.bad(1, "this is no log of milepost".to_owned()));
        }
        for (hash, line) in &self.named {
            if self.store.settings(hash)?.is_none() {
                return Err(self.bad(
                    *line,
                    format!("the settings {} it names are missing", hash.as_str()),
                ));
            }
        }
        for card in &self.touched {
            self.store.refold(
                *card,
                &self.store.card_log(*card)?.standing(),
                &mut self.totals,
            )?;
        }
        self.store.add_totals(&self.totals)?;
        self.store.outdate_copy()?;
        self.store.fold_roads()?;
        Ok(self.imported)
    }
}

/// Lower case hexadecimal digits.
fn hex(checksum: Checksum) -> String {
    format!("{:016x}", u64::from_be_bytes(checksum))
}

//! A damaged database made again: from every event its bytes still hold, and from the backups for what they
//! do not.
//!
//! The bytes come first. A backup is a day old at best, and the answers since then are what the learner would
//! miss. Every event has a checksum over all that it says, so what is read from a broken page is either right
//! or left out; only the gaps are then filled from backups.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::fs;
use std::io::{self, BufWriter};
use std::path::{Path, PathBuf};

use super::carve::{CarvedRecord, Pages, Value};
use super::copies::open_copy;
use super::damaged::{is_damaged_copy, keep_damaged};
use super::gaps::MissingEvents;
use super::settings_text::mended_settings;
use crate::domain::day::{Instant, StudyDay};
use crate::domain::event::{EventBody, EventKey, HybridClock, Stamp};
use crate::domain::id::DeviceId;
use crate::domain::schedule::Scheduler;
use crate::files::{self, FolderAside};
use crate::store::db::{
    PAGE, StoreError, StoreFiles, companion, copies_in, device_and_seq, files_in, free_name,
    make_folder, version_of,
};
use crate::store::home::Store;
use crate::store::log::{
    Checksum, Entry, LastWritten, LogContent, LogWriter, Stored, checksum, is_unreadable,
};

/// What a repair saved and lost.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Salvaged {
    /// Events that could still be read.
    pub kept: u64,
    /// Events that came from backups.
    pub restored: u64,
    /// Events that were there and are lost.
    pub lost: Vec<MissingEvents>,
    /// The damaged database, as it was.
    pub copy: PathBuf,
    /// The readable events as JSON lines.
    pub log: PathBuf,
}

/// What was found, whose checksums hold.
#[derive(Debug, Default)]
struct SalvageFinds {
    events: BTreeMap<EventKey, Stored>,
    settings: BTreeMap<String, String>,
    /// Events that an index names, each with what the index files it under.
    named: BTreeMap<EventKey, BTreeSet<Option<i64>>>,
    /// The last number of each device that was surely given.
    ends: BTreeMap<DeviceId, u64>,
}

/// Makes a new database in a temporary folder from what is left of a damaged one.
pub(in crate::store) fn salvage(
    files: &StoreFiles,
    new_device: &DeviceId,
) -> Result<(Store, FolderAside, Salvaged), StoreError> {
    make_folder(&files.backups)?;
    // First of all: whatever goes wrong from here on, the damaged bytes are kept.
    let copy = keep_damaged(files)?;
    let copies = good_copies(files, new_device);
    let mut finds = SalvageFinds::of(files, &copies)?;
    // Settings are named by their hash, so those of any backup are right for the events that name
    // them.
    for store in &copies {
        finds
            .settings
            .extend(store.log().settings_texts().unwrap_or_default());
    }
    // Reviews under the standard settings can be folded even where the row of these is lost.
    let standard = Scheduler::default();
    let hash = standard.hash().as_str().to_owned();
    // Events of earlier versions name settings by the first half of their hash.
    for name in [&hash[..16], &hash] {
        let text = standard.canonical_text();
        finds.settings.insert(name.to_owned(), text);
    }
    let log = free_name(&files.backups, "milepost-readable", "jsonl");
    finds.write(&log)?;
    let aside =
        FolderAside::make_in(&files.backups).map_err(|e| StoreError::io(&files.backups, e))?;
    let fresh = Store::open(&files_in(&aside), new_device.clone())?;
    let kept = fresh.progress().import(&log)?.new;
    let restored = finds.fill(&copies, &fresh, &aside.path().join("missing.jsonl"))?;
    fresh.accept_gaps()?;
    let lost = finds.lost();
    Ok((
        fresh,
        aside,
        Salvaged {
            kept,
            restored,
            lost,
            copy,
            log,
        },
    ))
}

/// Whether a repair would save anything of a file that is not known as ours. Only reads.
pub(in crate::store) fn saves(
    files: &StoreFiles,
    device: &DeviceId,
    fault: &StoreError,
) -> Result<bool, StoreError> {
    let copies = good_copies(files, device);
    let found = !SalvageFinds::of(files, &copies)?.events.is_empty();
    // Another program's database is not ours to replace, whatever the backups hold.
    let replaceable = !matches!(fault, StoreError::Foreign { .. });
    Ok(found || replaceable && !ends_in(&copies)?.is_empty())
}

/// The backups that are whole, the newest first.
fn good_copies(files: &StoreFiles, device: &DeviceId) -> Vec<Store> {
    copies_in(&files.backups)
        .into_iter()
        .filter_map(|path| good_copy(&path, device))
        .collect()
}

fn good_copy(path: &Path, device: &DeviceId) -> Option<Store> {
    version_of(path).ok()?;
    let store = open_copy(path, device).ok()?;
    store
        .doctor_events()
        .iter()
        .all(|check| check.faults.is_empty())
        .then_some(store)
}

/// What the bytes of a database and of its log hold; nothing where there is none.
fn records_in(db: &Path) -> Result<Vec<CarvedRecord>, StoreError> {
    let file = match fs::read(db) {
        Err(e) if e.kind() == io::ErrorKind::NotFound => Vec::new(),
        read => read.map_err(|e| StoreError::io(db, e))?,
    };
    // Without its log the file may still hold nearly all.
    let log = fs::read(companion(db, "-wal")).unwrap_or_default();
    Ok(Pages::new(PAGE as usize, &file, &log).records())
}

impl SalvageFinds {
    fn of(files: &StoreFiles, copies: &[Store]) -> Result<Self, StoreError> {
        let mut records = records_in(&files.db)?;
        if fs::metadata(&files.db).map_or(0, |found| found.len()) == 0 {
            // A repair or a restore broke off: what it had kept stands for the database.
            let kept = |copy: &PathBuf| {
                is_damaged_copy(copy) && fs::metadata(copy).is_ok_and(|copy| copy.len() > 0)
            };
            if let Some(last) = copies_in(&files.backups).into_iter().find(kept) {
                records.extend(records_in(&last)?);
            }
        }
        // Each database numbers devices on its own, so one number may mean several; the checksum of
        // an event covers its device's id and decides.
        let mut devices: HashMap<i64, BTreeSet<DeviceId>> = HashMap::new();
        for (number, device) in records.iter().filter_map(device_of) {
            devices.entry(number).or_default().insert(device);
        }
        for store in copies {
            for (number, device) in store.log().device_ids()? {
                devices.entry(number).or_default().insert(device);
            }
        }
        let last = LastWritten::read(&files.db);
        let own = last.as_ref().map(|last| &last.device);
        let mut finds = Self::default();
        for record in &records {
            finds.take(record, &devices, own);
        }
        finds.ends = finds.ends_of(copies)?;
        if let Some(last) = last {
            let end = finds.ends.entry(last.device).or_default();
            *end = last.seq.max(*end);
        }
        Ok(finds)
    }

    /// Takes what a record holds. `own` is the device of this machine, whose number stood in a file that is gone where
    /// another one was put in its place.
    fn take(
        &mut self,
        record: &CarvedRecord,
        devices: &HashMap<i64, BTreeSet<DeviceId>>,
        own: Option<&DeviceId>,
    ) {
        let of_row = |row: i64| {
            let (number, seq) = device_and_seq(row);
            let devices = devices.get(&number).into_iter().flatten();
            devices.map(move |device| EventKey {
                device: device.clone(),
                seq,
            })
        };
        if let Some(stored) = stored_of(record) {
            let fits = |key: &EventKey| checksum(&key.device, &stored) == stored.checksum;
            let (_, seq) = device_and_seq(stored.row);
            let of_own = own.map(|device| EventKey {
                device: device.clone(),
                seq,
            });
            if let Some(key) = of_row(stored.row).chain(of_own).find(fits) {
                self.events.insert(key, stored);
            }
        }
        match (record.row, &record.values[..]) {
            // Indexes name events by row: by card, by target, by day. No other index ends with so great a number.
            (None, [under @ (Value::Null | Value::Whole(_)), Value::Whole(row)]) => {
                let mut keys = of_row(*row).filter(|key| key.seq > 0);
                if let (Some(key), None) = (keys.next(), keys.next()) {
                    let under = if let Value::Whole(number) = under {
                        Some(*number)
                    } else {
                        None
                    };
                    self.named.entry(key).or_default().insert(under);
                }
            }
            (None, [hash, text]) => {
                if let (Some(hash), Some(text)) = (hash.bytes(), text.bytes()) {
                    self.settings.extend(mended_settings(hash, text));
                }
            }
            _ => {}
        }
    }

    /// The last number of each device that was surely given: that of an event whose checksum holds, or one that an
    /// index names. An index has no checksum, and one bit of it can name a number that no event ever bore: it is
    /// believed where a backup goes as far, where another index agrees, or where it names half of what lies between.
    fn ends_of(&self, copies: &[Store]) -> Result<BTreeMap<DeviceId, u64>, StoreError> {
        let proven = ends_in(copies)?;
        let mut ends: BTreeMap<DeviceId, u64> = BTreeMap::new();
        for key in self.events.keys() {
            ends.insert(key.device.clone(), key.seq);
        }
        let found = ends.clone();
        let mut beyond: BTreeMap<&DeviceId, u64> = BTreeMap::new();
        for (EventKey { device, seq }, under) in &self.named {
            let sure = found.get(device).copied().unwrap_or_default();
            let Some(distance) = seq.checked_sub(sure).filter(|distance| *distance > 0) else {
                continue;
            };
            let count = beyond.entry(device).or_default();
            *count += 1;
            if distance <= 2 * *count
                || under.len() > 1
                || proven.get(device).is_some_and(|end| seq <= end)
            {
                ends.insert(device.clone(), *seq);
            }
        }
        Ok(ends)
    }

    /// Writes the events as a log file. Those that no build wrote so, and those whose settings nobody knows, could not
    /// be folded and are left out.
    fn write(&mut self, file: &Path) -> Result<(), StoreError> {
        let settings = &self.settings;
        self.events.retain(|_, stored| {
            let body = EventBody::read(&stored.kind, stored.version, &stored.body);
            let known = body
                .review()
                .is_none_or(|review| settings.contains_key(review.settings.as_str()));
            known && !is_unreadable(stored, &body)
        });
        write_log(file, settings, &self.events)
    }

    /// Whether an event was there and is not found.
    fn lacks(&self, key: &EventKey) -> bool {
        self.ends
            .get(&key.device)
            .is_some_and(|end| key.seq <= *end)
            && !self.events.contains_key(key)
    }

    /// Takes what is missing from the backups; all of the newest where nothing else is left.
    fn fill(&mut self, copies: &[Store], fresh: &Store, file: &Path) -> Result<u64, StoreError> {
        // Then nothing is known of what was there, and nothing can be found missing: one backup,
        // the newest, stands for the database.
        let nothing = self.events.is_empty() && self.ends.is_empty();
        let mut restored = BTreeMap::new();
        for store in copies {
            for stored in store.log().stored_in_order()? {
                let stored = stored?;
                let (number, seq) = device_and_seq(stored.row);
                let key = EventKey {
                    device: store.log().device(number)?,
                    seq,
                };
                if nothing || self.lacks(&key) {
                    restored.insert(key.clone(), stored.clone());
                    self.events.insert(key, stored);
                }
            }
            if nothing {
                break;
            }
        }
        write_log(file, &self.settings, &restored)?;
        Ok(fresh.progress().import(file)?.new)
    }

    /// The runs of numbers that were given and whose events are not found.
    fn lost(&self) -> Vec<MissingEvents> {
        let mut next: BTreeMap<&DeviceId, u64> = BTreeMap::new();
        let mut lost: Vec<MissingEvents> = Vec::new();
        let ends = self.ends.iter().map(|(device, end)| (device, end + 1));
        // What lies before an event, and at last before the end.
        for (device, seq) in self
            .events
            .keys()
            .map(|key| (&key.device, key.seq))
            .chain(ends)
        {
            let first = next.insert(device, seq + 1).unwrap_or(1);
            if seq > first {
                lost.push(MissingEvents {
                    device: device.clone(),
                    first,
                    last: seq - 1,
                });
            }
        }
        lost.sort_by(|one, other| (&one.device, one.first).cmp(&(&other.device, other.first)));
        lost
    }
}

/// The last number of each device that the backups hold.
fn ends_in(copies: &[Store]) -> Result<BTreeMap<DeviceId, u64>, StoreError> {
    let mut ends: BTreeMap<DeviceId, u64> = BTreeMap::new();
    for store in copies {
        for (number, device) in store.log().device_ids()? {
            if let Some(row) = store.log().last_row(number)? {
                let end = ends.entry(device).or_default();
                *end = device_and_seq(row).1.max(*end);
            }
        }
    }
    Ok(ends)
}

fn write_log(
    file: &Path,
    settings: &BTreeMap<String, String>,
    events: &BTreeMap<EventKey, Stored>,
) -> Result<(), StoreError> {
    let fail = |e| StoreError::io(file, e);
    let mut aside = files::aside(file).map_err(fail)?;
    let mut out = BufWriter::new(aside.as_file_mut());
    let mut writer = LogWriter::begin(&mut out, file, LogContent::Whole, settings.clone())?;
    for (key, stored) in events {
        if let Some(entry) = Entry::of(key, stored) {
            writer.event(entry)?;
        }
    }
    writer.end()?;
    drop(out);
    files::put(aside, file).map_err(fail)
}

/// The device that a row of its table, or of its index, names.
fn device_of(record: &CarvedRecord) -> Option<(i64, DeviceId)> {
    let (number, id) = match (record.row, &record.values[..]) {
        // The key of a row is its number; in the record SQLite writes Null in its place.
        (Some(row), [Value::Null, Value::Text(id)]) => (row, id),
        (None, [Value::Text(id), Value::Whole(number)]) => (*number, id),
        _ => return None,
    };
    Some((number, DeviceId::parse(id).ok()?))
}

/// The event that a row of the log's table holds.
fn stored_of(record: &CarvedRecord) -> Option<Stored> {
    use Value::{Bytes, Null, Text, Whole};
    let (
        Some(row),
        [
            Null,
            Whole(clock),
            Whole(at),
            Whole(offset),
            Text(zone),
            Whole(day),
            Text(kind),
            // The card's number means nothing elsewhere; the body has its id.
            _,
            Whole(version),
            Bytes(sum),
            Text(body),
        ],
    ) = (record.row, &record.values[..])
    else {
        return None;
    };
    let stamp = Stamp {
        at: Instant::from_millis(*at),
        offset: i32::try_from(*offset).ok()?,
        zone: zone.clone(),
        day: StudyDay::from_number(i32::try_from(*day).ok()?),
    };
    Some(Stored {
        row,
        clock: HybridClock::from_number(*clock),
        stamp,
        kind: kind.clone(),
        version: u32::try_from(*version).ok()?,
        body: body.clone(),
        checksum: Checksum::try_from(&sum[..]).ok()?,
    })
}

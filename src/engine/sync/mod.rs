//! Bringing the logs of several machines together through a folder or another remote, and their decks and settings.
//!
//! Each device writes files of its own and never changes them; what the folder lacks of this machine's log is
//! written, what this machine lacks is read. Since a log is a set, neither the order nor a repetition matters. The
//! folder is never believed to be complete: whatever is missing from it is written again by the next machine that
//! has it.

mod deck_state;
mod decks;
mod own_texts;
mod protection;
mod protection_fault;
mod report;

use std::collections::{BTreeMap, BTreeSet};
use std::path::PathBuf;

use crate::domain::coverage::Coverage;
use crate::domain::day::Instant;
use crate::domain::id::DeviceId;
use crate::store::{
    GivenTwice, ImportRules, MergedEvents, SegmentOrigin, Store, StoreError, SyncedSegment,
    WhoseLog,
};
use crate::sync::{
    FoundSegment, GitClone, KEY_FILE, PushOutcome, Remote, RemoteContents, SegmentKind, SegmentName,
};

pub use deck_state::{DeckConflict, deck_conflicts, settle_conflict};
pub use decks::{DeckReport, ItemCounts};
pub use own_texts::{DeckSetup, OwnTexts};
pub use protection::Protection;
use protection::{Access, Keys, open, refused};
pub use protection_fault::{PassphraseUse, ProtectionFault};
pub use report::{Remedy, RemoteAccess, SegmentLeftOut, SyncDevice, SyncError, SyncReport};

/// Events in a segment at most, so that a long log goes over a slow line piece by piece.
const SEGMENT_EVENTS: u64 = 50_000;

/// How often a push is tried that other machines are faster with.
const PUSH_TRIES: u32 = 8;

/// The longest name of a device that is believed, in characters. It is a line of a file that others wrote.
const LONGEST_NAME: usize = 40;

/// How a machine takes part.
#[derive(Clone, Copy)]
pub struct SyncSetup<'a> {
    /// What it is called; its device id where this is empty.
    pub name: &'a str,
    /// Its time: what another machine dated more than a day later is left out.
    pub present: Instant,
    /// What is done where the folder held files and holds none.
    pub when_empty: EmptyFolder,
    /// Whether the remote is encrypted.
    pub protection: Protection<'a>,
    /// Its own decks and settings; nothing if only progress is exchanged.
    pub decks: Option<DeckSetup<'a>>,
}

/// What is done where a folder that held files holds none.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum EmptyFolder {
    /// It is refused: a drive may not be connected.
    Refused,
    /// It is filled again.
    Filled,
}

/// Exchanges events with a remote.
///
/// # Errors
/// Says what is wrong with the remote or the store. What was read or written until then stays, and the next sync
/// goes on from there.
pub fn sync(
    store: &Store,
    remote: &dyn Remote,
    setup: SyncSetup<'_>,
) -> Result<SyncReport, SyncError> {
    let mut keys = Keys::default();
    let Some(folder) = remote.local_path() else {
        return exchange(store, remote, setup, &mut keys);
    };
    let db = store.files().db.canonicalize();
    if db.is_ok_and(|db| db.starts_with(folder)) {
        let folder = folder.to_owned();
        return Err(SyncError::HoldsHome { folder });
    }
    match GitClone::at(folder) {
        Some(clone) => through_git(store, remote, &clone, setup, &mut keys),
        None => exchange(store, remote, setup, &mut keys),
    }
}

/// The same with a clone: what others pushed comes in first, and is tried again where somebody was faster.
fn through_git(
    store: &Store,
    remote: &dyn Remote,
    clone: &GitClone,
    setup: SyncSetup<'_>,
    keys: &mut Keys,
) -> Result<SyncReport, SyncError> {
    let refused = |refusal| SyncError::Git {
        folder: PathBuf::from(remote.address()),
        refusal,
    };
    let mut earlier = SyncReport::default();
    let mut tries = 1;
    loop {
        let pulled = clone.pull();
        let report = exchange(store, remote, setup, keys)?.after(earlier);
        let message = format!("milepost: {}", setup.name);
        clone.commit(&report.whole, &message).map_err(refused)?;
        // Without a network what there is to send is committed all the same, for the next sync to push.
        pulled.map_err(refused)?;
        match clone.push().map_err(refused)? {
            PushOutcome::Done => return Ok(report),
            PushOutcome::Refused(refusal) if tries == PUSH_TRIES => return Err(refused(refusal)),
            PushOutcome::Refused(_) => earlier = report,
        }
        tries += 1;
    }
}

/// Reads what is new in a remote and writes what it lacks.
fn exchange(
    store: &Store,
    remote: &dyn Remote,
    setup: SyncSetup<'_>,
    keys: &mut Keys,
) -> Result<SyncReport, SyncError> {
    let (opened, access) = match open(store, remote, setup, keys)? {
        Access::Clear => return exchange_with(store, remote, setup),
        Access::Encrypted(opened) => (opened, RemoteAccess::Encrypted),
        Access::NewlyEncrypted(opened) => (opened, RemoteAccess::NewlyEncrypted),
    };
    let mut report = exchange_with(store, &*opened, setup)?;
    report.whole.push(KEY_FILE.to_owned());
    report.access = access;
    Ok(report)
}

/// The same with a remote that is open.
fn exchange_with(
    store: &Store,
    remote: &dyn Remote,
    setup: SyncSetup<'_>,
) -> Result<SyncReport, SyncError> {
    let mut sync = Sync::begin(store, remote, setup)?;
    if sync.is_emptied() && setup.when_empty == EmptyFolder::Refused {
        return Err(SyncError::Emptied {
            folder: PathBuf::from(remote.address()),
            files: sync.known.len(),
        });
    }
    sync.note_gone()?;
    sync.receive()?;
    sync.send()?;
    if let Some(decks) = setup.decks {
        sync.exchange_decks(decks)?;
    }
    Ok(sync.finish())
}

/// A sync under way.
struct Sync<'s> {
    store: &'s Store,
    remote: &'s dyn Remote,
    own: SegmentOrigin,
    /// What tells this remote from others.
    place: String,
    present: Instant,
    contents: RemoteContents,
    /// The segments that were read or written before, by name.
    known: BTreeMap<String, SyncedSegment>,
    /// What the whole segments of the folder hold.
    there: Coverage,
    devices: BTreeMap<DeviceId, SyncDevice>,
    report: SyncReport,
}

impl<'s> Sync<'s> {
    fn begin(
        store: &'s Store,
        remote: &'s dyn Remote,
        setup: SyncSetup<'_>,
    ) -> Result<Self, SyncError> {
        let place = remote.place();
        let contents = RemoteContents::of(remote).map_err(|e| refused(remote, e))?;
        let mut known = store.local().synced_segments(&place)?;
        // The mark of an encrypted remote is no segment.
        known.remove(KEY_FILE);
        Ok(Self {
            store,
            remote,
            own: origin(store.log().own_id()?, setup.name),
            known,
            place,
            present: setup.present,
            contents,
            there: Coverage::default(),
            devices: BTreeMap::new(),
            report: SyncReport::default(),
        })
    }

    fn is_emptied(&self) -> bool {
        self.contents.segments.is_empty() && !self.known.is_empty()
    }

    /// Forgets the files that are gone. What they held and no other file holds is sent again.
    fn note_gone(&mut self) -> Result<(), StoreError> {
        let segments = self.contents.segments.iter();
        let here: BTreeSet<String> = segments.map(|found| found.name.to_string()).collect();
        let known = self.known.keys();
        let gone: Vec<String> = known
            .filter(|name| !here.contains(*name))
            .cloned()
            .collect();
        self.store.local().forget_synced(&self.place, &gone)?;
        self.report.gone = gone;
        Ok(())
    }

    fn receive(&mut self) -> Result<(), SyncError> {
        let segments = std::mem::take(&mut self.contents.segments);
        for found in &segments {
            match self.known.get(&found.name.to_string()).cloned() {
                Some(known) if self.is_unchanged(found, &known) => self.count(&found.name, &known),
                Some(_) | None => self.read(found)?,
            }
        }
        self.contents.segments = segments;
        Ok(())
    }

    /// Whether a file is still the one that was read or written. What damages a file changes its size or its date;
    /// one that was made at full length before its content came lacks its last line.
    fn is_unchanged(&self, found: &FoundSegment, known: &SyncedSegment) -> bool {
        let is_dated_alike = (found.size, found.modified) == (known.size, known.modified);
        let name = found.name.to_string();
        is_dated_alike && self.remote.ends_with(&name, &found.name.last_bytes())
    }

    /// Merges a segment that was not seen before, or has changed.
    fn read(&mut self, found: &FoundSegment) -> Result<(), SyncError> {
        let (fault, remedy) = match self.merge(&found.name) {
            Ok(merged) => return Ok(self.note_read(found, merged)?),
            // The file is at fault, and the others may be whole.
            Err(
                fault @ (StoreError::CutShort { .. }
                | StoreError::Line { .. }
                | StoreError::Io { .. }),
            ) => (fault, Remedy::Wait),
            Err(fault @ StoreError::Ahead { .. }) => (fault, Remedy::SetClock),
            Err(fault @ (StoreError::Clash { .. } | StoreError::NotOurs { .. })) => {
                (fault, Remedy::TellApart)
            }
            Err(fault) => return Err(fault.into()),
        };
        self.report.left_out.push(SegmentLeftOut {
            file: self.remote.stored_name(&found.name.to_string()),
            why: fault.wording(),
            remedy,
        });
        Ok(())
    }

    /// Merges a segment. One that holds events of this home's own device which this home lacks shows that the home was
    /// put back to an older state, its mark included. It takes them in as those of another device and goes on under a
    /// new id, for under the old one it would give their numbers again.
    fn merge(&mut self, segment: &SegmentName) -> Result<MergedEvents, StoreError> {
        match self.import(segment) {
            Err(StoreError::NotOurs { .. }) => {
                let log = self.store.log();
                log.leave_own_device()?;
                let new = origin(log.own_id()?, &self.own.name);
                self.report.replaced = Some(std::mem::replace(&mut self.own, new).device);
                self.import(segment)
            }
            merged => merged,
        }
    }

    fn import(&self, segment: &SegmentName) -> Result<MergedEvents, StoreError> {
        let name = segment.to_string();
        let path = self.remote.path_of(&name);
        let file = self.remote.read(&name).map_err(|source| StoreError::Io {
            file: path.clone(),
            source,
        })?;
        let progress = self.store.progress();
        let rules = ImportRules {
            twice: GivenTwice::Refused,
            // Naming the folder on both machines says that both are one person's.
            whose: WhoseLog::Any,
            present: Some(self.present),
        };
        progress.import_from(file, &path, rules)
    }

    fn note_read(&mut self, found: &FoundSegment, merged: MergedEvents) -> Result<(), StoreError> {
        let written_by = merged.origin.map(|origin| origin.name);
        let name = shown_name(written_by.as_deref().unwrap_or(""), &found.name.device);
        if merged.new > 0 {
            *self.report.received.entry(name.clone()).or_default() += merged.new;
        }
        for (card, events) in merged.cards {
            *self.report.cards.entry(card).or_default() += events;
        }
        self.note(found, name, merged.covered)
    }

    /// Notes what a whole segment holds, for this sync and the next one.
    fn note(
        &mut self,
        found: &FoundSegment,
        name: String,
        covered: Coverage,
    ) -> Result<(), StoreError> {
        let synced = SyncedSegment {
            size: found.size,
            modified: found.modified,
            name,
            covered,
        };
        self.count(&found.name, &synced);
        let file = found.name.to_string();
        self.store.local().keep_synced(&self.place, &file, &synced)
    }

    /// Counts what a whole segment of the folder holds.
    fn count(&mut self, segment: &SegmentName, synced: &SyncedSegment) {
        self.there.extend(&synced.covered);
        self.note_whole(segment);
        let device = self.device_of(segment);
        // Segments come in the order of their numbers: the last one has the name that is in use.
        device.name.clone_from(&synced.name);
        device.events += synced.covered.count();
    }

    fn note_whole(&mut self, segment: &SegmentName) {
        let stored = self.remote.stored_name(&segment.to_string());
        self.report.whole.push(stored);
    }

    fn device_of(&mut self, segment: &SegmentName) -> &mut SyncDevice {
        let id = &segment.device;
        self.devices
            .entry(id.clone())
            .or_insert_with(|| SyncDevice {
                id: id.clone(),
                name: id.to_string(),
                events: 0,
            })
    }

    /// Writes what the folder lacks.
    fn send(&mut self) -> Result<(), SyncError> {
        let mut lacking = self.store.log().coverage()?.without(&self.there);
        while lacking.count() > 0 {
            let part = lacking.first(SEGMENT_EVENTS);
            self.write(&part)?;
            lacking = lacking.without(&part);
            self.report.sent += part.count();
        }
        Ok(())
    }

    fn write(&mut self, part: &Coverage) -> Result<(), SyncError> {
        let mut bytes = Vec::new();
        let path = PathBuf::from(self.remote.address());
        let log = self.store.log();
        let checksum = log.export_part(&mut bytes, &path, &self.own, part)?;
        let segment = SegmentName {
            device: self.own.device.clone(),
            number: self.next_number(SegmentKind::Events),
            checksum,
            kind: SegmentKind::Events,
        };
        let written = self
            .remote
            .create(&segment.to_string(), &bytes, &self.own.device)
            .map_err(|e| refused(self.remote, e))?;
        let found = FoundSegment::of(&written, segment);
        self.note(&found, self.own.name.clone(), part.clone())?;
        self.contents.segments.push(found);
        Ok(())
    }

    /// The number after all that this device gave, those of files that are gone included.
    fn next_number(&self, kind: SegmentKind) -> u32 {
        let gone = self.report.gone.iter();
        let gone = gone.filter_map(|name| SegmentName::parse(name));
        let here = match kind {
            SegmentKind::Events => &self.contents.segments,
            SegmentKind::Decks => &self.contents.decks,
        };
        let here = here.iter().map(|found| found.name.clone());
        let is_own = |one: &SegmentName| one.device == self.own.device && one.kind == kind;
        let own = here.chain(gone).filter(is_own);
        own.map(|segment| segment.number)
            .max()
            .unwrap_or(0)
            .saturating_add(1)
    }

    fn finish(mut self) -> SyncReport {
        self.report.conflict_copies = self.contents.conflict_copies;
        let is_other = |device: &&DeviceId| **device != self.own.device;
        self.report.others = self.devices.keys().filter(is_other).count();
        self.report.devices = self.devices.into_values().collect();
        self.report
    }
}

/// Who writes the segments of this machine. A machine without a name goes by its device id.
fn origin(device: DeviceId, name: &str) -> SegmentOrigin {
    SegmentOrigin {
        name: shown_name(name, &device),
        device,
    }
}

fn shown_name(name: &str, device: &DeviceId) -> String {
    let name = name.trim();
    if name.is_empty() {
        device.to_string()
    } else {
        name.chars().take(LONGEST_NAME).collect()
    }
}

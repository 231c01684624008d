//! Bringing the learner's own decks and settings together, item by item, through the folder that carries the log.
//!
//! Each machine keeps what it knew of every item after the last sync: the base of a merge in three ways. What the
//! learner changed since is a new version; what the files of the folder hold is joined with it, and what the folder
//! lacks of the result is written as a new file. Nothing is taken from a file that is not whole.

use std::collections::BTreeMap;
use std::io::Read;

use super::deck_state::{
    DeckState, KnownFiles, conflicts_of, is_unread, pending_texts, unusable, was_put_back,
};
use super::own_texts::DeckSetup;
use super::{Remedy, SegmentLeftOut, Sync, SyncError, refused};
use crate::decks::{DeckItems, ItemTexts};
use crate::domain::card::hex32;
use crate::domain::event::HybridClock;
use crate::domain::id::DeviceId;
use crate::domain::versions::{ItemKey, ItemVersions, Items, VersionId};
use crate::domain::wording::{Wording, problems};
use crate::sync::{
    DeckVersionsFault, FoundSegment, LARGEST_DECK_VERSIONS, SegmentKind, SegmentName,
    read_deck_versions, write_deck_versions,
};

/// A file's name, with its size and its date.
type FileFacts = (String, (u64, u64));

/// Milliseconds by which another machine's clock may be ahead: a day.
const AHEAD_MS: i64 = 86_400_000;

/// How many items were exchanged.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct ItemCounts {
    /// Cards, siblings counted once.
    pub cards: u64,
    /// Settings.
    pub settings: u64,
    /// Heads of deck files, and files without cards.
    pub files: u64,
}

impl ItemCounts {
    fn of<'k>(keys: impl Iterator<Item = &'k ItemKey>) -> Self {
        let mut counts = Self::default();
        for key in keys {
            match key {
                ItemKey::Card(_) => counts.cards += 1,
                ItemKey::Setting(_) => counts.settings += 1,
                ItemKey::Head(_) | ItemKey::File(_) => counts.files += 1,
            }
        }
        counts
    }

    fn plus(self, other: Self) -> Self {
        Self {
            cards: self.cards + other.cards,
            settings: self.settings + other.settings,
            files: self.files + other.files,
        }
    }

    /// Whether nothing was exchanged.
    pub fn is_empty(self) -> bool {
        self == Self::default()
    }
}

/// What a sync did with decks and settings.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct DeckReport {
    /// What was written to the folder.
    pub sent: ItemCounts,
    /// What came in and was taken.
    pub received: ItemCounts,
    /// Items that two machines changed in different ways, by name.
    pub conflicts: Vec<ItemKey>,
    /// What came in and was left out, with the reason.
    pub refused: Vec<(ItemKey, Wording)>,
}

impl DeckReport {
    pub(super) fn after(mut self, earlier: &Self) -> Self {
        self.sent = self.sent.plus(earlier.sent);
        self.received = self.received.plus(earlier.received);
        self
    }
}

/// Whether another machine has made the same change: then it is no version of its own.
fn is_known_there(key: &ItemKey, state: &DeckState, there: &Items, found: &DeckItems) -> bool {
    let Some(there) = there.get(key) else {
        return false;
    };
    let mut joined = state.items.get(key).cloned().unwrap_or_default();
    joined.join(there);
    joined.content() == found.items.get(key) && joined.aside().is_none()
}

impl Sync<'_> {
    /// Exchanges decks and settings.
    pub(super) fn exchange_decks(&mut self, setup: DeckSetup<'_>) -> Result<(), SyncError> {
        let fail = |error| SyncError::Own(unusable(setup.state, &error));
        let device = self.own.device.clone();
        let kept = DeckState::read(setup.state).map_err(fail)?;
        let mut state = kept.unwrap_or_else(|| DeckState {
            device: DeviceId::parse(&hex32(b"")).unwrap_or_else(|_| device.clone()),
            by: device.clone(),
            items: Items::new(),
            pending: Vec::new(),
            folders: BTreeMap::new(),
        });
        let found = state.finish_pending(setup)?;
        if !found.has_folder {
            // Lost or never made: the decks come back from the folder, instead of being deleted everywhere.
            state
                .items
                .retain(|key, _| matches!(key, ItemKey::Setting(_)));
        }
        let known = state.folders.remove(&self.place).unwrap_or_default();
        let changed = state.changed(&found);
        if changed.is_empty() && state.device == device && self.is_settled(&known, &state) {
            for name in self
                .contents
                .decks
                .iter()
                .map(|file| file.name.clone())
                .collect::<Vec<_>>()
            {
                self.note_whole(&name);
                self.device_of(&name);
            }
            self.report.decks.conflicts = conflicts_of(&state.items);
            return Ok(());
        }
        let (there, mut whole) = self.read_decks(&known);
        let clock = self.deck_clock(&state.items, &there)?;
        if state.device != device || was_put_back(&state, &there) {
            state.renew(&device, clock);
        }
        for key in changed {
            if is_known_there(&key, &state, &there, &found) {
                continue;
            }
            let id = VersionId {
                clock,
                by: state.by.clone(),
            };
            let text = found.items.get(&key).cloned();
            state.items.entry(key).or_default().change(id, text);
        }
        self.take_decks(setup, &found, &mut state, &there)?;
        state.write(setup.state).map_err(fail)?;
        whole.extend(self.send_decks(&state.items, &there)?);
        let is_all_taken = self.report.decks.refused.is_empty();
        let known = KnownFiles {
            files: whole,
            items: if is_all_taken {
                state.digest()
            } else {
                String::new()
            },
        };
        state.folders.insert(self.place.clone(), known);
        state.write(setup.state).map_err(fail)?;
        self.report.decks.conflicts = conflicts_of(&state.items);
        Ok(())
    }

    /// Whether the folder holds the files it held, and they hold what this machine has.
    fn is_settled(&self, known: &KnownFiles, state: &DeckState) -> bool {
        let here = self.contents.decks.iter();
        let here: BTreeMap<String, (u64, u64)> = here.map(facts_of).collect();
        here == known.files && known.items == state.digest()
    }

    /// What the whole files of the folder hold. Files that are not whole are named, and files that are gone.
    fn read_decks(&mut self, known: &KnownFiles) -> (Items, BTreeMap<String, (u64, u64)>) {
        let (mut there, mut whole) = (Items::new(), BTreeMap::new());
        let found = std::mem::take(&mut self.contents.decks);
        for file in &found {
            match self.read_deck_file(&file.name) {
                Ok(items) => {
                    for (key, versions) in items {
                        there.entry(key).or_default().join(&versions);
                    }
                    whole.extend([facts_of(file)]);
                    self.note_whole(&file.name);
                    self.device_of(&file.name);
                }
                Err((why, remedy)) => self.report.left_out.push(SegmentLeftOut {
                    file: file.name.to_string(),
                    why,
                    remedy,
                }),
            }
        }
        let is_here = |name: &String| found.iter().any(|file| file.name.to_string() == *name);
        let gone = known.files.keys().filter(|name| !is_here(name)).cloned();
        self.report.gone.extend(gone);
        self.contents.decks = found;
        (there, whole)
    }

    fn read_deck_file(&self, name: &SegmentName) -> Result<Items, (Wording, Remedy)> {
        let path = self.remote.path_of(&name.to_string());
        let torn = || (problems::sync_decks_torn(path.display()), Remedy::Wait);
        let mut bytes = Vec::new();
        let file = self.remote.read(&name.to_string());
        file.and_then(|file| file.take(LARGEST_DECK_VERSIONS).read_to_end(&mut bytes))
            .map_err(|_| torn())?;
        let end = format!("\"checksum\":\"{}\"}}\n", name.checksum);
        if !bytes.ends_with(end.as_bytes()) {
            return Err(torn());
        }
        let items = read_deck_versions(&bytes).map_err(|fault| match fault {
            DeckVersionsFault::Torn => torn(),
            DeckVersionsFault::Newer => {
                (problems::sync_decks_newer(path.display()), Remedy::Upgrade)
            }
        })?;
        let latest = items.values().map(ItemVersions::last_clock).max();
        let latest = latest.unwrap_or(HybridClock::ZERO).number() >> 16;
        if latest > self.present.millis().saturating_add(AHEAD_MS) {
            return Err((problems::sync_decks_ahead(path.display()), Remedy::SetClock));
        }
        Ok(items)
    }

    /// The clock of the versions that are made now: after everything that is known.
    fn deck_clock(&self, mine: &Items, there: &Items) -> Result<HybridClock, SyncError> {
        let log = self.store.log().last_event()?;
        let log = log.map_or(HybridClock::ZERO, |event| event.clock);
        let items = mine.values().chain(there.values());
        let latest = items.map(ItemVersions::last_clock).max();
        let latest = latest.unwrap_or(HybridClock::ZERO).max(log);
        Ok(HybridClock::tick(latest, self.present))
    }

    /// Joins what the folder holds, and writes what it changes here.
    fn take_decks(
        &mut self,
        setup: DeckSetup<'_>,
        found: &DeckItems,
        state: &mut DeckState,
        there: &Items,
    ) -> Result<(), SyncError> {
        let mut joined = state.items.clone();
        for (key, versions) in there {
            joined.entry(key.clone()).or_default().join(versions);
        }
        let mut texts = ItemTexts::new();
        for (key, versions) in &joined {
            let base = state.items.get(key).and_then(|versions| versions.content());
            let is_known = found.items.get(key) == versions.content();
            let is_out_of_reach = is_unread(key, base, found) && versions.content() == base;
            if !is_known && !is_out_of_reach {
                texts.insert(key.clone(), versions.content().cloned());
            }
        }
        state.pending = pending_texts(&texts, found, &state.items);
        state.items = joined;
        state
            .write(setup.state)
            .map_err(|error| unusable(setup.state, &error))?;
        let left = setup.texts.put(&texts, found)?;
        state.settle_pending(|item| !left.contains_key(item));
        let taken = texts.keys().filter(|key| !left.contains_key(*key));
        self.report.decks.received = ItemCounts::of(taken);
        self.report.decks.refused = left.into_iter().collect();
        Ok(())
    }

    /// Writes what the folder lacks; gives the name and the facts of the new file.
    fn send_decks(&mut self, items: &Items, there: &Items) -> Result<Option<FileFacts>, SyncError> {
        let mut lacking = items.clone();
        lacking.retain(|key, versions| there.get(key).is_none_or(|there| !there.covers(versions)));
        if lacking.is_empty() {
            return Ok(None);
        }
        let mut bytes = Vec::new();
        let fail = |error| refused(self.remote, error);
        let (device, name) = (&self.own.device, &self.own.name);
        let checksum = write_deck_versions(&mut bytes, device, name, &lacking).map_err(fail)?;
        let name = SegmentName {
            device: device.clone(),
            number: self.next_number(SegmentKind::Decks),
            checksum,
            kind: SegmentKind::Decks,
        };
        let created = self.remote.create(&name.to_string(), &bytes, device);
        let written = FoundSegment::of(&created.map_err(fail)?, name);
        self.note_whole(&written.name);
        self.device_of(&written.name);
        self.report.decks.sent = ItemCounts::of(lacking.keys());
        Ok(Some(facts_of(&written)))
    }
}

fn facts_of(file: &FoundSegment) -> FileFacts {
    (file.name.to_string(), (file.size, file.modified))
}

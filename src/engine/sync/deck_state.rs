//! What a machine knew of decks and settings at its last sync, and the conflicts among that.

use std::collections::{BTreeMap, BTreeSet};
use std::io;
use std::path::Path;

use serde::{Deserialize, Serialize};

use super::own_texts::DeckSetup;
use crate::decks::{DeckItems, ItemTexts};
use crate::domain::card::{hex16, hex32};
use crate::domain::event::HybridClock;
use crate::domain::id::DeviceId;
use crate::domain::plain::io_reason;
use crate::domain::versions::{ItemKey, ItemText, ItemVersions, Items, KeptSide};
use crate::domain::wording::problems;
use crate::error::AppError;
use crate::files;
use crate::sync::LARGEST_DECK_VERSIONS;

/// An item of which two texts stand.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DeckConflict {
    /// The item.
    pub item: ItemKey,
    /// The text in place; nothing where the item is deleted.
    pub in_place: Option<ItemText>,
    /// The latest one beside it.
    pub aside: ItemText,
}

/// What a machine knew at its last sync.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(super) struct DeckState {
    /// The device of the log that keeps it. Another one means that the home was copied.
    pub(super) device: DeviceId,
    /// Under which name it makes versions.
    pub(super) by: DeviceId,
    pub(super) items: Items,
    /// What was about to be written to the learner's files when this was kept.
    #[serde(default)]
    pub(super) pending: Vec<PendingText>,
    /// Of each folder, the files that were read or written.
    pub(super) folders: BTreeMap<String, KnownFiles>,
}

/// An item whose text is being replaced by that of another machine. Without it, a process that ends in between would
/// leave a text that looks like the learner's next change.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(super) struct PendingText {
    pub(super) item: ItemKey,
    /// The text that is replaced.
    pub(super) found: Option<ItemText>,
    /// What was known of the item before, for a text that cannot be taken.
    pub(super) before: Option<ItemVersions>,
}

/// The files of a folder that were read or written.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct KnownFiles {
    /// Size and date by name.
    pub(super) files: BTreeMap<String, (u64, u64)>,
    /// A hash of the items that all of them hold together; empty where they hold more than this machine has taken.
    pub(super) items: String,
}

/// The conflicts that a machine knows of.
pub fn deck_conflicts(state: &Path) -> Result<Vec<DeckConflict>, AppError> {
    let Some(state) = DeckState::read(state).map_err(|error| unusable(state, &error))? else {
        return Ok(Vec::new());
    };
    let conflicts = state.items.iter().filter_map(|(item, versions)| {
        Some(DeckConflict {
            item: item.clone(),
            in_place: versions.content().cloned(),
            aside: versions.aside()?.clone(),
        })
    });
    Ok(conflicts.collect())
}

/// Settles the conflict of an item with a name. False if there is none, or if its text has changed since the sync.
pub fn settle_conflict(setup: DeckSetup<'_>, name: &str, kept: KeptSide) -> Result<bool, AppError> {
    let fail = |error| unusable(setup.state, &error);
    let Some(mut state) = DeckState::read(setup.state).map_err(fail)? else {
        return Ok(false);
    };
    let found = setup.texts.read()?;
    let is_it = |(key, versions): &(&ItemKey, &mut _)| {
        let versions: &ItemVersions = versions;
        key.name() == name
            && versions.aside().is_some()
            && versions.content() == found.items.get(key)
    };
    let Some((key, versions)) = state.items.iter_mut().find(is_it) else {
        return Ok(false);
    };
    versions.settle(kept);
    let key = key.clone();
    let texts = ItemTexts::from([(key.clone(), versions.content().cloned())]);
    if kept == KeptSide::Aside
        && let Some(why) = setup.texts.put(&texts, &found)?.remove(&key)
    {
        return Err(AppError::user(why).hint(problems::fix_and_retry()));
    }
    state.write(setup.state).map_err(fail)?;
    Ok(true)
}

impl DeckState {
    /// Reads what was kept; nothing where there is none, or where it cannot be understood: then everything is new.
    pub(super) fn read(path: &Path) -> io::Result<Option<Self>> {
        match files::read_text(path, LARGEST_DECK_VERSIONS) {
            Ok(text) => Ok(serde_json::from_str(&text).ok()),
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
            Err(error) => Err(error),
        }
    }

    pub(super) fn write(&self, path: &Path) -> io::Result<()> {
        files::replace(path, &serde_json::to_string(self)?)
    }

    /// Goes on under a new name: somebody else may have made versions under the old one.
    pub(super) fn renew(&mut self, device: &DeviceId, clock: HybridClock) {
        let text = format!("{device} {} {}", self.by, clock.number());
        self.device = device.clone();
        self.by = DeviceId::parse(&hex32(text.as_bytes())).unwrap_or_else(|_| device.clone());
    }

    /// Writes what an interrupted sync was about to write; gives the texts as they are then.
    pub(super) fn finish_pending(&mut self, setup: DeckSetup<'_>) -> Result<DeckItems, AppError> {
        let found = setup.texts.read()?;
        if self.pending.is_empty() {
            return Ok(found);
        }
        let is_left = |pending: &&PendingText| {
            let new = self
                .items
                .get(&pending.item)
                .and_then(ItemVersions::content);
            let now = found.items.get(&pending.item);
            now == pending.found.as_ref() && now != new
        };
        let texts: ItemTexts = self
            .pending
            .iter()
            .filter(is_left)
            .map(|pending| {
                let new = self
                    .items
                    .get(&pending.item)
                    .and_then(ItemVersions::content);
                (pending.item.clone(), new.cloned())
            })
            .collect();
        let left = setup.texts.put(&texts, &found)?;
        self.settle_pending(|item| !left.contains_key(item));
        setup.texts.read()
    }

    /// Nothing is pending any more. What could not be taken is as if it had not been read: every sync reads it again
    /// until it can be.
    pub(super) fn settle_pending(&mut self, is_taken: impl Fn(&ItemKey) -> bool) {
        for PendingText { item, before, .. } in std::mem::take(&mut self.pending) {
            if is_taken(&item) {
                continue;
            }
            match before {
                Some(before) => drop(self.items.insert(item, before)),
                None => drop(self.items.remove(&item)),
            }
        }
    }

    /// A hash of all items.
    pub(super) fn digest(&self) -> String {
        hex16(
            serde_json::to_string(&self.items)
                .unwrap_or_default()
                .as_bytes(),
        )
    }

    /// The items whose text the learner changed since.
    pub(super) fn changed(&self, found: &DeckItems) -> Vec<ItemKey> {
        let keys: BTreeSet<&ItemKey> = self.items.keys().chain(found.items.keys()).collect();
        let is_changed = |key: &&&ItemKey| {
            let base = self
                .items
                .get(**key)
                .and_then(|versions| versions.content());
            found.items.get(**key) != base && !is_unread(key, base, found)
        };
        keys.iter()
            .filter(is_changed)
            .map(|key| (*key).clone())
            .collect()
    }
}

pub(super) fn pending_texts(
    texts: &ItemTexts,
    found: &DeckItems,
    before: &Items,
) -> Vec<PendingText> {
    let pending = texts.keys().map(|item| PendingText {
        item: item.clone(),
        found: found.items.get(item).cloned(),
        before: before.get(item).cloned(),
    });
    pending.collect()
}

/// Whether nothing is known of what an item says now, since its file cannot be read.
pub(super) fn is_unread(key: &ItemKey, base: Option<&ItemText>, found: &DeckItems) -> bool {
    match key {
        ItemKey::Head(file) | ItemKey::File(file) => found.unread.contains(file),
        ItemKey::Setting(_) => false,
        ItemKey::Card(_) => {
            let file = base.and_then(|text| text.file.as_ref());
            !found.items.contains_key(key) && file.is_some_and(|file| found.unread.contains(file))
        }
    }
}

/// Whether the folder holds versions of this copy that it does not know: the home was put back to an older state.
pub(super) fn was_put_back(state: &DeckState, there: &Items) -> bool {
    there.iter().any(|(key, versions)| {
        let known = state.items.get(key);
        let known = known.map_or(HybridClock::ZERO, |known| known.last_seen(&state.by));
        versions.last_seen(&state.by) > known
    })
}

pub(super) fn conflicts_of(items: &Items) -> Vec<ItemKey> {
    let conflicts = items
        .iter()
        .filter(|(_, versions)| versions.aside().is_some());
    conflicts.map(|(key, _)| key.clone()).collect()
}

pub(super) fn unusable(path: &Path, error: &io::Error) -> AppError {
    AppError::user(problems::cannot_use(path.display(), io_reason(error)))
        .hint(problems::see_write_room())
}

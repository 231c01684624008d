//! Versions of what a learner may change on several machines: cards, the heads of deck files, settings.
//!
//! Each machine knows of an item which versions it has seen (the base that both sides have in common) and which of
//! them stand. Joining two such states keeps what stands on both sides, and what stands on one side and the other has
//! never seen: so one side's change is taken, two different changes both stand, and what was replaced or settled
//! somewhere never comes back. Joining is commutative, associative and idempotent, so that all machines come to the
//! same state in whatever order files arrive. (A multi-value register with a version vector.)

use std::cmp::Ordering;
use std::collections::{BTreeMap, BTreeSet};
use std::fmt;

use serde::{Deserialize, Serialize, Serializer};

use crate::domain::event::HybridClock;
use crate::domain::id::{CardId, DeviceId};

/// The items of one learner, or those that a file of another machine speaks of.
pub type Items = BTreeMap<ItemKey, ItemVersions>;

/// What an item is.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Deserialize)]
#[serde(try_from = "String")]
pub enum ItemKey {
    /// What stands above the first card of a deck file, by the file's path in the deck folder.
    Head(String),
    /// A whole deck file that holds no cards: a roadmap, a translation.
    File(String),
    /// A block of the learner's own: a card with its siblings, by their base id.
    Card(CardId),
    /// A setting.
    Setting(String),
}

impl ItemKey {
    /// What the learner calls it.
    pub fn name(&self) -> &str {
        match self {
            Self::Head(name) | Self::File(name) | Self::Setting(name) => name,
            Self::Card(id) => id.as_str(),
        }
    }

    /// Reads what [`fmt::Display`] writes; nothing for what no machine writes.
    pub fn parse(text: &str) -> Option<Self> {
        let (kind, name) = text.split_once(' ')?;
        match kind {
            "head" => is_deck_path(name).then(|| Self::Head(name.to_owned())),
            "file" => is_deck_path(name).then(|| Self::File(name.to_owned())),
            "card" => {
                let id = CardId::parse(name).ok()?;
                (id.base() == id.as_str()).then_some(Self::Card(id))
            }
            "setting" => Some(Self::Setting(name.to_owned())),
            _ => None,
        }
    }
}

impl fmt::Display for ItemKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let kind = match self {
            Self::Head(_) => "head",
            Self::File(_) => "file",
            Self::Card(_) => "card",
            Self::Setting(_) => "setting",
        };
        write!(f, "{kind} {}", self.name())
    }
}

impl TryFrom<String> for ItemKey {
    type Error = String;

    fn try_from(text: String) -> Result<Self, String> {
        Self::parse(&text).ok_or(text)
    }
}

impl Serialize for ItemKey {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

/// Whether a path of another machine stays within the deck folder of any machine, and names a deck file.
pub fn is_deck_path(path: &str) -> bool {
    let is_plain = |part: &str| {
        !part.is_empty()
            && !part.starts_with('.')
            && !part.contains(|c: char| c.is_control() || "\\:*?\"<>|".contains(c))
    };
    path.strip_suffix(".toml").is_some() && path.len() < 256 && path.split('/').all(is_plain)
}

/// Names a version: when it was made, by the log's clock, and where. The order is that of time.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct VersionId {
    /// When.
    pub clock: HybridClock,
    /// Which copy of the items made it. A home that was put back to an older state becomes another one.
    pub by: DeviceId,
}

/// What an item says.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct ItemText {
    /// The deck file that a card stands in, by its path in the deck folder.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub file: Option<String>,
    /// The text.
    pub text: String,
    /// Which card of its file it is, so that new cards come in the order in which they were written. A card that only
    /// moved along with others is not changed: texts are equal whatever their places.
    #[serde(default)]
    pub place: usize,
}

impl PartialEq for ItemText {
    fn eq(&self, other: &Self) -> bool {
        self.cmp(other) == Ordering::Equal
    }
}

impl Eq for ItemText {}

impl PartialOrd for ItemText {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for ItemText {
    fn cmp(&self, other: &Self) -> Ordering {
        (&self.file, &self.text).cmp(&(&other.file, &other.text))
    }
}

/// A version of an item.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct ItemVersion {
    /// Its name.
    #[serde(flatten)]
    pub id: VersionId,
    /// What it says; nothing where the item was deleted.
    #[serde(flatten)]
    pub content: Option<ItemText>,
}

/// The versions of an item that stand, and those that were ever seen.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct ItemVersions {
    /// Of each copy the last version that was seen; all earlier ones of it were seen too.
    seen: BTreeMap<DeviceId, HybridClock>,
    /// In order of time.
    standing: BTreeSet<ItemVersion>,
}

impl ItemVersions {
    /// The version that counts: the latest, but what was changed beats what was deleted.
    fn in_place(&self) -> Option<&ItemVersion> {
        let rank = |version: &&ItemVersion| (version.content.is_some(), version.id.clone());
        self.standing.iter().max_by_key(rank)
    }

    /// What the item says; nothing where it is deleted.
    pub fn content(&self) -> Option<&ItemText> {
        self.in_place()?.content.as_ref()
    }

    /// The latest text that stands beside the one in place: two machines changed the item in different ways.
    pub fn aside(&self) -> Option<&ItemText> {
        let in_place = self.content();
        let texts = self.standing.iter().rev();
        let mut texts = texts.filter_map(|version| version.content.as_ref());
        texts.find(|text| Some(*text) != in_place)
    }

    /// The last clock of any version that was seen.
    pub fn last_clock(&self) -> HybridClock {
        self.seen
            .values()
            .copied()
            .max()
            .unwrap_or(HybridClock::ZERO)
    }

    /// The last version of a copy that was seen.
    pub fn last_seen(&self, by: &DeviceId) -> HybridClock {
        self.seen.get(by).copied().unwrap_or(HybridClock::ZERO)
    }

    /// Puts a new version in the place of the one that counts. What stands beside it goes on standing.
    pub fn change(&mut self, id: VersionId, content: Option<ItemText>) {
        let replaced = self.content().cloned();
        self.standing
            .retain(|version| version.content.is_some() && version.content != replaced);
        self.seen.insert(id.by.clone(), id.clock);
        self.standing.insert(ItemVersion { id, content });
    }

    /// Settles a conflict by dropping the text in place, or the latest beside it.
    pub fn settle(&mut self, kept: KeptSide) {
        let dropped = match kept {
            KeptSide::InPlace => self.aside().cloned(),
            KeptSide::Aside => self.content().cloned(),
        };
        if self.aside().is_some() {
            self.standing
                .retain(|version| version.content.is_some() && version.content != dropped);
        }
    }

    /// Takes in what another machine knows of the item.
    pub fn join(&mut self, other: &Self) {
        let stays = |version: &&ItemVersion, there: &Self| {
            there.standing.contains(*version) || there.last_seen(&version.id.by) < version.id.clock
        };
        let mine = self.standing.iter().filter(|version| stays(version, other));
        let theirs = other.standing.iter().filter(|version| stays(version, self));
        self.standing = mine.chain(theirs).cloned().collect();
        for (by, clock) in &other.seen {
            let seen = self.seen.entry(by.clone()).or_insert(*clock);
            *seen = (*clock).max(*seen);
        }
    }

    /// Whether another state knows nothing that this one does not.
    pub fn covers(&self, other: &Self) -> bool {
        let mut joined = self.clone();
        joined.join(other);
        joined == *self
    }
}

/// Which text of a conflict is kept.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum KeptSide {
    /// The one in place.
    InPlace,
    /// The latest one beside it.
    Aside,
}

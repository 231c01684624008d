//! A file of versions: what one machine knew of some items, as JSON lines with counts and a checksum at the end.

use std::io::{self, Write};

use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use crate::domain::id::DeviceId;
use crate::domain::versions::{ItemKey, ItemVersions, Items};

/// Version of the format.
const FORMAT: u32 = 1;

/// Most bytes of a file that is read: more than the decks of any learner.
pub const LARGEST_DECK_VERSIONS: u64 = 256 * 1024 * 1024;

/// The first line.
#[derive(Debug, Serialize, Deserialize)]
struct Head {
    milepost_decks: u32,
    device: DeviceId,
    name: String,
}

/// A line for an item.
#[derive(Debug, Serialize, Deserialize)]
struct ItemLine {
    item: ItemKey,
    #[serde(flatten)]
    versions: ItemVersions,
}

/// The last line. It also says where a file that was cut would have ended.
#[derive(Debug, PartialEq, Eq, Serialize, Deserialize)]
struct LastLine {
    items: usize,
    checksum: String,
}

/// Why a file of versions is left out.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum DeckVersionsFault {
    /// It is not whole: cut, damaged, or still on its way.
    Torn,
    /// A later version of the program wrote it.
    Newer,
}

/// Writes some items; gives the checksum in the last line.
pub fn write_deck_versions(
    out: &mut impl Write,
    device: &DeviceId,
    name: &str,
    items: &Items,
) -> io::Result<String> {
    let mut hash = Sha256::new();
    let mut line = |out: &mut dyn Write, text: String| {
        hash.update(text.as_bytes());
        hash.update(b"\n");
        writeln!(out, "{text}")
    };
    let head = Head {
        milepost_decks: FORMAT,
        device: device.clone(),
        name: name.to_owned(),
    };
    line(out, serde_json::to_string(&head)?)?;
    for (item, versions) in items {
        let item_line = ItemLine {
            item: item.clone(),
            versions: versions.clone(),
        };
        line(out, serde_json::to_string(&item_line)?)?;
    }
    let last = LastLine {
        items: items.len(),
        checksum: digits(hash),
    };
    writeln!(out, "{}", serde_json::to_string(&last)?)?;
    out.flush()?;
    Ok(last.checksum)
}

/// Reads what [`write_deck_versions`] wrote. Nothing of a file that is not whole is believed.
pub fn read_deck_versions(bytes: &[u8]) -> Result<Items, DeckVersionsFault> {
    let text = std::str::from_utf8(bytes).map_err(|_| DeckVersionsFault::Torn)?;
    let body = text.strip_suffix('\n').ok_or(DeckVersionsFault::Torn)?;
    let (lines, last) = body.rsplit_once('\n').ok_or(DeckVersionsFault::Torn)?;
    let last: LastLine = serde_json::from_str(last).map_err(|_| DeckVersionsFault::Torn)?;
    let mut hash = Sha256::new();
    hash.update(lines.as_bytes());
    hash.update(b"\n");
    if digits(hash) != last.checksum {
        return Err(DeckVersionsFault::Torn);
    }
    // What is whole and not understood was written by a program that knows more.
    let mut lines = lines.lines();
    let head = lines
        .next()
        .and_then(|line| serde_json::from_str::<Head>(line).ok());
    if head.is_none_or(|head| head.milepost_decks != FORMAT) {
        return Err(DeckVersionsFault::Newer);
    }
    let mut items = Items::new();
    for line in lines {
        let line: ItemLine = serde_json::from_str(line).map_err(|_| DeckVersionsFault::Newer)?;
        items.entry(line.item).or_default().join(&line.versions);
    }
    if items.len() == last.items {
        Ok(items)
    } else {
        Err(DeckVersionsFault::Newer)
    }
}

fn digits(hash: Sha256) -> String {
    let digest = hash.finalize();
    let digits = digest.iter().take(8).map(|byte| format!("{byte:02x}"));
    digits.collect()
}

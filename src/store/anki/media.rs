//! The list of a package's pictures and sounds: which name belongs to which numbered member.

use std::collections::BTreeMap;

use super::archive::{Archive, Layout};
use super::error::PackageError;
use super::protobuf::{self, FieldValue};

/// A picture or sound.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct MediaEntry {
    /// Its name, as notes have it.
    pub name: String,
    /// The member of the archive that holds it.
    pub member: String,
}

/// The list of a package. One without a list has no media.
pub(super) fn read_list(
    archive: &mut Archive,
    layout: Layout,
) -> Result<Vec<MediaEntry>, PackageError> {
    let Some(bytes) = archive.media_list(layout)? else {
        return Ok(Vec::new());
    };
    let entries = match layout {
        Layout::First | Layout::Second => entries_of_json(&bytes),
        Layout::Third => entries_of_message(&bytes),
    };
    entries.ok_or(PackageError::Encoding { part: "media" })
}

fn entries_of_json(bytes: &[u8]) -> Option<Vec<MediaEntry>> {
    let names: BTreeMap<String, String> = serde_json::from_slice(bytes).ok()?;
    let is_number = |member: &str| member.chars().all(|c| c.is_ascii_digit());
    let entries = names
        .into_iter()
        .filter(|(member, _)| is_number(member))
        .map(|(member, name)| MediaEntry { name, member });
    Some(entries.collect())
}

/// A message with an entry for each member: 1 is the name, 255 the number if it is not the place in the list.
fn entries_of_message(bytes: &[u8]) -> Option<Vec<MediaEntry>> {
    let mut entries = Vec::new();
    for (field, value) in protobuf::fields(bytes)? {
        let (1, FieldValue::Bytes(entry)) = (field, value) else {
            continue;
        };
        let entry = protobuf::fields(entry)?;
        let place = match protobuf::number(&entry, 255) {
            0 => entries.len() as u64,
            number => number,
        };
        entries.push(MediaEntry {
            name: protobuf::text(&entry, 1),
            member: place.to_string(),
        });
    }
    Some(entries)
}

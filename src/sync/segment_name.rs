//! The names of segment files: who wrote one, its number there, and the checksum in its last line.

use std::fmt;

use crate::domain::id::DeviceId;

/// Digits of a number, so that names sort as they were written.
const NUMBER_DIGITS: usize = 6;

/// Digits of a checksum.
const CHECKSUM_DIGITS: usize = 16;

/// What a file of a device holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum SegmentKind {
    /// Events of the log.
    Events,
    /// Versions of cards and settings.
    Decks,
}

impl SegmentKind {
    /// Every kind.
    pub(super) const ALL: [Self; 2] = [Self::Events, Self::Decks];

    /// How the names of its files end. Programs that knew no decks leave `.decks` alone.
    pub(super) const fn ending(self) -> &'static str {
        match self {
            Self::Events => ".jsonl",
            Self::Decks => ".decks",
        }
    }
}

/// The name of a segment. Two files with one name have one content, because the name holds its checksum.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct SegmentName {
    /// The device that wrote it.
    pub device: DeviceId,
    /// Its number among the segments of that device, from 1.
    pub number: u32,
    /// The checksum in its last line.
    pub checksum: String,
    /// What it holds.
    pub kind: SegmentKind,
}

impl SegmentName {
    /// How a whole file of this name ends.
    pub fn last_bytes(&self) -> Vec<u8> {
        format!("\"checksum\":\"{}\"}}\n", self.checksum).into_bytes()
    }

    /// Reads the name of a file; nothing if no device gives such a name.
    pub fn parse(name: &str) -> Option<Self> {
        let stem = |kind: SegmentKind| Some((name.strip_suffix(kind.ending())?, kind));
        let (stem, kind) = SegmentKind::ALL.into_iter().find_map(stem)?;
        let mut parts = stem.split('-');
        let (device, number, checksum) = (parts.next()?, parts.next()?, parts.next()?);
        let segment = Self {
            device: DeviceId::parse(device).ok()?,
            number: number.parse().ok()?,
            checksum: checksum.to_owned(),
            kind,
        };
        let has_checksum = checksum.len() == CHECKSUM_DIGITS
            && checksum
                .bytes()
                .all(|byte| byte.is_ascii_digit() || (b'a'..=b'f').contains(&byte));
        // Only the one way to write a name counts: `+1`, leading zeros and capitals are somebody else's.
        (has_checksum && segment.to_string() == name).then_some(segment)
    }
}

impl fmt::Display for SegmentName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self {
            device,
            number,
            checksum,
            kind,
        } = self;
        let ending = kind.ending();
        write!(f, "{device}-{number:0NUMBER_DIGITS$}-{checksum}{ending}")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_names_that_a_device_gives_are_segments() {
        let name = "00000000000000aa-000012-0123456789abcdef.jsonl";
        let segment = SegmentName::parse(name).unwrap();
        assert_eq!((segment.number, segment.to_string().as_str()), (12, name));
        let name = "00000000000000aa-000012-0123456789abcdef.decks";
        let segment = SegmentName::parse(name).unwrap();
        assert_eq!(
            (segment.kind, segment.to_string().as_str()),
            (SegmentKind::Decks, name)
        );
        for other in [
            "00000000000000aa-000012-0123456789abcdef (1).jsonl",
            "00000000000000aa-000012-0123456789abcdef.sync-conflict-20261130-101010-ABCDEFG.jsonl",
            "00000000000000aa-12-0123456789abcdef.jsonl",
            "00000000000000aa-+00012-0123456789abcdef.jsonl",
            "00000000000000aa-000012-0123456789ABCDEF.jsonl",
            "00000000000000aa-000012-0123456789abcdef-x.jsonl",
            "00000000000000aa-000012-0123456789abcdef",
            "log.jsonl",
        ] {
            assert_eq!(SegmentName::parse(other), None, "{other}");
        }
    }
}

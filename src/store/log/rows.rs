//! Events as rows: their columns, their checksums, and what their bodies say.

use rusqlite::Row;
use sha2::{Digest, Sha256};

use crate::domain::day::{Instant, StudyDay};
use crate::domain::event::{BODY_VERSION, EventBody, HybridClock, Stamp};
use crate::domain::id::{CardId, DeviceId};
use crate::store::db::device_and_seq;

/// The columns [`read`] expects, from the table under the name `e`.
pub(in crate::store) const COLUMNS: &str =
    "e.id, e.clock, e.at, e.offset, e.zone, e.day, e.kind, e.version, e.body, e.checksum";

/// The table `span`, computed from the log.
pub(in crate::store) const SPANS: &str = "SELECT day, id AS first FROM
    (SELECT id, day, lag(day) OVER (PARTITION BY id >> 40 ORDER BY id) AS before FROM event) WHERE before IS NOT day";

/// Bytes that hold most bodies, so that a text which grows is not moved.
const USUAL_BODY: usize = 512;

/// First eight bytes of SHA-256 over the canonical text of an event.
pub(in crate::store) type Checksum = [u8; 8];

/// An event as it is stored.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::store) struct Stored {
    pub(in crate::store) row: i64,
    pub(in crate::store) clock: HybridClock,
    pub(in crate::store) stamp: Stamp,
    pub(in crate::store) kind: String,
    pub(in crate::store) version: u32,
    pub(in crate::store) body: String,
    pub(in crate::store) checksum: Checksum,
}

impl Stored {
    /// An event that this build writes to a row of its device.
    pub(in crate::store) fn of(
        row: i64,
        device: &DeviceId,
        (clock, stamp): (HybridClock, &Stamp),
        body: &EventBody,
    ) -> Result<Self, serde_json::Error> {
        let mut stored = Self {
            row,
            clock,
            stamp: stamp.clone(),
            kind: body.kind().to_owned(),
            version: BODY_VERSION,
            body: encode(body)?,
            checksum: Checksum::default(),
        };
        stored.checksum = checksum(device, &stored);
        Ok(stored)
    }
}

/// Reads [`COLUMNS`].
pub(in crate::store) fn read(row: &Row<'_>) -> Result<Stored, rusqlite::Error> {
    let stamp = Stamp {
        at: Instant::from_millis(row.get(2)?),
        offset: row.get(3)?,
        zone: row.get(4)?,
        day: StudyDay::from_number(row.get(5)?),
    };
    Ok(Stored {
        row: row.get(0)?,
        clock: HybridClock::from_number(row.get(1)?),
        stamp,
        kind: row.get(6)?,
        version: row.get(7)?,
        body: row.get(8)?,
        checksum: row.get(9)?,
    })
}

/// The text of a body, as it is stored and exported.
pub(in crate::store) fn encode(body: &EventBody) -> Result<String, serde_json::Error> {
    let mut text = Vec::with_capacity(USUAL_BODY);
    if let EventBody::Unknown { body, .. } = body {
        serde_json::to_writer(&mut text, body)?;
    } else {
        serde_json::to_writer(&mut text, body)?;
    }
    String::from_utf8(text).map_err(serde::ser::Error::custom)
}

/// The card a body speaks of, also where only a newer build knows the kind.
pub(in crate::store) fn card_of(body: &EventBody) -> Option<CardId> {
    if let EventBody::Unknown { body, .. } = body {
        return body
            .get("card")?
            .as_str()
            .and_then(|id| CardId::parse(id).ok());
    }
    body.card().cloned()
}

/// The checksum of an event. The free texts stand last, the body is one line of JSON.
pub(in crate::store) fn checksum(device: &DeviceId, event: &Stored) -> Checksum {
    let (_, seq) = device_and_seq(event.row);
    let Stored {
        clock,
        stamp,
        version,
        body,
        ..
    } = event;
    let Stamp {
        at,
        offset,
        zone,
        day,
    } = stamp;
    let numbers = format!(
        "{device}\n{seq}\n{}\n{}\n{offset}\n{}\n{version}\n",
        clock.number(),
        at.millis(),
        day.number()
    );
    // Part by part: an import of a million answers would copy every body once more.
    let digest = Sha256::new()
        .chain_update(numbers)
        .chain_update(zone)
        .chain_update("\n")
        .chain_update(body)
        .finalize();
    std::array::from_fn(|place| digest[place])
}

/// The first and the last row a device's events may have.
pub(in crate::store) fn device_rows(device: i64) -> (i64, i64) {
    (device << 40, ((device + 1) << 40) - 1)
}

/// Whether a body of a kind and version that this build writes is nothing it could have written.
pub(in crate::store) fn is_unreadable(stored: &Stored, body: &EventBody) -> bool {
    let own = EventBody::KINDS.contains(&stored.kind.as_str()) && stored.version <= BODY_VERSION;
    own && matches!(body, EventBody::Unknown { .. })
}

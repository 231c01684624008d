//! Events that are missing from the log: gaps in a device's numbers, and those that are known to be lost.

use std::fmt::Write as _;

use rusqlite::Row;

use crate::domain::id::DeviceId;
use crate::store::db::{StoreError, device_and_seq};
use crate::store::home::Store;
use crate::store::log::Neighbour;

/// Events that are lost: a run of one device's numbers.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MissingEvents {
    /// The device.
    pub device: DeviceId,
    /// The first number.
    pub first: u64,
    /// The last number.
    pub last: u64,
}

impl Store {
    /// The runs of events that are missing before others of their device.
    pub(in crate::store) fn gaps(&self) -> Result<Vec<MissingEvents>, StoreError> {
        let mut gaps = Vec::new();
        for (before, event) in self.neighbours()? {
            let (device, seq) = device_and_seq(event.row);
            // The first event of a device has number 1. What is missing after its last event leaves
            // no gap and cannot be seen here.
            let first = before.map_or(1, |before| device_and_seq(before.row).1 + 1);
            if seq <= first {
                continue;
            }
            let device = self.log().device(device)?;
            if !device.is_derived() {
                let last = seq - 1;
                gaps.push(MissingEvents {
                    device,
                    first,
                    last,
                });
            }
        }
        Ok(gaps)
    }

    /// Every event with the one before it of the same device.
    pub(super) fn neighbours(&self) -> Result<Vec<(Option<Neighbour>, Neighbour)>, StoreError> {
        let read = |row: &Row<'_>| {
            Ok(Neighbour {
                row: row.get(0)?,
                clock: row.get(1)?,
                day: row.get(2)?,
            })
        };
        let events = self
            .db()
            .many("SELECT id, clock, day FROM event ORDER BY id", [], read)?;
        let before = std::iter::once(None).chain(events.iter().copied().map(Some));
        let same = |before: &Neighbour, event: &Neighbour| {
            device_and_seq(before.row).0 == device_and_seq(event.row).0
        };
        Ok(before
            .zip(&events)
            .map(|(before, event)| (before.filter(|b| same(b, event)), *event))
            .collect())
    }

    /// Remembers which events are missing and will not come back, so that they are reported once.
    pub(in crate::store) fn accept_gaps(&self) -> Result<Vec<MissingEvents>, StoreError> {
        let gaps = self.gaps()?;
        let mut lines = String::new();
        for gap in &gaps {
            writeln!(lines, "{} {} {}", gap.device, gap.first, gap.last)
                .expect("a text takes every line");
        }
        self.db().write(|write| write.set_local("gaps", &lines))?;
        Ok(gaps)
    }

    /// The gaps that were reported.
    pub(in crate::store) fn accepted_gaps(&self) -> Result<Vec<MissingEvents>, StoreError> {
        let gap = |line: &str| {
            let mut words = line.split(' ');
            let device = DeviceId::parse(words.next()?).ok()?;
            Some(MissingEvents {
                device,
                first: words.next()?.parse().ok()?,
                last: words.next()?.parse().ok()?,
            })
        };
        Ok(self
            .db()
            .local("gaps")?
            .unwrap_or_default()
            .lines()
            .filter_map(gap)
            .collect())
    }
}

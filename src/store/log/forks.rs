//! Numbers that were given twice, and the device ids that tell the two events of each apart.
//!
//! A home that was put back from a snapshot, or copied unnoticed, goes on numbering where the copy ends. From there on
//! two events bear each number, and no merge can keep both under it. The events of the other home get a device id that
//! is computed from the first event that differs: it is the same in every home and at every import, so that importing
//! again changes nothing.

use std::collections::HashMap;

use super::lines::Entry;
use super::names::Log;
use super::rows::{Checksum, Stored, checksum, encode};
use crate::domain::card::hex32;
use crate::domain::event::{EventBody, EventKey, Stamp};
use crate::domain::id::DeviceId;
use crate::store::db::{StoreError, device_and_seq, event_row};
use crate::store::log::hex;

/// The events of a log file that get another device id: for each device, the first of them and its new key.
#[derive(Debug, Default)]
pub(in crate::store) struct Forks(HashMap<DeviceId, (u64, EventKey)>);

impl Forks {
    /// Notes the first event of a device that differs from the one here.
    pub(in crate::store) fn note(
        &mut self,
        key: &EventKey,
        theirs: EventKey,
        ours: Option<EventKey>,
    ) {
        if self.0.contains_key(&key.device) {
            return;
        }
        self.0.insert(key.device.clone(), (key.seq, theirs));
        // The other home may have taken in ours under another id before: they come back to their own.
        if let Some(ours) = ours {
            let of_earlier = earlier_id(&ours.device);
            self.0.insert(of_earlier, (ours.seq, key.clone()));
            self.0.insert(ours.device, (ours.seq, key.clone()));
        }
    }

    /// The key under which an event of the file is known here.
    pub(in crate::store) fn key(&self, key: &EventKey) -> Option<EventKey> {
        let (first, new) = self.0.get(&key.device)?;
        let distance = key.seq.checked_sub(*first)?;
        Some(EventKey {
            device: new.device.clone(),
            seq: new.seq.saturating_add(distance),
        })
    }

    /// An event of the file as it is to be merged. One whose checksum does not fit stays as it is, to be refused.
    pub(in crate::store) fn renamed(&self, entry: Entry) -> Entry {
        match self.key(&entry.key()) {
            Some(key) if entry.is_whole() => self.under(entry, key),
            _ => entry,
        }
    }

    pub(in crate::store) fn under(&self, mut entry: Entry, key: EventKey) -> Entry {
        EventKey {
            device: entry.device,
            seq: entry.seq,
        } = key;
        if let Ok(EventBody::Undo { target }) = serde_json::from_str(entry.body.get())
            && let Some(target) = self.key(&target)
            && let Ok(text) = encode(&EventBody::Undo { target })
            && let Ok(body) = serde_json::value::RawValue::from_string(text)
        {
            entry.body = body;
        }
        entry.checksum = hex(entry.sum());
        entry
    }

    /// Whether an event takes back one that got another id, and has none itself: whose undo it is cannot be told.
    pub(in crate::store) fn is_unclear(&self, event: &EventKey, body: &EventBody) -> bool {
        let is_target_renamed =
            matches!(body, EventBody::Undo { target } if self.key(target).is_some());
        is_target_renamed && self.key(event).is_none()
    }

    pub(in crate::store) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Whether events of a device got another id.
    pub(in crate::store) fn has(&self, device: &DeviceId) -> bool {
        self.0.contains_key(device)
    }
}

/// The new key of an event whose number was given twice, and of those after it.
fn branch(key: &EventKey, sum: Checksum) -> EventKey {
    let text = format!("fork\n{}\n{}\n{}", key.device, key.seq, hex(sum));
    EventKey {
        device: DeviceId::parse(&hex32(text.as_bytes())).expect("32 hexadecimal digits are an id"),
        seq: 1,
    }
}

/// The id that earlier versions computed in place of one: its first half.
fn earlier_id(device: &DeviceId) -> DeviceId {
    DeviceId::parse(&device.as_str()[..16]).expect("16 hexadecimal digits are an id")
}

impl Entry {
    pub(in crate::store) fn key(&self) -> EventKey {
        EventKey {
            device: self.device.clone(),
            seq: self.seq,
        }
    }

    /// Whether the checksum fits what the line says.
    fn is_whole(&self) -> bool {
        event_row(0, self.seq).is_some() && hex(self.sum()) == self.checksum
    }

    /// The checksum of what the line says.
    fn sum(&self) -> Checksum {
        let stored = Stored {
            row: event_row(0, self.seq).unwrap_or_default(),
            clock: self.clock,
            stamp: Stamp {
                at: self.at,
                offset: self.offset,
                zone: self.zone.clone(),
                day: self.day,
            },
            kind: String::new(),
            version: self.version,
            body: self.body.get().to_owned(),
            checksum: Checksum::default(),
        };
        checksum(&self.device, &stored)
    }
}

impl Log<'_> {
    /// Where the events of a file differ from those here under the same number, or go on under the id by which this
    /// home writes.
    pub(in crate::store) fn forks(
        &self,
        entries: impl IntoIterator<Item = Entry>,
    ) -> Result<Forks, StoreError> {
        let own = self.written_last()?;
        let mut forks = Forks::default();
        for entry in entries {
            let key = entry.key();
            let ours = self.checksum_at(&key)?;
            let is_beyond = own
                .as_ref()
                .is_some_and(|last| key.device == last.device && key.seq > last.seq);
            let theirs = entry.sum();
            if ours.map_or(is_beyond, |ours| ours != theirs) {
                let ours = ours.map(|sum| branch(&key, sum));
                forks.note(&key, self.known_branch(&key, theirs)?, ours);
            }
        }
        Ok(forks)
    }

    /// The new key of an event whose number was given twice. What an earlier version took in stays as it is called.
    pub(in crate::store) fn known_branch(
        &self,
        key: &EventKey,
        sum: Checksum,
    ) -> Result<EventKey, StoreError> {
        let new = branch(key, sum);
        let device = earlier_id(&new.device);
        Ok(match self.known_device(&device)? {
            Some(_) => EventKey { device, ..new },
            None => new,
        })
    }

    /// The checksum of an event that is here.
    fn checksum_at(&self, key: &EventKey) -> Result<Option<Checksum>, StoreError> {
        let Some(row) = self.known_row(key)? else {
            return Ok(None);
        };
        let sql = "SELECT checksum FROM event WHERE id = ?1";
        self.db.one(sql, [row], |row| row.get(0))
    }

    /// The last event of the device as which this home writes; nothing where it has none, or was copied.
    pub(in crate::store) fn written_last(&self) -> Result<Option<EventKey>, StoreError> {
        let Some(number) = self.own_number()? else {
            return Ok(None);
        };
        Ok(Some(EventKey {
            device: self.device(number)?,
            seq: self
                .last_row(number)?
                .map_or(0, |row| device_and_seq(row).1),
        }))
    }
}

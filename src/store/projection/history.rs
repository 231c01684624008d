//! The history of another program, added to the log.

use std::collections::HashSet;

use super::merge::Merge;
use super::progress::Progress;
use crate::domain::event::{BODY_VERSION, Event, EventBody, SettingsHash, Stamp};
use crate::domain::id::CardId;
use crate::store::db::{StoreError, event_row};
use crate::store::log::{Log, Stored, checksum, encode};

/// Events of another program's history, as far as they were new.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct AddedHistory {
    /// How many answers were new.
    pub answers: u64,
    /// The cards they speak of.
    pub cards: HashSet<CardId>,
}

impl Progress<'_> {
    /// Adds the history of another program, all of it or nothing. An event that is known by its key stays as
    /// it is: what is made of the history today may differ in what came before it.
    pub fn add_history(
        &self,
        settings: (&SettingsHash, &str),
        events: impl IntoIterator<Item = Event>,
    ) -> Result<AddedHistory, StoreError> {
        self.db.roomy()?;
        let file = self.db.file().to_owned();
        self.log.write(|write| {
            Log::add_settings(write, settings.0, settings.1)?;
            let mut merge = Merge::new(*self, write, &file)?;
            let mut added = AddedHistory::default();
            for event in events {
                if merge.history_event(&event)? {
                    added.answers += u64::from(event.body.answer().is_some());
                    added.cards.extend(event.body.card().cloned());
                }
            }
            merge.fold()?;
            Ok(added)
        })
    }

    /// Writes what is decided about several cards, all of it or nothing.
    pub fn record_all(&self, bodies: Vec<EventBody>, stamp: &Stamp) -> Result<(), StoreError> {
        self.log.write(|write| {
            for body in bodies {
                let Some(card) = body.card().cloned() else {
                    continue;
                };
                let kept = self.kept_of(write, &card)?;
                let event = self.log.append(write, body, stamp, Some(kept.card))?;
                self.project_last(write, &kept, &event)?;
            }
            Ok(())
        })
    }
}

impl Merge<'_> {
    /// Adds an event that was made from another program's history; false if it is known.
    fn history_event(&mut self, event: &Event) -> Result<bool, StoreError> {
        let device = self
            .progress
            .log
            .device_number(self.write, &event.key.device)?;
        let row = event_row(device, event.key.seq);
        let row = row.ok_or_else(|| self.progress.db.damaged("no such number of an event"))?;
        let known = "SELECT 1 FROM event WHERE id = ?1";
        let is_known = self.progress.db.one(known, [row], |_| Ok(()))?.is_some();
        if is_known {
            return Ok(false);
        }
        let body = encode(&event.body).map_err(|e| self.progress.db.damaged(&e.to_string()))?;
        let mut stored = Stored {
            row,
            clock: event.clock,
            stamp: event.stamp.clone(),
            kind: event.body.kind().to_owned(),
            version: BODY_VERSION,
            body,
            checksum: [0; 8],
        };
        stored.checksum = checksum(&event.key.device, &stored);
        self.add(0, &stored, event)?;
        Ok(true)
    }
}

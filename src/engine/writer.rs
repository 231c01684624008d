//! Writing in the middle of a session: what is written once is never written twice.

use crate::domain::event::{Event, EventBody, Stamp};
use crate::store::{Store, StoreError};

/// Whether the writes of a reply are tried for the first time.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Attempt {
    /// They are.
    First,
    /// An earlier attempt failed somewhere; what came before may have landed.
    Again,
}

/// Writes the events of one reply, all with the same stamp.
///
/// A reply whose write failed is handled again from its beginning. The stamp stays the same, so
/// that an event which already reached the disk is recognised instead of being written twice: a
/// commit that reported an error may have landed all the same.
pub(super) struct Writer<'a> {
    store: &'a Store,
    stamp: Stamp,
    attempt: Attempt,
}

impl<'a> Writer<'a> {
    /// For one attempt at one reply.
    pub(super) const fn new(store: &'a Store, stamp: Stamp, attempt: Attempt) -> Self {
        Self {
            store,
            stamp,
            attempt,
        }
    }

    /// Writes an event; when this returns it, it is on disk.
    pub(super) fn event(&self, body: &EventBody) -> Result<Event, StoreError> {
        if self.attempt == Attempt::Again
            && let Some(event) = self.landed(body)?
        {
            return Ok(event);
        }
        self.store.progress().record(body.clone(), &self.stamp)
    }

    fn landed(&self, body: &EventBody) -> Result<Option<Event>, StoreError> {
        let last = match body.card() {
            Some(card) => self
                .store
                .log()
                .card_history(card)?
                .into_iter()
                .rev()
                .map(|logged| logged.event)
                .find(|event| event.body == *body && event.stamp == self.stamp),
            None => self
                .store
                .log()
                .last_event()?
                .filter(|event| event.body == *body && event.stamp == self.stamp),
        };
        Ok(last)
    }
}

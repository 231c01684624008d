//! Writing in mid-session: where the disk refuses, a learner at a screen can make room and go on, with nothing lost.

use crate::cli::review::Sitting;
use crate::domain::event::{Event, EventBody, Review, Stamp};
use crate::error::AppError;
use crate::store::StoreError;
use crate::ui::palette::Role;
use crate::ui::terminal::{Ask, Manner, Reply};

impl Sitting<'_> {
    /// Writes an event; when this returns it, it is on disk.
    pub(super) fn keep(&mut self, body: &EventBody) -> Result<Event, AppError> {
        let stamp = self.app.stamp();
        Ok(self.written(body, &stamp)??)
    }

    /// Writes a scheduled answer; nothing if the card was answered elsewhere in the meantime.
    pub(super) fn keep_review(&mut self, review: Review) -> Result<Option<Event>, AppError> {
        let stamp = self.app.stamp();
        match self.written(&EventBody::Review(review), &stamp)? {
            Ok(event) => Ok(Some(event)),
            Err(StoreError::Stale { .. }) => Ok(None),
            Err(error) => Err(error.into()),
        }
    }

    /// Tries until it is written, or until trying again is of no use.
    fn written(&mut self, body: &EventBody, stamp: &Stamp) -> Result<Result<Event, StoreError>, AppError> {
        let mut written = self.app.store.record(body.clone(), stamp);
        loop {
            match written {
                Err(error) if error.may_pass() => self.wait(error)?,
                done => return Ok(done),
            }
            // A commit that failed may have reached the disk all the same.
            written = match self.landed(body, stamp) {
                Ok(Some(event)) => Ok(event),
                Ok(None) => self.app.store.record(body.clone(), stamp),
                Err(error) => Err(error),
            };
        }
    }

    fn landed(&self, body: &EventBody, stamp: &Stamp) -> Result<Option<Event>, StoreError> {
        let last = match body.card() {
            Some(card) => self.app.store.card_history(card)?.pop().map(|logged| logged.event),
            None => self.app.store.last_event()?,
        };
        Ok(last.filter(|event| event.body == *body && event.stamp == *stamp))
    }

    /// Shows what is in the way and waits; on a pipe nobody can mend it.
    fn wait(&mut self, error: StoreError) -> Result<(), AppError> {
        let error = AppError::from(error);
        if self.terminal.manner() == Manner::Lines {
            return Err(error);
        }
        self.remark(Role::Wrong, &format!("error: {}", error.message))?;
        if let Some(hint) = &error.hint {
            self.remark(Role::Faint, &format!("hint: {hint}"))?;
        }
        let prompt = format!("{} {}", self.app.words().try_again, self.look().palette.prompt());
        match self.terminal.ask(&prompt, Ask::Key)? {
            Reply::Text(key) if !matches!(key.trim(), "q" | ":q") => Ok(()),
            Reply::Interrupt => Ok(()),
            Reply::Text(_) | Reply::End => Err(error),
        }
    }
}

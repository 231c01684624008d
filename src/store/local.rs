//! What belongs to this machine alone: consents, drafts and small settings. Never exported, never merged.

use std::collections::HashSet;

use super::{Store, StoreError};
use crate::domain::card::ContentHash;
use crate::domain::day::Instant;
use crate::domain::id::CardId;

impl Store {
    /// Keeps the learner's consent to run the programs of a content.
    pub fn consent(&self, content: &[ContentHash]) -> Result<(), StoreError> {
        self.write(|| {
            let sql = "INSERT OR IGNORE INTO consent (content) VALUES (?1)";
            content
                .iter()
                .try_for_each(|hash| self.run(sql, [hash.as_str()]).map(|_| ()))
        })
    }

    /// Takes consents back.
    pub fn withdraw_consent(&self, content: &[ContentHash]) -> Result<(), StoreError> {
        self.write(|| {
            let sql = "DELETE FROM consent WHERE content = ?1";
            content
                .iter()
                .try_for_each(|hash| self.run(sql, [hash.as_str()]).map(|_| ()))
        })
    }

    /// Whether the learner consented to run the programs of a content.
    pub fn has_consent(&self, content: &ContentHash) -> Result<bool, StoreError> {
        let found = self.one(
            "SELECT 1 FROM consent WHERE content = ?1",
            [content.as_str()],
            |_| Ok(()),
        )?;
        Ok(found.is_some())
    }

    /// The contents, as digits, whose programs may run.
    pub fn consents(&self) -> Result<HashSet<String>, StoreError> {
        Ok(self
            .many("SELECT content FROM consent", [], |row| row.get(0))?
            .into_iter()
            .collect())
    }

    /// The unfinished answer to a card.
    pub fn draft(&self, card: &CardId) -> Result<Option<String>, StoreError> {
        self.one(
            "SELECT text FROM draft WHERE card = ?1",
            [card.as_str()],
            |row| row.get(0),
        )
    }

    /// Keeps an unfinished answer.
    pub fn save_draft(&self, card: &CardId, text: &str) -> Result<(), StoreError> {
        self.write(|| self.put_draft(card, text))
    }

    /// Only inside a write.
    pub(super) fn put_draft(&self, card: &CardId, text: &str) -> Result<(), StoreError> {
        let sql =
            "INSERT INTO draft VALUES (?1, ?2) ON CONFLICT DO UPDATE SET text = excluded.text";
        self.run(sql, [card.as_str(), text]).map(|_| ())
    }

    /// Forgets an unfinished answer.
    pub fn drop_draft(&self, card: &CardId) -> Result<(), StoreError> {
        self.write(|| {
            self.run("DELETE FROM draft WHERE card = ?1", [card.as_str()])
                .map(|_| ())
        })
    }

    /// A small setting of the prompt, by name.
    pub fn shell_setting(&self, name: &str) -> Result<Option<String>, StoreError> {
        self.local(&format!("shell.{name}"))
    }

    /// Keeps a small setting of the prompt.
    pub fn set_shell_setting(&self, name: &str, value: &str) -> Result<(), StoreError> {
        self.write(|| self.set_local(&format!("shell.{name}"), value))
    }

    /// The interviews that are not over, oldest first, as they were kept.
    pub fn unfinished_interviews(&self) -> Result<Vec<String>, StoreError> {
        self.many(
            "SELECT value FROM local WHERE key LIKE 'interview.%' ORDER BY key",
            [],
            |row| row.get(0),
        )
    }

    /// Keeps an interview that is not over in place of what was kept of it before; it is known by when it began.
    pub fn keep_unfinished(&self, began: Instant, text: &str) -> Result<(), StoreError> {
        self.write(|| self.set_local(&unfinished_key(began), text))
    }

    /// Forgets an interview that was not over.
    pub fn drop_unfinished(&self, began: Instant) -> Result<(), StoreError> {
        self.write(|| {
            self.run("DELETE FROM local WHERE key = ?1", [unfinished_key(began)])
                .map(|_| ())
        })
    }

    pub(super) fn local(&self, key: &str) -> Result<Option<String>, StoreError> {
        self.one("SELECT value FROM local WHERE key = ?1", [key], |row| {
            row.get(0)
        })
    }

    /// Only inside a write.
    pub(super) fn set_local(&self, key: &str, value: &str) -> Result<(), StoreError> {
        let sql =
            "INSERT INTO local VALUES (?1, ?2) ON CONFLICT DO UPDATE SET value = excluded.value";
        self.run(sql, [key, value]).map(|_| ())
    }
}

fn unfinished_key(began: Instant) -> String {
    format!("interview.{:020}", began.millis())
}

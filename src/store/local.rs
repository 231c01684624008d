//! What belongs to this machine alone: consents, drafts and small settings. Never exported, never merged.

use std::collections::{BTreeMap, HashSet};

use serde::{Deserialize, Serialize};

use crate::domain::consent::ConsentKey;
use crate::domain::coverage::Coverage;
use crate::domain::day::{Instant, StudyDay};
use crate::domain::id::CardId;
use crate::store::db::{Db, StoreError, Write};

/// The key of the name of an import whose files are on their way.
pub(super) const IMPORT: &str = "import";

/// The key of the day without new cards.
const NEW_LEFT_OUT: &str = "new_left_out";

/// What belongs to this machine alone.
#[derive(Debug, Clone, Copy)]
pub struct LocalData<'s> {
    db: &'s Db,
}

impl<'s> LocalData<'s> {
    pub(in crate::store) const fn new(db: &'s Db) -> Self {
        Self { db }
    }
}

impl LocalData<'_> {
    /// Keeps the learner's consent to run the programs of a key.
    pub fn consent(&self, keys: &[ConsentKey]) -> Result<(), StoreError> {
        self.db.write(|write| {
            let sql = "INSERT OR IGNORE INTO consent (content) VALUES (?1)";
            keys.iter()
                .try_for_each(|key| write.run(sql, [key.as_str()]).map(|_| ()))
        })
    }

    /// Takes consents back.
    pub fn withdraw_consent(&self, keys: &[ConsentKey]) -> Result<(), StoreError> {
        self.db.write(|write| {
            let sql = "DELETE FROM consent WHERE content = ?1";
            keys.iter()
                .try_for_each(|key| write.run(sql, [key.as_str()]).map(|_| ()))
        })
    }

    /// Whether the learner consented to run the programs of a key.
    pub fn has_consent(&self, key: &ConsentKey) -> Result<bool, StoreError> {
        let found = self.db.one(
            "SELECT 1 FROM consent WHERE content = ?1",
            [key.as_str()],
            |_| Ok(()),
        )?;
        Ok(found.is_some())
    }

    /// The contents, as digits, whose programs may run.
    pub fn consents(&self) -> Result<HashSet<String>, StoreError> {
        Ok(self
            .db
            .many("SELECT content FROM consent", [], |row| row.get(0))?
            .into_iter()
            .collect())
    }

    /// The unfinished answer to a card.
    pub fn draft(&self, card: &CardId) -> Result<Option<String>, StoreError> {
        self.db.one(
            "SELECT text FROM draft WHERE card = ?1",
            [card.as_str()],
            |row| row.get(0),
        )
    }

    /// Keeps an unfinished answer.
    pub fn save_draft(&self, card: &CardId, text: &str) -> Result<(), StoreError> {
        self.db.write(|write| Self::put_draft(write, card, text))
    }
    pub(in crate::store) fn put_draft(
        write: &Write<'_>,
        card: &CardId,
        text: &str,
    ) -> Result<(), StoreError> {
        let sql =
            "INSERT INTO draft VALUES (?1, ?2) ON CONFLICT DO UPDATE SET text = excluded.text";
        write.run(sql, [card.as_str(), text]).map(|_| ())
    }

    /// Forgets an unfinished answer.
    pub fn drop_draft(&self, card: &CardId) -> Result<(), StoreError> {
        self.db.write(|write| {
            write
                .run("DELETE FROM draft WHERE card = ?1", [card.as_str()])
                .map(|_| ())
        })
    }

    /// Whether a notice is due for the first time on this machine; from now on it is not.
    pub fn tell_once(&self, what: &str) -> Result<bool, StoreError> {
        let key = format!("told.{what}");
        if self.db.local(&key)?.is_some() {
            return Ok(false);
        }
        self.db.write(|write| write.set_local(&key, "1"))?;
        Ok(true)
    }

    /// The name of the import that was decided and whose files may not be at their places yet.
    pub fn noted_import(&self) -> Result<Option<String>, StoreError> {
        self.db.local(IMPORT)
    }

    /// Decides an import that writes nothing else.
    pub fn note_import(&self, name: &str) -> Result<(), StoreError> {
        self.db.write(|write| write.set_local(IMPORT, name))
    }

    /// Forgets an import, once its files are at their places.
    pub fn forget_import(&self) -> Result<(), StoreError> {
        self.db.write(|write| {
            write
                .run("DELETE FROM local WHERE key = ?1", [IMPORT])
                .map(|_| ())
        })
    }

    /// The last day for which the learner left new cards out.
    pub fn new_left_out(&self) -> Result<Option<StudyDay>, StoreError> {
        let text = self.db.local(NEW_LEFT_OUT)?;
        Ok(text.and_then(|text| StudyDay::parse(&text)))
    }

    /// Leaves new cards out for a day.
    pub fn leave_out_new(&self, day: StudyDay) -> Result<(), StoreError> {
        self.db
            .write(|write| write.set_local(NEW_LEFT_OUT, &day.iso()))
    }

    /// The interviews that are not over, oldest first, as they were saved.
    pub fn unfinished_interviews(&self) -> Result<Vec<String>, StoreError> {
        self.db.many(
            "SELECT value FROM local WHERE key LIKE 'interview.%' ORDER BY key",
            [],
            |row| row.get(0),
        )
    }

    /// Saves an interview that is not over in place of its earlier state. It is identified by when
    /// it began.
    pub fn keep_unfinished(&self, began: Instant, text: &str) -> Result<(), StoreError> {
        self.db
            .write(|write| write.set_local(&unfinished_key(began), text))
    }

    /// Forgets an interview that was not over.
    pub fn drop_unfinished(&self, began: Instant) -> Result<(), StoreError> {
        self.db.write(|write| {
            write
                .run("DELETE FROM local WHERE key = ?1", [unfinished_key(began)])
                .map(|_| ())
        })
    }
}

/// What is known of a segment that was merged or written.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SyncedSegment {
    /// Its size in bytes.
    pub size: u64,
    /// When the file was last changed, in nanoseconds since 1970.
    pub modified: u64,
    /// What the device that wrote it calls itself.
    pub name: String,
    /// The events it holds.
    pub covered: Coverage,
}

impl LocalData<'_> {
    /// The segments of a folder that were merged or written, by file name.
    pub fn synced_segments(
        &self,
        folder: &str,
    ) -> Result<BTreeMap<String, SyncedSegment>, StoreError> {
        let prefix = synced_key(folder, "");
        let rows: Vec<(String, String)> = self.db.many(
            "SELECT key, value FROM local WHERE substr(key, 1, length(?1)) = ?1",
            [&prefix],
            |row| Ok((row.get(0)?, row.get(1)?)),
        )?;
        // A note that cannot be read is as good as none: the file is read again.
        let read = |(key, value): (String, String)| {
            let name = key.strip_prefix(&prefix)?.to_owned();
            Some((name, serde_json::from_str(&value).ok()?))
        };
        Ok(rows.into_iter().filter_map(read).collect())
    }

    /// Notes that a segment was merged or written.
    pub fn keep_synced(
        &self,
        folder: &str,
        file: &str,
        segment: &SyncedSegment,
    ) -> Result<(), StoreError> {
        let text = serde_json::to_string(segment).map_err(|e| self.db.damaged(&e.to_string()))?;
        self.db
            .write(|write| write.set_local(&synced_key(folder, file), &text))
    }

    /// Forgets segments that are gone.
    pub fn forget_synced(&self, folder: &str, files: &[String]) -> Result<(), StoreError> {
        if files.is_empty() {
            return Ok(());
        }
        self.db.write(|write| {
            let sql = "DELETE FROM local WHERE key = ?1";
            files
                .iter()
                .try_for_each(|file| write.run(sql, [synced_key(folder, file)]).map(|_| ()))
        })
    }
}

fn synced_key(folder: &str, file: &str) -> String {
    format!("sync.{folder}.{file}")
}

fn unfinished_key(began: Instant) -> String {
    // Padded with zeros, so that the order of the keys is that of time.
    format!("interview.{:020}", began.millis())
}

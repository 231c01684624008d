//! The content index's file: opened when it is first asked, and again when another process replaced it.

use std::cell::RefCell;
use std::collections::HashMap;
use std::path::{Path, PathBuf};
use std::time::SystemTime;
use std::{fs, io};

use rusqlite::{Connection, OpenFlags, OptionalExtension, Params, Row};
use serde::de::DeserializeOwned;

use crate::domain::id::{CardId, TopicId};
use crate::store::db::{BUSY, SMALL_CACHE, StoreError, harden, odd};

/// Version of the index's layout; any other is built again.
pub(in crate::store) const LAYOUT: u32 = 10;

/// Schema of the index.
pub(in crate::store) const SCHEMA: &str = include_str!("index.sql");

/// The index file, opened when it is first asked and again when another process replaced it.
#[derive(Debug)]
pub struct ContentIndex {
    pub(in crate::store) file: PathBuf,
    open: RefCell<Option<Opened>>,
}

#[derive(Debug)]
struct Opened {
    db: Connection,
    mark: Option<IndexMark>,
}

/// What tells one index file from the next at the same path.
type IndexMark = (SystemTime, u64);

impl ContentIndex {
    pub(in crate::store) fn at(file: &Path) -> Self {
        Self {
            file: file.to_owned(),
            open: RefCell::new(None),
        }
    }

    /// Forgets the open file, so that the next question opens what lies at the path then.
    pub(in crate::store) fn reopen(&self) {
        self.open.borrow_mut().take();
    }

    /// Removes the file, so that the index is made again.
    pub(in crate::store) fn remove(&self) -> Result<(), StoreError> {
        self.reopen();
        match fs::remove_file(&self.file) {
            Err(e) if e.kind() != io::ErrorKind::NotFound => Err(StoreError::io(&self.file, e)),
            _ => Ok(()),
        }
    }

    /// Forgets the open file if another lies at its path now.
    pub(in crate::store) fn refresh(&self) {
        let stale = self
            .open
            .borrow()
            .as_ref()
            .is_some_and(|open| open.mark != mark(&self.file));
        if stale {
            self.reopen();
        }
    }

    pub(in crate::store) fn with<T>(
        &self,
        act: impl FnOnce(&Connection) -> Result<T, rusqlite::Error>,
    ) -> Result<T, StoreError> {
        // Borrowed until `act` returns: it must not ask the index again, or it panics.
        let mut open = self.open.borrow_mut();
        let fail = |e| StoreError::sql(&self.file, e);
        let opened = match open.take() {
            Some(opened) => opened,
            None => open_or_empty(&self.file).map_err(fail)?,
        };
        act(&open.insert(opened).db).map_err(fail)
    }

    pub(in crate::store) fn one<T, R>(
        &self,
        sql: &str,
        params: impl Params,
        read: R,
    ) -> Result<Option<T>, StoreError>
    where
        R: FnOnce(&Row<'_>) -> Result<T, rusqlite::Error>,
    {
        self.with(|db| db.prepare_cached(sql)?.query_row(params, read).optional())
    }

    pub(in crate::store) fn many<T, R>(
        &self,
        sql: &str,
        params: impl Params,
        read: R,
    ) -> Result<Vec<T>, StoreError>
    where
        R: FnMut(&Row<'_>) -> Result<T, rusqlite::Error>,
    {
        self.with(|db| db.prepare_cached(sql)?.query_map(params, read)?.collect())
    }

    /// The topics by number. The numbers are the index's own.
    pub(in crate::store) fn topic_names(&self) -> Result<HashMap<i64, TopicId>, StoreError> {
        let rows = self.many("SELECT number, id FROM topic", [], |row| {
            Ok((row.get(0)?, topic_id(row, 1)?))
        })?;
        Ok(rows.into_iter().collect())
    }

    /// The topic, the kind's number and the own number of a card, if a deck has it.
    pub(in crate::store) fn place(
        &self,
        card: &CardId,
    ) -> Result<Option<(TopicId, i64, i64)>, StoreError> {
        // A join would be prepared again with every other id.
        let sql = "SELECT (SELECT id FROM topic WHERE number = topic), kind, number FROM card WHERE id = ?1";
        self.one(sql, [card.as_str()], |row| {
            Ok((topic_id(row, 0)?, row.get(1)?, row.get(2)?))
        })
    }

    /// Calls `take` with each row, so that none of many has to be kept.
    pub(in crate::store) fn each<F>(
        &self,
        sql: &str,
        params: impl Params,
        mut take: F,
    ) -> Result<(), StoreError>
    where
        F: FnMut(&Row<'_>) -> Result<(), rusqlite::Error>,
    {
        self.with(|db| {
            let mut query = db.prepare_cached(sql)?;
            let mut rows = query.query(params)?;
            while let Some(row) = rows.next()? {
                take(row)?;
            }
            Ok(())
        })
    }
}

/// Opens the index; an absent one, or one of another layout, is as good as empty.
fn open_or_empty(file: &Path) -> Result<Opened, rusqlite::Error> {
    // Whatever is wrong with the file, the decks can make it again, so nothing here is an error.
    if let Ok(db) = Connection::open_with_flags(file, OpenFlags::SQLITE_OPEN_READ_WRITE) {
        db.busy_timeout(BUSY)?;
        harden(&db)?;
        let layout = db.query_row("PRAGMA user_version", [], |row| row.get::<_, u32>(0));
        if layout.is_ok_and(|layout| layout == LAYOUT) {
            db.execute_batch(SMALL_CACHE)?;
            db.set_prepared_statement_cache_capacity(48);
            return Ok(Opened {
                db,
                mark: mark(file),
            });
        }
    }
    let db = Connection::open_in_memory()?;
    db.execute_batch(SCHEMA)?;
    Ok(Opened {
        db,
        mark: mark(file),
    })
}

fn mark(file: &Path) -> Option<IndexMark> {
    let found = fs::metadata(file).ok()?;
    // Not the time of the last change: `replace_topics` edits the file in place, and other
    // processes may go on reading it. The time is needed because an inode is reused as soon as it
    // is free.
    Some((
        found.created().or_else(|_| found.modified()).ok()?,
        inode(&found),
    ))
}

#[cfg(unix)]
fn inode(found: &fs::Metadata) -> u64 {
    std::os::unix::fs::MetadataExt::ino(found)
}

#[cfg(not(unix))]
fn inode(_: &fs::Metadata) -> u64 {
    0
}

pub(in crate::store) fn json<T: DeserializeOwned>(
    row: &Row<'_>,
    column: usize,
) -> Result<T, rusqlite::Error> {
    let text = row.get_ref(column)?.as_str().map_err(|e| odd(column, e))?;
    serde_json::from_str(text).map_err(|e| odd(column, e))
}

pub(in crate::store) fn card_id(row: &Row<'_>, column: usize) -> Result<CardId, rusqlite::Error> {
    CardId::parse(row.get_ref(column)?.as_str().map_err(|e| odd(column, e))?)
        .map_err(|e| odd(column, e))
}

pub(in crate::store) fn topic_id(row: &Row<'_>, column: usize) -> Result<TopicId, rusqlite::Error> {
    TopicId::parse(row.get_ref(column)?.as_str().map_err(|e| odd(column, e))?)
        .map_err(|e| odd(column, e))
}

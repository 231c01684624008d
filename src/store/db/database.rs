//! An open database: questions to it, and the one way to change it.

use std::path::{Path, PathBuf};

use rusqlite::config::DbConfig;
use rusqlite::{Connection, OptionalExtension, Params, Row, Transaction, TransactionBehavior};

use super::connection::{APPLICATION, LARGE_CACHE};
use super::error::StoreError;

/// An open database. One thread uses it; any number of processes may have it open.
#[derive(Debug)]
pub(in crate::store) struct Db {
    file: PathBuf,
    connection: Connection,
}

/// The right to change the database. Only [`Db::write`] makes one, inside a transaction, so that no change
/// can happen outside of one.
#[derive(Debug)]
pub(in crate::store) struct Write<'d> {
    db: &'d Db,
}

impl Write<'_> {
    /// Runs a statement that changes something.
    pub(in crate::store) fn run(
        &self,
        sql: &str,
        params: impl Params,
    ) -> Result<usize, StoreError> {
        self.db
            .connection
            .prepare_cached(sql)
            .and_then(|mut statement| statement.execute(params))
            .map_err(|e| self.db.fault(e))
    }

    /// The row that the last insertion made.
    pub(in crate::store) fn last_row(&self) -> i64 {
        self.db.connection.last_insert_rowid()
    }

    /// Stores a value of this machine alone.
    pub(in crate::store) fn set_local(&self, key: &str, value: &str) -> Result<(), StoreError> {
        let sql =
            "INSERT INTO local VALUES (?1, ?2) ON CONFLICT DO UPDATE SET value = excluded.value";
        self.run(sql, [key, value]).map(|_| ())
    }

    /// The first write after a checkpoint costs a second sync, for the log's header. Writing the header
    /// field that holds this value anyway spends that sync now.
    pub(in crate::store) fn touch_header(&self) -> Result<(), StoreError> {
        self.db
            .connection
            .pragma_update(None, "application_id", APPLICATION)
            .map_err(|e| self.db.fault(e))
    }
}

impl Db {
    /// From now on closing the connection leaves the write-ahead log as it is.
    pub(in crate::store) fn keep_wal(&self) -> Result<(), StoreError> {
        let kept = DbConfig::SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE;
        let set = self.connection.set_db_config(kept, true);
        set.map(|_| ()).map_err(|e| self.fault(e))
    }

    pub(in crate::store) fn new(connection: Connection, file: &Path) -> Self {
        Self {
            file: file.to_owned(),
            connection,
        }
    }

    /// The file, which error messages name.
    pub(in crate::store) fn path(&self) -> &Path {
        &self.file
    }

    pub(in crate::store) fn connection(&self) -> &Connection {
        &self.connection
    }

    /// To replace the whole content.
    pub(in crate::store) fn connection_mut(&mut self) -> &mut Connection {
        &mut self.connection
    }

    pub(in crate::store) fn close(self) -> Result<(), StoreError> {
        let file = self.file;
        self.connection
            .close()
            .map_err(|(_, e)| StoreError::sql(&file, e))
    }

    /// Runs something in one transaction. It holds the write lock from the start: a transaction that began
    /// by reading could fail when it first writes, because another process has written in between.
    pub(in crate::store) fn write<T>(
        &self,
        act: impl FnOnce(&Write<'_>) -> Result<T, StoreError>,
    ) -> Result<T, StoreError> {
        // Unchecked, because a checked one borrows the connection mutably and `act` reads through
        // it too. A write inside a write fails at its BEGIN.
        let transaction =
            Transaction::new_unchecked(&self.connection, TransactionBehavior::Immediate)
                .map_err(|e| self.fault(e))?;
        // Dropped without a commit, the transaction is rolled back.
        let out = act(&Write { db: self })?;
        transaction.commit().map_err(|e| self.fault(e))?;
        Ok(out)
    }

    /// Reads several things as they are at one moment, while others may go on writing.
    pub(in crate::store) fn at_one_moment<T>(
        &self,
        read: impl FnOnce() -> Result<T, StoreError>,
    ) -> Result<T, StoreError> {
        let _reads = Transaction::new_unchecked(&self.connection, TransactionBehavior::Deferred)
            .map_err(|e| self.fault(e))?;
        read()
    }

    /// Reads without waiting for others, and writes only if nobody else does.
    pub(in crate::store) fn busy_timeout(
        &self,
        timeout: std::time::Duration,
    ) -> Result<(), StoreError> {
        self.connection
            .busy_timeout(timeout)
            .map_err(|e| self.fault(e))
    }

    /// For work on the whole log: keeps more of it in memory, until the store is closed.
    pub(in crate::store) fn roomy(&self) -> Result<(), StoreError> {
        self.connection
            .execute_batch(LARGE_CACHE)
            .map_err(|e| self.fault(e))
    }

    /// Its file.
    pub(in crate::store) fn file(&self) -> &Path {
        &self.file
    }

    pub(in crate::store) fn fault(&self, source: rusqlite::Error) -> StoreError {
        StoreError::sql(&self.file, source)
    }

    /// A fault of the database's contents.
    pub(in crate::store) fn damaged(&self, what: &str) -> StoreError {
        StoreError::Damaged {
            file: self.file.clone(),
            what: what.to_owned(),
        }
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
        let found = self
            .connection
            .prepare_cached(sql)
            .and_then(|mut query| query.query_row(params, read).optional());
        found.map_err(|e| self.fault(e))
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
        let found = self
            .connection
            .prepare_cached(sql)
            .and_then(|mut query| query.query_map(params, read)?.collect());
        found.map_err(|e| self.fault(e))
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
        let walk = || {
            let mut query = self.connection.prepare_cached(sql)?;
            let mut rows = query.query(params)?;
            while let Some(row) = rows.next()? {
                take(row)?;
            }
            Ok(())
        };
        walk().map_err(|e| self.fault(e))
    }

    /// A value of this machine alone.
    pub(in crate::store) fn local(&self, key: &str) -> Result<Option<String>, StoreError> {
        self.one("SELECT value FROM local WHERE key = ?1", [key], |row| {
            row.get(0)
        })
    }
}

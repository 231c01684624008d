//! What is kept: the log of events, the memory folded from it, and the index of the decks' contents.
//!
//! Two `SQLite` files. `milepost.db` holds the log (append-only, the only truth), its projection, and what
//! belongs to this machine alone. `cache/index.db` holds the cards as the decks tell them, and may be
//! deleted at any time. All SQL of the program stands in this room.

mod backup;
mod carve;
mod columns;
mod contents;
mod doctor;
mod due;
mod error;
mod events;
mod exchange;
mod figures;
mod fresh;
mod index;
mod index_build;
mod known;
mod local;
mod lock;
mod log;
mod lookup;
mod project;
mod record;
mod repair;
mod salvage;
mod schema;
mod search;
mod settled;
mod tally;
mod wal;

use std::cell::{OnceCell, RefCell};
use std::collections::HashMap;
use std::path::{Path, PathBuf};

use rusqlite::{Connection, OptionalExtension, Params, Row, Transaction, TransactionBehavior};

use crate::domain::event::SettingsHash;
use crate::domain::id::DeviceId;

pub use crate::domain::tally::{DayTally, Met, Tally};
pub use backup::Restored;
pub use contents::{CardFacts, Retired, RoadmapHead, RoadmapSummary, Told, TopicSummary};
pub use doctor::Check;
pub use due::{DueHead, Scope};
pub use error::StoreError;
pub use events::{Events, Filter, Logged, Median, Standing};
pub use exchange::Imported;
pub use figures::{CardCount, Spots};
pub use fresh::NewCard;
pub use index_build::{Content, FileStamp, TopicContent};
pub use repair::Repaired;
pub use salvage::{Lost, Salvaged};
pub use schema::BUSY;
pub use search::folded;

/// Where the store lives.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StoreFiles {
    /// The database, `milepost.db`.
    pub db: PathBuf,
    /// The content index, `cache/index.db`.
    pub index: PathBuf,
    /// The folder of backups.
    pub backups: PathBuf,
}

/// The open store. One thread uses it; any number of processes may have it open.
#[derive(Debug)]
pub struct Store {
    files: StoreFiles,
    db: Connection,
    // Given up after the connection; a copy that is only looked at has none.
    lock: Option<lock::HomeLock>,
    index: index::Index,
    new_device: DeviceId,
    home: OnceCell<String>,
    devices: RefCell<HashMap<i64, DeviceId>>,
    settings: RefCell<HashMap<SettingsHash, log::Settings>>,
    fronts: RefCell<fresh::Fronts>,
}

impl Store {
    /// Opens the store, making or migrating it when needed. `new_device` is a random id that becomes this
    /// home's identity if it has none yet, or if it turns out to be a copy of another home.
    ///
    /// # Errors
    /// Names the file that is foreign, newer, damaged, no database, or cannot be written.
    pub fn open(files: &StoreFiles, new_device: DeviceId) -> Result<Self, StoreError> {
        let (db, lock) = schema::open(files)?;
        Ok(Self {
            lock: Some(lock),
            ..Self::on(db, files, new_device)
        })
    }

    /// A store on an open database that nobody else uses.
    fn on(db: Connection, files: &StoreFiles, new_device: DeviceId) -> Self {
        let (index, home) = (index::Index::at(&files.index), OnceCell::new());
        let (devices, settings, fronts) =
            (RefCell::default(), RefCell::default(), RefCell::default());
        Self {
            files: files.clone(),
            db,
            lock: None,
            index,
            new_device,
            home,
            devices,
            settings,
            fronts,
        }
    }

    /// Where the store lives.
    pub fn files(&self) -> &StoreFiles {
        &self.files
    }

    /// Brings the write-ahead log into the database once it has grown, and readies it so that the next
    /// answer costs one sync. To be called while the learner reads.
    pub fn checkpoint(&self) -> Result<(), StoreError> {
        self.keep_fronts()?;
        let waiting = self.wal_pages("NOOP")?;
        if waiting.open >= CHECKPOINT_PAGES {
            self.wal_pages("PASSIVE")?;
        }
        let waiting = self.wal_pages("NOOP")?;
        if waiting.open == 0 {
            self.warm()
        } else {
            Ok(())
        }
    }

    /// Forgets what was read of a database that is another now.
    fn forget(&self) {
        self.devices.borrow_mut().clear();
        self.settings.borrow_mut().clear();
        self.drop_fronts();
    }

    /// Asks several questions of one state of log and index, at the price of one lock each. Nothing may be
    /// written meanwhile.
    pub fn at_once<T, E: From<StoreError>>(
        &self,
        ask: impl FnOnce() -> Result<T, E>,
    ) -> Result<T, E> {
        self.db.execute_batch("BEGIN").map_err(|e| self.fault(e))?;
        let answered = self
            .index
            .with(|db| db.execute_batch("BEGIN"))
            .map_err(E::from)
            .and_then(|()| ask());
        // A transaction that only read has nothing to lose.
        let _ = self.index.with(|db| {
            if db.is_autocommit() {
                Ok(())
            } else {
                db.execute_batch("COMMIT")
            }
        });
        let _ = self.db.execute_batch("COMMIT");
        answered
    }

    /// For work on the whole log: keeps more of it in memory, until the store is closed.
    fn roomy(&self) -> Result<(), StoreError> {
        self.db
            .execute_batch(schema::LARGE_CACHE)
            .map_err(|e| self.fault(e))
    }

    /// Closes the store. The last process to do so brings the write-ahead log into the database.
    pub fn close(self) -> Result<(), StoreError> {
        let file = self.files.db;
        self.db.close().map_err(|(_, e)| StoreError::sql(&file, e))
    }

    fn wal_pages(&self, mode: &str) -> Result<Wal, StoreError> {
        let sql = format!("PRAGMA wal_checkpoint({mode})");
        let read = |row: &Row<'_>| Ok((row.get::<_, i64>(1)?, row.get::<_, i64>(2)?));
        let (pages, done) = self
            .db
            .query_row(&sql, [], read)
            .map_err(|e| self.fault(e))?;
        Ok(Wal { open: pages - done })
    }

    /// The first write after a checkpoint costs a second sync, for the log's header: spend it now.
    fn warm(&self) -> Result<(), StoreError> {
        self.write(|| {
            self.own_device()?;
            self.db
                .pragma_update(None, "application_id", schema::APPLICATION)
                .map_err(|e| self.fault(e))
        })
    }

    /// Runs something in one transaction that holds the write lock from the start.
    fn write<T>(&self, act: impl FnOnce() -> Result<T, StoreError>) -> Result<T, StoreError> {
        let tx = Transaction::new_unchecked(&self.db, TransactionBehavior::Immediate)
            .map_err(|e| self.fault(e))?;
        let done = act().and_then(|out| tx.commit().map(|()| out).map_err(|e| self.fault(e)));
        if done.is_err() {
            self.devices.borrow_mut().clear();
            self.settings.borrow_mut().clear();
        }
        done
    }

    fn fault(&self, source: rusqlite::Error) -> StoreError {
        StoreError::sql(&self.files.db, source)
    }

    fn run(&self, sql: &str, params: impl Params) -> Result<usize, StoreError> {
        self.db
            .prepare_cached(sql)
            .and_then(|mut statement| statement.execute(params))
            .map_err(|e| self.fault(e))
    }

    fn one<T, R>(&self, sql: &str, params: impl Params, read: R) -> Result<Option<T>, StoreError>
    where
        R: FnOnce(&Row<'_>) -> Result<T, rusqlite::Error>,
    {
        let found = self
            .db
            .prepare_cached(sql)
            .and_then(|mut query| query.query_row(params, read).optional());
        found.map_err(|e| self.fault(e))
    }

    fn many<T, R>(&self, sql: &str, params: impl Params, read: R) -> Result<Vec<T>, StoreError>
    where
        R: FnMut(&Row<'_>) -> Result<T, rusqlite::Error>,
    {
        let found = self
            .db
            .prepare_cached(sql)
            .and_then(|mut query| query.query_map(params, read)?.collect());
        found.map_err(|e| self.fault(e))
    }

    /// Calls `take` with each row, so that none of many has to be kept.
    fn each<F>(&self, sql: &str, params: impl Params, mut take: F) -> Result<(), StoreError>
    where
        F: FnMut(&Row<'_>) -> Result<(), rusqlite::Error>,
    {
        let walk = || {
            let mut query = self.db.prepare_cached(sql)?;
            let mut rows = query.query(params)?;
            while let Some(row) = rows.next()? {
                take(row)?;
            }
            Ok(())
        };
        walk().map_err(|e| self.fault(e))
    }

    /// The file an error message names.
    fn path(&self) -> &Path {
        &self.files.db
    }
}

/// How many pages the write-ahead log holds that are not yet in the database.
struct Wal {
    open: i64,
}

/// From so many waiting pages on a checkpoint is worth its syncs: about twenty-five answers.
const CHECKPOINT_PAGES: i64 = 256;

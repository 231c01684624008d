//! An open store: one database, one content index, and what each part of them is asked for.

use std::path::Path;

use rusqlite::{Connection, Row};

use super::content::{ContentIndex, FileStamp, IndexedContent, TopicContent};
use super::db::{self, Db, HomeLock, StoreError, StoreFiles};
use super::local::LocalData;
use super::log::{LastWritten, Log, LogState, must_own_its_wal, place_of};
use super::projection::Progress;
use crate::domain::id::DeviceId;
use crate::domain::roadmap::Area;

/// The open store. One thread uses it; any number of processes may have it open.
#[derive(Debug)]
pub struct Store {
    files: StoreFiles,
    db: Db,
    content: ContentIndex,
    log: LogState,
    // Released after the connection; a copy that is only looked at has none.
    lock: Option<HomeLock>,
}

impl Store {
    /// Opens the store, making or migrating it when needed. `new_device` is a random id that becomes this
    /// home's identity if it has none yet, or if it turns out to be a copy of another home.
    ///
    /// # Errors
    /// Names the file that is foreign, newer, damaged, no database, or cannot be written.
    pub fn open(files: &StoreFiles, new_device: DeviceId) -> Result<Self, StoreError> {
        let store = Self::open_unmarked(files, new_device)?;
        if let Err(fault) = store.log().check_mark() {
            // The end of the last connection would bring the write-ahead log into a file that is not to be touched.
            store.db().keep_wal()?;
            return Err(fault);
        }
        Ok(store)
    }

    /// Opens the store also where it is not the log that this machine last wrote, to put that right.
    pub(super) fn open_unmarked(
        files: &StoreFiles,
        new_device: DeviceId,
    ) -> Result<Self, StoreError> {
        let (db, lock) = db::open(files, must_own_its_wal)?;
        Ok(Self::on(db, Some(lock), files, new_device))
    }

    /// A store on an open database.
    pub(super) fn on(
        db: Connection,
        lock: Option<HomeLock>,
        files: &StoreFiles,
        new_device: DeviceId,
    ) -> Self {
        Self {
            db: Db::new(db, &files.db),
            content: ContentIndex::at(&files.index),
            log: LogState::new(new_device),
            files: files.clone(),
            lock,
        }
    }

    /// Where the store lives.
    pub fn files(&self) -> &StoreFiles {
        &self.files
    }

    /// The event log.
    pub fn log(&self) -> Log<'_> {
        Log::new(&self.db, &self.log)
    }

    /// What is folded from the log, and the way to add to it.
    pub fn progress(&self) -> Progress<'_> {
        Progress::new(&self.db, self.log(), &self.content)
    }

    /// What the decks say.
    pub fn content(&self) -> &ContentIndex {
        &self.content
    }

    /// What belongs to this machine alone.
    pub fn local(&self) -> LocalData<'_> {
        LocalData::new(&self.db)
    }

    pub(super) fn db(&self) -> &Db {
        &self.db
    }

    /// The stamp the index was made with; nothing if there is no usable index. To be asked at every start:
    /// it also sees an index that another process built.
    pub fn index_stamp(&self) -> Result<Option<String>, StoreError> {
        match self.current_stamp() {
            // A damaged index is as good as none: it is made again.
            Err(StoreError::Damaged { file, .. }) if file == self.content.file => {
                self.content.remove().map(|()| None)
            }
            stamp => stamp,
        }
    }

    fn current_stamp(&self) -> Result<Option<String>, StoreError> {
        self.content.refresh();
        let token = self.content.index_meta("token")?;
        // The index may be newer than the last process that matched the two, or that process may
        // have died between replacing the index and matching it.
        if token.is_some() && token != self.db.local("spots")? {
            self.progress().sync_spots()?;
        }
        self.content.index_meta("stamp")
    }

    /// Replaces the whole index, and matches the projection to where each card is now.
    pub fn replace_content(&self, content: &IndexedContent<'_>) -> Result<(), StoreError> {
        self.content.replace(content)?;
        // Every card's row is read, and most are written, before the next question.
        self.db.roomy()?;
        self.progress().sync_spots()
    }

    /// Replaces the cards of some topics, or adds the topics, after a change in the learner's files. `files` and
    /// `areas` are all there are.
    pub fn replace_topics(
        &self,
        files: &[FileStamp],
        areas: &[Area],
        topics: &[TopicContent<'_>],
    ) -> Result<(), StoreError> {
        self.content.replace_topics(files, areas, topics)?;
        self.progress().sync_spots()
    }

    /// Brings the write-ahead log into the database once it has grown, and readies it so that the next
    /// answer costs one sync. To be called while the learner reads.
    pub fn checkpoint(&self) -> Result<(), StoreError> {
        if self.waiting_pages("NOOP")? >= CHECKPOINT_PAGES {
            // Passive: it waits for nobody, and takes what no reader still needs.
            self.waiting_pages("PASSIVE")?;
        }
        // While a page waits, the next write goes on at the log's end, and no header is due.
        if self.waiting_pages("NOOP")? == 0 {
            self.warm()
        } else {
            Ok(())
        }
    }

    /// Runs a checkpoint; how many pages the write-ahead log holds that are not yet in the database.
    fn waiting_pages(&self, mode: &str) -> Result<i64, StoreError> {
        let sql = format!("PRAGMA wal_checkpoint({mode})");
        let read = |row: &Row<'_>| Ok(row.get::<_, i64>(1)? - row.get::<_, i64>(2)?);
        Ok(self.db.one(&sql, [], read)?.unwrap_or(0))
    }

    /// The first write after a checkpoint costs a second sync, for the log's header: spend it now.
    fn warm(&self) -> Result<(), StoreError> {
        let log = self.log();
        log.write(|write| {
            log.own_device(write)?;
            write.touch_header()
        })
    }

    /// Asks several questions of one state of log and index, at the price of one lock each. Nothing may be
    /// written meanwhile.
    pub fn at_once<T, E: From<StoreError>>(
        &self,
        ask: impl FnOnce() -> Result<T, E>,
    ) -> Result<T, E> {
        let connection = self.db.connection();
        // Without a transaction each statement takes and gives up a lock of its own.
        connection
            .execute_batch("BEGIN")
            .map_err(|e| self.db.fault(e))?;
        let answered = self
            .content
            .with(|index| index.execute_batch("BEGIN"))
            .map_err(E::from)
            .and_then(|()| ask());
        // A transaction that only read has nothing to lose.
        let _ = self.content.with(|index| {
            if index.is_autocommit() {
                Ok(())
            } else {
                index.execute_batch("COMMIT")
            }
        });
        let _ = connection.execute_batch("COMMIT");
        answered
    }

    /// Closes the store. The last process to do so brings the write-ahead log into the database.
    pub fn close(self) -> Result<(), StoreError> {
        self.db.close()
    }

    /// The id this home takes if it has none yet.
    pub(super) fn new_device(&self) -> &DeviceId {
        &self.log.new_device
    }

    /// Does something while nobody else uses the home.
    pub(super) fn alone<T>(
        &mut self,
        act: impl FnOnce(&mut Self) -> Result<T, StoreError>,
    ) -> Result<T, StoreError> {
        // Taken out meanwhile, so that all the rest may be changed.
        let Some(lock) = self.lock.take() else {
            return act(self);
        };
        let done = lock.alone(&self.files.db).and_then(|_alone| act(self));
        self.lock = Some(lock);
        // Another process may have had the home alone while this one tried in vain.
        self.log.forget();
        done
    }

    /// Makes another database's content this one's, under a device id of its own. Call it only with
    /// the home to oneself: what another process writes in the meantime would be gone.
    pub(super) fn take_over(
        &mut self,
        mut other: Self,
        new_device: DeviceId,
    ) -> Result<(), StoreError> {
        let home = self
            .log
            .home
            .get_or_init(|| place_of(&self.files.db))
            .clone();
        other.log = LogState::new(new_device.clone());
        other.log.home = home.into();
        let log = other.log();
        log.write(|write| {
            // An empty value counts as no device: the new id is taken and bound to the place of
            // this home.
            write.set_local("device", "")?;
            log.own_device(write).map(|_| ())
        })?;
        forget_mark(&self.files.db)?;
        db::copy_all(other.db.connection(), self.db.connection_mut())
            .map_err(|e| StoreError::sql(&self.files.db, e))?;
        // Before the next answer, and with it the next mark: the file by itself must not hold what is gone from the log.
        self.waiting_pages("TRUNCATE")?;
        self.log.new_device = new_device;
        self.log.forget();
        // The rows follow the index of this home, which knows nothing of the other's numbers.
        if self.content.index_meta("token")?.is_some() {
            self.progress().sync_spots()
        } else {
            Ok(())
        }
    }
}

/// Forgets what this machine last wrote, before another content takes a database's place on purpose. Were it done
/// afterwards, a crash in between would leave the new content refused.
pub(super) fn forget_mark(db: &Path) -> Result<(), StoreError> {
    LastWritten::remove(db).map_err(|e| StoreError::io(db, e))
}

/// From this many waiting pages on a checkpoint is worth its syncs: about twenty-five answers.
const CHECKPOINT_PAGES: i64 = 256;

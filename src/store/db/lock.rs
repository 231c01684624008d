//! Who uses a home: many processes side by side, or one alone that puts another database in its place.
//!
//! The lock is the operating system's, on an empty file next to the database, and ends with its
//! process, however that ends. `SQLite`'s own locks separate statements; this one keeps answers
//! from going into a database whose content is about to be replaced by what was read before they
//! were given.

use std::fs::{File, TryLockError};
use std::io;
use std::path::Path;
use std::time::Duration;

use super::connection::BUSY;
use super::error::StoreError;
use super::paths::companion;
use crate::files::{self, lock_within};

/// How long a process that wants a home alone waits for the others to end.
const PATIENCE: Duration = Duration::from_secs(5);

/// A home in use, together with any number of other processes.
#[derive(Debug)]
pub(in crate::store) struct HomeLock(File);

/// A home that nobody else uses, until this is dropped.
#[derive(Debug)]
pub(in crate::store) struct Alone<'a>(&'a HomeLock);

impl HomeLock {
    /// Joins those who use a home; waits while one has it alone.
    ///
    /// # Errors
    /// [`StoreError::Busy`] after [`BUSY`].
    pub(in crate::store) fn share(db: &Path) -> Result<Self, StoreError> {
        let lock = Self::at(db)?;
        if lock.take_share().map_err(|e| StoreError::io(db, e))? {
            Ok(lock)
        } else {
            Err(StoreError::Busy {
                file: db.to_owned(),
            })
        }
    }

    /// The lock of a home, not yet held.
    pub(in crate::store) fn at(db: &Path) -> Result<Self, StoreError> {
        // Two names of one database share its lock.
        let real = db.canonicalize();
        let at = companion(real.as_deref().unwrap_or(db), "-lock");
        let file = files::open_lock(&at).map_err(|e| StoreError::io(&at, e))?;
        files::must_have_locks(&file).map_err(|e| StoreError::io(db, e))?;
        Ok(Self(file))
    }

    /// Takes the home alone.
    ///
    /// # Errors
    /// [`StoreError::InUse`] where another process does not end within [`PATIENCE`].
    pub(in crate::store) fn alone(&self, db: &Path) -> Result<Alone<'_>, StoreError> {
        self.wait_for(db, || self.0.try_lock())?;
        Ok(Alone(self))
    }

    /// Takes the home alone; nothing if that becomes needless before the others have ended.
    ///
    /// # Errors
    /// As [`HomeLock::alone`].
    pub(in crate::store) fn alone_unless(
        &self,
        db: &Path,
        is_needless: impl Fn() -> bool,
    ) -> Result<Option<Alone<'_>>, StoreError> {
        let mut needless = false;
        self.wait_for(db, || {
            needless = is_needless();
            if needless { Ok(()) } else { self.0.try_lock() }
        })?;
        Ok((!needless).then_some(Alone(self)))
    }

    fn wait_for(
        &self,
        db: &Path,
        lock: impl FnMut() -> Result<(), TryLockError>,
    ) -> Result<(), StoreError> {
        let fail = |e| StoreError::io(db, e);
        if lock_within(PATIENCE, lock).map_err(fail)? {
            return Ok(());
        }
        // A try in vain may have given up what was held.
        self.take_share().map_err(fail)?;
        Err(StoreError::InUse {
            file: db.to_owned(),
        })
    }

    /// Joins the others; `false` where one has had the home alone all the while. It may have been stopped, so this
    /// does not wait for ever.
    fn take_share(&self) -> io::Result<bool> {
        lock_within(BUSY, || self.0.try_lock_shared())
    }
}

impl Drop for Alone<'_> {
    fn drop(&mut self) {
        // Who still holds it alone keeps others waiting, and nothing worse.
        let _ = self.0.take_share();
    }
}

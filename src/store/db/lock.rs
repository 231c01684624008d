//! Who uses a home: many processes side by side, or one alone that puts another database in its place.
//!
//! The lock is the operating system's, on an empty file next to the database, and ends with its
//! process, however that ends. `SQLite`'s own locks separate statements; this one keeps answers
//! from going into a database whose content is about to be replaced by what was read before they
//! were given.

use std::fs::File;
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
pub(in crate::store) struct Alone<'a>(&'a File);

impl HomeLock {
    /// Joins those who use a home; waits while one has it alone.
    ///
    /// # Errors
    /// [`StoreError::Busy`] after [`BUSY`].
    pub(in crate::store) fn share(db: &Path) -> Result<Self, StoreError> {
        let lock = Self::at(db)?;
        let got =
            lock_within(BUSY, || lock.0.try_lock_shared()).map_err(|e| StoreError::io(db, e))?;
        if got {
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
        let file = files::open_lock(&at);
        Ok(Self(file.map_err(|e| StoreError::io(&at, e))?))
    }

    /// Takes the home alone.
    ///
    /// # Errors
    /// [`StoreError::InUse`] where another process does not end within [`PATIENCE`].
    pub(in crate::store) fn alone(&self, db: &Path) -> Result<Alone<'_>, StoreError> {
        let fail = |e| StoreError::io(db, e);
        if lock_within(PATIENCE, || self.0.try_lock()).map_err(fail)? {
            return Ok(Alone(&self.0));
        }
        // A try in vain may have given up what was held.
        self.0.lock_shared().map_err(fail)?;
        Err(StoreError::InUse {
            file: db.to_owned(),
        })
    }
}

impl Drop for Alone<'_> {
    fn drop(&mut self) {
        // Who still holds it alone keeps others waiting, and nothing worse.
        let _ = self.0.lock_shared();
    }
}

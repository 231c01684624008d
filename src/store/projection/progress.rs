//! The projection of an open store, as a handle for those who ask and write.

use crate::store::content::ContentIndex;
use crate::store::db::Db;
use crate::store::log::Log;

/// What is folded from the log, kept up to date with every event.
#[derive(Debug, Clone, Copy)]
pub struct Progress<'s> {
    pub(super) db: &'s Db,
    pub(super) log: Log<'s>,
    pub(super) content: &'s ContentIndex,
}

impl<'s> Progress<'s> {
    pub(in crate::store) const fn new(db: &'s Db, log: Log<'s>, content: &'s ContentIndex) -> Self {
        Self { db, log, content }
    }
}

//! The database: its file, opened, migrated, locked and copied, and the right to change it.

mod columns;
mod connection;
mod copy;
mod database;
mod error;
mod integrity;
mod lock;
mod open;
mod paths;
mod schema;
mod wal;

pub(super) use columns::{
    MAX_SEQ, card_state, device_and_seq, event_row, kind_number, kind_of, lang_number, mark_number,
    odd,
};
pub use connection::BUSY;
pub(super) use connection::{PAGE, SMALL_CACHE, connect, harden};
pub(super) use copy::{copy_all, write_copy};
pub(super) use database::{Db, Write};
pub use error::StoreError;
pub(super) use integrity::integrity;
pub(super) use lock::HomeLock;
pub(super) use open::{is_current, is_openable, open, replace, version_of};
pub use paths::StoreFiles;
pub(super) use paths::{companion, copies_in, files_in, free_name, make_folder};
pub(super) use schema::schema_faults;
pub(super) use wal::{FRAME, HEADER, has_frames};

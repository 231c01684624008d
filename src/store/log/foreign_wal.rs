//! Whether a write-ahead log belongs to the database next to it.
//!
//! `SQLite` plays a log over whatever file has the right name. When a session was killed, and another device's database
//! is then renamed into place, the answers in that file would be overwritten without a word. Events are never deleted:
//! what the file holds by itself must be there with the log as well, and every checksum must fit its device.

use std::path::Path;

use rusqlite::{Connection, OpenFlags, OptionalExtension, Row};

use super::mark::LastWritten;
use super::rows::{COLUMNS, Stored, checksum, read};
use crate::domain::id::DeviceId;
use crate::domain::wording::problems;
use crate::store::db::{StoreError, companion, device_and_seq, event_row, has_frames, odd};

/// Refuses a database whose write-ahead log is another one's. Writes nothing.
pub(in crate::store) fn must_own_its_wal(file: &Path) -> Result<(), StoreError> {
    let log = companion(file, "-wal");
    // A file that cannot be read by itself says nothing: a checkpoint may have been killed in the middle of it.
    if has_frames(&log) && is_foreign(file).unwrap_or(false) {
        return Err(StoreError::Damaged {
            file: file.to_owned(),
            what: problems::foreign_log().in_english(),
        });
    }
    Ok(())
}

fn is_foreign(file: &Path) -> rusqlite::Result<bool> {
    let alone = open(file, "immutable=1")?;
    let whole = open(file, "mode=ro")?;
    let fits = |(device, event): &(DeviceId, Stored)| checksum(device, event) == event.checksum;
    if !last_events(&whole)?.iter().all(fits) {
        return Ok(true);
    }
    // A restore or a repair that was killed before its content was brought into the file has left no mark.
    if LastWritten::read(file).is_none() {
        return Ok(false);
    }
    // A row with a wrong checksum says nothing: pages of two checkpoints may stand side by side.
    for (device, event) in last_events(&alone)?.iter().filter(|last| fits(last)) {
        if !holds(&whole, device, event)? {
            return Ok(true);
        }
    }
    Ok(false)
}

/// The last event of each device.
fn last_events(db: &Connection) -> rusqlite::Result<Vec<(DeviceId, Stored)>> {
    let sql = format!(
        "SELECT {COLUMNS}, d.id FROM device d JOIN event e ON e.id =
         (SELECT max(id) FROM event WHERE id BETWEEN d.number << 40 AND (d.number + 1 << 40) - 1)"
    );
    let of_row = |row: &Row<'_>| {
        let device: String = row.get(10)?;
        Ok((
            DeviceId::parse(&device).map_err(|e| odd(10, e))?,
            read(row)?,
        ))
    };
    db.prepare(&sql)?.query_map([], of_row)?.collect()
}

fn holds(db: &Connection, device: &DeviceId, event: &Stored) -> rusqlite::Result<bool> {
    let sql = "SELECT number FROM device WHERE id = ?1";
    let number: Option<i64> = db
        .query_row(sql, [device.as_str()], |row| row.get(0))
        .optional()?;
    let (_, seq) = device_and_seq(event.row);
    let sql = "SELECT checksum FROM event WHERE id = ?1";
    let there = number.and_then(|number| event_row(number, seq));
    let there: Option<[u8; 8]> = db.query_row(sql, [there], |row| row.get(0)).optional()?;
    Ok(there == Some(event.checksum))
}

/// Opens a file so that nothing can be written, not even by the end of the connection.
fn open(file: &Path, how: &str) -> rusqlite::Result<Connection> {
    let mut name = String::new();
    for c in file.to_string_lossy().chars() {
        match c {
            '%' | '?' | '#' => name.push_str(&format!("%{:02x}", u32::from(c))),
            _ => name.push(c),
        }
    }
    let flags = OpenFlags::SQLITE_OPEN_READ_ONLY
        | OpenFlags::SQLITE_OPEN_URI
        | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    Connection::open_with_flags(format!("file:{name}?{how}"), flags)
}

//! Whether the pages of a database are whole.

use rusqlite::Connection;
use rusqlite::types::ValueRef;

use crate::domain::wording::{Wording, problems};

/// What is wrong with a database's pages. `SQLite` checks only the beginning of long texts. Whether
/// the rest is still text is checked here, for every table but the log's, whose checksums cover
/// more.
pub(in crate::store) fn integrity(db: &Connection) -> Result<Vec<Wording>, rusqlite::Error> {
    let names = |sql: &str| -> Result<Vec<String>, rusqlite::Error> {
        db.prepare(sql)?.query_map([], |row| row.get(0))?.collect()
    };
    let mut said = names("PRAGMA integrity_check")?;
    said.retain(|line| line != "ok");
    let mut faults: Vec<Wording> = said.into_iter().map(Wording::verbatim).collect();
    for table in names("SELECT name FROM sqlite_schema WHERE type = 'table' AND name <> 'event'")? {
        let mut query = db.prepare(&format!("SELECT * FROM \"{table}\""))?;
        let columns = query.column_count();
        let mut rows = query.query([])?;
        while let Some(row) = rows.next()? {
            let mut values = (0..columns).map(|column| row.get_ref(column));
            if values.any(|value| matches!(value, Ok(ValueRef::Text(text)) if std::str::from_utf8(text).is_err())) {
                faults.push(problems::no_text_in_row(&table));
            }
        }
    }
    Ok(faults)
}

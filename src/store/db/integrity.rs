//! Whether the pages of a database are whole.

use rusqlite::Connection;
use rusqlite::types::ValueRef;

/// What is wrong with a database's pages. Of long texts `SQLite` looks at the beginning alone: whether the rest is
/// text is asked here, of all tables but the log's, whose checksums tell more.
pub(in crate::store) fn integrity(db: &Connection) -> Result<Vec<String>, rusqlite::Error> {
    let names = |sql: &str| -> Result<Vec<String>, rusqlite::Error> {
        db.prepare(sql)?.query_map([], |row| row.get(0))?.collect()
    };
    let mut faults = names("PRAGMA integrity_check")?;
    faults.retain(|line| line != "ok");
    for table in names("SELECT name FROM sqlite_schema WHERE type = 'table' AND name <> 'event'")? {
        let mut query = db.prepare(&format!("SELECT * FROM \"{table}\""))?;
        let columns = query.column_count();
        let mut rows = query.query([])?;
        while let Some(row) = rows.next()? {
            let mut values = (0..columns).map(|column| row.get_ref(column));
            if values.any(|value| matches!(value, Ok(ValueRef::Text(text)) if std::str::from_utf8(text).is_err())) {
                faults.push(format!("a row of '{table}' holds no text"));
            }
        }
    }
    Ok(faults)
}

//! Whether a schema is the one that the migrations make.

use std::collections::BTreeMap;

use rusqlite::Connection;

use super::open::MIGRATIONS;
use crate::domain::wording::{Wording, problems};

/// The statements of a schema, by kind, name and table.
type Schema = BTreeMap<(String, String, String), Option<String>>;

/// What of a database's schema is not as the migrations made it. One changed letter can make an index pass over
/// cards, or a trigger let events go.
pub(in crate::store) fn schema_faults(db: &Connection) -> Result<Vec<Wording>, rusqlite::Error> {
    let applied: u32 = db.query_row("PRAGMA user_version", [], |row| row.get(0))?;
    let applied = usize::try_from(applied).unwrap_or(usize::MAX);
    let reference = Connection::open_in_memory()?;
    for step in MIGRATIONS.iter().take(applied) {
        reference.execute_batch(step)?;
    }
    let (mut expected, found) = (read(&reference)?, read(db)?);
    let mut faults = Vec::new();
    for (place, statement) in found {
        if expected.remove(&place) != Some(statement) {
            faults.push(problems::schema_differs(place.1.escape_debug()));
        }
    }
    let missing = expected.into_keys();
    faults.extend(missing.map(|(_, name, _)| problems::schema_differs(name)));
    Ok(faults)
}

fn read(db: &Connection) -> Result<Schema, rusqlite::Error> {
    // Statistics for the planner are no part of what the migrations make.
    let sql =
        "SELECT type, name, tbl_name, sql FROM sqlite_schema WHERE name NOT LIKE 'sqlite_stat%'";
    let mut query = db.prepare(sql)?;
    let rows = query.query_map([], |row| {
        Ok(((row.get(0)?, row.get(1)?, row.get(2)?), row.get(3)?))
    })?;
    rows.collect()
}

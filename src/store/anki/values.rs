//! Values of a database whose columns may hold anything.

use rusqlite::Row;
use rusqlite::types::ValueRef;

use super::error::PackageError;

/// A whole number, whatever kind of value the column holds.
pub(super) fn integer(row: &Row<'_>, column: usize) -> Result<i64, PackageError> {
    let number = match row.get_ref(column)? {
        ValueRef::Integer(number) => number,
        ValueRef::Text(text) => std::str::from_utf8(text)
            .ok()
            .and_then(|text| text.trim().parse().ok())
            .unwrap_or(0),
        ValueRef::Real(_) | ValueRef::Blob(_) | ValueRef::Null => 0,
    };
    Ok(number)
}

/// A text, whatever kind of value the column holds: Anki keeps what looks like a number as a number.
pub(super) fn text(row: &Row<'_>, column: usize) -> Result<String, PackageError> {
    let text = match row.get_ref(column)? {
        ValueRef::Text(bytes) | ValueRef::Blob(bytes) => {
            String::from_utf8_lossy(bytes).into_owned()
        }
        ValueRef::Integer(number) => number.to_string(),
        ValueRef::Real(number) => number.to_string(),
        ValueRef::Null => String::new(),
    };
    Ok(text)
}

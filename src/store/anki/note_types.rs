//! Note types: tables with protocol buffers in newer collections, JSON in older ones.

use std::collections::HashMap;

use rusqlite::Connection;
use rusqlite::types::ValueRef;
use serde::Deserialize;
use serde_json::Value;

use super::error::PackageError;
use super::protobuf;
use super::values::{integer, text};
use crate::domain::anki::{AnkiKind, AnkiNoteType, AnkiTemplate};

type NoteTypes = HashMap<i64, AnkiNoteType>;

/// Note types of a newer collection.
pub(super) fn from_tables(db: &Connection) -> Result<NoteTypes, PackageError> {
    let mut types = NoteTypes::new();
    let mut statement = db.prepare("SELECT id, name, config FROM notetypes")?;
    let mut rows = statement.query([])?;
    while let Some(row) = rows.next()? {
        let [kind] = config_numbers(row.get_ref(2)?, [1])?;
        let note_type = AnkiNoteType {
            name: text(row, 1)?,
            kind: kind_of(kind),
            fields: Vec::new(),
            templates: Vec::new(),
        };
        types.insert(integer(row, 0)?, note_type);
    }
    let mut statement = db.prepare("SELECT ntid, name FROM fields ORDER BY ntid, ord")?;
    let mut rows = statement.query([])?;
    while let Some(row) = rows.next()? {
        if let Some(note_type) = types.get_mut(&integer(row, 0)?) {
            note_type.fields.push(text(row, 1)?);
        }
    }
    let mut statement = db.prepare("SELECT ntid, ord, config FROM templates ORDER BY ntid, ord")?;
    let mut rows = statement.query([])?;
    while let Some(row) = rows.next()? {
        if let Some(note_type) = types.get_mut(&integer(row, 0)?) {
            let [question, answer] = config_texts(row.get_ref(2)?, [1, 2])?;
            note_type.templates.push(AnkiTemplate {
                ord: u32::try_from(integer(row, 1)?).unwrap_or(u32::MAX),
                question,
                answer,
            });
        }
    }
    Ok(types)
}

const fn kind_of(number: u64) -> AnkiKind {
    if number == 1 {
        AnkiKind::Cloze
    } else {
        AnkiKind::Normal
    }
}

const CONFIG: PackageError = PackageError::Encoding { part: "notetypes" };

fn config_bytes(value: ValueRef<'_>) -> &[u8] {
    match value {
        ValueRef::Blob(bytes) | ValueRef::Text(bytes) => bytes,
        ValueRef::Null | ValueRef::Integer(_) | ValueRef::Real(_) => &[],
    }
}

fn config_numbers<const N: usize>(
    value: ValueRef<'_>,
    keys: [u64; N],
) -> Result<[u64; N], PackageError> {
    let fields = protobuf::fields(config_bytes(value)).ok_or(CONFIG)?;
    Ok(keys.map(|key| protobuf::number(&fields, key)))
}

fn config_texts<const N: usize>(
    value: ValueRef<'_>,
    keys: [u64; N],
) -> Result<[String; N], PackageError> {
    let fields = protobuf::fields(config_bytes(value)).ok_or(CONFIG)?;
    Ok(keys.map(|key| protobuf::text(&fields, key)))
}

/// A note type as older collections keep it.
#[derive(Deserialize)]
struct JsonType {
    name: String,
    #[serde(rename = "type", default)]
    kind: u64,
    #[serde(rename = "flds")]
    fields: Vec<JsonField>,
    #[serde(rename = "tmpls")]
    templates: Vec<JsonTemplate>,
}

#[derive(Deserialize)]
struct JsonField {
    name: String,
    #[serde(default)]
    ord: u32,
}

#[derive(Deserialize)]
struct JsonTemplate {
    #[serde(default)]
    ord: u32,
    #[serde(rename = "qfmt", default)]
    question: String,
    #[serde(rename = "afmt", default)]
    answer: String,
}

/// Note types of an older collection.
pub(super) fn from_json(db: &Connection) -> Result<NoteTypes, PackageError> {
    let json = db.query_row("SELECT models FROM col", [], |row| {
        Ok(config_bytes(row.get_ref(0)?).to_vec())
    })?;
    let types: HashMap<String, JsonType> =
        serde_json::from_slice(&json).map_err(|_| PackageError::Encoding { part: "models" })?;
    let by_number = types.into_iter().filter_map(|(number, mut json)| {
        json.fields.sort_by_key(|field| field.ord);
        json.templates.sort_by_key(|template| template.ord);
        let note_type = AnkiNoteType {
            name: json.name,
            kind: kind_of(json.kind),
            fields: json.fields.into_iter().map(|field| field.name).collect(),
            templates: json.templates.into_iter().map(template_of).collect(),
        };
        Some((number.parse().ok()?, note_type))
    });
    Ok(by_number.collect())
}

fn template_of(json: JsonTemplate) -> AnkiTemplate {
    AnkiTemplate {
        ord: json.ord,
        question: json.question,
        answer: json.answer,
    }
}

/// Names of the decks of an older collection.
pub(super) fn decks_of_json(db: &Connection) -> Result<HashMap<i64, String>, PackageError> {
    let json = db.query_row("SELECT decks FROM col", [], |row| {
        Ok(config_bytes(row.get_ref(0)?).to_vec())
    })?;
    let decks: HashMap<String, Value> =
        serde_json::from_slice(&json).map_err(|_| PackageError::Encoding { part: "decks" })?;
    let names = decks.into_iter().filter_map(|(number, deck)| {
        let name = deck.get("name")?.as_str()?.to_owned();
        Some((number.parse().ok()?, name))
    });
    Ok(names.collect())
}

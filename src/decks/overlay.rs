//! Reads a file of translations: prose only, keyed by card id.

use std::collections::BTreeMap;

use toml::de::DeValue;

use crate::decks::document::Header;
use crate::decks::fault::{Ink, Spot};
use crate::decks::fields::{At, Fields, wrong_type};
use crate::decks::topic_file::check_format;
use crate::domain::card::Lang;
use crate::domain::id::CardId;

/// The translation of one card, as its file has it.
pub(super) struct Entry {
    pub(super) id: CardId,
    pub(super) lang: Lang,
    pub(super) spot: Spot,
    /// The revision that was translated.
    pub(super) rev: u32,
    pub(super) fields: Table,
}

/// Fields by name.
pub(super) type Table = BTreeMap<String, Placed>;

/// A piece of prose with its place.
pub(super) struct Placed {
    pub(super) spot: Spot,
    pub(super) prose: Prose,
}

/// What translations are made of.
pub(super) enum Prose {
    Text(String),
    List(Vec<Placed>),
    Table(Table),
}

/// Reads a file of translations called `stem`.
pub(super) fn read(
    mut file: Fields,
    header: Header,
    lang: Lang,
    stem: &str,
    ink: &mut Ink,
) -> Vec<Entry> {
    if header == Header::Read {
        check_format(&mut file, ink);
        named(&mut file, "topic", stem, ink);
        named(&mut file, "lang", lang.tag(), ink);
    }
    file.rest()
        .into_iter()
        .filter_map(|(key, value)| entry(&key, value, lang, ink))
        .collect()
}

/// A field must say what the file's path says.
pub(super) fn named(file: &mut Fields, key: &'static str, wanted: &str, ink: &mut Ink) {
    let text = file.required_prose(ink, key);
    if text.value != wanted && !text.value.is_empty() {
        let what = format!(
            "`{key}` is '{}', but the file's path says {wanted}",
            text.value.escape_debug()
        );
        ink.error(
            text.at,
            what,
            format!("write {key} = \"{wanted}\" or move the file"),
        );
    }
}

fn entry(key: &At<String>, value: At<DeValue<'_>>, lang: Lang, ink: &mut Ink) -> Option<Entry> {
    let spot = ink.spot(key.at);
    let Ok(id) = CardId::parse(&key.value) else {
        let what = format!("'{}' is not a card id", key.value.escape_debug());
        ink.error(
            key.at,
            what,
            "write [\"some.id\"] above the translation of a card",
        );
        return None;
    };
    if id.side().is_some() {
        ink.error(
            key.at,
            format!("'{id}' carries a sibling mark"),
            "leave out # and what follows",
        );
        return None;
    }
    let DeValue::Table(table) = value.value else {
        wrong_type(ink, id.as_str(), value.at, &value.value, "a table");
        return None;
    };
    let before = ink.count();
    let mut fields = Fields::new(format!("the translation of {id}"), table, key.at);
    let rev = fields.number(ink, "rev").value;
    let fields = placed(fields, ink);
    (ink.count() == before).then_some(Entry {
        id,
        lang,
        spot,
        rev,
        fields,
    })
}

fn placed(fields: Fields, ink: &mut Ink) -> Table {
    let mut table = Table::new();
    for (key, At { at, value }) in fields.rest() {
        if let Some(prose) = prose(&key.value, at, value, ink) {
            table.insert(
                key.value,
                Placed {
                    spot: ink.spot(key.at),
                    prose,
                },
            );
        }
    }
    table
}

fn prose(key: &str, at: usize, value: DeValue<'_>, ink: &mut Ink) -> Option<Prose> {
    Some(match value {
        DeValue::String(text) if text.trim().is_empty() => {
            ink.error(
                at,
                format!("`{key}` is empty"),
                "translate it or leave the field out",
            );
            return None;
        }
        DeValue::String(text) => Prose::Text(text.trim().to_owned()),
        DeValue::Table(table) => Prose::Table(placed(Fields::new(key, table, at), ink)),
        DeValue::Array(mut items) => Prose::List(
            items
                .iter_mut()
                .filter_map(|item| {
                    let at = item.span().start;
                    let value = std::mem::replace(item.get_mut(), DeValue::Boolean(false));
                    Some(Placed {
                        spot: ink.spot(at),
                        prose: prose(key, at, value, ink)?,
                    })
                })
                .collect(),
        ),
        DeValue::Integer(_) | DeValue::Float(_) | DeValue::Boolean(_) | DeValue::Datetime(_) => {
            ink.error(
                at,
                format!("`{key}` is not translated"),
                "remove it: overlays hold prose only",
            );
            return None;
        }
    })
}

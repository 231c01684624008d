//! Reads a file of translations: prose only, keyed by card id.

use std::collections::BTreeMap;

use toml::de::DeValue;

use crate::decks::document::TopLines;
use crate::decks::fault::{Diagnostics, FilePosition};
use crate::decks::fields::{At, Fields, wrong_type};
use crate::decks::topic_file::check_format;
use crate::domain::card::Lang;
use crate::domain::id::CardId;
use crate::domain::wording::{Wording, faults};

/// The translation of one card, as its file has it.
pub(super) struct CardOverlay {
    pub(super) id: CardId,
    pub(super) lang: Lang,
    pub(super) spot: FilePosition,
    /// The revision that was translated.
    pub(super) rev: u32,
    pub(super) fields: Table,
}

/// Fields by name.
pub(super) type Table = BTreeMap<String, PlacedProse>;

/// A piece of prose with its place.
pub(super) struct PlacedProse {
    pub(super) spot: FilePosition,
    pub(super) prose: TranslatedProse,
}

/// What translations are made of.
pub(super) enum TranslatedProse {
    Text(String),
    List(Vec<PlacedProse>),
    Table(Table),
}

/// Reads a file of translations called `stem`.
pub(super) fn read(
    mut file: Fields,
    header: TopLines,
    lang: Lang,
    stem: &str,
    diagnostics: &mut Diagnostics,
) -> Vec<CardOverlay> {
    if header == TopLines::Read {
        check_format(&mut file, diagnostics);
        named(&mut file, "topic", stem, diagnostics);
        named(&mut file, "lang", lang.tag(), diagnostics);
    }
    file.rest()
        .into_iter()
        .filter_map(|(key, value)| entry(&key, value, lang, diagnostics))
        .collect()
}

/// A field must say what the file's path says.
pub(super) fn named(
    file: &mut Fields,
    key: &'static str,
    wanted: &str,
    diagnostics: &mut Diagnostics,
) {
    let text = file.required_prose(diagnostics, key);
    if text.value != wanted && !text.value.is_empty() {
        let what = faults::key_unlike_path(key, text.value.escape_debug(), wanted);
        diagnostics.error(text.at, what, faults::write_key_or_move(key, wanted));
    }
}

fn entry(
    key: &At<String>,
    value: At<DeValue<'_>>,
    lang: Lang,
    diagnostics: &mut Diagnostics,
) -> Option<CardOverlay> {
    let spot = diagnostics.spot(key.at);
    let Ok(id) = CardId::parse(&key.value) else {
        let what = faults::no_card_id(key.value.escape_debug());
        diagnostics.error(key.at, what, faults::write_overlay_id());
        return None;
    };
    if id.side().is_some() {
        diagnostics.error(key.at, faults::sibling_mark(id), faults::leave_mark_out());
        return None;
    }
    let DeValue::Table(table) = value.value else {
        wrong_type(
            diagnostics,
            id.as_str(),
            value.at,
            &value.value,
            faults::a_table(),
        );
        return None;
    };
    let before = diagnostics.count();
    let mut fields = Fields::new(faults::translation_of(&id), table, key.at);
    let rev = fields.number(diagnostics, "rev").value;
    let fields = placed(fields, diagnostics);
    (diagnostics.count() == before).then_some(CardOverlay {
        id,
        lang,
        spot,
        rev,
        fields,
    })
}

fn placed(fields: Fields, diagnostics: &mut Diagnostics) -> Table {
    let mut table = Table::new();
    for (key, At { at, value }) in fields.rest() {
        if let Some(prose) = prose(&key.value, at, value, diagnostics) {
            table.insert(
                key.value,
                PlacedProse {
                    spot: diagnostics.spot(key.at),
                    prose,
                },
            );
        }
    }
    table
}

fn prose(
    key: &str,
    at: usize,
    value: DeValue<'_>,
    diagnostics: &mut Diagnostics,
) -> Option<TranslatedProse> {
    Some(match value {
        DeValue::String(text) if text.trim().is_empty() => {
            diagnostics.error(
                at,
                faults::empty_field(key),
                faults::translate_or_leave_out(),
            );
            return None;
        }
        DeValue::String(text) => TranslatedProse::Text(text.trim().to_owned()),
        DeValue::Table(table) => TranslatedProse::Table(placed(
            Fields::new(Wording::verbatim(key), table, at),
            diagnostics,
        )),
        DeValue::Array(mut items) => TranslatedProse::List(
            items
                .iter_mut()
                .filter_map(|item| {
                    let at = item.span().start;
                    let value = std::mem::replace(item.get_mut(), DeValue::Boolean(false));
                    Some(PlacedProse {
                        spot: diagnostics.spot(at),
                        prose: prose(key, at, value, diagnostics)?,
                    })
                })
                .collect(),
        ),
        DeValue::Integer(_) | DeValue::Float(_) | DeValue::Boolean(_) | DeValue::Datetime(_) => {
            diagnostics.error(
                at,
                faults::not_translated(key),
                faults::overlays_hold_prose(),
            );
            return None;
        }
    })
}

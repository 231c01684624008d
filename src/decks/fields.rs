//! Reads the fields of a TOML table one by one, noting every fault with its place.
//!
//! A field that was never asked for is unknown; a wrong type, an empty text or a missing field is a fault,
//! and reading goes on with an empty value, so that one run shows all faults of a table.

use toml::de::{DeTable, DeValue};

use crate::decks::fault::{Diagnostics, did_you_mean};
use crate::decks::value_type::type_of;
use crate::domain::wording::{Wording, faults};

/// Fields a card may have, about.
const USUAL: usize = 32;

/// A value with the byte where it begins.
#[derive(Debug, Clone)]
pub(super) struct At<T> {
    pub(super) at: usize,
    pub(super) value: T,
}

/// A table being read.
pub(super) struct Fields<'t> {
    label: Wording,
    table: DeTable<'t>,
    at: usize,
    asked: Vec<&'static str>,
    found: Vec<&'static str>,
}

impl<'t> Fields<'t> {
    /// A table called `label` in faults, whose header is at byte `at`.
    pub(super) fn new(label: Wording, table: DeTable<'t>, at: usize) -> Self {
        Self {
            label,
            table,
            at,
            asked: Vec::with_capacity(USUAL),
            found: Vec::with_capacity(USUAL),
        }
    }

    /// Where the table begins.
    pub(super) fn at(&self) -> usize {
        self.at
    }

    /// Gives the table a better name.
    pub(super) fn call(&mut self, label: Wording) {
        self.label = label;
    }

    /// Whether a field waits to be read.
    fn has(&self, key: &str) -> bool {
        self.table.contains_key(key)
    }

    /// Whether a field was there when it was read.
    pub(super) fn had(&self, key: &str) -> bool {
        self.found.contains(&key)
    }

    /// A field that was read must have been there.
    pub(super) fn must_have(&self, diagnostics: &mut Diagnostics, key: &str) {
        if !self.had(key) {
            self.lacks(diagnostics, key);
        }
    }

    /// A field that waits to be read must be there.
    pub(super) fn must_find(&self, diagnostics: &mut Diagnostics, key: &str) {
        if !self.has(key) {
            self.lacks(diagnostics, key);
        }
    }

    fn take(&mut self, key: &'static str) -> Option<At<DeValue<'t>>> {
        self.asked.push(key);
        let value = self.table.remove(key)?;
        self.found.push(key);
        let at = value.span().start;
        Some(At {
            at,
            value: value.into_inner(),
        })
    }

    fn lacks(&self, diagnostics: &mut Diagnostics, key: &str) {
        diagnostics.error(
            self.at,
            faults::lacks(self.label.clone(), key),
            faults::add_field(key),
        );
    }

    /// An optional text exactly as written.
    pub(super) fn verbatim_opt(
        &mut self,
        diagnostics: &mut Diagnostics,
        key: &'static str,
    ) -> Option<At<String>> {
        let At { at, value } = self.take(key)?;
        let text = text_of(diagnostics, key, at, value)?;
        Some(At { at, value: text })
    }

    /// A required text exactly as written: code.
    pub(super) fn verbatim(&mut self, diagnostics: &mut Diagnostics, key: &'static str) -> String {
        self.must_find(diagnostics, key);
        self.verbatim_opt(diagnostics, key)
            .map_or_else(String::new, |text| text.value)
    }

    /// An optional prose text without outer spaces; an empty one is a fault.
    pub(super) fn prose_at(
        &mut self,
        diagnostics: &mut Diagnostics,
        key: &'static str,
    ) -> Option<At<String>> {
        self.filled_prose(diagnostics, key, faults::write_or_leave_out)
    }

    /// A prose text, and what to do where it is there but empty.
    fn filled_prose(
        &mut self,
        diagnostics: &mut Diagnostics,
        key: &'static str,
        when_empty: fn() -> Wording,
    ) -> Option<At<String>> {
        let text = self.verbatim_opt(diagnostics, key)?;
        let trimmed = text.value.trim();
        if trimmed.is_empty() {
            diagnostics.error(text.at, faults::empty_field(key), when_empty());
            return None;
        }
        let value = if trimmed.len() == text.value.len() {
            text.value
        } else {
            trimmed.to_owned()
        };
        Some(At { at: text.at, value })
    }

    /// An optional prose text.
    pub(super) fn prose_opt(
        &mut self,
        diagnostics: &mut Diagnostics,
        key: &'static str,
    ) -> Option<String> {
        self.prose_at(diagnostics, key).map(|text| text.value)
    }

    /// A required prose text.
    pub(super) fn prose(&mut self, diagnostics: &mut Diagnostics, key: &'static str) -> String {
        self.required_prose(diagnostics, key).value
    }

    /// A required prose text with its place.
    pub(super) fn required_prose(
        &mut self,
        diagnostics: &mut Diagnostics,
        key: &'static str,
    ) -> At<String> {
        self.must_find(diagnostics, key);
        let missing = At {
            at: self.at,
            value: String::new(),
        };
        self.filled_prose(diagnostics, key, faults::write_it)
            .unwrap_or(missing)
    }

    /// A list of texts; none when the field is missing.
    pub(super) fn texts_at(
        &mut self,
        diagnostics: &mut Diagnostics,
        key: &'static str,
    ) -> Vec<At<String>> {
        self.elements(diagnostics, key)
            .into_iter()
            .filter_map(|At { at, value }| {
                let text = text_of(diagnostics, key, at, value)?;
                Some(At {
                    at,
                    value: text.trim().to_owned(),
                })
            })
            .collect()
    }

    /// A list of texts; none when the field is missing.
    pub(super) fn texts(
        &mut self,
        diagnostics: &mut Diagnostics,
        key: &'static str,
    ) -> Vec<String> {
        self.texts_at(diagnostics, key)
            .into_iter()
            .map(|text| text.value)
            .collect()
    }

    /// An optional whole number.
    pub(super) fn number_at(
        &mut self,
        diagnostics: &mut Diagnostics,
        key: &'static str,
    ) -> Option<At<u32>> {
        self.number_from(diagnostics, key, 0)
    }

    /// An optional whole number that is no smaller than the least, with its place.
    pub(super) fn number_from(
        &mut self,
        diagnostics: &mut Diagnostics,
        key: &'static str,
        least: u32,
    ) -> Option<At<u32>> {
        let At { at, value } = self.take(key)?;
        Some(At {
            at,
            value: number_of(diagnostics, key, at, &value, least)?,
        })
    }

    /// An optional whole number.
    pub(super) fn number_opt(
        &mut self,
        diagnostics: &mut Diagnostics,
        key: &'static str,
    ) -> Option<u32> {
        self.number_at(diagnostics, key).map(|number| number.value)
    }

    /// A required whole number.
    pub(super) fn number(&mut self, diagnostics: &mut Diagnostics, key: &'static str) -> At<u32> {
        self.must_find(diagnostics, key);
        self.number_at(diagnostics, key).unwrap_or(At {
            at: self.at,
            value: 0,
        })
    }

    /// A list of whole numbers with the place of the list.
    pub(super) fn numbers(
        &mut self,
        diagnostics: &mut Diagnostics,
        key: &'static str,
    ) -> Vec<At<u32>> {
        self.elements(diagnostics, key)
            .into_iter()
            .filter_map(|At { at, value }| {
                Some(At {
                    at,
                    value: number_of(diagnostics, key, at, &value, 0)?,
                })
            })
            .collect()
    }

    /// Whether an optional flag is `true`.
    pub(super) fn flag(&mut self, diagnostics: &mut Diagnostics, key: &'static str) -> Flag {
        match self.take(key) {
            Some(At {
                value: DeValue::Boolean(true),
                ..
            }) => Flag::Set,
            None
            | Some(At {
                value: DeValue::Boolean(false),
                ..
            }) => Flag::Unset,
            Some(At { at, value }) => {
                wrong_type(diagnostics, key, at, &value, faults::true_or_false());
                Flag::Unset
            }
        }
    }

    /// The elements of an optional list; a required one is checked by the caller.
    pub(super) fn elements(
        &mut self,
        diagnostics: &mut Diagnostics,
        key: &'static str,
    ) -> Vec<At<DeValue<'t>>> {
        match self.take(key) {
            None => Vec::new(),
            Some(At {
                value: DeValue::Array(mut items),
                ..
            }) => items
                .iter_mut()
                .map(|item| At {
                    at: item.span().start,
                    // Moved out rather than cloned; what is left in the place is never read.
                    value: std::mem::replace(item.get_mut(), DeValue::Boolean(false)),
                })
                .collect(),
            Some(At { at, value }) => {
                wrong_type(diagnostics, key, at, &value, faults::a_list());
                Vec::new()
            }
        }
    }

    /// A required list that is not empty.
    pub(super) fn some(&mut self, diagnostics: &mut Diagnostics, key: &'static str) {
        match self.table.get(key) {
            None => self.lacks(diagnostics, key),
            Some(value)
                if value
                    .get_ref()
                    .as_array()
                    .is_some_and(|items| items.is_empty()) =>
            {
                let at = value.span().start;
                diagnostics.error(at, faults::empty_field(key), faults::write_an_entry());
            }
            Some(_) => {}
        }
    }

    /// The tables of an optional list.
    pub(super) fn tables(
        &mut self,
        diagnostics: &mut Diagnostics,
        key: &'static str,
    ) -> Vec<Fields<'t>> {
        let label = faults::entry_of(key);
        self.elements(diagnostics, key)
            .into_iter()
            .filter_map(|At { at, value }| {
                if let DeValue::Table(table) = value {
                    return Some(Fields::new(label.clone(), table, at));
                }
                wrong_entry(diagnostics, key, at, &value);
                None
            })
            .collect()
    }

    /// An optional table.
    pub(super) fn table(
        &mut self,
        diagnostics: &mut Diagnostics,
        key: &'static str,
    ) -> Option<Fields<'t>> {
        match self.take(key)? {
            At {
                at,
                value: DeValue::Table(table),
            } => Some(Fields::new(faults::field_called(key), table, at)),
            At { at, value } => {
                wrong_type(diagnostics, key, at, &value, faults::a_table());
                None
            }
        }
    }

    /// Every field not asked for is unknown.
    pub(super) fn end(self, diagnostics: &mut Diagnostics) {
        for (key, _) in &self.table {
            let name = key.get_ref().as_ref();
            let hint = did_you_mean(name, self.asked.iter().copied(), faults::remove_it());
            let what = faults::no_field(self.label.clone(), name.escape_debug());
            diagnostics.error(key.span().start, what, hint);
        }
    }

    /// What is left, keys with their place, for tables whose keys are names.
    pub(super) fn rest(self) -> Vec<(At<String>, At<DeValue<'t>>)> {
        let mut rest: Vec<_> = self
            .table
            .into_iter()
            .map(|(key, value)| {
                let name = At {
                    at: key.span().start,
                    value: key.into_inner().into_owned(),
                };
                (
                    name,
                    At {
                        at: value.span().start,
                        value: value.into_inner(),
                    },
                )
            })
            .collect();
        // As the file has them: a table holds its keys in an order of its own.
        rest.sort_by_key(|(key, _)| key.at);
        rest
    }
}

/// An optional flag.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Flag {
    Set,
    Unset,
}

fn text_of(
    diagnostics: &mut Diagnostics,
    key: &str,
    at: usize,
    value: DeValue<'_>,
) -> Option<String> {
    if let DeValue::String(text) = value {
        return Some(text.into_owned());
    }
    wrong_type(diagnostics, key, at, &value, faults::a_text_in_quotes());
    None
}

fn number_of(
    diagnostics: &mut Diagnostics,
    key: &str,
    at: usize,
    value: &DeValue<'_>,
    least: u32,
) -> Option<u32> {
    let number = value
        .as_integer()
        .and_then(|number| u32::from_str_radix(number.as_str(), number.radix()).ok());
    let number = number.filter(|number| *number >= least);
    if number.is_none()
        && value
            .as_integer()
            .is_some_and(|number| number.as_str() == "0")
    {
        diagnostics.error(
            at,
            faults::zero_field(key),
            faults::write_whole_number_from(least),
        );
    } else if number.is_none() {
        wrong_type(
            diagnostics,
            key,
            at,
            value,
            faults::a_whole_number_from(least),
        );
    }
    number
}

/// Notes that a value has the wrong type.
pub(super) fn wrong_type(
    diagnostics: &mut Diagnostics,
    key: &str,
    at: usize,
    value: &DeValue<'_>,
    wanted: Wording,
) {
    diagnostics.error(
        at,
        faults::wrong_type(key, type_of(value)),
        faults::write_this(wanted),
    );
}

/// An entry of a list of tables that is not one.
fn wrong_entry(diagnostics: &mut Diagnostics, key: &str, at: usize, value: &DeValue<'_>) {
    let example = match key {
        "points" => r#"{ text = "...", must = true }"#,
        "blanks" => r#"{ answer = "..." }"#,
        _ => "{ ... }",
    };
    let what = faults::entry_type(key, type_of(value));
    diagnostics.error(at, what, faults::write_entries_like(example));
}

//! What a screen prints in another language or as a title, and the word a query has for it.

use crate::domain::plain::plain;

/// Words that stand for fields and values of a query.
#[derive(Debug, Clone, Default)]
pub struct QueryAliases {
    fields: Vec<(String, &'static str)>,
    values: Vec<(&'static str, String, String)>,
}

impl QueryAliases {
    /// Takes a printed word for a field.
    pub fn add_field(&mut self, printed: &str, field: &'static str) {
        self.fields.push((plain(printed), field));
    }

    /// Takes a printed value of a field.
    pub fn add_value(&mut self, field: &'static str, printed: &str, value: &str) {
        self.values.push((field, plain(printed), value.to_owned()));
    }

    /// The field that a word means.
    pub(super) fn field(&self, word: &str) -> Option<&'static str> {
        let word = plain(word);
        let found = self.fields.iter().find(|(printed, _)| *printed == word);
        found.map(|(_, field)| *field)
    }

    /// The value that a text means in a field.
    pub(super) fn value(&self, field: &str, text: &str) -> Option<&str> {
        let text = plain(text);
        let means =
            |(of, printed, _): &&(&'static str, String, String)| *of == field && *printed == text;
        self.values
            .iter()
            .find(means)
            .map(|(_, _, value)| value.as_str())
    }
}

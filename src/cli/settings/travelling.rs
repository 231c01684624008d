//! The settings that are the learner's on every machine.

use std::collections::BTreeMap;
use std::path::Path;

use super::{LARGEST, Settings, known, parse, replace, unknown, unusable};
use crate::domain::wording::problems;
use crate::error::AppError;
use crate::files;

/// The others name this machine, its folders or its terminal.
const TRAVELLING: [&str; 10] = [
    "scheduler",
    "fuzz",
    "desired_retention",
    "fsrs_weights",
    "new_per_day",
    "reviews_per_day",
    "minutes_per_day",
    "rollover",
    "language",
    "cards",
];

impl Settings {
    /// The settings that a file sets and that travel, each with its value as it would be typed.
    pub fn travelling(path: &Path) -> Result<BTreeMap<String, String>, AppError> {
        let settings = Self::read(path)?;
        let document = parse(&text_of(path)?, path)?;
        let keys = TRAVELLING
            .into_iter()
            .filter(|key| document.contains_key(key));
        keys.map(|key| Ok((key.to_owned(), settings.value_of(key)?)))
            .collect()
    }

    /// Takes the value of another machine; nothing means that the setting is back at its default.
    pub fn take_travelling(path: &Path, key: &str, text: Option<&str>) -> Result<(), AppError> {
        let key = known(key)?;
        if !TRAVELLING.contains(&key) {
            return Err(unknown(key));
        }
        if let Some(text) = text {
            return Self::read(path)?.write(path, key, text);
        }
        let mut document = parse(&text_of(path)?, path)?;
        document.remove(key);
        replace(path, &document.to_string())
            .map_err(|error| unusable(problems::cannot_write, path, &error))
    }
}

/// The text of a file; one that does not exist is empty.
fn text_of(path: &Path) -> Result<String, AppError> {
    match files::read_text(path, LARGEST) {
        Ok(text) => Ok(text),
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => Ok(String::new()),
        Err(error) => Err(unusable(problems::cannot_read, path, &error)),
    }
}

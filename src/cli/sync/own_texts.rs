//! The learner's own decks and settings, as they are exchanged with other machines.

use std::collections::BTreeMap;

use crate::cli::app::App;
use crate::cli::errors::edit_failure;
use crate::cli::settings::Settings;
use crate::decks::{DeckItems, ItemTexts};
use crate::domain::versions::{ItemKey, ItemText};
use crate::domain::wording::Wording;
use crate::engine::sync::OwnTexts;
use crate::error::AppError;

/// Where they are.
pub(super) struct DecksAndSettings<'a>(pub(super) &'a App);

impl OwnTexts for DecksAndSettings<'_> {
    fn read(&self) -> Result<DeckItems, AppError> {
        let Self(app) = self;
        let decks = app.deck_writer();
        let mut found = decks.items().map_err(|error| edit_failure(&error))?;
        let settings = Settings::travelling(&app.world.home.config)?;
        found.items.extend(settings.into_iter().map(|(key, text)| {
            let value = ItemText {
                file: None,
                text,
                place: 0,
            };
            (ItemKey::Setting(key), value)
        }));
        Ok(found)
    }

    fn put(
        &self,
        texts: &ItemTexts,
        seen: &DeckItems,
    ) -> Result<BTreeMap<ItemKey, Wording>, AppError> {
        let Self(app) = self;
        let is_setting = |key: &ItemKey| matches!(key, ItemKey::Setting(_));
        let mut decks = texts.clone();
        decks.retain(|key, _| !is_setting(key));
        let writer = app.deck_writer();
        let put = writer.put_items(&decks, seen);
        let mut refused = put.map_err(|error| edit_failure(&error))?.refused;
        for (key, text) in texts.iter().filter(|(key, _)| is_setting(key)) {
            let text = text.as_ref().map(|text| text.text.as_str());
            let config = &app.world.home.config;
            if let Err(error) = Settings::take_travelling(config, key.name(), text) {
                refused.insert(key.clone(), error.message);
            }
        }
        Ok(refused)
    }
}

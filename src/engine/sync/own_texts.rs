//! The learner's own decks and settings, wherever they are kept.

use std::collections::BTreeMap;
use std::path::Path;

use crate::decks::{DeckItems, ItemTexts};
use crate::domain::versions::ItemKey;
use crate::domain::wording::Wording;
use crate::error::AppError;

/// The learner's own texts: deck files and settings.
pub trait OwnTexts {
    /// What they say now.
    fn read(&self) -> Result<DeckItems, AppError>;

    /// Writes new texts; gives the items that were left as they were, each with the reason.
    fn put(
        &self,
        texts: &ItemTexts,
        seen: &DeckItems,
    ) -> Result<BTreeMap<ItemKey, Wording>, AppError>;
}

/// The decks of a machine that takes part.
#[derive(Clone, Copy)]
pub struct DeckSetup<'a> {
    /// The file in which it keeps what it knew at the last sync.
    pub state: &'a Path,
    /// The texts.
    pub texts: &'a dyn OwnTexts,
}

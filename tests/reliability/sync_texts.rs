//! Decks and settings of the machines of a simulation, in memory, and what was written to them.

use std::cell::{Cell, RefCell};
use std::collections::{BTreeMap, BTreeSet};

use milepost::decks::{DeckItems, ItemTexts};
use milepost::domain::id::CardId;
use milepost::domain::versions::{ItemKey, ItemText};
use milepost::domain::wording::Wording;
use milepost::engine::sync::OwnTexts;
use milepost::error::AppError;

use crate::kit::Chance;

/// When the process ends that writes texts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) enum EndOfProcess {
    #[default]
    Never,
    /// Before the first one is written.
    BeforeTexts,
    /// After the last one is written, before anything else is.
    AfterTexts,
}

/// The texts of a machine.
#[derive(Debug, Default)]
pub(crate) struct Texts {
    texts: RefCell<BTreeMap<ItemKey, ItemText>>,
    end: Cell<EndOfProcess>,
}

/// Every text that was written, but for those that somebody replaced, deleted or lost with a machine.
#[derive(Debug, Default)]
pub(crate) struct TextLedger {
    written: BTreeSet<String>,
    given_up: BTreeSet<String>,
}

impl Texts {
    pub(crate) fn all(&self) -> BTreeMap<ItemKey, ItemText> {
        self.texts.borrow().clone()
    }

    pub(crate) fn put_back(&self, texts: BTreeMap<ItemKey, ItemText>) {
        self.texts.replace(texts);
    }

    /// Writes, changes or deletes an item, as an editor would.
    pub(crate) fn edit(&self, chance: &mut Chance, ledger: &mut TextLedger, new: &str) {
        let key = match chance.below(5) {
            0 => ItemKey::Setting("new_per_day".to_owned()),
            1 => ItemKey::Head("topics/t.toml".to_owned()),
            card => ItemKey::Card(CardId::parse(&format!("t.c{card}")).unwrap()),
        };
        let mut texts = self.texts.borrow_mut();
        if let Some(old) = texts.remove(&key) {
            ledger.given_up.insert(old.text);
        }
        if chance.below(5) > 0 {
            ledger.written.insert(new.to_owned());
            let text = ItemText {
                file: matches!(key, ItemKey::Card(_)).then(|| "topics/t.toml".to_owned()),
                text: new.to_owned(),
                place: 0,
            };
            texts.insert(key, text);
        }
    }

    /// From now on, where the process ends that writes texts.
    pub(crate) fn end(&self, end: EndOfProcess) {
        self.end.set(end);
    }
}

impl TextLedger {
    /// A machine is lost that knew of some texts, whoever else may know of them.
    pub(crate) fn give_up(&mut self, texts: &Texts, state: &str) {
        let all = texts.all().into_values();
        self.given_up.extend(all.map(|text| text.text));
        let known = self.written.iter().filter(|text| holds(state, text));
        self.given_up.extend(known.cloned());
    }

    /// What must stand somewhere in the end.
    pub(crate) fn kept(&self) -> impl Iterator<Item = &String> {
        self.written.difference(&self.given_up)
    }
}

impl OwnTexts for Texts {
    fn read(&self) -> Result<DeckItems, AppError> {
        Ok(DeckItems {
            items: self.all(),
            unread: BTreeSet::new(),
            has_folder: true,
        })
    }

    fn put(
        &self,
        texts: &ItemTexts,
        _: &DeckItems,
    ) -> Result<BTreeMap<ItemKey, Wording>, AppError> {
        if self.end.get() == EndOfProcess::BeforeTexts {
            return Err(AppError::internal("the process ends"));
        }
        let mut all = self.texts.borrow_mut();
        for (key, text) in texts {
            match text {
                Some(text) => drop(all.insert(key.clone(), text.clone())),
                None => drop(all.remove(key)),
            }
        }
        if self.end.get() == EndOfProcess::AfterTexts {
            return Err(AppError::internal("the process ends"));
        }
        Ok(BTreeMap::new())
    }
}

/// Whether a machine's state holds a text, in place or beside.
pub(crate) fn holds(state: &str, text: &str) -> bool {
    state.contains(&format!("\"text\":\"{text}\""))
}

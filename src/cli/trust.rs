//! `trust` and `untrust`: consent to run the programs of a deck's cards, kept by content.

use crate::cli::app::App;
use crate::cli::tell;
use crate::domain::card::{Card, Lang, Origin};
use crate::domain::consent::ConsentKey;
use crate::domain::id::{DeckName, TopicId};
use crate::domain::wording::problems;
use crate::engine::runner::{built_in_key, consent_key, keys_of_shared};
use crate::error::AppError;
use crate::ui::terminal::Terminal;

/// The name that stands for all built-in decks.
pub(crate) const BUILT_IN: &str = "built-in";

/// Whether consent is given or taken back.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Consent {
    /// Given.
    Given,
    /// Taken back.
    Withdrawn,
}

/// Gives or takes back consent for the built-in decks, for a deck of others or for one topic of the learner's.
pub(crate) fn trust(
    app: &App,
    terminal: &mut dyn Terminal,
    deck: &str,
    consent: Consent,
) -> Result<(), AppError> {
    let keys = keys_of(app, deck)?;
    let words = app.words().changes;
    let done = match consent {
        Consent::Given => {
            app.store.local().consent(&keys)?;
            words.trusted(deck)
        }
        Consent::Withdrawn => {
            app.store.local().withdraw_consent(&keys)?;
            words.untrusted(deck)
        }
    };
    tell(terminal, &done)
}

fn keys_of(app: &App, deck: &str) -> Result<Vec<ConsentKey>, AppError> {
    if deck == BUILT_IN {
        return Ok(vec![built_in_key()]);
    }
    let home = app.workspace();
    let shared = DeckName::parse(deck).ok();
    if let Some(shared) = shared.filter(|name| app.shared_decks().find(name).is_some()) {
        return keys_of_shared(&home, &shared);
    }
    Ok(vec![consent_key(&home, &own_card(app, deck)?)?])
}

/// A card of the learner's in a topic.
fn own_card(app: &App, deck: &str) -> Result<Card, AppError> {
    let topic: TopicId = app.topic(deck).map_err(|error| AppError {
        hint: Some(problems::name_own_topic(BUILT_IN)),
        ..error
    })?;
    for id in app.store.content().cards_of_topic(&topic)? {
        if let Some(card) = app
            .store
            .content()
            .card(&id, Lang::EN)?
            .filter(|card| card.origin == Origin::Mine)
        {
            return Ok(card);
        }
    }
    Err(AppError::user(problems::no_own_cards(topic)).hint(problems::trust_built_in(BUILT_IN)))
}

/// The programs of a card may not run before the learner agrees.
pub(crate) fn needed(card: &Card) -> AppError {
    let deck = match &card.origin {
        Origin::BuiltIn => BUILT_IN,
        Origin::Mine => card.topic.as_str(),
        Origin::Shared(deck) => deck.as_str(),
    };
    AppError::user(problems::may_not_run_yet(&card.id)).hint(problems::trust_lets_run(deck))
}

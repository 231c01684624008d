//! `deck add`: a deck of other people, checked whole before it is taken.

use super::source::{DeckSource, ReadDeck, shown_place};
use super::{lock, refused, unwritable};
use crate::cli::app::App;
use crate::cli::tell;
use crate::decks::{DeckRecord, NewDeck, deck_name_from};
use crate::domain::id::DeckName;
use crate::domain::wording::{faults, problems};
use crate::error::AppError;
use crate::ui::terminal::Terminal;

/// What the learner asks for.
pub(super) struct WantedDeck<'a> {
    pub(super) source: &'a str,
    pub(super) name: Option<&'a str>,
    pub(super) pin: Option<&'a str>,
}

/// Adds a deck.
pub(super) fn add(
    app: &App,
    terminal: &mut dyn Terminal,
    wanted: &WantedDeck<'_>,
) -> Result<(), AppError> {
    let source = DeckSource::typed(wanted.source)?;
    let decks = app.shared_decks();
    let lock = lock(app)?;
    let read = source.read(app, wanted.pin)?;
    let name = name(wanted, &source, &read)?;
    // Under another name all its cards would clash with themselves.
    let (known, _) = decks.all();
    if let Some(same) = known.iter().find(|deck| deck.record.source == source.place) {
        return Err(AppError::user(problems::deck_added_already(&same.name))
            .hint(problems::update_deck(&same.name)));
    }
    if decks.root().join(name.as_str()).exists() {
        return Err(
            AppError::user(problems::deck_exists(&name)).hint(problems::update_or_name(&name))
        );
    }
    let new = read
        .files
        .validate(&name, &decks, &app.own_sources())
        .map_err(|error| refused(&error))?;
    let today = app.today().iso();
    let record = DeckRecord {
        source: source.place,
        kind: source.kind,
        commit: read.commit,
        pinned: wanted.pin.is_some(),
        added: today.clone(),
        updated: today,
        version: 1,
    };
    decks
        .add(&lock, &name, (&read.files, &record))
        .map_err(|error| unwritable(app, &error))?;
    app.refresh_content()?;
    say_added(app, terminal, (&name, &record), &new)
}

/// The name the learner gives, else the deck's own, else the last part of where it is from.
fn name(
    wanted: &WantedDeck<'_>,
    source: &DeckSource,
    read: &ReadDeck,
) -> Result<DeckName, AppError> {
    if let Some(given) = wanted.name {
        return DeckName::parse(given)
            .map_err(|error| AppError::usage(error.wording()).hint(problems::name_the_deck()));
    }
    let header = read.files.header().and_then(|header| header.name);
    header
        .or_else(|| deck_name_from(&source.place))
        .ok_or_else(|| {
            let message = faults::id_empty(faults::id_of_deck());
            AppError::usage(message).hint(problems::name_the_deck())
        })
}

fn say_added(
    app: &App,
    terminal: &mut dyn Terminal,
    (name, record): (&DeckName, &DeckRecord),
    new: &NewDeck,
) -> Result<(), AppError> {
    let words = app.words().decks;
    let place = shown_place(&record.source);
    tell(terminal, &words.added(new.cards, name, place))?;
    if let Some(commit) = record.short_commit().filter(|_| record.pinned) {
        tell(terminal, &words.stays_at(name, commit))?;
    }
    for roadmap in &new.roadmaps {
        tell(terminal, &words.brings_roadmap(roadmap))?;
    }
    Ok(())
}

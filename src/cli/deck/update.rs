//! `deck update`: what has changed in decks of other people. A version with faults is refused, and the last good one
//! stays.

use serde_json::json;

use super::source::{DeckSource, ReadDeck};
use super::{find, lock, refusal, unwritable, warn_unreadable};
use crate::cli::app::App;
use crate::cli::args::DeckUpdateArgs;
use crate::cli::{Exit, errors, say_json, tell};
use crate::decks::{CardPair, DeckDifference, DeckLock, DeckRecord, SharedDeck};
use crate::domain::card::Card;
use crate::domain::memory::Memory;
use crate::engine::changed_cards::{bring_forward, last_day};
use crate::error::AppError;
use crate::ui::card::Renderer;
use crate::ui::palette::TextRole;
use crate::ui::terminal::Terminal;

/// What came of the update of a deck.
struct UpdatedDeck {
    deck: SharedDeck,
    outcome: UpdateOutcome,
}

enum UpdateOutcome {
    /// It has another version now.
    Updated(DeckDifference),
    /// There was nothing new.
    Unchanged,
    /// It stays at its commit.
    Pinned,
    /// The new version was refused, or could not be had.
    Failed(AppError),
}

/// Updates one deck, or all of them.
pub(super) fn update(
    app: &App,
    terminal: &mut dyn Terminal,
    args: &DeckUpdateArgs,
) -> Result<Exit, AppError> {
    let decks = if let Some(typed) = &args.deck {
        vec![find(app, typed)?]
    } else {
        let (decks, unreadable) = app.shared_decks().all();
        warn_unreadable(app, &unreadable);
        decks
    };
    if decks.is_empty() && !args.json {
        tell(terminal, app.words().decks.none())?;
    }
    let lock = lock(app)?;
    let mut updated = Vec::new();
    for mut deck in decks {
        let outcome = match update_one(app, &lock, &mut deck, args) {
            Ok(outcome) => outcome,
            Err(error) => UpdateOutcome::Failed(error),
        };
        updated.push(UpdatedDeck { deck, outcome });
    }
    app.refresh_content()?;
    for UpdatedDeck { deck, .. } in &updated {
        bring_forward(&app.workspace(), &deck.name)?;
    }
    if args.json {
        let decks: Vec<_> = updated.iter().map(object).collect();
        say_json(terminal, &json!({ "schema": 1, "decks": decks }))?;
    } else {
        for deck in &updated {
            say_updated(app, terminal, deck)?;
        }
    }
    let failed = |deck: &UpdatedDeck| matches!(deck.outcome, UpdateOutcome::Failed(_));
    Ok(if updated.iter().any(failed) {
        Exit::Faults
    } else {
        Exit::Done
    })
}

fn update_one(
    app: &App,
    lock: &DeckLock,
    deck: &mut SharedDeck,
    args: &DeckUpdateArgs,
) -> Result<UpdateOutcome, AppError> {
    if deck.record.pinned && args.pin.is_none() && !args.unpin {
        return Ok(UpdateOutcome::Pinned);
    }
    let source = DeckSource {
        place: deck.record.source.clone(),
        kind: deck.record.kind,
    };
    let read = source.read(app, args.pin.as_deref())?;
    let decks = app.shared_decks();
    let record = DeckRecord {
        commit: read.commit.clone(),
        pinned: args.pin.is_some(),
        ..deck.record.clone()
    };
    let installed = decks
        .files_of(deck)
        .map_err(|error| super::refused(&error))?;
    if installed == read.files.files {
        if record != deck.record {
            let noted = decks.note(lock, &deck.name, &record);
            noted.map_err(|error| unwritable(app, &error))?;
            deck.record = record;
        }
        return Ok(UpdateOutcome::Unchanged);
    }
    replace(app, lock, deck, (read, record))
}

fn replace(
    app: &App,
    lock: &DeckLock,
    deck: &mut SharedDeck,
    (read, record): (ReadDeck, DeckRecord),
) -> Result<UpdateOutcome, AppError> {
    let decks = app.shared_decks();
    let new = read
        .files
        .validate(&deck.name, &decks, &app.own_sources())
        .map_err(|error| {
            let (what, hint) = refusal(&error);
            AppError::user(what).hint(hint)
        })?;
    let record = DeckRecord {
        updated: app.today().iso(),
        version: record.version.wrapping_add(1),
        ..record
    };
    // First, so that what learners answered is known whenever the new version is there.
    decks
        .keep_earlier(lock, &deck.name, answered_before(app, &new.difference)?)
        .map_err(|error| unwritable(app, &error))?;
    decks
        .replace(lock, deck, (&read.files, &record))
        .map_err(|error| unwritable(app, &error))?;
    deck.record = record;
    Ok(UpdateOutcome::Updated(new.difference))
}

/// The cards whose meaning changes, as they were, if they were ever answered.
fn answered_before(app: &App, difference: &DeckDifference) -> Result<Vec<Card>, AppError> {
    let pairs = difference.changed.iter();
    let before = pairs
        .filter(|pair| pair.has_new_meaning())
        .flat_map(|pair| &pair.before);
    let mut answered = Vec::new();
    for card in before {
        if app.store.progress().state(&card.id)?.memory != Memory::New {
            answered.push(card.clone());
        }
    }
    Ok(answered)
}

fn say_updated(
    app: &App,
    terminal: &mut dyn Terminal,
    UpdatedDeck { deck, outcome }: &UpdatedDeck,
) -> Result<(), AppError> {
    let words = app.words().decks;
    let name = &deck.name;
    match outcome {
        UpdateOutcome::Unchanged => tell(terminal, &words.unchanged(name)),
        UpdateOutcome::Pinned => {
            let commit = deck.record.short_commit().unwrap_or_default();
            tell(terminal, &words.stays_pinned(name, commit))
        }
        UpdateOutcome::Failed(error) => {
            tell(terminal, &words.not_updated(name))?;
            errors::warn(&error.text(app.lang));
            Ok(())
        }
        UpdateOutcome::Updated(difference) => say_difference(app, terminal, deck, difference),
    }
}

fn say_difference(
    app: &App,
    terminal: &mut dyn Terminal,
    deck: &SharedDeck,
    difference: &DeckDifference,
) -> Result<(), AppError> {
    let words = app.words().decks;
    let DeckDifference {
        new,
        changed,
        retired,
    } = difference;
    if new.is_empty() && changed.is_empty() && retired.is_empty() {
        return tell(terminal, &words.updated_rest(&deck.name));
    }
    let counted = words.updated(&deck.name, new.len(), changed.len(), retired.len());
    tell(terminal, &counted)?;
    say_ids(terminal, new, words.is_new())?;
    say_ids(terminal, retired, words.is_retired())?;
    for pair in changed {
        say_changed(app, terminal, pair)?;
    }
    Ok(())
}

fn say_ids(terminal: &mut dyn Terminal, cards: &[Vec<Card>], word: &str) -> Result<(), AppError> {
    for group in cards {
        if let Some(card) = group.first() {
            tell(terminal, &format!("{word}: {}", card.id.base()))?;
        }
    }
    Ok(())
}

/// A card that changed, as it was and as it is.
fn say_changed(app: &App, terminal: &mut dyn Terminal, pair: &CardPair) -> Result<(), AppError> {
    let words = app.words();
    let look = Renderer {
        width: terminal.width(),
        palette: terminal.palette(),
        words,
    };
    let mut head = format!("{}: {}", words.decks.is_changed(), pair.base());
    if pair.has_new_meaning() && was_answered(app, pair)? {
        let day = app.lang.date(last_day(&app.workspace()));
        head = format!("{head}, {}", words.decks.comes_back(day));
    }
    let versions = look.versions(&pair.before, &pair.after);
    if versions.is_empty() {
        return tell(terminal, &format!("{head}, {}", words.decks.looks_same()));
    }
    terminal.say(&look.remark(TextRole::Strong, &head))?;
    terminal.say(&versions)?;
    Ok(())
}

fn was_answered(app: &App, pair: &CardPair) -> Result<bool, AppError> {
    for card in &pair.after {
        if app.store.progress().state(&card.id)?.memory != Memory::New {
            return Ok(true);
        }
    }
    Ok(false)
}

fn object(UpdatedDeck { deck, outcome }: &UpdatedDeck) -> serde_json::Value {
    let nothing = DeckDifference::default();
    let (status, difference, why) = match outcome {
        UpdateOutcome::Updated(difference) => ("updated", difference, None),
        UpdateOutcome::Unchanged => ("unchanged", &nothing, None),
        UpdateOutcome::Pinned => ("pinned", &nothing, None),
        UpdateOutcome::Failed(error) => ("failed", &nothing, Some(error.message.in_english())),
    };
    let ids = |groups: &[Vec<Card>]| -> Vec<String> {
        let first = groups.iter().filter_map(|group| group.first());
        first.map(|card| card.id.base().to_owned()).collect()
    };
    let changed: Vec<&str> = difference.changed.iter().map(CardPair::base).collect();
    json!({
        "deck": deck.name,
        "status": status,
        "commit": deck.record.commit,
        "new": ids(&difference.new),
        "changed": changed,
        "retired": ids(&difference.retired),
        "why": why,
    })
}

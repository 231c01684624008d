//! `deck`: decks of other people.

mod add;
mod list;
mod remove;
mod skeleton;
mod source;
mod update;

use std::io;

use crate::cli::app::App;
use crate::cli::args::{DeckWhat, Format};
use crate::cli::{Exit, errors};
use crate::decks::{DeckLock, Fault, RefusedDeck, SharedDeck};
use crate::domain::id::DeckName;
use crate::domain::plain::{nearest, reason};
use crate::domain::wording::{Wording, problems};
use crate::error::AppError;
use crate::sync::GitRefusal;
use crate::ui::terminal::Terminal;

/// Faults of a deck that are named, so that they fit on a screen.
const NAMED: usize = 10;

/// Does what is asked with decks of other people.
pub(crate) fn deck(
    app: &App,
    terminal: &mut dyn Terminal,
    what: Option<&DeckWhat>,
) -> Result<Exit, AppError> {
    match what {
        None => list::list(app, terminal, Format::Text)?,
        Some(DeckWhat::List { json }) => list::list(app, terminal, Format::of(json))?,
        Some(DeckWhat::Add { source, name, pin }) => {
            let wanted = add::WantedDeck {
                source,
                name: name.as_deref(),
                pin: pin.as_deref(),
            };
            add::add(app, terminal, &wanted)?;
        }
        Some(DeckWhat::Update(args)) => return update::update(app, terminal, args),
        Some(DeckWhat::Remove(args)) => remove::remove(app, terminal, args)?,
        Some(DeckWhat::New { folder }) => skeleton::begin(app, terminal, folder)?,
    }
    Ok(Exit::Done)
}

/// Keeps other processes from changing the decks meanwhile.
fn lock(app: &App) -> Result<DeckLock, AppError> {
    let decks = app.shared_decks();
    decks.lock().map_err(|error| unwritable(app, &error))
}

/// The decks of others cannot be written.
fn unwritable(app: &App, error: &io::Error) -> AppError {
    let folder = app.shared_decks().root().display().to_string();
    AppError::user(problems::cannot_use(folder, reason(error))).hint(problems::see_write_room())
}

/// A deck that the learner added, by the name they typed.
fn find(app: &App, typed: &str) -> Result<SharedDeck, AppError> {
    let decks = app.shared_decks();
    let found = DeckName::parse(typed)
        .ok()
        .and_then(|name| decks.find(&name));
    found.ok_or_else(|| {
        let known: Vec<String> = names(app);
        let near = nearest(typed, known.iter().map(String::as_str));
        let hint = near.map_or_else(problems::list_decks, problems::did_you_mean_deck);
        AppError::usage(problems::no_deck(typed)).hint(hint)
    })
}

/// The names of all decks of others, for completion too.
pub(crate) fn names(app: &App) -> Vec<String> {
    let (decks, _) = app.shared_decks().all();
    decks.iter().map(|deck| deck.name.to_string()).collect()
}

/// Why a deck is refused, to be said in the learner's language, and what to do.
fn refusal(refused: &RefusedDeck) -> (Wording, Wording) {
    match refused {
        RefusedDeck::Faults(faults) => (named_faults(faults), problems::tell_author()),
        RefusedDeck::TooLarge => (problems::deck_too_large(), problems::tell_author()),
        RefusedDeck::Empty => (problems::deck_empty(), problems::deck_layout()),
        RefusedDeck::TakesOver { card, file } => (
            problems::deck_takes_over(card, file),
            problems::rename_own_card(),
        ),
    }
}

fn named_faults(faults: &[Fault]) -> Wording {
    let mut lines: Vec<Wording> = faults.iter().take(NAMED).map(Fault::wording).collect();
    if faults.len() > NAMED {
        lines.push(problems::more_faults(faults.len() - NAMED));
    }
    Wording::joined(lines, "\n")
}

fn refused(refused: &RefusedDeck) -> AppError {
    let (what, hint) = refusal(refused);
    AppError::user(problems::deck_refused(what)).hint(hint)
}

fn git_failure(refusal: &GitRefusal) -> AppError {
    let GitRefusal { command, said } = refusal;
    let message = problems::git_refused(command, crate::ui::clean::clean_line(said));
    AppError::user(message).hint(problems::settle_deck_git())
}

/// Shows the faults of decks that cannot be read.
fn warn_unreadable(app: &App, faults: &[Fault]) {
    for fault in faults {
        errors::warn(&fault.text(app.lang));
    }
}

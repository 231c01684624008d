//! `suspend`, `resume`, `bury`, `reset`: marks on cards, one event each.

use std::collections::HashSet;

use crate::cli::app::App;
use crate::cli::args::{CardsArgs, ResetArgs};
use crate::cli::scope;
use crate::cli::tell;
use crate::domain::event::MarkEvent;
use crate::domain::id::CardId;
use crate::domain::memory::{CardState, Memory};
use crate::domain::wording::problems;
use crate::error::AppError;
use crate::ui::messages::ChangesMessages;
use crate::ui::palette::TextRole;
use crate::ui::terminal::{Ask, InputMode, Terminal, TerminalReply};

/// What is done to cards.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Act {
    /// Put aside.
    Suspend,
    /// Take back.
    Resume,
    /// Hide until tomorrow.
    Bury,
    /// Take the flag off.
    Unflag,
    /// Make new again.
    Reset,
}

impl Act {
    /// What to say after it was done to one card.
    fn done(self, words: ChangesMessages, card: &str) -> String {
        match self {
            Self::Suspend => words.suspended(card),
            Self::Resume => words.resumed(card),
            Self::Bury => words.buried(card),
            Self::Unflag => words.unflagged(card),
            Self::Reset => words.new_again(card),
        }
    }

    /// What to say after it was done to several cards, which are counted in `cards`.
    fn done_to_all(self, words: ChangesMessages, cards: &str) -> String {
        match self {
            Self::Suspend => words.suspended_all(cards),
            Self::Resume => words.resumed_all(cards),
            Self::Bury => words.buried_all(cards),
            Self::Unflag => words.unflagged_all(cards),
            Self::Reset => words.new_again_all(cards),
        }
    }
}

/// The cards that are named, each once. All names are resolved first, so that a wrong one changes nothing.
fn named(app: &App, args: &CardsArgs) -> Result<Vec<CardId>, AppError> {
    let everything = scope::everything(app)?;
    let mut cards: Vec<CardId> = Vec::new();
    for name in &args.cards {
        // Anything that cannot be an id is a query.
        if CardId::parse(name).is_err() && name.contains([':', '<', '>', '(', ' ']) {
            cards.extend(scope::matching(app, name, &everything)?);
        } else {
            cards.extend(app.cards(name)?);
        }
    }
    if let Some(query) = &args.matching {
        if query.trim().is_empty() {
            return Err(AppError::usage(problems::matching_empty()).hint(problems::matching_like()));
        }
        cards.extend(scope::matching(app, query, &everything)?);
    }
    let mut met = HashSet::new();
    cards.retain(|card| met.insert(card.clone()));
    Ok(cards)
}

/// Marks every card named.
pub(crate) fn mark(
    app: &App,
    terminal: &mut dyn Terminal,
    args: &CardsArgs,
    act: Act,
) -> Result<(), AppError> {
    let named = named(app, args)?;
    let states = app.store.progress().states(&named)?;
    let changes = |state: &CardState| match act {
        Act::Suspend => !state.marks.suspended.is_on(),
        Act::Resume => !state.is_open_on(app.today()),
        Act::Unflag => state.marks.flagged.is_on(),
        Act::Bury | Act::Reset => true,
    };
    let cards: Vec<CardId> = named
        .iter()
        .zip(&states)
        .filter(|(_, state)| changes(state))
        .map(|(card, _)| card.clone())
        .collect();
    if cards.is_empty() && !named.is_empty() {
        let words = app.words().changes;
        return match act {
            Act::Suspend => tell(terminal, &words.already_suspended(named.len())),
            Act::Resume | Act::Bury | Act::Unflag | Act::Reset => {
                tell(terminal, words.nothing_changed())
            }
        };
    }
    done(app, terminal, &cards, act)
}

/// Makes the named cards new again, except those that are new. Many at once must be confirmed: only
/// the log leads back.
pub(crate) fn reset(
    app: &App,
    terminal: &mut dyn Terminal,
    args: &ResetArgs,
) -> Result<(), AppError> {
    let named = named(app, &args.which)?;
    let states = app.store.progress().states(&named)?;
    let seen = named
        .iter()
        .zip(states)
        .filter(|(_, state)| state.memory != Memory::New);
    let cards: Vec<CardId> = seen.map(|(card, _)| card.clone()).collect();
    if (cards.is_empty() && !named.is_empty())
        || (cards.len() > 1 && !args.yes && !is_meant(app, terminal, cards.len())?)
    {
        return tell(terminal, app.words().changes.nothing_changed());
    }
    done(app, terminal, &cards, Act::Reset)
}

/// Asks on a screen; on a pipe nobody can answer.
fn is_meant(app: &App, terminal: &mut dyn Terminal, cards: usize) -> Result<bool, AppError> {
    if terminal.input_mode() == InputMode::Lines {
        return Err(AppError::user(problems::would_reset(cards)).hint(problems::yes_resets()));
    }
    let question = format!(
        "{} {}",
        app.words().changes.reset_question(cards),
        terminal.palette().prompt()
    );
    let reply = terminal.ask(&question, Ask::Line)?;
    Ok(matches!(reply, TerminalReply::Text(text) if app.words().is_yes(&text)))
}

fn done(
    app: &App,
    terminal: &mut dyn Terminal,
    cards: &[CardId],
    act: Act,
) -> Result<(), AppError> {
    let words = app.words().changes;
    // One event each: after a cut the same command marks the rest.
    for card in cards {
        let card = card.clone();
        let body = match act {
            Act::Suspend => MarkEvent::Suspend.on(card),
            Act::Resume => MarkEvent::Resume.on(card),
            Act::Bury => {
                let until = app.today().plus(1);
                MarkEvent::Bury { until }.on(card)
            }
            Act::Unflag => MarkEvent::Unflag.on(card),
            Act::Reset => MarkEvent::Reset.on(card),
        };
        app.store.progress().record(body, &app.stamp())?;
    }
    match cards {
        [] => tell(terminal, words.no_card()),
        [card] => {
            let name = terminal.palette().paint(TextRole::Strong, card.as_str());
            tell(terminal, &act.done(words, &name))
        }
        many => tell(terminal, &act.done_to_all(words, &words.cards(many.len()))),
    }
}

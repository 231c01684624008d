//! `suspend`, `resume`, `bury`, `reset`: marks on cards, one event each.

use std::collections::HashSet;

use crate::cli::app::App;
use crate::cli::args::CardsArgs;
use crate::cli::scope;
use crate::domain::event::EventBody;
use crate::domain::id::CardId;
use crate::error::AppError;
use crate::ui::palette::Role;
use crate::ui::terminal::{Ask, Manner, Reply, Terminal};

/// What is done to cards.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Act {
    /// Put aside.
    Suspend,
    /// Take back.
    Resume,
    /// Hide until tomorrow.
    Bury,
    /// Make new again.
    Reset,
}

impl Act {
    const fn done(self) -> &'static str {
        match self {
            Self::Suspend => "suspended",
            Self::Resume => "resumed",
            Self::Bury => "buried until tomorrow",
            Self::Reset => "new again",
        }
    }
}

/// Asks, on a screen, before many cards lose what was learnt: a reset has no way back but the log.
fn is_meant(terminal: &mut dyn Terminal, cards: usize) -> Result<bool, AppError> {
    if terminal.manner() == Manner::Lines {
        return Ok(true);
    }
    let question =
        format!("{cards} cards will be new again, with no interval left; go on? y/N {}", terminal.palette().prompt());
    Ok(matches!(terminal.ask(&question, Ask::Line)?, Reply::Text(text) if matches!(text.trim(), "y" | "Y" | "yes")))
}

/// Does it to every card named. All names are resolved first, so that a wrong one changes nothing.
pub(crate) fn mark(app: &App, terminal: &mut dyn Terminal, args: &CardsArgs, act: Act) -> Result<(), AppError> {
    let mut cards: Vec<CardId> = Vec::new();
    for name in &args.cards {
        // Anything that cannot be an id is a query.
        if crate::domain::id::CardId::parse(name).is_err() && name.contains([':', '<', '>', '(', ' ']) {
            cards.extend(scope::matching(app, name, &scope::everything(app)?)?);
        } else {
            cards.extend(app.cards(name)?);
        }
    }
    if let Some(query) = &args.matching {
        cards.extend(scope::matching(app, query, &scope::everything(app)?)?);
    }
    let mut met = HashSet::new();
    cards.retain(|card| met.insert(card.clone()));
    if act == Act::Reset && cards.len() > 1 && !is_meant(terminal, cards.len())? {
        return Ok(terminal.say("nothing was changed\n")?);
    }
    for card in &cards {
        let card = card.clone();
        let body = match act {
            Act::Suspend => EventBody::Suspend { card },
            Act::Resume => EventBody::Resume { card },
            Act::Bury => EventBody::Bury { card, until: app.today().plus(1) },
            Act::Reset => EventBody::Reset { card },
        };
        app.store.record(body, &app.stamp())?;
    }
    let palette = terminal.palette();
    match cards.as_slice() {
        [] => terminal.say("no card matches\n")?,
        [card] => terminal.say(&format!("{} {}\n", palette.paint(Role::Strong, card.as_str()), act.done()))?,
        many => terminal.say(&format!("{} cards {}\n", many.len(), act.done()))?,
    }
    Ok(())
}

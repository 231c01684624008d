//! `suspend`, `resume`, `bury`, `reset`: marks on cards, one event each.

use std::collections::HashSet;

use crate::cli::app::App;
use crate::cli::args::CardsArgs;
use crate::cli::scope;
use crate::cli::tell;
use crate::domain::event::EventBody;
use crate::domain::id::CardId;
use crate::error::AppError;
use crate::ui::messages::{Deeds, fill};
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
    /// What is told of one card, and of many.
    const fn done(self, words: &Deeds) -> [&'static str; 2] {
        match self {
            Self::Suspend => [words.suspended, words.suspended_all],
            Self::Resume => [words.resumed, words.resumed_all],
            Self::Bury => [words.buried, words.buried_all],
            Self::Reset => [words.new_again, words.new_again_all],
        }
    }
}

/// Asks, on a screen, before many cards lose what was learnt: a reset has no way back but the log.
fn is_meant(terminal: &mut dyn Terminal, words: &Deeds, cards: usize) -> Result<bool, AppError> {
    if terminal.manner() == Manner::Lines {
        return Ok(true);
    }
    let question = format!("{} {}", words.reset_question.of(cards), terminal.palette().prompt());
    let yes = |text: &str| matches!(text.trim().to_lowercase().as_str(), "y" | "yes" | "s" | "sim");
    Ok(matches!(terminal.ask(&question, Ask::Line)?, Reply::Text(text) if yes(&text)))
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
    let words = app.words().deeds;
    let mut met = HashSet::new();
    cards.retain(|card| met.insert(card.clone()));
    if act == Act::Reset && cards.len() > 1 && !is_meant(terminal, words, cards.len())? {
        return tell(terminal, words.nothing_changed);
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
    let [one, all] = act.done(words);
    match cards.as_slice() {
        [] => tell(terminal, words.no_card),
        [card] => {
            let name = terminal.palette().paint(Role::Strong, card.as_str());
            tell(terminal, &fill(one, &[("card", &name)]))
        }
        many => tell(terminal, &fill(all, &[("card", &words.cards.of(many.len()))])),
    }
}

//! `deck list`: the decks of other people, where they are from and how far they are.

use serde_json::json;

use super::source::shown_place;
use super::warn_unreadable;
use crate::cli::app::App;
use crate::cli::args::Format;
use crate::cli::{say_json, tell};
use crate::decks::SharedDeck;
use crate::domain::id::CardId;
use crate::error::AppError;
use crate::ui::table::{Column, Table};
use crate::ui::terminal::Terminal;

/// A deck with how many cards it has.
struct ListedDeck {
    deck: SharedDeck,
    cards: usize,
}

/// Lists the decks of others.
pub(super) fn list(app: &App, terminal: &mut dyn Terminal, format: Format) -> Result<(), AppError> {
    let (decks, unreadable) = app.shared_decks().all();
    warn_unreadable(app, &unreadable);
    let mut listed = Vec::new();
    for deck in decks {
        let cards = card_count(&app.store.content().cards_of_deck(&deck.name)?);
        listed.push(ListedDeck { deck, cards });
    }
    if format == Format::Json {
        return say_json(terminal, &object(&listed));
    }
    let words = app.words().decks;
    if listed.is_empty() {
        return tell(terminal, words.none());
    }
    let table = table(app, &listed).draw(terminal.width(), terminal.palette());
    terminal.say(&table)?;
    Ok(())
}

/// Siblings count as one card.
fn card_count(ids: &[CardId]) -> usize {
    let mut bases: Vec<&str> = ids.iter().map(CardId::base).collect();
    bases.sort_unstable();
    bases.dedup();
    bases.len()
}

fn table(app: &App, listed: &[ListedDeck]) -> Table {
    let words = app.words().decks;
    let column = |head: &str, cell: &dyn Fn(&ListedDeck) -> String| {
        Column::new(head, listed.iter().map(cell))
    };
    let commit = |listed: &ListedDeck| {
        let record = &listed.deck.record;
        match record.short_commit() {
            Some(commit) if record.pinned => format!("{commit} {}", words.pinned()),
            Some(commit) => commit.to_owned(),
            None => String::new(),
        }
    };
    let updated = |listed: &ListedDeck| {
        let day = listed.deck.record.updated_on();
        day.map_or_else(String::new, |day| app.lang.date(day))
    };
    let figures = vec![
        column(words.cards(), &|listed| listed.cards.to_string()),
        column(words.updated_head(), &updated),
        column(words.commit(), &commit),
    ];
    let source = column(words.source(), &|listed| {
        shown_place(&listed.deck.record.source)
    });
    Table {
        head: words.deck().to_owned(),
        names: listed.iter().map(|one| one.deck.name.to_string()).collect(),
        sections: vec![figures, vec![source.left_aligned()]],
        sums: 0,
    }
}

fn object(listed: &[ListedDeck]) -> serde_json::Value {
    let decks = listed.iter().map(|ListedDeck { deck, cards }| {
        json!({
            "deck": deck.name,
            "source": shown_place(&deck.record.source),
            "commit": deck.record.commit,
            "pinned": deck.record.pinned,
            "cards": cards,
            "updated": deck.record.updated,
        })
    });
    json!({ "schema": 1, "decks": decks.collect::<Vec<_>>() })
}

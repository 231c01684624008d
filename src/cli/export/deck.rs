//! `export FILE.toml` and `export FILE.md`: the cards of one topic as a deck.

use std::fmt::Write as _;
use std::path::Path;

use super::{Exported, write_text};
use crate::decks;
use crate::domain::card::Card;
use crate::domain::wording::problems;
use crate::error::AppError;

/// Writes the cards of one topic as TOML.
pub(super) fn write(file: &Path, cards: &[Card]) -> Result<Exported, AppError> {
    let Some(first) = of_one_topic(cards)? else {
        return Ok(Exported::default());
    };
    let mut text = format!("format = 1\ntopic = \"{}\"\n", first.topic);
    let _ = writeln!(text, "lang = \"{}\"", first.lang.tag());
    let _ = writeln!(text, "python = '''{}'''", first.python);
    for siblings in cards.chunk_by(|one, next| one.id.base() == next.id.base()) {
        let references: Vec<&Card> = siblings.iter().collect();
        text.push('\n');
        text.push_str(&decks::block(&references).unwrap_or_default());
    }
    write_text(file, &text)?;
    Ok(all_of(cards))
}

/// Writes the cards of one topic as Markdown.
pub(super) fn write_markdown(file: &Path, cards: &[Card]) -> Result<Exported, AppError> {
    if let Some(first) = of_one_topic(cards)? {
        write_text(file, &decks::markdown_deck(first.topic.as_str(), cards))?;
    }
    Ok(all_of(cards))
}

const fn all_of(cards: &[Card]) -> Exported {
    Exported {
        cards: cards.len(),
        reviews: 0,
    }
}

/// The first card; a deck has one topic.
fn of_one_topic(cards: &[Card]) -> Result<Option<&Card>, AppError> {
    let Some(first) = cards.first() else {
        return Ok(None);
    };
    match cards.iter().find(|card| card.topic != first.topic) {
        None => Ok(Some(first)),
        Some(other) => {
            let topics = problems::deck_of_two_topics(&first.topic, &other.topic);
            Err(AppError::usage(topics).hint(problems::export_one_topic(&first.topic)))
        }
    }
}

//! `export FILE.toml`: the cards of one topic as a deck file.

use std::fmt::Write as _;
use std::path::Path;

use super::{Exported, write_text};
use crate::decks;
use crate::domain::card::Card;
use crate::domain::wording::problems;
use crate::error::AppError;

/// Writes the cards of one topic: a deck file has one.
pub(super) fn write(file: &Path, cards: &[Card]) -> Result<Exported, AppError> {
    let Some(first) = cards.first() else {
        return Ok(Exported::default());
    };
    let other = cards.iter().find(|card| card.topic != first.topic);
    if let Some(other) = other {
        let topics = problems::deck_of_two_topics(&first.topic, &other.topic);
        return Err(AppError::usage(topics).hint(problems::export_one_topic(&first.topic)));
    }
    let mut text = format!("format = 1\ntopic = \"{}\"\n", first.topic);
    let _ = writeln!(text, "lang = \"{}\"", first.lang.tag());
    let _ = writeln!(text, "python = '''{}'''", first.python);
    for siblings in cards.chunk_by(|one, next| one.id.base() == next.id.base()) {
        let references: Vec<&Card> = siblings.iter().collect();
        text.push('\n');
        text.push_str(&decks::block(&references).unwrap_or_default());
    }
    write_text(file, &text)?;
    Ok(Exported {
        cards: cards.len(),
        reviews: 0,
    })
}

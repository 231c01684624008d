//! Cards as they were before their meaning changed, to be shown next to the new ones at their next turn.

use std::io;
use std::path::PathBuf;

use super::{DeckLock, SharedDecks};
use crate::domain::card::{Card, Rev};
use crate::domain::id::{CardId, DeckName};
use crate::files;

const FILE: &str = "earlier-cards.json";

/// Cards that are kept of a deck: the oldest of more are forgotten, and their turn shows the new text alone.
const MOST: usize = 2000;

/// More than that many cards take.
const LONGEST: u64 = 64 * 1024 * 1024;

impl SharedDecks {
    /// Keeps cards of a deck as they are, before a new version replaces them.
    pub fn keep_earlier(
        &self,
        _lock: &DeckLock,
        deck: &DeckName,
        cards: Vec<Card>,
    ) -> io::Result<()> {
        if cards.is_empty() {
            return Ok(());
        }
        let mut kept = self.all_earlier(deck);
        for card in cards {
            kept.retain(|other| (&other.id, other.rev) != (&card.id, card.rev));
            kept.push(card);
        }
        let oldest = kept.len().saturating_sub(MOST);
        let text = serde_json::to_string(&kept[oldest..]).map_err(io::Error::other)?;
        files::replace(&self.earlier_file(deck), &text)
    }

    /// A card as it was in a revision; nothing where it was not kept.
    pub fn earlier(&self, deck: &DeckName, id: &CardId, rev: Rev) -> Option<Card> {
        let mut kept = self.all_earlier(deck).into_iter();
        kept.find(|card| card.id == *id && card.rev == rev)
    }

    /// What was kept. A file that cannot be read, of a later version perhaps, holds nothing: it only helps to compare.
    fn all_earlier(&self, deck: &DeckName) -> Vec<Card> {
        let text = files::read_text(&self.earlier_file(deck), LONGEST);
        let cards = text.ok().and_then(|text| serde_json::from_str(&text).ok());
        cards.unwrap_or_default()
    }

    fn earlier_file(&self, deck: &DeckName) -> PathBuf {
        self.folder_of(deck).join(FILE)
    }
}

//! Keeps the content index abreast of the decks: those in the binary and the learner's own.

use std::collections::HashMap;

use crate::cli::app::App;
use crate::decks;
use crate::domain::card::Card;
use crate::domain::id::{CardId, TopicId};
use crate::error::AppError;
use crate::store::{Content, FileStamp, TopicContent};

/// Makes the index anew from everything the decks say.
pub(crate) fn rebuild(app: &App, content: &decks::Content, files: &[FileStamp]) -> Result<(), AppError> {
    let mut cards = by_topic(content.cards.iter());
    let mut translated = by_topic(content.translations.iter());
    let kept: Vec<(TopicId, Vec<Card>, Vec<Card>)> = content
        .topics
        .iter()
        .map(|topic| {
            let own = cards.remove(&topic.id).unwrap_or_default();
            (topic.id.clone(), own, translated.remove(&topic.id).unwrap_or_default())
        })
        .collect();
    let topics: Vec<TopicContent<'_>> = content
        .topics
        .iter()
        .zip(&kept)
        .map(|(topic, (_, cards, translated))| TopicContent { topic, cards, translated })
        .collect();
    let retired: Vec<(CardId, Option<CardId>)> =
        content.retired.iter().map(|(id, retired)| (id.clone(), retired.replaced_by.clone())).collect();
    app.store.replace_content(&Content {
        stamp: decks::embedded::stamp(),
        files,
        areas: &content.areas,
        topics: &topics,
        roadmaps: &content.roadmaps,
        retired: &retired,
    })?;
    Ok(())
}

fn by_topic<'c>(cards: impl Iterator<Item = &'c Card>) -> HashMap<TopicId, Vec<Card>> {
    let mut topics: HashMap<TopicId, Vec<Card>> = HashMap::new();
    for card in cards {
        topics.entry(card.topic.clone()).or_default().push(card.clone());
    }
    topics
}

impl App {
    /// Reads the decks again if they are not what the index was made from.
    pub fn refresh_content(&self) -> Result<(), AppError> {
        if self.store.index_stamp()?.as_deref() == Some(decks::embedded::stamp()) {
            return Ok(());
        }
        let content = decks::load(decks::embedded::sources());
        rebuild(self, &content, &[])
    }
}

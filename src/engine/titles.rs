//! Titles of topics, with the phase on the road that is reviewed, each read once.

use std::cell::RefCell;
use std::collections::HashMap;

use crate::domain::id::{RoadmapId, TopicId};
use crate::engine::shown::TopicTitle;
use crate::engine::workspace::Workspace;
use crate::error::AppError;

/// Titles that were read.
pub(super) struct Titles {
    road: Option<RoadmapId>,
    known: RefCell<HashMap<TopicId, TopicTitle>>,
}

impl Titles {
    /// For the topics of a road, if it is one.
    pub(super) fn new(road: Option<RoadmapId>) -> Self {
        Self {
            road,
            known: RefCell::default(),
        }
    }

    /// The title of a topic.
    pub(super) fn of(&self, home: &Workspace<'_>, topic: &TopicId) -> Result<TopicTitle, AppError> {
        if let Some(title) = self.known.borrow().get(topic) {
            return Ok(title.clone());
        }
        let phase = match &self.road {
            Some(road) => home.store.content().phase_of(road, topic, home.lang)?,
            None => None,
        };
        let title = TopicTitle {
            name: topic_name(home, topic)?,
            phase,
        };
        self.known.borrow_mut().insert(topic.clone(), title.clone());
        Ok(title)
    }
}

/// What a topic is called; its id where no deck has it any more.
pub(super) fn topic_name(home: &Workspace<'_>, topic: &TopicId) -> Result<String, AppError> {
    Ok(home.store.content().topic(topic)?.map_or_else(
        || topic.to_string(),
        |found| found.title.text(home.lang).to_owned(),
    ))
}

/// What a topic teaches before its first question.
pub(super) fn topic_primer(
    home: &Workspace<'_>,
    topic: &TopicId,
) -> Result<Option<String>, AppError> {
    let topic = home.store.content().topic(topic)?;
    let primer = topic.and_then(|topic| topic.primer);
    Ok(primer.map(|primer| primer.text(home.lang).to_owned()))
}

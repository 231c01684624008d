//! What an added card is judged by: the files of its topic, unless it may concern others.

use super::DeckWriter;
use crate::decks::source::{FileRole, SourceFile};
use crate::domain::id::TopicId;

impl DeckWriter {
    /// Whether any file holds the id of one of some cards, as text.
    pub(super) fn are_ids_used(&self, blocks: &str) -> bool {
        let ids: Vec<&str> = blocks
            .lines()
            .filter_map(|line| line.strip_prefix("id = "))
            .map(|id| id.trim_matches(|c: char| c.is_whitespace() || c == '"' || c == '\''))
            .collect();
        let holds = |text: &str| ids.iter().any(|id| text.contains(id));
        let mut all = self.below().into_iter().chain(self.files());
        // Whoever loads a file that cannot be read reports it.
        all.any(|source| source.read().is_ok_and(|text| holds(&text)))
    }

    /// The decks without the cards of other topics.
    pub(super) fn near(&self, topic: &TopicId) -> Vec<SourceFile> {
        let is_near = |source: &SourceFile| match source.role() {
            Ok(FileRole::Topic { stem, .. }) => stem == topic.as_str(),
            Ok(FileRole::Overlay { .. }) | Err(_) => false,
            Ok(
                FileRole::Header
                | FileRole::Curriculum
                | FileRole::Retired
                | FileRole::Requirements
                | FileRole::Roadmap { .. }
                | FileRole::RoadmapOverlay { .. }
                | FileRole::Glossary { .. },
            ) => true,
        };
        let all = self.below().into_iter().chain(self.files());
        all.filter(is_near).collect()
    }
}

//! Small questions that commands ask of content and log together.

use super::columns::odd;
use super::index::topic_id;
use super::{Store, StoreError};
use crate::domain::day::StudyDay;
use crate::domain::event::SettingsHash;
use crate::domain::id::{CardId, RoadmapId, TopicId};
use crate::domain::schedule::Scheduler;

impl Store {
    /// The topic of a card, if a deck has it.
    pub fn topic_of(&self, card: &CardId) -> Result<Option<TopicId>, StoreError> {
        Ok(self.index.place(card)?.map(|(topic, _)| topic))
    }

    /// The names of all roadmaps, in order.
    pub fn roadmap_names(&self) -> Result<Vec<RoadmapId>, StoreError> {
        self.index
            .many("SELECT id FROM roadmap ORDER BY number", [], |row| {
                RoadmapId::parse(row.get_ref(0)?.as_str().map_err(|e| odd(0, e))?)
                    .map_err(|e| odd(0, e))
            })
    }

    /// The home phase of a topic in a roadmap: its number and its title.
    pub fn phase_of(
        &self,
        roadmap: &RoadmapId,
        topic: &TopicId,
    ) -> Result<Option<(u32, String)>, StoreError> {
        let sql = "SELECT h.phase, (SELECT title FROM phase p WHERE p.roadmap = h.roadmap AND p.number = h.phase)
                   FROM home h WHERE h.roadmap = ?1 AND h.topic = ?2";
        self.index
            .one(sql, [roadmap.as_str(), topic.as_str()], |row| {
                Ok((row.get(0)?, row.get(1)?))
            })
    }

    /// The learner's own topics, in the order of the decks.
    pub fn own_topics(&self) -> Result<Vec<TopicId>, StoreError> {
        self.index.many(
            "SELECT id FROM topic WHERE mine = 1 ORDER BY number",
            [],
            |row| topic_id(row, 0),
        )
    }

    /// The ids of all cards, sorted.
    pub fn card_ids(&self) -> Result<Vec<String>, StoreError> {
        self.index
            .many("SELECT id FROM card ORDER BY id", [], |row| row.get(0))
    }

    /// Every tag that a card carries, sorted.
    pub fn tags(&self) -> Result<Vec<String>, StoreError> {
        let sql = "SELECT DISTINCT tag.value FROM card, json_each(card.facts, '$.tags') AS tag ORDER BY 1";
        self.index.many(sql, [], |row| row.get(0))
    }

    /// The scheduler's settings of a hash, if this build can read them.
    pub fn scheduler_of(&self, hash: &SettingsHash) -> Result<Option<Scheduler>, StoreError> {
        let text = self.one(
            "SELECT text FROM settings WHERE hash = ?1",
            [hash.as_str()],
            |row| row.get::<_, String>(0),
        )?;
        Ok(text.and_then(|text| Scheduler::from_text(&text)))
    }

    /// Study days in a row with a scheduled answer or a repeat, up to `today`, or to the day before if
    /// today has none yet.
    pub fn streak(&self, today: StudyDay) -> Result<u32, StoreError> {
        let sql = "SELECT DISTINCT day FROM daily WHERE day <= ?1 AND stage < 4 AND q0 + q1 + q2 + q3 + q4 + q5 > 0
                   ORDER BY day DESC";
        let days = self.many(sql, [today.number()], |row| row.get::<_, i32>(0))?;
        let start = match days.first() {
            Some(last) if today.number() - last <= 1 => *last,
            _ => return Ok(0),
        };
        let unbroken = days
            .iter()
            .zip(0..)
            .take_while(|(day, back)| **day == start - back);
        Ok(u32::try_from(unbroken.count()).unwrap_or(u32::MAX))
    }
}

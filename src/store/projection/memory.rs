//! The projection: memory, marks, totals and roads, kept equal to the fold of the log.

use std::collections::HashMap;

use rusqlite::params;

use super::progress::Progress;
use super::totals::{CardSlot, Totals};
use crate::domain::day::StudyDay;
use crate::domain::event::{Event, EventBody};
use crate::domain::id::{CardId, RoadmapId, TopicId};
use crate::domain::memory::CardState;
use crate::domain::replay::{self, StudyPlan};
use crate::domain::schedule::{Scheduler, SettingsHash};
use crate::store::db::{StoreError, Write, card_state, mark_number, odd};

/// A card's row of the projection.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::store) struct CardRow {
    pub(in crate::store) card: i64,
    pub(in crate::store) spot: CardSlot,
    /// The card's number in the content index, while a deck has it.
    pub(in crate::store) content: Option<i64>,
    pub(in crate::store) state: CardState,
    pub(in crate::store) row: RowStatus,
}

/// Whether a card has a row of the projection yet. Every card the log speaks of gets one, also while its state
/// says nothing: the totals are kept by the topic and kind that stand there.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::store) enum RowStatus {
    Stored,
    Missing,
}

impl Progress<'_> {
    pub(in crate::store) fn all_kept(&self) -> Result<Vec<(CardRow, CardId)>, StoreError> {
        let sql = "SELECT m.card, topic, kind, content, strength, strength_a, strength_b, passes, reviews, lapses,
                          interval, due, last, suspended, buried, flagged, c.id FROM memory m JOIN card c ON c.number = m.card";
        self.db.many(sql, [], |row| {
            let id: String = row.get(16)?;
            Ok((read_kept(row)?, CardId::parse(&id).map_err(|e| odd(16, e))?))
        })
    }

    /// The projection's row of a card, if it has one.
    pub(in crate::store) fn kept(&self, card: i64) -> Result<Option<CardRow>, StoreError> {
        let sql = "SELECT card, topic, kind, content, strength, strength_a, strength_b, passes, reviews, lapses,
                          interval, due, last, suspended, buried, flagged FROM memory WHERE card = ?1";
        self.db.one(sql, [card], read_kept)
    }

    /// The row of a card by its id, or the one it would begin with.
    pub(in crate::store) fn kept_of(
        &self,
        write: &Write<'_>,
        id: &CardId,
    ) -> Result<CardRow, StoreError> {
        self.kept_or_new(write, self.log.card_number(write, id)?, id)
    }

    /// The row of a card, or the one it would begin with.
    pub(in crate::store) fn kept_or_new(
        &self,
        write: &Write<'_>,
        card: i64,
        id: &CardId,
    ) -> Result<CardRow, StoreError> {
        if let Some(kept) = self.kept(card)? {
            return Ok(kept);
        }
        let (spot, content) = match self.content.place(id)? {
            Some((topic, kind, number)) => (
                CardSlot {
                    topic: self.topic_number(write, &topic)?,
                    kind,
                },
                Some(number),
            ),
            None => (CardSlot::default(), None),
        };
        Ok(CardRow {
            card,
            spot,
            content,
            state: CardState::default(),
            row: RowStatus::Missing,
        })
    }

    /// Gives a card's row a new state, and keeps its topic's count.
    pub(in crate::store) fn put_state(
        write: &Write<'_>,
        kept: &CardRow,
        after: &CardState,
    ) -> Result<(), StoreError> {
        if kept.state != *after || kept.row == RowStatus::Missing {
            Self::put_row(write, kept, after)?;
        }
        // An undo of the first answer takes the card out again. A card that no deck has is not
        // counted, as in `recount_seen`.
        let newly = i64::from(after.memory.seen().is_some())
            - i64::from(kept.state.memory.seen().is_some());
        if newly != 0 && kept.content.is_some() {
            let sql = "UPDATE topic SET seen = seen + ?2 WHERE number = ?1";
            write.run(sql, [kept.spot.topic, newly])?;
        }
        Ok(())
    }

    fn put_row(
        write: &Write<'_>,
        kept: &CardRow,
        CardState { memory, marks }: &CardState,
    ) -> Result<(), StoreError> {
        // An update leaves topic, kind, gone and content alone: those follow the decks, in
        // `sync_spots`. It also keeps the indexes on them from being written with every answer.
        let sql = "INSERT INTO memory (card, topic, kind, gone, strength, strength_a, strength_b, passes, reviews,
                     lapses, interval, due, last, suspended, buried, flagged, content)
                   VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16, ?17)
                   ON CONFLICT DO UPDATE SET strength = ?5, strength_a = ?6, strength_b = ?7, passes = ?8,
                     reviews = ?9, lapses = ?10, interval = ?11, due = ?12, last = ?13, suspended = ?14,
                     buried = ?15, flagged = ?16";
        let seen = memory.seen();
        let strength = seen.map(|seen| seen.strength.numbers());
        let values = params![
            kept.card,
            kept.spot.topic,
            kept.spot.kind,
            i64::from(kept.content.is_none()),
            strength.map(|numbers| numbers[0]),
            strength.map(|numbers| numbers[1]),
            strength.map(|numbers| numbers[2]),
            seen.map(|seen| seen.passes),
            seen.map(|seen| seen.reviews),
            seen.map(|seen| seen.lapses),
            seen.map(|seen| seen.interval.days()),
            seen.map(|seen| seen.due.number()),
            seen.map(|seen| seen.last.number()),
            mark_number(marks.suspended),
            marks.buried_until.map(StudyDay::number),
            mark_number(marks.flagged),
            kept.content,
        ];
        write.run(sql, values).map(|_| ())
    }

    /// Applies a card's event that is later than all others and not an undo.
    pub(in crate::store) fn project_last(
        &self,
        write: &Write<'_>,
        kept: &CardRow,
        event: &Event,
    ) -> Result<(), StoreError> {
        // A step from the stored state is right only while that state is the one the event's
        // scheduler would have. After a change of scheduler the card's whole log is folded instead.
        let settings = self.log.settings_of(std::slice::from_ref(event))?;
        let in_use = self.log.scheduler_in_use()?;
        let is_of_another = settings
            .values()
            .any(|scheduler| !scheduler.gives_same_strengths(&in_use));
        let after = if is_of_another {
            self.fold(&self.log.card_log(kept.card)?.standing())?
        } else {
            replay::apply(&kept.state, event, &|hash| settings.get(hash).copied())
        };
        Self::put_state(write, kept, &after)?;
        let mut totals = Totals::default();
        totals.add(event, kept.spot);
        Self::add_totals(write, &totals)
    }

    /// Folds a card's standing events into its row, and moves the totals from `before` to them.
    pub(in crate::store) fn reproject(
        &self,
        write: &Write<'_>,
        kept: &CardRow,
        before: &[&Event],
        standing: &[&Event],
    ) -> Result<(), StoreError> {
        let mut totals = Totals::default();
        for event in before {
            totals.subtract(event, kept.spot);
        }
        for event in standing {
            totals.add(event, kept.spot);
        }
        Self::put_state(write, kept, &self.fold(standing)?)?;
        Self::add_totals(write, &totals)
    }

    /// Folds a card's standing events into its row, and counts its answers.
    pub(in crate::store) fn refold(
        &self,
        write: &Write<'_>,
        card: i64,
        standing: &[&Event],
        totals: &mut Totals,
    ) -> Result<(), StoreError> {
        let kept = self.kept_or_new(write, card, &self.log.card_id(card)?)?;
        for event in standing {
            totals.add(event, kept.spot);
        }
        Self::put_state(write, &kept, &self.fold(standing)?)
    }

    /// What standing events of a card say.
    pub(in crate::store) fn fold(&self, standing: &[&Event]) -> Result<CardState, StoreError> {
        let settings = self.log.settings_of(standing.iter().copied())?;
        let in_use = self.log.scheduler_in_use()?;
        let scheduler_of = |hash: &SettingsHash| settings.get(hash).copied();
        Ok(replay::fold_card(
            standing.iter().copied(),
            &scheduler_of,
            &in_use,
        ))
    }

    /// Folds roadmaps, unlocked topics and ticks again, after an event of one of those kinds or its undo.
    pub(in crate::store) fn refold_roads(
        &self,
        write: &Write<'_>,
        cause: &EventBody,
    ) -> Result<(), StoreError> {
        if matches!(cause, EventBody::Road(_)) {
            self.fold_roads(write)
        } else {
            Ok(())
        }
    }

    /// Folds roadmaps, unlocked topics and ticks.
    pub(in crate::store) fn fold_roads(&self, write: &Write<'_>) -> Result<(), StoreError> {
        // No review is among these events, so no settings are ever asked for.
        let projection = replay::fold(&self.log.road_events()?, &|_| None, &Scheduler::default());
        // There are few rows. Folding all of them spares each kind of event an inverse for its
        // undo. They are inserted in order: `place` numbers the followed roadmaps from 1.
        write.run("DELETE FROM followed", [])?;
        write.run("DELETE FROM unlocked", [])?;
        write.run("DELETE FROM done", [])?;
        for roadmap in &projection.followed {
            write.run(
                "INSERT INTO followed (roadmap) VALUES (?1)",
                [roadmap.as_str()],
            )?;
        }
        for topic in &projection.unlocked {
            write.run("INSERT INTO unlocked (topic) VALUES (?1)", [topic.as_str()])?;
        }
        for (roadmap, line) in &projection.done {
            write.run(
                "INSERT INTO done (roadmap, line) VALUES (?1, ?2)",
                params![roadmap.as_str(), line],
            )?;
        }
        write.run("DELETE FROM plan", [])?;
        if let Some(StudyPlan { began, terms }) = &projection.plan {
            let roadmaps: Vec<&str> = terms.roadmaps.iter().map(RoadmapId::as_str).collect();
            write.run(
                "INSERT INTO plan (began, date, minutes, roadmaps) VALUES (?1, ?2, ?3, ?4)",
                params![
                    began.number(),
                    terms.date.number(),
                    terms.minutes,
                    roadmaps.join(" ")
                ],
            )?;
        }
        Ok(())
    }

    /// The number of a topic, given now if it has none.
    pub(in crate::store) fn topic_number(
        &self,
        write: &Write<'_>,
        topic: &TopicId,
    ) -> Result<i64, StoreError> {
        if let Some(number) = self.known_topic(topic)? {
            return Ok(number);
        }
        write.run(
            "INSERT INTO topic (id, seen) VALUES (?1, 0)",
            [topic.as_str()],
        )?;
        Ok(write.last_row())
    }

    /// The number of a topic, if the log knows a card of it.
    pub(in crate::store) fn known_topic(&self, topic: &TopicId) -> Result<Option<i64>, StoreError> {
        self.db.one(
            "SELECT number FROM topic WHERE id = ?1",
            [topic.as_str()],
            |row| row.get(0),
        )
    }

    /// The topics by number.
    pub(in crate::store) fn topic_names(&self) -> Result<HashMap<i64, TopicId>, StoreError> {
        let read = |row: &rusqlite::Row<'_>| {
            let id: String = row.get(1)?;
            Ok((row.get(0)?, TopicId::parse(&id).map_err(|e| odd(1, e))?))
        };
        Ok(self
            .db
            .many("SELECT number, id FROM topic", [], read)?
            .into_iter()
            .collect())
    }
}

/// Reads card, topic, kind, content and the state's twelve columns.
pub(in crate::store) fn read_kept(row: &rusqlite::Row<'_>) -> Result<CardRow, rusqlite::Error> {
    let spot = CardSlot {
        topic: row.get(1)?,
        kind: row.get(2)?,
    };
    Ok(CardRow {
        card: row.get(0)?,
        spot,
        content: row.get(3)?,
        state: card_state(row, 4)?,
        row: RowStatus::Stored,
    })
}

//! The projection: memory, marks, totals and roads, kept equal to the fold of the log.

use std::collections::{HashMap, HashSet};

use rusqlite::params;

use super::columns::{card_state, event_row, mark_number, odd};
use super::log::{COLUMNS, Settings, read};
use super::tally::{Spot, Totals};
use super::{Store, StoreError};
use crate::domain::day::StudyDay;
use crate::domain::event::{Event, EventBody, EventKey, SettingsHash};
use crate::domain::id::{CardId, TopicId};
use crate::domain::memory::CardState;
use crate::domain::replay;
use crate::domain::schedule::Scheduler;

/// Cards whose events are read together where all are gone through.
const CARDS_AT_ONCE: i64 = 500;

/// A card's row of the projection.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Kept {
    pub(super) card: i64,
    pub(super) spot: Spot,
    /// 1 while no deck has the card.
    pub(super) gone: i64,
    pub(super) state: CardState,
    pub(super) row: Row,
}

/// Whether a card has a row of the projection yet. Every card the log speaks of gets one, also while its state
/// says nothing: the totals are kept by the topic and kind that stand there.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Row {
    Stored,
    Missing,
}

/// A card's events with all undos that reach them, in order of clock and key.
pub(super) struct CardLog(Vec<Event>);

impl CardLog {
    pub(super) fn new(mut events: Vec<Event>) -> Self {
        events.sort_by(|a, b| (a.clock, &a.key).cmp(&(b.clock, &b.key)));
        Self(events)
    }

    /// The events that are not taken back, without the undos.
    pub(super) fn standing(&self) -> Vec<&Event> {
        self.standing_but(&replay::undone(&self.0))
    }

    fn standing_but(&self, undone: &HashSet<EventKey>) -> Vec<&Event> {
        let stands = |event: &&Event| event.body.card().is_some() && !undone.contains(&event.key);
        self.0.iter().filter(stands).collect()
    }

    /// All of them.
    pub(super) fn into_events(self) -> Vec<Event> {
        self.0
    }

    /// Takes in an event later than all others.
    pub(super) fn push(&mut self, event: Event) {
        self.0.push(event);
    }
}

impl Store {
    /// The projection's row of a card, if it has one.
    pub(super) fn kept(&self, card: i64) -> Result<Option<Kept>, StoreError> {
        let sql = "SELECT card, topic, kind, gone, strength, strength_a, strength_b, passes, reviews, lapses,
                          interval, due, last, suspended, buried, flagged FROM memory WHERE card = ?1";
        self.one(sql, [card], read_kept)
    }

    /// The row of a card by its id, or the one it would begin with. Only inside a write.
    pub(super) fn kept_of(&self, id: &CardId) -> Result<Kept, StoreError> {
        self.kept_or_new(self.card_number(id)?, id)
    }

    /// The row of a card, or the one it would begin with. Only inside a write.
    pub(super) fn kept_or_new(&self, card: i64, id: &CardId) -> Result<Kept, StoreError> {
        if let Some(kept) = self.kept(card)? {
            return Ok(kept);
        }
        let (spot, gone) = match self.index.place(id)? {
            Some((topic, kind)) => (
                Spot {
                    topic: self.topic_number(&topic)?,
                    kind,
                },
                0,
            ),
            None => (Spot::default(), 1),
        };
        Ok(Kept {
            card,
            spot,
            gone,
            state: CardState::default(),
            row: Row::Missing,
        })
    }

    /// Gives a card's row a new state, and keeps its topic's count. Only inside a write.
    pub(super) fn put_state(&self, kept: &Kept, after: &CardState) -> Result<(), StoreError> {
        if kept.state != *after || kept.row == Row::Missing {
            self.put_row(kept, after)?;
        }
        let newly = i64::from(after.memory.seen().is_some())
            - i64::from(kept.state.memory.seen().is_some());
        if newly != 0 && kept.gone == 0 {
            // A card that is new again may stand before all others that are.
            let sql = "UPDATE topic SET seen = seen + ?2, front = iif(?2 < 0, 0, front) WHERE number = ?1";
            self.run(sql, [kept.spot.topic, newly])?;
            self.drop_fronts();
        }
        Ok(())
    }

    fn put_row(
        &self,
        kept: &Kept,
        CardState { memory, marks }: &CardState,
    ) -> Result<(), StoreError> {
        let sql = "INSERT INTO memory (card, topic, kind, gone, strength, strength_a, strength_b, passes, reviews,
                     lapses, interval, due, last, suspended, buried, flagged)
                   VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16)
                   ON CONFLICT DO UPDATE SET strength = ?5, strength_a = ?6, strength_b = ?7, passes = ?8,
                     reviews = ?9, lapses = ?10, interval = ?11, due = ?12, last = ?13, suspended = ?14,
                     buried = ?15, flagged = ?16";
        let seen = memory.seen();
        let strength = seen.map(|seen| seen.strength.numbers());
        let values = params![
            kept.card,
            kept.spot.topic,
            kept.spot.kind,
            kept.gone,
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
        ];
        self.run(sql, values).map(|_| ())
    }

    /// Takes in a card's event that is later than all others and no undo. Only inside a write.
    pub(super) fn project_last(&self, kept: &Kept, event: &Event) -> Result<(), StoreError> {
        let settings = self.settings_of(std::slice::from_ref(event))?;
        let after = replay::apply(&kept.state, event, &|hash| settings.get(hash).copied());
        self.put_state(kept, &after)?;
        let mut totals = Totals::default();
        totals.add(event, kept.spot);
        self.add_totals(&totals)
    }

    /// All that the log says of a card.
    pub(super) fn card_log(&self, card: i64) -> Result<CardLog, StoreError> {
        let mut events = self.events_by(
            &format!("SELECT {COLUMNS} FROM event e WHERE e.card = ?1"),
            [card],
        )?;
        events.extend(self.undos_reaching("t.card BETWEEN ?1 AND ?2", (card, card))?);
        Ok(CardLog::new(events))
    }

    /// The undos that reach some events, through any chain of undos.
    pub(super) fn undos_reaching(
        &self,
        which: &str,
        (low, high): (i64, i64),
    ) -> Result<Vec<Event>, StoreError> {
        let direct = format!(
            "SELECT DISTINCT {COLUMNS} FROM event t CROSS JOIN undo u ON u.target = t.id
             CROSS JOIN event e ON e.id = u.event WHERE {which}"
        );
        let (mut found, mut met) = (Vec::new(), HashSet::new());
        let mut open = self.events_by(&direct, [low, high])?;
        while let Some(undo) = open.pop() {
            if met.insert(undo.key.clone()) {
                open.extend(self.undos_of(&undo.key)?);
                found.push(undo);
            }
        }
        Ok(found)
    }

    /// Calls `take` with every card's number and standing events, card by card: one pass over the log.
    pub(super) fn each_card_log(
        &self,
        mut take: impl FnMut(i64, &[&Event]) -> Result<(), StoreError>,
    ) -> Result<(), StoreError> {
        let undone = self.taken_back()?;
        let mut last = 0;
        loop {
            let sql = "SELECT number FROM card WHERE number > ?1 ORDER BY number LIMIT 1 OFFSET ?2";
            let next = self
                .one(sql, [last, CARDS_AT_ONCE - 1], |row| row.get(0))?
                .unwrap_or(i64::MAX);
            let sql = format!(
                "SELECT {COLUMNS}, e.card FROM event e WHERE e.card > ?1 AND e.card <= ?2 ORDER BY e.card"
            );
            let rows = self.many(&sql, [last, next], |row| {
                Ok((row.get::<_, i64>(10)?, read(row)?))
            })?;
            let mut rows = rows.into_iter().peekable();
            while let Some((card, first)) = rows.next() {
                let mut events = vec![self.event(first)?];
                while let Some((_, stored)) = rows.next_if(|(next, _)| *next == card) {
                    events.push(self.event(stored)?);
                }
                take(card, &CardLog::new(events).standing_but(&undone))?;
            }
            if next == i64::MAX {
                return Ok(());
            }
            last = next;
        }
    }

    /// The undos that name an event.
    pub(super) fn undos_of(&self, target: &EventKey) -> Result<Vec<Event>, StoreError> {
        let Some(row) = self.known_row(target)? else {
            return Ok(Vec::new());
        };
        let sql = format!(
            "SELECT {COLUMNS} FROM undo u CROSS JOIN event e ON e.id = u.event WHERE u.target = ?1"
        );
        self.events_by(&sql, [row])
    }

    /// The row an event has, or would have, if its device is known.
    pub(super) fn known_row(&self, key: &EventKey) -> Result<Option<i64>, StoreError> {
        Ok(self
            .known_device(&key.device)?
            .and_then(|device| event_row(device, key.seq)))
    }

    /// Makes a card's row what its standing events say, and moves the totals from `before` to them.
    pub(super) fn reproject(
        &self,
        kept: &Kept,
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
        self.put_state(kept, &self.fold(standing)?)?;
        self.add_totals(&totals)
    }

    /// Makes a card's row what its standing events say, and counts its answers. Only inside a write.
    pub(super) fn refold(
        &self,
        card: i64,
        standing: &[&Event],
        totals: &mut Totals,
    ) -> Result<(), StoreError> {
        let kept = self.kept_or_new(card, &self.card_id(card)?)?;
        for event in standing {
            totals.add(event, kept.spot);
        }
        self.put_state(&kept, &self.fold(standing)?)
    }

    /// What standing events of a card say.
    pub(super) fn fold(&self, standing: &[&Event]) -> Result<CardState, StoreError> {
        let settings = self.settings_of(standing.iter().copied())?;
        Ok(replay::fold_card(standing.iter().copied(), &|hash| {
            settings.get(hash).copied()
        }))
    }

    /// The readable settings that events name.
    pub(super) fn settings_of<'e>(
        &self,
        events: impl IntoIterator<Item = &'e Event>,
    ) -> Result<HashMap<SettingsHash, Scheduler>, StoreError> {
        let mut found = HashMap::new();
        for event in events {
            if let EventBody::Review(review) = &event.body
                && !found.contains_key(&review.settings)
                && let Some(Settings::Read(settings)) = self.settings(&review.settings)?
            {
                found.insert(review.settings.clone(), settings);
            }
        }
        Ok(found)
    }

    /// Folds roadmaps, unlocked topics and ticks again, after an event of one of those kinds or its undo.
    pub(super) fn refold_roads(&self, cause: &EventBody) -> Result<(), StoreError> {
        if matches!(cause, EventBody::Road(_)) {
            self.fold_roads()
        } else {
            Ok(())
        }
    }

    /// Folds roadmaps, unlocked topics and ticks. Only inside a write.
    pub(super) fn fold_roads(&self) -> Result<(), StoreError> {
        let projection = replay::fold(&self.road_events()?, &|_| None);
        self.run("DELETE FROM followed", [])?;
        self.run("DELETE FROM unlocked", [])?;
        self.run("DELETE FROM done", [])?;
        for roadmap in &projection.followed {
            self.run(
                "INSERT INTO followed (roadmap) VALUES (?1)",
                [roadmap.as_str()],
            )?;
        }
        for topic in &projection.unlocked {
            self.run("INSERT INTO unlocked (topic) VALUES (?1)", [topic.as_str()])?;
        }
        for (roadmap, line) in &projection.done {
            self.run(
                "INSERT INTO done (roadmap, line) VALUES (?1, ?2)",
                params![roadmap.as_str(), line],
            )?;
        }
        Ok(())
    }

    /// The events that speak of no card and change something, with all undos.
    pub(super) fn road_events(&self) -> Result<Vec<Event>, StoreError> {
        let sql = format!(
            "SELECT {COLUMNS} FROM event e WHERE e.card IS NULL
             AND e.kind IN ('undo', 'follow', 'unfollow', 'unlock', 'done', 'undone')"
        );
        self.events_by(&sql, [])
    }

    /// The number of a topic, given now if it has none. Only inside a write.
    pub(super) fn topic_number(&self, topic: &TopicId) -> Result<i64, StoreError> {
        if let Some(number) = self.known_topic(topic)? {
            return Ok(number);
        }
        self.run(
            "INSERT INTO topic (id, seen, front) VALUES (?1, 0, 0)",
            [topic.as_str()],
        )?;
        Ok(self.db.last_insert_rowid())
    }

    /// The number of a topic of which a card was met.
    pub(super) fn known_topic(&self, topic: &TopicId) -> Result<Option<i64>, StoreError> {
        self.one(
            "SELECT number FROM topic WHERE id = ?1",
            [topic.as_str()],
            |row| row.get(0),
        )
    }

    /// The topics by number.
    pub(super) fn topic_names(&self) -> Result<HashMap<i64, TopicId>, StoreError> {
        let read = |row: &rusqlite::Row<'_>| {
            let id: String = row.get(1)?;
            Ok((row.get(0)?, TopicId::parse(&id).map_err(|e| odd(1, e))?))
        };
        Ok(self
            .many("SELECT number, id FROM topic", [], read)?
            .into_iter()
            .collect())
    }
}

/// Reads card, topic, kind, gone and the state's twelve columns.
pub(super) fn read_kept(row: &rusqlite::Row<'_>) -> Result<Kept, rusqlite::Error> {
    let spot = Spot {
        topic: row.get(1)?,
        kind: row.get(2)?,
    };
    Ok(Kept {
        card: row.get(0)?,
        spot,
        gone: row.get(3)?,
        state: card_state(row, 4)?,
        row: Row::Stored,
    })
}

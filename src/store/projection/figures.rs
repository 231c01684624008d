//! What figures are made from: places that cards are counted at, and totals of chosen cards.

use super::progress::Progress;
use super::totals::{CardSlot, Totals};
use crate::domain::card::CardKind;
use crate::domain::day::StudyDay;
use crate::domain::id::{CardId, TopicId};
use crate::domain::memory::CardState;
use crate::domain::streak::StudiedDays;
use crate::domain::tally::DayTally;
use crate::store::db::{StoreError, card_state, kind_number};
use crate::store::log::device_rows;

/// How many recent answers are looked at for a median.
const RECENT: i64 = 2000;

/// How many answer times make a median.
const SAMPLES: usize = 50;

/// Places that cards are counted at: a topic and a kind each.
#[derive(Debug, Clone)]
pub struct Spots {
    /// The topic and the kind of each place.
    pub names: Vec<(TopicId, CardKind)>,
    /// Where the kinds of a topic begin, by the topic's number.
    first: Vec<Option<usize>>,
}

impl Spots {
    // A vector by number instead of a map: this is asked once for each card the log knows.
    pub(in crate::store) fn place(&self, spot: CardSlot) -> Option<usize> {
        let first = (*self.first.get(usize::try_from(spot.topic).ok()?)?)?;
        let kind = usize::try_from(spot.kind - 1)
            .ok()
            .filter(|kind| *kind < CardKind::ALL.len())?;
        Some(first + kind)
    }
}

impl Progress<'_> {
    /// Every topic the log knows a card of, with every kind: the places that cards are counted at.
    pub fn spots(&self) -> Result<Spots, StoreError> {
        let mut topics: Vec<(i64, TopicId)> = self.topic_names()?.into_iter().collect();
        topics.sort();
        let most = topics
            .last()
            .map_or(0, |(number, _)| usize::try_from(*number).unwrap_or(0));
        let mut spots = Spots {
            names: Vec::new(),
            first: vec![None; most + 1],
        };
        for (number, topic) in topics {
            if let Some(first) = usize::try_from(number)
                .ok()
                .and_then(|number| spots.first.get_mut(number))
            {
                *first = Some(spots.names.len());
            }
            spots
                .names
                .extend(CardKind::ALL.map(|kind| (topic.clone(), kind)));
        }
        Ok(spots)
    }

    /// Calls `take` with the place in [`Progress::spots`] and the state of every card in the decks that the log
    /// knows, in no order.
    pub fn each_known(
        &self,
        spots: &Spots,
        mut take: impl FnMut(usize, &CardState),
    ) -> Result<(), StoreError> {
        let sql = "SELECT topic, kind, strength, strength_a, strength_b, passes, reviews, lapses, interval,
                          due, last, suspended, buried, flagged FROM memory WHERE gone = 0";
        self.db.each(sql, [], |row| {
            let spot = CardSlot {
                topic: row.get(0)?,
                kind: row.get(1)?,
            };
            if let Some(place) = spots.place(spot) {
                take(place, &card_state(row, 2)?);
            }
            Ok(())
        })
    }

    /// The totals of some cards alone, read from the log itself, oldest first.
    pub fn tallies_of(&self, cards: &[CardId]) -> Result<Vec<DayTally>, StoreError> {
        let mut totals = Totals::default();
        for card in cards {
            let Some(number) = self.log.known_card(card)? else {
                continue;
            };
            let spot = self
                .kept(number)?
                .map_or_else(CardSlot::default, |kept| kept.spot);
            for event in self.log.card_log(number)?.standing() {
                totals.add(event, spot);
            }
        }
        let topics = self.topic_names()?;
        Ok(totals.rows(&topics))
    }

    /// The last days up to `today`, at most this many, with a scheduled answer or a repeat.
    pub fn studied_days(&self, today: StudyDay, most: usize) -> Result<StudiedDays, StoreError> {
        // From day to day by the index: the totals of a day are many rows. Stage 4 is cramming,
        // which is not counted as study here.
        let sql = "WITH RECURSIVE walk(day) AS (
                     SELECT (SELECT max(day) FROM daily WHERE day <= ?1)
                     UNION ALL
                     SELECT (SELECT max(day) FROM daily WHERE day < walk.day) FROM walk
                     WHERE walk.day IS NOT NULL)
                   SELECT day FROM walk WHERE day IS NOT NULL AND EXISTS (
                     SELECT 1 FROM daily WHERE daily.day = walk.day AND stage < 4
                     AND q0 + q1 + q2 + q3 + q4 + q5 > 0)
                   LIMIT ?2";
        let most = i64::try_from(most).unwrap_or(i64::MAX);
        let days = self
            .db
            .many(sql, [i64::from(today.number()), most], |row| row.get(0))?;
        Ok(StudiedDays::new(
            days.into_iter().map(StudyDay::from_number),
        ))
    }

    /// The learner's times, in milliseconds, for the last scheduled answers to a kind of card, newest first:
    /// at most fifty among the last two thousand events of this home.
    fn answer_times(&self, kind: CardKind) -> Result<Vec<u32>, StoreError> {
        let known = self.db.local("device")?;
        let device = known
            .and_then(|known| known.split_once(' ')?.0.parse().ok())
            .unwrap_or_default();
        let (low, high) = device_rows(device);
        // A device's rows are one range with the newest last, so its last events need no other
        // index. CROSS JOIN keeps the planner from starting with `memory`.
        let sql =
            "SELECT e.body ->> 'answer_ms' FROM event e CROSS JOIN memory m ON m.card = e.card
                   WHERE e.id BETWEEN max(?1, ?2 - ?3) AND ?2 AND e.kind = 'review' AND m.kind = ?4
                     AND NOT EXISTS (SELECT 1 FROM undo WHERE target = e.id)
                   ORDER BY e.id DESC LIMIT ?5";
        let last = self.log.last_row(device)?.unwrap_or(high);
        let limit = i64::try_from(SAMPLES).unwrap_or(i64::MAX);
        self.db
            .many(sql, [low, last, RECENT, kind_number(kind), limit], |row| {
                row.get(0)
            })
    }

    /// The median of the learner's times for a kind of card, and how many answers it stands on.
    pub fn median(&self, kind: CardKind) -> Result<Option<Median>, StoreError> {
        let mut times = self.answer_times(kind)?;
        times.sort_unstable();
        let middle = times.get(times.len() / 2).copied();
        Ok(middle.map(|answer_ms| Median {
            answer_ms,
            samples: times.len(),
        }))
    }
}

/// A learner's usual time.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Median {
    /// Milliseconds from question to answer.
    pub answer_ms: u32,
    /// How many answers it stands on.
    pub samples: usize,
}

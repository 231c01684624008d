//! Daily totals: what each standing answer adds to them. They hold no more than the log does.

use std::collections::HashMap;

use rusqlite::{Row, params};

use super::progress::Progress;
use crate::domain::day::StudyDay;
use crate::domain::event::{Event, EventBody, Stamp};
use crate::domain::id::TopicId;
use crate::domain::stats::DaySpan;
use crate::domain::tally::{DayTally, GradeTally, StateBefore};
use crate::store::db::{StoreError, Write, kind_of, odd};

/// What the totals are kept by.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(in crate::store) struct TotalsCell {
    pub(in crate::store) day: StudyDay,
    pub(in crate::store) topic: i64,
    pub(in crate::store) kind: i64,
    pub(in crate::store) hour: i64,
    pub(in crate::store) met: StateBefore,
}

impl TotalsCell {
    fn row(&self, tally: GradeTally, topics: &HashMap<i64, TopicId>) -> DayTally {
        let Self {
            day,
            topic,
            kind,
            hour,
            met,
        } = *self;
        let hour = u8::try_from(hour).unwrap_or_default();
        DayTally {
            day,
            topic: topics.get(&topic).cloned(),
            kind: kind_of(kind),
            hour,
            met,
            tally,
        }
    }
}

/// Where a card is counted: topic and kind by number, 0 until a deck has named them.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(in crate::store) struct CardSlot {
    pub(in crate::store) topic: i64,
    pub(in crate::store) kind: i64,
}

/// Changes to the totals, gathered so that only what really changes is written.
#[derive(Debug, Default)]
pub(in crate::store) struct Totals(pub(in crate::store) HashMap<TotalsCell, GradeTally>);

impl Totals {
    /// Counts a standing event.
    pub(in crate::store) fn add(&mut self, event: &Event, spot: CardSlot) {
        if let Some((cell, tally)) = counted(event, spot) {
            *self.0.entry(cell).or_default() += tally;
        }
    }

    /// Leaves out what adds up to nothing.
    pub(in crate::store) fn settled(mut self) -> HashMap<TotalsCell, GradeTally> {
        self.0.retain(|_, tally| *tally != GradeTally::default());
        self.0
    }

    /// Takes an event's count back.
    pub(in crate::store) fn subtract(&mut self, event: &Event, spot: CardSlot) {
        if let Some((cell, tally)) = counted(event, spot) {
            *self.0.entry(cell).or_default() -= tally;
        }
    }

    /// As rows, oldest first.
    pub(in crate::store) fn rows(&self, topics: &HashMap<i64, TopicId>) -> Vec<DayTally> {
        let mut cells: Vec<(&TotalsCell, &GradeTally)> = self.0.iter().collect();
        cells.sort_by_key(|(cell, _)| **cell);
        cells
            .into_iter()
            .map(|(cell, tally)| cell.row(*tally, topics))
            .collect()
    }
}

fn counted(event: &Event, spot: CardSlot) -> Option<(TotalsCell, GradeTally)> {
    let (answer, met) = match &event.body {
        EventBody::Review(review) => (&review.answer, StateBefore::scheduled(&review.before)),
        EventBody::Repeat(practice) => (&practice.answer, StateBefore::Repeat),
        EventBody::Cram(practice) => (&practice.answer, StateBefore::Cram),
        EventBody::Undo { .. }
        | EventBody::Mark { .. }
        | EventBody::Road(_)
        | EventBody::Placed(_)
        | EventBody::Interview { .. }
        | EventBody::Unknown { .. } => return None,
    };
    let CardSlot { topic, kind } = spot;
    Some((
        TotalsCell {
            day: event.stamp.day,
            topic,
            kind,
            hour: hour(&event.stamp),
            met,
        },
        GradeTally::of(answer),
    ))
}

/// The hour of local time.
fn hour(stamp: &Stamp) -> i64 {
    let local = stamp
        .at
        .millis()
        .div_euclid(1000)
        .saturating_add(stamp.offset.into());
    local.rem_euclid(86_400) / 3600
}

impl Progress<'_> {
    /// Writes gathered changes.
    pub(in crate::store) fn add_totals(
        write: &Write<'_>,
        totals: &Totals,
    ) -> Result<(), StoreError> {
        let mut shrunk = false;
        let mut changes: Vec<(&TotalsCell, &GradeTally)> = totals
            .0
            .iter()
            .filter(|(_, tally)| **tally != GradeTally::default())
            .collect();
        // In the order of the table: years of answers are hundreds of thousands of rows.
        changes.sort_unstable_by_key(|(cell, _)| **cell);
        for (cell, tally) in changes {
            Self::add_total(write, cell, tally)?;
            // Only taking answers away can leave a row of zeros behind.
            shrunk |= tally.count() < 0;
        }
        if shrunk {
            Self::drop_empty_totals(write, totals)
        } else {
            Ok(())
        }
    }

    fn add_total(
        write: &Write<'_>,
        cell: &TotalsCell,
        tally: &GradeTally,
    ) -> Result<(), StoreError> {
        let sql = "INSERT INTO daily VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13)
                   ON CONFLICT DO UPDATE SET q0 = q0 + excluded.q0, q1 = q1 + excluded.q1, q2 = q2 + excluded.q2,
                     q3 = q3 + excluded.q3, q4 = q4 + excluded.q4, q5 = q5 + excluded.q5,
                     answer_ms = answer_ms + excluded.answer_ms, total_ms = total_ms + excluded.total_ms";
        let TotalsCell {
            day,
            topic,
            kind,
            hour,
            met,
        } = cell;
        let [q0, q1, q2, q3, q4, q5] = tally.grades;
        let (day, met, answer_ms, total_ms) =
            (day.number(), *met as i64, tally.answer_ms, tally.total_ms);
        let values = params![
            day, topic, kind, hour, met, q0, q1, q2, q3, q4, q5, answer_ms, total_ms
        ];
        write.run(sql, values).map(|_| ())
    }

    fn drop_empty_totals(write: &Write<'_>, totals: &Totals) -> Result<(), StoreError> {
        let sql = "DELETE FROM daily WHERE day = ?1 AND topic = ?2 AND kind = ?3 AND hour = ?4 AND stage = ?5
                   AND q0 + q1 + q2 + q3 + q4 + q5 = 0";
        for cell in totals
            .0
            .iter()
            .filter(|(_, tally)| tally.count() < 0)
            .map(|(cell, _)| cell)
        {
            let TotalsCell {
                day,
                topic,
                kind,
                hour,
                met,
            } = cell;
            write.run(sql, params![day.number(), topic, kind, hour, *met as i64])?;
        }
        Ok(())
    }

    /// The totals of the study days from one to another, both included, oldest first.
    pub fn tallies(&self, from: StudyDay, to: StudyDay) -> Result<Vec<DayTally>, StoreError> {
        let topics = self.topic_names()?;
        let sql = "SELECT day, topic, kind, hour, stage, q0, q1, q2, q3, q4, q5, answer_ms, total_ms FROM daily
                   WHERE day BETWEEN ?1 AND ?2 ORDER BY day, topic, kind, hour, stage";
        self.db.many(sql, [from.number(), to.number()], |row| {
            let (cell, tally) = read_total(row)?;
            Ok(cell.row(tally, &topics))
        })
    }

    /// Calls `take` with each total of some study days.
    pub(in crate::store) fn each_total(
        &self,
        span: DaySpan,
        mut take: impl FnMut(&TotalsCell, GradeTally),
    ) -> Result<(), StoreError> {
        let sql = "SELECT day, topic, kind, hour, stage, q0, q1, q2, q3, q4, q5, answer_ms, total_ms FROM daily
                   WHERE day BETWEEN ?1 AND ?2";
        self.db
            .each(sql, [span.from.number(), span.to.number()], |row| {
                let (cell, tally) = read_total(row)?;
                take(&cell, tally);
                Ok(())
            })
    }

    /// All totals, as they stand.
    pub(in crate::store) fn all_totals(&self) -> Result<Totals, StoreError> {
        let sql = "SELECT day, topic, kind, hour, stage, q0, q1, q2, q3, q4, q5, answer_ms, total_ms FROM daily";
        Ok(Totals(
            self.db.many(sql, [], read_total)?.into_iter().collect(),
        ))
    }
}

fn read_total(row: &Row<'_>) -> Result<(TotalsCell, GradeTally), rusqlite::Error> {
    let met = usize::try_from(row.get::<_, i64>(4)?)
        .ok()
        .and_then(|place| StateBefore::ALL.get(place).copied());
    let met = met.ok_or_else(|| odd(4, "no such state"))?;
    let day = StudyDay::from_number(row.get(0)?);
    let cell = TotalsCell {
        day,
        topic: row.get(1)?,
        kind: row.get(2)?,
        hour: row.get(3)?,
        met,
    };
    Ok((cell, read_tally(row, 5)?))
}

/// Reads eight columns from the given one on.
pub(in crate::store) fn read_tally(
    row: &Row<'_>,
    first: usize,
) -> Result<GradeTally, rusqlite::Error> {
    let mut grades = [0; 6];
    for (q, count) in grades.iter_mut().enumerate() {
        *count = row.get(first + q)?;
    }
    Ok(GradeTally {
        grades,
        answer_ms: row.get(first + 6)?,
        total_ms: row.get(first + 7)?,
    })
}

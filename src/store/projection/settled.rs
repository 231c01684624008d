//! Totals over any days: whole years, months and thirds of months from sums that were settled once, the rest day
//! by day.
//!
//! Settled sums are a cache of the daily totals inside the same file. Triggers drop a span when one of its
//! days changes, so that no writer has to think of them; few answers of today touch one, for few days are the last
//! of a span.

use std::collections::HashMap;
use std::time::Duration;

use chrono::{Datelike, NaiveDate};
use rusqlite::{Row, params};

use super::progress::Progress;
use super::totals::{TotalsCell, read_tally};
use crate::domain::card::CardKind;
use crate::domain::day::StudyDay;
use crate::domain::id::TopicId;
use crate::domain::stats::DaySpan;
use crate::domain::tally::{GradeTally, PassCount, StateBefore};
use crate::domain::wording::{Wording, problems};
use crate::store::db::{BUSY, StoreError, Write, kind_of, odd};

/// What sums are kept by.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
enum Grain {
    Topic,
    Kind,
    Hour,
    Day,
}

impl Grain {
    const ALL: [Self; 4] = [Self::Topic, Self::Kind, Self::Hour, Self::Day];

    fn key(self, cell: &TotalsCell) -> i64 {
        match self {
            Self::Topic => cell.topic,
            Self::Kind => cell.kind,
            Self::Hour => cell.hour,
            Self::Day => cell.day.number().into(),
        }
    }

    /// The column of the daily totals that holds the key.
    const fn column(self) -> &'static str {
        match self {
            Self::Topic => "topic",
            Self::Kind => "kind",
            Self::Hour => "hour",
            Self::Day => "day",
        }
    }
}

/// Sums by key and by what the answers met.
type Sums = HashMap<(i64, StateBefore), GradeTally>;

/// The same without the grades.
type Outcomes = HashMap<(i64, StateBefore), PassCount>;

/// A part of a span: settled as a whole, or read day by day.
enum SpanPart {
    Whole(DaySpan),
    Days(DaySpan),
}

impl SpanPart {
    /// Reads it day by day if it is one of the spans that could not be settled.
    fn day_by_day(&mut self, missing: &[DaySpan]) {
        if let Self::Whole(span) = *self
            && missing.contains(&span)
        {
            *self = Self::Days(span);
        }
    }
}

impl Progress<'_> {
    /// The answers of some days by the topics of their cards; nothing where no deck has named it.
    pub fn sums_by_topic(
        &self,
        span: DaySpan,
    ) -> Result<Vec<(Option<TopicId>, StateBefore, PassCount)>, StoreError> {
        let names = self.topic_names()?;
        let sums = self.outcomes(span, Grain::Topic)?.into_iter();
        Ok(sums
            .map(|((key, met), outcome)| (names.get(&key).cloned(), met, outcome))
            .collect())
    }

    /// The answers of some days by the kinds of their cards; nothing where no deck has named it.
    pub fn sums_by_kind(
        &self,
        span: DaySpan,
    ) -> Result<Vec<(Option<CardKind>, StateBefore, PassCount)>, StoreError> {
        let sums = self.outcomes(span, Grain::Kind)?.into_iter();
        Ok(sums
            .map(|((key, met), outcome)| (kind_of(key), met, outcome))
            .collect())
    }

    /// The answers of some days by the hour of local time, 0 to 23.
    pub fn sums_by_hour(
        &self,
        span: DaySpan,
    ) -> Result<Vec<(u8, StateBefore, PassCount)>, StoreError> {
        let sums = self.outcomes(span, Grain::Hour)?.into_iter();
        Ok(sums
            .map(|((key, met), outcome)| (u8::try_from(key).unwrap_or_default(), met, outcome))
            .collect())
    }

    /// The answers of each of some days, in no order.
    pub fn sums_by_day(
        &self,
        span: DaySpan,
    ) -> Result<Vec<(StudyDay, StateBefore, GradeTally)>, StoreError> {
        let day = |key: i64| StudyDay::from_number(i32::try_from(key).unwrap_or_default());
        let sums = self.sums(span, Grain::Day)?.into_iter();
        Ok(sums
            .map(|((key, met), tally)| (day(key), met, tally))
            .collect())
    }

    fn sums(&self, span: DaySpan, grain: Grain) -> Result<Sums, StoreError> {
        let mut sums = Sums::new();
        for part in self.settled_parts(span)? {
            match part {
                SpanPart::Whole(span) => self.add_settled(span, grain, &mut sums)?,
                SpanPart::Days(span) => self.each_total(span, |cell, tally| {
                    *sums.entry((grain.key(cell), cell.met)).or_default() += tally;
                })?,
            }
        }
        Ok(sums)
    }

    /// What sums are needed for at half the price: fewer columns are read.
    fn outcomes(&self, span: DaySpan, grain: Grain) -> Result<Outcomes, StoreError> {
        let columns = "stage, q3 + q4 + q5, q0 + q1 + q2 + q3 + q4 + q5, total_ms";
        let settled = format!(
            "SELECT key, {columns} FROM settled WHERE last = ?1 AND first = ?2 AND grain = ?3"
        );
        let daily = format!(
            "SELECT {}, {columns} FROM daily WHERE day BETWEEN ?2 AND ?1",
            grain.column()
        );
        let mut sums = Outcomes::new();
        for part in self.settled_parts(span)? {
            let mut add = |row: &Row<'_>| {
                let outcome = PassCount {
                    passed: row.get(2)?,
                    n: row.get(3)?,
                    total_ms: row.get(4)?,
                };
                *sums.entry((row.get(0)?, met(row, 1)?)).or_default() += outcome;
                Ok(())
            };
            match part {
                SpanPart::Whole(DaySpan { from, to }) => {
                    self.db.each(
                        &settled,
                        params![to.number(), from.number(), grain as i64],
                        &mut add,
                    )?;
                }
                SpanPart::Days(DaySpan { from, to }) => {
                    self.db
                        .each(&daily, [to.number(), from.number()], &mut add)?;
                }
            }
        }
        Ok(sums)
    }

    /// The parts of a span since the first answer, the whole ones settled.
    fn settled_parts(&self, span: DaySpan) -> Result<Vec<SpanPart>, StoreError> {
        let first: Option<i32> = self
            .db
            .one("SELECT min(day) FROM daily", [], |row| row.get(0))?
            .flatten();
        let Some(first) = first else {
            return Ok(Vec::new());
        };
        // Spans often begin long before the first answer; their empty months need no settling.
        let mut parts = parts(DaySpan {
            from: span.from.max(StudyDay::from_number(first)),
            to: span.to,
        });
        let missing = self.unsettled(&parts)?;
        match self.settle(&missing) {
            // Figures only read: where nothing may be written now, the days say the same.
            Err(
                StoreError::Busy { .. }
                | StoreError::DiskFull { .. }
                | StoreError::ReadOnly { .. }
                | StoreError::Io { .. },
            ) => {
                for part in &mut parts {
                    part.day_by_day(&missing);
                }
            }
            settled => settled?,
        }
        Ok(parts)
    }

    fn add_settled(&self, span: DaySpan, grain: Grain, sums: &mut Sums) -> Result<(), StoreError> {
        let sql = "SELECT key, stage, q0, q1, q2, q3, q4, q5, answer_ms, total_ms FROM settled
                   WHERE last = ?1 AND first = ?2 AND grain = ?3";
        let rows = self.db.many(
            sql,
            params![span.to.number(), span.from.number(), grain as i64],
            |row| Ok(((row.get(0)?, met(row, 1)?), read_tally(row, 2)?)),
        )?;
        for (key, tally) in rows {
            *sums.entry(key).or_default() += tally;
        }
        Ok(())
    }

    /// The whole parts that are not settled.
    fn unsettled(&self, parts: &[SpanPart]) -> Result<Vec<DaySpan>, StoreError> {
        let mut missing = Vec::new();
        for part in parts {
            if let SpanPart::Whole(span) = part
                && !self.is_settled(*span)?
            {
                missing.push(*span);
            }
        }
        Ok(missing)
    }

    /// Adds up some spans, but for those that another process settled in the meantime. It waits for nobody: an
    /// import holds the lock longer than anyone waits for figures.
    fn settle(&self, missing: &[DaySpan]) -> Result<(), StoreError> {
        if missing.is_empty() {
            return Ok(());
        }
        self.db.busy_timeout(Duration::ZERO)?;
        let settled = self.log.write(|write| {
            missing.iter().try_for_each(|span| {
                if self.is_settled(*span)? {
                    Ok(())
                } else {
                    self.settle_span(write, *span)
                }
            })
        });
        // Put back before the result is looked at, so that no failure leaves it at zero.
        self.db.busy_timeout(BUSY)?;
        settled
    }

    fn is_settled(&self, span: DaySpan) -> Result<bool, StoreError> {
        let sql = "SELECT 1 FROM settled_span WHERE last = ?1 AND first = ?2";
        Ok(self
            .db
            .one(sql, [span.to.number(), span.from.number()], |_| Ok(()))?
            .is_some())
    }
    fn settle_span(&self, write: &Write<'_>, span: DaySpan) -> Result<(), StoreError> {
        let (last, first) = (span.to.number(), span.from.number());
        // A trigger drops only the row of `settled_span`. The old sums are still here.
        write.run(
            "DELETE FROM settled WHERE last = ?1 AND first = ?2",
            [last, first],
        )?;
        let sql =
            "INSERT INTO settled VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13)";
        for (grain, sums) in self.add_up(span)? {
            for ((key, met), tally) in sums {
                let [q0, q1, q2, q3, q4, q5] = tally.grades;
                let (grain, met) = (grain as i64, met as i64);
                let (answer_ms, total_ms) = (tally.answer_ms, tally.total_ms);
                write.run(
                    sql,
                    params![
                        last, first, grain, key, met, q0, q1, q2, q3, q4, q5, answer_ms, total_ms
                    ],
                )?;
            }
        }
        write
            .run(
                "INSERT INTO settled_span (last, first) VALUES (?1, ?2)",
                [last, first],
            )
            .map(|_| ())
    }

    /// The sums of a span from its days.
    fn add_up(&self, span: DaySpan) -> Result<[(Grain, Sums); 4], StoreError> {
        let mut all = Grain::ALL.map(|grain| (grain, Sums::new()));
        self.each_total(span, |cell, tally| {
            for (grain, sums) in &mut all {
                *sums.entry((grain.key(cell), cell.met)).or_default() += tally;
            }
        })?;
        Ok(all)
    }

    /// The settled spans that differ from their days, in words.
    pub(in crate::store) fn check_settled(&self) -> Result<Vec<Wording>, StoreError> {
        let read = |row: &Row<'_>| {
            let (to, from) = (row.get(0)?, row.get(1)?);
            Ok(DaySpan {
                from: StudyDay::from_number(from),
                to: StudyDay::from_number(to),
            })
        };
        let mut faults = Vec::new();
        for span in self
            .db
            .many("SELECT last, first FROM settled_span", [], read)?
        {
            for (grain, sums) in self.add_up(span)? {
                let mut kept = Sums::new();
                self.add_settled(span, grain, &mut kept)?;
                if kept != sums {
                    faults.push(problems::settled_differ(span.from, span.to));
                    break;
                }
            }
        }
        Ok(faults)
    }
}

fn met(row: &Row<'_>, column: usize) -> Result<StateBefore, rusqlite::Error> {
    let met = usize::try_from(row.get::<_, i64>(column)?)
        .ok()
        .and_then(|place| StateBefore::ALL.get(place).copied());
    met.ok_or_else(|| odd(column, "no such state"))
}

/// A span as whole years, months and thirds of months, and the days between them.
fn parts(span: DaySpan) -> Vec<SpanPart> {
    let mut parts = Vec::new();
    let mut at = span.from;
    while at <= span.to {
        let date = at.date();
        let ends =
            [end_of_third(date), end_of_month(date), end_of_year(date)].map(StudyDay::from_date);
        // How many of `ends` belong to a span that begins today: a year only on 1 January, a month
        // only on the first, a third on the 1st, the 11th and the 21st.
        let begun = match (date.ordinal(), date.day()) {
            (1, _) => 3,
            (_, 1) => 2,
            (_, 11 | 21) => 1,
            _ => 0,
        };
        // The longest that ends in time, so that a span falls into as few parts as possible.
        let whole = ends[..begun].iter().rev().find(|end| **end <= span.to);
        let to = *whole.unwrap_or(&ends[0].min(span.to));
        let part = DaySpan { from: at, to };
        parts.push(if whole.is_some() {
            SpanPart::Whole(part)
        } else {
            SpanPart::Days(part)
        });
        at = to.plus(1);
    }
    parts
}

/// The tenth, the twentieth or the last of the month.
fn end_of_third(date: NaiveDate) -> NaiveDate {
    let end = if date.day() <= 10 {
        date.with_day(10)
    } else {
        date.with_day(20).filter(|end| date <= *end)
    };
    end.unwrap_or_else(|| end_of_month(date))
}

fn end_of_year(date: NaiveDate) -> NaiveDate {
    NaiveDate::from_ymd_opt(date.year(), 12, 31).unwrap_or(NaiveDate::MAX)
}

fn end_of_month(date: NaiveDate) -> NaiveDate {
    let (year, month) = if date.month() == 12 {
        (date.year() + 1, 1)
    } else {
        (date.year(), date.month() + 1)
    };
    NaiveDate::from_ymd_opt(year, month, 1)
        .and_then(|next| next.pred_opt())
        .unwrap_or(NaiveDate::MAX)
}

#[cfg(test)]
mod tests {
    use std::time::Instant;

    use rusqlite::Connection;

    use super::*;
    use crate::domain::id::DeviceId;
    use crate::store::{Store, StoreFiles};

    fn store(folder: &std::path::Path) -> Store {
        let (db, index) = (folder.join("milepost.db"), folder.join("index.db"));
        let files = StoreFiles {
            db,
            index,
            backups: folder.join("backups"),
        };
        Store::open(&files, DeviceId::parse("0000000000000001").unwrap()).unwrap()
    }

    /// A year with an answer on each day, and its span.
    fn year(store: &Store) -> DaySpan {
        let span = DaySpan {
            from: StudyDay::parse("2025-01-01").unwrap(),
            to: StudyDay::parse("2025-12-31").unwrap(),
        };
        let sql =
            "INSERT INTO daily SELECT value, 9, 0, 1, 0, 0, 0, 0, 0, 1, 0, 4, 5 FROM generate";
        let days = "WITH RECURSIVE generate(value) AS (VALUES (?1) UNION ALL SELECT value + 1 FROM generate WHERE value < ?2)";
        let sql = format!("{days} {sql}");
        store
            .db()
            .write(|write| write.run(&sql, [span.from.number(), span.to.number()]))
            .unwrap();
        span
    }

    fn answers(store: &Store, span: DaySpan) -> i64 {
        store
            .progress()
            .sums_by_hour(span)
            .unwrap()
            .iter()
            .map(|(_, _, outcome)| outcome.n)
            .sum()
    }

    fn settled(store: &Store) -> Option<i64> {
        store
            .db()
            .one("SELECT count(*) FROM settled_span", [], |row| row.get(0))
            .unwrap()
    }

    #[test]
    fn two_processes_that_miss_one_span_both_get_their_figures() {
        let folder = tempfile::tempdir().unwrap();
        let (one, other) = (store(folder.path()), store(folder.path()));
        let span = year(&one);
        let missing = one.progress().unsettled(&parts(span)).unwrap();
        assert_eq!(missing.len(), 1);
        assert_eq!(answers(&other, span), 365);
        one.progress().settle(&missing).unwrap();
        assert_eq!((answers(&one, span), settled(&one)), (365, Some(1)));
    }

    #[test]
    fn figures_need_no_write() {
        let folder = tempfile::tempdir().unwrap();
        let store = store(folder.path());
        let span = year(&store);
        for (refuse, allow) in [
            ("PRAGMA query_only = ON", "PRAGMA query_only = OFF"),
            (
                "PRAGMA max_page_count = 1",
                "PRAGMA max_page_count = 100000",
            ),
        ] {
            store.db().connection().execute_batch(refuse).unwrap();
            assert_eq!(
                (answers(&store, span), settled(&store)),
                (365, Some(0)),
                "{refuse}"
            );
            store.db().connection().execute_batch(allow).unwrap();
        }
        let importer = Connection::open(folder.path().join("milepost.db")).unwrap();
        importer.execute_batch("BEGIN IMMEDIATE").unwrap();
        let asked = Instant::now();
        assert_eq!((answers(&store, span), settled(&store)), (365, Some(0)));
        assert!(asked.elapsed() < BUSY / 2, "it waited for the lock");
        importer.execute_batch("ROLLBACK").unwrap();
        assert_eq!((answers(&store, span), settled(&store)), (365, Some(1)));
        let waits: i64 = store
            .db()
            .connection()
            .query_row("PRAGMA busy_timeout", [], |row| row.get(0))
            .unwrap();
        assert_eq!(
            u128::try_from(waits).unwrap(),
            BUSY.as_millis(),
            "a write waits again"
        );
    }

    fn named(from: &str, to: &str) -> Vec<String> {
        let day = |text: &str| StudyDay::parse(text).unwrap();
        let name = |part: SpanPart| match part {
            SpanPart::Whole(span) => format!("whole {} {}", span.from.iso(), span.to.iso()),
            SpanPart::Days(span) => format!("days {} {}", span.from.iso(), span.to.iso()),
        };
        parts(DaySpan {
            from: day(from),
            to: day(to),
        })
        .into_iter()
        .map(name)
        .collect()
    }

    #[test]
    fn a_span_is_cut_at_years_months_and_their_thirds() {
        assert_eq!(
            named("2024-11-15", "2026-02-13"),
            [
                "days 2024-11-15 2024-11-20",
                "whole 2024-11-21 2024-11-30",
                "whole 2024-12-01 2024-12-31",
                "whole 2025-01-01 2025-12-31",
                "whole 2026-01-01 2026-01-31",
                "whole 2026-02-01 2026-02-10",
                "days 2026-02-11 2026-02-13"
            ]
        );
        assert_eq!(
            named("2026-02-01", "2026-02-28"),
            ["whole 2026-02-01 2026-02-28"]
        );
        assert_eq!(
            named("2026-02-01", "2026-02-27"),
            [
                "whole 2026-02-01 2026-02-10",
                "whole 2026-02-11 2026-02-20",
                "days 2026-02-21 2026-02-27"
            ]
        );
        assert_eq!(
            named("2024-02-21", "2024-03-01"),
            ["whole 2024-02-21 2024-02-29", "days 2024-03-01 2024-03-01"]
        );
        assert_eq!(named("2026-02-05", "2026-02-04"), Vec::<String>::new());
    }
}

//! Domain values as columns: the only place that knows how they are stored.

use rusqlite::types::Type;
use rusqlite::{Error, Row};

use crate::domain::card::{CardKind, Lang};
use crate::domain::day::StudyDay;
use crate::domain::memory::{CardMark, CardState, Interval, Marks, Memory, SeenMemory, Strength};

/// How many bits of an event's row id hold its seq; the device's number stands above.
const SEQ_BITS: u32 = 40;

/// The greatest seq that can be stored.
pub(in crate::store) const MAX_SEQ: u64 = (1 << SEQ_BITS) - 1;

/// The row id of an event. Nothing for a seq beyond [`MAX_SEQ`].
pub(in crate::store) fn event_row(device: i64, seq: u64) -> Option<i64> {
    let seq = i64::try_from(seq).ok().filter(|_| seq <= MAX_SEQ)?;
    Some((device << SEQ_BITS) | seq)
}

/// The device number and the seq in a row id.
pub(in crate::store) fn device_and_seq(row: i64) -> (i64, u64) {
    (row >> SEQ_BITS, row.unsigned_abs() & MAX_SEQ)
}

/// A kind as a small number, from 1; 0 stands for none.
pub(in crate::store) fn kind_number(kind: CardKind) -> i64 {
    // Stored in `memory` and `daily`: a new kind goes to the end of the enum, or old totals change
    // kind.
    kind as i64 + 1
}

/// The kind with a number.
pub(in crate::store) fn kind_of(number: i64) -> Option<CardKind> {
    CardKind::ALL
        .into_iter()
        .find(|kind| kind_number(*kind) == number)
}

/// A language as a small number. Each build rebuilds the content index, so numbers may differ
/// between builds.
pub(in crate::store) fn lang_number(lang: Lang) -> i64 {
    i64::from(lang.number())
}

/// A value that no build writes.
pub(in crate::store) fn odd(
    column: usize,
    what: impl Into<Box<dyn std::error::Error + Send + Sync>>,
) -> Error {
    Error::FromSqlConversionFailure(column, Type::Text, what.into())
}

/// A mark as 0 or 1.
pub(in crate::store) const fn mark_number(mark: CardMark) -> i64 {
    match mark {
        CardMark::Off => 0,
        CardMark::On => 1,
    }
}

fn mark(row: &Row<'_>, column: usize) -> Result<CardMark, Error> {
    Ok(if row.get::<_, i64>(column)? == 0 {
        CardMark::Off
    } else {
        CardMark::On
    })
}

fn day(row: &Row<'_>, column: usize) -> Result<StudyDay, Error> {
    Ok(StudyDay::from_number(row.get(column)?))
}

/// Reads strength to flagged, twelve columns in this order, from the given column on. A card without a due
/// day is new.
pub(in crate::store) fn card_state(row: &Row<'_>, first: usize) -> Result<CardState, Error> {
    let memory = match row.get::<_, Option<i32>>(first + 7)? {
        None => Memory::New,
        Some(due) => Memory::Seen(SeenMemory {
            strength: strength(row, first)?,
            passes: row.get(first + 3)?,
            reviews: row.get(first + 4)?,
            lapses: row.get(first + 5)?,
            interval: Interval::from_days(row.get(first + 6)?)
                .ok_or_else(|| odd(first + 6, "not an interval"))?,
            due: StudyDay::from_number(due),
            last: day(row, first + 8)?,
        }),
    };
    let buried_until = row
        .get::<_, Option<i32>>(first + 10)?
        .map(StudyDay::from_number);
    let marks = Marks {
        suspended: mark(row, first + 9)?,
        buried_until,
        flagged: mark(row, first + 11)?,
    };
    Ok(CardState { memory, marks })
}

fn strength(row: &Row<'_>, first: usize) -> Result<Strength, Error> {
    let numbers = [row.get(first)?, row.get(first + 1)?, row.get(first + 2)?];
    Strength::from_numbers(numbers)
        .ok_or_else(|| odd(first, "not the strength of a known scheduler"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_row_id_holds_device_and_seq() {
        for (device, seq) in [(1, 1), (7, MAX_SEQ), (1 << 20, 5)] {
            assert_eq!(
                device_and_seq(event_row(device, seq).unwrap()),
                (device, seq)
            );
        }
        assert_eq!(event_row(1, MAX_SEQ + 1), None);
    }

    #[test]
    fn every_kind_comes_back_from_its_number() {
        assert!(
            CardKind::ALL
                .into_iter()
                .all(|kind| kind_of(kind_number(kind)) == Some(kind))
        );
        assert_eq!(kind_of(0), None);
    }
}

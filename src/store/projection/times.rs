//! What past answers say of a card: how long they took, and whether the last one passed.

use rusqlite::Row;

use super::progress::Progress;
use crate::domain::card::CardKind;
use crate::domain::cost::median_time;
use crate::domain::day::StudyDay;
use crate::domain::grade::Grade;
use crate::domain::id::{CardId, TopicId};
use crate::domain::memory::Strength;
use crate::domain::plan::PastAnswer;
use crate::store::db::{StoreError, card_state, kind_of, odd};
use crate::store::log::device_rows;

/// Events that are looked at for a learner's pace.
const RECENT: i64 = 300;
/// Fewer answers to a kind of card say nothing.
const ENOUGH: usize = 5;

impl Progress<'_> {
    /// The learner's pace with each kind of card: the mean time of their recent scheduled answers, in
    /// milliseconds. Kinds with few answers are left out. Paces are added up, and a sum of medians would fall
    /// short: a few answers take very long. An answer of no time at all was not measured.
    pub fn paces(&self) -> Result<Vec<(CardKind, u32)>, StoreError> {
        let device = self
            .db
            .local("device")?
            .and_then(|known| known.split_once(' ')?.0.parse().ok())
            .unwrap_or_default();
        let (low, high) = device_rows(device);
        let last = self.log.last_row(device)?.unwrap_or(high);
        let sql = "SELECT m.kind, e.body ->> 'total_ms' FROM event e CROSS JOIN memory m ON m.card = e.card
                   WHERE e.id BETWEEN max(?1, ?2 - ?3) AND ?2 AND e.kind = 'review' AND e.body ->> 'total_ms' > 0
                     AND NOT EXISTS (SELECT 1 FROM undo WHERE target = e.id)
                   ORDER BY e.id DESC";
        let read = |row: &Row<'_>| Ok((kind_of(row.get(0)?), row.get::<_, u32>(1)?));
        let answers = self.db.many(sql, [low, last, RECENT], read)?;
        let mut paces = Vec::new();
        for kind in CardKind::ALL {
            let of_kind = answers.iter().filter(|(found, _)| *found == Some(kind));
            let times: Vec<u64> = of_kind.map(|(_, ms)| u64::from(*ms)).collect();
            let count = u64::try_from(times.len()).unwrap_or(u64::MAX);
            if times.len() >= ENOUGH {
                let mean = times.iter().sum::<u64>() / count;
                paces.push((kind, u32::try_from(mean).unwrap_or(u32::MAX)));
            }
        }
        Ok(paces)
    }

    /// The scheduled answers and crams of a card since it was last reset, oldest first. A placement counts as an
    /// easy answer.
    pub fn past_answers(&self, card: &CardId) -> Result<Vec<PastAnswer>, StoreError> {
        let Some(number) = self.log.known_card(card)? else {
            return Ok(Vec::new());
        };
        // A placement has no grade: 5 is easy.
        let sql = "SELECT e.kind, e.day, coalesce(e.body ->> 'grade', 5), e.body ->> 'total_ms' FROM event e
                   WHERE e.card = ?1 AND e.kind IN ('review', 'cram', 'placed', 'reset')
                     AND NOT EXISTS (SELECT 1 FROM undo WHERE target = e.id)
                   ORDER BY e.clock, e.id";
        let mut answers = Vec::new();
        self.db.each(sql, [number], |row| {
            if row.get_ref(0)?.as_str().is_ok_and(|kind| kind == "reset") {
                answers.clear();
                return Ok(());
            }
            let grade = Grade::from_q(row.get(2)?).ok_or_else(|| odd(2, "no such grade"))?;
            answers.push(PastAnswer {
                day: StudyDay::from_number(row.get(1)?),
                grade,
                total_ms: row.get(3)?,
            });
            Ok(())
        })?;
        Ok(answers)
    }

    /// The median time of the learner's own scheduled answers to a card, in milliseconds.
    pub fn own_time(&self, card: &CardId) -> Result<Option<u32>, StoreError> {
        let Some(number) = self.log.known_card(card)? else {
            return Ok(None);
        };
        let sql =
            "SELECT e.body ->> 'total_ms' FROM event e WHERE e.card = ?1 AND e.kind = 'review' AND e.body ->> 'total_ms' > 0
                   AND NOT EXISTS (SELECT 1 FROM undo WHERE target = e.id)";
        Ok(median_time(self.db.many(sql, [number], |row| row.get(0))?))
    }

    /// How many of a topic's cards passed at their last answer.
    ///
    /// Under SM-2 an interval of more than a day follows only a pass, and a card that never passed did not pass
    /// last; so the log is asked about few cards.
    pub fn passed_cards(&self, topic: &TopicId) -> Result<u32, StoreError> {
        let Some(topic) = self.known_topic(topic)? else {
            return Ok(0);
        };
        let sql = "SELECT strength, strength_a, strength_b, passes, reviews, lapses, interval, due, last,
                          suspended, buried, flagged, card
                   FROM memory INDEXED BY memory_topic WHERE topic = ?1 AND gone = 0 AND due IS NOT NULL";
        let states = self.db.many(sql, [topic], |row| {
            Ok((card_state(row, 0)?, row.get::<_, i64>(12)?))
        })?;
        let mut passed = 0;
        for (state, card) in states {
            let Some(seen) = state.memory.seen() else {
                continue;
            };
            let is_sm2 = matches!(seen.strength, Strength::Sm2 { .. });
            let has_passed = match (is_sm2, seen.interval.days(), seen.passes) {
                (_, _, 0) => false,
                (true, 2.., _) => true,
                _ => self.last_passed(card)?,
            };
            passed += u32::from(has_passed);
        }
        Ok(passed)
    }

    /// Whether a card's last scheduled answer passed; a placed card counts as passed.
    fn last_passed(&self, card: i64) -> Result<bool, StoreError> {
        let sql = "SELECT e.kind = 'placed' OR e.body ->> 'grade' >= 3 FROM event e
                   WHERE e.card = ?1 AND e.kind IN ('review', 'placed')
                     AND NOT EXISTS (SELECT 1 FROM undo WHERE target = e.id)
                   ORDER BY e.clock DESC, e.id DESC LIMIT 1";
        Ok(self.db.one(sql, [card], |row| row.get(0))?.unwrap_or(false))
    }
}

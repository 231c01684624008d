//! What every scheduler does with the strength and the interval it has chosen.

use super::leech::LeechRule;
use super::memory::{Interval, Memory, Scheduled};
use super::step::{ScheduleStep, Why};
use super::strength::Strength;
use crate::domain::day::StudyDay;
use crate::domain::grade::Grade;

/// An answer to a card.
pub(super) struct ScheduledAnswer<'m> {
    pub before: &'m Memory,
    pub grade: Grade,
    pub today: StudyDay,
}

impl ScheduledAnswer<'_> {
    /// The whole step that the choices of a scheduler lead to.
    pub(super) fn conclude(
        &self,
        strength: Strength,
        interval: Interval,
        why: Why,
        leeches: LeechRule,
    ) -> ScheduleStep {
        let days = i32::try_from(interval.days()).unwrap_or(i32::MAX);
        let scheduled = Scheduled {
            strength,
            interval,
            due: self.today.plus(days),
        };
        let seen = self.before.after(self.grade, self.today, scheduled);
        ScheduleStep {
            grade: self.grade,
            strength,
            interval,
            due: scheduled.due,
            memory: Memory::Seen(seen),
            // Whether it was a lapse depends on what was passed before this answer, the
            // announcement on the lapses after it.
            outcome: leeches.kind_of(self.before, &seen, self.grade),
            why,
        }
    }
}

//! A card's past answers, and the strength that a scheduler other than the one of that time gives it.
//!
//! Switching converts nothing: the new scheduler goes through the card's answers from the first one. What
//! it recorded itself it takes as it stands, so that switching back gives back exactly what was.

use super::Scheduler;
use super::memory::Interval;
use super::strength::Strength;
use crate::domain::day::StudyDay;
use crate::domain::grade::Grade;

/// A scheduled answer of the past, or the placement that stands for one, with what it led to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PastReview {
    /// The study day.
    pub day: StudyDay,
    /// The grade.
    pub grade: Grade,
    /// The strength it led to, under the scheduler of that time.
    pub strength: Strength,
    /// The scheduler of that time; nothing where this build cannot read its settings.
    pub scheduler: Option<Scheduler>,
    /// What the strength came from.
    pub origin: PastOrigin,
}

/// What a card's memory after a past event came from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PastOrigin {
    /// An answer.
    Answer,
    /// A placement test, which gave the card this interval.
    Placement(Interval),
}

impl Scheduler {
    /// The strength of a card after its answers, oldest first; nothing without answers.
    pub fn strength_of(&self, history: &[PastReview]) -> Option<Strength> {
        // A strength of its own sums up everything before it, so only what came after the last one
        // is stepped through. This also makes switching back exact.
        let own = history.iter().rposition(|past| self.recorded_it(past));
        let first = own.map_or(0, |place| place + 1);
        let mut before = own.map(|place| (history[place].strength, history[place].day));
        for past in &history[first..] {
            let strength = self.strength_after(before, past);
            before = Some((strength, past.day));
        }
        before.map(|(strength, _)| strength)
    }

    fn strength_after(&self, before: Option<(Strength, StudyDay)>, past: &PastReview) -> Strength {
        if let PastOrigin::Placement(interval) = past.origin {
            return self.placed(interval);
        }
        match self {
            Self::Sm2(sm2) => sm2.strength_after(before.map(|(strength, _)| strength), past.grade),
            Self::Fsrs6(fsrs6) => {
                let before = before.map(|(strength, last)| {
                    // A clock that was set back counts as the same day.
                    let days = u32::try_from(past.day.since(last)).unwrap_or(0);
                    (strength, days)
                });
                fsrs6.strength_after(before, past.grade)
            }
        }
    }

    /// Whether a past strength is this scheduler's own. Eases mean the same under all settings of SM-2;
    /// a stability belongs to the weights that it was computed with.
    fn recorded_it(&self, past: &PastReview) -> bool {
        match (self, past.strength) {
            (Self::Sm2(_), Strength::Sm2 { .. }) => true,
            (Self::Fsrs6(own), Strength::Fsrs { .. }) => past.scheduler.is_some_and(
                |scheduler| matches!(scheduler, Self::Fsrs6(other) if other.weights == own.weights),
            ),
            (Self::Sm2(_), Strength::Fsrs { .. }) | (Self::Fsrs6(_), Strength::Sm2 { .. }) => false,
        }
    }

    /// Whether every card has the same strength under both.
    pub fn gives_same_strengths(&self, other: &Self) -> bool {
        match (self, other) {
            (Self::Sm2(one), Self::Sm2(two)) => {
                // All other settings choose intervals, and those are taken from the log as they
                // were recorded.
                one.ease_on_fail == two.ease_on_fail && one.after_fail == two.after_fail
            }
            (Self::Fsrs6(one), Self::Fsrs6(two)) => one.weights == two.weights,
            (Self::Sm2(_), Self::Fsrs6(_)) | (Self::Fsrs6(_), Self::Sm2(_)) => false,
        }
    }
}

//! What a session works on: progress and content, the clock, and the settings that decide what is asked.

use std::cell::Cell;

use crate::domain::card::Lang;
use crate::domain::day::{Instant, Rollover, StudyDay};
use crate::domain::event::Stamp;
use crate::domain::schedule::{Fsrs6, Scheduler};
use crate::engine::clock::counted_day;
use crate::store::Store;
use crate::world::Clock;

/// What a study day may bring.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct DailyLimits {
    /// First reviews.
    pub new: u32,
    /// Scheduled reviews, first ones not counted.
    pub reviews: u32,
    /// Minutes the learner wants to study.
    pub minutes: u32,
}

/// The parts of an open home that the engine uses.
#[derive(Clone, Copy)]
pub struct Workspace<'a> {
    /// Progress and content.
    pub store: &'a Store,
    /// What time it is.
    pub clock: Clock,
    /// When a study day begins.
    pub rollover: Rollover,
    /// The scheduler with its settings.
    pub scheduler: &'a Scheduler,
    /// FSRS-6 with the learner's weights. Plans predict with it, whatever scheduler is in use.
    pub fsrs6: &'a Fsrs6,
    /// What a study day may bring.
    pub limits: DailyLimits,
    /// Language of the cards.
    pub lang: Lang,
    /// The last day that counted, so that a day never goes back within a run.
    pub last_day: &'a Cell<Option<StudyDay>>,
}

impl Workspace<'_> {
    /// The instant.
    pub fn now(&self) -> Instant {
        self.clock.now()
    }

    /// When and where something happens now.
    pub fn stamp(&self) -> Stamp {
        let mut stamp = self.clock.stamp(self.rollover);
        stamp.day = counted_day(stamp.day, self.last_day.get());
        self.last_day.set(Some(stamp.day));
        stamp
    }

    /// The study day now.
    pub fn today(&self) -> StudyDay {
        self.stamp().day
    }
}

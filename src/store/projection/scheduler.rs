//! Changing the scheduler: every card's strength folded again under the new one.

use super::progress::Progress;
use crate::domain::event::Stamp;
use crate::domain::replay;
use crate::domain::schedule::{Scheduler, SettingsHash};
use crate::store::db::StoreError;
use crate::store::log::{Log, SCHEDULER};

impl Progress<'_> {
    /// Schedules under these settings from now on. Nothing is converted: where strengths mean something else
    /// than before, every card's log is folded again. Counts, intervals and due days stay.
    pub fn use_scheduler(&self, scheduler: &Scheduler) -> Result<(), StoreError> {
        let before = self.log.scheduler_in_use()?;
        if before == *scheduler {
            return Ok(());
        }
        let hash = scheduler.hash();
        // The setting and all strengths in one transaction: no start ever finds half of each.
        self.log.write(|write| {
            Log::add_settings(write, &hash, &scheduler.canonical_text())?;
            write.set_local(SCHEDULER, hash.as_str())?;
            if before.gives_same_strengths(scheduler) {
                return Ok(());
            }
            self.log.each_card_log(|card, standing| {
                let Some(row) = self.kept(card)? else {
                    return Ok(());
                };
                Self::put_state(write, &row, &self.fold(standing)?)
            })
        })
    }

    /// Moves every card to the due day that the scheduler in use would have chosen at its last review, and
    /// says how many were moved. Either all are moved or none.
    pub fn reschedule(&self, stamp: &Stamp) -> Result<u64, StoreError> {
        let scheduler = self.log.scheduler_in_use()?;
        self.log.write(|write| {
            // Gathered first: the walk must not meet the events that are appended below.
            let mut marks = Vec::new();
            self.log.each_card_log(|card, standing| {
                let settings = self.log.settings_of(standing.iter().copied())?;
                let scheduler_of = |hash: &SettingsHash| settings.get(hash).copied();
                let id = self.log.card_id(card)?;
                let events = standing.iter().copied();
                let mark = replay::reschedule(&id, events, &scheduler_of, &scheduler);
                marks.extend(mark.map(|mark| (card, mark.on(id))));
                Ok(())
            })?;
            let mut moved = 0;
            for (card, body) in marks {
                let Some(row) = self.kept(card)? else {
                    continue;
                };
                let event = self.log.append(write, body, stamp, Some(card))?;
                self.project_last(write, &row, &event)?;
                moved += 1;
            }
            Ok(moved)
        })
    }
}

//! The projection made again from the log.

use super::progress::Progress;
use super::totals::Totals;
use crate::store::db::StoreError;
use crate::store::log::SPANS;

/// Makes every card new and unmarked. Topic and kind stay: of a card that no deck has any more,
/// nothing else knows them, and its answers are counted there.
const EMPTY: &str = "UPDATE memory SET strength = NULL, strength_a = NULL, strength_b = NULL, passes = NULL, reviews = NULL,
    lapses = NULL, interval = NULL, due = NULL, last = NULL, suspended = 0, buried = NULL, flagged = 0";

impl Progress<'_> {
    /// Empties the projection and folds it again.
    pub(in crate::store) fn rebuild(&self) -> Result<(), StoreError> {
        self.db.roomy()?;
        self.log.write(|write| {
            write.run("DELETE FROM undo", [])?;
            write.run("DELETE FROM daily", [])?;
            write.run("DELETE FROM span", [])?;
            write.run(&format!("INSERT INTO span {SPANS}"), [])?;
            write.run("UPDATE topic SET seen = 0", [])?;
            write.run(EMPTY, [])?;
            // Brings every undo along, also those of cards.
            for undo in self.log.road_events()? {
                self.log.note_undo(write, &undo)?;
            }
            let mut totals = Totals::default();
            self.log
                .each_card_log(|card, standing| self.refold(write, card, standing, &mut totals))?;
            Self::add_totals(write, &totals)?;
            self.fold_roads(write)
        })
    }
}

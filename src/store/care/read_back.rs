//! Backups and exports, read back before they count as written.
//!
//! A copy whose checksums hold is not yet one that a home can take. So both are read into an empty home, as `restore`
//! and `log import` read them elsewhere, and what that home folds from them must be the state here.

use std::collections::BTreeMap;
use std::io::BufWriter;
use std::path::Path;

use super::copies::open_proven;
use super::restore::{home_of, with_events_of};
use crate::domain::id::{CardId, RoadmapId, TopicId};
use crate::domain::memory::CardState;
use crate::domain::replay::StudyPlan;
use crate::domain::wording::problems;
use crate::files;
use crate::store::db::{StoreError, write_copy};
use crate::store::home::Store;
use crate::store::log::LogContent;

/// What a log folds to, whichever decks a home has.
#[derive(Debug, PartialEq, Eq)]
struct FoldedState {
    events: i64,
    cards: BTreeMap<CardId, CardState>,
    followed: Vec<RoadmapId>,
    unlocked: Vec<TopicId>,
    done: Vec<(RoadmapId, u32)>,
    plan: Option<StudyPlan>,
}

impl Store {
    /// Writes a consistent copy, reads it back, and puts it in place.
    ///
    /// # Errors
    /// [`StoreError::Damaged`] when no home could be restored from it; then it is not kept.
    pub fn backup(&self, to: &Path) -> Result<(), StoreError> {
        write_copy(self.db().connection(), to, |aside| {
            let device = self.new_device();
            let copy = open_proven(aside, device).map_err(|e| self.damaged_here(e))?;
            let home = with_events_of(&copy, self.folder(), device);
            let (home, _aside) = home.map_err(|e| self.damaged_here(e))?;
            // Not with the state here: other windows may go on answering.
            self.must_be_equal(&home, &copy.folded_state()?)
        })
    }

    /// Writes the log to a file, reads it back if it can be imported, and puts it in place. Says how many events it
    /// holds.
    ///
    /// # Errors
    /// [`StoreError::Damaged`] when another home would not take it, or would fold another state; then it is not kept.
    pub fn export(&self, to: &Path, what: LogContent) -> Result<u64, StoreError> {
        let fail = |e| StoreError::io(to, e);
        to.parent().into_iter().for_each(files::clear_abandoned);
        let mut aside = files::aside(to).map_err(fail)?;
        let (events, state) = self.db().at_one_moment(|| {
            let mut out = BufWriter::new(aside.as_file_mut());
            Ok((self.log().export(&mut out, to, what)?, self.folded_state()?))
        })?;
        if what == LogContent::Whole {
            let scheduler = self.log().scheduler_in_use()?;
            let home = home_of(aside.path(), self.folder(), self.new_device(), &scheduler);
            let (home, _aside) = home.map_err(|e| self.damaged_here(e))?;
            self.must_be_equal(&home, &state)?;
        }
        files::put(aside, to).map_err(fail)?;
        Ok(events)
    }

    /// The folder of the database, where there is room for another.
    fn folder(&self) -> &Path {
        self.files().db.parent().unwrap_or(Path::new("."))
    }

    fn folded_state(&self) -> Result<FoldedState, StoreError> {
        let events = self
            .db()
            .one("SELECT count(*) FROM event", [], |row| row.get(0))?;
        let progress = self.progress();
        let cards = progress.all_kept()?.into_iter();
        Ok(FoldedState {
            events: events.unwrap_or_default(),
            cards: cards
                .map(|(row, card)| (card, row.state))
                .filter(|(_, state)| *state != CardState::default())
                .collect(),
            followed: progress.followed()?,
            unlocked: progress.unlocked()?,
            done: progress.done()?,
            plan: progress.plan()?,
        })
    }
    fn must_be_equal(&self, read_back: &Self, written: &FoldedState) -> Result<(), StoreError> {
        if read_back.folded_state()? == *written {
            Ok(())
        } else {
            Err(self
                .db()
                .damaged(&problems::read_back_differs().in_english()))
        }
    }

    /// What is wrong with a faithful copy is wrong with this home.
    fn damaged_here(&self, fault: StoreError) -> StoreError {
        if let StoreError::Line { what, .. } = &fault {
            self.db().damaged(&what.in_english())
        } else if let StoreError::Damaged { what, .. } = &fault {
            self.db().damaged(what)
        } else {
            fault
        }
    }
}

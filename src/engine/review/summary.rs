//! What a session came to: what was done, what is weak, what comes next.

use super::{Mode, ReviewSession};
use crate::engine::shown::{Ahead, Summary};
use crate::engine::titles::topic_name;
use crate::error::AppError;
use crate::store::CardScope;

/// Topics that are named.
const NAMED: usize = 5;
/// Most cards that are counted for tomorrow.
const COUNTED: usize = 10_000;

impl ReviewSession<'_> {
    pub(super) fn summary(&self) -> Result<Summary, AppError> {
        let tally = self.queue.tally();
        let mut weak = Vec::new();
        for (topic, passed, asked) in tally.weakest().into_iter().take(NAMED) {
            weak.push((topic_name(&self.home, topic)?, passed, asked));
        }
        let ahead = match self.mode {
            Mode::Review => Some(self.ahead()?),
            Mode::Drill => None,
        };
        Ok(Summary { tally, weak, ahead })
    }

    fn ahead(&self) -> Result<Ahead, AppError> {
        let today = self.home.today();
        let tomorrow = today.plus(1);
        Ok(Ahead {
            tomorrow: self
                .home
                .store
                .progress()
                .due_count(&CardScope::All, tomorrow, COUNTED)?,
            streak: self.home.store.progress().streak(today)?,
            repeats: self.queue.waiting(),
            left: self.queue.left(),
        })
    }
}

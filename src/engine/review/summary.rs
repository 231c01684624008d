//! What a session came to: what was done, what is weak, what comes next.

use super::{Mode, ReviewSession};
use crate::engine::shown::{Ahead, Summary};
use crate::engine::titles::topic_name;
use crate::engine::waiting::{waiting_today, waiting_tomorrow};
use crate::error::AppError;

/// Topics that are named.
const NAMED: usize = 5;

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
        let progress = self.home.store.progress();
        Ok(Ahead {
            tomorrow: waiting_tomorrow(&self.home, &self.everyday)?.due,
            streak: progress.studied_days(today, usize::MAX)?.streak(today),
            repeats: self.queue.waiting(),
            left: self.queue.left(),
            waits: waiting_today(&self.home, &self.everyday)?,
        })
    }
}

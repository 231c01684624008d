//! The daily backup: made at the end of a session, while the learner reads the summary.

use std::thread::{self, JoinHandle};

use crate::cli::app::App;
use crate::cli::errors;
use crate::store::Store;
use crate::world::World;

/// A backup under way; the program does not end before it is done.
#[derive(Debug)]
pub(super) struct Copying(Option<JoinHandle<()>>);

impl Drop for Copying {
    fn drop(&mut self) {
        if let Some(thread) = self.0.take() {
            // A thread that panicked has said so; the session is over and saved.
            let _ = thread.join();
        }
    }
}

impl App {
    /// Begins today's backup if there is none yet. A failure is told and stops nothing.
    pub(super) fn back_up_daily(&self) {
        let (files, today) = (self.store.files().clone(), self.today());
        let thread = thread::spawn(move || {
            let made = Store::open(&files, World::new_device()).and_then(|store| store.daily_backup(today));
            if let Err(error) = made {
                errors::warn(&format!("there is no backup of today: {error}"));
            }
        });
        self.copying.replace(Some(Copying(Some(thread))));
    }
}

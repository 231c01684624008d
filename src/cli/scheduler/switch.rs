//! `scheduler use`: another scheduler from now on.

use crate::cli::app::App;
use crate::cli::tell;
use crate::error::AppError;
use crate::ui::terminal::Terminal;

/// What happens to the due days that were chosen so far.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum DueDays {
    /// They stay until the next review.
    Stay,
    /// The new scheduler chooses them again.
    Move,
}

/// Switches. Every card's log is folded again under the new scheduler; no answer is changed.
pub(super) fn switch(
    app: &App,
    terminal: &mut dyn Terminal,
    name: &str,
    due_days: DueDays,
) -> Result<(), AppError> {
    let words = app.words().scheduler;
    let mut settings = app.settings.clone();
    // The setting first: after a cut here the next start folds the log under the scheduler it
    // names.
    settings.write(&app.world.home.config, "scheduler", name)?;
    let progress = app.store.progress();
    progress.use_scheduler(&settings.scheduler)?;
    tell(terminal, &words.switched(name))?;
    match due_days {
        DueDays::Stay => tell(terminal, &words.due_days_stay(name)),
        DueDays::Move => {
            let moved = progress.reschedule(&app.stamp())?;
            tell(terminal, &words.rescheduled(moved))
        }
    }
}

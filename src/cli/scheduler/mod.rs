//! `scheduler`: the schedulers there are, switching, fitting, and how well each memory model predicts the
//! learner's own log.

mod answers;
mod compare;
mod fit;
mod switch;

use crate::cli::app::App;
use crate::cli::args::{Format, SchedulerArgs, SchedulerCommand};
use crate::cli::tell;
use crate::error::AppError;
use crate::ui::markup::wrap;
use crate::ui::terminal::Terminal;
use switch::DueDays;

/// Lists the schedulers, switches, fits, or compares memory models.
pub(crate) fn scheduler(
    app: &App,
    terminal: &mut dyn Terminal,
    args: &SchedulerArgs,
) -> Result<(), AppError> {
    match &args.what {
        None => list(app, terminal),
        Some(SchedulerCommand::Try { from, json }) => {
            compare::try_models(app, terminal, from.as_deref(), Format::of(json))
        }
        Some(SchedulerCommand::Use { name, reschedule }) => {
            let due_days = if *reschedule {
                DueDays::Move
            } else {
                DueDays::Stay
            };
            switch::switch(app, terminal, name, due_days)
        }
        Some(SchedulerCommand::Fit { from, json }) => {
            fit::fit_weights(app, terminal, from.as_deref(), Format::of(json))
        }
    }
}

fn list(app: &App, terminal: &mut dyn Terminal) -> Result<(), AppError> {
    let words = app.words().scheduler;
    let in_use = app.settings.scheduler.name();
    let fsrs6 = words.fsrs6(app.settings.fsrs6.retention.percent());
    let schedulers = [
        ("sm2", words.sm2()),
        ("sm2-1990", words.sm2_1990()),
        ("fsrs6", &fsrs6),
    ];
    for (name, about) in schedulers {
        let mark = if name == in_use { "*" } else { " " };
        let lead = format!("{mark} {name:<9} ");
        let indent = " ".repeat(lead.len());
        terminal.say(&wrap(about, terminal.width(), &lead, &indent))?;
    }
    tell(terminal, words.how_to_switch())?;
    tell(terminal, words.how_to_try())
}

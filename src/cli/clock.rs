//! What day it is for the learner: the clock's own, unless it stands a little behind the last event.

use crate::cli::app::App;
use crate::cli::args::Command;
use crate::cli::errors;
use crate::domain::day::StudyDay;
use crate::error::AppError;
use crate::ui::terminal::{Ask, Manner, Reply, Terminal};

/// A clock so many days behind is taken for a journey or a small mistake: days do not go back for it.
const SLIGHTLY: i32 = 2;

/// A clock more than so many days ahead of the last event is asked about: people do come back after months.
const LONG: i32 = 400;

/// How the clock stands to the last event.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Standing {
    /// As it should.
    Well,
    /// Slightly behind: the last event's day counts.
    Behind,
    /// Far behind: its own day counts, and events written now are marked by it.
    FarBehind,
    /// Very far ahead.
    FarAhead,
}

fn standing(clock: StudyDay, last: Option<StudyDay>) -> Standing {
    match last.map(|last| clock.since(last)) {
        Some(days) if days < -SLIGHTLY => Standing::FarBehind,
        Some(days) if days < 0 => Standing::Behind,
        Some(days) if days > LONG => Standing::FarAhead,
        Some(_) | None => Standing::Well,
    }
}

/// The day that counts when the clock says `clock` and the last event was on `last`.
pub(super) fn day_of(clock: StudyDay, last: Option<StudyDay>) -> StudyDay {
    match (standing(clock, last), last) {
        (Standing::Behind, Some(last)) => last,
        _ => clock,
    }
}

/// Whether a command writes to the log, so that the clock matters.
pub(super) const fn matters(command: &Command) -> bool {
    matches!(
        command,
        Command::Review(_)
            | Command::Drill(_)
            | Command::Interview(_)
            | Command::Suspend(_)
            | Command::Resume(_)
            | Command::Bury(_)
            | Command::Reset(_)
    )
}

/// Says when the clock looks wrong; where much hangs on it and somebody is there, asks. To be called before
/// something is written, and once a run.
///
/// # Errors
/// When the learner would rather mend the clock first.
pub(super) fn mind(app: &App, terminal: &mut dyn Terminal) -> Result<(), AppError> {
    let Some(last) = app.found_day.take() else {
        return Ok(());
    };
    let clock = app.world.clock.stamp(app.settings.rollover).day;
    let standing = standing(clock, Some(last));
    let words = app.words();
    let days = clock.since(last).unsigned_abs();
    let message = match standing {
        Standing::Well => return Ok(()),
        Standing::Behind => words.clock_behind(clock, last),
        Standing::FarBehind => words.clock_far_behind(clock, days, last),
        Standing::FarAhead => words.clock_far_ahead(clock, days, last),
    };
    if standing == Standing::Behind || terminal.manner() == Manner::Lines {
        errors::warn(&message);
        return Ok(());
    }
    terminal.say(&format!("{message}\n"))?;
    match terminal.ask(
        &format!("{} {}", words.clock_question(), terminal.palette().prompt()),
        Ask::Key,
    )? {
        Reply::Text(key) if key.trim().is_empty() => Ok(()),
        Reply::Text(_) | Reply::Interrupt | Reply::End => {
            Err(AppError::user(message).hint("set the clock of this machine; nothing was written"))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_clock_behind_by_up_to_two_days_keeps_the_last_day() {
        let last = StudyDay::from_number(20_000);
        for (days, expected) in [
            (-1, 0),
            (-2, 0),
            (-3, -3),
            (-365, -365),
            (0, 0),
            (1, 1),
            (40, 40),
            (4_000, 4_000),
        ] {
            assert_eq!(
                day_of(last.plus(days), Some(last)),
                last.plus(expected),
                "{days}"
            );
        }
        assert_eq!(day_of(last, None), last);
    }

    #[test]
    fn only_a_jump_of_more_than_four_hundred_days_is_asked_about() {
        let last = StudyDay::from_number(20_000);
        assert_eq!(standing(last.plus(400), Some(last)), Standing::Well);
        assert_eq!(standing(last.plus(401), Some(last)), Standing::FarAhead);
        assert_eq!(standing(last.plus(-3), Some(last)), Standing::FarBehind);
    }
}

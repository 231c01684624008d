//! Which study day counts when the clock and the log disagree.

use crate::domain::day::StudyDay;

/// A clock up to this many days behind is taken for a journey or a small mistake: days do not go
/// back for it.
const SLIGHTLY: i32 = 2;

/// A clock further ahead of the last event than this is asked about: people do come back after months.
const LONG: i32 = 400;

/// How the clock stands to the last event.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum ClockState {
    /// As it should.
    Fine,
    /// Slightly behind: the last event's day counts.
    Behind,
    /// Far behind: its own day counts, and events written now are marked by it.
    FarBehind,
    /// Very far ahead.
    FarAhead,
}

/// Compares the day of the clock with the day of the last event.
pub(crate) fn clock_state(clock: StudyDay, last: Option<StudyDay>) -> ClockState {
    match last.map(|last| clock.since(last)) {
        Some(days) if days < -SLIGHTLY => ClockState::FarBehind,
        Some(days) if days < 0 => ClockState::Behind,
        Some(days) if days > LONG => ClockState::FarAhead,
        Some(_) | None => ClockState::Fine,
    }
}

/// The day that counts when the clock says `clock` and the last event was on `last`.
pub(super) fn counted_day(clock: StudyDay, last: Option<StudyDay>) -> StudyDay {
    match (clock_state(clock, last), last) {
        (ClockState::Behind, Some(last)) => last,
        _ => clock,
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
                counted_day(last.plus(days), Some(last)),
                last.plus(expected),
                "{days}"
            );
        }
        assert_eq!(counted_day(last, None), last);
    }

    #[test]
    fn only_a_jump_of_more_than_four_hundred_days_is_asked_about() {
        let last = StudyDay::from_number(20_000);
        assert_eq!(clock_state(last.plus(400), Some(last)), ClockState::Fine);
        assert_eq!(
            clock_state(last.plus(401), Some(last)),
            ClockState::FarAhead
        );
        assert_eq!(
            clock_state(last.plus(-3), Some(last)),
            ClockState::FarBehind
        );
    }
}

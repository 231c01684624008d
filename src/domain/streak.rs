//! Days in a row with study, and what happens after a break.

use crate::domain::day::StudyDay;

/// Days without study after which coming back counts as a return.
const BREAK_DAYS: i32 = 4;
/// Days over which the cards that piled up during a break are spread.
const SPREAD_DAYS: i32 = 5;
/// Cards that every such day brings at least, if as many wait.
const LEAST_A_DAY: usize = 40;

/// The days on which there was study, the earliest first, each once.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct StudiedDays(Vec<StudyDay>);

/// Days in a row with study.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Streak {
    /// Up to today, or to yesterday while today has none yet.
    pub current: u32,
    /// The most ever.
    pub best: u32,
}

/// A break that is over, or ends today.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct StudyReturn {
    /// Days from the last study before the break to the first after it.
    pub away: u32,
    /// Whether today is the day of the return, and nothing was studied yet.
    pub stage: ReturnStage,
    /// Days of the spread that are left, today included.
    days_left: usize,
}

/// How far a return is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ReturnStage {
    /// Nothing was studied since the break.
    Arriving,
    /// Study goes on, and what piled up is being worked off.
    CatchingUp,
}

impl StudiedDays {
    /// From days in any order.
    pub fn new(days: impl IntoIterator<Item = StudyDay>) -> Self {
        let mut days: Vec<StudyDay> = days.into_iter().collect();
        days.sort_unstable();
        days.dedup();
        Self(days)
    }

    /// The days.
    pub fn days(&self) -> &[StudyDay] {
        &self.0
    }

    /// The present streak and the best one.
    pub fn streak(&self, today: StudyDay) -> Streak {
        let mut streak = Streak::default();
        let mut run = 0;
        let mut last: Option<StudyDay> = None;
        for day in &self.0 {
            let follows = last.is_some_and(|last| day.since(last) == 1);
            run = if follows { run + 1 } else { 1 };
            streak.best = streak.best.max(run);
            last = Some(*day);
        }
        if last.is_some_and(|last| today.since(last) <= 1) {
            streak.current = run;
        }
        streak
    }

    /// The break that a learner comes back from on a day, while what piled up is not worked off.
    pub fn returning(&self, day: StudyDay) -> Option<StudyReturn> {
        // The day itself is left out: with its first answer the break would no longer end today.
        let last = self.0.iter().rposition(|studied| *studied < day)?;
        let studied = &self.0[..=last];
        let gap = day.since(studied[last]);
        if gap >= BREAK_DAYS {
            let has_begun = self.0.get(last + 1) == Some(&day);
            return Some(StudyReturn {
                away: gap.unsigned_abs(),
                stage: if has_begun {
                    ReturnStage::CatchingUp
                } else {
                    ReturnStage::Arriving
                },
                days_left: usize::try_from(SPREAD_DAYS).unwrap_or(1),
            });
        }
        let pairs = studied.windows(2).rev();
        let (away, back) = pairs
            .map(|pair| (pair[1].since(pair[0]), pair[1]))
            .find(|(gap, _)| *gap >= BREAK_DAYS)?;
        let left = SPREAD_DAYS - day.since(back);
        (left > 0).then_some(StudyReturn {
            away: away.unsigned_abs(),
            stage: ReturnStage::CatchingUp,
            days_left: usize::try_from(left).unwrap_or(1),
        })
    }
}

impl StudyReturn {
    /// How many of the cards that wait a day brings, given what the day began with: an equal share for
    /// each day that is left, so that the last of them has worked everything off.
    pub fn share(&self, waiting: usize) -> usize {
        waiting.div_ceil(self.days_left).max(LEAST_A_DAY)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const TODAY: StudyDay = StudyDay::from_number(20_000);

    fn ago(days: &[i32]) -> StudiedDays {
        StudiedDays::new(days.iter().map(|back| TODAY.plus(-back)))
    }

    fn streak(days: &[i32]) -> (u32, u32) {
        let Streak { current, best } = ago(days).streak(TODAY);
        (current, best)
    }

    #[test]
    fn a_streak_lasts_until_a_whole_day_is_missed() {
        assert_eq!(streak(&[]), (0, 0));
        assert_eq!(streak(&[0, 1, 2, 5, 6, 7, 8]), (3, 4));
        assert_eq!(streak(&[1, 2]), (2, 2));
        assert_eq!(streak(&[2, 3, 4]), (0, 3));
    }

    #[test]
    fn a_return_is_seen_until_the_backlog_is_worked_off() {
        assert_eq!(ago(&[]).returning(TODAY), None);
        assert_eq!(ago(&[3, 4]).returning(TODAY), None);
        let arriving = ago(&[14, 15]).returning(TODAY).unwrap();
        assert_eq!((arriving.away, arriving.stage), (14, ReturnStage::Arriving));
        let begun = ago(&[0, 14]).returning(TODAY).unwrap();
        assert_eq!((begun.away, begun.stage), (14, ReturnStage::CatchingUp));
        let later = ago(&[0, 2, 3, 14]).returning(TODAY).unwrap();
        assert_eq!((later.away, later.days_left), (11, 2));
        assert_eq!(ago(&[0, 1, 2, 3, 4, 5, 20]).returning(TODAY), None);
    }

    #[test]
    fn a_backlog_is_gone_when_the_spread_ends() {
        let mut waiting = 500;
        for day in 0..SPREAD_DAYS {
            let mut days = vec![20];
            days.extend(0..day);
            let days: Vec<i32> = days.iter().map(|back| back + 1).collect();
            // The first day of the spread is the day of the return itself.
            let returned = ago(&days).returning(TODAY).unwrap();
            waiting -= returned.share(waiting).min(waiting);
        }
        assert_eq!(waiting, 0);
        let arriving = ago(&[14]).returning(TODAY).unwrap();
        assert_eq!(arriving.share(500), 100);
        assert_eq!(arriving.share(30), LEAST_A_DAY);
    }
}

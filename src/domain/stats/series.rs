//! Figures over time, and how answers and cards are spread: what plots are drawn from.

use std::collections::{BTreeMap, BTreeSet};

use crate::domain::card::CardKind;
use crate::domain::day::StudyDay;
use crate::domain::memory::CardState;
use crate::domain::stats::{DaySpan, Period, Retention, StatsContext, Timeline};
use crate::domain::streak::{Streak, StudiedDays};
use crate::domain::tally::{DayTally, GradeTally, PassCount, StateBefore};

/// Days of the heat map: a year and the days that fill its first week.
pub const HEAT_DAYS: i32 = 371;
/// Days of the forecast, today the first.
pub const AHEAD: usize = 30;
/// Days after the first answer on which a new card that always passes as Good is asked again:
/// 1, then 6 more, then 15 more.
const FOLLOW_UPS: [usize; 3] = [1, 7, 22];

/// The upper ends of the classes of intervals, in days; the last class has none.
pub const INTERVAL_ENDS: [u32; 7] = [1, 6, 20, 59, 179, 364, u32::MAX];
/// The upper ends of the classes of ease, in hundredths; the last class has none.
pub const EASE_ENDS: [u32; 8] = [130, 149, 169, 189, 209, 229, 249, u32::MAX];

/// What plots are drawn from.
#[derive(Debug, Clone)]
pub struct Series {
    lens: StatsContext,
    /// Answers of each day that has any, every sort of them, and the retention among them.
    days: BTreeMap<StudyDay, (i64, Retention)>,
    /// Days with a scheduled answer or a repeat: those a streak is made of.
    studied: BTreeSet<StudyDay>,
    /// Scheduled answers by grade, 0 to 5.
    pub grades: [i64; 6],
    /// Scheduled answers and their retention by hour of local time.
    pub hours: [(i64, Retention); 24],
    /// Answers by kind.
    pub kinds: BTreeMap<CardKind, PassCount>,
    /// Cards in each class of intervals.
    pub intervals: [u64; INTERVAL_ENDS.len()],
    /// Cards in each class of ease.
    pub eases: [u64; EASE_ENDS.len()],
    /// Cards that fall due on each day ahead; the first day has the overdue ones too.
    pub due: [u64; AHEAD],
}

impl Series {
    /// Nothing yet.
    pub fn new(lens: StatsContext) -> Self {
        Self {
            lens,
            days: BTreeMap::new(),
            studied: BTreeSet::new(),
            grades: [0; 6],
            hours: [(0, Retention::default()); 24],
            kinds: BTreeMap::new(),
            intervals: [0; INTERVAL_ENDS.len()],
            eases: [0; EASE_ENDS.len()],
            due: [0; AHEAD],
        }
    }

    /// The days that are looked at.
    pub fn span(&self) -> DaySpan {
        Period::All.span(self.lens.today, self.lens.since)
    }

    /// Counts answers.
    pub fn add(&mut self, row: &DayTally) {
        if self.span().has(row.day) {
            self.add_day(row.day, row.met, &row.tally);
            self.add_hour(row.hour, row.met, row.tally.outcome());
            self.add_kind(row.kind, row.tally.outcome());
        }
    }

    /// Counts answers of a day.
    pub fn add_day(&mut self, day: StudyDay, met: StateBefore, tally: &GradeTally) {
        let (answers, retention) = self.days.entry(day).or_default();
        *answers += tally.count();
        retention.add(met, tally.outcome());
        if met != StateBefore::Cram {
            self.studied.insert(day);
        }
        if is_scheduled(met) {
            for (mine, more) in self.grades.iter_mut().zip(tally.grades) {
                *mine += more;
            }
        }
    }

    /// Counts answers of an hour.
    pub fn add_hour(&mut self, hour: u8, met: StateBefore, outcome: PassCount) {
        if is_scheduled(met) {
            let hour = &mut self.hours[usize::from(hour % 24)];
            hour.0 += outcome.n;
            hour.1.add(met, outcome);
        }
    }

    /// Counts answers to a kind of card.
    pub fn add_kind(&mut self, kind: Option<CardKind>, outcome: PassCount) {
        if let Some(kind) = kind {
            *self.kinds.entry(kind).or_default() += outcome;
        }
    }

    /// Counts a card.
    pub fn add_card(&mut self, state: &CardState) {
        let Some(seen) = state.memory.seen() else {
            return;
        };
        self.intervals[class(&INTERVAL_ENDS, seen.interval.days())] += 1;
        if let Some(ease) = seen.strength.ease() {
            self.eases[class(&EASE_ENDS, ease.hundredths())] += 1;
        }
        if state.marks.suspended.is_on() {
            return;
        }
        let ahead = usize::try_from(seen.due.since(self.lens.today).max(0)).unwrap_or(AHEAD);
        if let Some(day) = self.due.get_mut(ahead) {
            *day += 1;
        }
    }

    /// The study day now.
    pub const fn today(&self) -> StudyDay {
        self.lens.today
    }

    /// Answers of a day, every sort of them.
    pub fn answers_on(&self, day: StudyDay) -> i64 {
        self.days.get(&day).map_or(0, |(answers, _)| *answers)
    }

    /// The steps of plots over time.
    pub fn timeline(&self) -> Timeline {
        let first = self.days.keys().next().copied();
        Timeline::new(first.unwrap_or(self.lens.today), self.lens.today)
    }

    /// Retention in some days.
    pub fn retention_in(&self, span: DaySpan) -> Retention {
        let mut retention = Retention::default();
        for (_, of_day) in self.days.range(span.from..=span.to).map(|(_, day)| day) {
            retention.merge(*of_day);
        }
        retention
    }

    /// Days in a row with study.
    pub fn streak(&self) -> Streak {
        StudiedDays::new(self.studied.iter().copied()).streak(self.lens.today)
    }

    /// What a number of new cards a day adds to each day ahead while there are any: their later
    /// answers, if every one is Good.
    pub fn added_by_new(&self, a_day: u64, unmet: u64) -> [u64; AHEAD] {
        let mut added = [0; AHEAD];
        let mut left = unmet;
        for start in 0..AHEAD {
            let taken = a_day.min(left);
            left -= taken;
            for later in FOLLOW_UPS {
                if let Some(day) = added.get_mut(start + later) {
                    *day += taken;
                }
            }
        }
        added
    }
}

/// Whether an answer was scheduled.
const fn is_scheduled(met: StateBefore) -> bool {
    matches!(
        met,
        StateBefore::New | StateBefore::Young | StateBefore::Mature
    )
}

/// The place of a number in classes given by their upper ends.
fn class(ends: &[u32], number: u32) -> usize {
    ends.iter()
        .position(|end| number <= *end)
        .unwrap_or(ends.len() - 1)
}

/// The classes that end at some numbers, from the least on: each with its first and its last number; the last class
/// may have no end.
pub fn classes(ends: &[u32], least: u32) -> Vec<(u32, Option<u32>)> {
    let mut from = least;
    let mut classes = Vec::new();
    for end in ends {
        classes.push((from, Some(*end).filter(|end| *end < u32::MAX)));
        from = end.saturating_add(1);
    }
    classes
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::stats::Habit;

    const TODAY: StudyDay = StudyDay::from_number(20_000);

    fn series(days: &[i32]) -> Series {
        let mut series = Series::new(StatsContext {
            today: TODAY,
            since: None,
            habit: Habit::default(),
        });
        for back in days {
            let tally = GradeTally {
                grades: [0, 0, 0, 0, 1, 0],
                answer_ms: 1,
                total_ms: 1,
            };
            let day = TODAY.plus(-back);
            series.add(&DayTally {
                day,
                topic: None,
                kind: None,
                hour: 9,
                met: StateBefore::Young,
                tally,
            });
        }
        series
    }

    #[test]
    fn new_cards_come_back_after_1_7_and_22_days_until_none_is_left() {
        let added = series(&[]).added_by_new(10, 15);
        assert_eq!(added[..9], [0, 10, 5, 0, 0, 0, 0, 10, 5]);
        assert_eq!(added.iter().sum::<u64>(), 45);
    }

    #[test]
    fn classes_have_names_without_gaps() {
        let bounded = [(1, 1), (2, 6), (7, 20), (21, 59), (60, 179), (180, 364)]
            .map(|(from, to)| (from, Some(to)));
        assert_eq!(
            classes(&INTERVAL_ENDS, 1),
            [bounded.as_slice(), &[(365, None)]].concat()
        );
        assert_eq!(
            [
                class(&INTERVAL_ENDS, 1),
                class(&INTERVAL_ENDS, 21),
                class(&INTERVAL_ENDS, 9999)
            ],
            [0, 3, 6]
        );
    }
}

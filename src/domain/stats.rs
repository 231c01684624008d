//! Figures of progress: what is counted of cards and answers, and what is computed from the counts.
//!
//! Everything is added up in integers, so that no figure depends on the order of adding; the divisions
//! come last.

mod mistakes;
mod period;
mod rate;
mod recall;
pub mod series;
mod timeline;

pub use mistakes::{RecurringMistake, recurring_mistakes};
pub use period::{DaySpan, Period};
pub use rate::{Rate, Retention};
pub use recall::{Habit, PPM};
pub use timeline::{Timeline, TimelineStep};

use std::collections::BTreeMap;

use crate::domain::day::StudyDay;
use crate::domain::memory::{CardMark, CardStage, CardState};
use crate::domain::tally::{PassCount, StateBefore};

/// Days that "due in 7 days" looks at: today, with what is overdue, and the six days after.
pub const DUE_DAYS: i32 = 7;

/// Reviews from which a topic's retention says something.
pub const ENOUGH: i64 = 10;

/// From which day, and with what habit, cards and answers are looked at.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct StatsContext {
    /// The study day now.
    pub today: StudyDay,
    /// Answers of earlier days are left out.
    pub since: Option<StudyDay>,
    /// How well the learner remembers cards on the day they are due.
    pub habit: Habit,
}

impl StatsContext {
    /// Whether a day's answers are counted in a period.
    pub fn counts(&self, period: Period, day: StudyDay) -> bool {
        period.span(self.today, self.since).has(day)
    }
}

/// All days up to today, cut where a period or what is looked at begins or ends: the days of each part are
/// counted in the same periods.
pub fn stretches(today: StudyDay, since: Option<StudyDay>) -> Vec<DaySpan> {
    let spans = Period::ALL.map(|period| period.span(today, None));
    let begins = spans
        .iter()
        .flat_map(|span| [span.from, span.to.plus(1)])
        .chain(since);
    let mut starts: Vec<StudyDay> = begins.filter(|start| *start <= today.plus(1)).collect();
    starts.sort();
    starts.dedup();
    starts
        .windows(2)
        .map(|pair| DaySpan {
            from: pair[0],
            to: pair[1].plus(-1),
        })
        .collect()
}

/// The figures of a group of cards and of the answers to them.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Figures {
    /// Cards.
    pub cards: u64,
    /// Never reviewed.
    pub new: u64,
    /// Interval of one day.
    pub learning: u64,
    /// Interval of 2 to 20 days.
    pub young: u64,
    /// Interval of 21 days and more.
    pub mature: u64,
    /// Put aside, whatever their interval.
    pub suspended: u64,
    /// Hidden until another day, whatever their interval.
    pub buried: u64,
    /// Lapsed so often that they are leeches, whatever their state.
    pub leeches: u64,
    /// Reviewed at least once, whatever their state.
    pub seen: u64,
    /// Lapses of all cards.
    pub lapses: u64,
    /// Due by the sixth day from now, those put aside left out.
    pub due_soon: u64,
    /// True retention in each period, in the order of [`Period::ALL`].
    pub retention: [Retention; 6],
    /// Answers of every sort since the first day looked at.
    pub answers: i64,
    /// Milliseconds they took.
    pub time_ms: i64,
    eases: u64,
    /// Cards that have an ease; under FSRS none has.
    with_ease: u64,
    recall: u64,
    /// Reviewed cards by interval, in days.
    intervals: BTreeMap<u32, u64>,
}

impl Figures {
    /// Counts cards that the log does not know.
    pub const fn add_unmet(&mut self, cards: u64) {
        self.cards += cards;
        self.new += cards;
    }

    /// Counts a card.
    pub fn add_card(&mut self, state: &CardState, leech: CardMark, lens: &StatsContext) {
        self.cards += 1;
        self.leeches += u64::from(leech.is_on());
        *self.state_of(state, lens.today) += 1;
        let Some(seen) = state.memory.seen() else {
            return;
        };
        self.seen += 1;
        self.lapses += u64::from(seen.lapses);
        if let Some(ease) = seen.strength.ease() {
            self.eases += u64::from(ease.hundredths());
            self.with_ease += 1;
        }
        *self.intervals.entry(seen.interval.days()).or_default() += 1;
        self.recall += lens.habit.recall(seen, lens.today);
        if seen.due < lens.today.plus(DUE_DAYS) && !state.marks.suspended.is_on() {
            self.due_soon += 1;
        }
    }

    /// The count of a state: suspended and buried stand above the others.
    fn state_of(&mut self, state: &CardState, today: StudyDay) -> &mut u64 {
        if state.marks.suspended.is_on() {
            return &mut self.suspended;
        }
        if !state.is_open_on(today) {
            return &mut self.buried;
        }
        match state.memory.stage() {
            CardStage::New => &mut self.new,
            CardStage::Learning => &mut self.learning,
            CardStage::Young => &mut self.young,
            CardStage::Mature => &mut self.mature,
        }
    }

    /// Counts the answers of a day.
    pub fn add_answers(
        &mut self,
        day: StudyDay,
        met: StateBefore,
        outcome: PassCount,
        lens: &StatsContext,
    ) {
        for (place, period) in Period::ALL.into_iter().enumerate() {
            if lens.counts(period, day) {
                self.add_to(place, met, outcome);
            }
        }
    }

    /// Counts answers in one period, by its place in [`Period::ALL`].
    fn add_to(&mut self, place: usize, met: StateBefore, outcome: PassCount) {
        self.retention[place].add(met, outcome);
        if Period::ALL[place] == Period::All {
            self.answers += outcome.n;
            self.time_ms += outcome.total_ms;
        }
    }

    /// Adds the figures of another group.
    pub fn merge(&mut self, other: &Self) {
        let counts = [
            (&mut self.cards, other.cards),
            (&mut self.new, other.new),
            (&mut self.learning, other.learning),
            (&mut self.young, other.young),
            (&mut self.mature, other.mature),
            (&mut self.suspended, other.suspended),
            (&mut self.buried, other.buried),
            (&mut self.leeches, other.leeches),
            (&mut self.seen, other.seen),
            (&mut self.lapses, other.lapses),
            (&mut self.due_soon, other.due_soon),
            (&mut self.eases, other.eases),
            (&mut self.with_ease, other.with_ease),
            (&mut self.recall, other.recall),
        ];
        for (mine, more) in counts {
            *mine += more;
        }
        for (mine, more) in self.retention.iter_mut().zip(other.retention) {
            mine.merge(more);
        }
        self.answers += other.answers;
        self.time_ms += other.time_ms;
        for (days, cards) in &other.intervals {
            *self.intervals.entry(*days).or_default() += cards;
        }
    }

    /// True retention in a period.
    pub fn retention(&self, period: Period) -> Retention {
        // `Period::ALL` has the order of the declaration.
        self.retention[period as usize]
    }

    /// Share of the cards that were reviewed at least once, 0 to 1; nothing without cards.
    pub fn coverage(&self) -> Option<f64> {
        share(self.seen, self.cards)
    }

    /// Share of the cards that are mature, 0 to 1; nothing without cards.
    pub fn known(&self) -> Option<f64> {
        share(self.mature, self.cards)
    }

    /// Mean ease of the reviewed cards, 2.5 for a new card's; nothing without any.
    pub fn mean_ease(&self) -> Option<f64> {
        share(self.eases, self.with_ease).map(|hundredths| hundredths / 100.0)
    }

    /// Median interval of the reviewed cards, in days; of two middle ones their mean; nothing without any.
    pub fn median_interval(&self) -> Option<f64> {
        let upper = self.interval_at(self.seen / 2)?;
        let lower = if self.seen % 2 == 1 {
            upper
        } else {
            self.interval_at(self.seen / 2 - 1)?
        };
        Some(f64::midpoint(lower.into(), upper.into()))
    }

    /// Mean chance, 0 to 1, that a reviewed card would be remembered today; nothing without any.
    /// See [`Habit::recall`].
    pub fn expected_recall(&self) -> Option<f64> {
        share(self.recall, self.seen).map(|parts| parts / PPM)
    }

    /// Readiness, 0 to 1: the chance that a card drawn from all of them, unseen ones included, would be
    /// remembered today. That is coverage times expected recall, for an unseen card counts as not known.
    pub fn readiness(&self) -> Option<f64> {
        share(self.recall, self.cards).map(|parts| parts / PPM)
    }

    /// The interval at a place among all, the shortest first.
    fn interval_at(&self, place: u64) -> Option<u32> {
        let mut before = 0;
        let found = self.intervals.iter().find(|(_, cards)| {
            before += **cards;
            place < before
        });
        found.map(|(days, _)| *days)
    }
}

/// A share of a whole; nothing of nothing.
pub(crate) fn share(part: u64, whole: u64) -> Option<f64> {
    (whole > 0).then(|| float(part) / float(whole))
}

/// Counts stay far below 2^53, where every integer is exact.
#[expect(
    clippy::cast_precision_loss,
    reason = "counts and sums stay below 2^53"
)]
pub(crate) const fn float(count: u64) -> f64 {
    count as f64
}

#[cfg(test)]
mod tests;

//! SM-2: what one answer does to a card. Integers only; the step is pure and the same on every machine.
//!
//! Algorithm SM-2, (C) Copyright `SuperMemo` World, 1991, supermemo.com. The text leaves five questions
//! open; each is a setting of [`Sm2`], and so is each repair of the default.
//!
//! Integers because the arithmetic compounds: in floating point `ceil(1.5 * 6)` is 10 once the ease is
//! 1.5000000000000002, and every later interval grows from that day too many.

mod settings;

pub use super::switch::Switch;
pub use settings::{
    AfterFail, EaseOnFail, LeechAction, Multiplier, RepeatBelow, Rounding, Sm2, VERSION,
};

use super::conclude::ScheduledAnswer;
use super::fuzz::{self, Moment};
use super::memory::{Interval, Memory, SeenMemory};
use super::step::{Bound, IntervalGrowth, Rule, ScheduleStep, Why};
use super::strength::{Ease, Strength};
use crate::domain::day::StudyDay;
use crate::domain::grade::Grade;
use crate::domain::id::CardId;

/// The interval of the second pass, in days (Wozniak 1990).
const SECOND_STEP: u64 = 6;
/// What each grade adds to the ease, in hundredths, from q = 0 (Wozniak 1990).
const EASE_CHANGE: [i32; 6] = [-80, -54, -32, -14, 0, 10];

/// The ease and the number of repetitions of a card; a new card starts at 2.50 and none. A strength of
/// another scheduler says nothing of either: the card's passes are the best guess without its log.
fn ease_and_repetitions(memory: &Memory) -> (Ease, u32) {
    match memory.seen().map(|seen| (seen.strength, seen.passes)) {
        None => (Ease::START, 0),
        Some((Strength::Sm2 { ease, repetitions }, _)) => (ease, repetitions),
        Some((Strength::Fsrs { .. }, passes)) => (Ease::START, passes),
    }
}

impl Sm2 {
    /// What an answer with this grade does to a card. `load` says how many cards are due on a day.
    pub fn review(
        &self,
        before: &Memory,
        grade: Grade,
        today: StudyDay,
        card: &CardId,
        load: &dyn Fn(StudyDay) -> u32,
    ) -> ScheduleStep {
        let (ease, repetitions) = ease_and_repetitions(before);
        let strength = self.graded(ease, repetitions, grade);
        let moment = Moment {
            today,
            draw: fuzz::draw(card, before.seen().map_or(0, |seen| seen.reviews)),
            load,
        };
        let (interval, why) = self.bounded(self.interval_after(before, grade, &moment));
        let answer = ScheduledAnswer {
            before,
            grade,
            today,
        };
        answer.conclude(strength, interval, why, self.leeches())
    }

    /// The strength of a card that starts with an interval.
    pub(super) const fn placed(interval: Interval) -> Strength {
        Strength::Sm2 {
            ease: Ease::START,
            // As many repetitions as lead to such an interval: 1 day, 6 days, and growth after that.
            repetitions: match interval.days() {
                0..=1 => 1,
                2..=6 => 2,
                _ => 3,
            },
        }
    }

    /// The strength that a recorded answer led to. The ease is taken as it was recorded; the number of
    /// repetitions follows from the settings, since events of the first version record none.
    pub(super) fn recorded(&self, before: &Memory, grade: Grade, recorded: Strength) -> Strength {
        let (_, repetitions) = ease_and_repetitions(before);
        match recorded {
            Strength::Sm2 { ease, .. } => Strength::Sm2 {
                ease,
                repetitions: self.repetitions_after(repetitions, grade),
            },
            Strength::Fsrs { .. } => recorded,
        }
    }

    /// The strength after one more answer, from the strength before it.
    pub(super) fn strength_after(&self, before: Option<Strength>, grade: Grade) -> Strength {
        match before {
            Some(Strength::Sm2 { ease, repetitions }) => self.graded(ease, repetitions, grade),
            Some(Strength::Fsrs { .. }) | None => self.graded(Ease::START, 0, grade),
        }
    }

    fn graded(&self, ease: Ease, repetitions: u32, grade: Grade) -> Strength {
        Strength::Sm2 {
            ease: self.ease_graded(ease, grade),
            repetitions: self.repetitions_after(repetitions, grade),
        }
    }

    fn repetitions_after(&self, repetitions: u32, grade: Grade) -> u32 {
        match (grade.is_pass(), self.after_fail) {
            (true, _) => repetitions.saturating_add(1),
            (false, AfterFail::N0) => 0,
            (false, AfterFail::N1) => 1,
        }
    }

    /// An ease after a grade.
    fn ease_graded(&self, ease: Ease, grade: Grade) -> Ease {
        match self.ease_on_fail {
            EaseOnFail::Keep if !grade.is_pass() => ease,
            EaseOnFail::Keep | EaseOnFail::Update => {
                ease.moved(EASE_CHANGE[usize::from(grade.q())])
            }
        }
    }

    /// The interval and how it came about. The first two steps are fixed and never fuzzed: they are
    /// too short to be spread.
    fn interval_after(&self, before: &Memory, grade: Grade, moment: &Moment<'_>) -> (u64, Why) {
        let free = |rule| Why {
            rule,
            bound: Bound::Free,
        };
        if !grade.is_pass() {
            return (1, free(Rule::Fail));
        }
        let (ease, repetitions) = ease_and_repetitions(before);
        match (before, repetitions) {
            (Memory::New, _) | (Memory::Seen(_), 0) => (1, free(Rule::First)),
            (Memory::Seen(_), 1) => (SECOND_STEP, free(Rule::Second)),
            (Memory::Seen(seen), _) => self.ordered(seen, ease, grade, moment),
        }
    }

    /// A grown interval, never shorter than a lower passing grade would give.
    ///
    /// Each grade is fuzzed and balanced by itself, so Good could fall on a shorter interval than Hard
    /// did. The lower grades are therefore computed too, and the longest of them is the least this one
    /// may be. All use one draw, so the order holds on every replay.
    fn ordered(
        &self,
        seen: &SeenMemory,
        ease: Ease,
        grade: Grade,
        moment: &Moment<'_>,
    ) -> (u64, Why) {
        let (mut days, mut why) = self.grown(seen, ease, grade, moment);
        // Grades below Hard need no look: a fail is always one day.
        for lower in [Grade::HARD, Grade::GOOD] {
            if lower >= grade {
                break;
            }
            let (least, _) = self.grown(seen, ease, lower, moment);
            if least > days {
                days = least;
                why.bound = Bound::Ordered;
            }
        }
        (days, why)
    }

    /// The interval grown by the ease.
    ///
    /// The order of the steps matters. Credit comes before the multiplication, so that late days grow
    /// like scheduled ones. Fuzz spreads around the raw result. The floor of one day more than before
    /// comes after the fuzz, which could shorten a small interval below what it was. The draw is last,
    /// among days that are all allowed: moved afterwards, it could leave the lightest day.
    fn grown(
        &self,
        seen: &SeenMemory,
        ease: Ease,
        grade: Grade,
        moment: &Moment<'_>,
    ) -> (u64, Why) {
        let late = u32::try_from(moment.today.since(seen.due)).unwrap_or(0);
        let credit = self.credit(seen.interval, late, grade);
        let multiplier = match self.multiplier {
            Multiplier::Old => ease,
            Multiplier::New => self.ease_graded(ease, grade),
        };
        let raw = self.rounded(
            u64::from(seen.interval.days()) + u64::from(credit),
            multiplier,
        );
        let (low, high) = if self.fuzz.is_on() {
            fuzz::range(raw)
        } else {
            (raw, raw)
        };
        let floor = if self.lengthen.is_on() {
            u64::from(seen.interval.days()) + 1
        } else {
            1
        };
        // Days past the maximum are no choice, and none of them is asked for its load.
        let most = u64::from(self.maximum.days());
        let shortest = low.max(floor).min(most);
        let longest = high.max(floor).min(most);
        let drawn = moment.pick(shortest, longest, self.balance);
        let bound = if raw.max(floor) > most {
            Bound::Maximum
        // A draw past the floor would have been possible without it, so the floor explains only
        // this one.
        } else if raw < floor && drawn == floor {
            Bound::Lengthened
        } else {
            Bound::Free
        };
        let growth = IntervalGrowth {
            from: seen.interval,
            late,
            credit,
            ease: multiplier,
            raw,
            shortest,
            longest,
            drawn,
        };
        let rule = Rule::Growth(growth);
        (drawn, Why { rule, bound })
    }

    /// Days of lateness that a success is credited with, never more than the interval itself.
    fn credit(&self, interval: Interval, late: u32, grade: Grade) -> u32 {
        match (self.late_credit, grade.q()) {
            (Switch::On, 5) => late.min(interval.days()),
            (Switch::On, 4) => (late / 2).min(interval.days()),
            (Switch::On | Switch::Off, _) => 0,
        }
    }

    /// Days times the ease.
    fn rounded(&self, days: u64, ease: Ease) -> u64 {
        let hundredths = days.saturating_mul(u64::from(ease.hundredths()));
        let (whole, rest) = (hundredths / 100, hundredths % 100);
        match self.rounding {
            Rounding::Ceil => whole + u64::from(rest > 0),
            Rounding::HalfEven => whole + u64::from(rest > 50 || (rest == 50 && whole % 2 == 1)),
        }
    }

    /// Holds an interval between one day and the maximum.
    fn bounded(&self, (days, mut why): (u64, Why)) -> (Interval, Why) {
        if days > u64::from(self.maximum.days()) {
            why.bound = Bound::Maximum;
            return (self.maximum, why);
        }
        let days = u32::try_from(days)
            .ok()
            .and_then(Interval::from_days)
            .unwrap_or(Interval::DAY);
        (days, why)
    }
}

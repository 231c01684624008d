//! SM-2: what one answer does to a card. Integers only; the step is pure and the same on every machine.
//!
//! Algorithm SM-2, (C) Copyright `SuperMemo` World, 1991, supermemo.com. The text leaves five questions
//! open; each is a setting of [`Sm2`], and so is each repair of the default.

mod fuzz;
mod settings;

pub use settings::{
    AfterFail, EaseOnFail, LeechAction, Multiplier, RepeatBelow, Rounding, Sm2, Switch, VERSION,
};

use serde::{Deserialize, Serialize};

use crate::domain::day::StudyDay;
use crate::domain::grade::Grade;
use crate::domain::id::CardId;
use crate::domain::memory::{Ease, Interval, Memory, Seen};

/// The interval of the second pass, in days (Wozniak 1990).
const SECOND_STEP: u64 = 6;
/// What each grade adds to the ease, in hundredths, from q = 0 (Wozniak 1990).
const EASE_CHANGE: [i32; 6] = [-80, -54, -32, -14, 0, 10];

/// What one answer does to a card.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Step {
    /// The grade that was given.
    pub grade: Grade,
    /// Ease after the answer.
    pub ease: Ease,
    /// The interval chosen.
    pub interval: Interval,
    /// The day the card is due again.
    pub due: StudyDay,
    /// The card's memory after the answer.
    pub memory: Memory,
    /// What kind of success or failure it was.
    pub outcome: Outcome,
    /// How the interval came about.
    pub why: Why,
}

/// What kind of success or failure an answer was.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Outcome {
    /// The card was recalled.
    Passed,
    /// A fail of a card that never passed.
    Failed,
    /// A fail of a card that had passed.
    Lapsed,
    /// A lapse that makes the card a leech, or calls for another announcement of one.
    Leech,
}

impl Outcome {
    /// Whether it counts as a lapse.
    pub const fn is_lapse(self) -> bool {
        matches!(self, Self::Lapsed | Self::Leech)
    }
}

/// How an interval came about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Why {
    /// The rule that gave the interval.
    pub rule: Rule,
    /// The last rule that changed it, if one did.
    pub bound: Bound,
}

/// The rule that gave an interval.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Rule {
    /// A fail: one day.
    Fail,
    /// The first pass: one day.
    First,
    /// The second pass: six days.
    Second,
    /// A later pass: the interval grew by the ease.
    Growth(Growth),
}

/// The arithmetic of a grown interval. All lengths are days.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Growth {
    /// The interval before.
    pub from: Interval,
    /// Days the answer came late.
    pub late: u32,
    /// Days of them that count.
    pub credit: u32,
    /// The ease that multiplied.
    pub ease: Ease,
    /// Interval and credit, times the ease, rounded.
    pub raw: u64,
    /// The shortest interval the draw could choose.
    pub shortest: u64,
    /// The longest interval the draw could choose; equal to the shortest without fuzz.
    pub longest: u64,
    /// The interval that was drawn.
    pub drawn: u64,
}

/// A rule that changed an interval.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Bound {
    /// None did.
    Free,
    /// A pass lengthens: a day more than before at least.
    Lengthened,
    /// Never shorter than a lower grade would give.
    Ordered,
    /// Never longer than the maximum.
    Maximum,
}

/// What a step depends on besides the card's memory and the grade.
struct Moment<'a> {
    today: StudyDay,
    draw: u32,
    load: &'a dyn Fn(StudyDay) -> u32,
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
    ) -> Step {
        let ease = self.ease_after(before, grade);
        let moment = Moment {
            today,
            draw: fuzz::draw(card, before.seen().map_or(0, |seen| seen.reviews)),
            load,
        };
        let (days, why) = self.bounded(self.interval_after(before, grade, &moment));
        let due = today.plus(i32::try_from(days.days()).unwrap_or(i32::MAX));
        let seen = self.seen_after(before, grade, today, (ease, days, due));
        let outcome = self.outcome(before, &seen, grade);
        Step {
            grade,
            ease,
            interval: days,
            due,
            memory: Memory::Seen(seen),
            outcome,
            why,
        }
    }

    /// The steps of the four buttons, Again first; Hard <= Good <= Easy.
    pub fn previews(
        &self,
        before: &Memory,
        today: StudyDay,
        card: &CardId,
        load: &dyn Fn(StudyDay) -> u32,
    ) -> [Step; 4] {
        Grade::BUTTONS.map(|grade| self.review(before, grade, today, card, load))
    }

    /// The memory after an answer whose ease, interval and due day are known.
    pub(crate) fn seen_after(
        &self,
        before: &Memory,
        grade: Grade,
        today: StudyDay,
        (ease, interval, due): (Ease, Interval, StudyDay),
    ) -> Seen {
        let (repetitions, passes, reviews, lapses) = before.seen().map_or((0, 0, 0, 0), |seen| {
            (seen.repetitions, seen.passes, seen.reviews, seen.lapses)
        });
        let reviews = reviews.saturating_add(1);
        if grade.is_pass() {
            let (repetitions, passes) = (repetitions.saturating_add(1), passes.saturating_add(1));
            return Seen {
                ease,
                repetitions,
                passes,
                reviews,
                lapses,
                interval,
                due,
                last: today,
            };
        }
        let repetitions = match self.after_fail {
            AfterFail::N0 => 0,
            AfterFail::N1 => 1,
        };
        let lapses = if passes > 0 {
            lapses.saturating_add(1)
        } else {
            lapses
        };
        Seen {
            ease,
            repetitions,
            passes,
            reviews,
            lapses,
            interval,
            due,
            last: today,
        }
    }

    fn outcome(&self, before: &Memory, after: &Seen, grade: Grade) -> Outcome {
        let lapsed = before.seen().is_some_and(|seen| seen.passes > 0);
        match (grade.is_pass(), lapsed) {
            (true, _) => Outcome::Passed,
            (false, false) => Outcome::Failed,
            (false, true) if self.announces_leech(after.lapses) => Outcome::Leech,
            (false, true) => Outcome::Lapsed,
        }
    }

    fn ease_after(&self, before: &Memory, grade: Grade) -> Ease {
        let ease = before.seen().map_or(Ease::START, |seen| seen.ease);
        match self.ease_on_fail {
            EaseOnFail::Keep if !grade.is_pass() => ease,
            EaseOnFail::Keep | EaseOnFail::Update => {
                ease.moved(EASE_CHANGE[usize::from(grade.q())])
            }
        }
    }

    /// Days, not yet held at the maximum, and how they came about.
    fn interval_after(&self, before: &Memory, grade: Grade, moment: &Moment<'_>) -> (u64, Why) {
        let free = |rule| Why {
            rule,
            bound: Bound::Free,
        };
        match before {
            _ if !grade.is_pass() => (1, free(Rule::Fail)),
            Memory::New | Memory::Seen(Seen { repetitions: 0, .. }) => (1, free(Rule::First)),
            Memory::Seen(Seen { repetitions: 1, .. }) => (SECOND_STEP, free(Rule::Second)),
            Memory::Seen(seen) => self.ordered(seen, grade, moment),
        }
    }

    /// A grown interval, never shorter than a lower passing grade would give.
    fn ordered(&self, seen: &Seen, grade: Grade, moment: &Moment<'_>) -> (u64, Why) {
        let (mut days, mut why) = self.grown(seen, grade, moment);
        for lower in [Grade::HARD, Grade::GOOD]
            .into_iter()
            .filter(|lower| *lower < grade)
        {
            let (least, _) = self.grown(seen, lower, moment);
            if least > days {
                days = least;
                why.bound = Bound::Ordered;
            }
        }
        (days, why)
    }

    /// Credit, growth, fuzz, the day more and the draw, in this order.
    fn grown(&self, seen: &Seen, grade: Grade, moment: &Moment<'_>) -> (u64, Why) {
        let late = u32::try_from(moment.today.since(seen.due)).unwrap_or(0);
        let credit = self.credit(seen.interval, late, grade);
        let ease = match self.multiplier {
            Multiplier::Old => seen.ease,
            Multiplier::New => self.ease_after(&Memory::Seen(*seen), grade),
        };
        let raw = self.rounded(u64::from(seen.interval.days()) + u64::from(credit), ease);
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
        let drawn = self.drawn(shortest, longest, moment);
        let bound = if raw.max(floor) > most {
            Bound::Maximum
        } else if raw < floor && drawn == floor {
            Bound::Lengthened
        } else {
            Bound::Free
        };
        let growth = Growth {
            from: seen.interval,
            late,
            credit,
            ease,
            raw,
            shortest,
            longest,
            drawn,
        };
        (
            drawn,
            Why {
                rule: Rule::Growth(growth),
                bound,
            },
        )
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

    /// The interval within a range: on the day with the lightest load, ties by the card's draw.
    fn drawn(&self, shortest: u64, longest: u64, moment: &Moment<'_>) -> u64 {
        if !self.balance.is_on() || shortest == longest {
            return shortest + fuzz::place(moment.draw, longest - shortest + 1);
        }
        let load =
            |days: u64| (moment.load)(moment.today.plus(i32::try_from(days).unwrap_or(i32::MAX)));
        let loads: Vec<(u64, u32)> = (shortest..=longest)
            .map(|days| (days, load(days)))
            .collect();
        let lightest = loads.iter().map(|(_, load)| *load).min().unwrap_or(0);
        let ties: Vec<u64> = loads
            .iter()
            .filter(|(_, load)| *load == lightest)
            .map(|(days, _)| *days)
            .collect();
        let place = fuzz::place(moment.draw, ties.len() as u64);
        usize::try_from(place)
            .ok()
            .and_then(|place| ties.get(place).copied())
            .unwrap_or(shortest)
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

//! What one answer does to a card under FSRS-6, and how its interval comes about.

use super::settings::Fsrs6;
use crate::domain::day::StudyDay;
use crate::domain::grade::Grade;
use crate::domain::id::CardId;
use crate::domain::schedule::conclude::ScheduledAnswer;
use crate::domain::schedule::fsrs_model::{FsrsMemory, FsrsModel, Rating};
use crate::domain::schedule::fuzz::{self, Moment};
use crate::domain::schedule::memory::{Interval, Memory};
use crate::domain::schedule::step::{Bound, Forecast, Forgetting, Rule, ScheduleStep, Why};
use crate::domain::schedule::strength::Strength;

/// The memory of a card before an answer, and the days since its last review.
#[derive(Debug, Clone, Copy)]
struct KnownMemory {
    memory: FsrsMemory,
    days: u32,
}

impl Fsrs6 {
    /// What an answer with this grade does to a card. `load` says how many cards are due on a day.
    pub fn review(
        &self,
        before: &Memory,
        grade: Grade,
        today: StudyDay,
        card: &CardId,
        load: &dyn Fn(StudyDay) -> u32,
    ) -> ScheduleStep {
        let moment = Moment {
            today,
            draw: fuzz::draw(card, before.seen().map_or(0, |seen| seen.reviews)),
            load,
        };
        let model = self.model();
        let known = known(&model, before, today);
        // Fuzz, balance and the maximum move the interval alone. The strength is what the formulas
        // say, so a fold that knows nothing of the load comes to the same one.
        let strength = stored(remembered(&model, known, Rating::from(grade)));
        let (interval, why) = self.interval_after(&model, known, Rating::from(grade), &moment);
        let answer = ScheduledAnswer {
            before,
            grade,
            today,
        };
        answer.conclude(strength, interval, why, self.leeches())
    }

    /// The strength of a card that starts with an interval: at the end of it recall is 90 %, which is what a
    /// stability means.
    pub(in crate::domain::schedule) fn placed(&self, interval: Interval) -> Strength {
        stored(FsrsMemory {
            stability: f64::from(interval.days()),
            // The fold counts a placement as a first Good, and so does its difficulty.
            difficulty: self.model().first(Rating::Good).difficulty,
        })
    }

    /// The strength after one more answer, from the strength before and the days since.
    pub(in crate::domain::schedule) fn strength_after(
        &self,
        before: Option<(Strength, u32)>,
        grade: Grade,
    ) -> Strength {
        let model = self.model();
        let known = before.and_then(|(strength, days)| {
            let memory = strength.fsrs_memory()?;
            Some(KnownMemory { memory, days })
        });
        stored(remembered(&model, known, Rating::from(grade)))
    }

    /// The interval and how it came about, never shorter than a lower grade would give.
    ///
    /// Each grade is fuzzed and balanced by itself, so Good could fall on a shorter interval than Hard did.
    fn interval_after(
        &self,
        model: &FsrsModel,
        known: Option<KnownMemory>,
        rating: Rating,
        moment: &Moment<'_>,
    ) -> (Interval, Why) {
        let (mut days, mut why) = self.forecast(model, known, rating, moment);
        // Again is among them: a failed card gets an interval of its own here, where SM-2 always
        // gives one day.
        for lower in [Rating::Again, Rating::Hard, Rating::Good] {
            if lower >= rating {
                break;
            }
            let (least, _) = self.forecast(model, known, lower, moment);
            if least > days {
                days = least;
                why.bound = Bound::Ordered;
            }
        }
        let days = u32::try_from(days).ok().and_then(Interval::from_days);
        (days.unwrap_or(Interval::DAY), why)
    }

    /// The days until recall has fallen to the desired retention, spread like the intervals of SM-2.
    fn forecast(
        &self,
        model: &FsrsModel,
        known: Option<KnownMemory>,
        rating: Rating,
        moment: &Moment<'_>,
    ) -> (u64, Why) {
        // From the stored numbers, so that an interval can be computed again from the event.
        let after = remembered(model, known, rating).rounded();
        let raw = whole_days(model.days_until(after, self.retention.share()));
        let most = u64::from(self.maximum.days());
        let (low, high) = if self.fuzz.is_on() {
            fuzz::range(raw)
        } else {
            (raw, raw)
        };
        let shortest = low.clamp(1, most);
        let longest = high.clamp(1, most);
        let drawn = moment.pick(shortest, longest, self.balance);
        let bound = if raw > most {
            Bound::Maximum
        } else {
            Bound::Free
        };
        let forecast = Forecast {
            before: known.map(|known| known.forgetting(model)),
            stability: after.stored().0,
            retention: self.retention,
            raw,
            shortest,
            longest,
            drawn,
        };
        let rule = Rule::Forecast(forecast);
        (drawn, Why { rule, bound })
    }
}

impl KnownMemory {
    fn forgetting(self, model: &FsrsModel) -> Forgetting {
        let percent = 100.0 * model.recall(self.memory, f64::from(self.days));
        Forgetting {
            days: self.days,
            recall: u32::try_from(whole(percent)).unwrap_or(100),
            stability: self.memory.stored().0,
        }
    }
}

/// What is known of a card on a day. A day before the last review, of a clock that was set back, is
/// taken for the same day.
fn known(model: &FsrsModel, before: &Memory, today: StudyDay) -> Option<KnownMemory> {
    let seen = before.seen()?;
    let days = u32::try_from(today.since(seen.last)).unwrap_or(0);
    // Without the card's log its interval is the best guess: it was to end at about 90 %.
    let memory = seen.strength.fsrs_memory().unwrap_or_else(|| FsrsMemory {
        stability: f64::from(seen.interval.days()),
        ..model.first(Rating::Good)
    });
    Some(KnownMemory { memory, days })
}

fn remembered(model: &FsrsModel, known: Option<KnownMemory>, rating: Rating) -> FsrsMemory {
    match known {
        None => model.first(rating),
        Some(known) => model.after(known.memory, rating, known.days),
    }
}

fn stored(memory: FsrsMemory) -> Strength {
    let (stability, difficulty) = memory.stored();
    Strength::Fsrs {
        stability,
        difficulty,
    }
}

/// Days rounded to whole ones, at least one.
fn whole_days(days: f64) -> u64 {
    whole(days).max(1)
}

#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "a cast of a float saturates, and what comes here is not negative"
)]
fn whole(number: f64) -> u64 {
    libm::round(number) as u64
}

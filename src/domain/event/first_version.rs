//! Bodies of the first version, read as today's. Only scheduled answers had another form: they knew no
//! scheduler but SM-2, and recorded the ease without the number of repetitions.

use serde::Deserialize;

use super::{Answer, Review};
use crate::domain::day::StudyDay;
use crate::domain::grade::Grade;
use crate::domain::schedule::{
    Ease, Interval, Memory, Scheduler, SeenMemory, SettingsHash, Sm2, Strength,
};

#[derive(Deserialize)]
pub(super) struct FirstReview {
    #[serde(flatten)]
    answer: Answer,
    settings: SettingsHash,
    before: FirstMemory,
    ease: Ease,
    interval: Interval,
    due: StudyDay,
}

#[derive(Deserialize)]
enum FirstMemory {
    New,
    Seen(FirstSeen),
}

#[derive(Deserialize)]
struct FirstSeen {
    ease: Ease,
    repetitions: u32,
    passes: u32,
    reviews: u32,
    lapses: u32,
    interval: Interval,
    due: StudyDay,
    last: StudyDay,
}

impl From<FirstMemory> for Memory {
    fn from(memory: FirstMemory) -> Self {
        match memory {
            FirstMemory::New => Self::New,
            FirstMemory::Seen(seen) => Self::Seen(SeenMemory {
                strength: Strength::Sm2 {
                    ease: seen.ease,
                    repetitions: seen.repetitions,
                },
                passes: seen.passes,
                reviews: seen.reviews,
                lapses: seen.lapses,
                interval: seen.interval,
                due: seen.due,
                last: seen.last,
            }),
        }
    }
}

impl From<FirstReview> for Review {
    fn from(review: FirstReview) -> Self {
        let before = Memory::from(review.before);
        let grade: Grade = review.answer.grade;
        let recorded = Strength::Sm2 {
            ease: review.ease,
            repetitions: 0,
        };
        // The settings are known by hash only here. The default ones fill in the repetitions; the fold,
        // which knows the right ones, counts them again.
        let strength = Scheduler::Sm2(Sm2::standard()).recorded(&before, grade, recorded);
        Self {
            answer: review.answer,
            settings: review.settings,
            before,
            strength,
            interval: review.interval,
            due: review.due,
        }
    }
}

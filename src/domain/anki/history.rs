//! The answers of an Anki collection as events of the log.
//!
//! Each answer becomes an event of a device that is derived from the collection. Its number there is the
//! moment of the answer, which Anki keeps unique: importing again, in any order, finds the same events. What
//! an event holds depends on its own row and on earlier ones of the card alone.

use super::{AnkiCard, AnkiReview, AnkiReviewKind};
use crate::domain::card::{ContentHash, Rev, hex16};
use crate::domain::day::{Instant, Rollover, StudyDay, Zone};
use crate::domain::event::{
    Answer, Event, EventBody, EventKey, Grader, HybridClock, MarkEvent, Practice, Review, Stamp,
};
use crate::domain::grade::Grade;
use crate::domain::id::{CardId, DeviceId};
use crate::domain::schedule::{
    Ease, Interval, Memory, Scheduled, SeenMemory, SettingsHash, Strength,
};

/// Stands for the settings of Anki's scheduler in the log. No build reads it as a scheduler, so what Anki chose
/// is never chosen again.
const SETTINGS: &str = r#"{"scheduler":"anki","version":1,"settings":{}}"#;

/// 2006-01-01, before the first version of Anki, in milliseconds. Numbers of events have 40 bits, which reach
/// to the year 2040 from here.
const FIRST_MOMENT: i64 = 1_136_073_600_000;

/// The first number that no event may have.
const NUMBERS: i64 = 1 << 40;

/// The longest interval taken, in days: a century.
const LONGEST_DAYS: i64 = 36_500;

/// The settings that answers of Anki name, and their text.
pub fn anki_settings() -> (SettingsHash, String) {
    (
        SettingsHash(hex16(SETTINGS.as_bytes())),
        SETTINGS.to_owned(),
    )
}

/// Stands for the text of a card as Anki showed it.
fn anki_content() -> ContentHash {
    ContentHash::of(b"anki")
}

/// Whether something was answered in Anki, or comes from an import of its cards: it was no step here, so none
/// that could be taken back here.
pub fn is_of_anki(body: &EventBody) -> bool {
    if let EventBody::Placed(placed) = body {
        return placed.settings == anki_settings().0;
    }
    let answer = body.answer();
    answer.is_some_and(|answer| answer.content == anki_content())
}

/// Where and when a collection was used.
#[derive(Debug, Clone)]
pub struct AnkiHistory {
    answers: DeviceId,
    graduations: DeviceId,
    zone: Zone,
    zone_name: String,
    rollover: Rollover,
    settings: SettingsHash,
    content: ContentHash,
    created: i64,
}

impl AnkiHistory {
    /// For a collection that was made at a moment, in seconds, and a learner who lives in a zone.
    ///
    /// # Panics
    /// Never: sixteen hexadecimal digits are a device.
    pub fn new(created: i64, zone: Zone, rollover: Rollover) -> Self {
        let zone_name = zone.to_string();
        let device = |part: &str| {
            // Study days depend on the zone, so that machines in two zones write two histories.
            let text = format!("{created} {zone_name} {} {part}", rollover.hour());
            let digits = format!("{}{}", DeviceId::DERIVED, &hex16(text.as_bytes())[..8]);
            DeviceId::parse(&digits).expect("sixteen hexadecimal digits are a device")
        };
        Self {
            answers: device("answers"),
            graduations: device("graduations"),
            zone,
            zone_name,
            rollover,
            settings: anki_settings().0,
            content: anki_content(),
            created,
        }
    }

    /// The devices whose events the history is, the one with the fewer events first.
    pub(super) const fn devices(&self) -> [&DeviceId; 2] {
        [&self.graduations, &self.answers]
    }

    /// The events of a card's reviews up to now, oldest first: a clock that was ahead must not move the log's.
    pub fn events(&self, card: &CardId, reviews: &[AnkiReview], now: Instant) -> Vec<Event> {
        let (mut at, mut events) = (CardProgress::default(), Vec::new());
        let until_now = reviews.iter().filter(|review| review.at <= now.millis());
        for review in until_now {
            self.take(card, &mut at, review, &mut events);
        }
        events
    }

    /// Adds the events of a card's next review.
    pub(super) fn take(
        &self,
        card: &CardId,
        at: &mut CardProgress,
        review: &AnkiReview,
        events: &mut Vec<Event>,
    ) {
        let mut writer = CardWriter {
            history: self,
            card,
            at,
            events,
        };
        writer.take(review);
    }

    /// How many scheduled answers the events of a card hold since it was last new.
    pub fn reviews(events: &[Event]) -> u32 {
        let is_reset = |event: &Event| {
            let EventBody::Mark { mark, .. } = &event.body else {
                return false;
            };
            *mark == MarkEvent::Reset
        };
        let since_new = events.iter().rev().take_while(|event| !is_reset(event));
        let reviews = since_new.filter(|event| event.body.review().is_some());
        u32::try_from(reviews.count()).unwrap_or(u32::MAX)
    }

    /// The day a card in review is due, and its interval; nothing for one that is new or being learned.
    pub fn due(&self, card: &AnkiCard) -> Option<(Interval, StudyDay)> {
        if !card.is_scheduled() {
            return None;
        }
        let interval = interval_of(i64::from(card.interval))?;
        // An hour later: the collection began at a turn of days, which another zone has an hour off.
        let began = Instant::from_millis(self.created.saturating_add(3600).saturating_mul(1000));
        let days = i32::try_from(card.due)
            .ok()
            .filter(|days| days.abs() < 100_000)?;
        Some((
            interval,
            self.zone.study_day(began, self.rollover).plus(days),
        ))
    }

    fn stamp(&self, at: Instant) -> Stamp {
        Stamp {
            at,
            offset: self.zone.offset_at(at),
            zone: self.zone_name.clone(),
            day: self.zone.study_day(at, self.rollover),
        }
    }
}

/// The strength of a card by its factor, per mille; none means that it is being learned.
pub fn strength_of(factor: u32, repetitions: u32) -> Strength {
    let ease = Ease::from_hundredths(factor / 10).unwrap_or(if factor == 0 {
        Ease::START
    } else {
        Ease::FLOOR
    });
    Strength::Sm2 { ease, repetitions }
}

fn interval_of(days: i64) -> Option<Interval> {
    let days = u32::try_from(days.min(LONGEST_DAYS)).ok()?;
    Interval::from_days(days)
}

/// How far a card's answers have been taken.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct CardProgress {
    memory: Memory,
    /// The moment of the last one.
    last: Option<i64>,
}

/// Writes the events of one card.
struct CardWriter<'h> {
    history: &'h AnkiHistory,
    card: &'h CardId,
    at: &'h mut CardProgress,
    events: &'h mut Vec<Event>,
}

impl CardWriter<'_> {
    fn take(&mut self, review: &AnkiReview) {
        let number = review.at - FIRST_MOMENT;
        let is_in_order = self.at.last.is_none_or(|last| last < review.at);
        if !(1..NUMBERS).contains(&number) || !is_in_order {
            return;
        }
        self.at.last = Some(review.at);
        let is_new = self.at.memory == Memory::New;
        match (review.kind, review.grade()) {
            (AnkiReviewKind::Manual, _) | (_, None) => {
                if review.is_reset() {
                    self.at.memory = Memory::New;
                    self.push(number, MarkEvent::Reset.on(self.card.clone()));
                }
            }
            (AnkiReviewKind::Review, Some(grade)) => self.review(number, review, grade),
            (AnkiReviewKind::Learn, Some(grade)) if is_new => self.review(number, review, grade),
            (AnkiReviewKind::Filtered, Some(grade)) => {
                let practice = self.practice(review, grade);
                self.push(number, EventBody::Cram(practice));
            }
            (AnkiReviewKind::Learn | AnkiReviewKind::Relearn, Some(grade)) => {
                let practice = self.practice(review, grade);
                self.push(number, EventBody::Repeat(practice));
                self.graduate(number, review);
            }
        }
    }

    /// A scheduled answer.
    fn review(&mut self, number: i64, review: &AnkiReview, grade: Grade) {
        let before = self.at.memory;
        let stamp = self.history.stamp(Instant::from_millis(review.at));
        let day = stamp.day;
        // A step of minutes ends on the next day at the latest.
        let interval = interval_of(i64::from(review.interval)).unwrap_or(Interval::DAY);
        let repetitions = match &before {
            Memory::Seen(SeenMemory {
                strength: Strength::Sm2 { repetitions, .. },
                ..
            }) if grade.is_pass() => repetitions + 1,
            Memory::New | Memory::Seen(_) => 1,
        };
        let strength = strength_of(review.factor, repetitions);
        let due = day.plus(i32::try_from(interval.days()).unwrap_or(i32::MAX));
        self.at.memory = Memory::Seen(before.after(
            grade,
            day,
            Scheduled {
                strength,
                interval,
                due,
            },
        ));
        let body = Review {
            answer: self.answer(review, grade),
            settings: self.history.settings.clone(),
            before,
            strength,
            interval,
            due,
        };
        self.push_at(number, stamp, EventBody::Review(body));
    }

    /// A step of learning that ends with an interval of days moves the card's due day.
    fn graduate(&mut self, number: i64, review: &AnkiReview) {
        let interval = interval_of(i64::from(review.interval));
        let (Some(interval), Memory::Seen(seen)) = (interval, &mut self.at.memory) else {
            return;
        };
        let stamp = self.history.stamp(Instant::from_millis(review.at));
        let due = stamp
            .day
            .plus(i32::try_from(interval.days()).unwrap_or(i32::MAX));
        (seen.interval, seen.due) = (interval, due);
        let mark = MarkEvent::Reschedule {
            reviews: seen.reviews,
            interval,
            due,
        };
        let device = self.history.graduations.clone();
        // Behind the answer, which has the same moment.
        let clock = clock(review.at) + 1;
        self.events.push(Event {
            key: key(device, number),
            clock: HybridClock::from_number(clock),
            stamp,
            body: mark.on(self.card.clone()),
        });
    }

    fn practice(&self, review: &AnkiReview, grade: Grade) -> Practice {
        Practice {
            answer: self.answer(review, grade),
        }
    }

    fn answer(&self, review: &AnkiReview, grade: Grade) -> Answer {
        Answer {
            card: self.card.clone(),
            rev: Rev(1),
            content: self.history.content.clone(),
            grade,
            grader: Grader::Learner,
            evidence: None,
            answer_ms: review.millis,
            total_ms: review.millis,
        }
    }

    fn push(&mut self, number: i64, body: EventBody) {
        let at = Instant::from_millis(number + FIRST_MOMENT);
        self.push_at(number, self.history.stamp(at), body);
    }

    fn push_at(&mut self, number: i64, stamp: Stamp, body: EventBody) {
        let at = number + FIRST_MOMENT;
        self.events.push(Event {
            key: key(self.history.answers.clone(), number),
            clock: HybridClock::from_number(clock(at)),
            stamp,
            body,
        });
    }
}

/// The clock of a moment.
const fn clock(at: i64) -> i64 {
    at << 16
}

fn key(device: DeviceId, number: i64) -> EventKey {
    EventKey {
        device,
        seq: number.unsigned_abs(),
    }
}

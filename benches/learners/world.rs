//! A simulated learner on a road: answers, time, habits.

use std::collections::HashMap;

use milepost::decks::{embedded, load};
use milepost::domain::card::{Card, CardKind};
use milepost::domain::day::StudyDay;
use milepost::domain::grade::Grade;
use milepost::domain::id::{CardId, TopicId};
use milepost::domain::plan::{MemoryCurve, PastAnswer, ValueScale};
use milepost::domain::schedule::fsrs6::Rating;

use super::memory::{Chance, FIRST_ANSWERS, Hidden, HiddenState};

/// The cards and topics of a road, in its order.
pub(crate) struct Road {
    pub(crate) cards: Vec<Card>,
    pub(crate) topic_of: Vec<usize>,
    pub(crate) topics: Vec<TopicId>,
    /// Prerequisites that stand before a topic in the road.
    pub(crate) needs: Vec<Vec<usize>>,
    pub(crate) values: Vec<f64>,
}

impl Road {
    /// A road of the built-in decks.
    pub(crate) fn load(name: &str) -> Self {
        let content = load(embedded::sources());
        let roadmap = content
            .roadmaps
            .iter()
            .find(|roadmap| roadmap.id.as_str() == name)
            .expect("a built-in roadmap");
        let topics: Vec<TopicId> = roadmap.topics().into_iter().map(|(id, _)| id).collect();
        let places: HashMap<&TopicId, usize> = topics
            .iter()
            .enumerate()
            .map(|(place, id)| (id, place))
            .collect();
        let mut cards: Vec<(usize, Card)> = content
            .cards
            .iter()
            .filter_map(|card| Some((*places.get(&card.topic)?, card.clone())))
            .collect();
        cards.sort_by_key(|(place, _)| *place);
        let needs = topics.iter().enumerate().map(|(place, id)| {
            let topic = content.topics.iter().find(|topic| topic.id == *id);
            let needs = topic.into_iter().flat_map(|topic| &topic.prerequisites);
            let earlier = needs.filter_map(|need| places.get(need).copied());
            earlier.filter(|need| *need < place).collect()
        });
        let scale = ValueScale::default();
        Self {
            needs: needs.collect(),
            values: cards
                .iter()
                .map(|(_, card)| scale.value(card.interview, card.body.kind()))
                .collect(),
            topic_of: cards.iter().map(|(place, _)| *place).collect(),
            cards: cards.into_iter().map(|(_, card)| card).collect(),
            topics,
        }
    }

    pub(crate) fn id(&self, place: usize) -> &CardId {
        &self.cards[place].id
    }
}

/// How a learner behaves.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Habits {
    /// The chance that a day is skipped.
    pub(crate) skips: f64,
    /// What recall loses at the end of a session.
    pub(crate) tires: f64,
    /// How many times as long code takes as its author thinks.
    pub(crate) slow_on_code: f64,
}

pub(crate) const STEADY: Habits = Habits {
    skips: 0.0,
    tires: 0.0,
    slow_on_code: 1.0,
};

pub(crate) const HUMAN: Habits = Habits {
    skips: 0.15,
    tires: 0.06,
    slow_on_code: 1.3,
};

/// What a learner remembers of a card.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Remembered {
    pub(crate) state: HiddenState,
    pub(crate) last: i32,
    pub(crate) passed: bool,
}

/// A learner in the middle of the way.
pub(crate) struct Learner<'a> {
    pub(crate) road: &'a Road,
    pub(crate) hidden: &'a Hidden,
    pub(crate) habits: Habits,
    pub(crate) chance: Chance,
    pub(crate) known: Vec<Option<Remembered>>,
    pub(crate) log: Vec<Vec<PastAnswer>>,
    /// Seconds studied on each day, and those of programs and talks.
    pub(crate) studied: Vec<f64>,
    pub(crate) on_long: Vec<f64>,
}

impl<'a> Learner<'a> {
    pub(crate) fn new(road: &'a Road, hidden: &'a Hidden, habits: Habits, seed: u64) -> Self {
        let cards = road.cards.len();
        Self {
            road,
            hidden,
            habits,
            chance: Chance::new(seed),
            known: vec![None; cards],
            log: vec![Vec::new(); cards],
            studied: Vec::new(),
            on_long: Vec::new(),
        }
    }

    /// Whether the learner sits down today.
    pub(crate) fn begin_day(&mut self) -> bool {
        self.studied.push(0.0);
        self.on_long.push(0.0);
        self.chance.share() >= self.habits.skips
    }

    pub(crate) fn spent(&self) -> f64 {
        self.studied.last().copied().unwrap_or(0.0)
    }

    /// Answers a card; `gone` is the share of the session that is over. A quick card that fails is repeated.
    pub(crate) fn answer(&mut self, place: usize, day: i32, gone: f64) -> Grade {
        let rating = self.rating(place, day, gone);
        let state = match self.known[place] {
            None => self.hidden.first(rating),
            Some(known) => {
                let days = u32::try_from(day - known.last).unwrap_or(0);
                self.hidden.after(known.state, rating, days)
            }
        };
        let passed = rating != Rating::Again;
        self.known[place] = Some(Remembered {
            state,
            last: day,
            passed,
        });
        let seconds = self.seconds(place);
        let repeat = if passed || seconds > 180.0 {
            0.0
        } else {
            seconds / 2.0
        };
        self.take(place, seconds + repeat);
        let grade = [Grade::AGAIN, Grade::HARD, Grade::GOOD, Grade::EASY][rating as usize - 1];
        self.log[place].push(PastAnswer {
            day: StudyDay::from_number(day),
            grade,
            total_ms: Some(milliseconds(seconds)),
        });
        grade
    }

    fn rating(&mut self, place: usize, day: i32, gone: f64) -> Rating {
        let draw = self.chance.share();
        let Some(known) = self.known[place] else {
            let [again, hard, good, _] = FIRST_ANSWERS;
            return match draw {
                draw if draw < again => Rating::Again,
                draw if draw < again + hard => Rating::Hard,
                draw if draw < again + hard + good => Rating::Good,
                _ => Rating::Easy,
            };
        };
        let days = u32::try_from(day - known.last).unwrap_or(0);
        let tired = 1.0 - self.habits.tires * gone;
        if draw < self.hidden.recall(known.state, days) * tired {
            Rating::Good
        } else {
            Rating::Again
        }
    }

    /// Seconds an answer takes: what its kind usually takes, or its author says, give or take a third.
    fn seconds(&mut self, place: usize) -> f64 {
        let card = &self.road.cards[place];
        let kind = card.body.kind();
        let usual = match (card.minutes, kind) {
            (Some(minutes), _) => f64::from(minutes) * 60.0,
            (None, CardKind::Bug) => 45.0,
            (None, CardKind::Output | CardKind::Type) => 30.0,
            (None, _) => 20.0,
        };
        let slow = if is_long(kind) {
            self.habits.slow_on_code
        } else {
            1.0
        };
        usual * slow * (0.67 + 0.66 * self.chance.share())
    }

    fn take(&mut self, place: usize, seconds: f64) {
        let kind = self.road.cards[place].body.kind();
        let (studied, on_long) = (self.studied.last_mut(), self.on_long.last_mut());
        if let (Some(studied), Some(on_long)) = (studied, on_long) {
            *studied += seconds;
            if is_long(kind) {
                *on_long += seconds;
            }
        }
    }

    /// The share of the value that is recalled on a day.
    pub(crate) fn recalled(&self, day: i32) -> f64 {
        let all: f64 = self.road.values.iter().sum();
        let worth = self.known.iter().zip(&self.road.values);
        let recalled: f64 = worth
            .filter_map(|(known, value)| Some((known.as_ref()?, value)))
            .map(|(known, value)| {
                let days = u32::try_from(day - known.last).unwrap_or(0);
                value * self.hidden.recall(known.state, days)
            })
            .sum();
        recalled / all
    }

    /// Whether new cards of a topic may come up: half of each prerequisite passed at its last answer.
    pub(crate) fn is_open(&self, topic: usize) -> bool {
        self.road.needs[topic].iter().all(|&need| {
            let of_topic = |place: &usize| self.road.topic_of[*place] == need;
            let cards: Vec<usize> = (0..self.known.len()).filter(of_topic).collect();
            let passed = cards
                .iter()
                .filter(|place| self.known[**place].is_some_and(|known| known.passed));
            passed.count() * 2 >= cards.len()
        })
    }
}

pub(crate) const fn is_long(kind: CardKind) -> bool {
    matches!(kind, CardKind::Code | CardKind::Open)
}

#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "seconds of an answer, above zero and below a day"
)]
fn milliseconds(seconds: f64) -> u32 {
    (seconds * 1_000.0) as u32
}

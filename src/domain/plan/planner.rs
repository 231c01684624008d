//! The planner: for each day to the date, the cards that add most to what will be remembered on it.
//!
//! A card's gain is the rise of its recall on the date if it is asked today, times its value, per second.
//! Every day takes the greatest gains first. New cards of high value come early that way, and cards that sink
//! come back when it pays. Deferring valuable cards to the last weeks, when less of them would be forgotten,
//! promises a little more on paper; but a missed day near the end then costs the best cards, so that learners
//! who skip days remember less.

use std::collections::HashSet;

use super::belief::{Belief, MemoryCurve};
use super::days::{LONG_SHARE, PlanPhase};
use super::histories::{Histories, History};
use super::situation::{PlanCard, Situation};
use super::topics::TopicBoard;
use crate::domain::cost::LONG_SECONDS;

/// Before the sweep a card that was asked once waits until asking it again is clearly better than a new card.
const REFRESH_SHARE: f64 = 0.7;
/// What a failed quick card takes for its repeat on the same day, as a share of an answer. A long card is
/// looked through again, not written again.
const REPEAT_SHARE: f64 = 0.5;
/// Gains are computed again after this part of the days that are left.
const STRIDE_PART: i32 = 10;

/// Why a card comes up.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Purpose {
    /// It is new.
    Learn,
    /// It was asked before.
    Refresh,
}

/// A card on a day of the calendar.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct PlannedTurn {
    /// The card, by place.
    pub card: usize,
    /// Why.
    pub purpose: Purpose,
    /// Value that a second spent on it adds.
    pub gain: f64,
}

/// One day of the calendar.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct PlannedDay {
    /// Cards, in the order they are best asked.
    pub turns: Vec<PlannedTurn>,
    /// Seconds they are expected to take.
    pub seconds: f64,
}

/// A whole plan.
#[derive(Debug, Clone, PartialEq)]
pub struct Course {
    /// Today and every day up to the date.
    pub days: Vec<PlannedDay>,
    /// For each card, the probability of recall on the date.
    pub on_date: Vec<f64>,
    /// Topics that no day opens, by place.
    pub closed_topics: Vec<usize>,
}

/// Plans every day from today to the date.
pub fn plan_course<C: MemoryCurve>(curve: &C, situation: &Situation<C::State>) -> Course {
    let mut planner = Planner::new(curve, situation);
    let mut days = Vec::new();
    let end = situation.horizon.days;
    while planner.ranked_on < end {
        let from = planner.ranked_on;
        let ranked = planner.ranked(from);
        // Today is ranked by itself: its list is what will be asked.
        let until = match from {
            0 => 1,
            from => from + ((end - from) / STRIDE_PART).max(1),
        };
        days.extend((from..until).map(|day| planner.fill(day, &ranked)));
        planner.ranked_on = until;
    }
    Course {
        days,
        on_date: planner.on_date(),
        closed_topics: planner.board.closed(),
    }
}

/// A card with what asking it gains per second.
#[derive(Debug, Clone, Copy)]
struct Ranked {
    card: usize,
    gain: f64,
    /// What it gains by itself, where it also opens a topic: decides between cards of one bundle.
    alone: f64,
}

/// The state of a plan under way.
struct Planner<'a, C: MemoryCurve> {
    curve: &'a C,
    situation: &'a Situation<C::State>,
    histories: Histories<'a, C>,
    /// The history of each card; nothing for a new one.
    cards: Vec<Option<History>>,
    last_asked: Vec<Option<i32>>,
    board: TopicBoard,
    long_saved: f64,
    /// The day on which gains were computed last.
    ranked_on: i32,
    /// The least gain that found a place on the last day: far smaller ones are not worth computing.
    least: f64,
}

impl<'a, C: MemoryCurve> Planner<'a, C> {
    fn new(curve: &'a C, situation: &'a Situation<C::State>) -> Self {
        let mut histories = Histories::new(curve, situation.horizon.days);
        let given = |card: &PlanCard<C::State>| card.belief.map(|belief| histories.given(belief));
        let cards: Vec<_> = situation.cards.iter().map(given).collect();
        Self {
            curve,
            situation,
            histories,
            last_asked: vec![None; cards.len()],
            board: TopicBoard::new(situation),
            cards,
            long_saved: situation.horizon.long_saved,
            ranked_on: 0,
            least: 0.0,
        }
    }

    /// For each card, the probability of recall on the date.
    fn on_date(&self) -> Vec<f64> {
        let recall = |history: &Option<History>| {
            history.map_or(0.0, |history| self.histories.on_date(history))
        };
        self.cards.iter().map(recall).collect()
    }

    /// Cards by what asking them on this day gains, greatest first; ties in the order of the roads.
    fn ranked(&mut self, day: i32) -> Vec<Ranked> {
        let end = self.situation.horizon.days;
        // Until it is answered, a new card is like any other: one figure serves all of them.
        let learnt = Belief::first(self.curve, day).recall(self.curve, end);
        let bundles = self.board.bundles(self.situation, learnt);
        let refresh = match self.situation.horizon.phase(day) {
            PlanPhase::Learn => REFRESH_SHARE,
            PlanPhase::Sweep => 1.0,
        };
        let mut ranked: Vec<Ranked> = Vec::with_capacity(self.cards.len());
        for (place, card) in self.situation.cards.iter().enumerate() {
            let alone = match self.cards[place] {
                None => learnt * per_second(card),
                Some(history) => self.refresh_gain(card, history, day) * refresh,
            };
            let gain = match self.cards[place] {
                // A bundle is priced with the quickest card of its topic, so only quick cards carry
                // it.
                None if card.seconds <= LONG_SECONDS => alone.max(bundles[card.topic]),
                _ => alone,
            };
            if gain > 0.0 {
                let card = place;
                ranked.push(Ranked { card, gain, alone });
            }
        }
        ranked.sort_by(|a, b| {
            b.gain
                .total_cmp(&a.gain)
                .then(b.alone.total_cmp(&a.alone))
                .then(a.card.cmp(&b.card))
        });
        ranked
    }

    /// What asking a known card again gains per second.
    fn refresh_gain(&mut self, card: &PlanCard<C::State>, history: History, day: i32) -> f64 {
        let before = self.histories.on_date(history);
        let most = (1.0 - before) * per_second(card);
        // Most cards cannot reach what the day took last, and the formulas cost more than this comparison.
        if most < self.least / 2.0 {
            return 0.0;
        }
        (self.histories.if_asked(history, day) - before) * per_second(card)
    }

    /// Takes the greatest gains that fit into a day.
    fn fill(&mut self, day: i32, ranked: &[Ranked]) -> PlannedDay {
        let horizon = self.situation.horizon;
        let seconds = horizon.seconds_on(day);
        let mut long_left = (LONG_SHARE * horizon.seconds_on(day) + self.long_saved).min(seconds);
        let mut planned = PlannedDay::default();
        let mut families = HashSet::new();
        for Ranked {
            card: place, gain, ..
        } in ranked.iter().copied()
        {
            let card = &self.situation.cards[place];
            let cost = self.cost(place, day);
            let is_long = card.seconds > LONG_SECONDS;
            // A shorter card further down may still fit, so the walk goes on to the end.
            if planned.seconds + cost > seconds || (is_long && cost > long_left) {
                continue;
            }
            // The family is taken last: a card that may not be asked must not keep its sibling
            // away.
            if !self.may_be_asked(place, day) || !families.insert(card.family) {
                continue;
            }
            if is_long {
                long_left -= cost;
            }
            planned.seconds += cost;
            planned.turns.push(self.ask(place, gain, day));
        }
        // A card longer than the day's allowance waits until the days before have left enough for it.
        self.long_saved = long_left.min(seconds);
        self.least = planned.turns.last().map_or(self.least, |turn| turn.gain);
        planned
    }

    fn may_be_asked(&self, place: usize, day: i32) -> bool {
        let card = &self.situation.cards[place];
        let is_new = self.cards[place].is_none();
        // A gain is stale once the card was asked.
        let asked_lately = self.last_asked[place].is_some_and(|asked| asked >= self.ranked_on);
        day >= card.open_from && !asked_lately && (!is_new || self.may_be_begun(card, day))
    }

    fn may_be_begun(&self, card: &PlanCard<C::State>, day: i32) -> bool {
        let is_quick = card.seconds <= LONG_SECONDS;
        self.board.is_open(card.topic)
            && self.needs_passed(card)
            && (is_quick || self.board.is_ready_for_long(card.topic, day))
    }

    /// The probability that a card passed at its last answer.
    fn last_passed(&self, place: usize) -> f64 {
        self.cards[place].map_or(0.0, |history| self.histories.last_passed(history))
    }

    fn needs_passed(&self, card: &PlanCard<C::State>) -> bool {
        // More likely than not. A plan has expectations, not answers.
        card.needs.iter().all(|&need| self.last_passed(need) >= 0.5)
    }

    /// Seconds that asking a card on a day is expected to take, a repeat included.
    fn cost(&self, place: usize, day: i32) -> f64 {
        let card = &self.situation.cards[place];
        let seconds = f64::from(card.seconds);
        if card.seconds > LONG_SECONDS {
            return seconds;
        }
        let fails = match self.cards[place] {
            None => self.curve.first_ratings()[0],
            Some(history) => 1.0 - self.histories.recall(history, day),
        };
        seconds * (1.0 + REPEAT_SHARE * fails)
    }

    fn ask(&mut self, place: usize, gain: f64, day: i32) -> PlannedTurn {
        let before = self.cards[place];
        let passed_before = self.last_passed(place);
        self.cards[place] = Some(self.histories.asked(before, day));
        let topic = self.situation.cards[place].topic;
        self.board
            .add_passed(topic, self.last_passed(place) - passed_before);
        self.board.begin(topic, day);
        self.last_asked[place] = Some(day);
        PlannedTurn {
            card: place,
            purpose: if before.is_some() {
                Purpose::Refresh
            } else {
                Purpose::Learn
            },
            gain,
        }
    }
}

/// What a card is worth per second of an answer.
fn per_second<S>(card: &PlanCard<S>) -> f64 {
    card.value / f64::from(card.seconds.max(1))
}

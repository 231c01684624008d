//! Which topics are open, and what opening a closed one is worth.

use super::situation::Situation;
use crate::domain::cost::LONG_SECONDS;

/// How far one topic is.
#[derive(Debug, Clone, Default)]
struct TopicState {
    cards: f64,
    /// Cards that passed at their last answer, as far as can be expected.
    passed: f64,
    needs: Vec<usize>,
    /// Seconds of its quickest card.
    quickest: u32,
    /// The day on which a card of it was asked first; a past one has no number.
    begun: Option<Beginning>,
}

/// When a topic was begun.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Beginning {
    Past,
    On(i32),
}

impl TopicState {
    /// A topic opens what builds on it when at least half of its cards passed at their last answer.
    fn opens(&self) -> bool {
        // Passes are sums of probabilities: two halves can come out a hair below one.
        self.passed * 2.0 >= self.cards - 1e-9
    }

    /// Seconds until enough of its cards have passed.
    fn opening_seconds(&self) -> f64 {
        let missing = (self.cards / 2.0 - self.passed).max(0.0);
        missing * f64::from(self.quickest)
    }
}

/// How far every topic is, in the middle of a plan.
#[derive(Debug, Clone)]
pub(super) struct TopicBoard {
    topics: Vec<TopicState>,
}

/// What a closed topic would add, and what it takes.
#[derive(Debug, Clone, Copy, Default)]
struct Bundle {
    value: f64,
    seconds: f64,
}

impl Bundle {
    fn gain(self) -> f64 {
        if self.seconds > 0.0 {
            self.value / self.seconds
        } else {
            0.0
        }
    }
}

impl TopicBoard {
    pub(super) fn new<S: Copy>(situation: &Situation<S>) -> Self {
        let mut topics: Vec<TopicState> = situation
            .topics
            .iter()
            .map(|topic| TopicState {
                needs: topic.needs.clone(),
                quickest: u32::MAX,
                ..TopicState::default()
            })
            .collect();
        for card in &situation.cards {
            let topic = &mut topics[card.topic];
            topic.cards += 1.0;
            topic.quickest = topic.quickest.min(card.seconds);
            topic.passed += card.belief.map_or(0.0, |belief| belief.last_passed());
            topic.begun = topic.begun.or(card.belief.map(|_| Beginning::Past));
        }
        Self { topics }
    }

    /// Whether new cards of a topic may come up.
    pub(super) fn is_open(&self, topic: usize) -> bool {
        self.topics[topic]
            .needs
            .iter()
            .all(|&need| self.topics[need].opens())
    }

    /// Whether a new long card of a topic may come up: nobody begins a topic with a program to write, unless it has
    /// nothing else. Long cards are asked before the quick ones of their day.
    pub(super) fn is_ready_for_long(&self, topic: usize, day: i32) -> bool {
        let topic = &self.topics[topic];
        let is_begun = topic.begun.is_some_and(|begun| begun < Beginning::On(day));
        is_begun || topic.quickest > LONG_SECONDS
    }

    /// Records that a card of a topic is asked on a day.
    pub(super) fn begin(&mut self, topic: usize, day: i32) {
        let begun = &mut self.topics[topic].begun;
        *begun = begun.or(Some(Beginning::On(day)));
    }

    /// The topics that are not open.
    pub(super) fn closed(&self) -> Vec<usize> {
        (0..self.topics.len())
            .filter(|topic| !self.is_open(*topic))
            .collect()
    }

    /// Adds to the cards of a topic that passed at their last answer; a negative share takes away.
    pub(super) fn add_passed(&mut self, topic: usize, share: f64) {
        self.topics[topic].passed += share;
    }

    /// For each topic that still closes others, what a second spent on it gains through what it opens: the
    /// prerequisite and what builds on it are paid for together. Topics that close nothing have 0.
    pub(super) fn bundles<S>(&self, situation: &Situation<S>, learnt: f64) -> Vec<f64>
    where
        S: Copy,
    {
        let own = self.new_cards(situation, learnt);
        let mut gains = vec![0.0_f64; self.topics.len()];
        // Prerequisites stand before what they open, so going backwards every chain is complete in
        // time.
        for place in (0..self.topics.len()).rev() {
            if self.is_open(place) {
                continue;
            }
            for &need in &self.topics[place].needs {
                let needed = &self.topics[need];
                if needed.opens() {
                    continue;
                }
                let bundle = Bundle {
                    value: own[place].value,
                    seconds: own[place].seconds + needed.opening_seconds(),
                };
                // A topic that is closed itself hands on what opening it is worth, down to the
                // first topic that can be asked today.
                gains[need] = gains[need].max(bundle.gain()).max(gains[place]);
            }
        }
        gains
    }

    /// The new cards of each topic, as one bundle.
    fn new_cards<S: Copy>(&self, situation: &Situation<S>, learnt: f64) -> Vec<Bundle> {
        let mut bundles = vec![Bundle::default(); self.topics.len()];
        for card in situation.cards.iter().filter(|card| card.belief.is_none()) {
            let bundle = &mut bundles[card.topic];
            bundle.value += card.value * learnt;
            bundle.seconds += f64::from(card.seconds);
        }
        bundles
    }
}

//! Beliefs shared by cards with the same history.
//!
//! In a plan hundreds of cards are first asked on the same day and again on the same later day. What is
//! believed of them is the same, so it is computed once. This is most of a plan's speed.

use std::collections::HashMap;

use super::belief::{Belief, MemoryCurve};

/// A history, by number.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(super) struct History(usize);

#[derive(Debug, Clone, Copy)]
struct HistoryFigures<S> {
    belief: Belief<S>,
    /// Recall on the date, if nothing more is asked.
    on_date: f64,
    /// The day for which `if_asked` was computed, and recall on the date if the card is asked then.
    if_asked: Option<(i32, f64)>,
}

/// All histories of a plan under way.
pub(super) struct Histories<'a, C: MemoryCurve> {
    curve: &'a C,
    end: i32,
    known: Vec<HistoryFigures<C::State>>,
    /// A history after an answer on a day; nothing before it stands for a new card.
    next: HashMap<(Option<History>, i32), History>,
    /// Histories at the start, by the day of their last answer.
    given: HashMap<i32, Vec<History>>,
}

impl<'a, C: MemoryCurve> Histories<'a, C> {
    pub(super) fn new(curve: &'a C, end: i32) -> Self {
        Self {
            curve,
            end,
            known: Vec::new(),
            next: HashMap::new(),
            given: HashMap::new(),
        }
    }

    /// The history of a card that was asked before the plan.
    pub(super) fn given(&mut self, belief: Belief<C::State>) -> History {
        let same_day = self.given.entry(belief.last()).or_default();
        let known = &self.known;
        let same = same_day
            .iter()
            .find(|history| known[history.0].belief == belief);
        if let Some(history) = same {
            return *history;
        }
        let history = History(self.known.len());
        same_day.push(history);
        self.add(belief)
    }

    /// The history after an answer on a day.
    pub(super) fn asked(&mut self, before: Option<History>, day: i32) -> History {
        if let Some(history) = self.next.get(&(before, day)) {
            return *history;
        }
        let belief = match before {
            None => Belief::first(self.curve, day),
            Some(history) => self.known[history.0].belief.asked(self.curve, day),
        };
        let history = self.add(belief);
        self.next.insert((before, day), history);
        history
    }

    fn add(&mut self, belief: Belief<C::State>) -> History {
        self.known.push(HistoryFigures {
            belief,
            on_date: belief.recall(self.curve, self.end),
            if_asked: None,
        });
        History(self.known.len() - 1)
    }

    /// Recall on the date, if nothing more is asked.
    pub(super) fn on_date(&self, history: History) -> f64 {
        self.known[history.0].on_date
    }

    /// Recall on the date, if the card is asked on a day.
    pub(super) fn if_asked(&mut self, history: History, day: i32) -> f64 {
        let known = &mut self.known[history.0];
        // One day is enough to remember: cards are ranked day by day, and hundreds share a history.
        if let Some((asked, recall)) = known.if_asked
            && asked == day
        {
            return recall;
        }
        let recall = known.belief.recall_if_asked(self.curve, day, self.end);
        known.if_asked = Some((day, recall));
        recall
    }

    /// Recall on a day, if nothing is asked before it.
    pub(super) fn recall(&self, history: History, day: i32) -> f64 {
        self.known[history.0].belief.recall(self.curve, day)
    }

    /// The probability that the last answer passed.
    pub(super) fn last_passed(&self, history: History) -> f64 {
        self.known[history.0].belief.last_passed()
    }
}

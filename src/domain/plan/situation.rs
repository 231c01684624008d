//! What a plan is made from: cards, topics, and the days that are left.

use super::belief::Belief;

/// A card as a planner sees it.
#[derive(Debug, Clone, PartialEq)]
pub struct PlanCard<S> {
    /// Its topic, by place among the topics of the situation.
    pub topic: usize,
    /// What it is worth when it is remembered.
    pub value: f64,
    /// Seconds that one answer takes.
    pub seconds: u32,
    /// Cards with the same number are siblings: they never come up on one day.
    pub family: usize,
    /// Cards that must have passed once before this one is new, by place.
    pub needs: Vec<usize>,
    /// The first day on which it may be asked; 0 is today.
    pub open_from: i32,
    /// What is believed of it; nothing for a card that was never asked.
    pub belief: Option<Belief<S>>,
    /// When its schedule asks it next; nothing for a new card.
    pub due: Option<ScheduledAsk>,
}

/// When a schedule asks a card next.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct ScheduledAsk {
    /// The day; 0 is today, and late cards have negative ones.
    pub day: i32,
    /// The interval that ends then, in days.
    pub interval: i32,
}

/// A topic as a planner sees it.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct PlanTopic {
    /// Topics that hold it until half of their cards have passed, by place; each stands before it.
    pub needs: Vec<usize>,
}

/// The days that are left, and what is known of the learner's time.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Horizon {
    /// Days until the date, today included.
    pub days: i32,
    /// Days from the start of the plan to the date.
    pub whole: i32,
    /// Seconds that were promised for a day.
    pub seconds_a_day: f64,
    /// Seconds of today that are gone already.
    pub spent_today: f64,
    /// The share of the promise that the learner keeps, as the days since the start of the plan say.
    pub kept: f64,
    /// Seconds of their allowance that long cards left on earlier days.
    pub long_saved: f64,
}

/// What a plan is made from.
#[derive(Debug, Clone, PartialEq)]
pub struct Situation<S> {
    /// Cards in the order of the roads; suspended ones left out.
    pub cards: Vec<PlanCard<S>>,
    /// Topics in the order of the roads, those that hold others before them.
    pub topics: Vec<PlanTopic>,
    /// The days.
    pub horizon: Horizon,
}

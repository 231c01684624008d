//! What waits today: scheduled cards, repeats from earlier, and new ones left of the day's allowance.

use std::collections::HashSet;

use crate::domain::id::{CardId, TopicId};
use crate::domain::plan::Purpose;
use crate::domain::queue::{Queue, QueueEntry};
use crate::engine::choice::Chosen;
use crate::engine::costs::{CostedCard, Costs, total};
use crate::engine::new_cards::new_by_road;
use crate::engine::plan::PlannedCard;
use crate::engine::study_day::{DaySoFar, day_so_far, share_of};
use crate::engine::workspace::Workspace;
use crate::error::AppError;

/// What waits: numbers for heads, `due` and the dashboard.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct WaitingCounts {
    /// Scheduled cards, within the day's cap.
    pub due: usize,
    /// Repeats from earlier today.
    pub learning: usize,
    /// New cards left of the day's allowance.
    pub new: usize,
    /// Due cards that are left to the days to come, because many piled up during a break.
    pub later: usize,
    /// Seconds that all of them take but those left to later days.
    pub seconds: u64,
}

impl WaitingCounts {
    /// Whether the day is done.
    pub const fn is_nothing(self) -> bool {
        self.due == 0 && self.learning == 0 && self.new == 0
    }

    /// Minutes it will take, rounded up.
    pub const fn minutes(self) -> u64 {
        self.seconds.div_ceil(60)
    }

    /// What a plan asks today, with the repeats that wait.
    fn of_plan(cards: &[PlannedCard], repeats: &[CostedCard]) -> Self {
        let is_new = |planned: &&PlannedCard| planned.purpose == Purpose::Learn;
        let new = cards.iter().filter(is_new).count();
        let planned: u64 = cards.iter().map(|card| u64::from(card.seconds)).sum();
        Self {
            due: cards.len() - new,
            learning: repeats.len(),
            new,
            later: 0,
            seconds: planned + repeat_seconds(repeats),
        }
    }
}

/// What waits, card by card.
pub(super) struct WaitingToday {
    pub(super) due: Vec<CostedCard>,
    pub(super) new: Vec<CostedCard>,
    pub(super) repeats: Vec<CostedCard>,
    /// Due cards that are left to the days to come.
    pub(super) later: usize,
}

impl WaitingToday {
    /// Leaves out all scheduled cards but the first.
    pub(super) fn limit(&mut self, most: usize) {
        self.due.truncate(most);
        self.new.truncate(most - self.due.len());
    }

    /// The numbers.
    pub(super) fn counts(&self) -> WaitingCounts {
        WaitingCounts {
            due: self.due.len(),
            learning: self.repeats.len(),
            new: self.new.len(),
            later: self.later,
            seconds: total(&self.due) + total(&self.new) + repeat_seconds(&self.repeats),
        }
    }
}

/// A repeat was answered a short while ago: it takes half as long.
fn repeat_seconds(repeats: &[CostedCard]) -> u64 {
    total(repeats).div_ceil(2)
}

/// What waits now, in a choice of cards.
pub fn waiting(home: &Workspace<'_>, chosen: &Chosen) -> Result<WaitingCounts, AppError> {
    let day = day_so_far(home, chosen, None)?;
    let new = new_by_road(home, chosen, day.caps.new, &day.met)?;
    Ok(waiting_cards(home, chosen, &day, new)?.counts())
}

/// What waits of a plan's day.
pub fn waiting_of_plan(
    home: &Workspace<'_>,
    chosen: &Chosen,
    cards: &[PlannedCard],
) -> Result<WaitingCounts, AppError> {
    let day = day_so_far(home, chosen, None)?;
    let repeats = in_choice(home, chosen, &day.repeats)?;
    let repeats = Costs::read(home)?.of_cards(repeats)?;
    Ok(WaitingCounts::of_plan(cards, &repeats))
}

/// The cards that the day's queue will take, and the repeats, with their costs.
pub(super) fn waiting_cards(
    home: &Workspace<'_>,
    chosen: &Chosen,
    day: &DaySoFar,
    new: Vec<Vec<QueueEntry>>,
) -> Result<WaitingToday, AppError> {
    let (due, new) = taken(due_cards(home, chosen, day)?, new, day);
    let costs = Costs::read(home)?;
    Ok(WaitingToday {
        due: costs.of_cards(due)?,
        new: costs.of_cards(new)?,
        repeats: costs.of_cards(in_choice(home, chosen, &day.repeats)?)?,
        later: day.later,
    })
}

/// The due cards that are looked at for a day. Siblings fall out, so they are twice as many as it may bring.
fn due_cards(
    home: &Workspace<'_>,
    chosen: &Chosen,
    day: &DaySoFar,
) -> Result<Vec<CardId>, AppError> {
    let most = day.caps.reviews.saturating_mul(2);
    let progress = home.store.progress();
    Ok(progress.due(&chosen.scope, home.today(), most)?)
}

/// The due and the new cards that the day's queue will take.
fn taken(
    due: Vec<CardId>,
    new: Vec<Vec<QueueEntry>>,
    day: &DaySoFar,
) -> (Vec<CardId>, Vec<CardId>) {
    // Topics decide the order only, and nothing is asked in order here.
    let topic = TopicId::parse("any").expect("a slug is a topic");
    let due = due.into_iter().map(|card| QueueEntry {
        card,
        topic: topic.clone(),
    });
    let roads = new.into_iter().map(Vec::into_iter).collect();
    Queue::new(due, roads, day.caps, day.met.clone()).remaining_cards()
}

/// How many due cards tomorrow will ask, if nothing more is answered today.
pub(super) fn due_tomorrow(home: &Workspace<'_>, everyday: &Chosen) -> Result<usize, AppError> {
    let tomorrow = home.today().plus(1);
    let most = share_of(home, everyday, tomorrow, 0)?.reviews;
    let progress = home.store.progress();
    let due = progress.due(&everyday.scope, tomorrow, most.saturating_mul(2))?;
    // Siblings are asked on different days.
    let bases: HashSet<&str> = due.iter().map(CardId::base).collect();
    Ok(bases.len().min(most))
}

pub(super) fn in_choice(
    home: &Workspace<'_>,
    chosen: &Chosen,
    cards: &[CardId],
) -> Result<Vec<CardId>, AppError> {
    let mut found = Vec::new();
    for card in cards {
        if chosen.has(home, card)? {
            found.push(card.clone());
        }
    }
    Ok(found)
}

//! What waits today: scheduled cards, repeats from earlier, and new ones left of the day's allowance.

use std::cell::Cell;

use crate::domain::id::{CardId, TopicId};
use crate::domain::plan::Purpose;
use crate::domain::queue::{Queue, QueueEntry};
use crate::engine::bench::Bench;
use crate::engine::choice::{Chosen, Everyday};
use crate::engine::costs::{CostedCard, Costs, total};
use crate::engine::new_cards::new_by_road;
use crate::engine::plan::{self, PlannedCard};
use crate::engine::study_day::{DaySoFar, day_so_far, is_everyday};
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
    /// Due cards that are left to the days to come: many piled up during a break, or they take long and today has
    /// no more room for such.
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
        // Not below zero: the due cards were just cut to `most`.
        self.new.truncate(most - self.due.len());
    }

    /// All but the repeats.
    pub(super) fn due_and_new(&self) -> impl Iterator<Item = &CostedCard> {
        self.due.iter().chain(&self.new)
    }

    /// The numbers, without the long cards that wait for another day.
    pub(super) fn counts(&self, bench: &Bench) -> WaitingCounts {
        let is_asked = |card: &&CostedCard| !bench.is_put_off(&card.card);
        let due: Vec<&CostedCard> = self.due.iter().filter(is_asked).collect();
        let new: Vec<&CostedCard> = self.new.iter().filter(is_asked).collect();
        let asked = due.iter().chain(&new);
        let seconds: u64 = asked.map(|card| u64::from(card.seconds)).sum();
        WaitingCounts {
            due: due.len(),
            learning: self.repeats.len(),
            new: new.len(),
            later: self.later + self.due.len() - due.len(),
            seconds: seconds + repeat_seconds(&self.repeats),
        }
    }
}

/// A repeat was answered a short while ago: it takes half as long.
fn repeat_seconds(repeats: &[CostedCard]) -> u64 {
    total(repeats).div_ceil(2)
}

/// What waits today: what the plan says where one is running, else what is due and new.
pub fn waiting_today(home: &Workspace<'_>, everyday: &Everyday) -> Result<WaitingCounts, AppError> {
    if let Some(chosen) = &everyday.planned
        && let Some(plan) = plan::running(home)?
    {
        return waiting_of_plan(home, chosen, &plan::today(home, &plan)?);
    }
    waiting(home, &everyday.chosen)
}

/// What will wait tomorrow, if nothing more is answered today.
pub(super) fn waiting_tomorrow(
    home: &Workspace<'_>,
    everyday: &Everyday,
) -> Result<WaitingCounts, AppError> {
    // As the last day that counted, so that `counted_day` does not fall back to the clock's.
    let day = Cell::new(Some(home.today().plus(1)));
    let tomorrow = Workspace {
        last_day: &day,
        ..*home
    };
    waiting_today(&tomorrow, everyday)
}

/// What waits now, in a choice of cards.
pub fn waiting(home: &Workspace<'_>, chosen: &Chosen) -> Result<WaitingCounts, AppError> {
    let day = day_so_far(home, chosen, None)?;
    let new = new_by_road(home, chosen, day.caps.new, &day.met)?;
    let waits = waiting_cards(home, chosen, &day, new)?;
    let bench = if is_everyday(chosen) {
        Bench::of(home, waits.due_and_new(), home.limits.minutes)?
    } else {
        Bench::default()
    };
    Ok(waits.counts(&bench))
}

/// What waits of a plan's day.
pub(super) fn waiting_of_plan(
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

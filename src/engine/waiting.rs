//! What waits today: scheduled cards, repeats from earlier, and new ones left of the day's allowance.

use std::collections::HashSet;

use crate::domain::id::{CardId, TopicId};
use crate::domain::queue::{Queue, QueueCounts, QueueEntry};
use crate::engine::choice::Chosen;
use crate::engine::new_cards::new_by_road;
use crate::engine::study_day::{DaySoFar, day_so_far, share_of};
use crate::engine::workspace::Workspace;
use crate::error::AppError;

/// Seconds a due card takes, until the learner's own answers say better.
const SECONDS_DUE: u64 = 12;
/// Seconds a new card takes.
const SECONDS_NEW: u64 = 30;

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
}

impl WaitingCounts {
    /// Whether the day is done.
    pub const fn is_nothing(self) -> bool {
        self.due == 0 && self.learning == 0 && self.new == 0
    }

    /// Minutes it will take, rounded up.
    pub fn minutes(self) -> u64 {
        let seconds =
            |n: usize, each: u64| u64::try_from(n).unwrap_or(u64::MAX).saturating_mul(each);
        (seconds(self.due + self.learning, SECONDS_DUE) + seconds(self.new, SECONDS_NEW))
            .div_ceil(60)
    }
}

/// What waits now, in a choice of cards.
pub fn waiting(home: &Workspace<'_>, chosen: &Chosen) -> Result<WaitingCounts, AppError> {
    let day = day_so_far(home, chosen, None)?;
    let due = due_cards(home, chosen, &day)?;
    let new = new_by_road(home, chosen, day.caps.new, &day.met)?;
    let counts = count(due, new, &day);
    Ok(WaitingCounts {
        due: counts.due,
        learning: in_choice(home, chosen, &day.repeats)?.len(),
        new: counts.new,
        later: day.later,
    })
}

/// The due cards that are looked at for a day. Siblings fall out, so they are twice as many as it may bring.
pub(super) fn due_cards(
    home: &Workspace<'_>,
    chosen: &Chosen,
    day: &DaySoFar,
) -> Result<Vec<CardId>, AppError> {
    let most = day.caps.reviews.saturating_mul(2);
    let progress = home.store.progress();
    Ok(progress.due(&chosen.scope, home.today(), most)?)
}

/// How many of some cards the day's queue will take.
pub(super) fn count(due: Vec<CardId>, new: Vec<Vec<QueueEntry>>, day: &DaySoFar) -> QueueCounts {
    // Topics decide the order only, and nothing is asked in order here.
    let topic = TopicId::parse("any").expect("a slug is a topic");
    let due = due.into_iter().map(|card| QueueEntry {
        card,
        topic: topic.clone(),
    });
    let roads = new.into_iter().map(Vec::into_iter).collect();
    Queue::new(due, roads, day.caps, day.met.clone()).remaining()
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

//! What waits today: scheduled cards, repeats from earlier, and new ones left of the day's allowance.

use crate::domain::day::StudyDay;
use crate::domain::id::CardId;
use crate::domain::queue::{Caps, EarlierToday, Queue, QueueEntry, waiting_repeats};
use crate::engine::choice::Chosen;
use crate::engine::new_cards::new_by_road;
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
}

impl WaitingCounts {
    /// Minutes it will take, rounded up.
    pub fn minutes(self) -> u64 {
        let seconds =
            |n: usize, each: u64| u64::try_from(n).unwrap_or(u64::MAX).saturating_mul(each);
        (seconds(self.due + self.learning, SECONDS_DUE) + seconds(self.new, SECONDS_NEW))
            .div_ceil(60)
    }
}

/// What the day's events say: what is left of the caps, what was met, what waits for a repeat.
pub(super) struct Day {
    pub(super) caps: Caps,
    pub(super) met: EarlierToday,
    pub(super) repeats: Vec<CardId>,
}

/// How many first reviews a day may have, and whether the caller replaced the setting.
pub(super) fn day(
    home: &Workspace<'_>,
    today: StudyDay,
    new: Option<u32>,
) -> Result<Day, AppError> {
    let events = home.store.log().day_events(today)?;
    let reviews = events.iter().filter_map(|event| event.body.review());
    let (mut first, mut later) = (0, 0);
    let mut cards = Vec::new();
    for review in reviews {
        if review.before.seen().is_none() {
            first += 1;
        } else {
            later += 1;
        }
        cards.push(review.answer.card.clone());
    }
    let left = |setting: u32, used: usize| {
        usize::try_from(setting)
            .unwrap_or(usize::MAX)
            .saturating_sub(used)
    };
    let caps = Caps {
        reviews: left(home.limits.reviews, later),
        new: new.map_or_else(|| left(home.limits.new, first), |new| left(new, 0)),
    };
    let repeats = waiting_repeats(&events, home.scheduler);
    Ok(Day {
        caps,
        met: EarlierToday { cards, topic: None },
        repeats,
    })
}

/// What waits now, in a choice of cards.
pub fn waiting(home: &Workspace<'_>, chosen: &Chosen) -> Result<WaitingCounts, AppError> {
    let today = home.today();
    let day = day(home, today, None)?;
    let due = home
        .store
        .progress()
        .due_count(&chosen.scope, today, day.caps.reviews)?;
    let new = count_new(&new_by_road(home, chosen, day.caps.new, &day.met)?, &day);
    let learning = in_choice(home, chosen, &day.repeats)?.len();
    Ok(WaitingCounts { due, learning, new })
}

/// How many of the new cards the day's queue will take.
pub(super) fn count_new(roads: &[Vec<QueueEntry>], day: &Day) -> usize {
    let caps = Caps {
        reviews: 0,
        new: day.caps.new,
    };
    let roads = roads.iter().map(|road| road.iter().cloned()).collect();
    Queue::new(std::iter::empty(), roads, caps, day.met.clone()).count()
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

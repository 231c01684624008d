//! What a review or drill will ask: counts for its head, the first card at once, the rest while it is read.

use crate::domain::day::StudyDay;
use crate::domain::id::{CardId, RoadmapId};
use crate::domain::queue::{Caps, EarlierToday, Queue, QueueEntry};
use crate::domain::session::TurnQueue;
use crate::engine::choice::Chosen;
use crate::engine::new_cards::{new_by_road, topic_of};
use crate::engine::study_day::day_so_far;
use crate::engine::waiting::{WaitingCounts, count, due_cards, in_choice};
use crate::engine::workspace::Workspace;
use crate::error::AppError;

/// What a session will ask.
pub struct Agenda {
    /// The session, with its first card if that is due.
    pub(super) queue: TurnQueue,
    /// The rest of the queue.
    pub(super) rest: Option<Sources>,
    /// How much waits.
    pub(super) waits: WaitingCounts,
    /// What the cards are called; nothing means every card.
    pub(super) title: Option<String>,
    /// Which cards it was drawn from.
    pub(super) chosen: Chosen,
    /// The roadmap that is reviewed, if it is one.
    pub(super) road: Option<RoadmapId>,
}

impl Agenda {
    /// What the cards are called; nothing means every card.
    pub fn title(&self) -> Option<&str> {
        self.title.as_deref()
    }
}

/// Limits that a command line sets for one session.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct SessionLimits {
    /// New cards to introduce, instead of what is left of the day's.
    pub new: Option<u32>,
    /// Most cards to ask.
    pub cards: Option<u32>,
}

/// Where scheduled cards come from, read once the first is on the screen.
pub(super) struct Sources {
    chosen: Chosen,
    caps: Caps,
    met: EarlierToday,
    today: StudyDay,
    limit: usize,
    /// The due card that is on the screen.
    first: Option<CardId>,
    /// New cards by road.
    new: Vec<Vec<QueueEntry>>,
}

/// The agenda of a review.
pub fn scheduled(
    home: &Workspace<'_>,
    chosen: &Chosen,
    limits: SessionLimits,
) -> Result<Agenda, AppError> {
    let today = home.today();
    let day = day_so_far(home, chosen, limits.new)?;
    let limit = limits
        .cards
        .and_then(|limit| usize::try_from(limit).ok())
        .unwrap_or(usize::MAX);
    let repeats = in_choice(home, chosen, &day.repeats)?;
    let due = due_cards(home, chosen, &day)?;
    let new = new_by_road(home, chosen, day.caps.new, &day.met)?;
    let is_fresh = |card: &&CardId| !day.met.cards.iter().any(|met| met.base() == card.base());
    let first = due.iter().find(is_fresh).cloned().filter(|_| limit > 0);
    let counts = count(due, new.clone(), &day);
    let mut waits = WaitingCounts {
        due: counts.due.min(limit),
        learning: repeats.len(),
        new: counts.new,
        later: day.later,
    };
    waits.new = waits.new.min(limit - waits.due);
    let mut queue = TurnQueue::new(waits.due + waits.new, repeats);
    let sources = Sources {
        chosen: chosen.clone(),
        caps: day.caps,
        met: day.met,
        today,
        limit,
        first: first.clone(),
        new,
    };
    let fed = first.iter().len();
    queue.feed(first);
    let mut rest = (limit > fed).then_some(sources);
    if fed == 0
        && let Some(sources) = rest.take()
    {
        queue.feed(sources.read(home)?);
        queue.settle();
    }
    Ok(Agenda {
        queue,
        rest,
        waits,
        title: chosen.title.clone(),
        road: chosen.one_road().cloned(),
        chosen: chosen.clone(),
    })
}

impl Sources {
    /// The rest of the scheduled cards, in order, without the first one that is already on the screen.
    pub(super) fn read(self, home: &Workspace<'_>) -> Result<Vec<CardId>, AppError> {
        // Siblings fall out: twice as many as can be shown are looked at.
        let most = self.caps.reviews.min(self.limit).saturating_mul(2);
        let mut due = Vec::new();
        for card in home
            .store
            .progress()
            .due(&self.chosen.scope, self.today, most)?
        {
            due.push(QueueEntry {
                topic: topic_of(home, &card)?,
                card,
            });
        }
        let roads = self.new.into_iter().map(Vec::into_iter).collect();
        let cards = Queue::new(due.into_iter(), roads, self.caps, self.met);
        // Where another window answered the first card meanwhile, the queue lacks it: it takes its
        // place all the same.
        let left = self.limit - self.first.iter().len();
        Ok(cards
            .map(|turn| turn.entry.card)
            .filter(|card| self.first.as_ref() != Some(card))
            .take(left)
            .collect())
    }
}

/// The agenda of a drill over cards that were drawn.
pub fn drilled(chosen: &Chosen, cards: Vec<CardId>) -> Agenda {
    let waits = WaitingCounts {
        due: cards.len(),
        ..WaitingCounts::default()
    };
    let mut queue = TurnQueue::new(cards.len(), []);
    queue.feed(cards);
    Agenda {
        queue,
        rest: None,
        waits,
        title: chosen.title.clone(),
        road: chosen.one_road().cloned(),
        chosen: chosen.clone(),
    }
}

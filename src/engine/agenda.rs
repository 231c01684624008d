//! What a review or drill will ask: counts for its head, the first card at once, the rest while it is read.

use std::collections::HashSet;

use crate::domain::day::StudyDay;
use crate::domain::id::{CardId, RoadmapId};
use crate::domain::plan::Purpose;
use crate::domain::queue::{Caps, EarlierToday, Queue, QueueEntry};
use crate::domain::session::TurnQueue;
use crate::engine::bench::Bench;
use crate::engine::choice::Chosen;
use crate::engine::new_cards::{new_by_road, topic_of};
use crate::engine::plan::PlannedCard;
use crate::engine::study_day::day_so_far;
use crate::engine::waiting::{WaitingCounts, in_choice, waiting_cards, waiting_of_plan};
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
    /// Long cards that are offered before the others.
    pub(super) bench: Bench,
    /// Cards that a plan brings back before they are due: their answers move no schedule.
    pub(super) early: HashSet<CardId>,
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
    /// What is done with long cards.
    pub bench: BenchRule,
}

/// What a session does with long cards.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum BenchRule {
    /// They are offered at the start, as many as leave most of these minutes for quick ones; the others wait.
    Offer {
        /// Minutes of the day, or of the session if it is shorter.
        minutes: u32,
    },
    /// They come in their turn: the learner named the cards.
    #[default]
    Mixed,
}

impl SessionLimits {
    fn most(self) -> usize {
        self.cards
            .and_then(|limit| usize::try_from(limit).ok())
            .unwrap_or(usize::MAX)
    }
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
    /// Long cards: they come from the bench or not at all.
    long: HashSet<CardId>,
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
    let limit = limits.most();
    let new = new_by_road(home, chosen, day.caps.new, &day.met)?;
    let mut waits = waiting_cards(home, chosen, &day, new.clone())?;
    waits.limit(limit);
    let bench = match limits.bench {
        BenchRule::Offer { minutes } => Bench::of(home, waits.due_and_new(), minutes)?,
        BenchRule::Mixed => Bench::default(),
    };
    let quick = waits.due.len() + waits.new.len() - bench.len();
    let first = waits.due.iter().find(|due| !bench.has(&due.card));
    let first = first.map(|due| due.card.clone());
    let repeats = waits.repeats.iter().map(|repeat| repeat.card.clone());
    let mut queue = TurnQueue::new(quick, repeats);
    let sources = Sources {
        chosen: chosen.clone(),
        caps: day.caps,
        met: day.met,
        today,
        limit: limit - bench.len().min(limit),
        first: first.clone(),
        long: bench.cards(),
        new,
    };
    let fed = first.iter().len();
    queue.feed(first);
    let mut rest = (sources.limit > fed).then_some(sources);
    // Nothing is due, so nothing can be shown before the new cards are read as well.
    if fed == 0
        && let Some(sources) = rest.take()
    {
        queue.feed(sources.read(home)?);
        queue.settle();
    }
    Ok(Agenda {
        queue,
        rest,
        waits: waits.counts(&bench),
        title: chosen.title.clone(),
        road: chosen.one_road().cloned(),
        chosen: chosen.clone(),
        bench,
        early: HashSet::new(),
    })
}

/// The agenda of what a plan says for today: its long cards on the bench, the others mixed so that no topic
/// comes twice in a row when that can be helped.
pub fn planned(
    home: &Workspace<'_>,
    chosen: &Chosen,
    cards: &[PlannedCard],
    limits: SessionLimits,
) -> Result<Agenda, AppError> {
    let cards = &cards[..cards.len().min(limits.most())];
    let waits = waiting_of_plan(home, chosen, cards)?;
    let day = day_so_far(home, chosen, None)?;
    let repeats = in_choice(home, chosen, &day.repeats)?;
    let mut early = HashSet::new();
    let (mut known, mut new, mut long) = (Vec::new(), Vec::new(), Vec::new());
    for planned in cards {
        let card = planned.card.clone();
        if is_early(home, &card)? {
            early.insert(card.clone());
        }
        let entry = QueueEntry {
            topic: topic_of(home, &card)?,
            card,
        };
        match planned.purpose {
            _ if planned.is_long() => long.push(planned),
            Purpose::Learn => new.push(entry),
            Purpose::Refresh => known.push(entry),
        }
    }
    let caps = Caps {
        reviews: known.len(),
        new: new.len(),
    };
    // The caps are the lengths of the lists: the queue is used for its order alone.
    let quick = Queue::new(known.into_iter(), vec![new.into_iter()], caps, day.met);
    let quick: Vec<CardId> = quick.map(|turn| turn.entry.card).collect();
    let mut queue = TurnQueue::new(quick.len(), repeats);
    queue.feed(quick);
    Ok(Agenda {
        queue,
        rest: None,
        waits,
        title: chosen.title.clone(),
        road: chosen.one_road().cloned(),
        chosen: chosen.clone(),
        bench: Bench::planned(&long),
        early,
    })
}

/// Whether a card was seen and is not due yet.
fn is_early(home: &Workspace<'_>, card: &CardId) -> Result<bool, AppError> {
    let state = home.store.progress().state(card)?;
    let seen = state.memory.seen();
    Ok(seen.is_some_and(|seen| seen.due > home.today()))
}

impl Sources {
    /// The rest of the scheduled cards, in order, without those on the bench and without the first one, which
    /// is already on the screen.
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
            .filter(|card| self.first.as_ref() != Some(card) && !self.long.contains(card))
            .take(left)
            .collect())
    }
}

/// The agenda of a drill whose cards are chosen one by one, at most this many.
pub(super) fn announced(chosen: &Chosen, most: usize) -> Agenda {
    let mut agenda = drilled(chosen, vec![]);
    agenda.queue = TurnQueue::new(most, []);
    agenda
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
        bench: Bench::default(),
        early: HashSet::new(),
    }
}

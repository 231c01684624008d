//! The order of a session: due cards with new ones among them, what holds a topic back, and which
//! repeats wait. Lazy: the first card is known before the rest has been read.

mod holds;
mod repeats;

pub use holds::{Blocker, RoadPace, TopicProgress, held_topics, unmet_needs};
pub use repeats::{next_repeat, waiting_repeats};

use std::collections::{HashMap, HashSet, VecDeque};

use crate::domain::id::{CardId, TopicId};

/// A card that may come up, with the topic it belongs to.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct QueueEntry {
    /// The card.
    pub card: CardId,
    /// Its topic.
    pub topic: TopicId,
}

/// Why a card comes up.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum QueueSource {
    /// It is due.
    Due,
    /// It is new.
    New,
}

/// A card in its turn.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct QueueTurn {
    /// The card.
    pub entry: QueueEntry,
    /// Why it comes up.
    pub source: QueueSource,
}

/// How many cards may still come up today.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Caps {
    /// Due cards.
    pub reviews: usize,
    /// New cards.
    pub new: usize,
}

/// What the day brought before this session.
#[derive(Debug, Clone, Default)]
pub struct EarlierToday {
    /// Cards answered today: none of their siblings comes up.
    pub cards: Vec<CardId>,
    /// The topic of the last card shown: another one comes next, if there is one.
    pub topic: Option<TopicId>,
}

/// The scheduled cards of a session, in order. `D` yields due cards by due day and then interval, each
/// `N` the new cards of one roadmap in the order of the road.
#[derive(Debug)]
pub struct Queue<D, N> {
    due: D,
    roads: Vec<N>,
    caps: Caps,
    /// Bases of the cards that were seen or have a place in the queue.
    taken: HashSet<String>,
    last: Option<TopicId>,
    started: Start,
    waiting: WaitingCards,
    shown: QueueCounts,
}

#[derive(Debug, PartialEq, Eq)]
enum Start {
    /// Nothing but the first due card has been read.
    Lazy,
    /// Everything has been read into `waiting`.
    Read,
}

/// Cards that were read and wait for their turn.
#[derive(Debug, Default)]
struct WaitingCards {
    due: VecDeque<QueueEntry>,
    new: VecDeque<QueueEntry>,
    topics: HashMap<TopicId, usize>,
}

/// Numbers of due and new cards.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
struct QueueCounts {
    /// Due cards.
    pub due: usize,
    /// New cards.
    pub new: usize,
}

impl<D: Iterator<Item = QueueEntry>, N: Iterator<Item = QueueEntry>> Queue<D, N> {
    /// A queue over sorted sources; nothing is read yet.
    pub fn new(due: D, roads: Vec<N>, caps: Caps, met: EarlierToday) -> Self {
        let taken = met
            .cards
            .iter()
            .map(|card| card.base().to_owned())
            .collect();
        let (waiting, shown) = (WaitingCards::default(), QueueCounts::default());
        Self {
            due,
            roads,
            caps,
            taken,
            last: met.topic,
            started: Start::Lazy,
            waiting,
            shown,
        }
    }

    /// The cards that are still to come, due ones and new ones, each in the order they were read.
    pub fn remaining_cards(mut self) -> (Vec<CardId>, Vec<CardId>) {
        self.read();
        let cards = |line: VecDeque<QueueEntry>| line.into_iter().map(|entry| entry.card).collect();
        (cards(self.waiting.due), cards(self.waiting.new))
    }

    /// The next due card none of whose siblings has a place yet.
    fn next_due(&mut self) -> Option<QueueEntry> {
        // Asked before the source is: at the cap no further row is read from it.
        if self.caps.reviews == 0 {
            return None;
        }
        let taken = &mut self.taken;
        // A sibling that is passed over here does not count against the cap, and comes another day.
        let entry = self.due.by_ref().find(|entry| take(taken, entry))?;
        self.caps.reviews -= 1;
        Some(entry)
    }

    /// Reads all sources, due cards first: a new card steps back behind a due sibling.
    fn read(&mut self) {
        if self.started == Start::Read {
            return;
        }
        self.started = Start::Read;
        while let Some(entry) = self.next_due() {
            self.waiting.push(entry, QueueSource::Due);
        }
        self.read_new();
    }

    /// New cards: the roadmaps take turns.
    fn read_new(&mut self) {
        let mut roads: VecDeque<N> = self.roads.drain(..).collect();
        while self.caps.new > 0
            && let Some(mut road) = roads.pop_front()
        {
            // A road that has nothing left does not get in line again, so its turns go to the
            // others.
            if let Some(entry) = road.find(|entry| take(&mut self.taken, entry)) {
                self.caps.new -= 1;
                self.waiting.push(entry, QueueSource::New);
                roads.push_back(road);
            }
        }
    }

    /// The source whose turn it is: new cards are spread evenly among the due ones, a due one first.
    fn preferred(&self) -> QueueSource {
        let (due, new) = (self.waiting.due.len(), self.waiting.new.len());
        let (all_due, all_new) = (due + self.shown.due, new + self.shown.new);
        // The next new card comes once due cards are as far along as new ones would be with it:
        // (new + 1) / all_new <= due / all_due, multiplied out because there may be no due cards.
        let new_comes =
            (self.shown.new + 1).saturating_mul(all_due) <= self.shown.due.saturating_mul(all_new);
        if due == 0 || (new > 0 && new_comes) {
            QueueSource::New
        } else {
            QueueSource::Due
        }
    }

    fn show(&mut self, entry: QueueEntry, source: QueueSource) -> QueueTurn {
        match source {
            QueueSource::Due => self.shown.due += 1,
            QueueSource::New => self.shown.new += 1,
        }
        self.last = Some(entry.topic.clone());
        QueueTurn { entry, source }
    }
}

impl<D: Iterator<Item = QueueEntry>, N: Iterator<Item = QueueEntry>> Iterator for Queue<D, N> {
    type Item = QueueTurn;

    fn next(&mut self) -> Option<QueueTurn> {
        // The first card does not wait for the rest of the day to be read, except when it is of the
        // topic that was shown last: only the rest can offer another topic.
        if self.started == Start::Lazy
            && self.shown == QueueCounts::default()
            && let Some(entry) = self.next_due()
        {
            if self.last.as_ref() != Some(&entry.topic) {
                return Some(self.show(entry, QueueSource::Due));
            }
            self.waiting.push(entry, QueueSource::Due);
        }
        self.read();
        let (entry, source) = self.waiting.pull(self.preferred(), self.last.as_ref())?;
        Some(self.show(entry, source))
    }
}

/// Takes the place of a card and its siblings; false if one of them has it.
fn take(taken: &mut HashSet<String>, entry: &QueueEntry) -> bool {
    taken.insert(entry.card.base().to_owned())
}

impl WaitingCards {
    fn push(&mut self, entry: QueueEntry, source: QueueSource) {
        *self.topics.entry(entry.topic.clone()).or_default() += 1;
        self.line(source).push_back(entry);
    }

    fn line(&mut self, source: QueueSource) -> &mut VecDeque<QueueEntry> {
        match source {
            QueueSource::Due => &mut self.due,
            QueueSource::New => &mut self.new,
        }
    }

    /// The next card, of the preferred source if topics allow: never the last topic again while another
    /// waits, and at once a topic that has grown so large that waiting longer would put two in a row.
    fn pull(
        &mut self,
        preferred: QueueSource,
        last: Option<&TopicId>,
    ) -> Option<(QueueEntry, QueueSource)> {
        let waiting = self.due.len() + self.new.len();
        let large = self
            .topics
            .iter()
            // More than half of what waits can only be kept apart if every second card from now on
            // is of that topic. At most one topic can have that many, so the order of the map does
            // not matter.
            .find(|(topic, count)| *count * 2 > waiting && Some(*topic) != last);
        let large = large.map(|(topic, _)| topic.clone());
        let fits = |entry: &QueueEntry| {
            large
                .as_ref()
                .map_or(Some(&entry.topic) != last, |large| entry.topic == *large)
        };
        let other = if preferred == QueueSource::Due {
            QueueSource::New
        } else {
            QueueSource::Due
        };
        let found = [preferred, other].into_iter().find_map(|source| {
            let place = self.line(source).iter().position(&fits)?;
            Some((source, place))
        });
        // Nothing fits when all that waits is of the last topic: then two in a row are right.
        let (source, place) = found.unwrap_or((preferred, 0));
        let entry = self.line(source).remove(place)?;
        if let Some(count) = self.topics.get_mut(&entry.topic) {
            *count -= 1;
        }
        Some((entry, source))
    }
}

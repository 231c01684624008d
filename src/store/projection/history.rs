//! The history of another program, added to the log together with what is decided about its cards.

use std::collections::HashMap;

use super::memory::{CardRow, RowStatus};
use super::merge::Merge;
use super::progress::Progress;
use super::totals::CardSlot;
use crate::domain::anki::{AnkiAnswers, AnsweredCard, anki_settings};
use crate::domain::event::{Event, EventBody, Stamp};
use crate::domain::id::{DeviceId, TopicId};
use crate::domain::memory::CardState;
use crate::domain::replay;
use crate::store::db::{StoreError, Write, event_row, kind_number};
use crate::store::local::IMPORT;
use crate::store::log::{Log, Neighbour, Neighbours, Stored};

/// What is decided about a card of another program, given its answers there and what the log says of it now.
pub type Decide<'d> = &'d dyn Fn(&AnsweredCard<'_>, &[Event], &CardState) -> Vec<EventBody>;

/// An import whose history is added.
#[derive(Clone, Copy)]
pub struct HistoryImport<'i> {
    /// The name of its files, which are moved to their places once the history is written.
    pub name: &'i str,
    /// The answers.
    pub answers: &'i AnkiAnswers<'i>,
    /// What no answer says.
    pub decide: Decide<'i>,
    /// When and where it is decided.
    pub stamp: &'i Stamp,
    /// Is told how many of the log's rows are done.
    pub progress: &'i dyn Fn(usize),
}

/// Answers from which on the index of events by card is made as a whole.
const MANY_ROWS: usize = 10_000;

/// Totals that are gathered before they are written.
const MANY_TOTALS: usize = 50_000;

/// Rows between two calls of an import's `progress`.
const ROWS_PER_CALL: usize = 1024;

impl Progress<'_> {
    /// Adds the history of another program, all of it or nothing, and says how many answers were new. An event
    /// that is known by its key stays as it is: what is made of the history today may differ in what came
    /// before it.
    pub fn add_history(&self, import: HistoryImport<'_>) -> Result<u64, StoreError> {
        self.db.roomy()?;
        let file = self.db.file().to_owned();
        self.log.write(|write| {
            write.set_local(IMPORT, import.name)?;
            let (settings, text) = anki_settings();
            Log::add_settings(write, &settings, &text)?;
            let merge = Merge::new(*self, write, &file)?;
            let mut history = HistoryMerge::begin(merge, import)?;
            let answers = history.add_all()?;
            history.settle_new()?;
            for place in history.settle_known()? {
                let card = &import.answers.cards[place];
                let (events, state) = (import.answers.of_card(card), self.state(card.id)?);
                let decided = (import.decide)(card, &events, &state);
                self.record_within(write, decided, import.stamp)?;
            }
            Ok(answers)
        })
    }

    /// Writes what is decided about cards.
    fn record_within(
        &self,
        write: &Write<'_>,
        bodies: Vec<EventBody>,
        stamp: &Stamp,
    ) -> Result<(), StoreError> {
        for body in bodies {
            let Some(card) = body.card().cloned() else {
                continue;
            };
            let kept = self.kept_of(write, &card)?;
            let event = self.log.append(write, body, stamp, Some(kept.card))?;
            self.project_last(write, &kept, &event)?;
        }
        Ok(())
    }
}

/// A card of the history, as the log knows it.
#[derive(Clone, Copy)]
struct HistoryCard {
    /// Its number in the log; 0 until it gets its first event.
    number: i64,
    /// Whether the log spoke of it before.
    was_known: bool,
    /// Whether it got an event now.
    is_touched: bool,
    /// Whether one of its events was there already although its device is new: another answer of the same
    /// moment, which no collection of Anki's own has.
    is_doubtful: bool,
}

/// A device of the history, as the log knows it.
struct HistoryDevice {
    id: DeviceId,
    number: i64,
    /// Its last event: what comes after it is new, and has no neighbour behind it.
    end: Option<Neighbour>,
}

/// The history of another program on its way into the log.
struct HistoryMerge<'s> {
    merge: Merge<'s>,
    import: HistoryImport<'s>,
    cards: Vec<HistoryCard>,
    devices: Vec<HistoryDevice>,
    /// No event of these devices was ever seen, so that no undo can name one either.
    is_first: bool,
}

impl<'s> HistoryMerge<'s> {
    fn begin(merge: Merge<'s>, import: HistoryImport<'s>) -> Result<Self, StoreError> {
        let log = merge.progress.log;
        let mut is_first = true;
        let mut devices = Vec::new();
        // The device with most events gets the greatest number, so that its events are appended to the table.
        for device in import.answers.devices() {
            is_first &= log.known_device(device)?.is_none();
            let number = log.device_number(merge.write, device)?;
            devices.push(HistoryDevice {
                id: device.clone(),
                number,
                end: log.last_neighbour(number)?,
            });
        }
        let known = |card: &AnsweredCard<'_>| {
            let number = log.known_card(card.id)?;
            Ok(HistoryCard {
                number: number.unwrap_or_default(),
                was_known: number.is_some(),
                is_touched: false,
                is_doubtful: false,
            })
        };
        let cards = import.answers.cards.iter().map(known);
        Ok(Self {
            cards: cards.collect::<Result<_, StoreError>>()?,
            merge,
            import,
            devices,
            is_first,
        })
    }

    /// Adds what the log does not know; how many answers those are.
    fn add_all(&mut self) -> Result<u64, StoreError> {
        let rows = self.import.answers.rows();
        let is_all_new = self.is_first && self.cards.iter().all(|card| !card.was_known);
        // No card of the log is looked up by its events then.
        if is_all_new && rows >= MANY_ROWS && rows >= self.merge.progress.log.count()? {
            let write = self.merge.write;
            return Log::without_card_index(write, || self.add_each());
        }
        self.add_each()
    }

    fn add_each(&mut self) -> Result<u64, StoreError> {
        let (mut added, mut done) = (0, 0);
        self.import.answers.each_in_order(|place, event| {
            if done % ROWS_PER_CALL == 0 {
                (self.import.progress)(done);
            }
            done += 1;
            if self.add(place, &event)? {
                added += u64::from(event.body.answer().is_some());
                self.cards[place].is_touched = true;
            }
            Ok::<(), StoreError>(())
        })?;
        Ok(added)
    }

    /// Adds an event; false if it is known.
    fn add(&mut self, place: usize, event: &Event) -> Result<bool, StoreError> {
        let log = self.merge.progress.log;
        let is_its = |device: &HistoryDevice| device.id == event.key.device;
        let device = self.devices.iter().position(is_its).unwrap_or_default();
        let (number, end) = (self.devices[device].number, self.devices[device].end);
        let row = event_row(number, event.key.seq);
        let row = row.ok_or_else(|| log.db.damaged("no such number of an event"))?;
        let is_last = end.is_none_or(|end| end.row < row);
        if !is_last && log.has_row(row)? {
            self.cards[place].is_doubtful = true;
            return Ok(false);
        }
        let stored = Stored::of(
            row,
            &event.key.device,
            (event.clock, &event.stamp),
            &event.body,
        )
        .map_err(|e| log.db.damaged(&e.to_string()))?;
        if is_last {
            self.devices[device].end = Some(Neighbour {
                row,
                clock: stored.clock.number(),
                day: stored.stamp.day.number(),
            });
        }
        if self.is_new(place) {
            let between = Neighbours {
                before: end,
                after: None,
            };
            let card = self.number(place)?;
            Log::insert(self.merge.write, &stored, Some(card), between)?;
        } else {
            self.merge.add(0, &stored, event)?;
        }
        Ok(true)
    }

    /// Whether the log knows nothing of a card but what is added now.
    fn is_new(&self, place: usize) -> bool {
        self.is_first && !self.cards[place].was_known
    }

    /// The number of a card, given now if it has none.
    fn number(&mut self, place: usize) -> Result<i64, StoreError> {
        let card = &mut self.cards[place];
        if card.number == 0 {
            let log = self.merge.progress.log;
            let id = self.import.answers.cards[place].id;
            card.number = log.card_number(self.merge.write, id)?;
        }
        Ok(card.number)
    }

    /// Decides about the cards of which the log knew nothing, and folds them from what was added: reading the events
    /// back would cost more than writing them.
    fn settle_new(&mut self) -> Result<(), StoreError> {
        let progress = self.merge.progress;
        let scheduler = progress.log.scheduler_in_use()?;
        let mut appender = progress.log.appender(self.merge.write)?;
        let mut topics: HashMap<&TopicId, i64> = HashMap::new();
        let mut places: Vec<usize> = (0..self.cards.len())
            .filter(|place| self.is_new(*place))
            .collect();
        // Rows in the order of their numbers are appended. A card without an event has no number yet.
        places.sort_by_key(|place| (self.cards[*place].number == 0, self.cards[*place].number));
        for place in places {
            if self.cards[place].is_doubtful {
                let number = self.cards[place].number;
                self.merge.touched.extend((number != 0).then_some(number));
                continue;
            }
            let card = &self.import.answers.cards[place];
            let mut events = if self.cards[place].is_touched {
                self.import.answers.of_card(card)
            } else {
                Vec::new()
            };
            // The settings of Anki are those of no scheduler here.
            let fold = |events: &[Event]| replay::fold_card(events, &|_| None, &scheduler);
            let mut state = fold(&events);
            let decided = (self.import.decide)(card, &events, &state);
            let is_decided = !decided.is_empty();
            for body in decided {
                let number = Some(self.number(place)?);
                events.push(appender.append(self.merge.write, body, self.import.stamp, number)?);
            }
            if events.is_empty() {
                continue;
            }
            if is_decided {
                state = fold(&events);
            }
            let topic = if let Some(topic) = topics.get(card.topic) {
                *topic
            } else {
                progress.topic_number(self.merge.write, card.topic)?
            };
            topics.insert(card.topic, topic);
            let slot = CardSlot {
                topic,
                kind: kind_number(card.kind),
            };
            let number = self.number(place)?;
            self.merge.put_new(number, slot, &events, &state)?;
        }
        Ok(())
    }

    /// Folds the cards that were known and got an event. Gives the places of those about which something is to be
    /// decided: of a card that got nothing new, everything is decided already.
    fn settle_known(mut self) -> Result<Vec<usize>, StoreError> {
        self.merge.fold()?;
        let is_decidable = |place: &usize| {
            let known = &self.cards[*place];
            let is_settled = self.is_new(*place) && !known.is_doubtful;
            !is_settled && (known.is_touched || !known.was_known)
        };
        Ok((0..self.cards.len()).filter(is_decidable).collect())
    }
}

impl Merge<'_> {
    /// Gives a card of which the log knew nothing its row. It has no place in the content index yet: its deck file
    /// comes after its answers.
    fn put_new(
        &mut self,
        card: i64,
        slot: CardSlot,
        events: &[Event],
        state: &CardState,
    ) -> Result<(), StoreError> {
        let kept = CardRow {
            card,
            spot: slot,
            content: None,
            state: CardState::default(),
            row: RowStatus::Missing,
        };
        for event in events {
            self.totals.add(event, slot);
        }
        if self.totals.0.len() > MANY_TOTALS {
            Progress::add_totals(self.write, &std::mem::take(&mut self.totals))?;
        }
        Progress::put_state(self.write, &kept, state)
    }
}

//! The lines of `log` on a screen. What one command did to many cards is one line: a placement test writes an event
//! for each card it places, and taking it back another, which would push everything else off the screen.
//!
//! Only the screen folds them. In the log each card keeps an event of its own, because an undo names one event: so
//! merging, a cut halfway and older versions of the program need no rule for groups.

use std::collections::{HashMap, HashSet, VecDeque};

use super::{local, target_of};
use crate::domain::day::StudyDay;
use crate::domain::event::{Event, EventBody, EventKey, MarkEvent};
use crate::domain::id::CardId;
use crate::store::{EventStatus, Logged};
use crate::ui::clean::clean_line;
use crate::ui::messages::Messages;

/// Cards that a line of many names.
const NAMED: usize = 3;

/// One line: an event, or a run of events that differ in their cards only.
pub(super) struct LogEntry {
    pub(super) first: Logged,
    /// The cards of a run: each stands in it once.
    cards: HashSet<CardId>,
    /// The first of them.
    named: Vec<CardId>,
    /// Events in it.
    pub(super) events: usize,
    alike: Option<Alike>,
}

/// What the events of a run have in common: their kind, or that of what they take back, and the minute that is shown.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Alike {
    kind: String,
    takes_back: Option<String>,
    minute: i64,
    standing: EventStatus,
}

/// The last lines of a log, filled event by event, oldest first.
pub(super) struct LogEntries {
    pub(super) lines: VecDeque<LogEntry>,
    limit: usize,
    taken_back: HashMap<EventKey, EventBody>,
    words: Messages,
    /// Stands for what is left out.
    more: &'static str,
}

impl LogEntries {
    pub(super) fn new(limit: usize, words: Messages, more: &'static str) -> Self {
        Self {
            lines: VecDeque::new(),
            limit,
            taken_back: HashMap::new(),
            words,
            more,
        }
    }

    /// Takes the next event.
    pub(super) fn push(&mut self, logged: Logged) {
        // An undo stands after what it takes back: its words are known here by the time the line of
        // the undo is drawn, even where the limit cuts the event itself off.
        if logged.standing == EventStatus::TakenBack {
            let event = &logged.event;
            self.taken_back
                .insert(event.key.clone(), event.body.clone());
        }
        let (alike, card) = self.alike(&logged);
        if let (Some(_), Some(card), Some(last)) = (&alike, &card, self.lines.back_mut())
            && last.alike == alike
            && last.cards.insert(card.clone())
        {
            last.events += 1;
            if last.named.len() < NAMED {
                last.named.push(card.clone());
            }
            return;
        }
        self.lines.push_back(LogEntry {
            first: logged,
            cards: card.iter().cloned().collect(),
            named: card.into_iter().collect(),
            events: 1,
            alike,
        });
        if self.lines.len() > self.limit {
            self.lines.pop_front();
        }
    }

    /// What an event has in common with others of its run, and its card; nothing where its line says more than that.
    fn alike(&self, logged: &Logged) -> (Option<Alike>, Option<CardId>) {
        let event = &logged.event;
        let (card, takes_back) = match &event.body {
            EventBody::Undo { target } => match self.taken_back.get(target) {
                Some(undone) if undone.answer().is_none() => {
                    (undone.card().cloned(), Some(undone.kind().to_owned()))
                }
                Some(_) | None => (None, None),
            },
            EventBody::Placed(_) => (event.body.card().cloned(), None),
            EventBody::Mark { mark, card, .. } if !has_text(mark) => (Some(card.clone()), None),
            EventBody::Mark { .. }
            | EventBody::Review(_)
            | EventBody::Repeat(_)
            | EventBody::Cram(_)
            | EventBody::Road(_)
            | EventBody::Interview { .. }
            | EventBody::Unknown { .. } => (None, None),
        };
        let alike = card.as_ref().map(|_| Alike {
            kind: event.body.kind().to_owned(),
            takes_back,
            minute: event.stamp.at.millis().div_euclid(60_000),
            standing: logged.standing,
        });
        (alike, card)
    }

    /// A line as it is shown.
    pub(super) fn line(&self, entry: &LogEntry) -> String {
        let words = self.words;
        let event = &entry.first.event;
        let mut line = head(event, words);
        if entry.events > 1 {
            let cards = words.changes.cards(entry.events);
            let mut named: Vec<&str> = entry.named.iter().map(CardId::as_str).collect();
            if entry.events > named.len() {
                named.push(self.more);
            }
            let cards = format!("{cards}: {}", named.join(", "));
            match self.target(event) {
                Some(undone) => {
                    let kind = words.cards.event(undone);
                    line.push_str(&words.care.takes_back(format!("{kind}, {cards}")));
                }
                None => line.push_str(&cards),
            }
        } else {
            line.push_str(&self.details(event));
        }
        if event.is_behind() {
            line.push_str(&format!("  {}", words.care.clock_behind()));
        }
        if entry.first.standing == EventStatus::TakenBack {
            line.push_str(&format!("  {}", words.care.taken_back()));
        }
        line
    }

    /// What an undo takes back.
    fn target(&self, event: &Event) -> Option<&EventBody> {
        if let EventBody::Undo { target } = &event.body {
            self.taken_back.get(target)
        } else {
            None
        }
    }

    /// The card of an event, and what it says of it.
    fn details(&self, event: &Event) -> String {
        let words = self.words;
        let lang = words.language();
        let card = event.body.card();
        let mut line = card.map_or_else(String::new, ToString::to_string);
        if let Some(answer) = event.body.answer() {
            line.push_str(&format!("  {}", words.button(answer.grade)));
        }
        if let Some(review) = event.body.review() {
            line.push_str(&format!("  {} d", lang.whole(review.interval.days())));
        }
        match &event.body {
            EventBody::Undo { target } => {
                let key = || format!("{}:{}", target.device.as_ref(), target.seq);
                let undone = self.taken_back.get(target);
                let what = undone.map_or_else(key, |undone| summary(undone, words));
                line.push_str(&words.care.takes_back(what));
            }
            EventBody::Mark {
                mark: MarkEvent::Note { text } | MarkEvent::Flag { note: text },
                ..
            } => line.push_str(&format!("  {}", clean_line(text))),
            EventBody::Road(road) => line.push_str(&target_of(road).in_prose(lang)),
            EventBody::Placed(placed) => {
                line.push_str(&format!("  {} d", lang.whole(placed.interval.days())));
            }
            EventBody::Review(_)
            | EventBody::Repeat(_)
            | EventBody::Cram(_)
            | EventBody::Mark { .. }
            | EventBody::Interview { .. }
            | EventBody::Unknown { .. } => {}
        }
        line
    }
}

/// When an event happened, and its kind.
fn head(event: &Event, words: Messages) -> String {
    let time = local(event);
    format!(
        "{} {}  {:<10} ",
        words
            .language()
            .date(StudyDay::from_date(time.date_naive())),
        time.format("%H:%M"),
        words.cards.event(&event.body)
    )
}

/// An event in a few words: what it was, of which card, with which grade.
fn summary(body: &EventBody, words: Messages) -> String {
    let mut text = words.cards.event(body).into_owned();
    if let Some(card) = body.card() {
        text.push_str(&format!(" {card}"));
    }
    if let Some(answer) = body.answer() {
        text.push_str(&format!(" {}", words.button(answer.grade)));
    }
    text
}

/// Whether a mark says more than its kind.
fn has_text(mark: &MarkEvent) -> bool {
    match mark {
        MarkEvent::Flag { note } => !note.is_empty(),
        MarkEvent::Note { .. } => true,
        MarkEvent::Suspend
        | MarkEvent::Resume
        | MarkEvent::Bury { .. }
        | MarkEvent::Reset
        | MarkEvent::Reschedule { .. }
        | MarkEvent::Unflag
        | MarkEvent::Strength { .. } => false,
    }
}

//! Commands in the middle of a review.

use super::{Editing, LoadRead, ReviewSession, Step};
use crate::domain::card::Body;
use crate::domain::event::{Event, EventBody, MarkEvent};
use crate::engine::Failure;
use crate::engine::prompt::{Command, Reply};
use crate::engine::shown::{CardInfo, Help, Remark, Shown};
use crate::engine::undo::{EarlierStep, last_step};
use crate::engine::writer::Writer;
use crate::error::AppError;
use crate::store::Standing;

impl ReviewSession<'_> {
    pub(super) fn obey(&mut self, command: &Command, writer: &Writer<'_>) -> Result<(), Failure> {
        let Some(asked) = &self.current else {
            return Ok(());
        };
        let card = asked.card().id.clone();
        match command {
            Command::Undo => self.undo(writer).map(|_| ()),
            Command::Hint => {
                self.hint();
                Ok(())
            }
            Command::Why => {
                self.why();
                Ok(())
            }
            Command::Info => Ok(self.info()?),
            Command::Edit => {
                self.editing = Editing::Card;
                Ok(())
            }
            Command::Bury => {
                let until = self.home.today().plus(1);
                self.set_aside(&MarkEvent::Bury { until }.on(card), Remark::Buried, writer)
            }
            Command::Suspend => {
                let remark = Remark::Suspended(card.clone());
                self.set_aside(&MarkEvent::Suspend.on(card), remark, writer)
            }
            Command::Skip => {
                self.current = None;
                self.remark(Remark::Skipped);
                Ok(())
            }
            Command::Flag(note) => {
                let note = note.clone();
                writer.event(&MarkEvent::Flag { note }.on(card))?;
                self.remark(Remark::Flagged);
                Ok(())
            }
            Command::Quit => Ok(self.leave()?),
            Command::Help => {
                self.help();
                Ok(())
            }
        }
    }

    /// Takes the last step back; the card that is being asked comes after it. Says whether there was one.
    pub(super) fn undo(&mut self, writer: &Writer<'_>) -> Result<bool, Failure> {
        let Some(target) = self.queue.undoable().cloned() else {
            return self.undo_earlier(writer);
        };
        writer.event(&EventBody::Undo { target })?;
        let current = self.current.take().map(|asked| asked.turn);
        // The day the card was put on is free again: without this the same grade would give another
        // interval each time. It is read again before the next grades are offered.
        self.load_read = LoadRead::No;
        if let Some(card) = self.queue.undo(current) {
            self.remark(Remark::Undone(card));
        }
        Ok(true)
    }

    /// Takes back what an earlier session did; the card is asked now.
    fn undo_earlier(&mut self, writer: &Writer<'_>) -> Result<bool, Failure> {
        let Some(EarlierStep { event, card }) = last_step(&self.home)? else {
            self.remark(Remark::NothingToUndo);
            return Ok(false);
        };
        writer.event(&EventBody::Undo { target: event.key })?;
        self.load_read = LoadRead::No;
        let current = self.current.take().map(|asked| asked.turn);
        let turn = if matches!(event.body, EventBody::Repeat(_)) {
            self.queue.extra_repeat(card.clone())
        } else {
            self.queue.extra(card.clone())
        };
        for turn in current.into_iter().chain([turn]) {
            self.queue.bring_back(turn);
        }
        self.remark(Remark::Undone(card));
        Ok(true)
    }

    fn set_aside(
        &mut self,
        body: &EventBody,
        remark: Remark,
        writer: &Writer<'_>,
    ) -> Result<(), Failure> {
        let event = writer.event(body)?;
        if let Some(asked) = self.current.take() {
            self.queue.set_aside(asked.turn, event.key);
        }
        self.remark(remark);
        Ok(())
    }

    fn hint(&mut self) {
        let Some(asked) = &mut self.current else {
            return;
        };
        let card = asked.card_turn.card();
        let hint = card.hints.get(asked.hints).cloned();
        let remark = if card.hints.is_empty() {
            Remark::NoHints
        } else {
            Remark::NoMoreHints
        };
        match hint {
            Some(hint) => {
                asked.hints += 1;
                self.shown.push(Shown::Hint(hint));
            }
            None => self.remark(remark),
        }
    }

    /// The explanation often holds the answer, so it comes after it.
    fn why(&mut self) {
        let Some(asked) = &self.current else {
            return;
        };
        let card = asked.card();
        if matches!(asked.step, Step::Answering) {
            self.remark(Remark::WhyLater);
        } else if card.why.is_none() && card.valid.is_none() && card.refs.is_empty() {
            self.remark(Remark::NoWhy);
        } else {
            let card = Box::new(card.clone());
            self.shown.push(Shown::Why(card));
        }
    }

    fn info(&mut self) -> Result<(), AppError> {
        let Some(asked) = &self.current else {
            return Ok(());
        };
        let events: Vec<Event> = self
            .home
            .store
            .log()
            .card_history(&asked.card().id)?
            .into_iter()
            .filter(|logged| logged.standing == Standing::Stands)
            .map(|logged| logged.event)
            .collect();
        let last = events.iter().rev().find_map(|event| event.body.review());
        let scheduler = match last {
            Some(review) => self.home.store.log().scheduler_of(&review.settings)?,
            None => None,
        };
        let info = CardInfo {
            card: asked.card().clone(),
            memory: asked.state.memory,
            events,
            scheduler,
        };
        self.shown.push(Shown::Info(Box::new(info)));
        Ok(())
    }

    fn help(&mut self) {
        let Some(asked) = &self.current else {
            return;
        };
        let help = match (&asked.step, &asked.card().body) {
            (Step::Answering, Body::Output(_)) => Help::Lines,
            (Step::Answering, Body::Basic(_) | Body::Open(_))
            | (Step::Ticking | Step::Grading(_), _) => Help::Keys,
            (Step::Answering, _) => Help::Line,
        };
        self.shown.push(Shown::Help(help));
    }

    /// A card that was saved is asked again from its beginning, as it is now.
    pub(super) fn after_editing(&mut self, reply: &Reply) {
        self.editing = Editing::Nothing;
        if *reply == Reply::CardSaved
            && let Some(asked) = self.current.take()
        {
            self.queue.bring_back(asked.turn);
        }
    }
}

//! Commands in the middle of a review.

use super::{Editing, LoadRead, ReviewSession, ReviewStep};
use crate::domain::card::Body;
use crate::domain::event::{Event, EventBody, MarkEvent};
use crate::domain::hint::{MadeHint, made_hints};
use crate::domain::media::{CardSide, media_of};
use crate::engine::EngineError;
use crate::engine::prompt::{Reply, SessionCommand};
use crate::engine::shown::{CardHint, CardInfo, Help, SessionRemark, Shown};
use crate::engine::titles::topic_primer;
use crate::engine::undo::{EarlierStep, last_step};
use crate::engine::writer::Writer;
use crate::error::AppError;
use crate::store::EventStatus;

impl ReviewSession<'_> {
    pub(super) fn obey(
        &mut self,
        command: &SessionCommand,
        writer: &Writer<'_>,
    ) -> Result<(), EngineError> {
        let Some(asked) = &self.current else {
            return Ok(());
        };
        let card = asked.card().id.clone();
        match command {
            SessionCommand::Undo => self.undo(writer).map(|_| ()),
            SessionCommand::Hint => Ok(self.hint()?),
            SessionCommand::Why => {
                self.why();
                Ok(())
            }
            SessionCommand::Info => Ok(self.info()?),
            SessionCommand::Open => {
                self.media();
                Ok(())
            }
            SessionCommand::Edit => {
                self.editing = Editing::Card;
                Ok(())
            }
            SessionCommand::Language => Ok(self.flip_language()?),
            SessionCommand::Bury => {
                let until = self.home.today().plus(1);
                self.set_aside(
                    &MarkEvent::Bury { until }.on(card),
                    SessionRemark::Buried,
                    writer,
                )
            }
            SessionCommand::Suspend => {
                let remark = SessionRemark::Suspended(card.clone());
                self.set_aside(&MarkEvent::Suspend.on(card), remark, writer)
            }
            SessionCommand::Skip => {
                self.current = None;
                self.remark(SessionRemark::Skipped);
                Ok(())
            }
            SessionCommand::Flag(note) => {
                let note = note.clone();
                writer.event(&MarkEvent::Flag { note }.on(card))?;
                self.remark(SessionRemark::Flagged);
                Ok(())
            }
            SessionCommand::Quit => Ok(self.leave()?),
            SessionCommand::Help => {
                self.help();
                Ok(())
            }
        }
    }

    /// Takes the last step back; the card that is being asked comes after it. Says whether there was one.
    pub(super) fn undo(&mut self, writer: &Writer<'_>) -> Result<bool, EngineError> {
        let Some(target) = self.queue.undoable().cloned() else {
            return self.undo_earlier(writer);
        };
        writer.event(&EventBody::Undo { target })?;
        let current = self.current.take().map(|asked| asked.turn);
        // The day the card was put on is free again: without this the same grade would give another
        // interval each time. It is read again before the next grades are offered.
        self.load_read = LoadRead::No;
        if let Some(card) = self.queue.undo(current) {
            self.remark(SessionRemark::Undone(card));
        }
        Ok(true)
    }

    /// Takes back what an earlier session did; the card is asked now.
    fn undo_earlier(&mut self, writer: &Writer<'_>) -> Result<bool, EngineError> {
        let Some(EarlierStep { event, card }) = last_step(&self.home)? else {
            self.remark(SessionRemark::NothingToUndo);
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
        // What is brought back last is shown first.
        for turn in current.into_iter().chain([turn]) {
            self.queue.bring_back(turn);
        }
        self.remark(SessionRemark::Undone(card));
        Ok(true)
    }

    fn set_aside(
        &mut self,
        body: &EventBody,
        remark: SessionRemark,
        writer: &Writer<'_>,
    ) -> Result<(), EngineError> {
        let event = writer.event(body)?;
        if let Some(asked) = self.current.take() {
            self.queue.set_aside(asked.turn, event.key);
        }
        self.remark(remark);
        Ok(())
    }

    fn hint(&mut self) -> Result<(), AppError> {
        let hints = self.hints()?;
        let Some(asked) = &mut self.current else {
            return Ok(());
        };
        let is_none = hints.is_empty();
        match hints.into_iter().nth(asked.hints) {
            Some(hint) => {
                asked.hints += 1;
                self.shown.push(Shown::Hint(hint));
            }
            None if is_none => self.remark(SessionRemark::NoHints),
            None => self.remark(SessionRemark::NoMoreHints),
        }
        Ok(())
    }

    /// The hints of the card: those of its author, or else some that are made from it. What the topic teaches
    /// first comes last.
    fn hints(&self) -> Result<Vec<CardHint>, AppError> {
        let Some(asked) = &self.current else {
            return Ok(vec![]);
        };
        let card = asked.card_turn.card();
        if !card.hints.is_empty() {
            return Ok(card.hints.iter().cloned().map(CardHint::Written).collect());
        }
        let failing = asked.card_turn.answered().failing_test();
        let mut hints = made_hints(card, asked.card_turn.order(), failing);
        hints.extend(topic_primer(&self.home, &card.topic)?.map(MadeHint::TopicRule));
        Ok(hints.into_iter().map(CardHint::Made).collect())
    }

    /// The explanation often holds the answer, so it comes after it.
    fn why(&mut self) {
        let Some(asked) = &self.current else {
            return;
        };
        let card = asked.card();
        if matches!(asked.step, ReviewStep::Answering) {
            self.remark(SessionRemark::WhyLater);
        } else if card.why.is_none() && card.valid.is_none() && card.refs.is_empty() {
            self.remark(SessionRemark::NoWhy);
        } else {
            let card = Box::new(card.clone());
            self.shown.push(Shown::Why(card));
        }
    }

    /// A picture of the answer would give it away before it is shown.
    fn media(&mut self) {
        let Some(asked) = &self.current else {
            return;
        };
        let side = if matches!(asked.step, ReviewStep::Answering) {
            CardSide::Question
        } else {
            CardSide::Both
        };
        let card = asked.card();
        let names = media_of(card, side);
        if names.is_empty() {
            self.remark(SessionRemark::NoMedia);
        } else {
            let card = card.id.clone();
            self.shown.push(Shown::Media { card, names });
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
            .filter(|logged| logged.standing == EventStatus::Stands)
            .map(|logged| logged.event)
            .collect();
        let last = events.iter().rev().find_map(|event| event.body.review());
        let last_scheduler = match last {
            Some(review) => self.home.store.log().scheduler_of(&review.settings)?,
            None => None,
        };
        let info = CardInfo {
            card: asked.card().clone(),
            memory: asked.state.memory,
            events,
            last_scheduler,
            scheduler: *self.home.scheduler,
        };
        self.shown.push(Shown::Info(Box::new(info)));
        Ok(())
    }

    fn help(&mut self) {
        let Some(asked) = &self.current else {
            return;
        };
        let help = match (&asked.step, &asked.card().body) {
            (ReviewStep::Answering, Body::Output(_)) => Help::Lines,
            (ReviewStep::Answering, Body::Basic(_) | Body::Open(_))
            | (ReviewStep::Ticking | ReviewStep::Grading(_), _) => Help::Keys,
            (ReviewStep::Answering, _) => Help::Line,
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

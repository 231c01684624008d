//! Asking one card: its question, its answer, its rubric, up to the grades that are offered.

use super::{Asked, Mode, ReviewSession, ReviewStep};
use crate::domain::card::{Body, Card, Rev};
use crate::domain::memory::{CardState, Memory};
use crate::domain::session::QueuedTurn;
use crate::engine::FrontKind;
use crate::engine::answered::Answered;
use crate::engine::assessment::{assess, option_order, point_numbers, typed, weigh_rubric};
use crate::engine::changed_cards::earlier_rev;
use crate::engine::shown::{AnswerShown, Primer, Question, SessionRemark, Shown};
use crate::engine::titles::{topic_name, topic_primer};
use crate::engine::turn::{CardTurn, Tools};
use crate::engine::turn_style::TurnStyle;
use crate::error::AppError;

impl ReviewSession<'_> {
    pub(super) fn ask(&mut self, turn: QueuedTurn) -> Result<(), AppError> {
        let Some(card) = self
            .home
            .store
            .content()
            .card(turn.card(), self.home.lang)?
        else {
            return Ok(());
        };
        let state = self.home.store.progress().state(&card.id)?;
        if self.was_met_elsewhere(&turn, &state) {
            self.remark(SessionRemark::MetElsewhere(card.id));
            return Ok(());
        }
        let earlier = self.earlier(&card, &state)?;
        let order = option_order(&card, &mut self.rng);
        let heading = self.heading(&turn, &card, &state, earlier)?;
        self.show_primer(&card, &state)?;
        self.shown.push(Shown::Question(Box::new(Question {
            card: card.clone(),
            order: order.clone(),
            heading,
        })));
        let mut card_turn = CardTurn::new(card, order, TurnStyle::of_review(self.front));
        card_turn.begin(&mut Tools {
            home: &self.home,
            runner: &mut self.runner,
            shown: &mut self.shown,
        })?;
        self.current = Some(Asked {
            turn,
            state,
            earlier,
            hints: 0,
            waited_ms: 0,
            answered_ms: 0,
            card_turn,
            step: ReviewStep::Answering,
        });
        Ok(())
    }

    /// Teaches the topic of a new card, before the first question of that topic.
    fn show_primer(&mut self, card: &Card, state: &CardState) -> Result<(), AppError> {
        let is_first = state.memory == Memory::New && self.mode == Mode::Review;
        if !is_first || !self.primed.insert(card.topic.clone()) {
            return Ok(());
        }
        let summary = self.home.store.progress().topic_summary(&card.topic)?;
        if summary.is_some_and(|summary| summary.seen > 0) {
            return Ok(());
        }
        let title = topic_name(&self.home, &card.topic)?;
        let text = topic_primer(&self.home, &card.topic)?;
        let primer = text.map(|text| Shown::Primer(Primer { title, text }));
        self.shown.extend(primer);
        Ok(())
    }

    /// Whether another window dealt with a scheduled card since it was queued: it is no longer due.
    fn was_met_elsewhere(&self, turn: &QueuedTurn, state: &CardState) -> bool {
        let today = self.home.today();
        let is_due = state.memory.seen().is_none_or(|seen| seen.due <= today);
        self.reschedules(turn) && !(is_due && state.is_open_on(today))
    }

    /// Whether a plan brings the card back before it is due.
    pub(super) fn is_early(&self, turn: &QueuedTurn) -> bool {
        matches!(turn, QueuedTurn::Scheduled { .. }) && self.early.contains(turn.card())
    }

    /// Whether the answer of a turn moves the card's due day.
    pub(super) fn reschedules(&self, turn: &QueuedTurn) -> bool {
        matches!(
            (self.mode, turn),
            (Mode::Review, QueuedTurn::Scheduled { .. })
        ) && !self.is_early(turn)
    }

    /// The revision that was answered last, if the card has another meaning now.
    fn earlier(&self, card: &Card, state: &CardState) -> Result<Option<Rev>, AppError> {
        if state.memory == Memory::New {
            return Ok(None);
        }
        earlier_rev(&self.home, card)
    }

    /// Shows the card's answer, and asks for what is still missing before it can be graded.
    pub(super) fn answered(&mut self) -> Result<(), AppError> {
        let Some(asked) = &mut self.current else {
            return Ok(());
        };
        asked.answered_ms = asked.waited_ms;
        let card = asked.card_turn.card().clone();
        let program = asked.card_turn.answered().own_program(&card);
        self.shown.push(Shown::Answer(Box::new(AnswerShown {
            order: asked.card_turn.order().to_vec(),
            program,
            given: given_beside(&card, asked.card_turn.answered()),
            earlier: asked.earlier,
            card: card.clone(),
        })));
        if matches!(card.body, Body::Open(_)) && self.front == FrontKind::Screen {
            asked.step = ReviewStep::Ticking;
            return Ok(());
        }
        let assessment = assess(
            &self.home,
            &card,
            asked.card_turn.order(),
            asked.card_turn.answered(),
            asked.hints,
        )?;
        self.offer_grades(assessment);
        Ok(())
    }

    pub(super) fn tick(&mut self, line: &str) {
        let Some(asked) = &self.current else {
            return;
        };
        let Body::Open(body) = &asked.card().body else {
            return;
        };
        if line.trim().is_empty() {
            let hints = u32::try_from(asked.hints).unwrap_or(u32::MAX);
            let typed = typed(&asked.card_turn.answered().given, hints);
            self.offer_grades(typed);
            return;
        }
        let last = body.points.len();
        let Some(numbers) = point_numbers(line, last) else {
            let text = line.trim().to_owned();
            self.remark(SessionRemark::NotPoints { text, last });
            return;
        };
        let mut ticked = weigh_rubric(body, &numbers, asked.hints);
        let given = asked.card_turn.answered().given.trim();
        // The numbers stay on the first line; what was typed follows.
        if let (false, Some(evidence)) = (given.is_empty(), &mut ticked.assessment.evidence) {
            evidence.given = format!("{}\n{given}", evidence.given);
        }
        self.remark(SessionRemark::Ticked {
            met: ticked.rubric.met,
            total: ticked.rubric.total,
            missing: ticked.missing,
        });
        self.offer_grades(ticked.assessment);
    }
}

/// What was typed where nobody judges it: it is shown next to the card's answer.
fn given_beside(card: &Card, answered: &Answered) -> Option<String> {
    let is_open = matches!(card.body, Body::Basic(_) | Body::Open(_));
    let given = answered.given.trim();
    (is_open && !given.is_empty()).then(|| given.to_owned())
}

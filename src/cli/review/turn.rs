//! One card: its question, the learner's answer, and what a judge says of it.

use crate::cli::review::command::Colon;
use crate::cli::review::judged::{self, Judged};
use crate::cli::review::{Mode, Sitting};
use crate::domain::card::{Body, Card, Rev};
use crate::domain::day::Instant;
use crate::domain::interview::seconds;
use crate::domain::memory::{CardState, Memory};
use crate::domain::session::Turn;
use crate::error::AppError;
use crate::ui::palette::Role;
use crate::ui::terminal::{Ask, Manner};

/// What comes after a turn.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Next {
    /// The next turn.
    On,
    /// The end.
    Quit,
}

/// What came at a prompt.
pub(super) enum Input {
    /// Text, or a key.
    Text(String),
    /// The turn is over without a grade.
    Leave(Next),
}

/// The card that is being asked.
pub(super) struct Asked {
    /// Whose turn it is.
    pub(super) turn: Turn,
    /// The card.
    pub(super) card: Card,
    /// What the log says of it.
    pub(super) state: CardState,
    /// How far it is.
    pub(super) stage: Stage,
    /// The order in which options are shown.
    pub(super) order: Vec<usize>,
    /// Hints shown.
    pub(super) hints: usize,
    /// Milliseconds waited for the learner, each pause capped.
    pub(super) waited_ms: i64,
    /// The same up to the answer.
    pub(super) answered_ms: i64,
    /// Whether the meaning has changed since it was last seen.
    pub(super) changed: Changed,
}

impl Asked {
    /// Counts a visit to the editor, in full up to what the card is expected to take: work, not a pause.
    pub(super) fn work(&mut self, began: Instant, ended: Instant) {
        let most = i64::from(seconds(&self.card)) * 1_000;
        self.waited_ms += (ended.millis() - began.millis()).clamp(0, most);
    }
}

/// How far a turn is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Stage {
    /// The question is on the screen.
    Asked,
    /// The answer is.
    Answered,
}

/// Whether a card's meaning has changed since it was last seen.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Changed {
    /// It has: the answer counts as Hard at best.
    Yes,
    /// It has not.
    No,
}

impl Sitting<'_> {
    /// Asks one card until it is graded or left.
    pub(super) fn turn(&mut self, turn: Turn) -> Result<Next, AppError> {
        let Some(card) = self.app.store.card(turn.card(), self.app.lang)? else {
            return Ok(Next::On);
        };
        let state = self.app.store.state(&card.id)?;
        if self.met_elsewhere(&turn, &state) {
            let message = self.app.words().met_elsewhere(card.id.as_str());
            return self.remark(Role::Faint, &message).map(|()| Next::On);
        }
        let changed = self.changed(&card, &state)?;
        let order = judged::option_order(&card, &mut self.chance);
        let mut asked = Asked {
            turn,
            card,
            state,
            stage: Stage::Asked,
            order,
            hints: 0,
            waited_ms: 0,
            answered_ms: 0,
            changed,
        };
        self.show_question(&asked)?;
        self.prepare()?;
        match self.answer(&mut asked)? {
            Answered::Left(next) => Ok(next),
            Answered::Given(judged) => {
                asked.answered_ms = asked.waited_ms;
                asked.stage = Stage::Answered;
                self.show_answer(&asked, &judged)?;
                self.grade(&mut asked, judged)
            }
        }
    }

    /// Whether another window dealt with a scheduled card since it was queued: it is no longer due.
    fn met_elsewhere(&self, turn: &Turn, state: &CardState) -> bool {
        let today = self.app.today();
        let due =
            state.memory.seen().is_none_or(|seen| seen.due <= today) && state.is_open_on(today);
        matches!(
            (self.mode, turn),
            (Mode::Review { .. }, Turn::Scheduled { .. })
        ) && !due
    }

    /// Revision 1 is the first there is, so only later ones need a look at the history.
    fn changed(&self, card: &Card, state: &CardState) -> Result<Changed, AppError> {
        if card.rev <= Rev(1) || state.memory == Memory::New {
            return Ok(Changed::No);
        }
        let history = self.app.store.card_history(&card.id)?;
        let last = history
            .iter()
            .rev()
            .find_map(|logged| logged.event.body.review().map(|review| review.answer.rev));
        Ok(if last.is_some_and(|last| last < card.rev) {
            Changed::Yes
        } else {
            Changed::No
        })
    }

    fn show_question(&mut self, asked: &Asked) -> Result<(), AppError> {
        let look = self.look();
        let head = self.head(asked)?;
        let mut text = format!("\n{head}");
        if asked.changed == Changed::Yes {
            text.push_str(&look.remark(Role::Near, self.app.words().card_changed()));
        }
        text.push_str(&look.question(&asked.card, &asked.order));
        self.say(&text)?;
        Ok(self.terminal.show()?)
    }

    /// The line above a question: place, phase and topic at the left, state at the right.
    fn head(&self, asked: &Asked) -> Result<String, AppError> {
        let words = self.app.words();
        let place = match &asked.turn {
            Turn::Scheduled { number, .. } => format!("[{number}/{}]", self.session.total()),
            Turn::Repeat { number, .. } => format!("[{} {number}]", words.repeat()),
        };
        let title = self.titles.title(
            &self.app.store,
            &asked.card.topic,
            self.app.lang,
            self.look().palette,
        )?;
        let seen = asked.state.memory.seen();
        let mut right = match (self.mode, &asked.turn) {
            (Mode::Drill, _) => words.state_drill().to_owned(),
            (Mode::Review { .. }, Turn::Repeat { .. }) => match self.session.waiting() {
                0 => words.state_repeat().to_owned(),
                waiting => words.repeats_wait(waiting + 1),
            },
            (Mode::Review { .. }, Turn::Scheduled { .. }) => {
                self.look().state(seen.map(|seen| seen.interval.days()))
            }
        };
        if self.app.settings.scheduler.is_leech(&asked.state.memory) {
            right = format!(
                "{right}{}{}",
                self.look().palette.dot(),
                words.state_leech()
            );
        }
        Ok(self.look().head(
            &self.look().palette.paint(Role::Title, &place),
            &title,
            &right,
        ))
    }

    fn answer(&mut self, asked: &mut Asked) -> Result<Answered, AppError> {
        match &asked.card.body {
            Body::Code(_) if self.offers_editor() => self.programmed(asked),
            Body::Basic(_) | Body::Open(_) | Body::Code(_) => self.reveal(asked),
            Body::Bug(_) if self.offers_editor() => match self.judged(asked)? {
                Answered::Given(judged) => {
                    self.say(&judged.shown)?;
                    self.repaired(
                        asked,
                        Judged {
                            shown: String::new(),
                            ..judged
                        },
                    )
                }
                left @ Answered::Left(_) => Ok(left),
            },
            Body::Cloze(_) | Body::Choice(_) | Body::Type(_) | Body::Output(_) | Body::Bug(_) => {
                self.judged(asked)
            }
        }
    }

    /// Waits for Enter or a space: no other key may give the answer away. On a pipe any line does.
    fn reveal(&mut self, asked: &mut Asked) -> Result<Answered, AppError> {
        self.cue(&asked.card)?;
        let prompt = self.look().palette.prompt().to_owned();
        loop {
            match self.prompt(asked, &prompt, Ask::Key, Colon::Free)? {
                Input::Leave(next) => return Ok(Answered::Left(next)),
                Input::Text(text)
                    if text.trim().is_empty() || self.terminal.manner() == Manner::Lines =>
                {
                    return Ok(Answered::Given(Judged::by_learner()));
                }
                Input::Text(_) => self.remark(Role::Faint, self.app.words().reveal())?,
            }
        }
    }

    fn show_answer(&mut self, asked: &Asked, judged: &Judged) -> Result<(), AppError> {
        let look = self.look();
        let mut text = judged.shown.clone();
        text.push_str(&look.answer_beside(&asked.card, &asked.order, judged.program.as_deref()));
        text.push_str(&look.explanation(&asked.card));
        self.say(&text)
    }

    pub(super) fn remark(&mut self, role: Role, message: &str) -> Result<(), AppError> {
        let text = self.look().remark(role, message);
        self.say(&text)
    }
}

/// What came of asking for an answer.
pub(super) enum Answered {
    /// An answer, with what a judge says of it.
    Given(Judged),
    /// The turn is over without one.
    Left(Next),
}

//! What the program does, without a terminal: it chooses cards, asks them, judges, records.
//!
//! A [`Session`] is a state machine. It hands out a [`Prompt`], takes an [`Input`], and leaves
//! behind what there is to show as [`Shown`] data. Nothing here knows how a prompt looks, which
//! key was pressed, or in which language a remark is worded; a [`Front`] does.

pub mod agenda;
mod answered;
pub mod assessment;
pub mod bench;
pub mod changed_cards;
pub mod choice;
mod clock;
mod costs;
pub mod interrupts;
pub mod interview;
pub mod new_cards;
pub mod not_now;
pub mod plan;
pub mod program;
pub mod prompt;
pub mod review;
pub mod runner;
pub mod shown;
pub mod staged_import;
pub mod study_day;
pub mod sync;
mod titles;
pub mod turn;
pub mod turn_style;
pub mod undo;
pub mod waiting;
pub mod workspace;
mod writer;

use crate::error::AppError;
use crate::store::StoreError;

pub(crate) use clock::{ClockState, clock_state};
pub use costs::expected_seconds;
use interrupts::with_interrupts_deferred;
use prompt::{Input, Prompt};
use shown::Shown;

/// Something that asks: a review, a drill, an interview.
pub trait Session {
    /// The prompt that waits for a reply; nothing when the session is over.
    fn next(&mut self) -> Result<Option<Prompt>, AppError>;

    /// Answers the prompt that [`Session::next`] gave last.
    fn reply(&mut self, input: Input) -> Result<(), AppError>;

    /// What has come up since the last call, in order.
    fn take_shown(&mut self) -> Vec<Shown>;

    /// Does what can wait until the learner reads.
    fn idle(&mut self) -> Result<(), AppError> {
        Ok(())
    }

    /// Writes what must not be lost when the front goes away in the middle.
    fn close(&mut self) -> Result<(), AppError> {
        Ok(())
    }
}

/// Someone who can be shown things and asked: a screen, a pipe, a program at the other end.
pub trait Front {
    /// Shows one thing.
    fn show(&mut self, shown: &Shown) -> Result<(), AppError>;

    /// Makes sure that what was shown can be seen.
    fn flush(&mut self) -> Result<(), AppError>;

    /// Waits for a reply.
    fn ask(&mut self, prompt: &Prompt) -> Result<Input, AppError>;
}

/// What a front can do, as far as a session must know.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FrontKind {
    /// A person at a screen, with an editor.
    Screen,
    /// Lines on a pipe: each has its place, so no question is asked twice.
    Lines,
    /// A program that reads and writes objects.
    Objects,
}

/// Runs a session to its end.
pub fn run(session: &mut dyn Session, front: &mut dyn Front) -> Result<(), AppError> {
    // Also after an error: a placement or an interview still saves what was answered.
    let done = converse(session, front);
    session.close()?;
    done
}

fn converse(session: &mut dyn Session, front: &mut dyn Front) -> Result<(), AppError> {
    let mut input = None;
    loop {
        let prompt = with_interrupts_deferred(|| take_step(session, front, input.take()))?;
        let Some(prompt) = prompt else {
            return Ok(());
        };
        session.idle()?;
        input = Some(front.ask(&prompt)?);
    }
}

/// Takes a reply and shows what came of it, up to the next prompt.
fn take_step(
    session: &mut dyn Session,
    front: &mut dyn Front,
    input: Option<Input>,
) -> Result<Option<Prompt>, AppError> {
    if let Some(input) = input {
        session.reply(input)?;
    }
    let prompt = session.next()?;
    for shown in session.take_shown() {
        front.show(&shown)?;
    }
    if prompt.is_some() {
        front.flush()?;
    }
    Ok(prompt)
}

/// Why a step failed.
#[derive(Debug)]
pub(crate) enum EngineError {
    /// The disk is full or busy: it may work when tried again.
    MayPass(StoreError),
    /// Trying again is of no use.
    Final(AppError),
}

impl From<StoreError> for EngineError {
    fn from(error: StoreError) -> Self {
        if error.may_pass() {
            Self::MayPass(error)
        } else {
            Self::Final(error.into())
        }
    }
}

impl From<AppError> for EngineError {
    fn from(error: AppError) -> Self {
        Self::Final(error)
    }
}

impl From<EngineError> for AppError {
    fn from(failure: EngineError) -> Self {
        match failure {
            EngineError::MayPass(error) => error.into(),
            EngineError::Final(error) => error,
        }
    }
}

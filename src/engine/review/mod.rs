//! Reviews and drills: which card comes next, what is written, and what the session came to.

mod asking;
mod commands;
mod grading;
mod heading;
mod language;
mod placement;
mod summary;

use std::collections::{HashMap, HashSet};

use rand_chacha::ChaCha8Rng;

pub use placement::PlacementSession;

use crate::domain::card::{Body, Card, Rev};
use crate::domain::day::{Instant, StudyDay};
use crate::domain::event::{SettingsHash, Stamp};
use crate::domain::id::{CardId, TopicId};
use crate::domain::memory::CardState;
use crate::domain::session::{QueuedTurn, TurnQueue};
use crate::engine::agenda::{Agenda, Sources};
use crate::engine::assessment::Assessment;
use crate::engine::bench::Bench;
use crate::engine::choice::{Chosen, Everyday};
use crate::engine::not_now::not_now;
use crate::engine::prompt::{
    GradeOffer, Input, Prompt, Reply, RubricAsked, SessionCommand, Trouble,
};
use crate::engine::runner::Runner;
use crate::engine::shown::{Nothing, SessionHead, SessionRemark, Shown};
use crate::engine::study_day::is_everyday;
use crate::engine::titles::Titles;
use crate::engine::turn::{CardTurn, Tools};
use crate::engine::workspace::Workspace;
use crate::engine::writer::{Attempt, Writer};
use crate::engine::{EngineError, FrontKind, Session};
use crate::error::AppError;

/// Days ahead for which the load is known when an interval is drawn.
const LOAD_DAYS: i32 = 40_000;

/// What a session does to the schedule.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Mode {
    /// Answers are scheduled.
    Review,
    /// Nothing is rescheduled.
    Drill,
}

/// How a session is held.
pub struct SessionSetup {
    /// Who is shown things and asked.
    pub front: FrontKind,
    /// What it does to the schedule.
    pub mode: Mode,
    /// What is asked when nothing is named.
    pub everyday: Everyday,
    /// Draws the order of options.
    pub rng: ChaCha8Rng,
    /// After how long it ends.
    pub milliseconds: Option<i64>,
}

/// A review or a drill.
pub struct ReviewSession<'a> {
    home: Workspace<'a>,
    front: FrontKind,
    mode: Mode,
    queue: TurnQueue,
    chosen: Chosen,
    /// What is asked when nothing is named: what waits outside this session is counted in it.
    everyday: Everyday,
    /// The rest of the queue, until it is read.
    rest: Option<Sources>,
    /// Cards that are due on each day to come; empty until it is read.
    load: HashMap<StudyDay, u32>,
    load_read: LoadRead,
    settings_hash: SettingsHash,
    rng: ChaCha8Rng,
    titles: Titles,
    /// Topics whose primer was already shown.
    primed: HashSet<TopicId>,
    ends: Option<Instant>,
    runner: Runner,
    phase: SessionPhase,
    current: Option<Asked>,
    /// Whether the card that is asked is open in the learner's editor.
    editing: Editing,
    trouble: Option<ReviewRetry>,
    shown: Vec<Shown>,
    /// Long cards that are offered first.
    bench: Bench,
    /// Cards that a plan brings back before they are due.
    early: HashSet<CardId>,
}

/// Whether the load of the days to come was read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum LoadRead {
    Yes,
    No,
}

/// How far a session is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum SessionPhase {
    /// Long cards are offered.
    Offering,
    /// Cards are asked.
    Running,
    /// The summary was shown; the last answer can be taken back.
    Summarised,
    /// Over.
    Over,
}

/// Whether a card is open in the learner's editor.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Editing {
    Card,
    Nothing,
}

/// A reply whose write failed.
struct ReviewRetry {
    trouble: Trouble,
    input: Input,
    stamp: Stamp,
}

/// The card that is being asked.
struct Asked {
    turn: QueuedTurn,
    state: CardState,
    /// The revision that was answered last, if the card has another meaning now: then the answer counts as Hard at best.
    earlier: Option<Rev>,
    /// Hints shown.
    hints: usize,
    /// Milliseconds waited for the learner, each pause capped.
    waited_ms: i64,
    /// The same up to the answer.
    answered_ms: i64,
    card_turn: CardTurn,
    step: ReviewStep,
}

/// How far a card is.
enum ReviewStep {
    /// Its answer is awaited.
    Answering,
    /// Its rubric is being ticked.
    Ticking,
    /// Its grade is awaited.
    Grading(Box<Grading>),
}

/// An answer that waits for its grade.
struct Grading {
    assessment: Assessment,
    offer: GradeOffer,
    steps: [crate::domain::schedule::ScheduleStep; 6],
}

impl Asked {
    const fn card(&self) -> &Card {
        self.card_turn.card()
    }

    fn points(&self) -> usize {
        if let Body::Open(body) = &self.card().body {
            body.points.len()
        } else {
            0
        }
    }

    fn prompt(&self) -> Option<Prompt> {
        match &self.step {
            ReviewStep::Answering => self.card_turn.prompt(),
            ReviewStep::Ticking => Some(Prompt::Rubric {
                points: self.points(),
                asked: RubricAsked::All,
            }),
            ReviewStep::Grading(grading) => Some(Prompt::Grade(grading.offer.clone())),
        }
    }
}

impl<'a> ReviewSession<'a> {
    /// Begins a session over an agenda.
    pub fn begin(
        home: Workspace<'a>,
        agenda: Agenda,
        setup: SessionSetup,
    ) -> Result<Self, AppError> {
        let SessionSetup {
            front,
            mode,
            everyday,
            rng,
            milliseconds,
        } = setup;
        let ends = milliseconds.map(|ms| Instant::from_millis(home.now().millis() + ms));
        // Before any answer names them: the store refuses a review whose settings it does not know.
        let settings_hash = home.store.log().register_settings(home.scheduler)?;
        let mut session = Self {
            home,
            front,
            mode,
            queue: agenda.queue,
            rest: agenda.rest,
            load: HashMap::new(),
            load_read: LoadRead::No,
            settings_hash,
            rng,
            titles: Titles::new(agenda.road),
            primed: HashSet::new(),
            ends,
            runner: Runner::default(),
            phase: SessionPhase::Running,
            current: None,
            editing: Editing::Nothing,
            trouble: None,
            shown: Vec::new(),
            chosen: agenda.chosen,
            everyday,
            bench: agenda.bench,
            early: agenda.early,
        };
        session.open_bench();
        if session.is_empty() {
            let nothing = match mode {
                Mode::Review if is_everyday(&session.chosen) => Nothing::Due,
                Mode::Review | Mode::Drill => {
                    Nothing::Now(not_now(&session.home, &session.chosen)?)
                }
            };
            session.shown.push(Shown::Nothing(nothing));
            session.phase = SessionPhase::Over;
            return Ok(session);
        }
        let scope = agenda.title;
        session.shown.push(Shown::SessionHead(match mode {
            Mode::Review => SessionHead::Review {
                scope,
                waits: agenda.waits,
            },
            Mode::Drill => SessionHead::Drill {
                scope,
                cards: session.queue.total(),
            },
        }));
        Ok(session)
    }

    /// A person is asked whether to begin with long cards; a program gets those that fit.
    fn open_bench(&mut self) {
        if self.bench.offer().is_none() {
            return;
        }
        if self.front == FrontKind::Screen {
            self.phase = SessionPhase::Offering;
        } else {
            self.begin_with_bench();
        }
    }

    fn begin_with_bench(&mut self) {
        let bench = std::mem::take(&mut self.bench);
        self.queue.feed_first(bench.into_fitting());
    }

    fn is_empty(&self) -> bool {
        self.phase == SessionPhase::Running && self.queue.total() == 0 && self.queue.waiting() == 0
    }

    fn handle_offer(&mut self, reply: &Reply) -> Result<(), AppError> {
        self.phase = SessionPhase::Running;
        if *reply == Reply::End {
            return self.leave();
        }
        if *reply == Reply::Yes {
            self.begin_with_bench();
        }
        Ok(())
    }

    fn remark(&mut self, remark: SessionRemark) {
        self.shown.push(Shown::Remark(remark));
    }

    /// Asks the next card, or ends the session where none is left or time is up.
    fn advance(&mut self) -> Result<(), AppError> {
        match self.queue.next_turn() {
            Some(turn) if !self.time_is_up() => self.ask(turn),
            left => {
                self.read_rest()?;
                if let Some(turn) = left {
                    self.queue.bring_back(turn);
                }
                self.summarise()
            }
        }
    }

    fn time_is_up(&self) -> bool {
        self.ends.is_some_and(|ends| self.home.now() >= ends)
    }

    /// Reads what the first card did not need.
    fn read_rest(&mut self) -> Result<(), AppError> {
        if let Some(rest) = self.rest.take() {
            self.queue.feed(rest.read(&self.home)?);
            self.queue.settle();
        }
        if self.load_read == LoadRead::No {
            let today = self.home.today();
            let load = self
                .home
                .store
                .progress()
                .due_load(today, today.plus(LOAD_DAYS))?;
            self.load = load.into_iter().collect();
            self.load_read = LoadRead::Yes;
        }
        Ok(())
    }

    fn handle(&mut self, input: &Input, writer: &Writer<'_>) -> Result<(), EngineError> {
        if self.editing == Editing::Card {
            self.after_editing(&input.reply);
            return Ok(());
        }
        match self.phase {
            SessionPhase::Offering => Ok(self.handle_offer(&input.reply)?),
            SessionPhase::Running => self.handle_running(&input.reply, writer),
            SessionPhase::Summarised => self.handle_summarised(&input.reply, writer),
            SessionPhase::Over => Ok(()),
        }
    }

    fn handle_running(&mut self, reply: &Reply, writer: &Writer<'_>) -> Result<(), EngineError> {
        let Some(asked) = &mut self.current else {
            return Ok(());
        };
        match (reply, &asked.step) {
            (Reply::Command(command), _) => self.obey(command, writer),
            (Reply::End, _) => Ok(self.leave()?),
            (reply, ReviewStep::Answering) => {
                asked.card_turn.reply(
                    &mut Tools {
                        home: &self.home,
                        runner: &mut self.runner,
                        shown: &mut self.shown,
                    },
                    reply,
                    asked.waited_ms,
                )?;
                if asked.card_turn.is_done() {
                    self.answered()?;
                }
                Ok(())
            }
            (Reply::Text(line), ReviewStep::Ticking) => {
                self.tick(line);
                Ok(())
            }
            (Reply::Grade(grade), ReviewStep::Grading(_)) => self.record(*grade, writer),
            _ => Ok(()),
        }
    }

    /// Leaves the session; a card without a grade is still to come.
    fn leave(&mut self) -> Result<(), AppError> {
        if let Some(asked) = self.current.take() {
            self.queue.bring_back(asked.turn);
        }
        self.summarise()
    }

    fn summarise(&mut self) -> Result<(), AppError> {
        let summary = self.summary()?;
        self.shown.push(Shown::Summary(Box::new(summary)));
        let can_undo = self.front == FrontKind::Screen && self.queue.undoable().is_some();
        self.phase = if can_undo {
            SessionPhase::Summarised
        } else {
            SessionPhase::Over
        };
        Ok(())
    }

    fn handle_summarised(&mut self, reply: &Reply, writer: &Writer<'_>) -> Result<(), EngineError> {
        if *reply == Reply::Command(SessionCommand::Undo) && self.undo(writer)? {
            // Time may have been up, but a card that was taken back is asked all the same.
            self.ends = None;
            self.phase = SessionPhase::Running;
        } else {
            self.phase = SessionPhase::Over;
        }
        Ok(())
    }

    /// Handles a reply. Where the disk refuses, a person at a screen can make room and try again.
    fn attempt(&mut self, input: Input, stamp: Stamp, attempt: Attempt) -> Result<(), AppError> {
        let shown_before = self.shown.len();
        let writer = Writer::new(self.home.store, stamp.clone(), attempt);
        match self.handle(&input, &writer) {
            // The retry handles the reply from its beginning, and shows all of this again.
            Err(EngineError::MayPass(error)) if self.front == FrontKind::Screen => {
                self.shown.truncate(shown_before);
                self.trouble = Some(ReviewRetry {
                    trouble: Trouble::of(error),
                    input,
                    stamp,
                });
                Ok(())
            }
            done => Ok(done?),
        }
    }
}

impl Session for ReviewSession<'_> {
    fn next(&mut self) -> Result<Option<Prompt>, AppError> {
        if let Some(retry) = &self.trouble {
            return Ok(Some(Prompt::Retry(retry.trouble.clone())));
        }
        loop {
            match (self.phase, &self.current) {
                (SessionPhase::Over, _) => return Ok(None),
                (SessionPhase::Offering, _) => {
                    if let Some(offer) = self.bench.offer() {
                        return Ok(Some(Prompt::Bench(offer)));
                    }
                    self.phase = SessionPhase::Running;
                }
                (SessionPhase::Summarised, _) => return Ok(Some(Prompt::Ended)),
                (SessionPhase::Running, Some(asked)) if self.editing == Editing::Card => {
                    let card = asked.card();
                    return Ok(Some(Prompt::EditCard(card.id.clone(), card.lang)));
                }
                (SessionPhase::Running, Some(asked)) => return Ok(asked.prompt()),
                (SessionPhase::Running, None) => self.advance()?,
            }
        }
    }

    fn reply(&mut self, input: Input) -> Result<(), AppError> {
        // What was put off until the learner reads is needed now at the latest.
        self.read_rest()?;
        if let Some(retry) = self.trouble.take() {
            if matches!(input.reply, Reply::No | Reply::End) {
                return Err(retry.trouble.into_error());
            }
            return self.attempt(retry.input, retry.stamp, Attempt::Again);
        }
        // Not for a retry: waiting for the disk is not thinking.
        if let Some(asked) = &mut self.current {
            asked.waited_ms += input.millis;
        }
        let stamp = self.home.stamp();
        self.attempt(input, stamp, Attempt::First)
    }

    fn take_shown(&mut self) -> Vec<Shown> {
        std::mem::take(&mut self.shown)
    }

    fn idle(&mut self) -> Result<(), AppError> {
        self.read_rest()?;
        // A checkpoint that fails loses nothing; if the disk is in trouble, the next answer says so and waits.
        let _ = self.home.store.checkpoint();
        Ok(())
    }
}

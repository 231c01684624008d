//! `review` and `drill`: one sitting, from the first card to the summary.

pub(crate) mod command;
mod grading;
pub(crate) mod info;
pub(crate) mod judged;
mod plan;
mod program;
mod prompt;
mod summary;
mod turn;

use std::cell::RefCell;
use std::collections::{HashMap, HashSet};

use rand_chacha::ChaCha8Rng;

use crate::cli::app::App;
use crate::cli::args::{DrillArgs, ReviewArgs};
use crate::cli::edit;
use crate::cli::keep;
use crate::cli::programs::Runner;
use crate::cli::scope::{self, Chosen};
use crate::domain::card::{Kind, Lang};
use crate::domain::day::{Instant, StudyDay};
use crate::domain::event::{EventBody, SettingsHash};
use crate::domain::id::{RoadmapId, TopicId};
use crate::domain::session::{Session, Turn};
use crate::error::AppError;
use crate::store::Store;
use crate::ui::card::{Look, cut};
use crate::ui::palette::{Palette, Role};
use crate::ui::terminal::{Ask, Manner, Reply, Terminal};

use grading::Raw;
use plan::{Plan, Rest};
pub(crate) use plan::{Waiting, held, next_new, progress, waiting};
pub(crate) use summary::{duration, streak};
use turn::Next;

/// Days ahead for which the load is known when an interval is drawn.
const LOAD_DAYS: i32 = 40_000;
/// Columns a phase's title may take above a card: the topic matters more.
const PHASE_COLUMNS: usize = 26;

/// What a sitting does to the schedule.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Mode {
    /// Answers are scheduled.
    Review {
        /// Whether SM-2's own grades are taken.
        raw: Raw,
    },
    /// Nothing is rescheduled.
    Drill,
}

/// One sitting.
struct Sitting<'a> {
    app: &'a App,
    terminal: &'a mut dyn Terminal,
    session: Session,
    rest: Option<Rest>,
    mode: Mode,
    load: HashMap<StudyDay, u32>,
    settings_hash: SettingsHash,
    chance: ChaCha8Rng,
    titles: Titles,
    ends: Option<Instant>,
    runner: Runner,
    cued: HashSet<Kind>,
}

/// Titles of topics, with the phase in the roadmap that is reviewed, read once each.
struct Titles {
    road: Option<RoadmapId>,
    known: RefCell<HashMap<TopicId, String>>,
}

impl Titles {
    fn title(
        &self,
        store: &Store,
        topic: &TopicId,
        lang: Lang,
        palette: Palette,
    ) -> Result<String, AppError> {
        if let Some(title) = self.known.borrow().get(topic) {
            return Ok(title.clone());
        }
        let name = store.topic(topic)?.map_or_else(
            || topic.to_string(),
            |topic| topic.title.text(lang).to_owned(),
        );
        let phase = self
            .road
            .as_ref()
            .map(|road| store.phase_of(road, topic))
            .transpose()?
            .flatten();
        let title = match phase {
            Some((number, phase)) => {
                format!(
                    "{number} {}{}{name}",
                    cut(&phase, PHASE_COLUMNS, palette.more()),
                    palette.of()
                )
            }
            None => name,
        };
        self.known.borrow_mut().insert(topic.clone(), title.clone());
        Ok(title)
    }
}

/// Reviews what is due, with the day's new cards among it.
pub(crate) fn review(
    app: &App,
    terminal: &mut dyn Terminal,
    args: &ReviewArgs,
) -> Result<(), AppError> {
    let chosen = app.store.at_once(|| scope::resolve(app, &args.scope))?;
    review_chosen(app, terminal, &chosen, args)
}

/// Reviews what is due of a choice of cards, whatever the scope of the arguments.
pub(crate) fn review_chosen(
    app: &App,
    terminal: &mut dyn Terminal,
    chosen: &Chosen,
    args: &ReviewArgs,
) -> Result<(), AppError> {
    let raw = if args.raw { Raw::Yes } else { Raw::No };
    let plan = app.store.at_once(|| plan::scheduled(app, chosen, args))?;
    let minutes = args.minutes.map(|minutes| i64::from(minutes) * 60_000);
    sit(app, terminal, plan, Mode::Review { raw }, minutes)
}

/// Practises without rescheduling anything.
pub(crate) fn drill(
    app: &App,
    terminal: &mut dyn Terminal,
    args: &DrillArgs,
) -> Result<(), AppError> {
    drill_chosen(
        app,
        terminal,
        &scope::resolve(app, &args.scope)?,
        args.count,
    )
}

/// Practises at most so many of a choice of cards.
pub(crate) fn drill_chosen(
    app: &App,
    terminal: &mut dyn Terminal,
    chosen: &Chosen,
    count: u32,
) -> Result<(), AppError> {
    let plan = plan::drilled(app, chosen, count)?;
    sit(app, terminal, plan, Mode::Drill, None)
}

fn sit(
    app: &App,
    terminal: &mut dyn Terminal,
    plan: Plan,
    mode: Mode,
    milliseconds: Option<i64>,
) -> Result<(), AppError> {
    let ends = milliseconds.map(|ms| Instant::from_millis(app.world.clock.now().millis() + ms));
    let titles = Titles {
        road: plan.road,
        known: RefCell::default(),
    };
    let (session, settings_hash) = (
        plan.session,
        app.store.register_settings(&app.settings.scheduler)?,
    );
    let (load, chance, rest) = (HashMap::new(), app.world.chance(), Some(plan.rest));
    let mut sitting = Sitting {
        app,
        terminal,
        session,
        rest,
        mode,
        load,
        settings_hash,
        chance,
        titles,
        ends,
        runner: Runner::default(),
        cued: HashSet::new(),
    };
    if sitting.session.total() == 0 && sitting.session.waiting() == 0 {
        return sitting.nothing(plan.empty);
    }
    let head = sitting.look().remark(Role::Faint, &plan.head);
    sitting.say(&head)?;
    sitting.run()
}

impl Sitting<'_> {
    fn look(&self) -> Look {
        Look {
            width: self.terminal.width(),
            palette: self.terminal.palette(),
            words: self.app.words(),
        }
    }

    fn say(&mut self, text: &str) -> Result<(), AppError> {
        Ok(self.terminal.say(text)?)
    }

    fn nothing(&mut self, message: &str) -> Result<(), AppError> {
        let words = self.app.words();
        let mut text = self.look().remark(Role::Title, message);
        let hint = if message == words.nothing_due() {
            words.nothing_due_hint()
        } else {
            words.nothing_matches_hint()
        };
        text.push_str(&self.look().remark(Role::Faint, hint));
        self.say(&text)
    }

    fn run(&mut self) -> Result<(), AppError> {
        loop {
            let next = match self.session.next_turn() {
                Some(turn) if !self.time_is_up() => self.take(turn)?,
                left => {
                    self.prepare()?;
                    if let Some(turn) = left {
                        self.session.bring_back(turn);
                    }
                    Next::Quit
                }
            };
            if next == Next::Quit && self.finish()? == Next::Quit {
                return Ok(());
            }
        }
    }

    /// Asks one card; one that is left without a grade by the end is still to come.
    fn take(&mut self, turn: Turn) -> Result<Next, AppError> {
        let next = self.turn(turn.clone())?;
        if next == Next::Quit {
            self.session.bring_back(turn);
        }
        Ok(next)
    }

    fn time_is_up(&self) -> bool {
        self.ends
            .is_some_and(|ends| self.app.world.clock.now() >= ends)
    }

    /// What the first card does not need is done once it is on the screen; the log is brought into the
    /// database while the learner reads.
    fn prepare(&mut self) -> Result<(), AppError> {
        if let Some(rest) = self.rest.take() {
            self.session.feed(plan::rest(self.app, rest)?);
            self.session.settle();
            let today = self.app.today();
            self.load = self
                .app
                .store
                .due_load(today, today.plus(LOAD_DAYS))?
                .into_iter()
                .collect();
        }
        // A checkpoint that fails loses nothing; if the disk is in trouble, the next answer says so and waits.
        let _ = self.app.store.checkpoint();
        Ok(())
    }

    /// The summary; on a terminal the last answer can still be taken back.
    fn finish(&mut self) -> Result<Next, AppError> {
        let text = self.summary()?;
        self.say(&text)?;
        if self.session.undoable().is_some() {
            self.app.back_up_daily();
        }
        if self.terminal.manner() == Manner::Lines || self.session.undoable().is_none() {
            return Ok(Next::Quit);
        }
        self.remark(Role::Faint, self.app.words().after_summary())?;
        let prompt = self.look().palette.prompt().to_owned();
        match self.terminal.ask(&prompt, Ask::Key)? {
            Reply::Text(key) if matches!(key.trim(), "u" | ":u") && self.undo(None)? => {
                self.ends = None;
                Ok(Next::On)
            }
            Reply::Text(_) | Reply::Interrupt | Reply::End => Ok(Next::Quit),
        }
    }

    /// Takes the last step back; false if there is none.
    fn undo(&mut self, current: Option<Turn>) -> Result<bool, AppError> {
        let Some(target) = self.session.undoable().cloned() else {
            self.remark(Role::Faint, self.app.words().nothing_to_undo())?;
            return Ok(false);
        };
        keep::event(self.app, self.terminal, &EventBody::Undo { target })?;
        if let Some(card) = self.session.undo(current) {
            let message = self.app.words().undone(card.as_str());
            self.remark(Role::Faint, &message)?;
        }
        Ok(true)
    }

    /// Opens the card in the learner's editor and shows it again.
    fn edit(&mut self, asked: &turn::Asked) -> Result<Option<Next>, AppError> {
        let words = self.app.words();
        match edit::in_editor(self.app, self.terminal, &asked.card.id) {
            Ok(edit::Outcome::Unchanged) => {
                self.remark(Role::Faint, words.unchanged()).map(|()| None)
            }
            Ok(edit::Outcome::Saved(file)) => {
                let message = words.edited(file.display());
                self.remark(Role::Faint, &message)?;
                self.session.bring_back(asked.turn.clone());
                Ok(Some(Next::On))
            }
            Err(error) if error.kind == crate::error::ErrorKind::User => {
                let text = self.look().failure(&error);
                self.say(&text).map(|()| None)
            }
            Err(error) => Err(error),
        }
    }
}

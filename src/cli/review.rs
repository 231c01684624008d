//! `review` and `drill`: which cards, and a session of the engine over them.

use crate::cli::app::App;
use crate::cli::args::{DrillArgs, ReviewArgs};
use crate::cli::scope::{self, Chosen};
use crate::cli::session::{GradeScale, ObjectFront, TerminalFront, Voice, front_kind};
use crate::engine::agenda::{self, Agenda, SessionLimits};
use crate::engine::review::{Mode, ReviewSession};
use crate::engine::{FrontKind, run};
use crate::error::AppError;
use crate::ui::terminal::Terminal;

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
    let limits = SessionLimits {
        new: args.new,
        cards: args.limit,
    };
    let agenda = app
        .store
        .at_once(|| agenda::scheduled(&app.workspace(), chosen, limits))?;
    let format = match (args.jsonl, args.raw) {
        (true, _) => SessionFormat::Objects,
        (false, true) => SessionFormat::Text(GradeScale::Raw),
        (false, false) => SessionFormat::Text(GradeScale::Buttons),
    };
    let setup = ReviewSetup {
        mode: Mode::Review,
        format,
        minutes: args.minutes,
    };
    setup.hold(app, terminal, agenda)
}

/// Practises without rescheduling anything.
pub(crate) fn drill(
    app: &App,
    terminal: &mut dyn Terminal,
    args: &DrillArgs,
) -> Result<(), AppError> {
    let chosen = scope::resolve(app, &args.scope)?;
    let format = if args.jsonl {
        SessionFormat::Objects
    } else {
        SessionFormat::Text(GradeScale::Buttons)
    };
    hold_drill(app, terminal, &chosen, args.count, format)
}

/// Practises some of a choice of cards.
pub(crate) fn drill_chosen(
    app: &App,
    terminal: &mut dyn Terminal,
    chosen: &Chosen,
    count: u32,
) -> Result<(), AppError> {
    let format = SessionFormat::Text(GradeScale::Buttons);
    hold_drill(app, terminal, chosen, count, format)
}

fn hold_drill(
    app: &App,
    terminal: &mut dyn Terminal,
    chosen: &Chosen,
    count: u32,
    format: SessionFormat,
) -> Result<(), AppError> {
    let count = usize::try_from(count).unwrap_or(usize::MAX);
    let cards = scope::draw(app, chosen, count)?;
    let setup = ReviewSetup {
        mode: Mode::Drill,
        format,
        minutes: None,
    };
    setup.hold(app, terminal, agenda::drilled(chosen, cards))
}

/// How a session speaks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum SessionFormat {
    /// Lines for people, with grades on a scale.
    Text(GradeScale),
    /// One JSON object a line.
    Objects,
}

/// How a session is held.
struct ReviewSetup {
    mode: Mode,
    format: SessionFormat,
    minutes: Option<u32>,
}

impl ReviewSetup {
    fn hold(self, app: &App, terminal: &mut dyn Terminal, agenda: Agenda) -> Result<(), AppError> {
        let kind = match self.format {
            SessionFormat::Text(_) => front_kind(terminal),
            SessionFormat::Objects => FrontKind::Objects,
        };
        let scope = agenda.title().map(str::to_owned);
        let mut session = ReviewSession::begin(
            app.workspace(),
            kind,
            self.mode,
            agenda,
            app.world.chance(),
            self.minutes.map(|minutes| i64::from(minutes) * 60_000),
        )?;
        match self.format {
            SessionFormat::Text(scale) => {
                let mut front = TerminalFront::new(app, terminal, Voice::Review, scale);
                run(&mut session, &mut front)
            }
            SessionFormat::Objects => {
                run(&mut session, &mut ObjectFront::new(app, terminal, scope))
            }
        }
    }
}

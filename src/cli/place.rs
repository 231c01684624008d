//! `place`: a short placement test, which opens topics and starts known cards with longer intervals.

use crate::cli::app::App;
use crate::cli::args::{PlaceArgs, ScopeArgs};
use crate::cli::scope;
use crate::cli::session::{GradeScale, ObjectFront, TerminalFront, Voice, front_kind};
use crate::engine::review::{Mode, PlacementSession, SessionSetup};
use crate::engine::{FrontKind, run};
use crate::error::AppError;
use crate::ui::terminal::Terminal;

/// Holds a placement test over a roadmap, or those that are followed.
pub(crate) fn place(
    app: &App,
    terminal: &mut dyn Terminal,
    args: &PlaceArgs,
) -> Result<(), AppError> {
    let wanted = ScopeArgs {
        roadmap: args.roadmap.clone(),
        ..ScopeArgs::default()
    };
    let chosen = scope::resolve(app, &wanted)?;
    let kind = if args.jsonl {
        FrontKind::Objects
    } else {
        front_kind(terminal)
    };
    let setup = SessionSetup {
        front: kind,
        mode: Mode::Drill,
        everyday: scope::everyday(app)?,
        rng: app.world.chance(),
        milliseconds: None,
    };
    let mut session = PlacementSession::begin(app.workspace(), &chosen, setup)?;
    if args.jsonl {
        let scope = chosen.title;
        run(&mut session, &mut ObjectFront::new(app, terminal, scope))
    } else {
        let mut front = TerminalFront::new(app, terminal, Voice::Review, GradeScale::Buttons);
        run(&mut session, &mut front)
    }
}

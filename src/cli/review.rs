//! `review` and `drill`: which cards, and a session of the engine over them.

use crate::cli::app::App;
use crate::cli::args::{DrillArgs, ReviewArgs};
use crate::cli::plan::morning_line;
use crate::cli::scope::{self, Chosen};
use crate::cli::session::{GradeScale, ObjectFront, TerminalFront, Voice, front_kind};
use crate::cli::yes_or_no::{YesOrNo, ask_yes_or_no};
use crate::cli::{watch, weighted_draw};
use crate::domain::replay::StudyPlan;
use crate::engine::agenda::{self, Agenda, BenchRule, SessionLimits};
use crate::engine::plan;
use crate::engine::review::{Mode, ReviewSession, SessionSetup};
use crate::engine::study_day::days_away;
use crate::engine::waiting::waiting;
use crate::engine::{FrontKind, run};
use crate::error::AppError;
use crate::ui::card::Renderer;
use crate::ui::palette::TextRole;
use crate::ui::terminal::{InputMode, Terminal};

/// Reviews what is due, with the day's new cards among it; with a plan, what the plan says for today.
pub(crate) fn review(
    app: &App,
    terminal: &mut dyn Terminal,
    args: &ReviewArgs,
) -> Result<(), AppError> {
    // Anyone who names cards, or how many new ones, wants those and not the plan's.
    let is_everyday = args.scope.is_empty() && args.new.is_none();
    if is_everyday && let Some(plan) = plan::running(&app.workspace())? {
        return review_planned(app, terminal, &plan, args);
    }
    let chosen = app.store.at_once(|| scope::to_review(app, &args.scope))?;
    if is_everyday {
        offer_rest(app, terminal, &chosen)?;
    }
    review_chosen(app, terminal, &chosen, args)
}

/// Reviews what the plan says for today, under the line that says where the learner stands.
fn review_planned(
    app: &App,
    terminal: &mut dyn Terminal,
    plan: &StudyPlan,
    args: &ReviewArgs,
) -> Result<(), AppError> {
    let home = app.workspace();
    let view = app.store.at_once(|| plan::view(&home, plan))?;
    let setup = ReviewSetup::of(args);
    if setup.format != SessionFormat::Objects {
        let look = renderer(app, terminal);
        let mut text = look.remark(TextRole::Strong, &morning_line(app, &view));
        if view.has_mock_today() {
            let mock = app.words().plan.today_mock(view.mock_minutes());
            text.push_str(&look.remark(TextRole::Strong, &mock));
        }
        terminal.say(&text)?;
    }
    let chosen = scope::along_roadmaps(app, &plan.terms.roadmaps)?;
    let limits = SessionLimits {
        cards: args.limit,
        ..SessionLimits::default()
    };
    let agenda = app
        .store
        .at_once(|| agenda::planned(&home, &chosen, &view.today, limits))?;
    setup.hold(app, terminal, agenda)
}

fn renderer(app: &App, terminal: &dyn Terminal) -> Renderer {
    Renderer {
        width: terminal.width(),
        palette: terminal.palette(),
        words: app.words(),
    }
}

/// After a break, new cards on top of what piled up may be left out for today.
fn offer_rest(app: &App, terminal: &mut dyn Terminal, chosen: &Chosen) -> Result<(), AppError> {
    if terminal.input_mode() == InputMode::Lines {
        return Ok(());
    }
    let home = app.workspace();
    let Some(away) = days_away(&home)? else {
        return Ok(());
    };
    let words = app.words();
    let look = renderer(app, terminal);
    let waits = waiting(&home, chosen)?;
    let mut text = look.remark(TextRole::Title, &words.welcome_back(away));
    if waits.later > 0 {
        let spread = words.spread(waits.due, waits.later);
        text.push_str(&look.remark(TextRole::Faint, &spread));
    }
    terminal.say(&text)?;
    if waits.due == 0 || waits.new == 0 {
        return Ok(());
    }
    let question = words.leave_out_new(waits.new);
    terminal.say(&look.remark(TextRole::Strong, &question))?;
    let prompt = terminal.palette().prompt();
    let answer = ask_yes_or_no(app, terminal, prompt, YesOrNo::Yes)?;
    terminal.say("\n")?;
    if answer == YesOrNo::Yes {
        home.store.local().leave_out_new(app.today())?;
    }
    Ok(())
}

/// Reviews what is due of a choice of cards, whatever the scope of the arguments.
pub(crate) fn review_chosen(
    app: &App,
    terminal: &mut dyn Terminal,
    chosen: &Chosen,
    args: &ReviewArgs,
) -> Result<(), AppError> {
    let setup = ReviewSetup::of(args);
    let bench = if args.scope.is_empty() {
        let of_day = app.settings.minutes_per_day;
        let minutes = args.minutes.map_or(of_day, |session| session.min(of_day));
        BenchRule::Offer { minutes }
    } else {
        BenchRule::Mixed
    };
    let limits = SessionLimits {
        new: args.new,
        cards: args.limit,
        bench,
    };
    let agenda = app
        .store
        .at_once(|| agenda::scheduled(&app.workspace(), chosen, limits))?;
    setup.hold(app, terminal, agenda)
}

/// Practises without rescheduling anything.
pub(crate) fn drill(
    app: &App,
    terminal: &mut dyn Terminal,
    args: &DrillArgs,
) -> Result<(), AppError> {
    if let Some(card) = &args.watch {
        return watch::watch(app, terminal, card);
    }
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
    let cards = weighted_draw::draw(app, chosen, count)?;
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
    fn of(args: &ReviewArgs) -> Self {
        let format = match (args.jsonl, args.raw) {
            (true, _) => SessionFormat::Objects,
            (false, true) => SessionFormat::Text(GradeScale::Raw),
            (false, false) => SessionFormat::Text(GradeScale::Buttons),
        };
        Self {
            mode: Mode::Review,
            format,
            minutes: args.minutes,
        }
    }

    fn hold(self, app: &App, terminal: &mut dyn Terminal, agenda: Agenda) -> Result<(), AppError> {
        let kind = match self.format {
            SessionFormat::Text(_) => front_kind(terminal),
            SessionFormat::Objects => FrontKind::Objects,
        };
        let scope = agenda.title().map(str::to_owned);
        let mut session = ReviewSession::begin(
            app.workspace(),
            agenda,
            SessionSetup {
                front: kind,
                mode: self.mode,
                everyday: scope::everyday(app)?,
                rng: app.world.chance(),
                milliseconds: self.minutes.map(|minutes| i64::from(minutes) * 60_000),
            },
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

//! Holds an interview: a session of the engine at the learner's terminal.

use crate::cli::app::App;
use crate::cli::interview::choose::InterviewSetup;
use crate::cli::interview::look;
use crate::cli::session::{GradeScale, TerminalFront, Voice, broke, front_kind};
use crate::domain::interview::{Interviewer, RECORD_VERSION, Record, Unfinished};
use crate::engine::interview::{InterviewQuestion, InterviewSession, RecordTexts};
use crate::engine::run;
use crate::error::AppError;
use crate::ui::palette::TextRole;
use crate::ui::terminal::Terminal;

/// Holds an interview. Each answer is on disk before the next question is asked.
pub(super) fn hold(
    app: &App,
    terminal: &mut dyn Terminal,
    setup: InterviewSetup,
    questions: Vec<InterviewQuestion>,
) -> Result<(), AppError> {
    welcome(app, terminal, &head(app, &setup, questions.len()))?;
    let record = record_of(app, setup, questions.len(), None);
    let kind = front_kind(terminal);
    let session = InterviewSession::begin(app.workspace(), kind, texts(app), record, questions);
    ask(app, terminal, session)
}

/// The record of an interview of which nothing was asked yet.
pub(super) fn record_of(
    app: &App,
    setup: InterviewSetup,
    questions: usize,
    interviewer: Option<Interviewer>,
) -> Record {
    let now = app.world.clock.now();
    Record {
        version: RECORD_VERSION,
        began: now,
        ended: now,
        minutes: setup.minutes,
        planned: u32::try_from(questions).unwrap_or(u32::MAX),
        seed: setup.seed,
        roadmap: setup.roadmap,
        areas: setup.areas,
        style: setup.style,
        parts: setup.parts,
        away_ms: 0,
        interviewer,
        turns: Vec::new(),
    }
}

/// Goes on with an interview that broke off.
pub(super) fn resume(
    app: &App,
    terminal: &mut dyn Terminal,
    unfinished: Unfinished,
) -> Result<(), AppError> {
    let asked = unfinished.record.turns.len();
    let words = app.words().interview;
    let title = words.resumed(asked, unfinished.record.planned);
    let kind = front_kind(terminal);
    let session = InterviewSession::resume(app.workspace(), kind, texts(app), unfinished)?;
    welcome(app, terminal, &title)?;
    ask(app, terminal, session)
}

fn welcome(app: &App, terminal: &mut dyn Terminal, title: &str) -> Result<(), AppError> {
    let look = look(app, terminal);
    let mut text = look.remark(TextRole::Title, title);
    text.push_str(&look.remark(TextRole::Faint, app.words().interview.rules()));
    Ok(terminal.say(&text)?)
}

fn ask(
    app: &App,
    terminal: &mut dyn Terminal,
    mut session: InterviewSession<'_>,
) -> Result<(), AppError> {
    let mut front = TerminalFront::new(app, terminal, Voice::Interview, GradeScale::Buttons);
    run(&mut session, &mut front)
}

/// The sentences that the record keeps.
pub(super) fn texts(app: &App) -> RecordTexts {
    let words = app.words();
    RecordTexts {
        coding: [
            words.interview.coding_right(),
            words.interview.coding_cost(),
            words.interview.coding_asked(),
            words.interview.coding_tried(),
        ],
        basic: words.interview.basic_said(),
        broke: Box::new(move |trial| broke(words, trial)),
    }
}

pub(super) fn head(app: &App, setup: &InterviewSetup, questions: usize) -> String {
    app.words().interview.head(
        app.palette.dot(),
        &setup.title,
        setup.minutes,
        questions,
        setup.seed,
    )
}

//! The interactive prompt: a dashboard, then commands through the same parser as the shell's.

use clap::Parser;

use crate::cli::app::App;
use crate::cli::args::Cli;
use crate::cli::complete::CompletionWords;
use crate::cli::plan::morning_line;
use crate::cli::{clock, dispatch, errors, first_run, scope, session, stats};
use crate::domain::wording::problems;
use crate::engine::plan;
use crate::engine::study_day::days_away;
use crate::engine::waiting::waiting_today;
use crate::error::{AppError, ErrorKind};
use crate::ui::card::Renderer;
use crate::ui::editor::CommandLine;
use crate::ui::palette::TextRole;
use crate::ui::terminal::{Terminal, TerminalReply};

/// What stands before a command.
const PROMPT: &str = "milepost> ";

/// Shows the dashboard and does what is typed until the learner leaves.
pub(crate) fn shell(app: &mut App, terminal: &mut dyn Terminal) -> Result<(), AppError> {
    clock::mind(app, terminal)?;
    if app.store.progress().followed()?.is_empty() {
        first_run::first_run(app, terminal)?;
    } else {
        dashboard(app, terminal)?;
    }
    let history = app.world.home.data.join("history");
    let words = CompletionWords::of(app)?;
    let mut line = CommandLine::open(
        app.palette,
        Some(&history),
        Box::new(move |line, pos| words.complete(line, pos)),
    )?;
    loop {
        match line.ask(PROMPT)? {
            TerminalReply::Text(text) => match text.trim() {
                "quit" | "exit" | "q" | ":q" => break,
                "?" | ":?" => obey(app, terminal, "help")?,
                text => obey(app, terminal, text)?,
            },
            TerminalReply::Interrupt | TerminalReply::Paste => {}
            TerminalReply::End => break,
        }
    }
    let words = app.words();
    Ok(terminal.say(&format!("{}\n", words.prompt.goodbye()))?)
}

/// Does one line; an error is shown and the prompt stays.
fn obey(app: &mut App, terminal: &mut dyn Terminal, text: &str) -> Result<(), AppError> {
    let Some(words) = shlex::split(text) else {
        errors::report(&AppError::usage(problems::quote_open()).hint(problems::close_quote()));
        return Ok(());
    };
    let Some(first) = words.first() else {
        return Ok(());
    };
    let skip = usize::from(first == "milepost");
    let words = &words[skip..];
    let cli = match Cli::try_parse_from(
        std::iter::once("milepost").chain(words.iter().map(String::as_str)),
    ) {
        Ok(cli) => cli,
        Err(error) => {
            errors::of_clap(&error, words);
            return Ok(());
        }
    };
    let Some(command) = cli.command else {
        return dashboard(app, terminal);
    };
    // Decks may have been edited in another window since the command before.
    app.refresh_content()?;
    match dispatch(app, terminal, command) {
        Ok(_) => {}
        // Without a reader, or with an interrupt, there is nobody for whom to keep the prompt.
        Err(error) if matches!(error.kind, ErrorKind::ClosedPipe | ErrorKind::Interrupted) => {
            return Err(error);
        }
        Err(error) => {
            errors::report(&error);
        }
    }
    // The command may have been `config`; also after an error, for what was written before it.
    app.reread_settings()
}

fn look(app: &App, terminal: &dyn Terminal) -> Renderer {
    Renderer {
        width: terminal.width(),
        palette: terminal.palette(),
        words: app.words(),
    }
}

/// What waits, how far one is, what is weak.
pub(crate) fn dashboard(app: &App, terminal: &mut dyn Terminal) -> Result<(), AppError> {
    let (look, words) = (look(app, terminal), app.words());
    let home = app.workspace();
    let view = match plan::running(&home)? {
        Some(plan) => Some(plan::view(&home, &plan)?),
        None => None,
    };
    let chosen = match &view {
        Some(view) => scope::along_roadmaps(app, &view.plan.terms.roadmaps)?,
        None => scope::followed(app)?,
    };
    let waits = waiting_today(&home, &scope::everyday(app)?)?;
    let waiting = format!(
        "{}{}{}",
        session::waiting_line(words, look.palette, waits),
        look.palette.dot(),
        session::streak(app)?,
    );
    let mut text = look.remark(
        TextRole::Title,
        chosen.title.as_deref().unwrap_or(words.all_cards()),
    );
    if let Some(away) = days_away(&app.workspace())? {
        text.push_str(&look.remark(TextRole::Title, &words.welcome_back(away)));
    }
    text.push_str(&look.remark(TextRole::Strong, &waiting));
    if let Some(view) = &view {
        text.push_str(&look.remark(TextRole::Strong, &morning_line(app, view)));
    }
    let figures = stats::overview(app, look, &chosen)?;
    text.push_str(&figures.phases);
    if figures.leeches > 0 {
        text.push_str(&look.remark(TextRole::Near, &words.prompt.leeches(figures.leeches)));
    }
    text.push_str(&look.remark(TextRole::Faint, words.prompt.hint()));
    Ok(terminal.say(&text)?)
}

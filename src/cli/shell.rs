//! The interactive prompt: a dashboard, then commands through the same parser as the shell's.

use std::collections::BTreeSet;

use clap::Parser;

use crate::cli::app::App;
use crate::cli::args::{Cli, ReviewArgs};
use crate::cli::complete::CompletionWords;
use crate::cli::{clock, dispatch, errors, review, roadmap, scope, session, stats};
use crate::domain::event::{EventBody, RoadEvent};
use crate::domain::id::RoadmapId;
use crate::domain::wording::problems;
use crate::engine::study_day::days_away;
use crate::engine::waiting::waiting;
use crate::error::{AppError, ErrorKind};
use crate::ui::card::Renderer;
use crate::ui::clean::clean_line;
use crate::ui::editor::CommandLine;
use crate::ui::palette::TextRole;
use crate::ui::terminal::{Ask, Terminal, TerminalReply};

/// What stands before a command.
const PROMPT: &str = "milepost> ";

/// Shows the dashboard and does what is typed until the learner leaves.
pub(crate) fn shell(app: &mut App, terminal: &mut dyn Terminal) -> Result<(), AppError> {
    clock::mind(app, terminal)?;
    if app.store.progress().followed()?.is_empty() {
        first_run(app, terminal)?;
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
    app.refresh_content()?;
    match dispatch(app, terminal, command) {
        Ok(_) => {}
        Err(error) if matches!(error.kind, ErrorKind::ClosedPipe | ErrorKind::Interrupted) => {
            return Err(error);
        }
        Err(error) => {
            errors::report(&error);
        }
    }
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
    let chosen = scope::followed(app)?;
    let waits = waiting(&app.workspace(), &scope::everyday(app)?)?;
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
    let figures = stats::overview(app, look, &chosen)?;
    text.push_str(&figures.phases);
    if figures.leeches > 0 {
        text.push_str(&look.remark(TextRole::Near, &words.prompt.leeches(figures.leeches)));
    }
    text.push_str(&look.remark(TextRole::Faint, words.prompt.hint()));
    Ok(terminal.say(&text)?)
}

/// Asks which roadmaps to follow, then starts the first review.
fn first_run(app: &mut App, terminal: &mut dyn Terminal) -> Result<(), AppError> {
    let words = app.words();
    let roads = app.store.content().roadmaps()?;
    let mut text = look(app, terminal).remark(TextRole::Title, words.prompt.welcome());
    for (number, road) in (1..).zip(&roads) {
        let palette = terminal.palette();
        text.push_str(&format!(
            "{} {}\n",
            palette.paint(TextRole::Key, &format!("{number:>3}")),
            clean_line(road.head.title_in(app.lang)),
        ));
        text.push_str(&roadmap::about(app, terminal.width(), palette, road)?);
    }
    terminal.say(&text)?;
    let names: Vec<RoadmapId> = roads.into_iter().map(|road| road.head.id).collect();
    let Some(chosen) = ask_roads(app, terminal, &names)? else {
        return Ok(());
    };
    for roadmap in chosen {
        app.store
            .progress()
            .record(EventBody::Road(RoadEvent::Follow { roadmap }), &app.stamp())?;
    }
    review::review(app, terminal, &ReviewArgs::default())
}

fn ask_roads(
    app: &App,
    terminal: &mut dyn Terminal,
    names: &[RoadmapId],
) -> Result<Option<Vec<RoadmapId>>, AppError> {
    let words = app.words();
    let default = names
        .iter()
        .position(|name| name.as_str() == scope::DEFAULT_ROADMAP)
        .unwrap_or(0);
    let asked = words.prompt.which_roadmaps(default + 1);
    let prompt = format!("{asked} {}", terminal.palette().prompt());
    loop {
        let TerminalReply::Text(text) = terminal.ask(&prompt, Ask::Rest)? else {
            return Ok(None);
        };
        if text.trim().is_empty() {
            return Ok(Some(names.get(default).cloned().into_iter().collect()));
        }
        let mut chosen = BTreeSet::new();
        let mut wrong = None;
        for word in text.split([' ', ',']).filter(|word| !word.is_empty()) {
            match word.parse::<usize>() {
                Ok(number) if (1..=names.len()).contains(&number) => {
                    chosen.insert(number - 1);
                }
                _ => wrong = Some(word),
            }
        }
        match wrong {
            None => {
                return Ok(Some(
                    chosen
                        .into_iter()
                        .map(|place| names[place].clone())
                        .collect(),
                ));
            }
            Some(word) => {
                let message = words.prompt.no_such_number(clean_line(word), names.len());
                let remark = look(app, terminal).remark(TextRole::Near, &message);
                terminal.say(&remark)?;
            }
        }
    }
}

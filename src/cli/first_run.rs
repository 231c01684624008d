//! The first run: which roads, until when, how many minutes a day, and what is known already.

use std::collections::BTreeSet;

use crate::cli::app::App;
use crate::cli::args::{PlaceArgs, ReviewArgs};
use crate::cli::yes_or_no::{YesOrNo, ask_yes_or_no};
use crate::cli::{place, plan, review, roadmap, scope};
use crate::domain::day::StudyDay;
use crate::domain::event::{EventBody, PlanTerms, RoadEvent};
use crate::domain::id::RoadmapId;
use crate::error::{AppError, ErrorKind};
use crate::ui::card::Renderer;
use crate::ui::clean::clean_line;
use crate::ui::palette::TextRole;
use crate::ui::terminal::{Ask, Terminal, TerminalReply};

/// Asks what a newcomer must say, then begins.
pub(super) fn first_run(app: &mut App, terminal: &mut dyn Terminal) -> Result<(), AppError> {
    let names = show_roads(app, terminal)?;
    let Some(roadmaps) = ask_roads(app, terminal, &names)? else {
        return Ok(());
    };
    // Recorded before the next question: a learner who leaves now finds the dashboard next time, not this
    // again.
    for roadmap in &roadmaps {
        let follow = RoadEvent::Follow {
            roadmap: roadmap.clone(),
        };
        let body = EventBody::Road(follow);
        app.store.progress().record(body, &app.stamp())?;
    }
    let date = ask_date(app, terminal, &roadmaps)?;
    if let Some(minutes) = ask_minutes(app, terminal)? {
        let file = app.world.home.config.clone();
        let mut settings = app.settings.clone();
        settings.write(&file, "minutes_per_day", &minutes.to_string())?;
        app.reread_settings()?;
    }
    // After the minutes, which the plan takes from the settings.
    if let Some(date) = date {
        plan::set(app, &terms(app, date, &roadmaps))?;
    }
    if wants_placement(app, terminal)? {
        place::place(app, terminal, &PlaceArgs::default())?;
    }
    review::review(app, terminal, &ReviewArgs::default())
}

fn look(app: &App, terminal: &dyn Terminal) -> Renderer {
    Renderer {
        width: terminal.width(),
        palette: terminal.palette(),
        words: app.words(),
    }
}

/// Lists the roads; their names in the order of their numbers.
fn show_roads(app: &App, terminal: &mut dyn Terminal) -> Result<Vec<RoadmapId>, AppError> {
    let words = app.words();
    let roads = app.store.content().roadmaps()?;
    let look = look(app, terminal);
    let mut languages = Vec::new();
    for road in &roads {
        languages.push(roadmap::languages(app, road)?);
    }
    // Said once where it holds for every road: with it in each, the question scrolls off a screen of 24 lines.
    let shared = languages.windows(2).all(|pair| pair[0] == pair[1]);
    let mut text = look.remark(TextRole::Title, words.prompt.welcome());
    for ((number, road), languages) in (1..).zip(&roads).zip(&languages) {
        text.push_str(&format!(
            "{} {}\n",
            look.palette.paint(TextRole::Key, &format!("{number:>3}")),
            clean_line(road.head.title_in(app.lang)),
        ));
        let own = Some(languages.as_str()).filter(|_| !shared);
        text.push_str(&roadmap::about(app, look, road, own));
    }
    if let Some(languages) = languages.first().filter(|_| shared) {
        text.push_str(&look.remark(TextRole::Faint, languages));
    }
    terminal.say(&text)?;
    Ok(roads.into_iter().map(|road| road.head.id).collect())
}

/// Asks for a line; nothing when the learner leaves.
fn ask_line(
    app: &App,
    terminal: &mut dyn Terminal,
    question: &str,
) -> Result<Option<String>, AppError> {
    loop {
        let asked = look(app, terminal).remark(TextRole::Strong, question);
        terminal.say(&asked)?;
        let prompt = terminal.palette().prompt();
        match terminal.ask(prompt, Ask::Rest)? {
            TerminalReply::Text(text) if text.trim() == "?" => {
                let help = app.words().prompt.first_run_help();
                terminal.say(&look(app, terminal).remark(TextRole::Faint, help))?;
            }
            TerminalReply::Text(text) => return Ok(Some(text.trim().to_owned())),
            TerminalReply::Interrupt | TerminalReply::Paste | TerminalReply::End => {
                return Ok(None);
            }
        }
    }
}

fn say_wrong(app: &App, terminal: &mut dyn Terminal, message: &str) -> Result<(), AppError> {
    let remark = look(app, terminal).remark(TextRole::Near, message);
    Ok(terminal.say(&remark)?)
}

fn ask_roads(
    app: &App,
    terminal: &mut dyn Terminal,
    names: &[RoadmapId],
) -> Result<Option<Vec<RoadmapId>>, AppError> {
    let words = app.words().prompt;
    let default = names
        .iter()
        .position(|name| name.as_str() == scope::DEFAULT_ROADMAP)
        .unwrap_or(0);
    let question = words.which_roadmaps(default + 1);
    loop {
        let Some(text) = ask_line(app, terminal, &question)? else {
            return Ok(None);
        };
        if text.is_empty() {
            return Ok(Some(names.get(default).cloned().into_iter().collect()));
        }
        match numbers(&text, names.len()) {
            Ok(places) => {
                let chosen = places.into_iter().map(|place| names[place].clone());
                return Ok(Some(chosen.collect()));
            }
            Err(wrong) => {
                let message = words.no_such_number(clean_line(wrong), names.len());
                say_wrong(app, terminal, &message)?;
            }
        }
    }
}

/// The places that numbers from 1 name, or the first word that is none of them.
fn numbers(text: &str, most: usize) -> Result<BTreeSet<usize>, &str> {
    let words = text.split([' ', ',']).filter(|word| !word.is_empty());
    words
        .map(|word| match word.parse::<usize>() {
            Ok(number) if (1..=most).contains(&number) => Ok(number - 1),
            _ => Err(word),
        })
        .collect()
}

/// Minutes a day; nothing keeps the setting.
fn ask_minutes(app: &App, terminal: &mut dyn Terminal) -> Result<Option<u32>, AppError> {
    let words = app.words().prompt;
    let question = words.how_many_minutes(app.settings.minutes_per_day);
    loop {
        let Some(text) = ask_line(app, terminal, &question)?.filter(|text| !text.is_empty()) else {
            return Ok(None);
        };
        let mut tried = app.settings.clone();
        match (text.parse(), tried.put("minutes_per_day", &text)) {
            (Ok(minutes), Ok(())) => return Ok(Some(minutes)),
            _ => say_wrong(app, terminal, &words.no_minutes(clean_line(&text)))?,
        }
    }
}

fn terms(app: &App, date: StudyDay, roadmaps: &[RoadmapId]) -> PlanTerms {
    PlanTerms {
        date,
        minutes: app.settings.minutes_per_day,
        roadmaps: roadmaps.to_vec(),
    }
}

/// Asks for a date until one can be planned to; nothing for no date.
fn ask_date(
    app: &App,
    terminal: &mut dyn Terminal,
    roadmaps: &[RoadmapId],
) -> Result<Option<StudyDay>, AppError> {
    let question = app.words().prompt.until_when();
    loop {
        let Some(text) = ask_line(app, terminal, question)?.filter(|text| !text.is_empty()) else {
            return Ok(None);
        };
        let possible = plan::day(app, &text).and_then(|date| {
            plan::check(app, &terms(app, date, roadmaps))?;
            Ok(date)
        });
        match possible {
            Ok(date) => return Ok(Some(date)),
            Err(error) if error.kind == ErrorKind::Internal => return Err(error),
            Err(error) => say_wrong(app, terminal, &error.message.text(app.lang))?,
        }
    }
}

fn wants_placement(app: &App, terminal: &mut dyn Terminal) -> Result<bool, AppError> {
    let question = app.words().prompt.offer_placement();
    let asked = look(app, terminal).remark(TextRole::Strong, question);
    terminal.say(&asked)?;
    let prompt = terminal.palette().prompt();
    let answer = ask_yes_or_no(app, terminal, prompt, YesOrNo::No)?;
    Ok(answer == YesOrNo::Yes)
}

//! `interview`: a mock interview, and those that were kept.

mod choose;
mod drop;
mod hold;
mod json;
mod open;
mod page;
mod scorecard;
pub(in crate::cli) mod screens;
mod sheet;
pub(in crate::cli) mod verdict;

use std::fs::{File, TryLockError};
use std::time::Duration;

use crate::cli::app::App;
use crate::cli::args::{InterviewArgs, InterviewWhat, ReviewArgs};
use crate::cli::errors::no_lock;
use crate::cli::say_json;
use crate::cli::{review, scope};
use crate::domain::day::StudyDay;
use crate::domain::event::Event;
use crate::domain::id::CardId;
use crate::domain::interview::Record;
use crate::domain::lang::Lang;
use crate::domain::wording::problems;
use crate::error::AppError;
use crate::files::{self, lock_within};
use crate::ui::card::Renderer;
use crate::ui::palette::TextRole;
use crate::ui::terminal::Terminal;
use open::{broken_off, open_interviews};

/// How long the seat of an interview that has just ended may take to be free.
const MOMENT: Duration = Duration::from_secs(2);

/// An interview that was kept, with its number.
struct Kept {
    /// From 1, by age.
    number: usize,
    event: Event,
    record: Record,
}

/// Holds an interview, or does what the subcommand says with those kept.
pub(crate) fn interview(
    app: &App,
    terminal: &mut dyn Terminal,
    args: &InterviewArgs,
) -> Result<(), AppError> {
    match &args.what {
        None => {
            // Bound to a name: with `_` alone the seat would be given up at once.
            let _seat = take_seat(app)?;
            if let Some(lang) = args.language.as_deref().and_then(Lang::from_tag) {
                app.cards_lang.set(lang);
            }
            let (setup, questions) = choose::choose(app, args)?;
            if let Some(name) = &args.with {
                return sheet::print(app, terminal, setup, &questions, name);
            }
            for one in broken_off(app)? {
                terminal.say(&page::not_over(look(app, terminal), &one))?;
            }
            hold::hold(app, terminal, setup, questions)
        }
        Some(InterviewWhat::Resume { which }) => {
            let _seat = take_seat(app)?;
            let unfinished = open::to_resume(app, which.as_deref())?;
            hold::resume(app, terminal, unfinished)
        }
        Some(InterviewWhat::Drop { which }) => {
            let _seat = take_seat(app)?;
            drop::drop(app, terminal, which.as_deref())
        }
        Some(InterviewWhat::List { json: true }) => {
            let list = json::list(&all(app)?, &open_interviews(app)?);
            say_json(terminal, &list)
        }
        Some(InterviewWhat::List { json: false }) => {
            let open = open_interviews(app)?;
            let text = page::list(look(app, terminal), &all(app)?, &open, seat(app));
            Ok(terminal.say(&text)?)
        }
        Some(InterviewWhat::Show { number, json }) => {
            let (kept, earlier) = one(all(app)?, *number)?;
            if *json {
                return say_json(terminal, &json::show(&kept, &earlier));
            }
            let look = look(app, terminal);
            let mut text = page::transcript(app, look, &kept)?;
            text.push_str(&scorecard::page(app, look, &kept.record, &earlier)?);
            Ok(terminal.say(&text)?)
        }
        Some(InterviewWhat::Send { number }) => send(app, terminal, &one(all(app)?, *number)?.0),
        Some(InterviewWhat::Marks { file }) => {
            let _seat = take_seat(app)?;
            sheet::marks(app, terminal, file)
        }
    }
}

/// Takes the one seat of a home until the file is closed, at the latest by the end of the process: two interviews
/// at once would write over each other's answers.
fn take_seat(app: &App) -> Result<File, AppError> {
    let at = app.world.home.data.join("interview.lock");
    let seat = files::open_lock(&at);
    // A program that was just started may still hold what the one that started it has given up.
    let taken = seat.and_then(|file| Ok(lock_within(MOMENT, || file.try_lock())?.then_some(file)));
    match taken {
        Ok(Some(file)) => Ok(file),
        Ok(None) => {
            Err(AppError::user(problems::interview_elsewhere()).hint(problems::end_it_there()))
        }
        Err(error) => Err(no_lock(&at, &error)),
    }
}

/// Whether an interview is being held now.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Seat {
    Free,
    Taken,
}

/// Looks at the seat without taking it.
fn seat(app: &App) -> Seat {
    let file = files::open(&app.world.home.data.join("interview.lock"));
    // Shared, so that two who look at once do not take each other for an interview.
    match file.map(|file| file.try_lock_shared()) {
        Ok(Err(TryLockError::WouldBlock)) => Seat::Taken,
        Ok(_) | Err(_) => Seat::Free,
    }
}

fn look(app: &App, terminal: &dyn Terminal) -> Renderer {
    Renderer {
        width: terminal.width(),
        palette: terminal.palette(),
        words: app.words(),
    }
}

/// The interviews that can be read, oldest first, with the study day of each.
pub(crate) fn interview_records(app: &App) -> Result<Vec<(StudyDay, Record)>, AppError> {
    let kept = all(app)?.into_iter();
    Ok(kept
        .map(|kept| (kept.event.stamp.day, kept.record))
        .collect())
}

/// The interviews that can be read, oldest first; those of a later build are left out.
fn all(app: &App) -> Result<Vec<Kept>, AppError> {
    let events = app.store.log().interviews()?.into_iter();
    let read = |event: Event| Some((Record::read(event.body.interview()?)?, event));
    let kept = |(number, (record, event))| Kept {
        number,
        event,
        record,
    };
    Ok((1..).zip(events.filter_map(read)).map(kept).collect())
}

/// One interview, and those before it.
fn one(mut all: Vec<Kept>, number: Option<usize>) -> Result<(Kept, Vec<Kept>), AppError> {
    let wanted = number.unwrap_or(all.len());
    if all.is_empty() {
        return Err(AppError::user(problems::no_interview_yet()).hint(problems::interview_holds()));
    }
    if wanted == 0 || wanted > all.len() {
        return Err(AppError::user(problems::no_such_interview(wanted))
            .hint(problems::interviews_go(all.len())));
    }
    all.truncate(wanted);
    let kept = all.pop().expect("its number lies within");
    Ok((kept, all))
}

/// Weak cards, by what may be done with them today.
#[derive(Default)]
struct WeakCards {
    new: Vec<CardId>,
    due: Vec<CardId>,
    later: Vec<CardId>,
}

/// Reviews the weak cards that are new or due, and drills the others: an answer before its day would move
/// a schedule that SM-2 counts from that day.
fn send(app: &App, terminal: &mut dyn Terminal, kept: &Kept) -> Result<(), AppError> {
    let weak = weak(app, &kept.record)?;
    let (ready, later) = (weak.new.len() + weak.due.len(), weak.later.len());
    let words = app.words();
    let text = if ready + later == 0 {
        words.interview.weak_none().to_owned()
    } else {
        words
            .interview
            .weak_sent(weak.new.len(), weak.due.len(), later)
    };
    let remark = look(app, terminal).remark(TextRole::Strong, &text);
    terminal.say(&remark)?;
    if ready > 0 {
        let args = ReviewArgs {
            new: Some(u32::try_from(weak.new.len()).unwrap_or(u32::MAX)),
            ..ReviewArgs::default()
        };
        let cards = weak.due.into_iter().chain(weak.new).collect();
        review::review_chosen(
            app,
            terminal,
            &scope::these(&title(app, kept), cards),
            &args,
        )?;
    }
    if later > 0 {
        let count = u32::try_from(later).unwrap_or(u32::MAX);
        review::drill_chosen(
            app,
            terminal,
            &scope::these(&title(app, kept), weak.later),
            count,
        )?;
    }
    Ok(())
}

fn title(app: &App, kept: &Kept) -> String {
    app.words().interview.name(kept.number)
}

fn weak(app: &App, record: &Record) -> Result<WeakCards, AppError> {
    let today = app.today();
    let mut weak = WeakCards::default();
    for card in record.weak() {
        let state = app.store.progress().state(&card)?;
        if app.store.content().topic_of(&card)?.is_none() || !state.is_open_on(today) {
            continue;
        }
        match state.memory.seen() {
            None => weak.new.push(card),
            Some(seen) if seen.due <= today => weak.due.push(card),
            Some(_) => weak.later.push(card),
        }
    }
    Ok(weak)
}

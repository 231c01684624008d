//! Writing in mid-session: where the disk refuses, a learner at a screen can make room and go on, with nothing lost.

use crate::cli::app::App;
use crate::domain::event::{Event, EventBody, Review, Stamp};
use crate::error::AppError;
use crate::store::StoreError;
use crate::ui::card::Look;
use crate::ui::palette::Role;
use crate::ui::terminal::{Ask, Manner, Reply, Terminal};

/// Writes an event; when this returns it, it is on disk.
pub(crate) fn event(
    app: &App,
    terminal: &mut dyn Terminal,
    body: &EventBody,
) -> Result<Event, AppError> {
    let stamp = app.stamp();
    Ok(written(app, terminal, body, &stamp)??)
}

/// Writes a scheduled answer; nothing if the card was answered elsewhere in the meantime.
pub(crate) fn review(
    app: &App,
    terminal: &mut dyn Terminal,
    review: Review,
) -> Result<Option<Event>, AppError> {
    let stamp = app.stamp();
    match written(app, terminal, &EventBody::Review(review), &stamp)? {
        Ok(event) => Ok(Some(event)),
        Err(StoreError::Stale { .. }) => Ok(None),
        Err(error) => Err(error.into()),
    }
}

/// Does a write that may be done twice, until it is done or until trying again is of no use.
pub(crate) fn done<T>(
    app: &App,
    terminal: &mut dyn Terminal,
    write: impl Fn() -> Result<T, StoreError>,
) -> Result<T, AppError> {
    loop {
        match write() {
            Err(error) if error.may_pass() => wait(app, terminal, error)?,
            done => return Ok(done?),
        }
    }
}

/// Tries until it is written, or until trying again is of no use.
fn written(
    app: &App,
    terminal: &mut dyn Terminal,
    body: &EventBody,
    stamp: &Stamp,
) -> Result<Result<Event, StoreError>, AppError> {
    let mut written = app.store.record(body.clone(), stamp);
    loop {
        match written {
            Err(error) if error.may_pass() => wait(app, terminal, error)?,
            done => return Ok(done),
        }
        // A commit that failed may have reached the disk all the same.
        written = match landed(app, body, stamp) {
            Ok(Some(event)) => Ok(event),
            Ok(None) => app.store.record(body.clone(), stamp),
            Err(error) => Err(error),
        };
    }
}

fn landed(app: &App, body: &EventBody, stamp: &Stamp) -> Result<Option<Event>, StoreError> {
    let last = match body.card() {
        Some(card) => app
            .store
            .card_history(card)?
            .pop()
            .map(|logged| logged.event),
        None => app.store.last_event()?,
    };
    Ok(last.filter(|event| event.body == *body && event.stamp == *stamp))
}

/// Shows what is in the way and waits; on a pipe nobody can mend it.
fn wait(app: &App, terminal: &mut dyn Terminal, error: StoreError) -> Result<(), AppError> {
    let error = AppError::from(error);
    if terminal.manner() == Manner::Lines {
        return Err(error);
    }
    let look = Look {
        width: terminal.width(),
        palette: terminal.palette(),
        words: app.words(),
    };
    let mut text = look.remark(Role::Wrong, &format!("error: {}", error.message));
    if let Some(hint) = &error.hint {
        text.push_str(&look.remark(Role::Faint, &format!("hint: {hint}")));
    }
    terminal.say(&text)?;
    let prompt = format!("{} {}", look.words.try_again(), look.palette.prompt());
    match terminal.ask(&prompt, Ask::Key)? {
        Reply::Text(key) if !matches!(key.trim(), "q" | ":q") => Ok(()),
        Reply::Interrupt => Ok(()),
        Reply::Text(_) | Reply::End => Err(error),
    }
}

//! `export FILE.apkg`: a package that Anki imports, with schedule and answers.

use std::collections::BTreeSet;
use std::io::Cursor;
use std::io::Write as _;
use std::path::{Path, PathBuf};

use super::{Exported, cannot_write};
use crate::cli::app::App;
use crate::domain::anki::{AnkiExportNote, fsrs_for_anki, reviews_for_anki, schedule_for_anki};
use crate::domain::card::Card;
use crate::domain::day::Instant;
use crate::domain::event::Event;
use crate::domain::plain::io_reason;
use crate::error::AppError;
use crate::files;
use crate::store::{AnkiExportClock, EventStatus, PackageError, write_package};
use crate::ui::card::Renderer;
use crate::ui::card_html::card_html;
use crate::ui::palette::Palette;

/// Columns of programs and lists within a card of Anki.
const WIDTH: usize = 100;

/// The days before today from which Anki counts: due days may lie in the past.
const DAYS_BACK: i64 = 365;

const MS_PER_DAY: i64 = 86_400_000;

/// Writes the package.
pub(super) fn write(app: &App, file: &Path, cards: &[Card]) -> Result<Exported, AppError> {
    let notes = cards
        .iter()
        .map(|card| note(app, card))
        .collect::<Result<Vec<_>, AppError>>()?;
    let mut bytes = Cursor::new(Vec::new());
    let media = media(app, &notes);
    write_package(&mut bytes, &notes, &media, clock(app))
        .map_err(|error: PackageError| cannot_write(file, error.wording()))?;
    file.parent().into_iter().for_each(files::clear_abandoned);
    let written = files::aside(file).and_then(|mut aside| {
        aside.write_all(bytes.get_ref())?;
        files::put(aside, file)
    });
    written.map_err(|error| cannot_write(file, io_reason(&error)))?;
    Ok(Exported {
        cards: notes.len(),
        reviews: notes.iter().map(|note| note.reviews.len()).sum(),
    })
}

fn clock(app: &App) -> AnkiExportClock {
    let (now, zone, rollover) = (
        app.stamp().at,
        app.world.clock.zone(),
        app.settings.rollover,
    );
    let past = Instant::from_millis(now.millis() - DAYS_BACK * MS_PER_DAY);
    let began = zone.next_rollover(past, rollover);
    AnkiExportClock {
        now: now.millis() / 1000,
        began: began.millis() / 1000,
        first_day: zone.study_day(began, rollover),
        minutes_west: -zone.offset_at(now) / 60,
    }
}

fn note(app: &App, card: &Card) -> Result<AnkiExportNote, AppError> {
    let renderer = Renderer {
        width: WIDTH,
        palette: Palette::PLAIN,
        words: app.words(),
    };
    let html = card_html(card, renderer);
    let state = app.store.progress().state(&card.id)?;
    let history = app.store.log().card_history(&card.id)?;
    let events: Vec<Event> = history
        .into_iter()
        .filter(|logged| logged.standing == EventStatus::Stands)
        .map(|logged| logged.event)
        .collect();
    Ok(AnkiExportNote {
        guid: format!("milepost:{}", card.id),
        deck: format!("Milepost::{}", card.topic),
        tags: card.tags.iter().map(|tag| tag.replace(' ', "-")).collect(),
        sides: [with_media(&html.question), with_media(&html.answer)],
        schedule: schedule_for_anki(&state),
        strength: fsrs_for_anki(&state, &events),
        is_suspended: state.marks.suspended.is_on(),
        is_flagged: state.marks.flagged.is_on(),
        reviews: reviews_for_anki(&events),
    })
}

/// Pictures and sounds as Anki writes them.
fn with_media(html: &str) -> String {
    let mut out = String::new();
    let mut rest = html;
    while let Some(at) = rest.find("[picture: ") {
        let (before, from) = rest.split_at(at);
        let Some((name, after)) = from["[picture: ".len()..].split_once(']') else {
            break;
        };
        out.push_str(before);
        out.push_str(&format!("<img src=\"{name}\">"));
        rest = after;
    }
    out.push_str(rest);
    out.replace("[sound: ", "[sound:")
}

/// The files that notes name and the home has.
fn media(app: &App, notes: &[AnkiExportNote]) -> Vec<(String, PathBuf)> {
    let mut names = BTreeSet::new();
    for side in notes.iter().flat_map(|note| &note.sides) {
        for (start, end) in [("<img src=\"", '"'), ("[sound:", ']')] {
            let parts = side.split(start).skip(1);
            names.extend(parts.filter_map(|part| Some(part.split_once(end)?.0.to_owned())));
        }
    }
    let folder = app.world.home.data.join("media");
    let is_name = |name: &String| !name.contains(['/', '\\']) && !name.starts_with('.');
    let files = names.into_iter().filter(is_name).map(|name| {
        let file = folder.join(&name);
        (name, file)
    });
    files.filter(|(_, file)| file.is_file()).collect()
}

//! `doctor`, `backup`, `restore`: whether everything is whole, and copies that were checked.

use std::path::Path;

use serde_json::{Value, json};

use crate::cli::Exit;
use crate::cli::app::App;
use crate::cli::args::{BackupArgs, DoctorArgs, RestoreArgs};
use crate::cli::errors::{must_be_new, of_restore};
use crate::cli::{say_json, tell, told};
use crate::decks::Fault;
use crate::domain::wording::{Wording, problems};
use crate::error::AppError;
use crate::store::{Check, Healed, MissingEvents, Repaired, Restored, Salvaged, Store};
use crate::ui::clean::{clean, clean_line};
use crate::ui::messages::CareMessages;
use crate::ui::palette::TextRole;
use crate::ui::terminal::Terminal;
use crate::world::World;

/// Looks at everything, and with `--repair` rebuilds what is derived.
pub(crate) fn doctor(
    app: &mut App,
    terminal: &mut dyn Terminal,
    args: &DoctorArgs,
) -> Result<Exit, AppError> {
    let repaired = match app.repaired.take() {
        None if args.repair => {
            // The copy under way reads the database that is about to change.
            app.finish_copying();
            Some(app.store.repair(World::new_device())?)
        }
        before => before,
    };
    if args.repair {
        app.refresh_content()?;
    }
    let present = app.world.clock.now();
    let healed = if args.repair {
        app.store.heal_clock(present, World::new_device())?
    } else {
        None
    };
    let mut checks = app.store.doctor();
    checks.push(app.store.doctor_clock(present));
    checks.extend(decks_of_others(app));
    let ok = checks.iter().all(|check| check.faults.is_empty());
    if args.json {
        let rows: Vec<Value> = checks
            .iter()
            .map(|check| json!({ "name": check.name, "ok": check.faults.is_empty(), "faults": english(&check.faults) }))
            .collect();
        say_json(terminal, &json!({ "schema": 1, "ok": ok, "checks": rows }))?;
    } else {
        let text = page(app, terminal, &checks, repaired.as_ref(), healed.as_ref());
        terminal.say(&text)?;
    }
    Ok(if ok { Exit::Done } else { Exit::Faults })
}

fn page(
    app: &App,
    terminal: &dyn Terminal,
    checks: &[Check],
    repaired: Option<&Repaired>,
    healed: Option<&Healed>,
) -> String {
    let (palette, words) = (terminal.palette(), app.words().care);
    let mut text = String::new();
    match repaired {
        Some(Repaired::Folded { lost }) if lost.is_empty() => {
            text.push_str(&told(terminal, words.folded()));
        }
        Some(Repaired::Folded { lost }) => {
            text.push_str(&told(terminal, &words.folded_with_gaps(count(lost))));
            text.push_str(&runs(terminal, lost, words));
        }
        Some(Repaired::Salvaged(salvaged)) => text.push_str(&salvage(terminal, salvaged, words)),
        None => {}
    }
    if let Some(Healed { events, before }) = healed {
        text.push_str(&told(terminal, &words.healed(*events)));
        text.push_str(&told(terminal, &words.restored_over(shown(before))));
    }
    for check in checks {
        let sign = if check.faults.is_empty() {
            palette.paint(TextRole::Right, palette.tick())
        } else {
            palette.paint(TextRole::Wrong, palette.cross())
        };
        text.push_str(&format!("{sign} {}\n", words.check(check.name)));
        for fault in &check.faults {
            text.push_str(&format!("  {}\n", clean(&fault.text(app.lang))));
        }
    }
    let faults: usize = checks.iter().map(|check| check.faults.len()).sum();
    text.push_str(&told(terminal, &verdict(words, faults)));
    if faults > 0 && repaired.is_none() {
        let (label, hint) = (problems::hint_label(), problems::repair_hint());
        let (label, hint) = (label.text(app.lang), hint.text(app.lang));
        text.push_str(&format!("{label} {hint}\n"));
    }
    text
}

/// Whether the records of decks of others can be read; nothing where there is no such deck. `check` looks into them.
fn decks_of_others(app: &App) -> Option<Check> {
    let (decks, unreadable) = app.shared_decks().all();
    let faults: Vec<Wording> = unreadable.iter().map(Fault::wording).collect();
    (!decks.is_empty() || !faults.is_empty()).then_some(Check {
        name: "decks",
        faults,
    })
}

/// Whether all is well, or how much is not.
fn verdict(words: CareMessages, faults: usize) -> String {
    match faults {
        0 => words.all_well().to_owned(),
        faults => words.faults_found(faults),
    }
}

fn english(faults: &[Wording]) -> Vec<String> {
    faults.iter().map(Wording::in_english).collect()
}

/// What was saved of a damaged database, what is lost, and where to look.
fn salvage(terminal: &dyn Terminal, salvaged: &Salvaged, words: CareMessages) -> String {
    let Salvaged {
        kept,
        restored,
        lost,
        copy,
        log,
    } = salvaged;
    let mut text = told(terminal, &words.salvaged(kept, restored, count(lost)));
    text.push_str(&runs(terminal, lost, words));
    text.push_str(&told(terminal, &words.damaged_copy(shown(copy))));
    text.push_str(&told(terminal, &words.readable(shown(log))));
    text
}

fn count(lost: &[MissingEvents]) -> u64 {
    lost.iter().map(|run| run.last - run.first + 1).sum()
}

fn runs(terminal: &dyn Terminal, lost: &[MissingEvents], words: CareMessages) -> String {
    lost.iter()
        .map(|run| words.lost(run.first, run.last, &run.device))
        .map(|line| told(terminal, &format!("  {line}")))
        .collect()
}

/// Writes a verified copy of the database.
pub(crate) fn backup(
    app: &App,
    terminal: &mut dyn Terminal,
    args: &BackupArgs,
) -> Result<(), AppError> {
    let words = app.words().care;
    if args.daily {
        return match app.store.daily_backup(app.today())? {
            Some(file) => tell(terminal, &words.backup_written(shown(&file))),
            None => tell(terminal, words.backup_of_today()),
        };
    }
    let file = args.file.clone().unwrap_or_else(|| {
        let time = app
            .world
            .clock
            .zone()
            .local(app.stamp().at)
            .format("%Y-%m-%d-%H%M%S");
        app.store
            .files()
            .backups
            .join(format!("milepost-{time}.db"))
    });
    must_be_new(&file)?;
    let folder = args
        .file
        .as_deref()
        .and_then(Path::parent)
        .filter(|folder| !folder.as_os_str().is_empty());
    if let Some(folder) = folder.filter(|folder| !folder.is_dir()) {
        return Err(
            AppError::user(problems::no_folder(file.display(), folder.display()))
                .hint(problems::name_writable()),
        );
    }
    app.store.backup(&file)?;
    tell(terminal, &words.backup_written(shown(&file)))?;
    if app.own_decks().is_dir() {
        let decks = app.own_decks().display().to_string();
        tell(terminal, &words.backup_without_decks(clean_line(&decks)))?;
    }
    Ok(())
}

/// A file as a message names it.
fn shown(file: &Path) -> String {
    clean_line(&file.display().to_string())
}

/// Restores a backup; the current database is kept next to it.
pub(crate) fn restore(
    app: &mut App,
    terminal: &mut dyn Terminal,
    args: &RestoreArgs,
) -> Result<(), AppError> {
    let Some(file) = &args.file else {
        return copies(terminal, &app.store.files().backups, app.words().care);
    };
    must_be_there(file)?;
    let before = if let Some(Restored { before }) = app.restored.take() {
        before
    } else {
        // The copy under way reads the database that is about to be replaced.
        app.finish_copying();
        Some(
            app.store
                .restore(file, World::new_device())
                .map_err(|error| of_restore(error, file))?,
        )
    };
    app.refresh_content()?;
    tell(terminal, &app.words().care.restored(shown(file)))?;
    before.map_or(Ok(()), |before| {
        tell(terminal, &app.words().care.restored_over(shown(&before)))
    })
}

/// Refuses a backup that is not there.
pub(crate) fn must_be_there(file: &Path) -> Result<(), AppError> {
    if file.is_file() {
        return Ok(());
    }
    Err(AppError::user(problems::no_such_backup(file.display())).hint(problems::restore_lists()))
}

/// Lists the copies there are.
pub(crate) fn copies(
    terminal: &mut dyn Terminal,
    folder: &Path,
    words: CareMessages,
) -> Result<(), AppError> {
    let found = Store::backups(folder);
    if found.is_empty() {
        return tell(terminal, words.no_backup());
    }
    for file in found {
        terminal.say(&format!("{}\n", clean_line(&file.display().to_string())))?;
    }
    tell(terminal, words.backups())
}

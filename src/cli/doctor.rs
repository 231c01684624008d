//! `doctor`, `backup`, `restore`: whether everything is whole, and copies that are proven to be.

use std::path::Path;

use serde_json::{Value, json};

use crate::cli::Exit;
use crate::cli::app::App;
use crate::cli::args::{BackupArgs, DoctorArgs, RestoreArgs};
use crate::cli::errors::{must_be_new, of_restore};
use crate::cli::{say_json, tell, told};
use crate::error::AppError;
use crate::store::{Check, Lost, Repaired, Restored, Salvaged, Store};
use crate::ui::clean::{clean, clean_line};
use crate::ui::messages::{Keeping, fill};
use crate::ui::palette::Role;
use crate::ui::terminal::Terminal;
use crate::world::World;

/// Looks at everything, and with `--repair` builds what is derived anew.
pub(crate) fn doctor(
    app: &mut App,
    terminal: &mut dyn Terminal,
    args: &DoctorArgs,
) -> Result<Exit, AppError> {
    let repaired = match app.repaired.take() {
        None if args.repair => {
            app.finish_copying();
            Some(app.store.repair(World::new_device())?)
        }
        before => before,
    };
    if args.repair {
        app.refresh_content()?;
    }
    let checks = app.store.doctor();
    let ok = checks.iter().all(|check| check.faults.is_empty());
    if args.json {
        let rows: Vec<Value> = checks
            .iter()
            .map(|check| json!({ "name": check.name, "ok": check.faults.is_empty(), "faults": check.faults }))
            .collect();
        say_json(terminal, &json!({ "schema": 1, "ok": ok, "checks": rows }))?;
    } else {
        let text = page(app, terminal, &checks, repaired.as_ref());
        terminal.say(&text)?;
    }
    Ok(if ok { Exit::Done } else { Exit::Faults })
}

fn page(
    app: &App,
    terminal: &dyn Terminal,
    checks: &[Check],
    repaired: Option<&Repaired>,
) -> String {
    let (palette, words) = (terminal.palette(), app.words().keeping);
    let mut text = String::new();
    match repaired {
        Some(Repaired::Folded { lost }) if lost.is_empty() => {
            text.push_str(&told(terminal, words.folded));
        }
        Some(Repaired::Folded { lost }) => {
            text.push_str(&told(terminal, &words.folded_with_gaps.of(count(lost))));
            text.push_str(&runs(terminal, lost, words));
        }
        Some(Repaired::Salvaged(salvaged)) => text.push_str(&salvage(terminal, salvaged, words)),
        None => {}
    }
    for check in checks {
        let sign = if check.faults.is_empty() {
            palette.paint(Role::Right, palette.tick())
        } else {
            palette.paint(Role::Wrong, palette.cross())
        };
        text.push_str(&format!("{sign} {}\n", words.check(check.name)));
        for fault in &check.faults {
            text.push_str(&format!("  {}\n", clean(fault)));
        }
    }
    if checks.iter().any(|check| !check.faults.is_empty()) && repaired.is_none() {
        text.push_str(
            "hint: `milepost doctor --repair` saves what can be read and builds the rest anew\n",
        );
    }
    text
}

/// What was saved of a damaged database, what is lost, and where to look.
fn salvage(terminal: &dyn Terminal, salvaged: &Salvaged, words: &Keeping) -> String {
    let Salvaged {
        kept,
        restored,
        lost,
        copy,
        log,
    } = salvaged;
    let values = [
        ("kept", kept.to_string()),
        ("restored", restored.to_string()),
        ("lost", count(lost).to_string()),
    ];
    let values = values
        .each_ref()
        .map(|(name, value)| (*name, value.as_str()));
    let file = |message: &str, file: &Path| {
        told(
            terminal,
            &fill(
                message,
                &[("file", &clean_line(&file.display().to_string()))],
            ),
        )
    };
    let (copy, log) = (file(words.damaged_copy, copy), file(words.readable, log));
    format!(
        "{}{}{copy}{log}",
        told(terminal, &fill(words.salvaged, &values)),
        runs(terminal, lost, words)
    )
}

fn count(lost: &[Lost]) -> u64 {
    lost.iter().map(|run| run.last - run.first + 1).sum()
}

fn runs(terminal: &dyn Terminal, lost: &[Lost], words: &Keeping) -> String {
    let run = |Lost {
                   device,
                   first,
                   last,
               }: &Lost| {
        let values = [
            ("first", first.to_string()),
            ("last", last.to_string()),
            ("device", device.to_string()),
        ];
        let values = values
            .each_ref()
            .map(|(name, value)| (*name, value.as_str()));
        told(terminal, &format!("  {}", fill(words.lost, &values)))
    };
    lost.iter().map(run).collect()
}

/// Writes a verified copy of the database.
pub(crate) fn backup(
    app: &App,
    terminal: &mut dyn Terminal,
    args: &BackupArgs,
) -> Result<(), AppError> {
    let words = app.words().keeping;
    if args.daily {
        return match app.store.daily_backup(app.today())? {
            Some(file) => tell_of(terminal, words.backup_written, &file),
            None => tell(terminal, words.backup_of_today),
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
        return Err(AppError::user(format!(
            "cannot write {}: there is no folder '{}'",
            file.display(),
            folder.display()
        ))
        .hint("name a file in a folder that can be written"));
    }
    app.store.backup(&file)?;
    tell_of(terminal, words.backup_written, &file)?;
    if app.own_decks().is_dir() {
        let decks = app.own_decks().display().to_string();
        tell(
            terminal,
            &fill(
                words.backup_without_decks,
                &[("folder", &clean_line(&decks))],
            ),
        )?;
    }
    Ok(())
}

/// Tells what became of a file.
fn tell_of(terminal: &mut dyn Terminal, message: &str, file: &Path) -> Result<(), AppError> {
    tell(
        terminal,
        &fill(
            message,
            &[("file", &clean_line(&file.display().to_string()))],
        ),
    )
}

/// Puts a backup back; the present database is kept beside it.
pub(crate) fn restore(
    app: &mut App,
    terminal: &mut dyn Terminal,
    args: &RestoreArgs,
) -> Result<(), AppError> {
    let Some(file) = &args.file else {
        return copies(terminal, &app.store.files().backups, app.words().keeping);
    };
    must_be_there(file)?;
    let before = if let Some(Restored { before }) = app.restored.take() {
        before
    } else {
        app.finish_copying();
        Some(
            app.store
                .restore(file, World::new_device())
                .map_err(|error| of_restore(error, file))?,
        )
    };
    app.refresh_content()?;
    tell_of(terminal, app.words().keeping.restored, file)?;
    before.map_or(Ok(()), |before| {
        tell_of(terminal, app.words().keeping.restored_over, &before)
    })
}

/// Refuses a backup that is not there.
pub(crate) fn must_be_there(file: &Path) -> Result<(), AppError> {
    if file.is_file() {
        return Ok(());
    }
    Err(
        AppError::user(format!("there is no backup '{}'", file.display()))
            .hint("`milepost restore` without a file lists the copies there are"),
    )
}

/// Lists the copies there are.
pub(crate) fn copies(
    terminal: &mut dyn Terminal,
    folder: &Path,
    words: &Keeping,
) -> Result<(), AppError> {
    let found = Store::backups(folder);
    if found.is_empty() {
        return tell(terminal, words.no_backup);
    }
    for file in found {
        terminal.say(&format!("{}\n", clean_line(&file.display().to_string())))?;
    }
    tell(terminal, words.backups)
}

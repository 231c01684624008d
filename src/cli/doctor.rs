//! `doctor`, `backup`, `restore`: whether everything is whole, and copies that are proven to be.

use std::path::Path;

use serde_json::{Value, json};

use crate::cli::Exit;
use crate::cli::app::App;
use crate::cli::args::{BackupArgs, DoctorArgs, RestoreArgs};
use crate::cli::errors::must_be_new;
use crate::cli::say_json;
use crate::error::AppError;
use crate::store::{Check, Lost, Repaired, Salvaged};
use crate::ui::clean::{clean, clean_line};
use crate::ui::palette::Role;
use crate::ui::terminal::Terminal;
use crate::world::World;

/// Looks at everything, and with `--repair` builds what is derived anew.
pub(crate) fn doctor(app: &mut App, terminal: &mut dyn Terminal, args: &DoctorArgs) -> Result<Exit, AppError> {
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
        let text = page(terminal, &checks, repaired.as_ref());
        terminal.say(&text)?;
    }
    Ok(if ok { Exit::Done } else { Exit::Faults })
}

fn page(terminal: &dyn Terminal, checks: &[Check], repaired: Option<&Repaired>) -> String {
    let palette = terminal.palette();
    let mut text = String::new();
    match repaired {
        Some(Repaired::Folded { lost }) if lost.is_empty() => {
            text.push_str("the log is whole; everything derived was built anew\n");
        }
        Some(Repaired::Folded { lost }) => {
            text.push_str(&format!("everything derived was built anew; {} events are missing\n", count(lost)));
            text.push_str(&runs(lost));
        }
        Some(Repaired::Salvaged(salvaged)) => text.push_str(&told(salvaged)),
        None => {}
    }
    for check in checks {
        let sign = if check.faults.is_empty() {
            palette.paint(Role::Right, palette.tick())
        } else {
            palette.paint(Role::Wrong, palette.cross())
        };
        text.push_str(&format!("{sign} {}\n", check.name));
        for fault in &check.faults {
            text.push_str(&format!("  {}\n", clean(fault)));
        }
    }
    if checks.iter().any(|check| !check.faults.is_empty()) && repaired.is_none() {
        text.push_str("hint: `milepost doctor --repair` saves what can be read and builds the rest anew\n");
    }
    text
}

/// What was saved of a damaged database, what is lost, and where to look.
fn told(salvaged: &Salvaged) -> String {
    let Salvaged { kept, restored, lost, copy, log } = salvaged;
    let all = count(lost);
    let mut text =
        format!("the database was damaged: {kept} events were read, {restored} came from backups, {all} are lost\n");
    text.push_str(&runs(lost));
    let (copy, log) = (clean_line(&copy.display().to_string()), log.display().to_string());
    text.push_str(&format!(
        "the damaged file is kept as {copy}\nthe events that could be read are in {}\n",
        clean_line(&log)
    ));
    text
}

fn count(lost: &[Lost]) -> u64 {
    lost.iter().map(|run| run.last - run.first + 1).sum()
}

fn runs(lost: &[Lost]) -> String {
    let line = |Lost { device, first, last }: &Lost| format!("  lost: events {first} to {last} of device {device}\n");
    lost.iter().map(line).collect()
}

/// Writes a verified copy of the database.
pub(crate) fn backup(app: &App, terminal: &mut dyn Terminal, args: &BackupArgs) -> Result<(), AppError> {
    if args.daily {
        return match app.store.daily_backup(app.today())? {
            Some(file) => written(terminal, &file),
            None => Ok(terminal.say("there is a backup of today\n")?),
        };
    }
    let file = args.file.clone().unwrap_or_else(|| {
        let time = app.world.clock.zone().local(app.stamp().at).format("%Y-%m-%d-%H%M%S");
        app.store.files().backups.join(format!("milepost-{time}.db"))
    });
    must_be_new(&file)?;
    app.store.backup(&file)?;
    written(terminal, &file)?;
    if app.own_decks().is_dir() {
        let decks = app.own_decks().display().to_string();
        terminal.say(&format!("cards of your own are text, and are not in it: copy {} too\n", clean_line(&decks)))?;
    }
    Ok(())
}

fn written(terminal: &mut dyn Terminal, file: &Path) -> Result<(), AppError> {
    Ok(terminal.say(&format!("backup written and verified: {}\n", clean_line(&file.display().to_string())))?)
}

/// Puts a backup back; the present database is kept beside it.
pub(crate) fn restore(app: &mut App, terminal: &mut dyn Terminal, args: &RestoreArgs) -> Result<(), AppError> {
    let Some(file) = &args.file else { return copies(app, terminal) };
    if !file.is_file() {
        return Err(AppError::user(format!("there is no backup '{}'", file.display()))
            .hint("`milepost restore` without a file lists the copies there are"));
    }
    app.finish_copying();
    let kept = app.store.restore(file, World::new_device())?;
    app.refresh_content()?;
    Ok(terminal.say(&format!(
        "restored {}\nwhat was there before is in {}\n",
        clean_line(&file.display().to_string()),
        clean_line(&kept.display().to_string())
    ))?)
}

fn copies(app: &App, terminal: &mut dyn Terminal) -> Result<(), AppError> {
    let found = app.store.backups();
    if found.is_empty() {
        return Ok(terminal.say("there is no backup yet; `milepost backup` makes one\n")?);
    }
    for file in found {
        terminal.say(&format!("{}\n", clean_line(&file.display().to_string())))?;
    }
    Ok(terminal
        .say("the newest comes first; `milepost restore FILE` puts one back and keeps what is there now beside it\n")?)
}

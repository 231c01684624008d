//! `doctor`, `backup`, `restore`: whether everything is whole, and copies that are proven to be.

use serde_json::{Value, json};

use crate::cli::Exit;
use crate::cli::app::App;
use crate::cli::args::{BackupArgs, DoctorArgs, RestoreArgs};
use crate::cli::say_json;
use crate::error::AppError;
use crate::store::{Check, Repaired};
use crate::ui::clean::{clean, clean_line};
use crate::ui::palette::Role;
use crate::ui::terminal::Terminal;
use crate::world::World;

/// Looks at everything, and with `--repair` builds what is derived anew.
pub(crate) fn doctor(app: &mut App, terminal: &mut dyn Terminal, args: &DoctorArgs) -> Result<Exit, AppError> {
    let repaired = if args.repair { Some(app.store.repair(World::new_device())?) } else { None };
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
        Some(Repaired::Folded) => text.push_str("the log is whole; everything derived was built anew\n"),
        Some(Repaired::Salvaged { kept, copy, log }) => text.push_str(&format!(
            "the database was damaged: {kept} events were saved\nthe damaged file is kept as {}\nthe events that could be read are in {}\n",
            copy.display(),
            log.display()
        )),
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

/// Writes a verified copy of the database.
pub(crate) fn backup(app: &App, terminal: &mut dyn Terminal, args: &BackupArgs) -> Result<(), AppError> {
    let file = args.file.clone().unwrap_or_else(|| {
        let time = app.world.clock.zone().local(app.stamp().at).format("%Y-%m-%d-%H%M%S");
        app.store.files().backups.join(format!("milepost-{time}.db"))
    });
    if file.exists() {
        return Err(
            AppError::user(format!("{} exists already", file.display())).hint("name another file, or move it away")
        );
    }
    app.store.backup(&file)?;
    Ok(terminal.say(&format!("backup written and verified: {}\n", clean_line(&file.display().to_string())))?)
}

/// Puts a backup back; the present database is kept beside it.
pub(crate) fn restore(app: &mut App, terminal: &mut dyn Terminal, args: &RestoreArgs) -> Result<(), AppError> {
    if !args.file.is_file() {
        return Err(AppError::user(format!("there is no backup '{}'", args.file.display()))
            .hint(format!("the automatic ones are in {}", app.store.files().backups.display())));
    }
    let kept = app.store.restore(&args.file, World::new_device())?;
    app.refresh_content()?;
    Ok(terminal.say(&format!(
        "restored {}\nwhat was there before is in {}\n",
        clean_line(&args.file.display().to_string()),
        clean_line(&kept.display().to_string())
    ))?)
}

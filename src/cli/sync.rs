//! `sync`: the progress of several machines through a folder that something else carries.

mod conflicts;
mod own_texts;

use std::fs::File;
use std::path::{Path, PathBuf};
use std::time::Duration;

use serde_json::json;

use crate::cli::app::App;
use crate::cli::args::{Format, SyncArgs};
use crate::cli::errors::no_lock;
use crate::cli::log::tell_strange_cards;
use crate::cli::settings::SyncAfterReview;
use crate::cli::{Exit, errors, passphrase, remote, say_json, tell};
use crate::domain::wording::problems;
use crate::engine::sync::{
    DeckSetup, EmptyFolder, ItemCounts, Protection, ProtectionFault, Remedy, RemoteAccess,
    SyncError, SyncReport, SyncSetup, sync as exchange,
};
use crate::error::AppError;
use crate::files::{self, lock_within};
use crate::sync::Remote;
use crate::ui::clean::clean_line;
use crate::ui::messages::Messages;
use crate::ui::terminal::Terminal;
use crate::world::machine_name;

use own_texts::DecksAndSettings;

/// How long another sync of this home is waited for.
const PATIENCE: Duration = Duration::from_secs(5);

/// Sends what the folder lacks and takes in what this machine lacks. Ends with an error code where a file could not
/// be read, so that a script notices.
pub(crate) fn sync(
    app: &App,
    terminal: &mut dyn Terminal,
    args: &SyncArgs,
) -> Result<Exit, AppError> {
    if let Some(asked) = conflicts::asked(args) {
        let _lock = lock(app)?;
        conflicts::answer(app, terminal, asked, args)?;
        return Ok(Exit::Done);
    }
    let path = chosen_folder(app, args)?;
    let when_empty = if args.refill {
        EmptyFolder::Filled
    } else {
        EmptyFolder::Refused
    };
    let asked = Asked {
        when_empty,
        encrypt: args.encrypt,
    };
    let (folder, report) = exchange_alone(app, terminal, &path, asked)?;
    if args.json {
        say_json(terminal, &object(&report, &*folder))?;
    } else {
        tell_report(app, terminal, &report)?;
        if report.agrees() && app.settings.sync_folder.is_none() {
            let folder = clean_line(&folder.address());
            tell(terminal, &app.words().sync.remember(folder))?;
        }
    }
    Ok(if report.agrees() {
        Exit::Done
    } else {
        Exit::Faults
    })
}

/// Syncs after a session, if the learner wants that. The session is done, so whatever goes wrong is a warning.
pub(crate) fn after_session(
    app: &App,
    terminal: &mut dyn Terminal,
    format: Format,
) -> Result<(), AppError> {
    let chosen = app.settings.sync_folder.as_deref();
    let wanted = app.settings.sync_after_review == SyncAfterReview::Always;
    let Some(path) = chosen.filter(|_| wanted) else {
        return Ok(());
    };
    let asked = Asked {
        when_empty: EmptyFolder::Refused,
        encrypt: false,
    };
    match exchange_alone(app, terminal, path, asked) {
        // Another program reads the objects of the session, and nothing else.
        Ok(_) if format == Format::Json => Ok(()),
        Ok((_, report)) => tell_report(app, terminal, &report),
        Err(error) => {
            errors::warn(&app.words().sync.not_synced(error.text(app.lang)));
            Ok(())
        }
    }
}

/// What the learner asked for.
#[derive(Clone, Copy)]
struct Asked {
    when_empty: EmptyFolder,
    /// Whether a new folder is to be encrypted.
    encrypt: bool,
}

/// One sync of a home at a time: two at once would send everything twice, and remove each other's unfinished files.
fn exchange_alone(
    app: &App,
    terminal: &mut dyn Terminal,
    path: &Path,
    asked: Asked,
) -> Result<(Box<dyn Remote>, SyncReport), AppError> {
    let folder = remote::open(path)?;
    let _lock = lock(app)?;
    let name = app.settings.device_name.clone().or_else(machine_name);
    let name = name.unwrap_or_default();
    let in_environment = passphrase::of_environment();
    let is_wanted = asked.encrypt || app.settings.sync_passphrase_command.is_some();
    let mut setup = SyncSetup {
        name: &name,
        present: app.world.clock.now(),
        when_empty: asked.when_empty,
        protection: match &in_environment {
            Some(passphrase) => Protection::Passphrase(passphrase),
            None if is_wanted => Protection::Wanted,
            None => Protection::AsFound,
        },
        decks: Some(DeckSetup {
            state: &state_file(app),
            texts: &DecksAndSettings(app),
        }),
    };
    let first = exchange(&app.store, &*folder, setup);
    let Err(SyncError::Protection {
        fault: ProtectionFault::PassphraseNeeded(purpose),
        ..
    }) = first
    else {
        return received(app, folder, first);
    };
    let Some(passphrase) = passphrase::obtain(app, terminal, purpose)? else {
        return received(app, folder, first);
    };
    setup.protection = Protection::Passphrase(&passphrase);
    let second = exchange(&app.store, &*folder, setup);
    received(app, folder, second)
}

/// Takes in the decks that came.
fn received(
    app: &App,
    folder: Box<dyn Remote>,
    exchanged: Result<SyncReport, SyncError>,
) -> Result<(Box<dyn Remote>, SyncReport), AppError> {
    let report = exchanged.map_err(remote::failure)?;
    if !report.decks.received.is_empty() {
        app.refresh_content()?;
    }
    Ok((folder, report))
}

/// Where this machine keeps what it knew of decks and settings at the last sync.
fn state_file(app: &App) -> PathBuf {
    app.world.home.data.join("sync-decks.json")
}

fn lock(app: &App) -> Result<File, AppError> {
    let at = app.world.home.data.join("sync.lock");
    let locked = files::open_lock(&at)
        .and_then(|file| Ok(lock_within(PATIENCE, || file.try_lock())?.then_some(file)));
    match locked {
        Ok(Some(file)) => Ok(file),
        Ok(None) => Err(AppError::user(problems::sync_under_way()).hint(problems::sync_later())),
        Err(error) => Err(no_lock(&at, &error)),
    }
}

fn chosen_folder(app: &App, args: &SyncArgs) -> Result<PathBuf, AppError> {
    let folder = args
        .folder
        .as_deref()
        .or(app.settings.sync_folder.as_deref());
    folder.map(Path::to_owned).ok_or_else(|| {
        AppError::usage(problems::sync_without_folder()).hint(problems::name_sync_folder())
    })
}

fn tell_report(
    app: &App,
    terminal: &mut dyn Terminal,
    report: &SyncReport,
) -> Result<(), AppError> {
    let words = app.words();
    tell(terminal, &summary(report, words))?;
    tell_faults(terminal, report, words)?;
    if report.access == RemoteAccess::NewlyEncrypted {
        tell(terminal, words.sync.now_encrypted())?;
    }
    conflicts::tell_all(terminal, &report.decks, words)?;
    if report.replaced.is_some() {
        tell(terminal, words.sync.was_put_back())?;
    }
    tell_strange_cards(app, terminal, &report.cards)
}

/// What was exchanged, in one line.
fn summary(report: &SyncReport, words: Messages) -> String {
    let mut parts = vec![words.sync.sent(report.sent)];
    let ItemCounts {
        cards,
        settings,
        files,
    } = report.decks.sent;
    parts.extend(present([
        (cards, words.sync.sent_cards(cards)),
        (settings, words.sync.sent_settings(settings)),
        (files, words.sync.sent_files(files)),
    ]));
    for (name, events) in &report.received {
        parts.push(words.sync.received(*events, clean_line(name)));
    }
    let mut received = received_items(report.decks.received, words);
    if report.received.is_empty() && received.is_empty() {
        parts.push(words.sync.received_nothing().to_owned());
    } else if report.received.is_empty() {
        received[0] = words.sync.received_items(&received[0]);
    }
    parts.extend(received);
    let agreement = match (report.agrees(), report.others) {
        (false, _) => words.sync.incomplete(),
        (true, 0) => words.sync.alone(),
        (true, 1) => words.sync.both_agree(),
        (true, _) => words.sync.all_agree(),
    };
    format!("{}; {agreement}", parts.join(", "))
}

/// Cards, settings and files that came in.
fn received_items(counts: ItemCounts, words: Messages) -> Vec<String> {
    let ItemCounts {
        cards,
        settings,
        files,
    } = counts;
    present([
        (cards, words.sync.received_cards(cards)),
        (settings, words.sync.received_settings(settings)),
        (files, words.sync.received_files(files)),
    ])
}

fn present(parts: [(u64, String); 3]) -> Vec<String> {
    let present = parts.into_iter().filter(|(count, _)| *count > 0);
    present.map(|(_, text)| text).collect()
}

/// What is wrong in the folder. Nothing of it was believed.
fn tell_faults(
    terminal: &mut dyn Terminal,
    report: &SyncReport,
    words: Messages,
) -> Result<(), AppError> {
    for left_out in &report.left_out {
        tell(terminal, &clean_line(&left_out.why.text(words.language())))?;
    }
    let hints = [
        (Remedy::Wait, words.sync.wait_for_copy()),
        (Remedy::SetClock, words.sync.set_clock()),
        (Remedy::TellApart, words.sync.tell_apart()),
        (Remedy::Upgrade, words.sync.upgrade()),
    ];
    for (remedy, hint) in hints {
        if report.left_out.iter().any(|file| file.remedy == remedy) {
            tell(terminal, hint)?;
        }
    }
    for file in &report.conflict_copies {
        tell(terminal, &words.sync.conflict_copy(clean_line(file)))?;
    }
    if !report.gone.is_empty() {
        tell(terminal, &words.sync.gone(report.gone.len()))?;
    }
    Ok(())
}

fn object(report: &SyncReport, remote: &dyn Remote) -> serde_json::Value {
    let devices = report
        .devices
        .iter()
        .map(|device| json!({ "device": device.id, "name": device.name, "events": device.events }));
    let left_out = report
        .left_out
        .iter()
        .map(|left_out| json!({ "file": left_out.file, "why": left_out.why.in_english() }));
    let refused = report
        .decks
        .refused
        .iter()
        .map(|(item, why)| json!({ "item": item, "why": why.in_english() }));
    json!({
        "schema": 1,
        "remote": remote.address(),
        "sent": report.sent,
        "received": report.received.values().sum::<u64>(),
        "devices": devices.collect::<Vec<_>>(),
        "agree": report.agrees(),
        "left_out": left_out.collect::<Vec<_>>(),
        "conflict_copies": report.conflict_copies,
        "gone": report.gone,
        "replaced": report.replaced,
        "encrypted": report.access != RemoteAccess::Anyone,
        "decks": {
            "sent": counts(report.decks.sent),
            "received": counts(report.decks.received),
            "conflicts": report.decks.conflicts,
            "left_out": refused.collect::<Vec<_>>(),
        },
    })
}

fn counts(counts: ItemCounts) -> serde_json::Value {
    json!({ "cards": counts.cards, "settings": counts.settings, "files": counts.files })
}

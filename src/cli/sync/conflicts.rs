//! What two machines changed in different ways: named after a sync, shown, and settled.

use serde_json::json;

use super::own_texts::DecksAndSettings;
use super::state_file;
use crate::cli::app::App;
use crate::cli::args::SyncArgs;
use crate::cli::{say_json, tell};
use crate::domain::versions::{ItemText, KeptSide};
use crate::domain::wording::problems;
use crate::engine::sync::{DeckConflict, DeckReport, DeckSetup, deck_conflicts, settle_conflict};
use crate::error::AppError;
use crate::ui::clean::clean_line;
use crate::ui::messages::Messages;
use crate::ui::terminal::Terminal;

/// What is asked about conflicts.
#[derive(Clone, Copy)]
pub(super) enum AskedConflict<'a> {
    All,
    Settle(&'a str, KeptSide),
}

/// What is asked, if `sync` is not to exchange anything.
pub(super) fn asked(args: &SyncArgs) -> Option<AskedConflict<'_>> {
    let keep = args.settle.keep.as_deref();
    let take = args.settle.take.as_deref();
    let keep = keep.map(|name| AskedConflict::Settle(name, KeptSide::InPlace));
    let take = take.map(|name| AskedConflict::Settle(name, KeptSide::Aside));
    keep.or(take)
        .or(args.settle.conflicts.then_some(AskedConflict::All))
}

/// Shows the conflicts, or settles one and shows what is left.
pub(super) fn answer(
    app: &App,
    terminal: &mut dyn Terminal,
    asked: AskedConflict<'_>,
    args: &SyncArgs,
) -> Result<(), AppError> {
    let state = state_file(app);
    if let AskedConflict::Settle(name, kept) = asked {
        let setup = DeckSetup {
            state: &state,
            texts: &DecksAndSettings(app),
        };
        if !settle_conflict(setup, name, kept)? {
            return Err(AppError::user(problems::sync_no_conflict(clean_line(name)))
                .hint(problems::show_sync_conflicts()));
        }
        app.refresh_content()?;
    }
    let conflicts = deck_conflicts(&state)?;
    if args.json {
        let objects = conflicts.iter().map(|conflict| {
            let in_place = conflict.in_place.as_ref().map(|text| &text.text);
            json!({ "item": conflict.item, "in_place": in_place, "aside": conflict.aside.text })
        });
        let objects: Vec<_> = objects.collect();
        return say_json(terminal, &json!({ "schema": 1, "conflicts": objects }));
    }
    show(app, terminal, asked, &conflicts)
}

fn show(
    app: &App,
    terminal: &mut dyn Terminal,
    asked: AskedConflict<'_>,
    conflicts: &[DeckConflict],
) -> Result<(), AppError> {
    let words = app.words().sync;
    if let AskedConflict::Settle(name, _) = asked {
        tell(terminal, &words.settled(clean_line(name)))?;
        if !conflicts.is_empty() {
            tell(terminal, &words.conflicts_left(conflicts.len()))?;
        }
        return Ok(());
    }
    if conflicts.is_empty() {
        return tell(terminal, words.no_conflicts());
    }
    for conflict in conflicts {
        let name = clean_line(conflict.item.name());
        tell(terminal, &words.conflict_in_place(&name))?;
        show_text(terminal, conflict.in_place.as_ref())?;
        tell(terminal, words.conflict_aside())?;
        show_text(terminal, Some(&conflict.aside))?;
        tell(terminal, &words.settle(&name))?;
    }
    Ok(())
}

/// A text of another machine, line by line.
fn show_text(terminal: &mut dyn Terminal, text: Option<&ItemText>) -> Result<(), AppError> {
    let text = text.map_or("", |text| text.text.as_str());
    for line in text.lines() {
        tell(terminal, &format!("  {}", clean_line(line)))?;
    }
    Ok(())
}

/// Names what was changed in different ways, and what was left out.
pub(super) fn tell_all(
    terminal: &mut dyn Terminal,
    report: &DeckReport,
    words: Messages,
) -> Result<(), AppError> {
    for (item, why) in &report.refused {
        let (name, why) = (clean_line(item.name()), why.text(words.language()));
        tell(terminal, &words.sync.item_left_out(name, clean_line(&why)))?;
    }
    if !report.refused.is_empty() {
        tell(terminal, words.sync.items_stay())?;
    }
    for item in &report.conflicts {
        let name = clean_line(item.name());
        tell(terminal, &words.sync.conflict(name))?;
    }
    if !report.conflicts.is_empty() {
        tell(terminal, words.sync.see_conflicts())?;
    }
    Ok(())
}

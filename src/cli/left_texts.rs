//! What is said at the start of texts that were open when a process ended.

use crate::cli::app::App;
use crate::cli::args::CliCommand;
use crate::cli::errors;
use crate::cli::open_text::{LeftText, OpenFor};
use crate::domain::id::CardId;
use crate::error::AppError;
use crate::ui::clean::clean_line;

/// Whether a command is one at whose start somebody reads what is said. `edit` says itself what it goes on with.
pub(super) const fn is_place_to_say(command: &CliCommand) -> bool {
    !matches!(
        command,
        CliCommand::Complete { .. }
            | CliCommand::Completions { .. }
            | CliCommand::Man
            | CliCommand::Backup(_)
            | CliCommand::Edit(_)
    )
}

/// Offers each text that was left behind where it belongs, or says where it lies.
pub(super) fn take_up(app: &App) -> Result<(), AppError> {
    let words = app.words().changes;
    for left in LeftText::all(&app.world.home.data) {
        let card = clean_line(left.card());
        let folder = clean_line(&left.folder().display().to_string());
        errors::warn(&if *left.purpose() != OpenFor::Answer {
            words.left_card(card, folder)
        } else if becomes_draft(app, left)? {
            words.left_answer(card)
        } else {
            words.left_file(card, folder)
        });
    }
    Ok(())
}

/// Makes a program the draft of its card, which offers it then; not where that would replace a newer draft, or lose
/// what an editor left next to it.
fn becomes_draft(app: &App, left: LeftText) -> Result<bool, AppError> {
    let (Ok(id), Some(text)) = (CardId::parse(left.card()), left.text()) else {
        return Ok(false);
    };
    if text == left.opened() || app.store.content().card(&id, app.lang)?.is_none() {
        return Ok(false);
    }
    let draft = app.store.local().draft(&id)?;
    if draft.is_some_and(|draft| draft != left.opened() && draft != text) {
        return Ok(false);
    }
    app.store.local().save_draft(&id, &text)?;
    Ok(left.clear_saved(&text))
}

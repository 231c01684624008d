//! `import FILE.toml`: the cards of a deck file.

use std::path::PathBuf;

use super::outcome::ImportOutcome;
use super::{named_topic, shown};
use crate::cli::app::App;
use crate::cli::args::ImportArgs;
use crate::cli::errors::edit_failure;
use crate::decks::import::{DeckFileError, DeckFilePlan, plan_deck_file};
use crate::decks::{DeckContent, DeckWriter, EditError};
use crate::domain::card::{Lang, Origin};
use crate::domain::wording::problems;
use crate::error::AppError;

/// The cards of a deck file go to the learner's cards of that topic.
pub(super) fn import_deck(
    app: &App,
    args: &ImportArgs,
    text: &str,
) -> Result<ImportOutcome, AppError> {
    let decks = app.deck_writer();
    let content = decks.content();
    let topic = named_topic(args)?;
    let file = shown(&args.file);
    let mut plan = plan_deck_file(&file, text, topic.as_ref(), &content)
        .map_err(|error| refusal(app, args, text, error))?;
    let mut outcome = ImportOutcome {
        format: "toml",
        file,
        notes: plan.notes,
        added: plan.added,
        same: plan.same,
        rows_left_out: plan.dropped,
        left_out: std::mem::take(&mut plan.left_out),
        ..ImportOutcome::default()
    };
    outcome.refuse_faulty(args)?;
    if !args.writes.dry_run
        && let Some(text) = &plan.text
    {
        let written = write(&decks, &content, &plan, text).map_err(|error| edit_failure(&error))?;
        app.refresh_content()?;
        outcome.written.push(written);
    }
    Ok(outcome)
}

/// The first file of a topic is taken as it stands; later ones too, if their header says something
/// about their cards.
fn write(
    decks: &DeckWriter,
    content: &DeckContent,
    plan: &DeckFilePlan,
    text: &str,
) -> Result<PathBuf, EditError> {
    let has_file = content
        .cards
        .iter()
        .any(|card| card.origin == Origin::Mine && card.topic == plan.topic);
    match &plan.plain_blocks {
        Some(blocks) if has_file => decks.add(&plan.topic, Lang::EN, blocks),
        _ => decks.add_file(&plan.topic, text),
    }
}

fn refusal(app: &App, args: &ImportArgs, text: &str, error: DeckFileError) -> AppError {
    match error {
        DeckFileError::NoCard if is_roadmap(text) => {
            let folder = app.own_decks().join("roadmaps");
            AppError::user(problems::roadmap_has_no_cards(shown(&args.file)))
                .hint(problems::copy_roadmap(folder.display()))
        }
        DeckFileError::NoCard => {
            AppError::user(problems::no_card_in(shown(&args.file))).hint(problems::show_toml())
        }
        DeckFileError::NoTopic => {
            AppError::usage(problems::deck_needs_topic()).hint(problems::write_topic())
        }
        DeckFileError::BadTopic(error) => {
            AppError::usage(error.wording()).hint(problems::name_topic())
        }
        DeckFileError::Edit(error) => edit_failure(&error),
    }
}

/// Whether a deck file without cards is a roadmap, which lies in a folder of its own.
fn is_roadmap(text: &str) -> bool {
    text.lines().any(|line| line.trim() == "[[phase]]")
}

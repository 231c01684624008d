//! `import FILE.md`: the cards of a Markdown deck, and their ids written back into it.

use super::outcome::ImportOutcome;
use super::{read_bytes, shown, table};
use crate::cli::app::App;
use crate::cli::args::ImportArgs;
use crate::decks::import::{ImportedCard, NoteTable, read_markdown, with_ids};
use crate::domain::plain::io_reason;
use crate::domain::wording::problems;
use crate::error::AppError;
use crate::files;

/// Imports a deck.
pub(super) fn import_markdown(
    app: &App,
    args: &ImportArgs,
    text: &str,
) -> Result<ImportOutcome, AppError> {
    let stem = args.file.file_stem().unwrap_or_default();
    let deck = read_markdown(text, &stem.to_string_lossy());
    if deck.notes.is_empty() && deck.left_out.is_empty() {
        let what = problems::no_markdown_card();
        return Err(
            AppError::user(problems::file_problem(shown(&args.file), what))
                .hint(problems::show_markdown()),
        );
    }
    // Refused before anything is imported, rather than left without ids after it.
    if args.writes.write_ids && !args.writes.dry_run {
        original(args, text)?;
    }
    let (mut outcome, cards) = table::import_notes(app, args, "markdown", &deck)?;
    let ids = ids_to_write(&deck, &cards);
    if args.writes.write_ids && !args.writes.dry_run {
        let named = with_ids(&original(args, text)?, &ids);
        if !ids.is_empty() {
            files::replace(&args.file, &named).map_err(|error| {
                AppError::user(problems::cannot_write(shown(&args.file), io_reason(&error)))
                    .hint(problems::check_path_room())
            })?;
        }
        outcome.ids_written = ids.len();
        for (line, _) in &mut outcome.left_out {
            *line += lines_above(*line, &ids);
        }
    } else {
        outcome.without_id = ids.len();
    }
    Ok(outcome)
}

/// The file as it stands, to be written to: it must still be the text that was imported.
fn original(args: &ImportArgs, text: &str) -> Result<String, AppError> {
    let bytes = read_bytes(&args.file)?;
    let original = String::from_utf8(bytes).ok();
    original
        .filter(|original| original.replace("\r\n", "\n") == text)
        .ok_or_else(|| {
            AppError::user(problems::no_place_for_ids(shown(&args.file)))
                .hint(problems::save_as_utf8())
        })
}

/// How many comments with ids were written above a line, so that its new number can be named.
fn lines_above(line: u64, ids: &[(u64, String)]) -> u64 {
    let above = ids.iter().filter(|(row, _)| *row <= line);
    above.map(|_| 1).sum()
}

/// Lines of cards that the file does not name, with their ids.
fn ids_to_write(deck: &NoteTable, cards: &[ImportedCard]) -> Vec<(u64, String)> {
    let unnamed = deck.notes.iter().filter(|note| note.card.is_none());
    let first_card = |row: u64| cards.iter().find(|card| card.row == row);
    unnamed
        .filter_map(|note| Some((note.row, first_card(note.row)?.card.base().to_owned())))
        .collect()
}

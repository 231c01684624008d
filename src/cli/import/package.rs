//! `import FILE.apkg`: a package of Anki, with its pictures and sounds.

use std::collections::{HashMap, HashSet};

use super::history::CardHistories;
use super::media::MediaStock;
use super::outcome::ImportOutcome;
use super::{named_topic, shown, table};
use crate::cli::app::App;
use crate::cli::args::ImportArgs;
use crate::decks::DeckWriter;
use crate::decks::import::{
    CollectionNotes, LeftOutReason, note_label, notes_of_collection, plan_import,
};
use crate::domain::anki::AnkiCollection;
use crate::domain::plain::io_reason;
use crate::domain::wording::{Wording, problems};
use crate::error::AppError;
use crate::files;
use crate::store::{AnkiPackage, PackageError};

/// Imports the notes of a package.
pub(super) fn import_package(app: &App, args: &ImportArgs) -> Result<ImportOutcome, AppError> {
    let mut package = open(args)?;
    let collection = package
        .collection()
        .map_err(|error| refusal(args, &error))?;
    let CollectionNotes { notes, left_out } = notes_of_collection(&collection);
    let topic = named_topic(args)?;
    let stock = MediaStock::plan(&mut package, app.world.home.data.join("media"));
    let decks = DeckWriter::new(app.own_decks());
    let mut target = table::target(app, decks.content(), &notes, topic.as_ref());
    target.media.clone_from(stock.names());
    let mut plan = plan_import(&notes, target);
    plan.left_out.extend(left_out);
    plan.left_out.sort_by_key(|(note, _)| *note);
    let mut outcome = ImportOutcome {
        format: "anki",
        file: shown(&args.file),
        notes: collection.notes.len(),
        added: plan.added,
        changed: plan.changed,
        same: plan.same,
        rows_left_out: plan.left_out.len(),
        labels: labels(&collection, &plan.left_out),
        left_out: std::mem::take(&mut plan.left_out),
        ..ImportOutcome::default()
    };
    outcome.refuse_faulty(args)?;
    let histories = CardHistories::new(app, &collection, &plan.cards);
    if args.writes.dry_run {
        outcome.reviews = histories.answers();
        outcome.missing_media = stock.lacking(&plan.media);
        outcome.media_taken = plan.media.len() - outcome.missing_media.len();
        return Ok(outcome);
    }
    let taken = stock.take(&mut package, &plan.media)?;
    match table::apply(app, args, &decks, &plan) {
        Ok(written) => outcome.written = written,
        Err(error) => {
            // Without its cards nothing shows a picture.
            taken.remove();
            return Err(error);
        }
    }
    outcome.reviews = histories.write(app)?;
    outcome.media_taken = taken.count;
    outcome.missing_media = taken.missing;
    Ok(outcome)
}

fn open(args: &ImportArgs) -> Result<AnkiPackage, AppError> {
    let file = files::open(&args.file).map_err(|error| {
        cannot_read(args, io_reason(&error)).hint(problems::check_path_nothing_added())
    })?;
    AnkiPackage::open(file).map_err(|error| refusal(args, &error))
}

fn cannot_read(args: &ImportArgs, why: Wording) -> AppError {
    AppError::user(problems::cannot_read(shown(&args.file), why))
}

fn refusal(args: &ImportArgs, error: &PackageError) -> AppError {
    cannot_read(args, error.wording()).hint(problems::export_package_again())
}

/// What the notes that are left out say, by their numbers.
fn labels(collection: &AnkiCollection, left_out: &[(u64, LeftOutReason)]) -> HashMap<u64, String> {
    let wanted: HashSet<u64> = left_out.iter().map(|(note, _)| *note).collect();
    let notes = collection.notes.iter();
    notes
        .filter(|note| wanted.contains(&note.id.unsigned_abs()))
        .map(|note| (note.id.unsigned_abs(), note_label(note)))
        .collect()
}

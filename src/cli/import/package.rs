//! `import FILE.apkg`: a package of Anki, with its pictures and sounds.

use std::collections::{BTreeSet, HashMap, HashSet};

use super::history::CardHistories;
use super::media::MediaStock;
use super::outcome::ImportOutcome;
use super::progress::{ImportPart, ImportProgress};
use super::{named_topic, shown, table};
use crate::cli::app::App;
use crate::cli::args::ImportArgs;
use crate::decks::import::{
    ImportPlan, LeftOutReason, deck_of_note, note_label, note_of_collection, plan_import,
    roadmaps_of_decks,
};
use crate::domain::anki::AnkiCollection;
use crate::domain::id::TopicId;
use crate::domain::plain::io_reason;
use crate::domain::wording::{Wording, problems};
use crate::engine::staged_import::StagedImport;
use crate::error::AppError;
use crate::files;
use crate::store::{AnkiPackage, PackageError};

/// Imports the notes of a package.
pub(super) fn import_package(
    app: &App,
    args: &ImportArgs,
    mut package: AnkiPackage,
) -> Result<ImportOutcome, AppError> {
    let progress = ImportProgress::begin(app);
    let mut collection = package.collection().map_err(|error| {
        if let PackageError::Collection(what) = &error
            && package.is_bare()
        {
            cannot_read(args, problems::is_database(what)).hint(problems::export_package())
        } else {
            refusal(args, &error)
        }
    })?;
    progress.part(ImportPart::Plan);
    let topic = named_topic(args)?;
    let stock = MediaStock::plan(&mut package, app.world.home.data.join("media"));
    let decks = app.deck_writer();
    let mut content = decks.content();
    let names = collection.decks.values().map(String::as_str);
    let mut target = table::target(app, &mut content, names, topic.as_ref());
    target.media.clone_from(stock.names());
    let mut left_out = Vec::new();
    let notes = collection.notes.iter().filter_map(|note| {
        let made = note_of_collection(&collection, note);
        made.map_err(|reason| left_out.push(reason)).ok()
    });
    let mut plan = plan_import(notes, target);
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
    let roadmaps = if topic.is_some() {
        Vec::new()
    } else {
        let lang = app.cards_lang.get();
        roadmaps_of_decks(&decks_with_topics(&collection, &plan), &content, lang)
    };
    // A large collection needs the memory for what comes now.
    drop(content);
    for note in &mut collection.notes {
        note.text = None;
    }
    let changes = std::mem::take(&mut plan.changes);
    let histories = CardHistories::new(app, &collection, &plan.cards);
    outcome.reviews_left_out = histories.left_out(&collection);
    outcome.unused_media = stock.unused(&plan.media);
    if args.writes.dry_run {
        outcome.reviews = histories.count();
        outcome.missing_media = stock.lacking(&plan.media);
        outcome.media_taken = plan.media.len() - outcome.missing_media.len();
        return Ok(outcome);
    }
    progress.part(ImportPart::Decks);
    let mut import = StagedImport::begin(&app.store, &app.world.home.data)?;
    let taken = stock.take(&mut package, &plan.media, &mut import)?;
    let _locked = table::stage(app, &decks, changes, &roadmaps, &mut import)?;
    outcome.reviews = histories.write(app, &import.seal()?, &progress)?;
    progress.part(ImportPart::Index);
    // Pictures are counted, not named: there may be thousands.
    outcome.written = import.finish()?;
    let decks = app.own_decks();
    outcome.written.retain(|file| file.starts_with(&decks));
    drop(histories);
    drop((plan, collection));
    app.refresh_content_sparingly()?;
    outcome.media_taken = taken.count;
    outcome.missing_media = taken.missing;
    Ok(outcome)
}

/// The decks of the notes, each with the topic that its cards went to.
fn decks_with_topics(
    collection: &AnkiCollection,
    plan: &ImportPlan,
) -> BTreeSet<(String, TopicId)> {
    let names = collection
        .notes
        .iter()
        .filter_map(|note| Some((note.id.unsigned_abs(), deck_of_note(collection, note)?)));
    let decks: HashMap<u64, &str> = names.collect();
    let cards = plan.cards.iter();
    let pairs: HashSet<(&str, &TopicId)> = cards
        .filter_map(|card| Some((*decks.get(&card.row)?, &card.topic)))
        .collect();
    let pairs = pairs.into_iter();
    pairs
        .map(|(deck, topic)| (deck.to_owned(), topic.clone()))
        .collect()
}

/// Opens a package.
pub(super) fn open(args: &ImportArgs) -> Result<AnkiPackage, AppError> {
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

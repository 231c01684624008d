//! `import FILE.csv` and the like: the notes of a table.

use std::collections::HashSet;
use std::path::{Path, PathBuf};

use super::outcome::{ImportOutcome, MissingMedia};
use super::{named_topic, shown};
use crate::cli::app::App;
use crate::cli::args::ImportArgs;
use crate::cli::errors::edit_failure;
use crate::decks::import::{
    ImportTarget, ImportedCard, MediaNames, NoteTable, OpenQuote, TableKind, plan_import,
    read_table, topic_of_deck,
};
use crate::decks::{DeckChange, DeckContent, DeckWriter, PreparedDecks};
use crate::domain::card::{Card, Origin};
use crate::domain::id::TopicId;
use crate::domain::wording::problems;
use crate::engine::staged_import::StagedImport;
use crate::error::AppError;

/// Imports the rows of a table.
pub(super) fn import_table(
    app: &App,
    args: &ImportArgs,
    kind: TableKind,
    text: &str,
) -> Result<ImportOutcome, AppError> {
    let table = read_table(text, kind, &columns(args)?).map_err(|open| open_quote(args, open))?;
    let names_decks = table.notes.iter().any(|note| note.deck.is_some());
    if table.notes.is_empty() && table.left_out.is_empty() {
        return Err(no_rows(args, text));
    }
    if args.topic.is_none() && !names_decks {
        return Err(AppError::usage(problems::table_needs_topic()).hint(problems::write_topic()));
    }
    let (outcome, _) = import_notes(app, args, kind.word(), &table)?;
    Ok(outcome)
}

/// Imports notes: what was done, and the cards of each note.
pub(super) fn import_notes(
    app: &App,
    args: &ImportArgs,
    format: &'static str,
    table: &NoteTable,
) -> Result<(ImportOutcome, Vec<ImportedCard>), AppError> {
    let topic = named_topic(args)?;
    let decks = app.deck_writer();
    let mut content = decks.content();
    let decks_named = table.notes.iter().filter_map(|note| note.deck.as_deref());
    let target = target(app, &mut content, decks_named, topic.as_ref());
    let mut plan = plan_import(&table.notes, target);
    plan.left_out.extend(table.left_out.iter().cloned());
    plan.left_out.sort_by_key(|(row, _)| *row);
    let mut outcome = ImportOutcome {
        format,
        file: shown(&args.file),
        notes: table.notes.len() + table.left_out.len(),
        added: plan.added,
        changed: plan.changed,
        same: plan.same,
        empty: table.empty,
        comments: table.comments,
        rows_left_out: plan.left_out.len(),
        left_out: std::mem::take(&mut plan.left_out),
        missing_media: named(&plan.media),
        ..ImportOutcome::default()
    };
    outcome.refuse_faulty(args)?;
    let changes = std::mem::take(&mut plan.changes);
    outcome.written = apply(app, args, &decks, changes)?;
    Ok((outcome, plan.cards))
}

/// Adds the deck files of some changes to an import. Nobody else changes the decks until what this gives is dropped.
pub(super) fn stage(
    app: &App,
    decks: &DeckWriter,
    changes: Vec<DeckChange>,
    roadmaps: &[(String, String)],
    import: &mut StagedImport<'_>,
) -> Result<Option<PreparedDecks>, AppError> {
    if changes.is_empty() && roadmaps.is_empty() {
        return Ok(None);
    }
    let mut prepared = decks
        .prepare(app.cards_lang.get(), changes, roadmaps)
        .map_err(|error| edit_failure(&error))?;
    for (path, text) in prepared.files.drain(..) {
        import.add(Path::new("decks").join(path), text.as_bytes())?;
    }
    Ok(Some(prepared))
}

/// Writes the deck files of some changes, unless they were only asked for.
fn apply(
    app: &App,
    args: &ImportArgs,
    decks: &DeckWriter,
    changes: Vec<DeckChange>,
) -> Result<Vec<PathBuf>, AppError> {
    if args.writes.dry_run || changes.is_empty() {
        return Ok(Vec::new());
    }
    let mut import = StagedImport::begin(&app.store, &app.world.home.data)?;
    let _locked = stage(app, decks, changes, &[], &mut import)?;
    app.store.local().note_import(&import.seal()?)?;
    let written = import.finish()?;
    app.refresh_content_sparingly()?;
    Ok(written)
}

/// Columns by their numbers, from 0.
fn columns(args: &ImportArgs) -> Result<Vec<usize>, AppError> {
    let columns: Option<Vec<usize>> = args
        .columns
        .iter()
        .map(|column| column.checked_sub(1))
        .collect();
    match columns {
        Some(columns) if columns.len() != 1 => Ok(columns),
        _ => Err(AppError::usage(problems::two_columns()).hint(problems::count_columns())),
    }
}

fn open_quote(args: &ImportArgs, open: OpenQuote) -> AppError {
    let place = format!("{}:{}", shown(&args.file), open.line);
    AppError::user(problems::open_quote(place)).hint(problems::close_table_quote())
}

fn no_rows(args: &ImportArgs, text: &str) -> AppError {
    let what = if text.trim().is_empty() {
        problems::is_empty()
    } else {
        problems::only_head()
    };
    AppError::user(problems::file_problem(shown(&args.file), what)).hint(problems::card_per_row())
}

/// Takes what is there already: the learner's own cards, and those of the topics that are added to.
pub(super) fn target<'t, 'd>(
    app: &App,
    content: &mut DeckContent,
    decks: impl Iterator<Item = &'d str>,
    topic: Option<&'t TopicId>,
) -> ImportTarget<'t> {
    let mut topics: HashSet<TopicId> = topic.cloned().into_iter().collect();
    if topic.is_none() {
        topics.extend(decks.filter_map(topic_of_deck));
    }
    let cards = std::mem::take(&mut content.cards);
    let retired = content.retired.keys().map(|id| id.base().to_owned());
    let used = cards.iter().map(|card| card.id.base().to_owned());
    let taken: HashSet<String> = retired.chain(used).collect();
    let is_near = |card: &Card| card.origin == Origin::Mine || topics.contains(&card.topic);
    ImportTarget {
        topic,
        existing: cards.into_iter().filter(is_near).collect(),
        taken,
        added: Some(app.today()),
        media: MediaNames::new(),
    }
}

/// Pictures and sounds that the text names: a table holds none.
fn named(media: &[String]) -> Vec<MissingMedia> {
    let missing = media.iter().map(|name| MissingMedia {
        name: name.clone(),
        why: None,
    });
    missing.collect()
}

//! `import`: cards of other programs and decks of text.

mod deck;
mod history;
mod markdown;
mod media;
mod outcome;
mod package;
mod progress;
mod table;

use std::path::Path;

use crate::cli::app::App;
use crate::cli::args::ImportArgs;
use crate::cli::errors::must_be_new;
use crate::decks::import::{TableKind, decode};
use crate::domain::id::TopicId;
use crate::domain::plain::io_reason;
use crate::domain::wording::{Wording, problems};
use crate::error::AppError;
use crate::files;
use crate::store::AnkiPackage;
use crate::ui::clean::clean_line;
use crate::ui::terminal::Terminal;

/// Largest text that is imported, in bytes.
const MAX_TEXT_BYTES: u64 = 256 * 1024 * 1024;

/// How a zip archive begins.
const ZIP_MARK: &[u8] = b"PK\x03\x04";

/// Bytes by which a file is known.
const LONGEST_MARK: usize = 16;

/// What a file is.
enum FileFormat {
    Deck,
    Table(TableKind),
    Markdown,
    Package,
    Collection,
}

/// Imports a file.
pub(crate) fn import(
    app: &App,
    terminal: &mut dyn Terminal,
    args: &ImportArgs,
) -> Result<(), AppError> {
    if let Some(report) = &args.report {
        must_be_new(report)?;
    }
    let format = format_of(&args.file)?;
    if args.writes.write_ids && !matches!(format, FileFormat::Markdown) {
        return Err(AppError::usage(problems::only_markdown_has_ids())
            .hint(problems::leave_write_ids_out()));
    }
    let outcome = match format {
        FileFormat::Deck => deck::import_deck(app, args, &read_text(&args.file)?)?,
        FileFormat::Table(kind) => table::import_table(app, args, kind, &read_text(&args.file)?)?,
        FileFormat::Markdown => markdown::import_markdown(app, args, &read_text(&args.file)?)?,
        FileFormat::Package => package::import_package(app, args, package::open(args)?)?,
        FileFormat::Collection => {
            let collection = AnkiPackage::of_collection(args.file.clone());
            package::import_package(app, args, collection)?
        }
    };
    if let Some(report) = &args.report {
        outcome.write(app.words(), report, args)?;
    }
    outcome.tell(app.words(), terminal, args)
}

/// What a file is: packages and collections by how they begin, because browsers and mail programs rename them; texts
/// by their names.
fn format_of(file: &Path) -> Result<FileFormat, AppError> {
    let begin = files::read_beginning(file, LONGEST_MARK).unwrap_or_default();
    if begin.starts_with(ZIP_MARK) {
        return Ok(FileFormat::Package);
    }
    if AnkiPackage::is_collection(&begin) {
        return Ok(FileFormat::Collection);
    }
    let extension = file.extension().and_then(|extension| extension.to_str());
    let extension = extension.unwrap_or_default().to_lowercase();
    match extension.as_str() {
        "toml" => Ok(FileFormat::Deck),
        "csv" => Ok(FileFormat::Table(TableKind::Csv)),
        "txt" | "tsv" => Ok(FileFormat::Table(TableKind::Text)),
        "md" | "markdown" => Ok(FileFormat::Markdown),
        "apkg" | "colpkg" => Ok(FileFormat::Package),
        "anki2" | "anki21" => Ok(FileFormat::Collection),
        _ => Err(AppError::user(problems::no_import_format(shown(file)))
            .hint(problems::import_formats())),
    }
}

fn shown(file: &Path) -> String {
    clean_line(&file.display().to_string())
}

fn cannot_read(file: &Path, what: Wording) -> AppError {
    AppError::user(problems::cannot_read(shown(file), what))
}

fn read_bytes(file: &Path) -> Result<Vec<u8>, AppError> {
    let bytes = files::read_beyond(file, MAX_TEXT_BYTES).map_err(|error| {
        cannot_read(file, io_reason(&error)).hint(problems::check_path_nothing_added())
    })?;
    if bytes.len() as u64 > MAX_TEXT_BYTES {
        let limit = MAX_TEXT_BYTES / (1024 * 1024);
        return Err(cannot_read(file, problems::too_large(limit)).hint(problems::split_file()));
    }
    Ok(bytes)
}

fn read_text(file: &Path) -> Result<String, AppError> {
    let failed = |what: Wording| cannot_read(file, what);
    let bytes = read_bytes(file)?;
    decode(&bytes).ok_or_else(|| failed(problems::not_text()).hint(problems::save_as_utf8()))
}

/// The topic that the learner named.
fn named_topic(args: &ImportArgs) -> Result<Option<TopicId>, AppError> {
    let name = args.topic.as_deref();
    name.map(|name| {
        TopicId::parse(name)
            .map_err(|error| AppError::usage(error.wording()).hint(problems::name_topic()))
    })
    .transpose()
}

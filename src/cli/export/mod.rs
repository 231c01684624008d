//! `export`: cards for other programs, with their history where the format has one.

mod anki;
mod deck;
mod table;

use std::path::Path;

use serde_json::json;

use crate::cli::app::App;
use crate::cli::args::ExportArgs;
use crate::cli::errors::must_be_new;
use crate::cli::{say_json, scope, tell};
use crate::domain::card::Card;
use crate::domain::id::CardId;
use crate::domain::plain::io_reason;
use crate::domain::wording::{Wording, problems};
use crate::error::AppError;
use crate::ui::clean::clean_line;
use crate::ui::terminal::Terminal;

/// What is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum ExportFormat {
    Anki,
    Csv,
    Deck,
    Markdown,
}

impl ExportFormat {
    fn of(file: &Path) -> Result<Self, AppError> {
        let extension = file.extension().and_then(|extension| extension.to_str());
        match extension.unwrap_or_default().to_lowercase().as_str() {
            "apkg" => Ok(Self::Anki),
            "csv" => Ok(Self::Csv),
            "toml" => Ok(Self::Deck),
            "md" | "markdown" => Ok(Self::Markdown),
            _ => Err(AppError::usage(problems::no_export_format(shown(file)))
                .hint(problems::export_formats())),
        }
    }

    const fn word(self) -> &'static str {
        match self {
            Self::Anki => "anki",
            Self::Csv => "csv",
            Self::Deck => "toml",
            Self::Markdown => "markdown",
        }
    }
}

/// How much was written.
#[derive(Debug, Clone, Copy, Default)]
struct Exported {
    cards: usize,
    reviews: usize,
}

/// Writes the cards of a choice to a new file.
pub(crate) fn export(
    app: &App,
    terminal: &mut dyn Terminal,
    args: &ExportArgs,
) -> Result<(), AppError> {
    let format = ExportFormat::of(&args.file)?;
    must_be_new(&args.file)?;
    let cards = cards(app, args)?;
    if cards.is_empty() {
        return Err(AppError::user(problems::no_card_to_export()).hint(problems::try_list()));
    }
    let exported = match format {
        ExportFormat::Anki => anki::write(app, &args.file, &cards)?,
        ExportFormat::Csv => table::write(&args.file, &cards)?,
        ExportFormat::Deck => deck::write(&args.file, &cards)?,
        ExportFormat::Markdown => deck::write_markdown(&args.file, &cards)?,
    };
    if args.json {
        return say_json(
            terminal,
            &json!({
                "schema": 1,
                "format": format.word(),
                "cards": exported.cards,
                "reviews": exported.reviews,
            }),
        );
    }
    let words = app.words().import;
    let mut text = words.exported(exported.cards);
    if exported.reviews > 0 {
        text.push_str("; ");
        text.push_str(&words.reviews(exported.reviews));
    }
    tell(
        terminal,
        &format!("{text}\n  {}", words.written(shown(&args.file))),
    )
}

fn shown(file: &Path) -> String {
    clean_line(&file.display().to_string())
}

/// The cards, those of one topic together. Without a choice all of them.
fn cards(app: &App, args: &ExportArgs) -> Result<Vec<Card>, AppError> {
    let chosen = if args.scope.is_empty() {
        scope::everything(app)?
    } else {
        scope::resolve(app, &args.scope)?
    };
    let mut ids: Vec<(String, CardId)> = Vec::new();
    scope::each(app, &chosen, None, |facts| {
        ids.push((facts.topic.to_string(), facts.id.clone()));
    })?;
    ids.sort_by(|a, b| a.0.cmp(&b.0));
    ids.iter().map(|(_, id)| app.card(id.as_str())).collect()
}

fn cannot_write(file: &Path, why: Wording) -> AppError {
    AppError::user(problems::cannot_write(shown(file), why)).hint(problems::check_path_room())
}

/// Writes a whole text as a new file.
fn write_text(file: &Path, text: &str) -> Result<(), AppError> {
    crate::files::replace(file, text).map_err(|error| cannot_write(file, io_reason(&error)))
}

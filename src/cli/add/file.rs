//! `add --from`: the cards of a deck, a table or an export.

use std::collections::HashMap;
use std::io::Read;
use std::path::Path;

use super::{topic_of, usage};
use crate::cli::app::App;
use crate::cli::args::AddArgs;
use crate::cli::errors::edit_failure;
use crate::cli::tell;
use crate::decks::{self, DeckWriter, Fault, Target};
use crate::domain::card::Lang;
use crate::domain::id::CardId;
use crate::domain::plain::io_reason;
use crate::domain::wording::{Wording, problems};
use crate::error::AppError;
use crate::files;
use crate::ui::clean::clean_line;
use crate::ui::messages::ChangesMessages;
use crate::ui::terminal::Terminal;

/// Largest file that is imported, in bytes.
const LARGEST: u64 = 8 * 1024 * 1024;

/// Faulty rows that are named beside the first.
const NAMED: usize = 5;

fn read(file: &Path) -> Result<String, AppError> {
    let failed = |what: Wording| AppError::user(problems::cannot_read(file.display(), what));
    let unreadable = |error: std::io::Error| {
        failed(io_reason(&error)).hint(problems::check_path_nothing_added())
    };
    // Read to the limit and one byte more: a file may grow, and a device has no size.
    let mut bytes = Vec::new();
    files::open(file)
        .and_then(|open| open.take(LARGEST + 1).read_to_end(&mut bytes))
        .map_err(unreadable)?;
    if bytes.len() as u64 > LARGEST {
        return Err(failed(problems::too_large()).hint(problems::split_file()));
    }
    String::from_utf8(bytes)
        .map_err(|_| failed(problems::not_utf8()).hint(problems::save_as_utf8()))
}

/// Adds every card of a file.
pub(super) fn add(
    app: &App,
    terminal: &mut dyn Terminal,
    args: &AddArgs,
    file: &Path,
) -> Result<(), AppError> {
    let text = read(file)?;
    let extension = file
        .extension()
        .and_then(|extension| extension.to_str())
        .unwrap_or_default();
    if extension == "toml" {
        return from_toml(app, terminal, args, file, &text);
    }
    if args.topic.is_none() {
        return Err(usage(
            problems::table_needs_topic(),
            problems::write_topic(),
        ));
    }
    let topic = topic_of(args)?;
    let known = questions(app)?;
    let target = Target {
        topic: &topic,
        known: &known,
        added: Some(app.today()),
    };
    let name = file.display().to_string();
    let found = match extension {
        "csv" => decks::from_csv(&name, &text, target),
        "txt" | "tsv" => decks::from_anki(&name, &text, target),
        _ => {
            return Err(
                AppError::user(problems::no_import_format(&name)).hint(problems::import_formats())
            );
        }
    };
    if let Some((first, others)) = found.faults.split_first() {
        return Err(faulty(first, others));
    }
    let words = app.words().changes;
    if found.blocks.is_empty() && found.known == 0 {
        let bare = text.trim_start_matches('\u{feff}').trim().is_empty();
        let what = if bare {
            problems::is_empty()
        } else {
            problems::only_head()
        };
        return Err(
            AppError::user(problems::file_problem(name, what)).hint(problems::card_per_row())
        );
    }
    if found.blocks.is_empty() {
        return tell(terminal, &words.nothing_to_add(found.known));
    }
    let path = DeckWriter::new(app.own_decks())
        .add(&topic, Lang::EN, &found.blocks.join("\n"))
        .map_err(|error| edit_failure(&error))?;
    app.refresh_content()?;
    let mut text = added(words, found.blocks.len(), &path);
    if found.known > 0 {
        text.push_str(&words.known_before(found.known));
    }
    tell(terminal, &text)
}

/// The first faulty row, with where the others are.
fn faulty(first: &Fault, others: &[Fault]) -> AppError {
    let Fault {
        file,
        spot,
        what,
        hint,
        ..
    } = first;
    let mut lines: Vec<Wording> = others
        .iter()
        .take(NAMED)
        .map(|fault| Wording::verbatim(fault.spot.line.to_string()))
        .collect();
    if others.len() > NAMED {
        lines.push(problems::n_more(others.len() - NAMED));
    }
    let rest = match lines.as_slice() {
        [] => Wording::verbatim(""),
        [line] => problems::line_too(line.clone()),
        [before @ .., last] => {
            let before = Wording::joined(before.iter().cloned(), ", ");
            problems::lines_too(before, last.clone())
        }
    };
    let place = format!("{file}:{}:{}", spot.line, spot.column);
    let what = Wording::joined([what.clone(), rest], "");
    AppError::user(problems::io_at(place, what)).hint(problems::then_add_again(hint.clone()))
}

/// Every base id with its question.
fn questions(app: &App) -> Result<HashMap<String, String>, AppError> {
    let mut questions = HashMap::new();
    for id in app.store.content().card_ids()? {
        let Ok(id) = CardId::parse(&id) else { continue };
        if id.side().is_none()
            && let Some(card) = app.store.content().card(&id, Lang::EN)?
        {
            questions.insert(id.base().to_owned(), card.body.prompt().to_owned());
        }
    }
    Ok(questions)
}

/// The cards of a deck file go into the learner's file of that topic.
fn from_toml(
    app: &App,
    terminal: &mut dyn Terminal,
    args: &AddArgs,
    file: &Path,
    text: &str,
) -> Result<(), AppError> {
    let header = text
        .lines()
        .take_while(|line| !line.trim_start().starts_with('['))
        .find_map(|line| {
            line.trim()
                .strip_prefix("topic")?
                .trim_start()
                .strip_prefix('=')
        })
        .map(|name| name.trim().trim_matches('"').to_owned());
    let topic = topic_of(&AddArgs {
        topic: args.topic.clone().or(header),
        ..AddArgs::default()
    })?;
    let start = text.find("[[card]]").ok_or_else(|| {
        AppError::user(problems::no_card_in(file.display())).hint(problems::show_toml())
    })?;
    let count = text.matches("[[card]]").count();
    let path = DeckWriter::new(app.own_decks())
        .add(&topic, Lang::EN, &text[start..])
        .map_err(|error| edit_failure(&error))?;
    app.refresh_content()?;
    tell(terminal, &added(app.words().changes, count, &path))
}

/// So many cards were added to a file.
fn added(words: ChangesMessages, cards: usize, file: &Path) -> String {
    words.added_many(cards, clean_line(&file.display().to_string()))
}

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
use crate::domain::plain::reason;
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
    let failed = |what: String| AppError::user(format!("cannot read {}: {what}", file.display()));
    let unreadable = |error: std::io::Error| {
        failed(reason(&error)).hint("check the path and its permissions; nothing was added")
    };
    // Read to the limit and one byte more: a file may grow, and a device has no size.
    let mut bytes = Vec::new();
    files::open(file)
        .and_then(|open| open.take(LARGEST + 1).read_to_end(&mut bytes))
        .map_err(unreadable)?;
    if bytes.len() as u64 > LARGEST {
        return Err(failed("larger than 8 MiB".to_owned()).hint("split the file"));
    }
    String::from_utf8(bytes)
        .map_err(|_| failed("not UTF-8".to_owned()).hint("save the file as UTF-8"))
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
            "a table does not say its topic",
            "name it like --topic lists",
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
            return Err(AppError::user(format!("{name} is not a deck, CSV or text export"))
                .hint("give a .toml, a .csv (prompt,answer,tags) or Anki's .txt export (Notes in Plain Text)"));
        }
    };
    if let Some((first, others)) = found.faults.split_first() {
        return Err(faulty(first, others));
    }
    let words = app.words().changes;
    if found.blocks.is_empty() && found.known == 0 {
        let bare = text.trim_start_matches('\u{feff}').trim().is_empty();
        let what = if bare {
            "is empty"
        } else {
            "holds no row below its head"
        };
        return Err(AppError::user(format!("{name} {what}")).hint(
            "write a card a row, question and answer in the first two columns; nothing was added",
        ));
    }
    if found.blocks.is_empty() {
        return tell(terminal, &words.nothing_to_add(found.known));
    }
    let path = DeckWriter::new(app.own_decks())
        .add(&topic, Lang::EN, &found.blocks.join("\n"))
        .map_err(|error| edit_failure(&error))?;
    app.refresh_content()?;
    let known = words.known_before(found.known);
    tell(
        terminal,
        &format!("{}{known}", added(words, found.blocks.len(), &path)),
    )
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
    let mut lines: Vec<String> = others
        .iter()
        .take(NAMED)
        .map(|fault| fault.spot.line.to_string())
        .collect();
    if others.len() > NAMED {
        lines.push(format!("{} more", others.len() - NAMED));
    }
    let rest = match lines.as_slice() {
        [] => String::new(),
        [line] => format!("; line {line} is faulty too"),
        [before @ .., last] => format!("; lines {} and {last} are faulty too", before.join(", ")),
    };
    AppError::user(format!(
        "{file}:{}:{}: {what}{rest}",
        spot.line, spot.column
    ))
    .hint(format!(
        "{hint}, then add the file again; nothing was added"
    ))
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
        AppError::user(format!("{} holds no [[card]]", file.display()))
            .hint("`milepost show args.mutable-default --toml` shows how one is written")
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

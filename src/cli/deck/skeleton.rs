//! `deck new`: a deck to begin with, which passes `check --run` as it is.

use std::io;
use std::path::Path;

use crate::cli::app::App;
use crate::cli::tell;
use crate::decks::deck_name_from;
use crate::domain::plain::reason;
use crate::domain::wording::{faults, problems};
use crate::error::AppError;
use crate::files;
use crate::ui::clean::clean_line;
use crate::ui::terminal::Terminal;

/// Stands for the name of the deck, which is its topic too.
const NAME: &str = "DECK-NAME";

/// The files of the skeleton, each with its path.
const FILES: [(&str, &str); 6] = [
    ("deck.toml", include_str!("skeleton/deck.toml")),
    ("topics/DECK-NAME.toml", include_str!("skeleton/topic.toml")),
    (
        "pt-BR/topics/DECK-NAME.toml",
        include_str!("skeleton/translation.toml"),
    ),
    (
        "roadmaps/DECK-NAME.toml",
        include_str!("skeleton/roadmap.toml"),
    ),
    ("README.md", include_str!("skeleton/README.md")),
    (
        ".github/workflows/check.yml",
        include_str!("skeleton/check.yml"),
    ),
];

/// Writes the skeleton into a folder, which is called like the deck.
pub(super) fn begin(app: &App, terminal: &mut dyn Terminal, folder: &Path) -> Result<(), AppError> {
    let shown = clean_line(&folder.display().to_string());
    let is_free = match folder.read_dir() {
        Ok(mut entries) => entries.next().is_none(),
        Err(error) => error.kind() == io::ErrorKind::NotFound,
    };
    if !is_free {
        return Err(
            AppError::user(problems::folder_not_empty(shown)).hint(problems::name_new_folder())
        );
    }
    let name = deck_name_from(&folder.to_string_lossy()).ok_or_else(|| {
        let message = faults::id_empty(faults::id_of_deck());
        AppError::usage(message).hint(problems::name_new_folder())
    })?;
    for (path, text) in FILES {
        let at = folder.join(path.replace(NAME, name.as_str()));
        let write = || {
            at.parent().map_or(Ok(()), files::make_folder)?;
            files::replace(&at, &text.replace(NAME, name.as_str()))
        };
        write().map_err(|error| {
            let shown = clean_line(&at.display().to_string());
            AppError::user(problems::cannot_use(shown, reason(&error)))
                .hint(problems::see_write_room())
        })?;
    }
    tell(terminal, &app.words().decks.begun(shown))
}

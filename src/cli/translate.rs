//! `translate`: writes what is not translated yet as files that a translator fills in.

use std::path::{Path, PathBuf};

use serde_json::json;

use crate::cli::app::App;
use crate::cli::args::TranslateArgs;
use crate::cli::{check, say_json, tell};
use crate::decks::{FileToTranslate, MAX_FILE_BYTES, files_to_translate, replace_within};
use crate::domain::card::Lang;
use crate::domain::plain::reason;
use crate::domain::wording::problems;
use crate::error::AppError;
use crate::files;
use crate::ui::clean::clean_line;
use crate::ui::terminal::Terminal;

/// Writes the skeletons of missing translations, and never changes what a translator wrote.
pub(crate) fn translate(
    app: &App,
    terminal: &mut dyn Terminal,
    args: &TranslateArgs,
) -> Result<(), AppError> {
    let lang = wanted(&args.language)?;
    let folder = match &args.path {
        Some(path) if path.is_dir() => path.clone(),
        Some(path) => {
            return Err(AppError::user(problems::no_deck_path(path.display()))
                .hint(problems::translate_folder()));
        }
        None => app.own_decks(),
    };
    let content = check::gather(app, Some(&folder))?.content;
    let origin = check::origin_of(&folder);
    let mut written = Vec::new();
    for file in files_to_translate(&content, &origin, lang) {
        written.extend(write(&folder, &file)?);
    }
    if args.json {
        let files: Vec<String> = written
            .iter()
            .map(|path| path.display().to_string())
            .collect();
        return say_json(terminal, &json!({ "schema": 1, "written": files }));
    }
    let words = app.words().check;
    for path in &written {
        tell(terminal, &clean_line(&path.display().to_string()))?;
    }
    tell(terminal, &words.skeletons(written.len(), lang.name()))
}

/// The language to translate to. The decks are written in English, so that is none.
fn wanted(tag: &str) -> Result<Lang, AppError> {
    let others: Vec<&str> = Lang::all()
        .filter(|lang| *lang != Lang::EN)
        .map(Lang::tag)
        .collect();
    let known = Lang::from_tag(tag).filter(|lang| *lang != Lang::EN);
    known.ok_or_else(|| {
        AppError::user(problems::no_language(clean_line(tag)))
            .hint(problems::add_language(others.join(", ")))
    })
}

/// Writes a file, or adds what it lacks; nothing if it lacks nothing.
fn write(folder: &Path, file: &FileToTranslate) -> Result<Option<PathBuf>, AppError> {
    let path = folder.join(&file.path);
    let shown = || clean_line(&path.display().to_string());
    let failed = |error: &std::io::Error| {
        AppError::user(problems::cannot_use(shown(), reason(error)))
            .hint(problems::check_path_room())
    };
    let existing = if path.exists() {
        Some(files::read_text(&path, MAX_FILE_BYTES).map_err(|error| failed(&error))?)
    } else {
        None
    };
    let Some(text) = file.lengthened(existing.as_deref()) else {
        return Ok(None);
    };
    replace_within(folder, &path, &text).map_err(|error| failed(&error))?;
    Ok(Some(path))
}

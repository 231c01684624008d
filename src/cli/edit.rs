//! `edit`: a card in the learner's editor.

use std::path::{Path, PathBuf};
use std::process::Command;

use crate::cli::app::App;
use crate::cli::args::EditArgs;
use crate::cli::errors::{edit_failure, no_text_file};
use crate::cli::open_text::{LeftText, OpenFor, OpenText};
use crate::cli::tell;
use crate::decks::{DeckWriter, EditError};
use crate::domain::card::{Card, Lang, Translation};
use crate::domain::id::CardId;
use crate::domain::plain::io_reason;
use crate::domain::wording::{Wording, faults, problems};
use crate::engine::interrupts::without_interrupts;
use crate::error::AppError;
use crate::ui::clean::clean_line;
use crate::ui::messages::Messages;
use crate::ui::palette::TextRole;
use crate::ui::terminal::{Ask, InputMode, Terminal, TerminalReply};
use crate::world::text_variable;

/// What came of editing.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum EditOutcome {
    /// The card stands in this file now.
    Saved(PathBuf),
    /// The text came back as it was, or the learner gave up.
    Unchanged,
}

/// Edits a card, or drops the learner's copy of a built-in one.
pub(crate) fn edit(
    app: &App,
    terminal: &mut dyn Terminal,
    args: &EditArgs,
) -> Result<(), AppError> {
    let card = app.cards(&args.card)?.remove(0);
    let words = app.words();
    if args.restore {
        let file = restore(app, &card)?;
        app.refresh_content()?;
        let file = clean_line(&file.display().to_string());
        return tell(terminal, &words.changes.copy_gone(card.base(), file));
    }
    match in_editor(app, terminal, &card, app.cards_lang.get())? {
        EditOutcome::Saved(file) => {
            let file = clean_line(&file.display().to_string());
            tell(terminal, &words.changes.saved(file))
        }
        EditOutcome::Unchanged => tell(terminal, words.unchanged()),
    }
}

/// Drops the learner's own version of what they see of a card: its translation, else the card.
fn restore(app: &App, id: &CardId) -> Result<PathBuf, AppError> {
    let decks = app.deck_writer();
    let shown = app.store.content().card(id, app.cards_lang.get())?;
    let translated = shown.filter(|card| card.translation != Translation::Original);
    let restored = match translated {
        Some(card) => decks.restore_translation(&card, card.lang),
        None => Ok(None),
    };
    match restored.map_err(|error| edit_failure(&error))? {
        Some(file) => Ok(file),
        None => decks
            .restore(id.base())
            .map_err(|error| edit_failure(&error)),
    }
}

/// What of a card is edited.
#[derive(Debug, Clone, Copy)]
enum EditedText {
    Card,
    Translation(Lang),
}

impl EditedText {
    /// The translation, if that is what a reader of this language sees.
    fn shown_in(app: &App, id: &CardId, lang: Lang) -> Result<Self, AppError> {
        let shown = app.store.content().card(id, lang)?;
        let translated = shown.filter(|card| card.translation != Translation::Original);
        Ok(translated.map_or(Self::Card, |card| Self::Translation(card.lang)))
    }

    fn purpose(self) -> OpenFor {
        match self {
            Self::Card => OpenFor::Card,
            Self::Translation(lang) => OpenFor::Translation(lang.tag().to_owned()),
        }
    }

    fn open(self, decks: &DeckWriter, siblings: &[&Card]) -> Result<String, EditError> {
        let translation = match (self, siblings.first()) {
            (Self::Translation(lang), Some(card)) => decks.open_translation(card, lang)?,
            _ => None,
        };
        translation.map_or_else(|| decks.open(siblings), Ok)
    }

    fn save(
        self,
        decks: &DeckWriter,
        card: &Card,
        opened: &str,
        text: &str,
    ) -> Result<PathBuf, EditError> {
        match self {
            Self::Card => decks.save(card, opened, text),
            Self::Translation(lang) => decks.save_translation(card, lang, opened, text),
        }
    }
}

/// Opens a card, as a reader of a language sees it, in the learner's editor until what comes back is a good card,
/// or the learner gives up.
pub(crate) fn in_editor(
    app: &App,
    terminal: &mut dyn Terminal,
    id: &CardId,
    lang: Lang,
) -> Result<EditOutcome, AppError> {
    let edited = EditedText::shown_in(app, id, lang)?;
    let mut siblings = Vec::new();
    // The English text is the original: translations lie in files of their own.
    for sibling in app.store.content().siblings(id)? {
        siblings.extend(app.store.content().card(&sibling, Lang::EN)?);
    }
    let references: Vec<&Card> = siblings.iter().collect();
    let Some(card) = references.first() else {
        return Err(AppError::internal(Wording::verbatim(format!(
            "'{id}' has no text"
        ))));
    };
    let deck_writer = app.deck_writer();
    let open = open_text(app, terminal, (card, edited), || {
        edited
            .open(&deck_writer, &references)
            .map_err(|error| edit_failure(&error))
    })?;
    say_stale(app, terminal, card, edited, open.opened())?;
    let editor = Editor::of_environment()?;
    loop {
        editor.run(&open.file())?;
        let text = open.read().map_err(|error| no_text_file(&error))?;
        if text == open.opened() {
            return Ok(EditOutcome::Unchanged);
        }
        match edited.save(&deck_writer, card, open.opened(), &text) {
            Ok(file) => {
                open.discard();
                app.refresh_content()?;
                return Ok(EditOutcome::Saved(file));
            }
            // Opening the editor again cannot fix these: the disk refuses, or the file says something else by
            // now. The first may go another time, and the text waits for it.
            Err(error @ EditError::Io { .. }) => return Err(edit_failure(&error)),
            Err(error @ EditError::Changed { .. }) => {
                open.discard();
                return Err(edit_failure(&error));
            }
            Err(error) if terminal.input_mode() == InputMode::Lines => {
                open.discard();
                return Err(edit_failure(&error));
            }
            // The text stays as the learner left it: the next visit goes on with their mistake, not
            // with the card as it was.
            Err(error) => {
                terminal.say(&format!(
                    "{}\n",
                    crate::ui::clean::clean(&error.to_string())
                ))?;
                let prompt = format!(
                    "{} {}",
                    app.words().changes.edit_again(),
                    terminal.palette().prompt()
                );
                match terminal.ask(&prompt, Ask::Key)? {
                    TerminalReply::Text(key) if key.trim().is_empty() => {}
                    TerminalReply::Text(_)
                    | TerminalReply::Paste
                    | TerminalReply::Interrupt
                    | TerminalReply::End => {
                        open.discard();
                        return Ok(EditOutcome::Unchanged);
                    }
                }
            }
        }
    }
}

/// Opens the text of a card, or goes on with one whose process was ended while it was open.
fn open_text(
    app: &App,
    terminal: &mut dyn Terminal,
    (card, edited): (&Card, EditedText),
    text: impl FnOnce() -> Result<String, AppError>,
) -> Result<OpenText, AppError> {
    let home = &app.world.home.data;
    let (id, purpose) = (card.id.base(), edited.purpose());
    let is_this = |left: &LeftText| left.card() == id && *left.purpose() == purpose;
    if let Some(left) = LeftText::all(home).into_iter().find(is_this) {
        tell(terminal, &app.words().changes.goes_on_with(id))?;
        return Ok(left.resume());
    }
    OpenText::create(home, id, purpose, &text()?).map_err(|error| no_text_file(&error))
}

/// Remarks that a translation is of an older revision of its card, and what to do about it.
fn say_stale(
    app: &App,
    terminal: &mut dyn Terminal,
    card: &Card,
    edited: EditedText,
    text: &str,
) -> Result<(), AppError> {
    let EditedText::Translation(lang) = edited else {
        return Ok(());
    };
    let shown = app.store.content().card(&card.id, lang)?;
    if !shown.is_some_and(|shown| shown.translation == Translation::Stale) {
        return Ok(());
    }
    let (now, was) = (card.rev.0, revision_of(text).unwrap_or_default());
    let what = faults::stale_translation(was, &card.id, now);
    let hint = faults::translate_again(now);
    let remark = format!("{}; {}", what.text(app.lang), hint.text(app.lang));
    let remark = terminal.palette().paint(TextRole::Near, &remark);
    Ok(terminal.say(&format!("{remark}\n"))?)
}

/// The revision that a translation says it is of.
fn revision_of(entry: &str) -> Option<u32> {
    let line = entry.lines().find_map(|line| line.strip_prefix("rev"))?;
    line.trim_start().strip_prefix('=')?.trim().parse().ok()
}

/// The learner's editor: a program with its arguments.
pub(crate) struct Editor {
    program: String,
    arguments: Vec<String>,
}

/// How editors that beginners meet are left after saving.
const WAYS_OUT: [(&str, &str); 7] = [
    ("vi", "Esc, :wq, Enter"),
    ("vim", "Esc, :wq, Enter"),
    ("nvim", "Esc, :wq, Enter"),
    ("nano", "Ctrl-O, Enter, Ctrl-X"),
    ("pico", "Ctrl-O, Enter, Ctrl-X"),
    ("emacs", "Ctrl-X Ctrl-S, Ctrl-X Ctrl-C"),
    ("micro", "Ctrl-S, Ctrl-Q"),
];

/// Which editor opens, how it is left, and how to have another.
pub(crate) fn editor_in_words(words: Messages) -> String {
    let chosen = ["VISUAL", "EDITOR"].into_iter().find_map(text_variable);
    let command = chosen.as_deref().unwrap_or("vi");
    let program = command.split_whitespace().next().unwrap_or(command);
    let name = program.rsplit('/').next().unwrap_or(program);
    let name = clean_line(name);
    let keys = WAYS_OUT.iter().find(|(known, _)| *known == name);
    let left_by = keys.map_or_else(
        || name.clone(),
        |(_, keys)| words.editor_left_by(&name, keys),
    );
    if chosen.is_some() {
        left_by
    } else {
        words.editor_unset(left_by)
    }
}

impl Editor {
    /// `VISUAL`, else `EDITOR`, else `vi`; arguments in them are kept.
    pub(crate) fn of_environment() -> Result<Self, AppError> {
        let text = ["VISUAL", "EDITOR"]
            .into_iter()
            .find_map(text_variable)
            .unwrap_or_else(|| "vi".to_owned());
        let wrong = || {
            AppError::user(problems::editor_unreadable(clean_line(&text)))
                .hint(problems::set_editor())
        };
        let mut words = shlex::split(&text).ok_or_else(wrong)?.into_iter();
        let program = words.next().ok_or_else(wrong)?;
        Ok(Self {
            program,
            arguments: words.collect(),
        })
    }

    /// Opens a file and waits until the editor ends.
    pub(crate) fn run(&self, file: &Path) -> Result<(), AppError> {
        let hint = problems::set_waiting_editor();
        let status = without_interrupts(|| {
            Command::new(&self.program)
                .args(&self.arguments)
                .arg(file)
                .status()
        });
        let status = status.map_err(|error| {
            AppError::user(problems::editor_no_start(
                clean_line(&self.program),
                io_reason(&error),
            ))
            .hint(hint)
        })?;
        if status.success() {
            return Ok(());
        }
        Err(
            AppError::user(problems::editor_failed(clean_line(&self.program), status))
                .hint(problems::nothing_saved()),
        )
    }
}

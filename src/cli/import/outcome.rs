//! What an import did, for people, for scripts and for a file.

use std::collections::HashMap;
use std::fmt::Write as _;
use std::path::{Path, PathBuf};

use serde_json::json;

use crate::cli::args::ImportArgs;
use crate::cli::{say_json, tell};
use crate::decks::import::LeftOutReason;
use crate::domain::lang::Lang;
use crate::domain::plain::io_reason;
use crate::domain::wording::{Wording, problems};
use crate::error::AppError;
use crate::files;
use crate::ui::clean::clean_line;
use crate::ui::messages::{Messages, messages};
use crate::ui::terminal::Terminal;

/// Rows named on the screen; a report names all.
const MAX_SHOWN: usize = 10;

/// A picture or sound that a card names and the import did not bring.
pub(super) struct MissingMedia {
    pub name: String,
    /// Why it could not be unpacked; nothing if it was not there.
    pub why: Option<Wording>,
}

/// The result of one import.
#[derive(Default)]
pub(super) struct ImportOutcome {
    pub format: &'static str,
    pub file: String,
    pub notes: usize,
    pub added: usize,
    pub changed: usize,
    pub same: usize,
    /// Answers that came along.
    pub reviews: u64,
    pub empty: usize,
    pub comments: usize,
    /// How many rows give no card.
    pub rows_left_out: usize,
    /// What is wrong with them, by line.
    pub left_out: Vec<(u64, LeftOutReason)>,
    /// What the notes say that are left out, where their numbers say nothing.
    pub labels: HashMap<u64, String>,
    pub media_taken: usize,
    pub missing_media: Vec<MissingMedia>,
    /// Pictures and sounds of a package that no card names.
    pub unused_media: Vec<String>,
    /// Answers of cards that did not come along.
    pub reviews_left_out: u64,
    pub written: Vec<PathBuf>,
    /// Cards whose ids were written into a Markdown deck.
    pub ids_written: usize,
    /// Cards that a Markdown deck does not name.
    pub without_id: usize,
}

impl ImportOutcome {
    /// Refuses a file of which nothing can be taken, and with `--strict` any that has a faulty row.
    pub(super) fn refuse_faulty(&self, args: &ImportArgs) -> Result<(), AppError> {
        let taken = self.added + self.changed + self.same;
        if self.left_out.is_empty() || (taken > 0 && !args.strict) {
            return Ok(());
        }
        let count = problems::rows_without_card(self.rows_left_out, self.notes);
        let rows = Wording::made(|lang| {
            let text = self.left_out_lines(lang, self.left_out.len().min(MAX_SHOWN));
            text.trim_end().to_owned()
        });
        let hint = if taken > 0 {
            problems::fix_rows_or_lenient()
        } else {
            problems::fix_rows()
        };
        Err(AppError::user(Wording::joined([count, rows], "\n")).hint(hint))
    }

    /// A line for each row that gives no card, as many as asked for.
    fn left_out_lines(&self, lang: Lang, count: usize) -> String {
        let words = messages(lang).import;
        let mut text = String::new();
        for (row, why) in self.left_out.iter().take(count) {
            let why = clean_line(&reason(why, lang));
            let line = match self.labels.get(row) {
                Some(label) => words.left_out_note(row.to_string(), clean_line(label), why),
                None => words.left_out_row(&self.file, row, why),
            };
            let _ = writeln!(text, "  {line}");
        }
        let more = self.left_out.len() - count.min(self.left_out.len());
        if more > 0 {
            let _ = writeln!(text, "  {}", words.more_rows(more));
        }
        text
    }

    /// Writes the whole list to a file.
    pub(super) fn write(
        &self,
        words: Messages,
        file: &Path,
        args: &ImportArgs,
    ) -> Result<(), AppError> {
        let mut text = format!("{}\n", self.counts(words, args));
        text.push_str(&self.left_out_lines(words.language(), self.left_out.len()));
        for missing in &self.missing_media {
            let mut line = words.import.media_name(clean_line(&missing.name));
            if let Some(why) = &missing.why {
                let _ = write!(line, ": {}", clean_line(&why.text(words.language())));
            }
            let _ = writeln!(text, "  {line}");
        }
        for name in &self.unused_media {
            let line = words.import.media_unused_name(clean_line(name));
            let _ = writeln!(text, "  {line}");
        }
        files::replace(file, &text).map_err(|error| {
            AppError::user(problems::cannot_write(file.display(), io_reason(&error)))
                .hint(problems::check_path_room())
        })
    }

    fn is_package(&self) -> bool {
        self.format == "anki"
    }

    fn is_markdown(&self) -> bool {
        self.format == "markdown"
    }

    /// What was done; of a dry run, what would be.
    fn counts(&self, words: Messages, args: &ImportArgs) -> String {
        let words = words.import;
        let [reviews, reviews_left_out] = [self.reviews, self.reviews_left_out]
            .map(|count| usize::try_from(count).unwrap_or(usize::MAX));
        let mut parts = if args.writes.dry_run {
            vec![
                (self.added, words.would_add(self.added)),
                (reviews, words.would_bring(reviews)),
                (self.changed, words.would_change(self.changed)),
            ]
        } else {
            vec![
                (self.added, words.added(self.added)),
                (reviews, words.reviews(reviews)),
                (self.changed, words.changed(self.changed)),
            ]
        };
        let comments = if self.is_markdown() {
            words.outside(self.comments)
        } else {
            words.comments(self.comments)
        };
        let left_out = if self.is_package() {
            words.notes_left_out(self.rows_left_out)
        } else if self.is_markdown() {
            words.cards_left_out(self.rows_left_out)
        } else {
            words.left_out(self.rows_left_out)
        };
        parts.extend([
            (self.same, words.same(self.same)),
            (self.empty, words.empty(self.empty)),
            (self.comments, comments),
            (self.rows_left_out, left_out),
            (reviews_left_out, words.reviews_left_out(reviews_left_out)),
        ]);
        // How many cards come is said in any case, also that none does.
        let said = parts.into_iter().enumerate();
        let present = said.filter(|(place, (count, _))| *place == 0 || *count > 0);
        let texts: Vec<String> = present.map(|(_, (_, text))| text).collect();
        texts.join("; ")
    }

    /// Says what was done, or would be.
    pub(super) fn tell(
        &self,
        words: Messages,
        terminal: &mut dyn Terminal,
        args: &ImportArgs,
    ) -> Result<(), AppError> {
        if args.json {
            return say_json(terminal, &self.json());
        }
        let mut text = self.counts(words, args);
        if args.writes.dry_run {
            let _ = write!(text, " {}", words.import.dry_run());
        }
        text.push('\n');
        for file in &self.written {
            let file = clean_line(&file.display().to_string());
            let _ = writeln!(text, "  {}", words.import.written(file));
        }
        if self.ids_written > 0 {
            let _ = writeln!(
                text,
                "  {}",
                words.import.ids_written(self.ids_written, &self.file)
            );
        }
        text.push_str(&self.left_out_lines(words.language(), MAX_SHOWN));
        text.push_str(&self.media_lines(words));
        if self.without_id > 0 {
            let _ = writeln!(text, "{}", words.import.without_id(self.without_id));
        }
        tell(terminal, text.trim_end())
    }

    /// What became of pictures and sounds.
    fn media_lines(&self, words: Messages) -> String {
        let mut text = String::new();
        if self.media_taken > 0 {
            let _ = writeln!(text, "{}", words.import.media_taken(self.media_taken));
        }
        let unused = self.unused_media.len();
        if unused > 0 {
            let _ = writeln!(text, "{}", words.import.media_unused(unused));
        }
        let missing = self.missing_media.len();
        if missing > 0 && self.is_package() {
            let _ = writeln!(text, "{}", words.import.media_missing(missing));
            for missing in self.missing_media.iter().take(MAX_SHOWN) {
                let _ = writeln!(text, "  {}", clean_line(&missing.name));
            }
        } else if missing > 0 {
            let _ = writeln!(text, "{}", words.import.media(missing));
        }
        text
    }

    fn json(&self) -> serde_json::Value {
        let left_out: Vec<_> = self
            .left_out
            .iter()
            .map(|(row, why)| self.left_out_json(*row, why))
            .collect();
        let media: Vec<&str> = self
            .missing_media
            .iter()
            .map(|missing| missing.name.as_str())
            .collect();
        json!({
            "schema": 1,
            "format": self.format,
            "notes": self.notes,
            "cards": {
                "added": self.added,
                "changed": self.changed,
                "same": self.same,
                "left_out": self.rows_left_out,
            },
            "reviews": self.reviews,
            "left_out": left_out,
            "media": media,
            "media_taken": self.media_taken,
            "media_unused": self.unused_media,
            "reviews_left_out": self.reviews_left_out,
            "ids_written": self.ids_written,
        })
    }

    fn left_out_json(&self, row: u64, why: &LeftOutReason) -> serde_json::Value {
        let why = reason(why, Lang::EN);
        match self.labels.get(&row) {
            Some(label) => json!({ "row": row, "text": label, "why": why }),
            None => json!({ "row": row, "why": why }),
        }
    }
}

/// Why a row gives no card, in words.
fn reason(why: &LeftOutReason, lang: Lang) -> String {
    let words = messages(lang).import;
    match why {
        LeftOutReason::NoQuestion => words.no_question().to_owned(),
        LeftOutReason::NoAnswer => words.no_answer().to_owned(),
        LeftOutReason::NestedBlank => words.nested_blank().to_owned(),
        LeftOutReason::OpenBlank => words.open_blank().to_owned(),
        LeftOutReason::NoBlank => words.no_blank().to_owned(),
        LeftOutReason::NoNoteType => words.no_note_type().to_owned(),
        LeftOutReason::NoCards => words.no_cards().to_owned(),
        LeftOutReason::ImageOcclusion => words.image_occlusion().to_owned(),
        LeftOutReason::TooLong => words.too_long().to_owned(),
        LeftOutReason::TooWide { columns, expected } => words.too_wide(columns, expected),
        LeftOutReason::NoTopic(deck) => words.no_topic(deck),
        LeftOutReason::BuiltIn(card) => words.is_built_in(card),
        LeftOutReason::OtherKind(card) => words.is_other_kind(card),
        LeftOutReason::Fault { what, hint } => format!("{}; {}", what.text(lang), hint.text(lang)),
    }
}

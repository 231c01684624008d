//! What an import did, for people, for scripts and for a file.

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

/// The result of one import.
#[derive(Default)]
pub(super) struct ImportOutcome {
    pub format: &'static str,
    pub file: String,
    pub notes: usize,
    pub added: usize,
    pub changed: usize,
    pub same: usize,
    pub empty: usize,
    pub comments: usize,
    /// How many rows give no card.
    pub rows_left_out: usize,
    /// What is wrong with them, by line.
    pub left_out: Vec<(u64, LeftOutReason)>,
    pub media: Vec<String>,
    pub written: Vec<PathBuf>,
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
            let _ = writeln!(text, "  {}", words.left_out_row(&self.file, row, why));
        }
        let more = self.left_out.len() - count.min(self.left_out.len());
        if more > 0 {
            let _ = writeln!(text, "  {}", words.more_rows(more));
        }
        text
    }

    /// Writes the whole list to a file.
    pub(super) fn write(&self, words: Messages, file: &Path) -> Result<(), AppError> {
        let mut text = format!("{}\n", self.counts(words));
        text.push_str(&self.left_out_lines(words.language(), self.left_out.len()));
        for name in &self.media {
            let _ = writeln!(text, "  {}", words.import.media_name(clean_line(name)));
        }
        files::replace(file, &text).map_err(|error| {
            AppError::user(problems::cannot_write(file.display(), io_reason(&error)))
                .hint(problems::check_path_room())
        })
    }

    fn counts(&self, words: Messages) -> String {
        let words = words.import;
        let mut parts = vec![words.added(self.added)];
        let others: [(usize, &dyn Fn(usize) -> String); 5] = [
            (self.changed, &|n| words.changed(n)),
            (self.same, &|n| words.same(n)),
            (self.empty, &|n| words.empty(n)),
            (self.comments, &|n| words.comments(n)),
            (self.rows_left_out, &|n| words.left_out(n)),
        ];
        let present = others.iter().filter(|(count, _)| *count > 0);
        parts.extend(present.map(|(count, text)| text(*count)));
        parts.join("; ")
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
        let mut text = self.counts(words);
        if args.dry_run {
            let _ = write!(text, " {}", words.import.dry_run());
        }
        text.push('\n');
        for file in &self.written {
            let file = clean_line(&file.display().to_string());
            let _ = writeln!(text, "  {}", words.import.written(file));
        }
        text.push_str(&self.left_out_lines(words.language(), MAX_SHOWN));
        if !self.media.is_empty() {
            let _ = writeln!(text, "{}", words.import.media(self.media.len()));
        }
        tell(terminal, text.trim_end())
    }

    fn json(&self) -> serde_json::Value {
        let left_out: Vec<_> = self
            .left_out
            .iter()
            .map(|(row, why)| json!({ "row": row, "why": reason(why, Lang::EN) }))
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
            "reviews": 0,
            "left_out": left_out,
            "media": self.media,
        })
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
        LeftOutReason::TooWide { columns, expected } => words.too_wide(columns, expected),
        LeftOutReason::NoTopic(deck) => words.no_topic(deck),
        LeftOutReason::Fault { what, hint } => format!("{}; {}", what.text(lang), hint.text(lang)),
    }
}

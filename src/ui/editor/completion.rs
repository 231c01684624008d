//! What an editor of lines knows while a line is typed: when an answer is whole, and what Tab and history offer.

use rustyline::completion::{Completer, Pair};
use rustyline::highlight::Highlighter;
use rustyline::hint::{Hinter, HistoryHinter};
use rustyline::validate::{ValidationContext, ValidationResult, Validator};
use rustyline::{Context, Helper, Highlighter, Hinter, Validator};

use super::Complete;
use crate::ui::palette::{Palette, TextRole};
use crate::ui::terminal::AnswerEnd;

/// Says when an answer of several lines is whole: until then Enter begins a new line, and every
/// line can still be changed.
#[derive(Helper, Hinter, Highlighter)]
pub(super) struct AnswerHelper {
    pub(super) end: AnswerEnd,
    pub(super) is_command: fn(&str) -> bool,
    /// What Tab completes a word to.
    pub(super) words: Vec<String>,
}

impl Completer for AnswerHelper {
    type Candidate = String;

    fn complete(
        &self,
        line: &str,
        pos: usize,
        _: &Context<'_>,
    ) -> rustyline::Result<(usize, Vec<String>)> {
        let before = &line[..pos];
        let start = before.rfind(char::is_whitespace).map_or(0, |at| at + 1);
        let fits = |word: &&String| word.starts_with(&before[start..]);
        Ok((start, self.words.iter().filter(fits).cloned().collect()))
    }
}

impl Validator for AnswerHelper {
    fn validate(&self, context: &mut ValidationContext<'_>) -> rustyline::Result<ValidationResult> {
        let text = context.input();
        let last = text.rsplit('\n').next().unwrap_or_default();
        // On the first line whatever looks like a command ends the answer, so that a mistyped one can be
        // named. Further down `:param x:` is a line of the answer.
        let looks_like_command = last
            .trim()
            .strip_prefix(':')
            .is_some_and(|rest| rest.starts_with(|c: char| c.is_ascii_alphabetic() || c == '?'));
        let is_first = !text.contains('\n');
        let is_command = (is_first && looks_like_command) || (self.is_command)(last);
        let is_whole = match self.end {
            AnswerEnd::Line => true,
            AnswerEnd::EmptyLine => last.is_empty(),
            // One Enter at the very start leaves the answer blank; afterwards a single empty line
            // is a gap within the program.
            AnswerEnd::TwoEmptyLines => text.is_empty() || text.ends_with("\n\n"),
        };
        let asks_for_help = text.trim() == "?";
        Ok(if is_whole || is_command || asks_for_help || last == "." {
            ValidationResult::Valid(None)
        } else {
            ValidationResult::Incomplete
        })
    }
}

#[derive(Validator)]
pub(super) struct CommandHelper {
    pub(super) complete: Complete,
    pub(super) hints: HistoryHinter,
    pub(super) palette: Palette,
}

impl Helper for CommandHelper {}

impl Completer for CommandHelper {
    type Candidate = Pair;

    fn complete(
        &self,
        line: &str,
        pos: usize,
        _: &Context<'_>,
    ) -> rustyline::Result<(usize, Vec<Pair>)> {
        let (start, words) = (self.complete)(line, pos);
        Ok((
            start,
            words
                .into_iter()
                .map(|word| Pair {
                    replacement: spaced(&word),
                    display: word,
                })
                .collect(),
        ))
    }
}

/// A finished word is followed by a space; a term such as `topic:` waits for its value.
fn spaced(word: &str) -> String {
    if word.ends_with([':', '=']) {
        word.to_owned()
    } else {
        format!("{word} ")
    }
}

impl Hinter for CommandHelper {
    type Hint = String;

    fn hint(&self, line: &str, pos: usize, context: &Context<'_>) -> Option<String> {
        if line.is_empty() {
            None
        } else {
            self.hints.hint(line, pos, context)
        }
    }
}

impl Highlighter for CommandHelper {
    fn highlight_hint<'h>(&self, hint: &'h str) -> std::borrow::Cow<'h, str> {
        std::borrow::Cow::Owned(self.palette.paint(TextRole::Faint, hint))
    }
}

//! The one way to talk to a learner, with three bodies: a real terminal, streams, and a script for tests.

use crate::domain::plain::io_reason;
use crate::domain::wording::{Wording, problems};
use crate::ui::palette::Palette;

/// What is asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Ask {
    /// One key on a terminal, one line elsewhere.
    Key,
    /// One line.
    Line,
    /// A line that may be typed ahead: the rest of a command whose first key was pressed.
    Rest,
}

/// What ends an answer of several lines.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum AnswerEnd {
    /// The first line is all there is.
    Line,
    /// An empty line, or `.`.
    EmptyLine,
    /// Two empty lines, or `.`: one alone belongs to the answer.
    TwoEmptyLines,
}

/// An answer of several lines.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum LinesReply {
    /// One line of it; more may follow.
    One(TerminalReply),
    /// All of it, as it was left after corrections.
    Whole(TerminalReply),
}

/// What came.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum TerminalReply {
    /// A line, without its newline; a key as a text of one character, Enter as an empty one.
    Text(String),
    /// Ctrl-C.
    Interrupt,
    /// Ctrl-D, or the end of the input.
    End,
    /// A paste where a key was asked for: it answers nothing.
    Paste,
}

/// How the learner is reached.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum InputMode {
    /// Keys and an editor; the learner sees the screen.
    Interactive,
    /// Lines in, lines out.
    Lines,
}

/// Why talking failed.
#[derive(Debug, thiserror::Error)]
#[error("{}", self.wording().in_english())]
pub enum TerminalError {
    /// The reader of the output has gone.
    Closed,
    /// The input or output failed.
    Io(std::io::Error),
    /// The input line is not UTF-8.
    NotUtf8 {
        /// Its number, from 1.
        line: u64,
    },
    /// The input line is longer than anything worth reading.
    TooLong {
        /// Its number, from 1.
        line: u64,
        /// The longest allowed, in bytes.
        limit: usize,
    },
}

impl TerminalError {
    /// What is wrong, to be said in the learner's language.
    pub fn wording(&self) -> Wording {
        match self {
            Self::Closed => problems::output_closed(),
            Self::Io(error) => problems::terminal_failed(io_reason(error)),
            Self::NotUtf8 { line } => problems::line_not_utf8(line),
            Self::TooLong { line, limit } => problems::line_too_long(line, limit),
        }
    }
}

impl From<std::io::Error> for TerminalError {
    fn from(error: std::io::Error) -> Self {
        if error.kind() == std::io::ErrorKind::BrokenPipe {
            Self::Closed
        } else {
            Self::Io(error)
        }
    }
}

/// A learner at the other end.
pub trait Terminal {
    /// Writes text as it is; it must have been cleaned.
    fn say(&mut self, text: &str) -> Result<(), TerminalError>;

    /// Makes sure that what was said can be seen.
    fn show(&mut self) -> Result<(), TerminalError> {
        Ok(())
    }

    /// Writes a prompt, flushes, and waits for a reply.
    fn ask(&mut self, prompt: &str, ask: Ask) -> Result<TerminalReply, TerminalError>;

    /// Asks for an answer of several lines, of which some were given already. A screen lets the
    /// learner correct any of them before they are sent. A later line that `is_command` ends the
    /// answer at once.
    fn ask_lines(
        &mut self,
        prompt: &str,
        _so_far: &str,
        _end: AnswerEnd,
        _is_command: fn(&str) -> bool,
    ) -> Result<LinesReply, TerminalError> {
        Ok(LinesReply::One(self.ask(prompt, Ask::Line)?))
    }

    /// Asks for a line of which Tab completes each word, where there are keys.
    fn ask_completed(
        &mut self,
        prompt: &str,
        _words: &[String],
    ) -> Result<TerminalReply, TerminalError> {
        self.ask(prompt, Ask::Line)
    }

    /// Waits for one line, without a prompt and without an echo.
    fn line(&mut self) -> Result<TerminalReply, TerminalError> {
        self.ask("", Ask::Line)
    }

    /// Milliseconds from the last prompt to the keystroke that ended the reply, each pause between two keys capped;
    /// nothing where single keys are not seen.
    fn thought_ms(&self) -> Option<i64> {
        None
    }

    /// Columns of the screen now.
    fn width(&self) -> usize;

    /// Rows of the screen now; nothing where text does not scroll away.
    fn rows(&self) -> Option<usize> {
        None
    }

    /// How text looks here.
    fn palette(&self) -> Palette;

    /// How the learner is reached.
    fn input_mode(&self) -> InputMode;

    /// Number of the last input line, from 1, for errors that name it.
    fn line_number(&self) -> u64;
}

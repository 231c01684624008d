//! The learner's pager: on a screen, a list that is longer than it is shown a page at a time.

use std::io::Write;
use std::process::{Child, Command, Stdio};

use crate::cli::args::{CliCommand, InterviewWhat, RoadmapWhat};
use crate::cli::errors;
use crate::domain::plain::io_reason;
use crate::domain::wording::problems;
use crate::engine::interrupts::without_interrupts;
use crate::ui::clean::clean_line;
use crate::ui::markup::columns;
use crate::ui::messages::messages;
use crate::ui::palette::Palette;
use crate::ui::terminal::{
    AnswerEnd, Ask, InputMode, LinesReply, Terminal, TerminalError, TerminalReply,
};
use crate::world::text_variable;

/// The pager where the learner has named none.
const USUAL: &str = "less";
/// Options for `less` unless `LESS` is set: quit at once if everything fits, keep colours, leave the text on the
/// screen, and say how to leave.
fn less_options() -> String {
    let keys = messages(errors::language()).prompt.pager_keys();
    format!("-FRX -Ps{keys}$")
}

/// Whether a command shows something to read, which may be longer than the screen.
pub(super) fn is_to_be_read(command: &CliCommand) -> bool {
    if let CliCommand::Questions(args) = command {
        return !args.drill;
    }
    if let CliCommand::Log(args) = command {
        return args.what.is_none();
    }
    if let CliCommand::Interview(args) = command {
        return matches!(
            args.what,
            Some(InterviewWhat::List { .. } | InterviewWhat::Show { .. })
        );
    }
    if let CliCommand::Plan(args) = command {
        return args.what.is_none() && args.date.is_none();
    }
    if let CliCommand::Roadmap(args) = command {
        return matches!(
            args.what,
            None | Some(RoadmapWhat::List { .. } | RoadmapWhat::Show { .. })
        );
    }
    matches!(
        command,
        CliCommand::List(_)
            | CliCommand::Show(_)
            | CliCommand::Weakest(_)
            | CliCommand::Stats(_)
            | CliCommand::Class(_)
    )
}

/// A screen on which what is said waits until it is known how long it is.
pub(super) struct PagedTerminal<'t> {
    screen: &'t mut dyn Terminal,
    /// Rows of the screen.
    rows: usize,
    held: String,
}

impl<'t> PagedTerminal<'t> {
    /// Over a screen of this many rows.
    pub(super) const fn new(screen: &'t mut dyn Terminal, rows: usize) -> Self {
        Self {
            screen,
            rows,
            held: String::new(),
        }
    }

    /// Shows what was held back, through the pager where it is longer than the screen.
    pub(super) fn release(&mut self) -> Result<(), TerminalError> {
        let text = std::mem::take(&mut self.held);
        // The shell's prompt takes a row too.
        let is_long = rows_of(&text, self.screen.width()) >= self.rows;
        // Ctrl-C belongs to the pager: `less` stops a search with it.
        if is_long && without_interrupts(|| page(&text)) {
            return Ok(());
        }
        self.screen.say(&text)
    }
}

impl Terminal for PagedTerminal<'_> {
    fn say(&mut self, text: &str) -> Result<(), TerminalError> {
        self.held.push_str(text);
        Ok(())
    }

    fn show(&mut self) -> Result<(), TerminalError> {
        self.release()?;
        self.screen.show()
    }

    fn ask(&mut self, prompt: &str, ask: Ask) -> Result<TerminalReply, TerminalError> {
        self.release()?;
        self.screen.ask(prompt, ask)
    }

    fn ask_lines(
        &mut self,
        prompt: &str,
        so_far: &str,
        end: AnswerEnd,
        is_command: fn(&str) -> bool,
    ) -> Result<LinesReply, TerminalError> {
        self.release()?;
        self.screen.ask_lines(prompt, so_far, end, is_command)
    }

    fn ask_completed(
        &mut self,
        prompt: &str,
        words: &[String],
    ) -> Result<TerminalReply, TerminalError> {
        self.release()?;
        self.screen.ask_completed(prompt, words)
    }

    fn line(&mut self) -> Result<TerminalReply, TerminalError> {
        self.release()?;
        self.screen.line()
    }

    fn thought_ms(&self) -> Option<i64> {
        self.screen.thought_ms()
    }

    fn width(&self) -> usize {
        self.screen.width()
    }

    fn palette(&self) -> Palette {
        self.screen.palette()
    }

    fn input_mode(&self) -> InputMode {
        self.screen.input_mode()
    }

    fn line_number(&self) -> u64 {
        self.screen.line_number()
    }
}

/// Rows that a text takes on a screen of this width.
fn rows_of(text: &str, width: usize) -> usize {
    text.lines()
        .map(|line| columns(line).div_ceil(width.max(1)).max(1))
        .sum()
}

/// Shows a text in the pager; false where there is none, so that the text is still to be shown.
fn page(text: &str) -> bool {
    let named = ["MILEPOST_PAGER", "PAGER"]
        .into_iter()
        .find_map(text_variable);
    let is_named = named.is_some();
    let command = named.unwrap_or_else(|| USUAL.to_owned());
    let shown = clean_line(&command);
    let Some(words) = shlex::split(&command) else {
        errors::warn(&problems::pager_unreadable(shown).text(errors::language()));
        return false;
    };
    let Some((program, arguments)) = words.split_first().filter(|(first, _)| *first != "cat")
    else {
        return false;
    };
    match start(program, arguments) {
        Ok(mut pager) => {
            if let Some(mut input) = pager.stdin.take() {
                // A pager that was left early reads no further.
                let _ = input.write_all(text.as_bytes());
            }
            pager.wait().is_ok()
        }
        // Where nobody asked for a pager, none is missed.
        Err(_) if !is_named => false,
        Err(error) => {
            let warning = problems::pager_no_start(shown, io_reason(&error));
            errors::warn(&warning.text(errors::language()));
            false
        }
    }
}

fn start(program: &str, arguments: &[String]) -> Result<Child, std::io::Error> {
    let mut pager = Command::new(program);
    pager.args(arguments).stdin(Stdio::piped());
    if text_variable("LESS").is_none() {
        pager.env("LESS", less_options());
    }
    if text_variable("LESSCHARSET").is_none() {
        // Where no locale is installed it would show bytes.
        pager.env("LESSCHARSET", "utf-8");
    }
    pager.spawn()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_long_line_takes_several_rows_and_colour_none() {
        assert_eq!(rows_of("", 10), 0);
        assert_eq!(rows_of("one\n\nthree\n", 10), 3);
        assert_eq!(rows_of(&"x".repeat(21), 10), 3);
        assert_eq!(rows_of("\u{1b}[38;5;31mcolour\u{1b}[0m\n", 10), 1);
    }
}

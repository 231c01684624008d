//! The terminal's body for tests: replies are given beforehand, everything shown is kept.

use std::collections::VecDeque;

use crate::ui::palette::Palette;
use crate::ui::terminal::{Ask, InputMode, Terminal, TerminalError, TerminalReply};

/// A learner whose every reply is known.
#[derive(Debug)]
pub struct Script {
    replies: VecDeque<TerminalReply>,
    shown: String,
    line: u64,
    width: usize,
    input_mode: InputMode,
}

impl Script {
    /// A learner at a screen of 80 columns who gives these lines and keys and then ends the input.
    pub fn new(replies: &[&str]) -> Self {
        let replies = replies.iter().map(|text| match *text {
            "^C" => TerminalReply::Interrupt,
            "^D" => TerminalReply::End,
            "^V" => TerminalReply::Paste,
            text => TerminalReply::Text(text.to_owned()),
        });
        Self {
            replies: replies.collect(),
            shown: String::new(),
            line: 0,
            width: 80,
            input_mode: InputMode::Interactive,
        }
    }

    /// The same on a pipe.
    #[must_use]
    pub fn on_a_pipe(mut self) -> Self {
        self.input_mode = InputMode::Lines;
        self
    }

    /// The same on a screen of another width.
    #[must_use]
    pub fn wide(mut self, width: usize) -> Self {
        self.width = width;
        self
    }

    /// Everything shown, with the replies where they were given.
    pub fn transcript(&self) -> &str {
        &self.shown
    }
}

impl Terminal for Script {
    fn say(&mut self, text: &str) -> Result<(), TerminalError> {
        self.shown.push_str(text);
        Ok(())
    }

    fn ask(&mut self, prompt: &str, _ask: Ask) -> Result<TerminalReply, TerminalError> {
        let reply = self.replies.pop_front().unwrap_or(TerminalReply::End);
        self.line += 1;
        let given = match &reply {
            TerminalReply::Text(text) if text.is_empty() => "⏎",
            TerminalReply::Text(text) => text,
            TerminalReply::Interrupt => "^C",
            TerminalReply::End => "^D",
            TerminalReply::Paste => "^V",
        };
        self.shown.push_str(&format!("{prompt}{given}\n"));
        Ok(reply)
    }

    fn line(&mut self) -> Result<TerminalReply, TerminalError> {
        self.line += 1;
        Ok(self.replies.pop_front().unwrap_or(TerminalReply::End))
    }

    fn width(&self) -> usize {
        self.width
    }

    fn palette(&self) -> Palette {
        Palette::PLAIN
    }

    fn input_mode(&self) -> InputMode {
        self.input_mode
    }

    fn line_number(&self) -> u64 {
        self.line
    }
}

//! The terminal's body for tests: replies are given beforehand, everything shown is kept.

use std::collections::VecDeque;

use crate::ui::palette::Palette;
use crate::ui::terminal::{Ask, Manner, Reply, Terminal, TerminalError};

/// A learner whose every reply is known.
#[derive(Debug)]
pub struct Script {
    replies: VecDeque<Reply>,
    shown: String,
    line: u64,
    width: usize,
    manner: Manner,
}

impl Script {
    /// A learner at a screen of 80 columns who gives these lines and keys and then ends the input.
    pub fn new(replies: &[&str]) -> Self {
        let replies = replies.iter().map(|text| match *text {
            "^C" => Reply::Interrupt,
            "^D" => Reply::End,
            "^V" => Reply::Paste,
            text => Reply::Text(text.to_owned()),
        });
        Self {
            replies: replies.collect(),
            shown: String::new(),
            line: 0,
            width: 80,
            manner: Manner::Interactive,
        }
    }

    /// The same on a pipe.
    #[must_use]
    pub fn on_a_pipe(mut self) -> Self {
        self.manner = Manner::Lines;
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

    fn ask(&mut self, prompt: &str, _ask: Ask) -> Result<Reply, TerminalError> {
        let reply = self.replies.pop_front().unwrap_or(Reply::End);
        self.line += 1;
        let given = match &reply {
            Reply::Text(text) if text.is_empty() => "⏎",
            Reply::Text(text) => text,
            Reply::Interrupt => "^C",
            Reply::End => "^D",
            Reply::Paste => "^V",
        };
        self.shown.push_str(&format!("{prompt}{given}\n"));
        Ok(reply)
    }

    fn line(&mut self) -> Result<Reply, TerminalError> {
        self.line += 1;
        Ok(self.replies.pop_front().unwrap_or(Reply::End))
    }

    fn width(&self) -> usize {
        self.width
    }

    fn palette(&self) -> Palette {
        Palette::PLAIN
    }

    fn manner(&self) -> Manner {
        self.manner
    }

    fn line_number(&self) -> u64 {
        self.line
    }
}

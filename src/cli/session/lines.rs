//! Answers of several lines: corrected as a whole on a screen, line by line elsewhere.

use super::ask::PromptInput;
use super::keys::{self, Colon, TypedLine};
use super::{TerminalFront, Voice};
use crate::domain::event::pause;
use crate::engine::prompt::{LinesExpected, Reply};
use crate::error::AppError;
use crate::ui::palette::TextRole;
use crate::ui::terminal::{AnswerEnd, InputMode, LinesReply, TerminalReply as Typing};

impl TerminalFront<'_> {
    /// Lines until the answer is whole. A command in between loses none of them.
    pub(super) fn ask_lines(&mut self, expected: LinesExpected) -> Result<Reply, AppError> {
        let sign = self.sign();
        let end = self.answer_end(expected);
        loop {
            let began = self.app.world.clock.now();
            let typed = self
                .terminal
                .ask_lines(&sign, &self.lines, end, is_command)?;
            let whole = || pause(began, self.app.world.clock.now());
            self.millis += self.terminal.thought_ms().unwrap_or_else(whole);
            let entry = match typed {
                LinesReply::Whole(typing) => self.whole_answer(typing)?,
                LinesReply::One(typing) => self.one_line(typing, end)?,
            };
            match entry {
                Some(PromptInput::Text(answer)) => {
                    self.lines.clear();
                    return Ok(Reply::Text(answer));
                }
                Some(PromptInput::Other(reply)) => return Ok(reply),
                None => {}
            }
        }
    }

    /// On a pipe the end of an answer does not depend on the card, so that a script need not know it.
    fn answer_end(&self, expected: LinesExpected) -> AnswerEnd {
        match (expected, self.terminal.input_mode()) {
            (LinesExpected::One, InputMode::Interactive) => AnswerEnd::Line,
            (LinesExpected::WithEmpty, _) => AnswerEnd::TwoEmptyLines,
            (LinesExpected::One | LinesExpected::Several, _) => AnswerEnd::EmptyLine,
        }
    }

    /// An answer that was corrected as a whole; its last line may be a command.
    fn whole_answer(&mut self, typing: Typing) -> Result<Option<PromptInput>, AppError> {
        let text = match typing {
            Typing::Text(text) => text.replace("\r\n", "\n").replace('\r', "\n"),
            Typing::Interrupt => {
                self.lines.clear();
                return self.cleared();
            }
            Typing::Paste => return Ok(None),
            Typing::End => return Ok(Some(PromptInput::Other(Reply::End))),
        };
        let (before, last) = text.rsplit_once('\n').unwrap_or(("", &text));
        let colon = if before.is_empty() {
            Colon::Needed
        } else {
            Colon::Within
        };
        match keys::read(last, colon) {
            TypedLine::Command(command) => {
                before.clone_into(&mut self.lines);
                return Ok(Some(PromptInput::Other(Reply::Command(command))));
            }
            TypedLine::Unknown(text) => {
                self.refuse_command(text)?;
                return Ok(None);
            }
            TypedLine::Text(_) => {}
        }
        let answer = if last == "." { before } else { &text };
        let lines = answer.trim_end_matches('\n').split('\n');
        Ok(Some(PromptInput::Text(joined(lines.map(unescaped)))))
    }

    /// One line; an answer once it is whole.
    fn one_line(
        &mut self,
        typing: Typing,
        end: AnswerEnd,
    ) -> Result<Option<PromptInput>, AppError> {
        let line = match typing {
            Typing::Text(line) => line,
            Typing::Interrupt => return self.cleared(),
            Typing::Paste => return Ok(None),
            // On a pipe the end of the input ends the answer too.
            Typing::End
                if !self.lines.is_empty() && self.terminal.input_mode() == InputMode::Lines =>
            {
                return Ok(Some(PromptInput::Text(self.lines.clone())));
            }
            Typing::End => return Ok(Some(PromptInput::Other(Reply::End))),
        };
        let colon = if self.lines.is_empty() {
            Colon::Needed
        } else {
            Colon::Within
        };
        let line = match keys::read(&line, colon) {
            TypedLine::Text(text) => text.to_owned(),
            TypedLine::Command(command) => {
                return Ok(Some(PromptInput::Other(Reply::Command(command))));
            }
            TypedLine::Unknown(text) => {
                self.refuse_command(text)?;
                return Ok(None);
            }
        };
        let empties_end = match end {
            AnswerEnd::Line | AnswerEnd::EmptyLine => line.is_empty(),
            AnswerEnd::TwoEmptyLines => {
                line.is_empty() && (self.lines.is_empty() || self.lines.ends_with("\n\n"))
            }
        };
        if line == "." || empties_end {
            let answer = joined(
                self.lines
                    .trim_end_matches('\n')
                    .split('\n')
                    .map(str::to_owned),
            );
            return Ok(Some(PromptInput::Text(answer)));
        }
        self.lines.push_str(&line);
        self.lines.push('\n');
        if end == AnswerEnd::Line {
            return Ok(Some(PromptInput::Text(self.lines.clone())));
        }
        Ok(None)
    }

    fn cleared(&mut self) -> Result<Option<PromptInput>, AppError> {
        if self.voice == Voice::Review {
            self.remark(TextRole::Faint, self.app.words().how_to_leave())?;
        }
        Ok(None)
    }
}

/// Whether a later line of an answer is a command.
fn is_command(line: &str) -> bool {
    matches!(keys::read(line, Colon::Within), TypedLine::Command(_))
}

/// A line that begins with `\\:` stands for one that begins with a colon.
fn unescaped(line: &str) -> String {
    match keys::read(line, Colon::Within) {
        TypedLine::Text(text) => text.to_owned(),
        TypedLine::Command(_) | TypedLine::Unknown(_) => line.to_owned(),
    }
}

/// Lines with a newline after each; nothing for no answer.
fn joined(lines: impl Iterator<Item = String>) -> String {
    let mut text = String::new();
    for line in lines {
        text.push_str(&line);
        text.push('\n');
    }
    if text == "\n" { String::new() } else { text }
}

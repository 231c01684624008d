//! The terminal's body for pipes: lines from a reader, text to a writer.

use std::io::{BufRead, Write};

use crate::ui::palette::Palette;
use crate::ui::terminal::{Ask, InputMode, Terminal, TerminalError, TerminalReply};

/// Longest input line, in bytes.
const LONGEST_LINE: usize = 1 << 20;

/// Columns assumed without a screen.
pub const WIDTH: usize = 80;

/// Lines in, lines out.
pub struct LineTerminal<R, W> {
    reader: R,
    writer: W,
    palette: Palette,
    width: usize,
    line: u64,
}

impl<R: BufRead, W: Write> LineTerminal<R, W> {
    /// Over a reader and a writer, drawn for this many columns.
    pub const fn new(reader: R, writer: W, palette: Palette, width: usize) -> Self {
        Self {
            reader,
            writer,
            palette,
            width,
            line: 0,
        }
    }
}

impl<R: BufRead, W: Write> Terminal for LineTerminal<R, W> {
    fn say(&mut self, text: &str) -> Result<(), TerminalError> {
        Ok(self.writer.write_all(text.as_bytes())?)
    }

    fn show(&mut self) -> Result<(), TerminalError> {
        Ok(self.writer.flush()?)
    }

    fn ask(&mut self, prompt: &str, _ask: Ask) -> Result<TerminalReply, TerminalError> {
        self.writer.write_all(prompt.as_bytes())?;
        self.writer.flush()?;
        let reply = self.line();
        if let Ok(TerminalReply::Text(_)) | Err(TerminalError::NotUtf8 { .. }) = reply {
            // The prompt stands alone on its line: what was typed is not echoed on a pipe.
            self.writer.write_all(b"\n")?;
        }
        reply
    }

    fn line(&mut self) -> Result<TerminalReply, TerminalError> {
        let mut bytes = Vec::new();
        // Two bytes more than a line may have, for its ending `\r\n`. Without a limit a file with
        // no newline in it would be read into memory whole.
        let limit = u64::try_from(LONGEST_LINE).unwrap_or(u64::MAX) + 2;
        let read = std::io::Read::take(&mut self.reader, limit).read_until(b'\n', &mut bytes)?;
        if read == 0 {
            return Ok(TerminalReply::End);
        }
        self.line += 1;
        while matches!(bytes.last(), Some(b'\n' | b'\r')) {
            bytes.pop();
        }
        if bytes.len() > LONGEST_LINE {
            return Err(TerminalError::TooLong {
                line: self.line,
                limit: LONGEST_LINE,
            });
        }
        String::from_utf8(bytes)
            .map(TerminalReply::Text)
            .map_err(|_| TerminalError::NotUtf8 { line: self.line })
    }

    fn width(&self) -> usize {
        self.width
    }

    fn palette(&self) -> Palette {
        self.palette
    }

    fn input_mode(&self) -> InputMode {
        InputMode::Lines
    }

    fn line_number(&self) -> u64 {
        self.line
    }
}

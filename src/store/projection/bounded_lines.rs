//! The lines of a log file that anybody may have written.

use std::io::{self, BufRead, Read, Seek, SeekFrom};

use crate::domain::file_fault::FileFault;
use crate::store::log::LONGEST_BODY;

/// Bytes of a log file.
pub const LARGEST_LOG: u64 = 4 << 30;

/// Bytes of a line with its end: an event, and what stands around its body.
const LONGEST_LINE: u64 = LONGEST_BODY + (1 << 20);

/// The lines of a log, none of which can fill the memory.
pub(super) struct BoundedLines<I> {
    input: I,
    line: Vec<u8>,
}

impl<I: BufRead + Seek> BoundedLines<I> {
    pub(super) fn of(mut input: I) -> io::Result<Self> {
        if input.seek(SeekFrom::End(0))? > LARGEST_LOG {
            return Err(io::Error::other(FileFault::TooLarge(LARGEST_LOG)));
        }
        input.rewind()?;
        Ok(Self {
            input,
            line: Vec::new(),
        })
    }

    /// Goes back to the first line.
    pub(super) fn rewind(&mut self) -> io::Result<()> {
        self.input.rewind()
    }

    /// The next line without its end; nothing after the last one.
    pub(super) fn next(&mut self) -> io::Result<Option<&[u8]>> {
        self.line.clear();
        let mut rest = self.input.by_ref().take(LONGEST_LINE);
        if rest.read_until(b'\n', &mut self.line)? == 0 {
            return Ok(None);
        }
        if rest.limit() == 0 && !self.line.ends_with(b"\n") {
            return Err(io::Error::other(FileFault::TooLarge(LONGEST_LINE)));
        }
        let line = self.line.strip_suffix(b"\n").unwrap_or(&self.line);
        Ok(Some(line.strip_suffix(b"\r").unwrap_or(line)))
    }
}

//! A line that is typed without being shown, such as a passphrase.

use std::io::{self, Stdin};

use rustix::termios::{LocalModes, OptionalActions, SpecialCodeIndex, tcgetattr, tcsetattr};

use crate::ui::terminal::{TerminalError, TerminalReply};

/// Longest line, in bytes.
const LONGEST: usize = 4096;

/// What the keys send.
const CTRL_C: u8 = 3;
const CTRL_D: u8 = 4;
const CTRL_U: u8 = 21;
const BACKSPACES: [u8; 2] = [8, 127];

/// Reads a line from the terminal. Keys come one by one: were Ctrl-C left to the system, it would end the program while
/// the terminal shows nothing of what is typed.
pub fn read_hidden_line() -> Result<TerminalReply, TerminalError> {
    let input = io::stdin();
    let before = tcgetattr(&input).map_err(io::Error::from)?;
    let mut hidden = before.clone();
    let echo_and_editing = LocalModes::ECHO | LocalModes::ICANON | LocalModes::ISIG;
    hidden.local_modes.remove(echo_and_editing);
    hidden.special_codes[SpecialCodeIndex::VMIN] = 1;
    hidden.special_codes[SpecialCodeIndex::VTIME] = 0;
    tcsetattr(&input, OptionalActions::Now, &hidden).map_err(io::Error::from)?;
    let reply = read_keys(&input);
    tcsetattr(&input, OptionalActions::Now, &before).map_err(io::Error::from)?;
    reply
}

fn read_keys(input: &Stdin) -> Result<TerminalReply, TerminalError> {
    let mut line = Vec::new();
    loop {
        let mut key = [0];
        match rustix::io::read(input, &mut key) {
            Ok(0) => return Ok(TerminalReply::End),
            Ok(_) => {}
            Err(rustix::io::Errno::INTR) => continue,
            Err(error) => return Err(io::Error::from(error).into()),
        }
        match key[0] {
            b'\n' | b'\r' => break,
            CTRL_C => return Ok(TerminalReply::Interrupt),
            CTRL_D if line.is_empty() => return Ok(TerminalReply::End),
            CTRL_U => line.clear(),
            byte if BACKSPACES.contains(&byte) => remove_character(&mut line),
            byte if line.len() < LONGEST => line.push(byte),
            _ => {}
        }
    }
    let text = String::from_utf8(line);
    text.map(TerminalReply::Text)
        .map_err(|_| TerminalError::NotUtf8 { line: 1 })
}

/// Removes the last character, which may have several bytes.
fn remove_character(line: &mut Vec<u8>) {
    while line.pop().is_some_and(|byte| byte & 0xc0 == 0x80) {}
}

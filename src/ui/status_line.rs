//! A line on standard error that is drawn over itself while something takes long.

use std::cell::RefCell;
use std::io::Write;

/// To the start of the line, and the rest of it cleared.
const START: &str = "\r";
const CLEAR_REST: &str = "\u{1b}[K";

/// The line; it is gone once this is dropped.
#[derive(Debug, Default)]
pub struct StatusLine(RefCell<Option<String>>);

impl StatusLine {
    /// Draws a text, unless it stands there already.
    pub fn draw(&self, text: &str) {
        let mut shown = self.0.borrow_mut();
        if shown.as_deref() != Some(text) {
            write(&format!("{START}{text}{CLEAR_REST}"));
            *shown = Some(text.to_owned());
        }
    }
}

impl Drop for StatusLine {
    fn drop(&mut self) {
        if self.0.borrow().is_some() {
            write(&format!("{START}{CLEAR_REST}"));
        }
    }
}

/// A line that cannot be drawn is not a reason to stop.
fn write(text: &str) {
    let mut stderr = std::io::stderr();
    let _ = stderr.write_all(text.as_bytes());
    let _ = stderr.flush();
}
